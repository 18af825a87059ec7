//! Where DJ programs keep histories and collections: on this computer and on the sticks that are mounted.

mod places;
mod walk;

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;

pub use places::ProgramFolders;
use places::{PLACES, Place};
pub use walk::{Below, histories, is_history};

/// What a place holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Holding {
    /// What was played.
    History,
    /// The records.
    Collection,
    /// Playlists.
    Playlists,
}

impl Holding {
    /// In a word.
    pub fn name(self) -> &'static str {
        match self {
            Self::History => "history",
            Self::Collection => "collection",
            Self::Playlists => "playlists",
        }
    }
}

/// Files of one kind of one program, in one folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FoundPlace {
    /// Whose they are.
    pub program: &'static str,
    /// What they hold.
    pub what: Holding,
    /// The folder, or the file where it is one.
    pub path: PathBuf,
    /// How many there are.
    pub files: usize,
    /// When the first of them was changed last, as a local date.
    pub oldest: Option<String>,
    /// When the last one was.
    pub newest: Option<String>,
    /// The files, sorted.
    #[serde(skip)]
    pub paths: Vec<PathBuf>,
}

impl FoundPlace {
    /// Whether it holds what was played.
    pub fn is_history(&self) -> bool {
        self.what == Holding::History
    }

    /// Its path, `~/` for the home folder.
    pub fn at_home(&self) -> String {
        let below = std::env::home_dir().and_then(|home| Some(self.path.strip_prefix(home).ok()?.to_owned()));
        below.map_or_else(|| self.path.display().to_string(), |below| format!("~/{}", below.display()))
    }

    /// `65 files, 2019-03-02 to 2024-05-04`.
    pub fn said(&self) -> String {
        let files = if self.files == 1 { "1 file".to_owned() } else { format!("{} files", self.files) };
        match (&self.oldest, &self.newest) {
            (Some(oldest), Some(newest)) if oldest != newest => format!("{files}, {oldest} to {newest}"),
            (_, Some(newest)) => format!("{files}, {newest}"),
            _ => files,
        }
    }
}

/// All that is there, in the order of the programs. What cannot be read is as not there.
pub fn look(roots: &ProgramFolders) -> Vec<FoundPlace> {
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for place in PLACES {
        for root in roots.of(place.under) {
            let files = matching(root, place);
            // A folder may be reached in two ways.
            let new = files
                .into_iter()
                .filter(|file| seen.insert(fs::canonicalize(file).unwrap_or_else(|_| file.clone())));
            add(place, new.collect(), &mut found);
        }
    }
    found
}

fn add(place: &Place, files: Vec<PathBuf>, found: &mut Vec<FoundPlace>) {
    for file in files {
        let folder = file.parent().unwrap_or(&file).to_owned();
        let same = found.iter_mut().find(|other| {
            other.program == place.program
                && other.what == place.what
                && other.paths[0].parent() == Some(&folder)
        });
        let changed = fs::metadata(&file).and_then(|about| about.modified()).ok().and_then(local_date);
        match same {
            Some(same) => {
                same.files += 1;
                same.path = folder;
                same.oldest = same.oldest.take().into_iter().chain(changed.clone()).min();
                same.newest = same.newest.take().into_iter().chain(changed).max();
                same.paths.push(file);
            }
            None => found.push(FoundPlace {
                program: place.program,
                what: place.what,
                path: file.clone(),
                files: 1,
                oldest: changed.clone(),
                newest: changed,
                paths: vec![file],
            }),
        }
    }
}

fn local_date(at: SystemTime) -> Option<String> {
    Some(Timestamp::try_from(at).ok()?.to_zoned(TimeZone::system()).date().to_string())
}

/// The files of a pattern below a root, sorted.
fn matching(root: &Path, place: &Place) -> Vec<PathBuf> {
    let mut here = vec![root.to_owned()];
    for part in place.path.split('/') {
        here = here.iter().flat_map(|folder| entries(folder, part)).collect();
    }
    here.retain(|path| path.is_file());
    here.sort();
    here
}

/// What a folder holds of that name; `*` stands for anything.
fn entries(folder: &Path, name: &str) -> Vec<PathBuf> {
    let Some((front, back)) = name.split_once('*') else {
        return Some(folder.join(name)).filter(|path| path.exists()).into_iter().collect();
    };
    let fits = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // What systems put beside files of others: `._a.crate`.
        !name.starts_with("._")
            && name.len() >= front.len() + back.len()
            && name.starts_with(front)
            && name.ends_with(back)
    };
    fs::read_dir(folder).map(|all| all.flatten().map(|e| e.path()).filter(fits).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(root: &Path, path: &str) {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "x").unwrap();
    }

    fn said(found: &[FoundPlace], root: &Path) -> Vec<(&'static str, &'static str, String, usize)> {
        let said = |place: &FoundPlace| {
            let path = place.path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            (place.program, place.what.name(), path, place.files)
        };
        found.iter().map(said).collect()
    }

    #[test]
    fn the_places_of_all_systems_and_of_sticks_are_looked_at() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        for path in [
            "home/Music/_Serato_/History/Sessions/1.session",
            "home/Music/_Serato_/History/Sessions/2.session",
            "home/Music/_Serato_/History/Sessions/._2.session",
            "home/Documents/Native Instruments/Traktor 3.11.1/History/history_2024y05m04d_23h53m20s.nml",
            "home/Documents/Native Instruments/Traktor 3.11.1/collection.nml",
            "home/AppData/Local/VirtualDJ/History/2024-05-04.m3u",
            "home/Library/Containers/org.mixxx.mixxx/Data/Library/Application Support/Mixxx/mixxxdb.sqlite",
            "home/.mixxx/mixxxdb.sqlite",
            "stick/PIONEER/rekordbox/export.pdb",
            "stick/Engine Library/Database2/hm.db",
            "stick/Music/other.mp3",
        ] {
            file(root, path);
        }
        let roots =
            ProgramFolders::of_folders(&root.join("home"), vec![root.join("stick"), root.join("gone")]);
        let found = look(&roots);
        let place = |program, what, path: &str, files| (program, what, path.to_owned(), files);
        assert_eq!(
            said(&found, root),
            [
                place("Serato", "history", "home/Music/_Serato_/History/Sessions", 2),
                place(
                    "Traktor",
                    "history",
                    "home/Documents/Native Instruments/Traktor 3.11.1/History/history_2024y05m04d_23h53m20s.nml",
                    1
                ),
                place(
                    "Traktor",
                    "collection",
                    "home/Documents/Native Instruments/Traktor 3.11.1/collection.nml",
                    1
                ),
                place("VirtualDJ", "history", "home/AppData/Local/VirtualDJ/History/2024-05-04.m3u", 1),
                place("Engine DJ", "history", "stick/Engine Library/Database2/hm.db", 1),
                place("rekordbox", "history", "stick/PIONEER/rekordbox/export.pdb", 1),
                place("Mixxx", "history", "home/.mixxx/mixxxdb.sqlite", 1),
                place(
                    "Mixxx",
                    "history",
                    "home/Library/Containers/org.mixxx.mixxx/Data/Library/Application Support/Mixxx/mixxxdb.sqlite",
                    1
                ),
            ]
        );
        assert_eq!(found[0].newest, local_date(SystemTime::now()), "written just now");
    }

    #[cfg(unix)]
    #[test]
    fn what_is_reached_in_two_ways_is_there_once() {
        let dir = tempfile::tempdir().unwrap();
        file(dir.path(), "home/Music/_Serato_/database V2");
        std::os::unix::fs::symlink(dir.path().join("home/Music"), dir.path().join("stick")).unwrap();
        let roots = ProgramFolders::of_folders(&dir.path().join("home"), vec![dir.path().join("stick")]);
        assert_eq!(look(&roots).len(), 1);
    }
}
