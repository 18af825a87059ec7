//! The queue as a file, one file a format.

mod csv;
mod drive;
mod file;
mod jspf;
mod m3u8;
mod name;
mod rekordbox;
mod serato;
mod text;
mod traktor;
mod xml;

use std::path::PathBuf;

use crate::{sound::key::MusicalKey, track::Name};

pub use csv::{guard, unguard};
pub use file::{ExportError, file_path, write, write_bytes};
pub use m3u8::OWN_LINE;
pub use name::file_name;
pub use text::{numbered, plain};

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// A table with the columns that `TuneMyMusic` and Soundiiz take.
    Csv,
    /// A playlist of files, for players.
    M3u8,
    /// XSPF as JSON.
    Jspf,
    /// A collection with a playlist that rekordbox reads.
    Rekordbox,
    /// A collection with a playlist that Traktor reads.
    Traktor,
    /// A crate of Serato's.
    Serato,
    /// `Artist - Title` a line.
    Text,
}

impl Format {
    /// All.
    pub const ALL: [Self; 7] =
        [Self::Csv, Self::M3u8, Self::Jspf, Self::Rekordbox, Self::Traktor, Self::Serato, Self::Text];

    /// As the command line names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::M3u8 => "m3u8",
            Self::Jspf => "jspf",
            Self::Rekordbox => "rekordbox",
            Self::Traktor => "traktor",
            Self::Serato => "serato",
            Self::Text => "text",
        }
    }

    /// What a file's name ends in.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Rekordbox => "xml",
            Self::Traktor => "nml",
            Self::Serato => "crate",
            Self::Text => "txt",
            _ => self.name(),
        }
    }

    /// Whether it lists files, so that a record of which no file is known stays out.
    pub fn needs_files(self) -> bool {
        matches!(self, Self::M3u8 | Self::Rekordbox | Self::Traktor | Self::Serato)
    }
}

/// A record, with what is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct ExportRecord {
    /// Artist, title and version.
    pub name: Name,
    /// The label.
    pub label: Option<String>,
    /// The year of release.
    pub year: Option<u16>,
    /// Its length.
    pub seconds: Option<f32>,
    /// Beats per minute.
    pub bpm: Option<f32>,
    /// The key.
    pub key: Option<MusicalKey>,
    /// 1 to 5.
    pub energy: Option<u8>,
    /// The recording's ISRC.
    pub isrc: Option<String>,
    /// The track's id on Spotify.
    pub spotify: Option<String>,
    /// The file, on this machine or on the one that the collection came from.
    pub file: Option<PathBuf>,
    /// The whole element of the user's own rekordbox collection.
    pub element: Option<String>,
}

impl ExportRecord {
    /// A record of which nothing but the name is known.
    pub fn new(name: Name) -> Self {
        Self {
            name,
            label: None,
            year: None,
            seconds: None,
            bpm: None,
            key: None,
            energy: None,
            isrc: None,
            spotify: None,
            file: None,
            element: None,
        }
    }

    /// The title with its version, as it is written in one field.
    fn title(&self) -> String {
        self.name.whole_title()
    }

    /// The album, which nothing but the user's rekordbox collection names.
    fn album(&self) -> Option<String> {
        self.element.as_deref().and_then(|element| rekordbox::attribute(element, "Album"))
    }

    /// `Artist - Title (Version)`.
    fn line(&self) -> String {
        one_line(&format!("{} - {}", self.name.artist, self.title()))
    }
}

/// A queue with its name.
#[derive(Clone, Copy, Debug)]
pub struct NamedQueue<'p> {
    /// The queue's name.
    pub title: &'p str,
    /// Its records in order.
    pub records: &'p [ExportRecord],
}

/// The file's contents. Records without a file stay out of formats that list files.
pub fn render(format: Format, playlist: NamedQueue<'_>) -> Vec<u8> {
    match format {
        Format::Csv => csv::render(playlist).into_bytes(),
        Format::M3u8 => m3u8::render(playlist).into_bytes(),
        Format::Jspf => jspf::render(playlist).into_bytes(),
        Format::Rekordbox => rekordbox::render(playlist).into_bytes(),
        Format::Traktor => traktor::render(playlist),
        Format::Serato => serato::render(playlist),
        Format::Text => plain(playlist).into_bytes(),
    }
}

/// The records, by their place, that a file of this format leaves out, and why.
pub fn missing(format: Format, records: &[ExportRecord]) -> Vec<(usize, &'static str)> {
    let out = |record: &ExportRecord| match format {
        Format::Traktor => traktor::located(record).is_none(),
        _ => format.needs_files() && record.file.is_none(),
    };
    if format == Format::Serato {
        return serato::missing(records);
    }
    records.iter().enumerate().filter(|(_, r)| out(r)).map(|(at, _)| (at, NO_FILE)).collect()
}

const NO_FILE: &str = "no file of it is known";

/// Line breaks and other control characters as spaces.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
