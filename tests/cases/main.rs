//! Files of other programs that users of such programs have reported as read wrongly, by kind. `tests/fixtures/cases` holds them.

mod characters;
mod keys;
mod names;
mod out;
mod pages;
mod playlists;
mod program;
mod sound;
mod tables;

use std::path::{Path, PathBuf};

use segue::{
    catalogue::{Owned, User},
    import::{self, ImportError, ImportReport, ImportWatch},
};

/// A file of the cases.
fn case(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/cases").join(name)
}

/// A user's store, and what was imported into it.
struct Mine(User);

impl Mine {
    fn new() -> Self {
        Self(User::open_in_memory().expect("there"))
    }

    /// What one file gives.
    fn of(path: &Path) -> (Self, ImportReport) {
        let mut mine = Self::new();
        let report = mine.import(path).expect("there");
        (mine, report)
    }

    fn import(&mut self, path: &Path) -> Result<ImportReport, ImportError> {
        let mut watch = ImportWatch { progress: &mut |_| {}, stop: &|| false };
        import::open(path, None)?.into_user(&mut self.0, 1, &mut watch)
    }

    /// `Artist – Title (Version)` of all that is owned, in order.
    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> =
            self.0.owned_tracks().expect("there").iter().map(|seen| seen.name.to_string()).collect();
        names.sort();
        names
    }

    /// The record whose title begins so.
    fn owned(&self, title: &str) -> Owned {
        let all = self.0.owned_tracks().expect("there");
        let seen = all.iter().find(|seen| seen.name.title.starts_with(title)).expect(title);
        self.0.owned_by_key(&seen.key).expect("there").remove(0).1
    }

    fn queue(&self, name: &str) -> Vec<String> {
        self.0.queue(name).expect("there").iter().map(|item| item.track.name.to_string()).collect()
    }
}

/// A file of these bytes in a folder of its own.
fn made(dir: &tempfile::TempDir, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = dir.path().join(name);
    std::fs::create_dir_all(path.parent().expect("there")).expect("there");
    std::fs::write(&path, bytes).expect("there");
    path
}
