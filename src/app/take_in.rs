//! Files and folders into the stores of an open library.

use std::path::{Path, PathBuf};

use super::{
    fault::{Fault, Outcome, Stop},
    time::now,
};
use crate::{
    catalogue::User,
    config::Settings,
    import::{ImportError, ImportReport, ImportTarget, ImportWatch, OwnImport, SetOrder},
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
                Err(Fault { title: "Nothing is imported".into(), cause: e.to_string(), remedy: e.hint() })
            }
            (true, None) => Ok("Nothing new is in it.".to_owned()),
            (false, Some(e)) => Ok(format!("{said}; but {e}")),
            (false, None) => Ok(format!("{said}.")),
        }
    }
}

fn summary(report: &ImportReport) -> String {
    let sets = report.sets.len() as u64;
    let parts = [
        counted(sets, "set", "sets"),
        counted(report.mixes_added.saturating_sub(sets), "mix", "mixes"),
        counted(report.tracks_owned, "record of yours", "records of yours"),
        counted(report.queues.len() as u64, "queue", "queues"),
    ];
    let said: Vec<String> = parts.into_iter().flatten().collect();
    let left = report.skipped.len() as u64 + report.skipped_more;
    match (said.is_empty(), report.skipped.first()) {
        (true, _) => String::new(),
        (false, None) => format!("Imported: {}", said.join(", ")),
        (false, Some(first)) => {
            let such_as = if left > 1 { ", such as" } else { ":" };
            format!("Imported: {}; {left} left out{such_as} {}", said.join(", "), first.reason)
        }
    }
}

fn counted(n: u64, one: &str, many: &str) -> Option<String> {
    (n > 0).then(|| format!("{n} {}", if n == 1 { one } else { many }))
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
    let order = SetOrder {
        me: settings.me.name(),
        shortest: settings.sets.shortest,
        followed,
        ..SetOrder::default()
    };
    let mut own = OwnImport::new(order);
    let mut taken = Taken::default();
    let mut target = ImportTarget { paths: library.paths(), user: &mut user, own: &mut own, now: now() };
    for path in paths {
        let mut watch = ImportWatch { progress: &mut |_| {}, stop };
        match target.take(&at_home(path), None, &mut watch) {
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
