//! Files and folders into the stores of an open library.

use std::path::{Path, PathBuf};

use super::{
    fault::{Fault, Outcome, Stop},
    known::{known_artists, known_records},
    time::now,
};
use crate::{
    catalogue::User,
    config::Settings,
    import::{
        ImportError, ImportReport, ImportTarget, ImportWatch, OwnImport, SetOrder, SetState, each_once,
    },
    library::{Library, LibraryError},
};

/// What an import of several paths did.
#[derive(Debug, Default)]
pub(super) struct Taken {
    report: ImportReport,
    failed: Vec<ImportError>,
}

impl Taken {
    /// In a line; a fault where nothing came in.
    pub(super) fn told(mut self) -> Outcome<String> {
        let said = summary(&self.report);
        let first = self.failed.pop();
        match (said.is_empty(), first) {
            (true, Some(e)) => {
                Err(Fault { title: "Nothing is imported".into(), cause: e.cause(), remedy: e.hint() })
            }
            (true, None) => Ok("Nothing new is in it.".to_owned()),
            (false, Some(e)) => Ok(format!("{said}; but {e}")),
            (false, None) => Ok(format!("{said}.")),
        }
    }
}

fn summary(report: &ImportReport) -> String {
    let sets = |state| report.sets.iter().filter(|set| set.state == state).count() as u64;
    let (added, changed, unchanged) = report.mixes_of_files();
    let filled = report.queues_changed.len() as u64;
    let kinds = [
        ("set", "sets", new_or_known(sets(SetState::New), sets(SetState::Changed), sets(SetState::Known))),
        ("mix", "mixes", new_or_known(added, changed, unchanged)),
        (
            "record of yours",
            "records of yours",
            new_or_known(report.tracks_owned_new, 0, report.tracks_owned - report.tracks_owned_new),
        ),
        ("queue", "queues", told(&[(filled, "filled"), (report.queues.len() as u64 - filled, "known")])),
    ];
    let totals = [
        report.sets.len() as u64,
        added + changed + unchanged,
        report.tracks_owned,
        report.queues.len() as u64,
    ];
    let there = kinds.iter().zip(totals).filter(|(_, total)| *total > 0);
    let said = if report.is_nothing_new() {
        let all = there.map(|((one, many, _), total)| counted(total, one, many));
        all.collect::<Vec<_>>().join(", ")
    } else {
        let all = there.map(|((one, many, what), total)| format!("{}{what}", counted(total, one, many)));
        all.collect::<Vec<_>>().join("; ")
    };
    let begin = if report.is_nothing_new() { "Nothing is new; here already" } else { "Imported" };
    let left = report.skipped.len() as u64 + report.skipped_more;
    match (said.is_empty(), report.skipped.first()) {
        (true, _) => String::new(),
        (false, None) => format!("{begin}: {said}"),
        (false, Some(first)) => {
            let such_as = if left > 1 { ", such as" } else { ":" };
            format!("{begin}: {said}; {left} left out{such_as} {}", first.reason)
        }
    }
}

fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// What stands behind a count: `: 2 new, 3 known`, `, all new`, `, known`.
#[must_use]
pub fn new_or_known(new: u64, changed: u64, known: u64) -> String {
    told(&[(new, "new"), (changed, "changed"), (known, "known")])
}

fn told(counts: &[(u64, &str)]) -> String {
    let there: Vec<(u64, &str)> = counts.iter().copied().filter(|(n, _)| *n > 0).collect();
    match there[..] {
        [] => String::new(),
        [(1, what)] => format!(", {what}"),
        [(_, what)] => format!(", all {what}"),
        _ => {
            let parts: Vec<String> = there.iter().map(|(n, what)| format!("{n} {what}")).collect();
            format!(": {}", parts.join(", "))
        }
    }
}

/// Imports paths into the stores of an open library and makes what came in searchable. `followed`: what the user took out stays out.
pub(super) fn take(
    library: &Library,
    settings: &Settings,
    followed: bool,
    paths: &[PathBuf],
    stop: Stop<'_>,
) -> Result<Taken, LibraryError> {
    let mut user = User::open(&library.paths().user_db())?;
    let snapshot = library.snapshot();
    let (is_artist, record) = (known_artists(&snapshot), known_records(&snapshot));
    let order = SetOrder {
        me: settings.me.name(),
        shortest: settings.sets.shortest,
        followed,
        is_artist: &is_artist,
        record: &record,
        ..SetOrder::default()
    };
    let mut own = OwnImport::new(order);
    let mut taken = Taken::default();
    let mut target = ImportTarget { paths: library.paths(), user: &mut user, own: &mut own, now: now() };
    let paths: Vec<PathBuf> = paths.iter().map(|path| at_home(path)).collect();
    for path in each_once(&paths) {
        let mut watch = ImportWatch { progress: &mut |_| {}, stop };
        match target.take(path, None, &mut watch) {
            Ok(report) => taken.report.and_then(report.named(path)),
            Err(e) => taken.failed.push(e),
        }
    }
    if let Err(e) = own.finish(library.paths(), &user, &mut taken.report) {
        taken.failed.push(e);
    }
    publish(library)?;
    Ok(taken)
}

/// Makes names searchable that came in.
pub(super) fn publish(library: &Library) -> Result<(), LibraryError> {
    let stored = library.catalogue().generation()?;
    if stored != library.snapshot().generation() {
        library.publish_names()?;
    }
    Ok(())
}

/// `~/` is the home folder, unless a whole path was pasted behind it. `-` is no standard input: that is the screen's own.
pub(super) fn at_home(path: &Path) -> PathBuf {
    if path == Path::new("-") {
        return Path::new(".").join(path);
    }
    let text = path.as_os_str().as_encoded_bytes();
    match (path.strip_prefix("~"), std::env::home_dir()) {
        (Ok(below), _) if text.starts_with(b"~//") => Path::new("/").join(below),
        // Written behind the one that stands in the line.
        (Ok(below), _) if below.starts_with("~") => at_home(below),
        (Ok(below), Some(home)) => home.join(below),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(title: &str) -> String {
        let lines: String =
            (1..7).fold(String::new(), |lines, n| lines + &format!("{n}:00 Artist {n} - Record {n}\n"));
        format!("{title}\n\n{lines}")
    }

    #[test]
    fn why_a_path_is_not_imported_and_what_to_do_are_sentences() {
        let dir = tempfile::tempdir().unwrap();
        let (paths, settings) = crate::library::fixture::bare(dir.path());
        let library = Library::open(&paths, &settings).unwrap();
        let path = dir.path().join("none.csv");
        let taken = take(&library, &settings, false, std::slice::from_ref(&path), &|| false).unwrap();
        let fault = taken.told().unwrap_err();
        assert_eq!(
            fault.told(),
            format!(
                "Nothing is imported: cannot read {}: no such file or folder. Check the path and that the file may be read.",
                path.display()
            )
        );
    }

    #[test]
    fn what_is_known_is_not_told_as_new() {
        let dir = tempfile::tempdir().unwrap();
        let (paths, settings) = crate::library::fixture::bare(dir.path());
        let library = Library::open(&paths, &settings).unwrap();
        let file = |name: &str, text: &str| {
            let path = dir.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let told = |path: &PathBuf| {
            let taken = take(&library, &settings, false, std::slice::from_ref(path), &|| false);
            taken.unwrap().told().unwrap()
        };
        let table = file("mine.csv", "Artist,Title,File\nA,One,/m/1.mp3\nB,Two,/m/2.mp3\n");
        assert_eq!(told(&table), "Imported: 2 records of yours, all new; 1 queue, filled.");
        assert_eq!(told(&table), "Nothing is new; here already: 2 records of yours, 1 queue.");
        let twice = [table.clone(), dir.path().join("./mine.csv")];
        let taken = take(&library, &settings, false, &twice, &|| false).unwrap();
        assert_eq!(taken.told().unwrap(), "Nothing is new; here already: 2 records of yours, 1 queue.");
        let rows = "A,One,/m/1.mp3\nB,Two,/m/2.mp3\nC,Three,/m/3.mp3\n";
        let table = file("mine.csv", &format!("Artist,Title,File\n{rows}"));
        assert_eq!(told(&table), "Imported: 3 records of yours: 1 new, 2 known; 1 queue, filled.");
        let playlist =
            file("night.m3u", "#EXTM3U\n#EXTINF:1,C - Three\n/m/3.mp3\n#EXTINF:1,D - Four\n/m/4.mp3\n");
        assert_eq!(told(&playlist), "Imported: 2 records of yours: 1 new, 1 known; 1 queue, filled.");
        assert_eq!(told(&playlist), "Nothing is new; here already: 2 records of yours, 1 queue.");
        let mine = file("set.txt", &list("My night, 2024-05-04"));
        assert_eq!(told(&mine), "Imported: 1 set, new.");
        assert_eq!(told(&mine), "Nothing is new; here already: 1 set.");
        let theirs = file("kora.txt", &list("Kora @ Cellar, 2024-05-05").replace("Record", "Title"));
        assert_eq!(told(&theirs), "Imported: 1 set, new.");
        assert_eq!(told(&theirs), "Nothing is new; here already: 1 set.");
        let mixes = |titles: &[&str]| {
            let line =
                |title: &&str| format!("{{\"title\":\"{title}\",\"tracklist\":[\"A - One\",\"B - Two\"]}}\n");
            titles.iter().map(line).collect::<String>()
        };
        let file = file("mixes.jsonl", &mixes(&["2024-01-01 - Ann - X", "2024-01-02 - Bob - Y"]));
        assert_eq!(told(&file), "Imported: 2 mixes, all new.");
        assert_eq!(told(&file), "Nothing is new; here already: 2 mixes.");
    }

    #[test]
    fn a_path_pasted_behind_the_home_folder_is_the_path() {
        let home = std::env::home_dir().unwrap();
        let cases = [
            ("~/Music/a b", home.join("Music/a b")),
            ("~//tmp/x", PathBuf::from("/tmp/x")),
            ("~///tmp/x", PathBuf::from("/tmp/x")),
            ("~/", home.clone()),
            ("~/~/Music", home.join("Music")),
            ("/tmp/x", PathBuf::from("/tmp/x")),
            ("-", PathBuf::from("./-")),
        ];
        for (typed, path) in cases {
            assert_eq!(at_home(Path::new(typed)), path, "{typed}");
        }
    }
}
