//! Sets through the real binary: imported, listed, asked for, taken out.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::{Value, json};

/// A data folder of its own, with a small fast model.
struct Home {
    dir: tempfile::TempDir,
}

const WORLD: &str = concat!(
    r#"{"title":"2001-05-01 - Ann Example - First Show","tracklist":["Surgeon - Magneze","Robert Hood - Minus","Jeff Mills - The Bells"]}"#,
    "\n",
    r#"{"title":"2003-02-01 - Bob Example - Other Show","tracklist":["Surgeon - Magneze","Jeff Mills - The Bells","Robert Hood - Minus"]}"#,
    "\n",
);

/// Two more of theirs.
const MORE: [&str; 2] = [
    "2024-06-01 - DJ Test - Club\n\n00:00 Jeff Mills - The Bells\n05:00 Nasty Habits - Shadow Boxing\n10:00 Digital - Deadline\n",
    "2024-07-01 - DJ Test - Club\n\n00:00 Digital - Deadline\n05:00 Bad Company - The Nine\n",
];

/// A set of the user's, of which the world knows only the first record.
const OWN: &str = "2024-05-04 - DJ Test - Club\n\n00:00 Surgeon - Magneze\n05:00 Nasty Habits - Shadow Boxing\n\
                   10:00 Bad Company - The Nine\n15:00 Digital - Deadline\n20:00 Robert Hood - Minus\n";

impl Home {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("temporary folder");
        let settings = "[recommend]\nfactors = 8\niterations = 3\n[me]\ndj = \"DJ Test\"\n";
        fs::write(dir.path().join("config.toml"), settings).expect("written");
        let home = Self { dir };
        fs::write(home.path("world.jsonl"), WORLD).expect("written");
        home.json(&["import", home.path("world.jsonl").to_str().expect("UTF-8")]);
        home
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn run(&self, args: &[&str], stdin: &str) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_segue"))
            .args(args)
            .arg("--json")
            .env("SEGUE_DATA_DIR", self.path("data"))
            .env("SEGUE_CONFIG", self.path("config.toml"))
            .env("SEGUE_STARTER", "0")
            .env("TZ", "Europe/Vienna")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        child.stdin.take().expect("a pipe").write_all(stdin.as_bytes()).expect("taken");
        child.wait_with_output().expect("it ends")
    }

    fn answer(&self, args: &[&str], stdin: &str) -> Value {
        let out = self.run(args, stdin);
        let text = String::from_utf8_lossy(&out.stdout);
        assert_eq!(out.status.code(), Some(0), "{args:?}: {text} {}", String::from_utf8_lossy(&out.stderr));
        serde_json::from_str(&text).unwrap_or_else(|e| panic!("{args:?}: {e}: {text}"))
    }

    fn json(&self, args: &[&str]) -> Value {
        self.answer(args, "")
    }

    fn titles(&self) -> Vec<String> {
        let sets = self.json(&["sets", "list"]);
        sets["sets"]
            .as_array()
            .expect("rows")
            .iter()
            .map(|set| set["title"].as_str().expect("there").to_owned())
            .collect()
    }
}

fn fixture(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/sets")
        .join(name)
        .to_str()
        .expect("UTF-8")
        .to_owned()
}

#[test]
fn a_set_is_a_mix_with_its_times_and_outlives_the_catalogue() {
    let home = Home::new();
    let report = home.json(&["import", &fixture("serato/1.session")]);
    assert_eq!(
        report["sets"],
        json!([{
            "title": "2023-11-14 - DJ Test - Serato", "plays": 2, "state": "new",
            "left_out": [{ "row": 102, "reason": "Bad Company - The Nine: not played" }]
        }])
    );
    assert_eq!((&report["mixes_added"], &report["tracks_owned"]), (&json!(1), &json!(0)));
    let title = "2023-11-14 - DJ Test - Serato";
    let cues = |home: &Home, title: &str| {
        let mix = home.json(&["mix", title]);
        assert_eq!((&mix["djs"], &mix["date"]), (&json!(["DJ Test"]), &json!("2023-11-14")));
        let entries = mix["entries"].as_array().expect("lines").clone();
        entries
            .iter()
            .map(|e| (e["cue"].clone(), e["artist"].clone(), e["title"].clone()))
            .collect::<Vec<_>>()
    };
    let expected = [
        (json!(0), json!("Nasty Habits"), json!("Shadow Boxing")),
        (json!(290), json!("Jónsi"), json!("Maré")),
    ];
    assert_eq!(cues(&home, title), expected);
    for end in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(home.path(&format!("data/catalogue.db{end}")));
    }
    assert_eq!(cues(&home, title), expected, "made anew from what the user has");
    assert_eq!(home.json(&["import", &fixture("serato/1.session")])["mixes_unchanged"], 1);
    home.json(&["sets", "rename", title, "My first night"]);
    assert_eq!(home.titles(), ["My first night"]);
    home.json(&["import", &fixture("serato/1.session")]);
    assert_eq!(cues(&home, "My first night"), expected, "a title given stays");
    home.json(&["sets", "remove", "my first night"]);
    assert!(home.titles().is_empty());
    assert_eq!(home.run(&["mix", "My first night"], "").status.code(), Some(1));
}

#[test]
fn own_sets_are_evidence_that_can_be_left_out_or_asked_alone() {
    let home = Home::new();
    let report = home.answer(&["import", "-", "--set"], OWN);
    assert_eq!(report["sets"][0]["plays"], 5);
    let rows = |how: &[&str]| {
        let answer = home.json(&[&["similar", "Surgeon - Magneze"], how].concat());
        let row = |row: &Value| {
            (
                row["title"].as_str().expect("there").to_owned(),
                row["together"].as_u64().expect("there"),
                row["last"].clone(),
            )
        };
        let mut rows: Vec<_> = answer["tracks"].as_array().expect("rows").iter().map(row).collect();
        rows.sort_by(|a, b| a.0.cmp(&b.0));
        rows
    };
    let with = rows(&[]);
    assert_eq!(rows(&["--own", "with"]), with);
    let minus = |rows: &[(String, u64, Value)]| {
        rows.iter().find(|row| row.0 == "Minus").map(|row| (row.1, row.2.clone()))
    };
    assert_eq!((with.len(), minus(&with)), (5, Some((3, json!("2024-05-04")))));
    let without = rows(&["--own", "without"]);
    assert_eq!(without.iter().map(|row| row.0.as_str()).collect::<Vec<_>>(), ["Minus", "The Bells"]);
    assert_eq!(minus(&without), Some((2, json!("2003-02-01"))));
    let only = rows(&["--own", "only"]);
    assert_eq!(
        only.iter().map(|row| row.0.as_str()).collect::<Vec<_>>(),
        ["Deadline", "Minus", "Shadow Boxing", "The Nine"]
    );
    assert_eq!(minus(&only), Some((1, json!("2024-05-04"))));
}

#[test]
fn three_own_sets_make_a_taste_and_what_they_hold_is_marked_and_left_out() {
    let home = Home::new();
    home.answer(&["import", "-", "--set"], OWN);
    let rows = |how: &[&str]| home.json(&[&["similar", "Surgeon - Magneze"], how].concat())["tracks"].clone();
    let played = |tracks: &Value| {
        let tracks = tracks.as_array().expect("rows");
        tracks.iter().filter(|row| row["played_before"] == true).count()
    };
    let one = rows(&[]);
    assert_eq!((played(&one), played(&rows(&["--you", "0"]))), (4, 0), "{one}");
    assert_eq!(one, rows(&["--you", "5"]), "one set is no taste yet");
    for set in MORE {
        home.answer(&["import", "-", "--set"], set);
    }
    let taste = |tracks: &Value| tracks.to_string().contains(r#""model":"you""#);
    assert!(taste(&rows(&["--you", "20"])) && !taste(&rows(&["--you", "0"])));
    let new = rows(&["--new-to-me"]);
    assert!(played(&new) == 0 && new.as_array().is_some_and(Vec::is_empty), "they have played all: {new}");
}

#[test]
fn a_set_that_the_wiki_has_too_counts_once() {
    let home = Home::new();
    home.answer(&["import", "-", "--set"], OWN);
    let page = r#"{"title":"2024-05-04 - DJ Test @ Club","tracklist":["Surgeon - Magneze","Nasty Habits - Shadow Boxing","Bad Company - The Nine","Digital - Deadline","Robert Hood - Minus"]}"#;
    fs::write(home.path("wiki.jsonl"), page).expect("written");
    home.json(&["import", home.path("wiki.jsonl").to_str().expect("UTF-8")]);
    let track = home.json(&["track", "Digital - Deadline"]);
    let mixes: Vec<_> =
        track["plays"].as_array().expect("plays").iter().map(|play| play["mix"].clone()).collect();
    assert_eq!(mixes, [json!("2024-05-04 - DJ Test @ Club")]);
    assert_eq!(home.titles(), ["2024-05-04 - DJ Test - Club"], "what the user has stays");
    let own = home.json(&["mix", "2024-05-04 - DJ Test - Club"]);
    let entries = own["entries"].as_array().expect("lines").len();
    assert_eq!((own["djs"].clone(), entries), (json!(["DJ Test"]), 5), "and its page is found");
    assert_eq!(home.json(&["mix", own["id"].as_str().expect("a number")]), own);
}

#[test]
fn a_list_that_names_another_dj_is_listed_as_theirs_and_taken_out_again() {
    let home = Home::new();
    let theirs = OWN.replace("DJ Test - Club", "Kora - Cellar");
    let imported = home.answer(&["import", "-", "--set"], &theirs);
    let title = imported["sets"][0]["title"].as_str().expect("a title").to_owned();
    let set = home.json(&["sets", "list"])["sets"][0].clone();
    let told = (&set["title"], &set["whose"], &set["dj"], &set["plays"]);
    assert_eq!(told, (&json!(title), &json!("public"), &json!("Kora"), &json!(5)), "{set}");
    let refused = home.run(&["sets", "rename", &title, "Mine"], "");
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stdout).contains("another DJ's list"));
    assert_eq!(home.json(&["sets", "remove", &title.to_lowercase()])["sets"], json!([]));
    assert_eq!(home.run(&["mix", &title], "").status.code(), Some(1), "the catalogue has it no more");
    assert_eq!(home.json(&["track", "Surgeon - Magneze"])["plays"].as_array().map(Vec::len), Some(2));
    assert_eq!(home.answer(&["import", "-", "--set"], &theirs)["sets"][0]["state"], "new");
}

#[test]
fn a_short_list_is_refused_with_the_way_out() {
    let home = Home::new();
    let out = home.run(&["import", "-"], "2024-05-04 - DJ Test - Club\n\nA - One\nA - Two\n");
    let error: Value = serde_json::from_slice(&out.stdout).expect("a document");
    assert_eq!(out.status.code(), Some(1));
    assert!(error["error"]["hint"].as_str().expect("a hint").contains("--set"), "{error}");
}

#[test]
fn what_programs_have_is_found_listed_and_taken() {
    let home = Home::new();
    let sessions = home.path("Music/_Serato_/History/Sessions");
    fs::create_dir_all(&sessions).expect("made");
    fs::copy(fixture("serato/1.session"), sessions.join("1.session")).expect("copied");
    fs::create_dir_all(home.path(".mixxx")).expect("made");
    fs::copy(fixture("mixxx/mixxxdb.sqlite"), home.path(".mixxx/mixxxdb.sqlite")).expect("copied");
    let run = |which: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_segue"));
        command.args(["import", which, "--json"]).env_clear().env("HOME", home.dir.path());
        command.env("SEGUE_DATA_DIR", home.path("data")).env("SEGUE_CONFIG", home.path("config.toml"));
        let out = command.env("SEGUE_STARTER", "0").stdin(Stdio::null()).output().expect("the binary runs");
        let document: Value = serde_json::from_slice(&out.stdout).expect("a document");
        (out.status.code(), document)
    };
    let (code, listed) = run("--found");
    let found: Vec<_> = listed["found"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|place| {
            place["path"]
                .as_str()
                .is_some_and(|path| path.starts_with(home.dir.path().to_str().expect("UTF-8")))
        })
        .collect();
    assert_eq!((code, found.len()), (Some(0), 2), "{listed}");
    assert_eq!(
        (&found[0]["program"], &found[0]["what"], &found[0]["files"]),
        (&json!("Serato"), &json!("history"), &json!(1))
    );
    assert!(found[0]["newest"].as_str().is_some_and(|date| date.len() == 10), "{listed}");
    let number = 1 + listed["found"]
        .as_array()
        .expect("a list")
        .iter()
        .position(|place| place["program"] == "Serato")
        .expect("there");
    let (code, report) = run(&format!("--found={number}"));
    assert_eq!((code, report["sets"].as_array().map(Vec::len)), (Some(0), Some(1)), "{report}");
    assert_eq!(run("--found=99").0, Some(1));
}

#[test]
fn a_folder_of_histories_comes_in_and_what_is_bad_in_it_is_named_once() {
    let home = Home::new();
    let folder = home.path("History");
    fs::create_dir_all(folder.join("more")).expect("made");
    let session = fs::read(fixture("serato/1.session")).expect("there");
    fs::write(folder.join("1.session"), &session[..session.len() - 9]).expect("written");
    fs::write(folder.join("more/2.session"), &session).expect("written");
    fs::write(folder.join("broken.nml"), b"<NML><COLLECTION>\xff<ENT").expect("written");
    fs::write(folder.join("hm.db"), [b"SQLite format 3\0".as_slice(), &[7; 2000]].concat()).expect("written");
    fs::copy(fixture("traktor/history_2024y05m04d_23h53m20s.nml"), folder.join("a.nml")).expect("copied");
    #[cfg(unix)]
    std::os::unix::fs::symlink(&folder, folder.join("more/circle")).expect("a link");
    let report = home.json(&["import", folder.to_str().expect("UTF-8")]);
    let titles = home.titles();
    assert_eq!(titles.iter().filter(|title| title.contains("Serato")).count(), 1, "once: {titles:?}");
    assert_eq!(titles.len(), 2, "{titles:?}");
    let reasons: Vec<&str> = report["skipped"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|skipped| skipped["reason"].as_str())
        .collect();
    let said =
        |file: &str, way: &str| reasons.iter().any(|reason| reason.contains(file) && reason.contains(way));
    assert!(said("1.session", "breaks off at byte") && said("1.session", "import it again"), "{reasons:#?}");
    assert!(said("broken.nml", "") && said("hm.db", "close the program"), "{reasons:#?}");
    assert_eq!(home.json(&["import", folder.to_str().expect("UTF-8")])["mixes_added"], 0);
    assert_eq!(home.titles().len(), 2, "nothing twice");
}
