//! Serato's collection: `database V2` and the crates in `Subcrates`.

use std::{collections::HashMap, path::Path};

use super::{
    Found, KnownAt, is_whole,
    plays::Row,
    serato::{chunk, inside, text},
};
use crate::{
    catalogue::OwnedSource,
    import::collection::{Collection, List, seconds},
    sound::key::MusicalKey,
};

/// All records of a `database V2`; its paths lack the drive, which is that of the file.
pub(super) fn database(bytes: &[u8], path: &Path) -> Found {
    let mut collection = Collection::default();
    let mut places = HashMap::new();
    each_track(bytes, |number, track| {
        let mut row = record(track);
        row.location = row.location.map(|file| located(path, &file));
        super::collect(&row, &mut collection, number, &mut places);
    });
    Found { collection: Some((OwnedSource::Serato, collection)), ..Found::default() }
}

/// The records of a crate. A crate has their files alone; `database` is the `database V2` that knows their names, where it is there,
/// and else `known` may.
pub(super) fn playlist(bytes: &[u8], database: &[u8], path: &Path, known: KnownAt<'_>) -> Found {
    let mut listed: HashMap<String, Row> = HashMap::new();
    each_track(database, |_, track| {
        let row = record(track);
        listed.extend(row.location.clone().map(|file| (file, row)));
    });
    let mut collection = Collection::default();
    let mut places = HashMap::new();
    each_track(bytes, |number, track| {
        let file = inside(track, b"ptrk").map(text).unwrap_or_default();
        let location = located(path, &file);
        let at_home = || {
            known(&location).map(|name| Row {
                title: name.whole_title(),
                artist: name.artist,
                ..Row::default()
            })
        };
        let row = listed.get(&file).cloned().or_else(at_home).unwrap_or_default();
        let row = Row { location: Some(location), ..row };
        super::collect(&row, &mut collection, number, &mut places);
    });
    // A crate in a crate is called `Outer%%Inner`.
    let name = path.file_stem().unwrap_or_default().to_string_lossy().replace("%%", " / ");
    collection.lists = vec![List { name, entries: (0..collection.entries.len()).collect() }];
    Found { collection: Some((OwnedSource::Serato, collection)), ..Found::default() }
}

fn record(track: &[u8]) -> Row {
    let value = |tag: &[u8; 4]| inside(track, tag).map(text).unwrap_or_default();
    Row {
        artist: value(b"tart"),
        title: value(b"tsng"),
        location: Some(value(b"pfil")).filter(|file| !file.is_empty()),
        length: seconds(&value(b"tlen")),
        bpm: value(b"tbpm").parse().ok().and_then(super::bpm),
        key: MusicalKey::parse(&value(b"tkey")),
        ..Row::default()
    }
}

fn each_track(bytes: &[u8], mut visit: impl FnMut(i64, &[u8])) {
    let mut rest = bytes;
    let mut number = 0;
    while let Some((tag, value, after)) = chunk(rest) {
        if tag == b"otrk" {
            number += 1;
            visit(number, value);
        }
        rest = after;
    }
}

/// The path with the drive of the file that names it: what stands before `_Serato_`; without that the root.
fn located(database: &Path, path: &str) -> String {
    if is_whole(path) {
        return path.to_owned();
    }
    let database = crate::files::real_path(database).unwrap_or_else(|_| database.to_owned());
    let database = database.to_string_lossy().replace('\\', "/");
    let root = match database.split_once("/_Serato_") {
        // The home folder of the computer's own drive: paths begin at its root.
        Some((home, _)) if home.starts_with("/Users/") || home.starts_with("/home/") => "",
        Some((windows, _)) if windows.contains("/Users/") => windows.split('/').next().unwrap_or_default(),
        Some((drive, _)) => drive,
        None => "",
    };
    format!("{root}/{path}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        export::{ExportRecord, Format, NamedQueue, render},
        track::Name,
    };

    fn utf16(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_be_bytes).collect()
    }

    fn chunk_of(tag: &[u8], value: &[u8]) -> Vec<u8> {
        [tag, &(value.len() as u32).to_be_bytes(), value].concat()
    }

    #[test]
    fn an_exported_crate_comes_back_where_the_files_are_known() {
        let names = ["One (Dub Mix)", "Two", "One (Dub Mix)"];
        let record = |title: &&str| ExportRecord {
            file: Some(format!("/Volumes/USB/M/{title}.mp3").into()),
            ..ExportRecord::new(Name::parse("A & B", title))
        };
        let records: Vec<ExportRecord> = names.iter().map(record).collect();
        let bytes = render(Format::Serato, NamedQueue { title: "Friday", records: &records });
        let path = Path::new("/Volumes/USB/_Serato_/Subcrates/Friday.crate");
        let known = |path: &str| {
            records
                .iter()
                .find(|record| record.file.as_deref() == Some(Path::new(path)))
                .map(|record| record.name.clone())
        };
        let (_, found) = playlist(&bytes, b"", path, &known).collection.unwrap();
        let back: Vec<_> =
            found.entries.iter().map(|entry| (entry.name.clone(), entry.location.clone())).collect();
        let went = records
            .iter()
            .map(|record| (record.name.clone(), record.file.clone().unwrap().to_string_lossy().into_owned()));
        assert_eq!(back, went.collect::<Vec<_>>());
        assert_eq!(found.lists[0].entries, [0, 1, 2]);
    }

    #[test]
    fn a_database_is_a_collection_and_a_crate_a_playlist() {
        let track = [
            chunk_of(b"pfil", &utf16("Users/dj/a.mp3")),
            chunk_of(b"tsng", &utf16("Shadow Boxing")),
            chunk_of(b"tart", &utf16("Nasty Habits")),
            chunk_of(b"tlen", &utf16("04:59.50")),
            chunk_of(b"tbpm", &utf16("174.00")),
            chunk_of(b"tkey", &utf16("Am")),
        ];
        let all = [
            chunk_of(b"vrsn", &utf16("2.0/Serato Scratch LIVE Database")),
            chunk_of(b"otrk", &track.concat()),
        ]
        .concat();
        let (_, found) =
            database(&all, Path::new("/Users/dj/Music/_Serato_/database V2")).collection.unwrap();
        let entry = &found.entries[0];
        assert_eq!(
            (entry.name.artist.as_str(), entry.location.as_str()),
            ("Nasty Habits", "/Users/dj/a.mp3")
        );
        assert_eq!((entry.bpm, entry.seconds), (Some(174.0), Some(299.5)));
        let bytes = [
            chunk_of(b"otrk", &chunk_of(b"ptrk", &utf16("m/Nasty Habits - Shadow Boxing.mp3"))),
            chunk_of(b"otrk", &chunk_of(b"ptrk", &utf16("m/track 1.mp3"))),
            chunk_of(b"otrk", &chunk_of(b"ptrk", &utf16("Users/dj/a.mp3"))),
        ]
        .concat();
        let path = Path::new("/Volumes/USB/_Serato_/Subcrates/Gigs%%Friday.crate");
        let (_, found) = playlist(&bytes, &all, path, &|_| None).collection.unwrap();
        assert_eq!((found.lists[0].name.as_str(), found.lists[0].entries.len()), ("Gigs / Friday", 2));
        assert_eq!(found.entries[1].bpm, Some(174.0), "the database knows its name and more");
        assert_eq!(found.entries[0].location, "/Volumes/USB/m/Nasty Habits - Shadow Boxing.mp3");
    }
}
