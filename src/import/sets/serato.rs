//! Serato's history sessions: `_Serato_/History/Sessions/*.session`.
//!
//! Big-endian chunks `tag[4] length:u32 value`. An `oent` holds an `adat` of fields `id:u32 length:u32 value`; text is UTF-16BE,
//! NUL-ended, integers have any length. The file is only ever appended to: the last entry of a row wins, and an `oren` deletes one.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::{
    Found, breaks_off,
    plays::{Row, Session, sets},
};
use crate::sound::key::MusicalKey;

/// Reads a session, as far as it can be read.
pub(super) fn read(bytes: &[u8], zone: &TimeZone, shortest: f32) -> Found {
    let mut rows: BTreeMap<u64, Fields> = BTreeMap::new();
    let mut first = None;
    let mut rest = bytes;
    while let Some((tag, value, after)) = chunk(rest) {
        match tag {
            b"oent" => {
                if let Some(entry) = inside(value, b"adat").map(Fields::read) {
                    first.get_or_insert((entry.session, entry.start));
                    rows.insert(entry.row, entry);
                }
            }
            b"oren" => {
                if let Some(row) = inside(value, b"uent").map(number) {
                    rows.remove(&row);
                }
            }
            _ => {}
        }
        rest = after;
    }
    let mut rows: Vec<Row> = rows.into_values().map(Fields::row).collect();
    rows.sort_by_key(|row| row.start);
    let id = first.map(|(session, start)| format!("{session}@{}", start.unwrap_or(0)));
    let session = Session { id, ..Session::new("Serato", zone, rows) };
    let skipped = if rest.is_empty() { Vec::new() } else { vec![breaks_off(bytes.len() - rest.len())] };
    Found { sets: sets(session, shortest), skipped, ..Found::default() }
}

/// Tag and value of the first chunk, and what stands behind it.
pub(super) fn chunk(bytes: &[u8]) -> Option<(&[u8; 4], &[u8], &[u8])> {
    let (tag, rest) = bytes.split_first_chunk::<4>()?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let (value, rest) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
    Some((tag, value, rest))
}

/// The value of the first chunk of that tag.
#[allow(clippy::trivially_copy_pass_by_ref)] // tags are written as byte strings
pub(super) fn inside<'b>(mut bytes: &'b [u8], wanted: &[u8; 4]) -> Option<&'b [u8]> {
    while let Some((tag, value, rest)) = chunk(bytes) {
        if tag == wanted {
            return Some(value);
        }
        bytes = rest;
    }
    None
}

/// An integer of any length.
fn number(value: &[u8]) -> u64 {
    value.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// UTF-16BE up to its end or its NUL.
pub(in crate::import) fn text(value: &[u8]) -> String {
    let units = value.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
    let text: String = char::decode_utf16(units.take_while(|unit| *unit != 0))
        .map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER))
        .filter(|letter| !letter.is_control())
        .collect();
    text.trim().to_owned()
}

/// What an entry says; 0 is none.
#[derive(Default)]
struct Fields {
    row: u64,
    session: u64,
    path: String,
    title: String,
    artist: String,
    label: String,
    key: String,
    deck: u64,
    bpm: u64,
    year: String,
    remixer: String,
    start: Option<i64>,
    end: Option<i64>,
    seconds: Option<u64>,
    played: Option<bool>,
}

impl Fields {
    fn read(mut bytes: &[u8]) -> Self {
        let mut fields = Self::default();
        let some = |value: &[u8]| Some(number(value)).filter(|number| *number > 0);
        while let Some((id, value, rest)) = chunk(bytes) {
            match u32::from_be_bytes(*id) {
                1 => fields.row = number(value),
                2 => fields.path = text(value),
                6 => fields.title = text(value),
                7 => fields.artist = text(value),
                15 => fields.bpm = number(value),
                20 => fields.remixer = text(value),
                21 => fields.label = text(value),
                23 => fields.year = text(value),
                28 => fields.start = some(value).map(u64::cast_signed),
                29 => fields.end = some(value).map(u64::cast_signed),
                31 => fields.deck = number(value),
                45 => fields.seconds = some(value),
                48 => fields.session = number(value),
                50 => fields.played = Some(number(value) > 0),
                51 => fields.key = text(value),
                _ => {}
            }
            bytes = rest;
        }
        fields
    }

    fn row(self) -> Row {
        let spent = self.end.zip(self.start).map(|(end, start)| (end - start).max(0) as f32);
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        Row {
            row: self.row,
            played: self.played,
            start: self.start,
            seconds: self.seconds.map(|seconds| seconds as f32).or(spent),
            title: super::with_remix(&self.title, &self.remixer),
            artist: self.artist,
            location: some(self.path),
            label: some(self.label),
            year: self.year.get(..4).and_then(|year| year.parse().ok()),
            bpm: super::bpm(self.bpm as f32),
            key: MusicalKey::parse(&self.key),
            isrc: None,
            length: None,
            deck: (self.deck > 0).then(|| self.deck.to_string()),
        }
    }
}
