//! What can be imported, one file each.
//!
//! What can be read is imported, a batch at a time; what cannot is named with its line. Importing the same again changes nothing, so an
//! import that was ended in the middle is simply started again.

mod any;
mod batch;
mod bounded;
mod characters;
mod collection;
mod dumps;
mod encoding;
mod export_xml;
mod folder;
mod format;
pub mod found;
mod input;
mod json_lines;
#[cfg(test)]
mod kept;
mod refused;
mod report;
mod sets;
#[cfg(test)]
mod tests;
mod text;

use std::{
    io::{Cursor, Read},
    path::{Path, PathBuf},
};

use crate::{
    catalogue::{User, Writer, entry_name},
    track::Name,
};

pub use any::{ImportTarget, each_once};
use batch::Batch;
use collection::CollectionForm;
pub use collection::{cues, spotify};
pub use encoding_rs::Encoding;
pub use folder::folder;
use format::Format;
use input::Input;
pub use report::{ImportError, ImportProgress, ImportReport, LeftOut, SetReport, SetState, Skipped};
pub use sets::{Confirm, ListPreview, OwnImport, PreviewLine, SetOrder, preview as preview_list};
use sets::{Form, Found, KnownAt};

/// What an import tells and asks while it runs.
pub struct ImportWatch<'w> {
    /// Told every hundred mixes, or every five hundred records.
    pub progress: &'w mut dyn FnMut(ImportProgress),
    /// Asked all the time: whether to end. Whole batches that are imported stay.
    pub stop: &'w (dyn Fn() -> bool + Sync),
}

/// A file that is open and of a format that can be imported. The format is seen from the contents, not from the name; gzip and bzip2 are
/// unpacked.
pub struct OpenedFile {
    name: PathBuf,
    format: Format,
    input: Input,
    size: Option<u64>,
    /// Why its letters may be read wrongly.
    doubt: Option<String>,
}

/// Opens a file, or the standard input (`-`). `told` is its encoding where the user names one; a byte order mark counts more.
pub fn open(path: &Path, told: Option<&'static Encoding>) -> Result<OpenedFile, ImportError> {
    let (reader, size) = input::open(path).map_err(|e| ImportError::unreadable(path, &e))?;
    open_from(path, reader, size, told)
}

/// A text that somebody has pasted.
pub fn of_text(text: &str) -> Result<OpenedFile, ImportError> {
    let bytes = text.as_bytes().to_vec();
    let size = Some(bytes.len() as u64);
    open_from(Path::new("-"), Box::new(Cursor::new(bytes)), size, None)
}

/// What is in a file that holds no text.
fn empty(head: &[u8]) -> &'static str {
    match head {
        [] => "the file is empty",
        zeros if zeros.iter().all(|byte| *byte == 0) => {
            "it holds nothing but zeros, as a copy that was never finished: get the file anew"
        }
        blank if blank.iter().all(u8::is_ascii_whitespace) => "it holds nothing but blanks",
        _ => "it holds no text",
    }
}

/// As [`open`], from any reader of `size` bytes. `name` is what errors call it.
pub fn open_from(
    name: &Path,
    reader: Box<dyn Read>,
    size: Option<u64>,
    told: Option<&'static Encoding>,
) -> Result<OpenedFile, ImportError> {
    let mut input = Input::new(reader, told).map_err(|e| ImportError::unreadable(name, &e))?;
    if encoding::is_utf_32(input.head()) {
        return Err(ImportError::nothing(
            name,
            1,
            "it is UTF-32, which nothing else writes: save it as UTF-8",
        ));
    }
    let extension = name.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase();
    let format = match format::detect(input.head(), &input.start(), name) {
        Format::Empty => return Err(ImportError::nothing(name, 1, empty(input.head()))),
        Format::Own(Form::List) if input.is_bytes() && refused::is_no_text(input.head()) => {
            return Err(ImportError::nothing(name, 0, refused::NO_TEXT));
        }
        // The oldest playlists are bare lists of files.
        Format::Own(Form::List) if matches!(extension.as_str(), "m3u" | "m3u8") => {
            Format::Collection(CollectionForm::M3u)
        }
        Format::Refused(why) => return Err(ImportError::nothing(name, 0, why)),
        Format::OtherXml => return Err(ImportError::nothing(name, 0, &refused::xml(&input.start()))),
        format => format,
    };
    if format == Format::JsonLines {
        // JSON is always UTF-8: another line is damaged.
        input.strict();
    }
    let doubt = if told.is_none() { input.doubt() } else { None };
    Ok(OpenedFile { name: name.into(), format, input, size, doubt })
}

impl OpenedFile {
    /// Whether it holds mixes, for the catalogue; else it is the user's own collection.
    pub fn is_mixes(&self) -> bool {
        matches!(self.format, Format::JsonLines | Format::MediaWikiExport | Format::Dump(_))
    }

    /// Imports mixes.
    pub fn into_catalogue(
        mut self,
        writer: &mut Writer,
        watch: &mut ImportWatch<'_>,
    ) -> Result<ImportReport, ImportError> {
        let batch = Batch::new(writer, watch, self.input.meter(), self.size);
        match self.format {
            Format::JsonLines => json_lines::import(&mut self.input, batch)?.checked(&self.name),
            Format::MediaWikiExport => export_xml::import(&mut self.input, batch)?.checked(&self.name),
            Format::Dump(dump) => dumps::import(dump, &self.name, self.input, batch)?.checked(&self.name),
            _ => Err(ImportError::nothing(&self.name, 1, "a collection, and no mixes")),
        }
    }

    /// Imports a collection, or the user's own sets, at `now` (UTC seconds). Sets that are public are for [`OwnImport`].
    pub fn into_user(
        self,
        user: &mut User,
        now: i64,
        watch: &mut ImportWatch<'_>,
    ) -> Result<ImportReport, ImportError> {
        OwnImport::new(SetOrder::default()).take(self, user, now, watch)
    }

    /// What errors call it.
    fn name(&self) -> &Path {
        &self.name
    }

    /// Reads what is no mix for the catalogue.
    fn read_own(
        mut self,
        order: &SetOrder<'_>,
        known: KnownAt<'_>,
        watch: &mut ImportWatch<'_>,
    ) -> Result<Found, ImportError> {
        let mut found = match self.format {
            Format::Collection(form) => {
                let (source, collection) =
                    collection::read(&self.name, form, &mut self.input, self.size, watch)?;
                sets::of_playlists(&self.name, source, collection, order)
            }
            Format::Own(form) => sets::read(form, &self.name, self.input, order, known)?,
            _ => return Err(ImportError::nothing(&self.name, 1, "mixes, and no collection")),
        };
        found.skipped.extend(self.doubt.map(|reason| Skipped { line: 0, reason }));
        Ok(found)
    }
}

/// Imports the mixes of a file, or of what comes on the standard input (`-`). Nothing is imported from a file of another format.
pub fn import(
    path: &Path,
    writer: &mut Writer,
    watch: &mut ImportWatch<'_>,
) -> Result<ImportReport, ImportError> {
    open(path, None)?.into_catalogue(writer, watch)
}

/// The record that a program's history has played last; `None` where the file has none, or none that can be read.
pub fn newest_play(path: &Path) -> Option<Name> {
    let order = SetOrder { shortest: 0.0, ..SetOrder::default() };
    let mut watch = ImportWatch { progress: &mut |_| {}, stop: &|| false };
    let found = open(path, None).ok()?.read_own(&order, &|_| None, &mut watch).ok()?;
    let newest = found.sets.into_iter().max_by_key(|read| read.set.start)?;
    newest.set.plays.iter().rev().find_map(|play| entry_name(&play.entry))
}
