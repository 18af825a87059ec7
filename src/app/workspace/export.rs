//! The saved queue as a file.

use std::path::Path;

use serde::Serialize;

use super::{Workspace, queue};
use crate::{
    app::failure::Failure,
    export::{self, ExportRecord, Format, NamedQueue},
    library::query::TrackRow,
    track::Shop,
};

/// What an export did, in the shape that `--json` prints.
#[derive(Debug, Serialize)]
pub struct ExportReport {
    /// Where to.
    pub to: &'static str,
    /// The file or the playlist's address.
    pub written: Option<String>,
    /// Records of the queue.
    pub wanted: usize,
    /// Those that arrived.
    pub added: usize,
    /// The others.
    pub missing: Vec<LeftBehind>,
}

/// A record that stayed behind.
#[derive(Debug, Serialize)]
pub struct LeftBehind {
    /// Which.
    pub track: TrackRow,
    /// Why.
    pub reason: String,
    /// Where to look for it.
    pub links: Vec<String>,
}

impl LeftBehind {
    pub(super) fn new(track: TrackRow, reason: impl Into<String>) -> Self {
        let version = track.version.as_deref().unwrap_or_default();
        let words = format!("{} {} {version}", track.artist, track.title);
        let links = Shop::ALL.iter().map(|shop| shop.search(words.trim())).collect();
        Self { track, reason: reason.into(), links }
    }
}

/// A file of a queue.
#[derive(Clone, Copy, Debug)]
pub struct FileExport<'e> {
    /// Which queue; the one last used where none is named.
    pub queue: Option<&'e str>,
    /// Of which kind.
    pub format: Format,
    /// The file, or a folder to put it in; none where its bytes are wanted.
    pub output: Option<&'e Path>,
    /// Write over a file that is there.
    pub force: bool,
    /// A byte order mark before a CSV.
    pub bom: bool,
    /// Numbers and times before the lines of text.
    pub numbered: bool,
}

impl Workspace {
    /// Writes the file, and says what is in it; its bytes where no output is named.
    pub fn export_file(&self, file: &FileExport<'_>) -> Result<(ExportReport, Option<Vec<u8>>), Failure> {
        let (library, user) = self.stores()?;
        let name = queue::known_name(&user, file.queue)?;
        let format = file.format;
        let (rows, records): (Vec<TrackRow>, Vec<ExportRecord>) =
            library.export_records(&user, &name, format)?.into_iter().unzip();
        if records.is_empty() {
            return Err(queue::empty(&name));
        }
        let missing = export::missing(format, &records);
        if missing.len() == records.len() {
            let hint = "segue import takes your collection, M3U playlists or music folder; csv, jspf and text need no files.";
            return Err(Failure::new("no_files", "No file of any record in the queue is known.", hint));
        }
        let bytes = file.contents(NamedQueue { title: &name, records: &records });
        let (written, bytes) = match file.output {
            Some(path) => {
                let path = export::file_path(format, &name, path);
                (Some(export::write_bytes(&path, &bytes, file.force)?.display().to_string()), None)
            }
            None => (None, Some(bytes)),
        };
        let report = ExportReport {
            to: format.name(),
            written,
            wanted: records.len(),
            added: records.len() - missing.len(),
            missing: missing.iter().map(|(at, reason)| LeftBehind::new(rows[*at].clone(), *reason)).collect(),
        };
        Ok((report, bytes))
    }
}

impl FileExport<'_> {
    fn contents(&self, playlist: NamedQueue<'_>) -> Vec<u8> {
        const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
        match () {
            () if self.numbered => export::numbered(playlist).into_bytes(),
            () if self.bom => [BYTE_ORDER_MARK, &export::render(self.format, playlist)].concat(),
            () => export::render(self.format, playlist),
        }
    }
}
