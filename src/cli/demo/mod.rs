//! `segue demo`: a tour without a network, over a made-up catalogue whose records the program plays itself.

mod ears;
mod mixes;
mod records;
mod source;

use std::{
    fs, io,
    path::{Path, PathBuf},
    process,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use super::{CommandResult, Context, Failure, Global, screen};
use crate::{catalogue::Change, config::Paths, library::Library, preview::Chain};

use ears::DemoListener;
pub use source::MadeUp;

pub(super) fn run(context: &Context, tour: &Folder) -> CommandResult {
    let library = Arc::new(context.library()?);
    fill(&library)?;
    let _ears = DemoListener::open(library.clone());
    let chain = Chain::new(vec![Box::new(MadeUp::new())]);
    screen::show(context, library, Some(chain), &screen::Tour::Demo(tour.listeners.clone()))
}

/// Puts the made-up mixes into the catalogue.
fn fill(library: &Library) -> CommandResult {
    let changes: Vec<Change> = mixes::mixes().into_iter().map(Change::Upsert).collect();
    library.writer()?.apply(&changes)?;
    library.publish_names()?;
    Ok(())
}

/// A folder that goes when the tour ends.
pub(super) struct Folder {
    path: PathBuf,
    /// Where `segue listen` joins, as it does without a tour.
    listeners: PathBuf,
}

impl Folder {
    /// A new one, empty and private.
    pub(super) fn make(global: &Global) -> Result<Self, Failure> {
        Self::new(global).map_err(|error| {
            let message = format!("no temporary folder: {error}");
            Failure::new("folder", message, "Set TMPDIR to a folder with room.")
        })
    }

    /// The flags of a tour in it.
    pub(super) fn global(&self, global: Global) -> Global {
        Global { data_dir: Some(self.path.clone()), offline: true, no_starter: true, ..global }
    }

    fn new(global: &Global) -> io::Result<Self> {
        sweep(&std::env::temp_dir());
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_nanos());
        let path = std::env::temp_dir().join(format!("{PREFIX}{}-{now}", process::id()));
        // A folder that somebody else has made is not ours.
        private(&path, false)?;
        let usual = Paths::find(global.config.clone(), global.data_dir.clone()).ok();
        let listeners = usual.map(|paths| paths.state).filter(|state| private(state, true).is_ok());
        Ok(Self { listeners: listeners.unwrap_or_else(|| path.clone()), path })
    }
}

impl Drop for Folder {
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
