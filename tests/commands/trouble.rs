//! Bad input, damaged stores and refused output: what is said, and what is left alone.

#[cfg(unix)]
use std::process::Command;
use std::{fs, path::Path};

use serde_json::Value;

use super::Home;

#[cfg(unix)]
#[test]
fn pipes_and_devices_are_refused_at_every_door_and_never_waited_for() {
    let home = Home::new();
    let pipe = |name: &str| {
        let path = home.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        assert!(Command::new("mkfifo").arg(&path).status().expect("mkfifo").success());
        path.to_str().expect("UTF-8").to_owned()
    };
    let refused = |args: &[&str], what: &str| {
        let error = home.error(args, 1);
        assert!(error["message"].as_str().is_some_and(|said| said.contains(what)), "{args:?}: {error}");
    };
    let plain = pipe("list.csv");
    refused(&["import", &plain], "it is a pipe, not a file");
    refused(&["import", "--set", &plain], "it is a pipe, not a file");
    refused(&["parse", &plain], "it is a pipe, not a file");
    refused(&["import", "/dev/zero"], "it is a device, not a file");
    assert!(home.error(&["import", &plain], 1)["hint"].as_str().expect("a hint").contains("segue import -"));
    // What stands beside a file that is read.
    fs::write(home.path("mixxxdb.sqlite"), b"SQLite format 3\0 and no more").expect("written");
    pipe("mixxxdb.sqlite-wal");
    home.error(&["import", home.path("mixxxdb.sqlite").to_str().expect("UTF-8")], 1);
    // In a folder they are named, and the rest is imported.
    pipe("music/collection.nml");
    pipe("music/a.mp3");
    fs::copy("tests/fixtures/audio/tone.flac", home.path("music/Surgeon - Atol.flac")).expect("copied");
    let report = home.json(&["import", home.path("music").to_str().expect("UTF-8")]);
    let skipped = report["skipped"].to_string();
    assert_eq!(report["tracks_owned"], 1, "{report}");
    for name in ["collection.nml", "a.mp3"] {
        assert!(skipped.contains(&format!("{name} cannot be read: it is a pipe")), "{skipped}");
    }
}

#[test]
fn what_is_wrong_is_said_with_a_way_out() {
    let home = Home::filled();
    let unknown = home.error(&["track", "plastikman spastikk"], 1);
    assert_eq!(unknown["kind"], "unknown_track");
    assert_eq!(unknown["candidates"][0]["title"], "Spastik");
    assert_eq!(home.error(&["similar", "nobody at all"], 1)["kind"], "unknown_track");
    assert_eq!(home.error(&["dj", "example"], 1)["kind"], "unknown_dj");
    assert_eq!(home.error(&["search"], 2)["kind"], "usage");
    assert_eq!(home.run(&["--help"]).status.code(), Some(0));

    fs::write(home.path("config.toml"), "[recommend]\nfactor = 8\n").expect("written");
    let config = home.error(&["doctor"], 1);
    assert!(
        config["message"].as_str().expect("text").contains("did you mean 'recommend.factors'?"),
        "{config}"
    );
}

/// Every file below `dir` that ends in `name`, cut to half.
fn halve(dir: &Path, name: &str) -> usize {
    let mut cut = 0;
    for entry in fs::read_dir(dir).expect("folder").map(|e| e.expect("entry").path()) {
        if entry.is_dir() {
            cut += halve(&entry, name);
        } else if entry.ends_with(name) {
            let bytes = fs::read(&entry).expect("read");
            fs::write(&entry, &bytes[..bytes.len() / 2]).expect("written");
            cut += 1;
        }
    }
    cut
}

#[test]
fn a_cut_snapshot_is_built_again_and_a_damaged_catalogue_set_aside() {
    let home = Home::filled();
    home.json(&["queue", "add", "Plastikman - Spastik"]);
    for name in ["tables.seg", "search.seg", "model.seg"] {
        assert!(halve(&home.path("data/snapshot"), name) > 0);
        let tracks = home.json(&["similar", "Plastikman - Spastik"])["tracks"].clone();
        assert!(!tracks.as_array().expect("rows").is_empty(), "after {name} was cut");
    }
    fs::write(home.path("data/catalogue.db"), b"not a database, but long enough to be looked at")
        .expect("written");
    for end in ["-wal", "-shm"] {
        let _ = fs::remove_file(home.path(&format!("data/catalogue.db{end}")));
    }
    let queue = home.json(&["queue", "list"]);
    assert_eq!(queue["tracks"][0]["title"], "Spastik", "the queue outlives the catalogue: {queue}");
    assert_eq!(queue["tracks"][0]["id"], Value::Null);
    assert!(home.path("data/catalogue.db.damaged-1").exists());
}

#[test]
fn a_newer_database_is_refused_and_left_alone() {
    let home = Home::filled();
    let path = home.path("data/user.db");
    let db = rusqlite::Connection::open(&path).expect("opens");
    db.pragma_update(None, "user_version", 9_999).expect("written");
    drop(db);
    let before = fs::read(&path).expect("read");
    assert_eq!(home.error(&["queue", "list"], 1)["kind"], "newer");
    assert_eq!(fs::read(&path).expect("read"), before);
}

/// Sets the clipboard and the title where a terminal takes it.
const RAW: &str = "\u{1b}]52;c;ZXZpbA==\u{7}\u{1b}]0;evil\u{7}\u{9b}31m";

#[test]
fn nothing_that_was_typed_or_read_steers_the_terminal() {
    let home = Home::filled();
    let raw = format!("No{RAW}body");
    let file = home.path(&format!("mixes{RAW}.jsonl"));
    fs::write(&file, "{\"title\":").expect("written");
    let file = file.to_str().expect("UTF-8");
    let api = format!("http://127.0.0.1:1/{RAW}");
    let commands: &[&[&str]] = &[
        &["dj", &raw],
        &["search", &raw],
        &["similar", &raw],
        &["mix", &raw],
        &["queue", "add", &raw],
        &["queue", "--name", &raw, "list"],
        &["import", file],
        &["update", "--api", &api],
        &["export", "--to", &raw],
        &[&raw],
        &["-v", "dj", &raw],
    ];
    let check = |args: &[&str]| {
        let out = home.run(args);
        for bytes in [out.stdout, out.stderr] {
            let text = String::from_utf8(bytes).expect("UTF-8");
            let raw = text.chars().find(|c| c.is_control() && *c != '\n');
            assert_eq!(raw, None, "{args:?}: {text:?}");
        }
    };
    for args in commands {
        check(args);
        check(&[args, &["--json"][..]].concat());
    }
    fs::write(
        home.path("config.toml"),
        format!("[screen]\ntheme = {:?}\n\"{}\" = 1\n", "x", "a\\u001b]52;c;b"),
    )
    .expect("written");
    check(&["doctor"]);
    check(&["search", "x"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_change_whose_answer_cannot_be_printed_says_that_it_is_made() {
    let home = Home::filled();
    let full = fs::File::options().write(true).open("/dev/full").expect("Linux has it");
    let mut command = Command::new(env!("CARGO_BIN_EXE_segue"));
    command.args(["queue", "add", "Surgeon - Magneze"]).stdout(full);
    command
        .env("SEGUE_DATA_DIR", home.path("data"))
        .env("SEGUE_CONFIG", home.path("config.toml"))
        .env("SEGUE_STARTER", "0");
    let out = command.output().expect("the binary runs");
    let said = String::from_utf8_lossy(&out.stderr);
    assert_eq!(out.status.code(), Some(1), "{said}");
    assert!(said.contains("The queue is changed") && said.contains("Do not repeat"), "{said}");
    assert_eq!(home.json(&["queue", "list"])["tracks"].as_array().map(Vec::len), Some(1));
}
