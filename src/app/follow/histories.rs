//! Which history files there are, and which have grown since they were looked at last.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use crate::{catalogue::StoredSet, import::found::is_history};

/// Folders of these names are histories, also where one file of them was imported.
const FOLDERS: [&str; 2] = ["Sessions", "History"];

/// When a file was changed last, in Unix milliseconds, and its bytes; with what a database keeps beside it.
type Stamp = (u128, u64);

/// What is looked at.
#[derive(Debug, Default)]
pub(super) struct Histories {
    /// Files, and folders with the ending of the files that count in them.
    own: BTreeSet<(PathBuf, String)>,
    /// Files that are looked at for the deck alone.
    others: BTreeSet<PathBuf>,
    /// When each of the user's files was imported last, in Unix seconds.
    imported: HashMap<PathBuf, i64>,
    stamps: HashMap<PathBuf, Stamp>,
    /// Files of the user's that have grown and are not at rest yet.
    due: BTreeSet<PathBuf>,
}

/// What a look has shown.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    /// Files that have grown, the one changed last at the end.
    pub grown: Vec<PathBuf>,
    /// The user's files that have grown or are new, and are at rest now.
    pub ready: Vec<PathBuf>,
}

impl Histories {
    /// Looks from now on at where these sets came from, and at these files.
    pub(super) fn choose(&mut self, sets: &[StoredSet], others: impl IntoIterator<Item = PathBuf>) {
        self.imported.clear();
        for stored in sets.iter().filter(|stored| is_history(Path::new(&stored.set.source))) {
            let at = self.imported.entry(PathBuf::from(&stored.set.source)).or_default();
            *at = stored.at.max(*at);
        }
        self.own = self.imported.keys().map(|file| (file.clone(), String::new())).collect();
        let mut folders: BTreeMap<(PathBuf, String), usize> = BTreeMap::new();
        for file in self.imported.keys() {
            if let Some(folder) = file.parent() {
                *folders.entry((folder.to_owned(), ending(file))).or_default() += 1;
            }
        }
        let is_folder = |(folder, _): &(PathBuf, String), files: usize| {
            files > 1 || folder.file_name().is_some_and(|name| FOLDERS.iter().any(|known| name == *known))
        };
        self.own.extend(
            folders.into_iter().filter(|(place, files)| is_folder(place, *files)).map(|(place, _)| place),
        );
        self.others = others.into_iter().collect();
    }

    /// Looks at all of them.
    pub(super) fn look(&mut self) -> Look {
        let mut look = Look::default();
        let mut grown = Vec::new();
        for (file, own) in self.files() {
            let Some(stamp) = stamp(&file) else { continue };
            match self.stamps.insert(file.clone(), stamp) {
                Some(before) if before != stamp => {
                    if own {
                        self.due.insert(file.clone());
                    }
                    grown.push((stamp, file));
                }
                Some(_) if self.due.remove(&file) => look.ready.push(file),
                None if own && self.is_new(&file, stamp) => {
                    self.due.insert(file);
                }
                _ => {}
            }
        }
        grown.sort();
        look.grown = grown.into_iter().map(|(_, file)| file).collect();
        look
    }

    /// The file that was changed last, where that was within so many milliseconds before `now`.
    pub(super) fn newest(&self, now: u128, within: u128) -> Option<PathBuf> {
        let recent = self.stamps.iter().filter(|(_, (at, _))| at + within >= now);
        recent.max_by_key(|(_, stamp)| **stamp).map(|(file, _)| file.clone())
    }

    /// Each file once, and whether it is the user's.
    fn files(&self) -> BTreeMap<PathBuf, bool> {
        let mut files: BTreeMap<PathBuf, bool> =
            self.others.iter().map(|file| (file.clone(), false)).collect();
        for (place, wanted) in &self.own {
            if wanted.is_empty() {
                files.insert(place.clone(), true);
                continue;
            }
            let entries = fs::read_dir(place).into_iter().flatten().flatten().map(|entry| entry.path());
            files.extend(
                entries.filter(|file| ending(file) == *wanted && is_history(file)).map(|file| (file, true)),
            );
        }
        files
    }

    /// Whether it has changed since it, or what lies beside it, was imported.
    fn is_new(&self, file: &Path, (changed, _): Stamp) -> bool {
        let beside = || {
            self.imported.iter().filter(|(other, _)| other.parent() == file.parent()).map(|(_, at)| *at).max()
        };
        let at = self.imported.get(file).copied().or_else(beside).unwrap_or(i64::MAX);
        changed / 1000 > u128::try_from(at).unwrap_or(0)
    }
}

fn ending(file: &Path) -> String {
    file.extension().unwrap_or_default().to_string_lossy().to_lowercase()
}

fn stamp(file: &Path) -> Option<Stamp> {
    let of = |path: &Path| {
        let about = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
        Some((about.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_millis(), about.len()))
    };
    let (at, bytes) = of(file)?;
    let mut beside = file.as_os_str().to_owned();
    beside.push("-wal");
    let (later, more) = of(Path::new(&beside)).unwrap_or_default();
    Some((at.max(later), bytes + more))
}

#[cfg(test)]
mod tests {
    use std::{
        io::Write as _,
        time::{Duration, SystemTime},
    };

    use super::*;
    use crate::catalogue::DjSet;

    fn set(source: &Path, at: i64) -> StoredSet {
        let set = DjSet { source: source.to_string_lossy().into_owned(), ..DjSet::default() };
        StoredSet { id: 1, name: None, set, at }
    }

    fn file(folder: &Path, name: &str, changed: u64) -> PathBuf {
        let path = folder.join(name);
        let mut file = fs::File::create(&path).unwrap();
        file.write_all(b"x").unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(changed)).unwrap();
        path
    }

    fn grow(path: &Path, changed: u64) {
        let mut file = fs::OpenOptions::new().append(true).open(path).unwrap();
        file.write_all(b"more").unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(changed)).unwrap();
    }

    #[test]
    fn what_grows_is_told_at_once_and_taken_in_when_it_rests() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("Sessions");
        fs::create_dir(&folder).unwrap();
        let old = file(&folder, "1.session", 900);
        file(&folder, "notes.txt", 5_000);
        let mut histories = Histories::default();
        histories.choose(&[set(&old, 1_000)], []);
        assert_eq!(histories.look(), Look::default(), "as it was imported");
        let new = file(&folder, "2.session", 2_000);
        assert_eq!(histories.look(), Look::default());
        assert_eq!(histories.look(), Look { grown: vec![], ready: vec![new.clone()] }, "a new one, at rest");
        assert_eq!(histories.look(), Look::default(), "once");
        grow(&new, 2_100);
        grow(&old, 2_050);
        assert_eq!(histories.look(), Look { grown: vec![old.clone(), new.clone()], ready: vec![] });
        grow(&new, 2_200);
        assert_eq!(histories.look(), Look { grown: vec![new.clone()], ready: vec![old] });
        assert_eq!(histories.look(), Look { grown: vec![], ready: vec![new.clone()] });
        assert_eq!(histories.newest(2_300_000, 200_000), Some(new));
        assert_eq!(histories.newest(9_300_000, 200_000), None, "long ago");
    }

    #[test]
    fn what_changed_while_nobody_looked_is_taken_in() {
        let dir = tempfile::tempdir().unwrap();
        let grown = file(dir.path(), "1.session", 2_000);
        let same = file(dir.path(), "2.session", 500);
        let mut histories = Histories::default();
        histories.choose(&[set(&grown, 1_000), set(&same, 1_000)], []);
        histories.look();
        assert_eq!(histories.look().ready, [grown]);
    }

    #[test]
    fn a_single_file_elsewhere_makes_no_folder_and_other_places_are_only_watched() {
        let dir = tempfile::tempdir().unwrap();
        let alone = file(dir.path(), "1.session", 500);
        let other = file(dir.path(), "mixxxdb.sqlite", 500);
        let mut histories = Histories::default();
        histories.choose(&[set(&alone, 1_000)], [other.clone()]);
        histories.look();
        file(dir.path(), "2.session", 2_000);
        fs::write(dir.path().join("mixxxdb.sqlite-wal"), "x").unwrap();
        assert_eq!(histories.look(), Look { grown: vec![other], ready: vec![] });
        assert_eq!(histories.look(), Look::default());
    }
}
