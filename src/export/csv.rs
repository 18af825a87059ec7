//! A table (RFC 4180), for spreadsheets and for services that carry playlists from one shop to another.
//!
//! Soundiiz and `TuneMyMusic` find their columns by name and pass over the rest; they call the same two things differently, so
//! title and artist stand twice.

use super::{ExportRecord, NamedQueue, one_line};
use crate::{catalogue::location, sound::key::camelot};

const COLUMNS: [&str; 17] = [
    // Soundiiz.
    "title",
    "artist",
    "album",
    "isrc",
    // TuneMyMusic.
    "Track name",
    "Artist name",
    "Playlist name",
    "Spotify - id",
    // Ours.
    "version",
    "label",
    "year",
    "bpm",
    "key",
    "camelot",
    "energy",
    "duration",
    "Location",
];

pub(super) fn render(playlist: NamedQueue<'_>) -> String {
    let mut table = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
    // Writing to memory does not fail, and every line has as many cells as the first.
    let _ = table.write_record(COLUMNS);
    for record in playlist.records {
        let _ = table.write_record(cells(playlist.title, record));
    }
    String::from_utf8(table.into_inner().unwrap_or_default()).unwrap_or_default()
}

fn cells(queue: &str, record: &ExportRecord) -> [String; COLUMNS.len()] {
    let text = |text: &str| guard(&one_line(text));
    let some = |value: &Option<String>| value.as_deref().map(text).unwrap_or_default();
    let (title, artist) = (text(&record.title()), text(&record.name.artist));
    [
        title.clone(),
        artist.clone(),
        some(&record.album()),
        some(&record.isrc),
        title,
        artist,
        text(queue),
        some(&record.spotify),
        some(&record.name.version),
        some(&record.label),
        number(record.year),
        record.bpm.map(|bpm| format!("{bpm:.2}")).unwrap_or_default(),
        number(record.key),
        record.key.map(camelot::name).unwrap_or_default(),
        number(record.energy),
        record.seconds.map(|s| format!("{s:.0}")).unwrap_or_default(),
        record.file.as_deref().map(location::written).map(|file| text(&file)).unwrap_or_default(),
    ]
}

fn number(value: Option<impl ToString>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
}

/// A spreadsheet takes a cell that begins so for a formula. A name such as `@home` or `-Heroes` is none: before a letter only what calls
/// something is.
fn is_formula(text: &str) -> bool {
    let text = text.trim_start_matches('\'');
    let Some(rest) = text.strip_prefix(['=', '+', '-', '@', '\t', '\r']) else { return false };
    !rest.starts_with(char::is_alphabetic) || rest.contains(['(', '|', '!'])
}

/// A cell that a spreadsheet shows and does not compute: an apostrophe stands before what it would take for a formula.
pub fn guard(text: &str) -> String {
    if is_formula(text) { format!("'{text}") } else { text.to_owned() }
}

/// Takes back what [`guard`] did.
pub fn unguard(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_looks_like_a_formula_is_guarded() {
        for (cell, shown) in [
            ("=1+1", "'=1+1"),
            ("+44", "'+44"),
            ("-273", "'-273"),
            ("@home", "@home"),
            ("-Heroes", "-Heroes"),
            ("@SUM(1)", "'@SUM(1)"),
            ("+cmd|' /C x'!A0", "'+cmd|' /C x'!A0"),
            ("'=1", "''=1"),
            ("'Round Midnight", "'Round Midnight"),
            ("A-B", "A-B"),
        ] {
            assert_eq!(guard(cell), shown);
        }
    }

    proptest! {
        #[test]
        fn guarding_can_be_taken_back(cell in "['=+@a-]{0,6}|.{0,12}") {
            let guarded = guard(&cell);
            prop_assert_eq!(unguard(&guarded), cell);
            prop_assert!(!is_formula(&guarded) || guarded.starts_with('\''), "{guarded}");
        }
    }
}
