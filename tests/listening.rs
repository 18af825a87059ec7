//! The real binary listening: files become seeds whether a mix has them or not, and are found again by name and number.

use std::{fs, path::PathBuf, process::Command};

use segue::sound::{clip::Clip, wav};
use serde_json::Value;

struct Home(tempfile::TempDir);

const MIXES: &str = concat!(
    r#"{"title":"2001-05-01 - Ann Example - First Show","url":"http://127.0.0.1/w/1","tracklist":["Plastikman - Spastik","Surgeon - Magneze"]}"#,
    "\n",
    r#"{"title":"2003-02-01 - Bob Example @ Some Club","url":"http://127.0.0.1/w/2","tracklist":["Surgeon - Magneze","Plastikman - Spastik"]}"#,
    "\n",
);

impl Home {
    fn new() -> Self {
        let home = Self(tempfile::tempdir().expect("temporary folder"));
        fs::write(home.path("config.toml"), "[recommend]\nfactors = 8\niterations = 3\n").expect("written");
        fs::write(home.path("mixes.jsonl"), MIXES).expect("written");
        home.run(&["import", "mixes.jsonl"], 0);
        home
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A few seconds of a tone and its overtones.
    fn tone(&self, name: &str, hz: f32, overtones: u32) -> String {
        let sample = |i: usize| {
            let at = i as f32 / 16_000.0 * hz * std::f32::consts::TAU;
            (1..=overtones).map(|n| (at * n as f32).sin() / n as f32).sum::<f32>() * 0.3
        };
        let clip = Clip::new((0..16_000 * 4).map(sample).collect(), 1, 16_000);
        fs::write(self.path(name), wav::encode(&clip)).expect("written");
        format!("./{name}")
    }

    fn run(&self, args: &[&str], code: i32) -> Value {
        let out = Command::new(env!("CARGO_BIN_EXE_segue"))
            .args(args)
            .arg("--json")
            .current_dir(self.0.path())
            .env("SEGUE_DATA_DIR", self.path("data"))
            .env("SEGUE_CONFIG", self.path("config.toml"))
            .env("SEGUE_STARTER", "0")
            .output()
            .expect("the binary runs");
        let text = String::from_utf8_lossy(&out.stdout);
        assert_eq!(
            out.status.code(),
            Some(code),
            "{args:?}: {text} {}",
            String::from_utf8_lossy(&out.stderr)
        );
        serde_json::from_str(&text).unwrap_or_else(|e| panic!("{args:?}: {e}: {text}"))
    }
}

#[test]
fn a_file_is_a_seed_also_where_no_mix_has_it() {
    let home = Home::new();
    let unknown = home.tone("Nobody - Known To None.wav", 220.0, 3);
    let alone = home.run(&["similar", &unknown, "--by", "sound"], 0);
    assert_eq!((&alone["by"], &alone["tracks"]), (&"sound".into(), &Value::Array(vec![])));
    let id = alone["seeds"][0]["id"].as_str().expect("a number").to_owned();
    assert_eq!(alone["seeds"][0]["mixes"], 0);

    let near = home.tone("Plastikman - Spastik.wav", 221.0, 3);
    let far = home.tone("Nobody - Else.wav", 60.0, 30);
    home.run(&["similar", &far, "--by", "sound"], 0);
    let found = home.run(&["similar", &near, "--by", "sound", "--limit", "5"], 0);
    assert_eq!(found["seeds"][0]["mixes"], 2, "the record of the mixes");
    let tracks = found["tracks"].as_array().expect("rows");
    let titles: Vec<&str> = tracks.iter().filter_map(|t| t["title"].as_str()).collect();
    assert_eq!(titles, ["Known To None", "Else"]);
    let distance = |i: usize| tracks[i]["sound_distance"].as_f64().expect("a distance");
    assert!(distance(0) < distance(1) && tracks[0]["why"][0]["model"] == "sound");

    // Heard once, it is found by its number and its name, and can be queued.
    for words in [id.as_str(), "nobody - known to none"] {
        let again = home.run(&["similar", words, "--by", "sound"], 0);
        assert_eq!(again["tracks"][0]["title"], "Spastik", "{words}");
        assert!(again["tracks"][0]["id"].as_str().is_some_and(|id| id != "null"));
    }
    let queue = home.run(&["queue", "add", &id], 0);
    assert_eq!(queue["tracks"][0]["title"], "Known To None");
    let embedded = home.run(&["embed", &id], 0);
    assert_eq!(embedded[0]["vector"].as_array().map(Vec::len), Some(64));
}

#[test]
fn what_cannot_be_heard_says_why() {
    let home = Home::new();
    let unheard = home.run(&["--offline", "similar", "Surgeon - Magneze", "--by", "sound"], 1);
    assert_eq!(unheard["error"]["kind"], "unheard");
    let hint = unheard["error"]["hint"].as_str().expect("a hint");
    assert!(hint.contains("analyse_previews"), "{hint}");

    fs::write(home.path("no music.wav"), b"RIFF nonsense").expect("written");
    let broken = home.run(&["similar", "./no music.wav", "--by", "sound"], 1);
    assert!(broken["error"]["message"].as_str().is_some_and(|m| m.contains("cannot analyse")), "{broken}");

    let clip = Clip::new(vec![0.1; 4_000], 1, 16_000);
    fs::write(home.path("short.wav"), wav::encode(&clip)).expect("written");
    let short = home.run(&["similar", "./short.wav", "--by", "sound"], 1);
    assert!(short["error"]["message"].as_str().is_some_and(|m| m.contains("too short")), "{short}");

    fs::write(
        home.path("config.toml"),
        "[sound]\nmodel = \"none.onnx\"\n[recommend]\nfactors = 8\niterations = 3\n",
    )
    .expect("written");
    let missing = home.run(&["similar", "Surgeon - Magneze", "--by", "sound"], 1);
    assert_eq!(missing["error"]["kind"], "model");
    assert!(missing["error"]["message"].as_str().is_some_and(|m| m.contains("none.onnx")), "{missing}");
}

/// Deezer, answering on loopback with one record and its sound.
fn deezer() -> String {
    use std::io::{BufRead, BufReader, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let own = format!("http://{}", listener.local_addr().expect("an address"));
    let base = own.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut asked = String::new();
            let mut lines = BufReader::new(stream.try_clone().expect("a handle"));
            lines.read_line(&mut asked).expect("a request");
            let mut line = String::new();
            while lines.read_line(&mut line).is_ok_and(|n| n > 2) {
                line.clear();
            }
            let record = serde_json::json!({
                "id": 7, "title": "Unheard Of", "title_version": "", "link": "https://www.deezer.com/track/7",
                "preview": format!("{base}/sound.wav"), "artist": {"name": "Nobody Knows"},
            });
            let (kind, body) = if asked.contains("/sound.wav") {
                let tone = |i: usize| (i as f32 * 0.05).sin() * 0.3;
                ("audio/wav", wav::encode(&Clip::new((0..16_000 * 30).map(tone).collect(), 1, 16_000)))
            } else if asked.contains("isrc:GBDUW0000059") || asked.contains("/track/7") {
                ("application/json", record.to_string().into_bytes())
            } else {
                let none = r#"{"error":{"type":"DataException","message":"no data","code":800}}"#;
                ("application/json", none.as_bytes().to_vec())
            };
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
        }
    });
    own
}

#[test]
#[allow(clippy::print_stderr, reason = "the time is for whoever runs it")]
fn a_code_that_nobody_here_knows_is_named_heard_and_a_seed() {
    let home = Home::new();
    fs::write(
        home.path("config.toml"),
        format!(
            "[recommend]\nfactors = 8\niterations = 3\n[sound]\nanalyse_previews = \"yes\"\n\
             [preview]\ndeezer_api = \"{}\"\nitunes = false\nspotify = false\n",
            deezer()
        ),
    )
    .expect("written");
    let far = home.tone("Nobody - Else.wav", 60.0, 30);
    home.run(&["similar", &far, "--by", "sound"], 0);
    let begun = std::time::Instant::now();
    let found = home.run(&["similar", "GB-DUW-00-00059", "--by", "sound"], 0);
    eprintln!("from the key to the list: {:.2} s", begun.elapsed().as_secs_f64());
    assert_eq!(found["seeds"][0]["title"], "Unheard Of");
    assert_eq!(found["tracks"][0]["title"], "Else");
    // Its name leads to it from now on, and it can be queued.
    let queue = home.run(&["queue", "add", "Nobody Knows - Unheard Of"], 0);
    assert_eq!(queue["tracks"][0]["title"], "Unheard Of");
    let unknown = home.run(&["similar", "isrc:USXXX9900001", "--by", "sound"], 1);
    assert_eq!(unknown["error"]["kind"], "unknown_track");
    assert!(unknown["error"]["message"].as_str().is_some_and(|m| m.contains("USXXX9900001")), "{unknown}");
}
