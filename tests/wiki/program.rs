//! The real binary in a data folder of its own.

use std::{
    collections::HashMap,
    fs,
    io::Read,
    ops::ControlFlow,
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
    sync::Arc,
};

use flate2::read::MultiGzDecoder;
use segue::{
    app::{App, SimilarRequest},
    catalogue::{Catalogue, MixLine, MixOrigin, User},
    config::{Paths, Settings},
    jobs::Pools,
    library::{Library, query::By},
    track::{Name, TrackId},
    wikitext::EntryKind,
};
use serde_json::Value;

use super::proxy::Proxy;

/// A data folder without starter, and the program that works in it.
pub struct Program(tempfile::TempDir);

impl Program {
    pub fn fresh() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn config(&self) -> PathBuf {
        self.0.path().join("config.toml")
    }

    /// Writes the settings file.
    pub fn settings(&self, text: &str) {
        fs::write(self.config(), text).expect("written");
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_segue"));
        command.args(["--json", "--no-starter", "--data-dir"]).arg(self.0.path().join("data"));
        command.arg("--config").arg(self.config());
        command.args(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub fn start(&self, args: &[&str]) -> Child {
        self.command(args).spawn().expect("the program")
    }

    fn output(&self, args: &[&str]) -> Output {
        self.command(args).output().expect("the program")
    }

    /// The document that a command prints.
    pub fn run(&self, args: &[&str]) -> Value {
        let output = self.output(args);
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{args:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_str(&said).unwrap_or_else(|e| panic!("{args:?}: {e}: {said}"))
    }

    /// The error that a command prints.
    pub fn fails(&self, args: &[&str]) -> Value {
        let output = self.output(args);
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        let document: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        document["error"].clone()
    }

    pub fn update(&self, proxy: &Proxy, more: &[&str]) -> Value {
        let api = proxy.api();
        let mut args = vec!["update", "--api", api.as_str()];
        args.extend(more);
        self.run(&args)
    }

    pub fn catalogue(&self) -> Catalogue {
        Catalogue::open(&self.0.path().join("data/catalogue.db")).expect("a catalogue")
    }

    /// The number of the mix of that title.
    pub fn mix_id(&self, title: &str) -> String {
        self.run(&["mix", title])["id"].to_string()
    }

    /// Whether a mix of that title is found.
    pub fn has_mix(&self, title: &str) -> bool {
        self.output(&["mix", title]).status.success()
    }

    /// How many mixes are stored.
    pub fn mixes(&self) -> usize {
        let mut count = 0;
        let catalogue = self.catalogue();
        let contents = catalogue.contents().expect("contents");
        let visit = |_: segue::catalogue::MixRecord<'_>| {
            count += 1;
            ControlFlow::Continue(())
        };
        contents.mixes(visit).expect("mixes");
        count
    }

    /// `Artist - Title (Version)` of the record with the most plays.
    pub fn busiest_track(&self) -> String {
        let mut best = (0, String::new());
        let catalogue = self.catalogue();
        let contents = catalogue.contents().expect("contents");
        let visit = |t: segue::catalogue::TrackRecord<'_>| {
            if t.plays > best.0 {
                best = (t.plays, format!("id:{}", t.id.0));
            }
            ControlFlow::Continue(())
        };
        contents.tracks(visit).expect("tracks");
        best.1
    }

    /// The numbers of the records played with one.
    pub fn similar(&self, seed: &str) -> Vec<String> {
        let answer = self.run(&["similar", seed, "--limit", "20"]);
        let rows = answer["tracks"].as_array().expect("rows");
        rows.iter().map(|row| row["id"].to_string()).collect()
    }

    /// The services of an open screen over this folder.
    pub fn screen(&self) -> App {
        let data = self.0.path().join("data");
        let paths = Paths::find(Some(self.config()), Some(data)).expect("paths");
        let mut settings = Settings::default();
        (settings.library.starter, settings.library.offline) = (false, true);
        let library = Arc::new(Library::open(&paths, &settings).expect("the library opens"));
        let user = User::open(&paths.user_db()).expect("the user's store");
        App::new(library, user, Pools::new().expect("threads"), &settings)
    }

    /// Whether a record's page is there.
    pub fn finds(&self, seed: &str) -> bool {
        self.output(&["track", seed]).status.success()
    }

    /// Cuts every file of the current snapshot in half.
    pub fn truncate_snapshot(&self) {
        let folder = self.0.path().join("data/snapshot");
        let current = fs::read_to_string(folder.join("current")).expect("a snapshot");
        for entry in fs::read_dir(folder.join(current.trim())).expect("its folder") {
            let path = entry.expect("a file").path();
            let file = fs::OpenOptions::new().write(true).open(&path).expect("open");
            let length = file.metadata().expect("a length").len();
            file.set_len(length / 2).expect("cut");
        }
    }
}

/// What the screen asks for with that record, `id:N`, as its seed.
pub fn played_with(seed: &str) -> SimilarRequest {
    let number = seed.trim_start_matches("id:").parse().expect("a number");
    SimilarRequest {
        seeds: vec![TrackId(number)],
        together: segue::library::Together::Alike,
        controls: segue::library::similar::controls::Controls::default(),
        genre: None,
        by: By::Played,
        rarity: 0.0,
        you: 1.0,
        limit: 20,
        liked: Vec::new(),
        rejected: Vec::new(),
        rejected_artists: Vec::new(),
        paired: Vec::new(),
        without: Vec::new(),
    }
}

/// Titles of the wiki's pages that come from the starter, each with the keys of its tracks.
pub fn starter_pages(count: usize) -> Vec<(String, Vec<String>)> {
    let packed =
        fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/starter.jsonl.gz")).expect("the starter");
    let mut text = String::new();
    MultiGzDecoder::new(packed.as_slice()).read_to_string(&mut text).expect("text");
    let page = |line: &str| {
        let line: MixLine = serde_json::from_str(line).expect("a mix");
        let title: String = line.title.chars().filter(|c| !"[]{}|#<>".contains(*c)).collect();
        let mix = line.incoming(MixOrigin::Starter).mix;
        let tracks = mix.entries.iter().filter(|entry| entry.kind == EntryKind::Track);
        let key = |entry: &segue::wikitext::Entry| {
            let name = Name::parse(entry.artist.as_deref()?, entry.title.as_deref()?);
            Some(name.key().as_str().to_owned())
        };
        (title, tracks.filter_map(key).collect())
    };
    text.lines().take(count).map(page).collect()
}

/// Everything shown of a catalogue, without the numbers that follow from its history: mixes with their lines, tracks.
pub fn shown(catalogue: &Catalogue) -> (Vec<String>, Vec<String>) {
    let contents = catalogue.contents().expect("contents");
    let (mut mixes, mut lists, mut tracks, mut keys) = (Vec::new(), Vec::new(), Vec::new(), HashMap::new());
    let each_track = |t: segue::catalogue::TrackRecord<'_>| {
        keys.insert(t.id, t.key.to_owned());
        if t.plays > 0 {
            let (label, year) = (t.label, t.year);
            tracks.push(format!("{} {} - {} {label:?} {year:?} {}", t.key, t.artist, t.title, t.plays));
        }
        ControlFlow::Continue(())
    };
    contents.tracks(each_track).expect("tracks");
    let each_list = |_, list: segue::catalogue::Tracklist<'_>| {
        let lines = list.lines().map(|(track, entry)| format!("{:?} {entry:?}", track.map(|t| &keys[&t])));
        lists.push(lines.collect::<Vec<_>>().join("; "));
        ControlFlow::Continue(())
    };
    contents.tracklists(each_list).expect("lines");
    let each_mix = |m: segue::catalogue::MixRecord<'_>| {
        mixes
            .push(format!("{:?} {} {:?} {:?} {:?} {:?}", m.page_id, m.title, m.date, m.url, m.djs, m.styles));
        ControlFlow::Continue(())
    };
    contents.mixes(each_mix).expect("mixes");
    let mut whole: Vec<String> =
        mixes.iter().zip(&lists).map(|(mix, list)| format!("{mix}: {list}")).collect();
    whole.sort();
    tracks.sort();
    (whole, tracks)
}
