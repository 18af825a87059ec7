//! Histories and collections anywhere below a folder.

use std::{
    collections::HashSet,
    fs, io,
    path::{Path, PathBuf},
};

use crate::files::check_kind;

/// Folders below a folder at most.
const DEEPEST: usize = 16;
/// More folders are no place where a program keeps its files.
const MOST: usize = 50_000;

/// Whether a file's name is one that a DJ program gives: to its history, its collection, its playlists.
pub fn is_history(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if name.starts_with("._") {
        return false;
    }
    let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
    match ending.to_ascii_lowercase().as_str() {
        "session" | "crate" | "nml" | "vdjfolder" => true,
        "db" => matches!(stem, "hm" | "m"),
        "sqlite" => matches!(stem, "mixxxdb" | "master"),
        "pdb" => stem == "export",
        "xml" => stem == "database" || stem.starts_with("rekordbox"),
        "m3u" => is_date(stem),
        "m3u8" => stem.starts_with("HISTORY"),
        "txt" => stem == "tracklist" || stem.starts_with("HISTORY"),
        _ => *name == *"database V2",
    }
}

/// `2024-05-04`, a day of `VirtualDJ`'s.
fn is_date(stem: &str) -> bool {
    stem.len() == 10 && stem.parse::<jiff::civil::Date>().is_ok()
}

/// What is below a folder.
#[derive(Debug, Default)]
pub struct Below {
    /// The files, sorted.
    pub files: Vec<PathBuf>,
    /// Folders that could not be looked at, and what is called like a history and is no file; and why.
    pub unread: Vec<(PathBuf, io::Error)>,
}

/// All such files below a folder. Links in circles are followed once.
pub fn histories(folder: &Path) -> io::Result<Below> {
    fs::read_dir(folder)?;
    let mut below = Below::default();
    let mut seen = HashSet::new();
    let mut waiting = vec![(folder.to_owned(), 0)];
    while let Some((folder, depth)) = waiting.pop() {
        let new = fs::canonicalize(&folder).is_ok_and(|real| seen.insert(real));
        if !new || seen.len() > MOST {
            continue;
        }
        let entries = match fs::read_dir(&folder).and_then(Iterator::collect::<io::Result<Vec<_>>>) {
            Ok(entries) => entries,
            Err(e) => {
                below.unread.push((folder, e));
                continue;
            }
        };
        for path in entries.iter().map(fs::DirEntry::path) {
            if path.is_dir() {
                if depth < DEEPEST {
                    waiting.push((path, depth + 1));
                }
            } else if is_history(&path)
                && let Ok(about) = fs::metadata(&path)
            {
                match check_kind(about.file_type()) {
                    Ok(()) => below.files.push(path),
                    Err(e) => below.unread.push((path, e)),
                }
            }
        }
    }
    below.files.sort();
    Ok(below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_programs_give_are_told_from_others() {
        for name in [
            "1.session",
            "database V2",
            "Gigs%%Friday.crate",
            "collection.nml",
            "2024-05-04.m3u",
            "tracklist.txt",
            "hm.db",
            "mixxxdb.sqlite",
            "export.pdb",
            "HISTORY 2024-05-04.txt",
            "database.xml",
            "My List.vdjfolder",
        ] {
            assert!(is_history(Path::new(name)), "{name}");
        }
        for name in
            ["friday.m3u", "notes.txt", "a.mp3", "catalogue.db", "._1.session", "2024-13-40.m3u", "feed.xml"]
        {
            assert!(!is_history(Path::new(name)), "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn circles_of_links_end_and_what_is_gone_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        let inner = dir.path().join("a/b");
        fs::create_dir_all(&inner).unwrap();
        fs::write(inner.join("1.session"), "x").unwrap();
        std::os::unix::fs::symlink(dir.path(), inner.join("up")).unwrap();
        std::os::unix::fs::symlink(inner.join("gone"), inner.join("2.session")).unwrap();
        let below = histories(dir.path()).unwrap();
        assert_eq!((below.files, below.unread.len()), (vec![inner.join("1.session")], 0));
        assert!(histories(&dir.path().join("none")).is_err());
    }
}
