//! What stands beside a database: the files that SQLite keeps there, and copies.

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use crate::catalogue::error::folder_of;

/// What SQLite adds to a database's name for the files that it keeps beside it.
pub(super) const JOURNAL: [&str; 2] = ["-wal", "-shm"];

/// The file whose name is another's with something added.
pub(super) fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

/// Keeps other processes from clearing or filling the place of a database in this folder at the same time; where folders have no
/// locks, nothing does.
pub(super) fn hold(path: &Path) -> Option<File> {
    let folder = File::open(folder_of(path)).ok()?;
    folder.lock().ok().map(|()| folder)
}
