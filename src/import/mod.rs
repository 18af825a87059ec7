//! What can be imported, one file each.
//!
//! What can be read is imported, a batch at a time; what cannot is named with its line. Importing the same again changes nothing, so an
//! import that was ended in the middle is simply started again.

mod batch;
mod export_xml;
mod format;
mod input;
mod json_lines;
mod report;
#[cfg(test)]
mod tests;

use std::{io::Read, path::Path};

use crate::catalogue::Writer;

use batch::Batch;
use format::Format;
use input::Input;
pub use report::{ImportError, Progress, Report, Skipped};

/// What an import tells and asks while it runs.
pub struct Watch<'w> {
    /// Told every hundred mixes.
    pub progress: &'w mut dyn FnMut(Progress),
    /// Asked all the time: whether to end. Whole batches that are imported stay.
    pub stop: &'w (dyn Fn() -> bool + Sync),
}

/// Imports a file, or what comes on the standard input (`-`). The format is seen from the contents, not from the name; gzip and bzip2 are
/// unpacked. Nothing is imported from a file of unknown format.
pub fn import(path: &Path, writer: &mut Writer, watch: &mut Watch<'_>) -> Result<Report, ImportError> {
    let (reader, size) = input::open(path).map_err(|e| ImportError::unreadable(path, &e))?;
    import_from(path, reader, size, writer, watch)
}

/// As [`import`], from any reader of `size` bytes. `name` is what errors call it.
pub fn import_from(
    name: &Path,
    reader: Box<dyn Read>,
    size: Option<u64>,
    writer: &mut Writer,
    watch: &mut Watch<'_>,
) -> Result<Report, ImportError> {
    let unreadable = |e| ImportError::unreadable(name, &e);
    let mut input = Input::new(reader).map_err(unreadable)?;
    let batch = Batch::new(writer, watch, input.meter(), size);
    match format::detect(&mut input).map_err(unreadable)? {
        Format::Empty => Err(ImportError::nothing(name, 1, "the file is empty")),
        Format::Unknown => Err(ImportError::nothing(name, 1, UNKNOWN)),
        Format::JsonLines => json_lines::import(&mut input, batch)?.checked(name),
        Format::MediaWikiExport => export_xml::import(&mut input, batch)?.checked(name),
    }
}

const UNKNOWN: &str = "neither mixes as JSON lines nor a MediaWiki export (plain, gzip or bzip2)";
