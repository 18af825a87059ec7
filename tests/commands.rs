//! The real binary's commands: the JSON shapes that other programs read, exit codes, what is stored.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use segue::{
    catalogue::{Mark, Seen, Subject, User},
    track::Name,
};
use serde_json::Value;

/// A data folder of its own, with a small fast model.
struct Home {
    dir: tempfile::TempDir,
}

const MIXES: &str = concat!(
    r#"{"title":"2001-05-01 - Ann Example - First Show","url":"http://127.0.0.1/w/1","tracklist":["[00] Plastikman - Spastik [NovaMute - NoMu 1, 1993]","[05] Surgeon - Magneze","[09] ?","[12] Robert Hood - Minus"]}"#,
    "\n",
    r#"{"title":"2003-02-01 - Bob Example @ Some Club","url":"http://127.0.0.1/w/2","tracklist":["Surgeon - Magneze","Plastikman - Spastik","Jeff Mills - The Bells [Purpose Maker]"]}"#,
    "\n",
    r#"{"title":"2005-02-01 - Cyd Example @ Some Club","url":"http://127.0.0.1/w/3","tracklist":["Robert Hood - Minus","Jeff Mills - The Bells","Plastikman - Spastik (Dub)"]}"#,
    "\n",
);

impl Home {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("temporary folder");
        fs::write(dir.path().join("config.toml"), "[recommend]\nfactors = 8\niterations = 3\n")
            .expect("written");
        Self { dir }
    }

    /// With the mixes above and nothing else.
    fn filled() -> Self {
        let home = Self::new();
        fs::write(home.path("mixes.jsonl"), MIXES).expect("written");
        let imported = home.json(&["import", home.path("mixes.jsonl").to_str().expect("UTF-8")]);
        assert_eq!(imported["mixes_added"], 3, "{imported}");
        home
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn run(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_segue"))
            .args(args)
            .env("SEGUE_DATA_DIR", self.path("data"))
            .env("SEGUE_CONFIG", self.path("config.toml"))
            .env("SEGUE_STARTER", "0")
            .output()
            .expect("the binary runs")
    }

    /// The one document of a command that succeeds.
    fn json(&self, args: &[&str]) -> Value {
        let out = self.run(&[args, &["--json"]].concat());
        let text = String::from_utf8_lossy(&out.stdout);
        assert_eq!(out.status.code(), Some(0), "{args:?}: {text} {}", String::from_utf8_lossy(&out.stderr));
        serde_json::from_str(&text).unwrap_or_else(|e| panic!("{args:?}: {e}: {text}"))
    }

    /// The error document of a command that fails.
    fn error(&self, args: &[&str], code: i32) -> Value {
        let out = self.run(&[args, &["--json"]].concat());
        let text = String::from_utf8_lossy(&out.stdout);
        assert_eq!(out.status.code(), Some(code), "{args:?}: {text}");
        let document: Value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{args:?}: {e}: {text}"));
        assert!(document["error"]["kind"].is_string() && document["error"]["message"].is_string(), "{text}");
        document["error"].clone()
    }
}

fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value.as_object().expect("an object").keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

const ROW: [&str; 8] = ["id", "artist", "title", "version", "label", "year", "mixes", "djs"];

fn with_row(more: &[&'static str]) -> Vec<&'static str> {
    let mut keys = [&ROW[..], more].concat();
    keys.sort_unstable();
    keys
}

#[test]
fn doctor_names_a_theme_and_a_key_that_are_none() {
    let home = Home::new();
    fs::write(home.path("config.toml"), "[screen]\ntheme = \"neon\"\n\n[keys]\nlyke = [\"z\"]\n")
        .expect("written");
    let out = home.run(&["doctor", "--offline", "--json"]);
    assert_eq!(out.status.code(), Some(1), "what is BAD is seen by the exit code");
    let found: Value = serde_json::from_slice(&out.stdout).expect("one document, and no failure beside it");
    let checks = found["checks"].as_array().expect("checks");
    let settings = checks.iter().find(|check| check["name"] == "settings").expect("the settings");
    assert_eq!(settings["state"], "bad", "{settings}");
    let said = settings["found"].as_str().expect("words");
    assert!(said.contains("neon") && said.contains("lyke") && said.contains("did you mean like"), "{said}");
}

#[test]
fn the_address_of_a_mix_s_own_audio_finds_the_mix() {
    let home = Home::new();
    let mix = r#"{"title":"2007-01-01 - Dee Example - Late","url":null,"audio":"https://www.youtube.com/watch?v=aB_3x-9Qwz0","tracklist":["Robert Hood - Minus"]}"#;
    fs::write(home.path("mixes.jsonl"), [MIXES, mix, "\n"].concat()).expect("written");
    home.json(&["import", home.path("mixes.jsonl").to_str().expect("UTF-8")]);
    for address in ["https://youtu.be/aB_3x-9Qwz0?t=60", "youtube.com/watch?v=aB_3x-9Qwz0"] {
        let found = home.json(&["search", address]);
        assert_eq!(found["pages"][0]["name"], "2007-01-01 - Dee Example - Late", "{found}");
        assert_eq!(
            (found["pages"][0]["kind"].as_str(), &found["tracks"]),
            (Some("mix"), &Value::Array(Vec::new()))
        );
    }
    for other in ["https://youtu.be/aBX3x-9Qwz0", "https://youtu.be/dQw4w9WgXcQ"] {
        let found = home.json(&["search", other]);
        assert_eq!(found["pages"], Value::Array(Vec::new()), "{found}");
    }
}

#[test]
fn search_finds_by_parts_and_says_what_is_closest() {
    let home = Home::filled();
    let answer = home.json(&["search", "spas"]);
    assert_eq!(keys(&answer), ["closest", "pages", "query", "total", "total_is_lower_bound", "tracks"]);
    let first = &answer["tracks"][0];
    assert_eq!(keys(first), with_row(&["score"]));
    assert_eq!((&first["artist"], &first["title"]), (&"Plastikman".into(), &"Spastik".into()));
    assert_eq!((first["version"].clone(), first["year"].clone()), (Value::Null, 1993.into()));
    assert_eq!((first["mixes"].clone(), first["djs"].clone()), (2.into(), 2.into()));

    let closest = home.json(&["search", "plastikman spastic"]);
    assert_eq!((&closest["closest"], &closest["tracks"][0]["title"]), (&true.into(), &"Spastik".into()));
    assert_eq!(home.json(&["search", "zzzz"])["tracks"], Value::Array(vec![]));
}

#[test]
fn years_are_called_as_on_the_screen() {
    let home = Home::filled();
    let text = |args: &[&str]| String::from_utf8(home.run(args).stdout).expect("UTF-8");
    let similar = text(&["similar", "Plastikman - Spastik", "--years", "..1999"]);
    assert!(similar.contains("out or played ..1999: ") && similar.contains("hidden"), "{similar}");
    let browse = text(&["browse"]);
    assert!(browse.lines().nth(1).is_some_and(|head| head.contains("year ")), "{browse}");
}

#[test]
fn similar_carries_its_evidence_and_never_its_seed() {
    let home = Home::filled();
    let answer = home.json(&["similar", "Plastikman - Spastik", "nobody at all", "--limit", "4"]);
    assert_eq!(keys(&answer), ["by", "generation", "seeds", "tracks", "unresolved"]);
    assert_eq!(answer["by"], "played");
    assert_eq!(answer["unresolved"], serde_json::json!(["nobody at all"]));
    let tracks = answer["tracks"].as_array().expect("rows");
    assert_eq!(tracks.len(), 4, "{answer}");
    let more = ["score", "together", "djs_together", "last", "distance", "direction", "via", "why"];
    assert_eq!(keys(&tracks[0]), with_row(&more));
    let surgeon = tracks.iter().find(|t| t["artist"] == "Surgeon").expect("played with it twice");
    assert_eq!((surgeon["together"].clone(), surgeon["djs_together"].clone()), (2.into(), 2.into()));
    assert_eq!((&surgeon["last"], &surgeon["direction"]), (&"2003-02-01".into(), &"both".into()));
    assert_eq!(surgeon["distance"], 1);
    let bridged = tracks.iter().find(|t| t["version"] == "Dub").expect("the other version");
    assert_eq!(tracks.last(), Some(bridged), "other versions stand last");
    assert_eq!(bridged["why"][0]["model"], "version");
    assert!(
        !tracks.iter().any(|t| t["title"] == "Spastik" && t["version"].is_null()),
        "the seed is no answer"
    );
}

#[test]
fn a_record_to_keep_away_from_is_no_answer_and_pushes_what_goes_with_it_back() {
    let home = Home::filled();
    let asked = |more: &[&str]| {
        let answer = home.json(&[&["similar", "Plastikman - Spastik", "--limit", "4"], more].concat());
        let rows = answer["tracks"].as_array().expect("rows").iter();
        rows.map(|t| (t["title"].to_string(), t["score"].as_f64().expect("a score"))).collect::<Vec<_>>()
    };
    let score = |of: &[(String, f64)], title: &str| of.iter().find(|(t, _)| t.contains(title)).map(|t| t.1);
    let (plain, kept) = (asked(&[]), asked(&["--without", "Jeff Mills - The Bells"]));
    assert!(score(&plain, "The Bells").is_some() && score(&kept, "The Bells").is_none(), "{kept:?}");
    assert!(score(&kept, "Minus") < score(&plain, "Minus"), "it is played with both: {plain:?} {kept:?}");
    let unknown = home.error(&["similar", "Plastikman - Spastik", "--without", "nobody at all"], 1);
    assert_eq!(unknown["kind"], "unknown_track");
}

#[test]
fn pages_have_their_shapes() {
    let home = Home::filled();
    let dj = home.json(&["dj", "ann", "example"]);
    assert_eq!(keys(&dj), ["dj", "mixes", "tracks"]);
    assert_eq!(keys(&dj["mixes"][0]), ["date", "id", "title", "url"]);
    assert_eq!(keys(&dj["tracks"][0]), with_row(&["times"]));
    let label = home.json(&["label", "novamute"]);
    assert_eq!(keys(&label), ["label", "tracks"]);
    let mix = home.json(&["mix", "2001-05-01_-_Ann_Example_-_First_Show"]);
    assert_eq!(keys(&mix), ["date", "djs", "entries", "id", "title", "url"]);
    let kinds: Vec<&str> = mix["entries"]
        .as_array()
        .expect("lines")
        .iter()
        .map(|e| e["kind"].as_str().expect("a kind"))
        .collect();
    assert_eq!(kinds, ["track", "track", "unknown", "track"]);
    assert_eq!(mix["entries"][1]["cue"], 300);
    let track = home.json(&["track", "id:1"]);
    assert_eq!(keys(&track), ["plays", "track"]);
    assert_eq!(keys(&track["plays"][0]), ["after", "before", "cue", "date", "djs", "mix", "url"]);
}

#[test]
fn parse_prints_a_page() {
    let home = Home::new();
    let page = home.path("2025-12-21 - Charis - The Chair.wikitext");
    fs::write(&page, "== Tracklist ==\n\n;One\n# [0?] A - B (Dub) [Lab - CAT 1]\n# ?\n\n[[Category:2025]]\n")
        .expect("written");
    let mix = home.json(&["parse", page.to_str().expect("UTF-8")]);
    assert_eq!(keys(&mix), ["artists", "categories", "date", "entries", "title"]);
    let entry = &mix["entries"][0];
    let shape =
        ["artist", "catalogue_number", "chapter", "cue", "kind", "label", "layered", "raw", "title", "year"];
    assert_eq!(keys(entry), shape);
    assert_eq!((&entry["title"], &entry["chapter"]), (&"B (Dub)".into(), &"One".into()));
    assert_eq!((&entry["cue"], &entry["label"]), (&Value::Null, &"Lab".into()));
}

#[test]
fn importing_again_changes_nothing_and_bad_lines_are_named() {
    let home = Home::filled();
    let file = home.path("mixes.jsonl");
    let again = home.json(&["import", file.to_str().expect("UTF-8")]);
    let shape = [
        "generation",
        "mixes_added",
        "mixes_changed",
        "mixes_unchanged",
        "queues",
        "queues_changed",
        "sets",
        "skipped",
        "tracks_added",
        "tracks_owned",
        "tracks_owned_new",
    ];
    assert_eq!(keys(&again), shape);
    assert_eq!((again["mixes_unchanged"].clone(), again["generation"].clone()), (3.into(), 1.into()));

    fs::write(&file, format!("{{\"title\":1}}\n{MIXES}")).expect("written");
    let skipped = home.json(&["import", file.to_str().expect("UTF-8")]);
    assert_eq!(skipped["skipped"][0]["line"], 1);
    let missing = home.error(&["import", "no-such-file.jsonl"], 1);
    assert!(missing["message"].as_str().expect("text").contains("no-such-file.jsonl"));
}

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
fn the_queue_is_kept_and_changed_by_name() {
    let home = Home::filled();
    let added = home.json(&["queue", "add", "Plastikman - Spastik", "Jeff Mills - The Bells"]);
    assert_eq!(keys(&added), ["name", "tracks"]);
    assert_eq!(added["tracks"].as_array().map(Vec::len), Some(2));
    home.json(&["queue", "remove", "the bells"]);
    let listed = home.json(&["queue", "list"]);
    assert_eq!(
        (listed["tracks"].as_array().map(Vec::len), &listed["tracks"][0]["title"]),
        (Some(1), &"Spastik".into())
    );
    assert_eq!(home.error(&["queue", "remove", "Surgeon - Magneze"], 1)["kind"], "not_queued");
    assert_eq!(home.json(&["queue", "clear"])["tracks"], Value::Array(vec![]));
}

#[test]
fn a_queue_that_is_not_there_is_an_error_and_only_adding_makes_one() {
    let home = Home::filled();
    assert_eq!(home.json(&["queue", "list"])["tracks"], Value::Array(vec![]), "the first one, not made yet");
    assert_eq!(home.json(&["queue", "clear"])["tracks"], Value::Array(vec![]));
    let refused = |name: &str, said: &str| {
        for args in [
            &["queue", "--name", name, "list"][..],
            &["queue", "--name", name, "clear"],
            &["queue", "--name", name, "remove", "Surgeon - Magneze"],
            &["export", "--to", "csv", "--name", name],
        ] {
            let error = home.error(args, 1);
            assert_eq!(error["kind"], "unknown_queue", "{args:?}: {error}");
            assert_eq!(error["message"], format!("No queue is called '{name}'."), "{args:?}");
            let hint = error["hint"].as_str().expect("a way out");
            assert!(hint.starts_with(said), "{args:?}: {hint}");
        }
    };
    refused("L3", "There is no queue yet; segue queue --name NAME add");
    for name in ["Friday", "Club"] {
        home.json(&["queue", "--name", name, "add", "Surgeon - Magneze"]);
    }
    refused("friday", "There are 'Friday' and 'Club'; ");
    home.json(&["queue", "--name", "Club", "clear"]);
    assert_eq!(home.json(&["queue", "--name", "Club", "list"])["tracks"], Value::Array(vec![]));
}

#[test]
fn what_is_rejected_is_recommended_no_more() {
    let home = Home::filled();
    let asked = || {
        let answer = home.json(&["similar", "Plastikman - Spastik"]);
        let rows = answer["tracks"].as_array().expect("rows").iter();
        rows.map(|row| row["title"].as_str().expect("a title").to_owned()).collect::<Vec<_>>()
    };
    let has = |title: &str| asked().iter().any(|found| found == title);
    assert!(has("Magneze") && has("Minus") && has("The Bells"));
    let mut user = User::open(&home.path("data/user.db")).expect("opens");
    let record = Subject::Track(Seen::new(Name::parse("Surgeon", "Magneze")));
    user.set_mark(&record, Mark::Reject, Some(1)).expect("stored");
    user.set_mark(&Subject::Artist("Robert Hood".into()), Mark::Reject, Some(1)).expect("stored");
    assert!(!has("Magneze") && !has("Minus") && has("The Bells"), "{:?}", asked());
    user.set_mark(&record, Mark::Reject, None).expect("taken off");
    assert!(has("Magneze"));
}

#[test]
fn a_mix_is_written_with_each_time_once() {
    let home = Home::filled();
    let text = |title: &str| String::from_utf8(home.run(&["mix", title]).stdout).expect("UTF-8");
    let lines = [
        "    0:00  Plastikman - Spastik [NovaMute - NoMu 1, 1993]",
        "    5:00  Surgeon - Magneze",
        "    9:00  ?",
        "   12:00  Robert Hood - Minus",
    ];
    let first = text("2001-05-01 - Ann Example - First Show");
    assert!(first.ends_with(&format!("{}\n", lines.join("\n"))), "{first}");
    let list = "2024-05-04 - Kora @ Cellar\n\n00:00 Bad Company - The Nine\n04:31 Digital - Deadline\n09:00 Surgeon - Magneze\n";
    fs::write(home.path("list.txt"), list).expect("written");
    home.json(&["import", "--set", home.path("list.txt").to_str().expect("UTF-8")]);
    let second = text("2024-05-04 - Kora @ Cellar");
    assert!(second.contains("    4:31  Digital - Deadline\n"), "{second}");
}

#[test]
fn a_question_of_nothing_and_of_years_without_mixes_is_said_so() {
    let home = Home::filled();
    for command in ["search", "dj", "label", "artist", "mix", "track"] {
        for empty in ["", "  "] {
            let error = home.error(&[command, empty], 2);
            assert!(error["message"].as_str().expect("text").contains("empty words"), "{error}");
        }
    }
    let said = |args: &[&str]| String::from_utf8(home.run(args).stdout).expect("UTF-8");
    let years = said(&["browse", "--years", "1970"]);
    assert_eq!(years, "Nothing is known of 1970: the mixes here are of 2001..2005.\n");
    assert_eq!(home.json(&["browse", "--years", "1970"])["total"], 0);
    let rising = said(&["browse", "--by", "rising"]);
    assert!(!rising.contains("artist"), "no head of an empty table: {rising}");
    let embed = home.error(&["embed", "no-such-file.wav"], 1);
    let message = embed["message"].as_str().expect("text");
    assert!(message.starts_with("cannot read no-such-file.wav: ") && message.matches("cannot").count() == 1);
    assert!(embed["hint"].as_str().expect("a hint").contains("path"), "{embed}");
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

#[test]
fn completions_and_the_manual_are_printed_without_touching_a_data_folder() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let out = home.run(&["completions", shell]);
        let text = String::from_utf8_lossy(&out.stdout);
        assert!(out.status.success() && text.contains("similar"), "{shell}: {text}");
    }
    let out = home.run(&["man"]);
    let page = String::from_utf8_lossy(&out.stdout);
    assert!(out.status.success() && page.starts_with(".ie"), "{page}");
    assert!(page.contains("SEGUE SIMILAR") && !page.contains("SEGUE STARTER"), "hidden commands stay hidden");
    assert!(!home.path("data").exists(), "nothing was made");
}

#[test]
#[ignore = "needs bash, zsh, fish and man"]
fn shells_and_man_read_what_is_printed_for_them() {
    let home = Home::new();
    let print = |arguments: &[&str], name: &str| {
        let path = home.path(name);
        fs::write(&path, home.run(arguments).stdout).expect("written");
        path.display().to_string()
    };
    let (bash, zsh) = (print(&["completions", "bash"], "bash"), print(&["completions", "zsh"], "_segue"));
    let (fish, page) = (print(&["completions", "fish"], "fish"), print(&["man"], "segue.1"));
    let folder = home.path("").display().to_string();
    let bash = format!(
        "source '{bash}'; COMP_WORDS=(segue sim); COMP_CWORD=1; _segue segue sim segue; echo $COMPREPLY"
    );
    let zsh = format!(
        "fpath=('{folder}' $fpath); autoload -U compinit; compinit -u -d '{zsh}.dump'; print $_comps[segue]"
    );
    let fish = format!("source '{fish}'; complete -C 'segue sim'; complete -C 'segue export --to t'");
    let cases: [(&[&str], &[&str]); 4] = [
        (&["bash", "-c", &bash], &["similar"]),
        (&["zsh", "-fc", &zsh], &["_segue"]),
        (&["fish", "-c", &fish], &["similar", "text", "traktor"]),
        (&["man", "--warnings", "-l", &page], &["SEGUE SIMILAR"]),
    ];
    for (command, found) in cases {
        let mut shell = Command::new(command[0]);
        shell.args(&command[1..]).env("HOME", &folder).env("LC_ALL", "C.UTF-8").env("MANPAGER", "cat");
        let out = shell.output().expect("is there");
        let (text, wrong) = (String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
        assert!(out.status.success() && wrong.is_empty(), "{}: {wrong}", command[0]);
        assert!(found.iter().all(|word| text.contains(word)), "{}: {text}", command[0]);
    }
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
