//! Tables: our own, those of `TuneMyMusic` and Soundiiz, and whatever else names its columns.

use std::{collections::HashMap, path::Path};

use super::{Collection, Entry, List, Reading, bpm, file_title, seconds};
use crate::{
    export::unguard,
    import::{input::Input, report::ImportError},
    sound::key::Key,
    track::Name,
};

/// What a column can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Column {
    Title,
    Artist,
    Version,
    Isrc,
    Playlist,
    Bpm,
    Key,
    Seconds,
    Milliseconds,
    File,
}

/// The column of a head, whatever its case, spaces and signs.
fn column(head: &str) -> Option<Column> {
    let plain: String = head.chars().filter(char::is_ascii_alphanumeric).collect();
    Some(match plain.to_ascii_lowercase().as_str() {
        "title" | "trackname" | "tracktitle" | "track" | "song" | "name" => Column::Title,
        "artist" | "artistname" | "artistnames" | "artists" | "trackartist" => Column::Artist,
        "version" => Column::Version,
        "isrc" => Column::Isrc,
        "playlist" | "playlistname" => Column::Playlist,
        "bpm" | "tempo" | "averagebpm" => Column::Bpm,
        "key" | "tonality" | "camelot" => Column::Key,
        "duration" | "length" | "time" | "totaltime" => Column::Seconds,
        "durationms" | "trackdurationms" => Column::Milliseconds,
        "file" | "location" | "path" | "filename" => Column::File,
        _ => return None,
    })
}

/// What parts the cells, where the first line is a head that names title and artist.
pub(super) fn delimiter(first: &str) -> Option<u8> {
    [b',', b';', b'\t'].into_iter().find(|&d| {
        let heads: Vec<_> = first.split(char::from(d)).filter_map(column).collect();
        heads.contains(&Column::Title) && heads.contains(&Column::Artist)
    })
}

pub(super) fn read(
    input: &mut Input,
    file: &Path,
    reading: &mut Reading<'_, '_>,
) -> Result<Collection, ImportError> {
    let mut collection = Collection::default();
    let mut head = String::new();
    let first = input.next_line(&mut head, 1 << 16).map_err(|e| ImportError::unreadable(file, &e))?;
    let Some(delimiter) = delimiter(&head).filter(|_| first) else {
        return Err(ImportError::nothing(file, 1, "no columns for artist and title"));
    };
    let columns: Vec<_> = cells(&head, delimiter).iter().map(|head| column(head)).collect();
    let mut lists = Lists::default();
    let mut table = table(delimiter).from_reader(input);
    let mut row = ::csv::ByteRecord::new();
    let mut next = 2;
    loop {
        let read = table.read_byte_record(&mut row);
        // The head was read before, and the reader is a line behind where lines end in two characters.
        let line = next.max(row.position().map_or(0, ::csv::Position::line) + 1);
        next = line + row.as_slice().split(|byte| *byte == b'\n').count() as u64;
        match read {
            Ok(true) => {}
            Ok(false) => break,
            Err(e) => {
                collection
                    .skip(line, format!("the file breaks off here: {e}; what stands before is imported"));
                break;
            }
        }
        match entry(&columns, &row) {
            Some((playlist, entry)) => {
                lists.add(playlist.unwrap_or_else(|| file_title(file)), collection.entries.len());
                collection.entries.push(entry);
            }
            None if row.iter().all(<[u8]>::is_empty) => {}
            None => collection.skip(line, "a row without artist and title"),
        }
        reading.step(&collection)?;
    }
    collection.lists = lists.all;
    Ok(collection)
}

fn table(delimiter: u8) -> ::csv::ReaderBuilder {
    let mut builder = ::csv::ReaderBuilder::new();
    builder.delimiter(delimiter).flexible(true).has_headers(false);
    builder
}

fn cells(line: &str, delimiter: u8) -> Vec<String> {
    let mut row = ::csv::StringRecord::new();
    let read = table(delimiter).from_reader(line.as_bytes()).read_record(&mut row);
    if read.is_ok() { row.iter().map(str::to_owned).collect() } else { Vec::new() }
}

/// A row's playlist and record. The first of several columns of one kind that says something counts.
fn entry(columns: &[Option<Column>], row: &::csv::ByteRecord) -> Option<(Option<String>, Entry)> {
    let value = |wanted: Column| {
        columns.iter().zip(row).filter(|(column, _)| **column == Some(wanted)).find_map(|(_, cell)| {
            let cell = String::from_utf8_lossy(cell);
            let cell = unguard(cell.trim());
            (!cell.is_empty()).then(|| cell.to_owned())
        })
    };
    let (artist, title) = (value(Column::Artist)?, value(Column::Title)?);
    let mut name = Name::parse(&artist, &title);
    // Our own tables say which part of the title is the version.
    if let Some(version) = value(Column::Version)
        && let Some(base) = title.strip_suffix(&format!(" ({version})"))
    {
        name = Name { artist, title: base.to_owned(), version: Some(version) };
    }
    let location = value(Column::File).unwrap_or_default();
    // In a table that tells where files lie, a row without one is merely a name.
    let mine = !columns.contains(&Some(Column::File)) || !location.is_empty();
    let milliseconds = || value(Column::Milliseconds).and_then(|ms| ms.parse::<f32>().ok());
    let entry = Entry {
        location,
        isrc: value(Column::Isrc),
        bpm: value(Column::Bpm).as_deref().and_then(bpm),
        key: value(Column::Key).as_deref().and_then(Key::parse),
        seconds: value(Column::Seconds)
            .as_deref()
            .and_then(seconds)
            .or_else(|| milliseconds().map(|ms| ms / 1000.0)),
        mine,
        ..Entry::new(name)
    };
    Some((value(Column::Playlist), entry))
}

/// Playlists in the order of their first rows.
#[derive(Default)]
struct Lists {
    all: Vec<List>,
    places: HashMap<String, usize>,
}

impl Lists {
    fn add(&mut self, name: String, entry: usize) {
        let place = *self.places.entry(name.clone()).or_insert_with(|| {
            self.all.push(List { name, entries: Vec::new() });
            self.all.len() - 1
        });
        self.all[place].entries.push(entry);
    }
}
