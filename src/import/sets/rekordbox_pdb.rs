//! A stick of rekordbox: `PIONEER/rekordbox/export.pdb`, little-endian pages of rows.
//!
//! The layout was checked on real files; all places are offsets in bytes.

use std::collections::HashMap;

use super::{
    Found, collected,
    plays::{Row, Session, sets},
};
use crate::{catalogue::OwnedSource, import::collection::Collection, sound::key::MusicalKey};
use jiff::tz::TimeZone;

/// Numbers of the tables.
mod table {
    pub(super) const TRACKS: u32 = 0;
    pub(super) const ARTISTS: u32 = 2;
    pub(super) const LABELS: u32 = 4;
    pub(super) const KEYS: u32 = 5;
    pub(super) const PLAYLISTS: u32 = 7;
    pub(super) const PLAYLIST_ENTRIES: u32 = 8;
    pub(super) const HISTORIES: u32 = 11;
    pub(super) const HISTORY_ENTRIES: u32 = 12;
}

/// Whether the first bytes can be those of such a file: zero, a page's size, a few tables.
pub(in crate::import) fn is_pdb(head: &[u8]) -> bool {
    let word = |at: usize| u32_at(head, at);
    matches!(word(0), Some(0))
        && matches!(word(4), Some(512..=65_536))
        && matches!(word(8), Some(1..=64))
        && matches!(word(28), Some(0..=32))
}

/// The collection on the stick, its playlists, and its histories as sets without times.
pub(super) fn read(bytes: &[u8], zone: &TimeZone, shortest: f32) -> Found {
    let pdb = Pdb { bytes, page: u32_at(bytes, 4).unwrap_or(4096) as usize };
    let artists = pdb.names(table::ARTISTS, artist);
    let labels = pdb.names(table::LABELS, |row| Some((u32_at(row, 0)?, string(row, 4)?)));
    let keys = pdb.names(table::KEYS, |row| Some((u32_at(row, 0)?, string(row, 8)?)));
    let mut tracks: HashMap<i64, Row> = HashMap::new();
    pdb.rows(table::TRACKS, |row| tracks.extend(track(row, &artists, &labels, &keys)));
    let mut found = Found::default();
    for (id, name, entries) in pdb.lists(table::HISTORIES, table::HISTORY_ENTRIES, history, history_entry) {
        let known =
            |(number, track): (u64, u32)| Some(Row { row: number, ..tracks.get(&i64::from(track))?.clone() });
        let rows: Vec<Row> = (1..).zip(entries).filter_map(known).collect();
        // Names begin again on every stick, so the first record is part of the identity.
        let first = rows.first().map(|row| format!("{} {}", row.artist, row.title)).unwrap_or_default();
        let session = Session {
            id: Some(format!("{id} {name} {first}")),
            show: Some(format!("rekordbox {name}")),
            ..Session::new("rekordbox", zone, rows)
        };
        found.sets.extend(sets(session, shortest));
    }
    found.collection = Some((OwnedSource::Rekordbox, pdb.collection(&tracks)));
    found
}

struct Pdb<'b> {
    bytes: &'b [u8],
    page: usize,
}

impl<'b> Pdb<'b> {
    /// Gives `visit` the rest of the page from each row of a table on.
    fn rows(&self, table: u32, mut visit: impl FnMut(&'b [u8])) {
        let tables = u32_at(self.bytes, 8).unwrap_or(0) as usize;
        let Some(head) =
            (0..tables.min(64)).map(|n| 28 + 16 * n).find(|&at| u32_at(self.bytes, at) == Some(table))
        else {
            return;
        };
        let (Some(mut index), Some(last)) = (u32_at(self.bytes, head + 8), u32_at(self.bytes, head + 12))
        else {
            return;
        };
        // A circle of pages is as long as the file at most.
        for _ in 0..=self.bytes.len() / self.page.max(1) {
            let from = index as usize * self.page;
            let Some(page) = self.bytes.get(from..from + self.page) else { return };
            if u32_at(page, 8) == Some(table) {
                rows_of(page, &mut visit);
            }
            match u32_at(page, 12) {
                Some(next) if index != last => index = next,
                _ => return,
            }
        }
    }

    fn names(&self, table: u32, read: impl Fn(&[u8]) -> Option<(u32, String)>) -> HashMap<u32, String> {
        let mut names = HashMap::new();
        self.rows(table, |row| names.extend(read(row)));
        names
    }

    /// Lists with their entries in order: id, name and tracks.
    fn lists(
        &self,
        lists: u32,
        entries: u32,
        list: impl Fn(&[u8]) -> Option<(u32, String)>,
        entry: impl Fn(&[u8]) -> Option<(u32, u32, u32)>,
    ) -> Vec<(u32, String, Vec<u32>)> {
        let mut of: HashMap<u32, Vec<(u32, u32)>> = HashMap::new();
        self.rows(entries, |row| {
            if let Some((list, place, track)) = entry(row) {
                of.entry(list).or_default().push((place, track));
            }
        });
        let mut all: Vec<(u32, String)> = self.names(lists, list).into_iter().collect();
        all.sort_unstable();
        let with_tracks = |(id, name)| {
            let mut entries = of.remove(&id)?;
            entries.sort_unstable();
            Some((id, name, entries.into_iter().map(|(_, track)| track).collect()))
        };
        all.into_iter().filter_map(with_tracks).collect()
    }

    fn collection(&self, tracks: &HashMap<i64, Row>) -> Collection {
        let (mut collection, places) = collected(tracks);
        for (_, name, tracks) in
            self.lists(table::PLAYLISTS, table::PLAYLIST_ENTRIES, playlist, playlist_entry)
        {
            let place = |track: u32| places.get(&i64::from(track)).copied();
            collection.add_list(name, tracks.into_iter().filter_map(place).collect());
        }
        collection
    }
}

/// The rows that are there: slots stand in groups of sixteen from the page's end on.
fn rows_of<'b>(page: &'b [u8], visit: &mut impl FnMut(&'b [u8])) {
    const HEAD: usize = 0x28;
    const GROUP: usize = 0x24;
    const NO_ROWS: u8 = 0x40;
    if page.get(0x1b).is_none_or(|flags| flags & NO_ROWS != 0) {
        return;
    }
    let slots = u32_at(page, 0x18).unwrap_or(0) as usize & 0x1fff;
    for slot in 0..slots {
        let Some(base) = page.len().checked_sub(GROUP * (slot / 16)) else { return };
        let bit = slot % 16;
        let there =
            base.checked_sub(4).and_then(|at| u16_at(page, at)).is_some_and(|bits| bits >> bit & 1 == 1);
        let offset = base.checked_sub(6 + 2 * bit).and_then(|at| u16_at(page, at));
        if let (true, Some(offset)) = (there, offset)
            && let Some(row) = page.get(HEAD + usize::from(offset)..)
        {
            visit(row);
        }
    }
}

fn track(
    row: &[u8],
    artists: &HashMap<u32, String>,
    labels: &HashMap<u32, String>,
    keys: &HashMap<u32, String>,
) -> Option<(i64, Row)> {
    let named = |names: &HashMap<u32, String>, at: usize| names.get(&u32_at(row, at)?).cloned();
    let text = |number: usize| string(row, usize::from(u16_at(row, 0x5e + 2 * number)?));
    let some = |text: Option<String>| text.filter(|text| !text.is_empty());
    let track = Row {
        artist: named(artists, 0x44).unwrap_or_default(),
        title: text(17).unwrap_or_default(),
        location: some(text(20)),
        label: some(named(labels, 0x28)),
        year: u16_at(row, 0x50).filter(|year| *year > 0),
        length: u16_at(row, 0x54).filter(|seconds| *seconds > 0).map(f32::from),
        bpm: u32_at(row, 0x38).and_then(|bpm| super::bpm(bpm as f32 / 100.0)),
        key: named(keys, 0x20).as_deref().and_then(MusicalKey::parse),
        isrc: some(text(0))
            .filter(|isrc| isrc.len() == 12 && isrc.bytes().all(|b| b.is_ascii_alphanumeric())),
        ..Row::default()
    };
    Some((u32_at(row, 0x48)?.into(), track))
}

/// The name's place is a byte, or two where the row says so.
fn artist(row: &[u8]) -> Option<(u32, String)> {
    let place = match u16_at(row, 0)? {
        0x60 => usize::from(*row.get(9)?),
        _ => usize::from(u16_at(row, 10)?),
    };
    Some((u32_at(row, 4)?, string(row, place)?))
}

fn history(row: &[u8]) -> Option<(u32, String)> {
    Some((u32_at(row, 0)?, string(row, 4)?))
}

fn history_entry(row: &[u8]) -> Option<(u32, u32, u32)> {
    let (track, list, place) = (u32_at(row, 0)?, u32_at(row, 4)?, u32_at(row, 8)?);
    Some((list, place, track))
}

/// A playlist; folders have no entries.
fn playlist(row: &[u8]) -> Option<(u32, String)> {
    Some((u32_at(row, 12)?, string(row, 20)?))
}

fn playlist_entry(row: &[u8]) -> Option<(u32, u32, u32)> {
    let (place, track, list) = (u32_at(row, 0)?, u32_at(row, 4)?, u32_at(row, 8)?);
    Some((list, place, track))
}

/// The text at a place of a row: short and ASCII, or long as ASCII or UTF-16LE.
fn string(row: &[u8], at: usize) -> Option<String> {
    let bytes = row.get(at..)?;
    let first = *bytes.first()?;
    let text = if first & 1 == 1 {
        String::from_utf8_lossy(bytes.get(1..usize::from(first >> 1))?).into_owned()
    } else {
        let value = bytes.get(4..usize::from(u16_at(bytes, 1)?))?;
        match first {
            0x40 => String::from_utf8_lossy(value).into_owned(),
            0x90 => {
                let units: Vec<u16> =
                    value.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
                String::from_utf16_lossy(&units)
            }
            _ => return None,
        }
    };
    Some(crate::track::clean_line(&text).into_owned())
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2).map(|b| u16::from_le_bytes([b[0], b[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: usize = 1024;

    /// Short and ASCII where it can be, else UTF-16.
    fn text(text: &str) -> Vec<u8> {
        if text.is_ascii() && text.len() < 126 {
            return [&[((text.len() as u8 + 1) << 1) | 1], text.as_bytes()].concat();
        }
        let value: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [&[0x90], &(value.len() as u16 + 4).to_le_bytes()[..], &[0], &value].concat()
    }

    fn words(words: &[u32]) -> Vec<u8> {
        words.iter().flat_map(|word| word.to_le_bytes()).collect()
    }

    /// A page of rows; of which `gone` is the one that is deleted.
    fn page(index: u32, table: u32, next: u32, rows: &[Vec<u8>], gone: Option<usize>) -> Vec<u8> {
        let mut page = vec![0; PAGE];
        let mut put = |at: usize, bytes: &[u8]| page[at..at + bytes.len()].copy_from_slice(bytes);
        put(4, &words(&[index, table, next]));
        put(0x18, &[rows.len() as u8, 0, 0, if rows.is_empty() { 0x40 } else { 0x24 }]);
        let mut place = 0;
        for (slot, row) in rows.iter().enumerate() {
            put(0x28 + place, row);
            let base = PAGE - 0x24 * (slot / 16);
            put(base - 6 - 2 * (slot % 16), &(place as u16).to_le_bytes());
            place += row.len().next_multiple_of(4);
        }
        for group in 0..rows.len().div_ceil(16) {
            let there = |bit: &usize| group * 16 + bit < rows.len() && Some(group * 16 + bit) != gone;
            let bits = (0..16).filter(there).fold(0_u16, |bits, bit| bits | 1 << bit);
            put(PAGE - 0x24 * group - 4, &bits.to_le_bytes());
        }
        page
    }

    fn row_of_track(id: u32, title: &str, path: &str, (artist, key, label): (u32, u32, u32)) -> Vec<u8> {
        let mut row = vec![0; 0x88];
        let mut put = |at: usize, bytes: &[u8]| row[at..at + bytes.len()].copy_from_slice(bytes);
        put(0x20, &words(&[key]));
        put(0x28, &words(&[label]));
        put(0x38, &words(&[17_402]));
        put(0x44, &words(&[artist, id]));
        put(0x50, &[0xcf, 0x07, 0, 0, 0x2b, 0x01]);
        let (title, path) = (text(title), text(path));
        put(0x5e + 2 * 17, &0x88_u16.to_le_bytes());
        put(0x5e + 2 * 20, &(0x88 + title.len() as u16).to_le_bytes());
        [row, title, path].concat()
    }

    /// A stick with three records, a playlist, a history.
    fn stick() -> Vec<u8> {
        let near =
            |id: u32, name: &str| [&[0x60, 0, 0, 0], &words(&[id])[..], &[3, 10], &text(name)].concat();
        let far =
            |id: u32, name: &str| [&[0x64, 0, 0, 0], &words(&[id])[..], &[3, 0, 12, 0], &text(name)].concat();
        let named = |id: u32, name: &str| [words(&[id]), text(name)].concat();
        let tracks = [
            row_of_track(1, "Shadow Boxing", "/Contents/a.mp3", (1, 1, 1)),
            row_of_track(2, "Maré", "/Contents/Jónsi/b.mp3", (2, 0, 0)),
            row_of_track(3, "Deleted", "/Contents/c.mp3", (1, 1, 1)),
        ];
        let entries: Vec<Vec<u8>> = [(2, 1), (1, 2)].map(|(track, place)| words(&[track, 7, place])).into();
        let tables: [(u32, Vec<Vec<u8>>, Option<usize>); 8] = [
            (table::TRACKS, tracks.to_vec(), Some(2)),
            (table::ARTISTS, vec![near(1, "Nasty Habits"), far(2, "Jónsi")], None),
            (table::LABELS, vec![named(1, "31")], None),
            (table::KEYS, vec![[words(&[1, 1]), text("Am")].concat()], None),
            (table::PLAYLISTS, vec![[words(&[0, 0, 0, 5, 0]), text("Gigs")].concat()], None),
            (table::PLAYLIST_ENTRIES, vec![words(&[2, 1, 5]), words(&[1, 2, 5]), words(&[3, 9, 5])], None),
            (table::HISTORIES, vec![named(7, "HISTORY 001")], None),
            (table::HISTORY_ENTRIES, entries, None),
        ];
        let mut head = words(&[0, PAGE as u32, tables.len() as u32, 0, 0, 0, 0]);
        let mut pages = Vec::new();
        for (at, (number, rows, gone)) in tables.into_iter().enumerate() {
            // A table begins with a page that has no rows.
            let first = 1 + 2 * at as u32;
            head.extend(words(&[number, 0, first, first + 1]));
            pages.extend(page(first, number, first + 1, &[], None));
            pages.extend(page(first + 1, number, 99, &rows, gone));
        }
        head.resize(PAGE, 0);
        [head, pages].concat()
    }

    #[test]
    fn a_stick_gives_its_records_its_playlists_and_its_histories() {
        let stick = stick();
        assert!(is_pdb(&stick));
        let found = read(&stick, &TimeZone::UTC, 30.0);
        let (_, collection) = found.collection.unwrap();
        let records: Vec<_> =
            collection.entries.iter().map(|e| (e.name.to_string(), e.location.as_str())).collect();
        assert_eq!(
            records,
            [
                ("Nasty Habits – Shadow Boxing".to_owned(), "/Contents/a.mp3"),
                ("Jónsi – Maré".to_owned(), "/Contents/Jónsi/b.mp3")
            ],
            "the deleted one is none"
        );
        let first = &collection.entries[0];
        assert_eq!((first.bpm, first.seconds), (Some(174.02), Some(299.0)));
        assert_eq!(first.key.map(|key| key.to_string()).as_deref(), Some("Am"));
        let lists: Vec<_> = collection.lists.iter().map(|l| (l.name.as_str(), l.entries.clone())).collect();
        assert_eq!(lists, [("Gigs", vec![1, 0])]);
        let set = &found.sets[0].set;
        let plays: Vec<_> = set.plays.iter().map(|play| play.entry.title.as_deref().unwrap()).collect();
        assert_eq!(
            (set.show.as_deref(), plays),
            (Some("rekordbox HISTORY 001"), vec!["Maré", "Shadow Boxing"])
        );
        assert_eq!((set.plays[1].entry.label.as_deref(), set.plays[1].entry.year), (Some("31"), Some(1999)));
    }

    #[test]
    fn a_stick_that_is_cut_or_damaged_gives_what_can_be_read() {
        let whole = stick();
        for length in (0..whole.len()).step_by(97) {
            let _ = read(&whole[..length], &TimeZone::UTC, 30.0);
        }
        let mut circle = whole.clone();
        // The tracks' pages lead to each other.
        circle[2 * PAGE + 12..2 * PAGE + 16].copy_from_slice(&words(&[1]));
        circle[28 + 12..28 + 16].copy_from_slice(&words(&[77]));
        assert_eq!(read(&circle, &TimeZone::UTC, 30.0).collection.unwrap().1.entries.len(), 2);
        for at in (0..whole.len()).step_by(31) {
            let mut damaged = whole.clone();
            damaged[at] ^= 0xff;
            let _ = read(&damaged, &TimeZone::UTC, 30.0);
        }
    }
}
