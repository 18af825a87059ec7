//! `VirtualDJ`'s `database.xml` and its folders of songs (`.vdjfolder`).
//!
//! After the documentation of the format; no real `database.xml` was to be had.

use std::{collections::HashMap, path::Path};

use quick_xml::events::BytesStart;

use super::{
    Found,
    plays::Row,
    xml::{Part, value, walk},
};
use crate::{
    catalogue::OwnedSource,
    import::collection::{Collection, List},
    sound::key::MusicalKey,
};

/// Every song that lies on a disk.
pub(super) fn database(text: &str) -> Found {
    let mut song: Option<Row> = None;
    let mut collection = Collection::default();
    let mut places = HashMap::new();
    let mut number = 0;
    let skipped = walk(text, |part| match part {
        Part::Begin(tag) if tag.name().as_ref() == "Song" => {
            number += 1;
            keep(song.replace(located(&value(tag, "FilePath"), number)), &mut collection, &mut places);
        }
        Part::Begin(tag) => {
            if let Some(song) = &mut song {
                about(tag, song);
            }
        }
        Part::End(..) => {}
    });
    keep(song, &mut collection, &mut places);
    Found { collection: Some((OwnedSource::VirtualDj, collection)), skipped, ..Found::default() }
}

/// The songs of a folder as a playlist.
pub(super) fn folder(text: &str, path: &Path) -> Found {
    let mut songs: Vec<(u32, Row)> = Vec::new();
    let skipped = walk(text, |part| match part {
        Part::Begin(tag) if tag.name().as_ref() == "song" => {
            let number = songs.len() as u64 + 1;
            let title = super::with_remix(&value(tag, "title"), &value(tag, "remix"));
            let place = value(tag, "idx").parse().unwrap_or(u32::MAX);
            let row = Row { title, artist: value(tag, "artist"), ..located(&value(tag, "path"), number) };
            songs.push((place, row));
        }
        _ => {}
    });
    songs.sort_by_key(|(place, _)| *place);
    let mut collection = Collection::default();
    let mut places = HashMap::new();
    for (_, song) in songs {
        keep(Some(song), &mut collection, &mut places);
    }
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    collection.lists = vec![List { name, entries: (0..collection.entries.len()).collect() }];
    Found { collection: Some((OwnedSource::VirtualDj, collection)), skipped, ..Found::default() }
}

fn located(path: &str, number: u64) -> Row {
    Row { row: number, location: Some(path.to_owned()).filter(|path| !path.is_empty()), ..Row::default() }
}

/// What the elements in a song's say.
fn about(tag: &BytesStart<'_>, song: &mut Row) {
    match tag.name().as_ref() {
        "Tags" => {
            song.artist = value(tag, "Author");
            song.title = super::with_remix(&value(tag, "Title"), &value(tag, "Remix"));
            song.label = Some(value(tag, "Label")).filter(|label| !label.is_empty());
            song.year = value(tag, "Year").parse().ok();
        }
        "Scan" => {
            // Seconds a beat.
            let beat: f32 = value(tag, "Bpm").parse().unwrap_or_default();
            song.bpm = super::bpm(60.0 / beat);
            song.key = MusicalKey::parse(&value(tag, "Key"));
        }
        "Infos" => song.length = value(tag, "SongLength").parse().ok().filter(|seconds| *seconds > 0.0),
        _ => {}
    }
}

/// A song of a streaming service is none of the user's.
fn keep(song: Option<Row>, collection: &mut Collection, places: &mut HashMap<i64, usize>) {
    let Some(song) = song else { return };
    let streamed = song.location.as_ref().is_some_and(|location| location.contains("://"));
    let number = song.row.cast_signed();
    super::collect(&song, collection, number, places);
    if streamed && let Some(entry) = places.get(&number).and_then(|&at| collection.entries.get_mut(at)) {
        entry.mine = false;
        entry.location.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_has_beats_as_seconds() {
        let text = r#"<?xml version="1.0"?><VirtualDJ_Database Version="2024">
            <Song FilePath="C:\M\a.mp3" FileSize="1"><Tags Author="Nasty Habits" Title="Shadow Boxing" Remix="Om Unit Remix" Year="1996"/>
            <Infos SongLength="299.5"/><Scan Bpm="0.344828" Key="Am"/></Song>
            <Song FilePath="netsearch://dz1"><Tags Author="A" Title="B"/></Song></VirtualDJ_Database>"#;
        let found = database(text);
        let (_, collection) = found.collection.unwrap();
        let song = &collection.entries[0];
        assert_eq!(song.name.version.as_deref(), Some("Om Unit Remix"));
        assert!((song.bpm.unwrap() - 174.0).abs() < 0.01 && song.seconds == Some(299.5));
        assert_eq!((song.mine, collection.entries[1].mine), (true, false));
        let cut = database(&text[..text.find("<Infos").unwrap()]);
        assert_eq!((cut.collection.unwrap().1.entries.len(), cut.skipped.len()), (1, 1));
    }

    #[test]
    fn a_folder_of_songs_is_a_playlist_in_its_order() {
        let text = r#"<VirtualFolder><song path="C:\M\b.mp3" artist="A" title="Two" idx="1"/><song path="C:\M\a.mp3" artist="A" title="One" idx="0"/></VirtualFolder>"#;
        let (_, collection) = folder(text, Path::new("/f/Friday.vdjfolder")).collection.unwrap();
        let titles: Vec<_> = collection.entries.iter().map(|e| e.name.title.as_str()).collect();
        assert_eq!((titles, collection.lists[0].name.as_str()), (vec!["One", "Two"], "Friday"));
    }
}
