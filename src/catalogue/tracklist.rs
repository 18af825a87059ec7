//! A mix's lines as one record.
//!
//! Artist, title, label and catalogue number nearly always stand in the raw line, so they are kept as places in it. Per line:
//! flags, fields, [year], [cue], [chapter], raw line, then each field, [ISRC]; numbers as LEB128.

use crate::{
    track::{Seconds, TrackId},
    wikitext::{Entry, EntryKind},
};

use super::error::damaged;

const FORMAT: u8 = 1;
const LAYERED: u8 = 1 << 3;
const CUE: u8 = 1 << 4;
const CHAPTER: u8 = 1 << 5;
const YEAR: u8 = 1 << 6;
const ISRC: u8 = 1 << 7;
const KINDS: [EntryKind; 5] =
    [EntryKind::Track, EntryKind::Partial, EntryKind::Unknown, EntryKind::Segment, EntryKind::Gap];

/// How a field is kept, in two bits.
const NONE: u8 = 0;
const IN_RAW: u8 = 1;
const LITERAL: u8 = 2;

/// A stored mix's lines, read without copying.
#[derive(Clone, Copy, Debug)]
pub struct Tracklist<'a> {
    entries: &'a [u8],
    tracks: &'a [u8],
}

impl<'a> Tracklist<'a> {
    /// From the two records of the table `tracklist`.
    pub(super) fn new(entries: &'a [u8], tracks: &'a [u8]) -> rusqlite::Result<Self> {
        match entries.split_first() {
            Some((&FORMAT, entries)) if tracks.len().is_multiple_of(4) => Ok(Self { entries, tracks }),
            _ => Err(damaged("a tracklist of unknown format")),
        }
    }

    /// Number of lines.
    pub fn len(&self) -> usize {
        self.tracks.len() / 4
    }

    /// Whether there is no line.
    pub fn is_empty(&self) -> bool {
        self.tracks.is_empty()
    }

    /// The track of each line, without reading the lines; `None` where it is no play.
    pub fn tracks(&self) -> impl ExactSizeIterator<Item = Option<TrackId>> + use<'a> {
        self.tracks.chunks_exact(4).map(|id| match u32::from_le_bytes([id[0], id[1], id[2], id[3]]) {
            0 => None,
            id => Some(TrackId(id)),
        })
    }

    /// The lines in order. A damaged record ends with an error.
    pub(super) fn entries(&self) -> Entries<'a> {
        Entries { rest: self.entries, chapter: None, left: self.len() }
    }

    /// The lines in order, as far as they can be read.
    pub fn lines(&self) -> impl Iterator<Item = (Option<TrackId>, Entry<&'a str>)> + use<'a> {
        self.tracks().zip(self.entries().map_while(Result::ok))
    }
}

/// The records of both columns: lines, and per line its track or 0.
pub(super) fn encode(entries: &[Entry]) -> Vec<u8> {
    let mut out = Vec::with_capacity(entries.iter().map(|e| e.raw.len() + 12).sum::<usize>() + 1);
    out.push(FORMAT);
    let mut chapter: Option<&str> = None;
    for entry in entries {
        let turn = entry.chapter.as_deref() != chapter;
        chapter = entry.chapter.as_deref();
        let kind = KINDS.iter().position(|kind| *kind == entry.kind).unwrap_or(0) as u8;
        out.push(
            kind | flag(LAYERED, entry.layered)
                | flag(CUE, entry.cue.is_some())
                | flag(CHAPTER, turn)
                | flag(YEAR, entry.year.is_some())
                | flag(ISRC, entry.isrc.is_some()),
        );
        let fields = fields(entry).map(|field| Field::of(field, &entry.raw));
        out.push(fields.iter().rev().fold(0, |bits, field| bits << 2 | field.bits()));
        if let Some(year) = entry.year {
            put(&mut out, u32::from(year));
        }
        if let Some(cue) = entry.cue {
            put(&mut out, cue.0);
        }
        if turn {
            put(&mut out, chapter.map_or(0, |name| name.len() as u32 + 1));
            out.extend_from_slice(chapter.unwrap_or_default().as_bytes());
        }
        put_text(&mut out, &entry.raw);
        for field in fields {
            match field {
                Field::None => {}
                Field::InRaw(from, len) => {
                    put(&mut out, from);
                    put(&mut out, len);
                }
                Field::Literal(text) => put_text(&mut out, text),
            }
        }
        if let Some(isrc) = &entry.isrc {
            put_text(&mut out, isrc);
        }
    }
    out
}

/// The record of the track ids.
pub(super) fn encode_tracks(tracks: &[u32]) -> Vec<u8> {
    tracks.iter().flat_map(|id| id.to_le_bytes()).collect()
}

fn fields(entry: &Entry) -> [Option<&str>; 4] {
    [&entry.artist, &entry.title, &entry.label, &entry.catalogue_number].map(|field| field.as_deref())
}

enum Field<'a> {
    None,
    InRaw(u32, u32),
    Literal(&'a str),
}

impl<'a> Field<'a> {
    fn of(field: Option<&'a str>, raw: &str) -> Self {
        match field {
            None => Self::None,
            Some(text) => match place(raw.as_bytes(), text.as_bytes()) {
                Some(from) => Self::InRaw(from as u32, text.len() as u32),
                None => Self::Literal(text),
            },
        }
    }

    fn bits(&self) -> u8 {
        match self {
            Self::None => NONE,
            Self::InRaw(..) => IN_RAW,
            Self::Literal(_) => LITERAL,
        }
    }
}

/// Where `text` stands in `raw`. Lines are so short that setting up a cleverer search costs more.
fn place(raw: &[u8], text: &[u8]) -> Option<usize> {
    if text.is_empty() { Some(0) } else { raw.windows(text.len()).position(|here| here == text) }
}

fn flag(bit: u8, set: bool) -> u8 {
    if set { bit } else { 0 }
}

fn put(out: &mut Vec<u8>, mut n: u32) {
    while n >= 0x80 {
        out.push(n as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    put(out, text.len() as u32);
    out.extend_from_slice(text.as_bytes());
}

/// Reads the lines back.
pub(super) struct Entries<'a> {
    rest: &'a [u8],
    chapter: Option<&'a str>,
    left: usize,
}

impl<'a> Iterator for Entries<'a> {
    type Item = rusqlite::Result<Entry<&'a str>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        let entry = self.entry();
        if entry.is_none() {
            self.left = 0;
        }
        Some(entry.ok_or_else(|| damaged("a tracklist that ends too early")))
    }
}

impl<'a> Entries<'a> {
    fn entry(&mut self) -> Option<Entry<&'a str>> {
        let flags = self.byte()?;
        let kept = self.byte()?;
        let kind = *KINDS.get(usize::from(flags & 7))?;
        let year = if flags & YEAR == 0 { None } else { Some(u16::try_from(self.number()?).ok()?) };
        let cue = if flags & CUE == 0 { None } else { Some(Seconds(self.number()?)) };
        if flags & CHAPTER != 0 {
            self.chapter = match self.number()?.checked_sub(1) {
                Some(len) => Some(self.text(len)?),
                None => None,
            };
        }
        let len = self.number()?;
        let raw = self.text(len)?;
        let [artist, title, label, catalogue_number] = [
            self.field(kept, raw)?,
            self.field(kept >> 2, raw)?,
            self.field(kept >> 4, raw)?,
            self.field(kept >> 6, raw)?,
        ];
        let isrc = if flags & ISRC == 0 {
            None
        } else {
            let len = self.number()?;
            Some(self.text(len)?)
        };
        let (chapter, layered) = (self.chapter, flags & LAYERED != 0);
        Some(Entry { kind, chapter, cue, layered, artist, title, label, catalogue_number, year, isrc, raw })
    }

    /// A field; the outer `Option` is `None` where the record is damaged.
    #[allow(clippy::option_option)]
    fn field(&mut self, kept: u8, raw: &'a str) -> Option<Option<&'a str>> {
        match kept & 3 {
            NONE => Some(None),
            IN_RAW => {
                let (from, len) = (self.number()? as usize, self.number()? as usize);
                Some(Some(raw.get(from..from.checked_add(len)?)?))
            }
            LITERAL => {
                let len = self.number()?;
                Some(Some(self.text(len)?))
            }
            _ => None,
        }
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<u32> {
        let mut n = 0_u32;
        for shift in (0..32).step_by(7) {
            let byte = self.byte()?;
            n |= u32::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(n);
            }
        }
        None
    }

    fn text(&mut self, len: u32) -> Option<&'a str> {
        let (text, rest) = self.rest.split_at_checked(len as usize)?;
        self.rest = rest;
        std::str::from_utf8(text).ok()
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, option, prelude::*};

    use super::*;

    fn entry() -> impl Strategy<Value = Entry> {
        let field = || option::of(".{0,12}");
        let texts = (field(), field(), field(), field(), option::of("[a-c]"), option::of("[A-Z0-9]{12}"));
        (0..5_usize, texts, option::of(0..100_000_u32), any::<bool>(), option::of(1900..2100_u16), ".{0,30}")
            .prop_map(
                |(kind, (artist, title, label, catalogue_number, chapter, isrc), cue, layered, year, end)| {
                    Entry {
                        raw: format!(
                            "{} - {}{end}",
                            artist.as_deref().unwrap_or("?"),
                            title.as_deref().unwrap_or("?")
                        ),
                        kind: KINDS[kind],
                        chapter,
                        cue: cue.map(Seconds),
                        layered,
                        artist,
                        title,
                        label,
                        catalogue_number,
                        year,
                        isrc,
                    }
                },
            )
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(entries in vec(entry(), 0..20)) {
            let (lines, tracks) = (encode(&entries), encode_tracks(&vec![0; entries.len()]));
            let stored = Tracklist::new(&lines, &tracks).unwrap();
            let back: Vec<_> = stored.entries().map(Result::unwrap).collect();
            let expected: Vec<_> = entries.iter().map(|entry| entry.map(String::as_str)).collect();
            prop_assert_eq!(back, expected);
        }

        #[test]
        fn noise_is_an_error_not_a_crash(mut noise in vec(any::<u8>(), 1..200)) {
            noise[0] = FORMAT;
            let tracks = [0; 40];
            let stored = Tracklist::new(&noise, &tracks).unwrap();
            prop_assert!(stored.entries().count() <= 10);
        }
    }

    #[test]
    fn zero_is_no_track() {
        let tracks = encode_tracks(&[0, 7]);
        let stored = Tracklist::new(&[FORMAT], &tracks).unwrap();
        assert_eq!(stored.tracks().collect::<Vec<_>>(), [None, Some(TrackId(7))]);
    }
}
