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
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_nanos());
        let path = std::env::temp_dir().join(format!("segue-demo-{}-{now}", process::id()));
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

/// Makes a folder that its owner alone can enter.
fn private(path: &Path, parents: bool) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(parents).create(path)
}
