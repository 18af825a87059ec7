//! The queue out as files and a collection in, with the real binary: shapes, refusals, stdin.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::Value;

const REKORDBOX: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<DJ_PLAYLISTS Version="1.0.0"><COLLECTION Entries="2">
<TRACK TrackID="1" Name="Spastik" Artist="Plastikman" TotalTime="554" AverageBpm="133.00" Tonality="Am" Location="file://localhost/Music/spastik.flac"/>
<TRACK TrackID="2" Name="Alien Girl" Artist="Ed Rush, Optical &amp; Fierce" AverageBpm="174.02" Tonality="8A" Location="file://localhost/Music/alien%20girl.mp3"/>
</COLLECTION><PLAYLISTS><NODE Type="0" Name="ROOT" Count="1">
<NODE Type="1" Name="Friday" Entries="2" KeyType="0"><TRACK Key="2"/><TRACK Key="1"/></NODE>
</NODE></PLAYLISTS></DJ_PLAYLISTS>
"#;

struct Home {
    dir: tempfile::TempDir,
}

impl Home {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().expect("temporary folder") }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_segue"));
        command
            .args(args)
            .env("SEGUE_DATA_DIR", self.path("data"))
            .env("SEGUE_CONFIG", self.path("config.toml"))
            .env("SEGUE_STARTER", "0");
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().expect("the binary runs")
    }

    fn json(&self, args: &[&str]) -> Value {
        document(&self.run(&[args, &["--json"]].concat()), 0)
    }

    fn error(&self, args: &[&str]) -> Value {
        document(&self.run(&[args, &["--json"]].concat()), 1)["error"].clone()
    }

    /// Imports what comes on stdin.
    fn import_stdin(&self, bytes: &[u8]) -> Value {
        let mut child = self
            .command(&["import", "-", "--json"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        child.stdin.take().expect("a pipe").write_all(bytes).expect("taken");
        document(&child.wait_with_output().expect("ends"), 0)
    }

    fn titles(&self, queue: &str) -> Vec<String> {
        let listed = self.json(&["queue", "--name", queue, "list"]);
        let rows = listed["tracks"].as_array().expect("rows");
        rows.iter().map(|row| row["title"].as_str().expect("text").to_owned()).collect()
    }

    /// Artist, title and version of each row.
    fn names(&self, queue: &str) -> Vec<[Value; 3]> {
        let listed = self.json(&["queue", "--name", queue, "list"]);
        let name = |row: &Value| [&row["artist"], &row["title"], &row["version"]].map(Value::clone);
        listed["tracks"].as_array().expect("rows").iter().map(name).collect()
    }
}

fn document(out: &Output, code: i32) -> Value {
    let text = String::from_utf8_lossy(&out.stdout);
    assert_eq!(out.status.code(), Some(code), "{text} {}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

#[test]
fn a_rekordbox_collection_comes_over_ssh_and_a_queue_of_it_goes_back() {
    let home = Home::new();
    let report = home.import_stdin(REKORDBOX.as_bytes());
    assert_eq!(
        (report["tracks_owned"].clone(), report["queues"].clone()),
        (2.into(), serde_json::json!(["Friday"]))
    );
    assert_eq!(home.titles("Friday"), ["Alien Girl", "Spastik"]);

    let file = home.path("out.xml");
    let report = home.json(&["export", "--to", "rekordbox", "--name", "Friday", "-o", text(&file)]);
    let mut keys: Vec<&str> = report.as_object().expect("an object").keys().map(String::as_str).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["added", "missing", "to", "wanted", "written"]);
    assert_eq!(
        (report["to"].clone(), report["wanted"].clone(), report["added"].clone()),
        ("rekordbox".into(), 2.into(), 2.into())
    );
    assert_eq!(report["written"], text(&file));
    let xml = fs::read_to_string(&file).expect("written");
    for part in [r#"AverageBpm="174.02""#, r#"Tonality="Am""#, "file://localhost/Music/alien%20girl.mp3"] {
        assert!(xml.contains(part), "{part} in {xml}");
    }

    let other = Home::new();
    assert_eq!(other.import_stdin(xml.as_bytes())["queues"], serde_json::json!(["Friday"]));
    assert_eq!(other.titles("Friday"), ["Alien Girl", "Spastik"]);
}

#[test]
fn traktor_and_serato_take_a_queue_and_it_comes_back() {
    let home = Home::new();
    home.import_stdin(REKORDBOX.as_bytes());
    let nml = home.path("friday.nml");
    let report = home.json(&["export", "--to", "traktor", "--name", "Friday", "-o", text(&nml)]);
    assert_eq!((&report["to"], &report["added"]), (&"traktor".into(), &2.into()));
    let other = Home::new();
    let report = other.json(&["import", text(&nml)]);
    assert_eq!((&report["queues"], &report["tracks_owned"]), (&serde_json::json!(["Friday"]), &2.into()));
    assert_eq!(other.titles("Friday"), ["Alien Girl", "Spastik"]);
    // A crate names files alone: whose they are is known from the collection.
    let made = home.json(&["export", "--to", "serato", "--name", "Friday", "-o", text(home.dir.path())]);
    let file = home.path("Friday.crate");
    assert_eq!(made["written"], text(&file));
    fs::rename(&file, home.path("Back.crate")).expect("renamed");
    assert_eq!(home.json(&["import", text(&home.path("Back.crate"))])["queues"], serde_json::json!(["Back"]));
    assert_eq!(home.titles("Back"), ["Alien Girl", "Spastik"]);
}

#[test]
fn what_stays_behind_is_named_with_places_to_look() {
    let home = Home::new();
    home.import_stdin(REKORDBOX.as_bytes());
    home.import_stdin(b"title,artist,playlist,file\nAlien Girl,\"Ed Rush, Optical & Fierce\",Mixed,\nMagneze,Surgeon,Mixed,\n");
    assert_eq!(home.titles("Mixed"), ["Alien Girl", "Magneze"]);
    let report =
        home.json(&["export", "--to", "m3u8", "--name", "Mixed", "-o", text(&home.path("mixed.m3u8"))]);
    assert_eq!((report["wanted"].clone(), report["added"].clone()), (2.into(), 1.into()));
    let missing = &report["missing"][0];
    assert_eq!(
        (&missing["track"]["title"], &missing["reason"]),
        (&"Magneze".into(), &"no file of it is known".into())
    );
    let links = missing["links"].as_array().expect("links");
    assert!(
        links.iter().any(|l| l.as_str().is_some_and(|l| l.contains("bandcamp.com") && l.contains("Magneze"))),
        "{links:?}"
    );
    assert_eq!(home.error(&["export", "--to", "csv", "--name", "Nothing"])["kind"], "unknown_queue");
}

#[test]
fn a_file_is_written_over_only_when_told_to() {
    let home = Home::new();
    home.import_stdin(REKORDBOX.as_bytes());
    let file = home.path("mine.csv");
    fs::write(&file, "mine").expect("written");
    let export = ["export", "--to", "csv", "--name", "Friday", "-o", text(&file)];
    assert_eq!(home.error(&export)["kind"], "exists");
    assert_eq!(fs::read_to_string(&file).expect("read"), "mine");
    home.json(&[&export[..], &["--force"]].concat());
    assert!(fs::read_to_string(&file).expect("read").starts_with("title,artist,"));
    // A folder gets a file named after the queue.
    let report = home.json(&["export", "--to", "jspf", "--name", "Friday", "-o", text(home.dir.path())]);
    assert_eq!(report["written"], text(&home.path("Friday.jspf")));
}

#[test]
fn without_a_file_it_goes_to_stdout() {
    let home = Home::new();
    home.import_stdin(REKORDBOX.as_bytes());
    let out = home.run(&["export", "--to", "text", "--name", "Friday"]);
    assert_eq!(out.status.code(), Some(0));
    assert_eq!(
        String::from_utf8_lossy(&out.stdout),
        "Ed Rush, Optical & Fierce - Alien Girl\nPlastikman - Spastik\n"
    );
    assert_eq!(home.error(&["export", "--to", "text", "--name", "Friday"])["kind"], "usage");
}

#[test]
fn flags_leave_what_mixes_and_keep_the_order() {
    let home = Home::new();
    let mixes = concat!(
        r#"{"title":"2001-05-01 - Ann - Show","url":"http://127.0.0.1/w/1","tracklist":["Plastikman - Spastik","Ed Rush, Optical & Fierce - Alien Girl","Surgeon - Magneze","Jeff Mills - The Bells"]}"#,
        "\n",
        r#"{"title":"2003-02-01 - Bob - Show","url":"http://127.0.0.1/w/2","tracklist":["Surgeon - Magneze","Plastikman - Spastik","Jeff Mills - The Bells"]}"#,
        "\n",
    );
    fs::write(home.path("config.toml"), "[recommend]\nfactors = 8\niterations = 3\n").expect("written");
    fs::write(home.path("mixes.jsonl"), mixes).expect("written");
    home.json(&["import", text(&home.path("mixes.jsonl"))]);
    assert_eq!(home.error(&["similar", "Plastikman - Spastik", "--same-key"])["kind"], "unknown_facts");
    let csv = "title,artist,bpm,key\nSpastik,Plastikman,133,Am\nMagneze,Surgeon,135,8A\nThe Bells,Jeff Mills,138,Em\n\
               Alien Girl,\"Ed Rush, Optical & Fierce\",174,8A\n";
    home.import_stdin(csv.as_bytes());
    let titles = |flags: &[&str]| {
        let answer = home.json(&[&["similar", "Plastikman - Spastik"], flags].concat());
        let rows = answer["tracks"].as_array().expect("rows").clone();
        rows.iter().map(|row| row["title"].as_str().expect("text").to_owned()).collect::<Vec<_>>()
    };
    let all = titles(&[]);
    let among =
        |kept: &[&str]| all.iter().filter(|t| kept.contains(&t.as_str())).cloned().collect::<Vec<_>>();
    assert_eq!(titles(&["--same-key"]), among(&["Magneze", "Alien Girl"]));
    assert_eq!(titles(&["--bpm-within", "3"]), among(&["Magneze"]));
    assert_eq!(titles(&["--same-key", "--bpm-within", "3"]), among(&["Magneze"]));
    assert_eq!(home.error(&["similar", "Plastikman - Spastik", "--other-genre"])["kind"], "unknown_facts");
}

#[test]
fn a_text_of_records_comes_back_as_it_went_out() {
    const RECORDS: &[(&str, &str)] = &[
        ("Artist", "ID (Live @ Berlin)"),
        ("ID", "Something"),
        ("Artist", "ID"),
        ("ID", "ID"),
        ("Artist", "???"),
        ("Foo", "Intro"),
        ("808 State", "Pacific (707)"),
        ("2 Unlimited", "No Limit"),
        ("1. FC Köln", "Hymne"),
        ("*NSYNC", "Bye"),
        ("(hed) p.e.", "Bartender"),
        ("Autechre", "25:00"),
        ("DJ T.", "Time: 12"),
        ("Foo by Bar", "By by"),
        ("Foo | Bar", "Pipe (Baz Remix)"),
        ("東京事変", "群青日和"),
    ];
    let home = Home::new();
    let track = |(artist, title): &(&str, &str)| serde_json::json!({ "title": title, "creator": artist });
    let tracks: Vec<_> = RECORDS.iter().map(track).collect();
    let list = serde_json::json!({ "playlist": { "title": "Out", "track": tracks } });
    fs::write(home.path("Out.jspf"), list.to_string()).expect("written");
    home.json(&["import", text(&home.path("Out.jspf"))]);
    let before = home.names("Out");
    assert_eq!(before.len(), RECORDS.len());
    for (format, file) in [("text", "Back.txt"), ("csv", "Back.csv"), ("jspf", "Back.jspf")] {
        let file = home.path(file);
        home.json(&["export", "--to", format, "--name", "Out", "-o", text(&file)]);
        let home = Home::new();
        home.json(&["import", text(&file)]);
        // Only the text does not hold the queue's name.
        let queue = if format == "text" { "Back" } else { "Out" };
        assert_eq!(home.names(queue), before, "{format}");
    }
}
