//! The user's own files: an index of music folders and collections, and the first place where a track is heard.

mod id3;
mod mend;
mod scan;
mod source;
mod tags;
#[cfg(test)]
mod tests;
mod watch;

use std::path::Path;

use crate::track::Name;

/// The record in a file, from its tags, else from its name; `None` where neither names one.
pub fn record(path: &Path) -> Option<Name> {
    tags::read(path, 0).ok().map(|owned| owned.track.name)
}

/// What a file's tags say of its genre, one by one.
pub fn genres(path: &Path) -> Vec<String> {
    tags::genres(path)
}

pub use scan::{Scan, ScanError, ScanWatch, origin, scan};
pub use source::Files;
pub use watch::Folders;
