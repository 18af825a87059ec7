//! The real binary's commands: the JSON shapes that other programs read, exit codes, what is stored.

mod trouble;

use std::{
    fs,
    path::PathBuf,
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
