//! The tour without a network: a made-up catalogue whose records the program plays itself.

mod ears;
mod mixes;
mod records;
mod source;

use std::{
    fs, io,
    path::{Path, PathBuf},
    process,
    time::{SystemTime, UNIX_EPOCH},
};

use crate::{
    catalogue::Change,
    config::Paths,
    library::{Library, LibraryError},
};

pub use ears::DemoListener;
pub use source::MadeUp;

/// Puts the made-up mixes into the catalogue.
pub fn fill(library: &Library) -> Result<(), LibraryError> {
    let changes: Vec<Change> = mixes::mixes().into_iter().map(Change::Upsert).collect();
    library.writer()?.apply(&changes)?;
    library.publish_names()?;
    Ok(())
}

/// A folder that goes when the tour ends.
#[derive(Debug)]
pub struct DemoFolder {
    /// Where the tour's data is.
    pub path: PathBuf,
    /// Where `segue listen` joins, as it does without a tour.
    pub listeners: PathBuf,
}

impl DemoFolder {
    /// A new one, empty and private. `usual` are the paths without a tour.
    pub fn make(usual: Option<Paths>) -> io::Result<Self> {
        sweep(&std::env::temp_dir());
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_nanos());
        let path = std::env::temp_dir().join(format!("{PREFIX}{}-{now}", process::id()));
        // A folder that somebody else has made is not ours.
        private(&path, false)?;
        let listeners = usual.map(|paths| paths.state).filter(|state| private(state, true).is_ok());
        Ok(Self { listeners: listeners.unwrap_or_else(|| path.clone()), path })
    }
}

impl Drop for DemoFolder {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.path) {
            tracing::warn!(%error, "the demo's folder stays");
        }
    }
}

const PREFIX: &str = "segue-demo-";

/// Removes the folders of tours that were killed: those of this user whose program has ended.
fn sweep(temporary: &Path) {
    for entry in fs::read_dir(temporary).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let owner = name.to_str().and_then(|name| name.strip_prefix(PREFIX)?.split('-').next()?.parse().ok());
        // A link of that name is nobody's tour.
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder && owner.is_some_and(has_ended) && is_own(&entry.path()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(unix)]
fn has_ended(pid: i32) -> bool {
    use rustix::{io::Errno, process};
    let pid = process::Pid::from_raw(pid);
    pid.is_some_and(|pid| process::test_kill_process(pid) == Err(Errno::SRCH))
}

#[cfg(unix)]
fn is_own(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::symlink_metadata(path).is_ok_and(|found| found.uid() == rustix::process::geteuid().as_raw())
}

/// Who lives cannot be asked here.
#[cfg(not(unix))]
fn has_ended(_: i32) -> bool {
    false
}

#[cfg(not(unix))]
fn is_own(_: &Path) -> bool {
    false
}

/// Makes a folder that its owner alone can enter.
fn private(path: &Path, parents: bool) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(parents).create(path)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn tours_of_programs_that_have_ended_are_swept_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let mut ended = process::Command::new("true").spawn().unwrap();
        let gone = ended.id();
        ended.wait().unwrap();
        let names = [
            format!("{PREFIX}{gone}-1"),
            format!("{PREFIX}{}-1", process::id()),
            format!("{PREFIX}notes"),
            "else".to_owned(),
        ];
        for name in &names {
            fs::create_dir(dir.path().join(name)).unwrap();
            fs::write(dir.path().join(name).join("user.db"), "x").unwrap();
        }
        std::os::unix::fs::symlink(dir.path().join("else"), dir.path().join(format!("{PREFIX}{gone}-2")))
            .unwrap();
        sweep(dir.path());
        let there = names.map(|name| dir.path().join(name).join("user.db").exists());
        assert_eq!(there, [false, true, true, true]);
    }
}
