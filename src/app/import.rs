//! Importing from the screen: what DJ programs have here, a path and its completion, and taking it in.

use std::{
    fs,
    path::{MAIN_SEPARATOR, Path, PathBuf},
};

use super::{
    fault::{self, Outcome, Stop},
    lock::lock,
    open::App,
    take_in::{Taken, at_home, take},
};
use crate::import::found::{FoundPlace, ProgramFolders, look};

/// Files of a folder that are offered to complete a path, at most.
const MOST_ENDS: usize = 200;

/// What DJ programs have on this computer and on what is mounted.
#[must_use]
pub fn found_places() -> Vec<FoundPlace> {
    look(&ProgramFolders::here())
}

impl App {
    /// Imports files and folders, and says what came in. What cannot be read is named, and does not keep the rest out.
    pub(super) fn import(&self, paths: &[PathBuf], stop: Stop<'_>) -> Outcome<String> {
        let settings = lock(&self.settings).clone();
        let taken = take(&self.library, &settings, false, paths, stop);
        taken.map_err(|e| fault::of("Nothing can be imported", &e)).and_then(Taken::told)
    }
}

/// What a path that is being written may go on with: the path as far as all agree, and the names there are, folders with a separator.
pub(super) fn complete(text: &str) -> (String, Vec<String>) {
    let (folder, begun) = text
        .rsplit_once(['/', MAIN_SEPARATOR])
        .map_or(("", text), |(folder, _)| text.split_at(folder.len() + 1));
    let place = if folder.is_empty() { PathBuf::from(".") } else { at_home(Path::new(folder)) };
    let name = |entry: fs::DirEntry| {
        let name = entry.file_name().into_string().ok()?;
        let hidden = name.starts_with('.') && !begun.starts_with('.');
        let fits = name.to_lowercase().starts_with(&begun.to_lowercase()) && !hidden;
        fits.then(|| if entry.path().is_dir() { format!("{name}{MAIN_SEPARATOR}") } else { name })
    };
    let mut names: Vec<String> =
        fs::read_dir(place).map(|all| all.flatten().filter_map(name).collect()).unwrap_or_default();
    names.sort();
    names.truncate(MOST_ENDS);
    let common =
        common(&names).filter(|common| common.len() >= begun.len()).unwrap_or_else(|| begun.to_owned());
    (format!("{folder}{common}"), names)
}

/// What all names begin with.
fn common(names: &[String]) -> Option<String> {
    let (first, last) = (names.first()?, names.last()?);
    let same = first.chars().zip(last.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a);
    Some(same.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_completed_as_far_as_its_names_agree() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["History 1.session", "History 2.session", "other", ".hidden"] {
            fs::write(dir.path().join(name), "").unwrap();
        }
        fs::create_dir(dir.path().join("Hifi")).unwrap();
        let at = |begun: &str| {
            let text = format!("{}/{begun}", dir.path().display());
            let (text, names) = complete(&text);
            (text.strip_prefix(&format!("{}/", dir.path().display())).unwrap().to_owned(), names.len())
        };
        assert_eq!(at("his"), ("History ".to_owned(), 2));
        assert_eq!(at("Hif"), (format!("Hifi{MAIN_SEPARATOR}"), 1));
        assert_eq!(at("H"), ("Hi".to_owned(), 3));
        assert_eq!(at(""), (String::new(), 4));
        assert_eq!(at("none"), ("none".to_owned(), 0));
        assert_eq!(at(".h"), (".hidden".to_owned(), 1));
        assert_eq!(complete("/no such folder/x"), ("/no such folder/x".to_owned(), Vec::new()));
    }
}
