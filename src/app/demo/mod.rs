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
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_nanos());
        let path = std::env::temp_dir().join(format!("segue-demo-{}-{now}", process::id()));
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

/// Makes a folder that its owner alone can enter.
fn private(path: &Path, parents: bool) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(parents).create(path)
}
