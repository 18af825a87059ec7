//! The user's own files: an index of music folders and collections, and the first place where a track is heard.

mod file_name;
mod mend;
mod scan;
mod source;
mod tags;
#[cfg(test)]
mod tests;
mod watch;

pub use scan::{Scan, ScanError, Watch, origin, scan};
pub use source::{Files, file_of};
pub use watch::Folders;
