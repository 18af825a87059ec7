//! Where snapshots lie: `snapshot/<generation>[.n]/`, written whole, synced, then named in `current` by a rename.
//!
//! Nothing is changed in place. A reader holds a shared lock on the folder it reads; the writer deletes folders that
//! nobody holds. Publishing twice for one generation (names first, the fitted model later) numbers the folders.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use crate::files::{Who, replace_file, sweep, sync_folder};

/// The folder of all snapshots.
#[derive(Clone, Debug)]
pub struct SnapshotStore {
    dir: PathBuf,
}

/// A snapshot's folder that stays until this is dropped.
#[derive(Debug)]
pub struct Held {
    /// The folder.
    pub path: PathBuf,
    /// Its name, as `current` has it.
    pub name: String,
    _lock: File,
}

const LOCK: &str = "lock";
const CURRENT: &str = "current";

impl SnapshotStore {
    /// Uses `dir`, made where missing.
    pub fn open(dir: &Path) -> io::Result<Self> {
        fs::create_dir_all(dir)?;
        Ok(Self { dir: dir.to_owned() })
    }

    /// The name that `current` holds, `None` where nothing was published.
    pub fn current_name(&self) -> Option<String> {
        let text = fs::read_to_string(self.dir.join(CURRENT)).ok()?;
        let name = text.trim();
        (!name.is_empty() && !name.contains(['/', '\\'])).then(|| name.to_owned())
    }

    /// Takes hold of the current snapshot.
    pub fn current(&self) -> Option<Held> {
        // A writer may publish and sweep between the two steps; then the new name is tried.
        (0..5).find_map(|_| self.hold(&self.current_name()?).ok())
    }

    fn hold(&self, name: &str) -> io::Result<Held> {
        let path = self.dir.join(name);
        let lock = File::open(path.join(LOCK))?;
        lock.try_lock_shared()?;
        if path.join(LOCK).exists() {
            return Ok(Held { path, name: name.to_owned(), _lock: lock });
        }
        Err(io::ErrorKind::NotFound.into())
    }

    /// Lets `fill` write a new snapshot's files, then makes it the current one. On any error the old one stays and
    /// the half-written folder is removed.
    pub fn publish(&self, generation: u64, fill: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<Held> {
        let partial = self.dir.join(format!("partial-{}", std::process::id()));
        let _ = fs::remove_dir_all(&partial);
        fs::create_dir(&partial)?;
        let published = self.fill_and_name(&partial, generation, fill);
        if published.is_err() {
            let _ = fs::remove_dir_all(&partial);
        }
        let held = published?;
        self.sweep(&held.name);
        Ok(held)
    }

    fn fill_and_name(
        &self,
        partial: &Path,
        generation: u64,
        fill: impl FnOnce(&Path) -> io::Result<()>,
    ) -> io::Result<Held> {
        fill(partial)?;
        File::create(partial.join(LOCK))?.sync_all()?;
        sync_folder(partial)?;
        let name = self.free_name(generation);
        fs::rename(partial, self.dir.join(&name))?;
        sync_folder(&self.dir)?;
        let held = self.hold(&name)?;
        replace_file(&self.dir.join(CURRENT), Who::Owner, name.as_bytes())?;
        Ok(held)
    }

    fn free_name(&self, generation: u64) -> String {
        let plain = generation.to_string();
        let numbered = (1..).map(|n| format!("{generation}.{n}"));
        let mut names = std::iter::once(plain.clone()).chain(numbered);
        names.find(|name| !self.dir.join(name).exists()).unwrap_or(plain)
    }

    /// Deletes the folders that nobody holds, but not `keep`.
    fn sweep(&self, keep: &str) {
        let Ok(entries) = fs::read_dir(&self.dir) else { return };
        for entry in entries.flatten() {
            let path = entry.path();
            if !path.is_dir() || entry.file_name().to_str() == Some(keep) {
                continue;
            }
            // Held until the folder is gone: nobody takes hold of one that is half deleted.
            let lock = File::open(path.join(LOCK)).ok();
            if lock.as_ref().is_none_or(|lock| lock.try_lock().is_ok()) {
                let _ = fs::remove_dir_all(&path);
            }
        }
    }

    /// Removes what programs that were killed have left: folders half written or no longer held, names of theirs. Only for who
    /// holds the writer's lock.
    pub fn tidy(&self) {
        if let Some(current) = self.current_name() {
            self.sweep(&current);
        }
        sweep(&self.dir);
        for entry in fs::read_dir(&self.dir).into_iter().flatten().flatten() {
            if entry.file_name().to_str().is_some_and(|name| name.starts_with("current.")) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(store: &SnapshotStore, generation: u64, text: &str) -> Held {
        store.publish(generation, |dir| fs::write(dir.join("a"), text)).expect("published")
    }

    fn read(held: &Held) -> String {
        fs::read_to_string(held.path.join("a")).expect("there")
    }

    #[test]
    fn the_last_published_is_current_and_a_held_one_stays() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let store = SnapshotStore::open(dir.path()).expect("made");
        assert!(store.current().is_none());
        let first = put(&store, 1, "one");
        let second = put(&store, 1, "two");
        assert_ne!(first.name, second.name);
        assert_eq!(read(&store.current().expect("there")), "two");
        assert_eq!(read(&first), "one", "held, so not swept");
        let old = first.path.clone();
        drop(first);
        let third = put(&store, 2, "three");
        assert!(!old.exists(), "let go, so swept");
        assert_eq!(read(&third), "three");
        assert_eq!(read(&second), "two");
    }

    #[test]
    fn what_killed_programs_left_is_tidied_away() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let store = SnapshotStore::open(dir.path()).expect("made");
        drop(put(&store, 1, "one"));
        let held = put(&store, 2, "two");
        fs::create_dir(dir.path().join("partial-77")).expect("made");
        fs::write(dir.path().join("current.77"), "3").expect("written");
        store.tidy();
        let left = fs::read_dir(dir.path()).expect("folder").count();
        assert_eq!((left, read(&held).as_str()), (2, "two"));
    }

    #[test]
    fn a_failed_publication_leaves_the_old_one() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let store = SnapshotStore::open(dir.path()).expect("made");
        put(&store, 1, "one");
        let full = store.publish(2, |_| Err(io::ErrorKind::StorageFull.into()));
        assert!(full.is_err());
        assert_eq!(read(&store.current().expect("there")), "one");
        let left = fs::read_dir(dir.path()).expect("folder").count();
        assert_eq!(left, 2, "one snapshot and the name of it");
    }

    #[test]
    fn a_name_that_leads_elsewhere_is_no_snapshot() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let store = SnapshotStore::open(dir.path()).expect("made");
        for text in ["", "9", "../x", "/etc"] {
            fs::write(dir.path().join(CURRENT), text).expect("written");
            assert!(store.current().is_none(), "{text:?}");
        }
    }
}
