//! A crate of Serato's: a playlist of files on one drive, for `_Serato_/Subcrates` there.
//!
//! Big-endian chunks `tag[4] length:u32 value`, text as UTF-16BE. A path begins at the drive's root and lacks the drive.

use super::{
    ExportRecord, NamedQueue,
    drive::{self, Place},
};

pub(super) fn render(playlist: NamedQueue<'_>) -> Vec<u8> {
    let mut out = chunk(b"vrsn", &text("1.0/Serato ScratchLive Crate"));
    let drive = drive(playlist.records);
    let places =
        playlist.records.iter().filter_map(place).filter(|place| Some(&place.drive) == drive.as_ref());
    for place in places {
        out.extend(chunk(b"otrk", &chunk(b"ptrk", &text(&place.path))));
    }
    out
}

/// Why a record is not in the crate.
pub(super) fn missing(records: &[ExportRecord]) -> Vec<(usize, &'static str)> {
    let drive = drive(records);
    let why = |record: &ExportRecord| match place(record) {
        None => Some(super::NO_FILE),
        Some(place) if Some(&place.drive) != drive.as_ref() => Some(OTHER_DRIVE),
        Some(_) => None,
    };
    records.iter().enumerate().filter_map(|(at, record)| Some((at, why(record)?))).collect()
}

const OTHER_DRIVE: &str = "it lies on another drive than most, and Serato keeps crates by drive";

/// The drive of most of the records; of as many, the one that comes first.
#[allow(clippy::option_option)] // no drive is the computer's own
fn drive(records: &[ExportRecord]) -> Option<Option<String>> {
    let drives: Vec<Option<String>> = records.iter().filter_map(place).map(|place| place.drive).collect();
    let count = |drive: &Option<String>| drives.iter().filter(|other| *other == drive).count();
    drives.iter().rev().max_by_key(|drive| count(drive)).cloned()
}

fn place(record: &ExportRecord) -> Option<Place> {
    drive::of(record.file.as_deref()?, drive::ANY)
}

#[allow(clippy::trivially_copy_pass_by_ref)] // tags are written as byte strings
fn chunk(tag: &[u8; 4], value: &[u8]) -> Vec<u8> {
    [tag.as_slice(), &(value.len() as u32).to_be_bytes(), value].concat()
}

fn text(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::track::Name;

    fn at(path: &str) -> ExportRecord {
        ExportRecord { file: Some(path.into()), ..ExportRecord::new(Name::parse("A", "One")) }
    }

    #[test]
    fn a_crate_is_of_the_drive_that_most_records_lie_on() {
        let records = [at("/m/1.mp3"), at("/Volumes/USB/2.mp3"), at("/Volumes/USB/3.mp3"), at("4.mp3")];
        let missing: Vec<_> = missing(&records).into_iter().map(|(at, _)| at).collect();
        assert_eq!(missing, [0, 3]);
        let bytes = render(NamedQueue { title: "x", records: &records });
        let (head, paths) = bytes.split_at(8 + 2 * 28);
        assert_eq!((&head[..8], &head[8..12]), (&b"vrsn\0\0\0\x38"[..], &b"\x001\0."[..]));
        let track = |path: &str| {
            let name = text(path);
            [b"otrk\0\0\0".as_slice(), &[name.len() as u8 + 8], b"ptrk\0\0\0", &[name.len() as u8], &name]
                .concat()
        };
        assert_eq!(paths, [track("2.mp3"), track("3.mp3")].concat());
    }

    #[test]
    fn nothing_is_an_empty_crate() {
        assert_eq!(render(NamedQueue { title: "x", records: &[] }).len(), 8 + 2 * 28);
    }
}
