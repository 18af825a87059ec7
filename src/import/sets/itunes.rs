//! The library that iTunes and Apple's Music export: a property list of tracks and playlists.

use std::collections::HashMap;

use super::{
    Found,
    playlists::milliseconds,
    plays::Row,
    xml::{Part, walk},
};
use crate::{
    catalogue::OwnedSource,
    import::collection::{Collection, List},
};

/// Whether a property list is one of iTunes'.
pub(in crate::import) fn is_library(text: &str) -> bool {
    ["<key>Tracks</key>", "<key>Playlists</key>", "<key>Library Persistent ID</key>"]
        .iter()
        .any(|key| text.contains(key))
}

/// Records with a file here are the user's; what is merely streamed is named by playlists alone. Podcasts and films are no records.
pub(super) fn read(text: &str) -> Found {
    let mut library = Library::default();
    let mut skipped = walk(text, |part| match part {
        Part::Begin(tag) if is_container(tag.name().as_ref()) => library.keys.push(String::new()),
        Part::End([.., name], _) if is_container(name) => {
            library.keys.pop();
            library.container_ends();
        }
        Part::End([.., name], text) if name == "key" => {
            if let Some(key) = library.keys.last_mut() {
                text.clone_into(key);
            }
        }
        Part::End([.., name], text) => library.value(name, text),
        _ => {}
    });
    let Library { mut collection, lost, .. } = library;
    skipped.extend(lost.into_iter().map(|reason| crate::import::Skipped { line: 0, reason }));
    collection.lists.retain(|list| !list.entries.is_empty());
    Found { collection: Some((OwnedSource::Itunes, collection)), skipped, ..Found::default() }
}

fn is_container(name: &str) -> bool {
    matches!(name, "dict" | "array")
}

#[derive(Default)]
struct Library {
    /// Of each dictionary that is open, what is read in it; empty for a list.
    keys: Vec<String>,
    track: Track,
    playlist: Playlist,
    /// Full names of playlists and folders.
    names: HashMap<String, String>,
    collection: Collection,
    /// How many tracks are read.
    number: i64,
    /// Where the records of the tracks' ids are.
    places: HashMap<i64, usize>,
    /// What is told of entries that point to no record.
    lost: Vec<String>,
}

#[derive(Default)]
struct Track {
    id: i64,
    row: Row,
    no_record: bool,
}

#[derive(Default)]
struct Playlist {
    name: String,
    id: String,
    folder: String,
    /// A folder, or one of the lists that the program keeps itself.
    is_none: bool,
    entries: Vec<i64>,
}

impl Library {
    fn value(&mut self, kind: &str, text: &str) {
        match self.keys.as_slice() {
            [all, _, key] if all == "Tracks" => self.track.take(key, kind, text),
            [all, _, key] if all == "Playlists" => self.playlist.take(key, kind, text),
            [all, _, items, _, key]
                if all == "Playlists" && items == "Playlist Items" && key == "Track ID" =>
            {
                self.playlist.entries.extend(text.parse::<i64>().ok());
            }
            _ => {}
        }
    }

    fn container_ends(&mut self) {
        match self.keys.as_slice() {
            [all, _] if all == "Tracks" => self.track_ends(),
            [all, _] if all == "Playlists" => self.playlist_ends(),
            _ => {}
        }
    }

    fn track_ends(&mut self) {
        let Track { id, row, no_record } = std::mem::take(&mut self.track);
        if no_record {
            return;
        }
        self.number += 1;
        let at = self.collection.entries.len();
        super::collect(&row, &mut self.collection, self.number, &mut HashMap::new());
        if let Some(entry) = self.collection.entries.get_mut(at) {
            entry.mine = row.location.is_some();
            self.places.insert(id, at);
        }
    }

    fn playlist_ends(&mut self) {
        let Playlist { name, id, folder, is_none, entries } = std::mem::take(&mut self.playlist);
        let name = match self.names.get(&folder) {
            Some(folder) => format!("{folder} / {name}"),
            None => name,
        };
        if !id.is_empty() {
            self.names.insert(id, name.clone());
        }
        if is_none {
            return;
        }
        let all = entries.len();
        let entries: Vec<usize> = entries.iter().filter_map(|id| self.places.get(id).copied()).collect();
        let lost = all - entries.len();
        if lost > 0 {
            self.lost.push(format!(
                "playlist “{name}”: {lost} of {all} entries point to no record of the library"
            ));
        }
        self.collection.lists.push(List { name, entries });
    }
}

impl Track {
    fn take(&mut self, key: &str, kind: &str, text: &str) {
        let some = || Some(text.to_owned()).filter(|text| !text.is_empty());
        match key {
            "Track ID" => self.id = text.parse().unwrap_or_default(),
            "Name" => text.clone_into(&mut self.row.title),
            "Artist" => text.clone_into(&mut self.row.artist),
            "BPM" => self.row.bpm = text.parse().ok().and_then(super::bpm),
            "Total Time" => self.row.length = milliseconds(text),
            // The address of a stream is no file.
            "Location" => self.row.location = some().filter(|place| place.starts_with("file:")),
            "Podcast" | "Movie" | "TV Show" | "Audiobook" => self.no_record |= kind == "true",
            _ => {}
        }
    }
}

impl Playlist {
    fn take(&mut self, key: &str, kind: &str, text: &str) {
        match key {
            "Name" => text.clone_into(&mut self.name),
            "Playlist Persistent ID" => text.clone_into(&mut self.id),
            "Parent Persistent ID" => text.clone_into(&mut self.folder),
            "Master" | "Folder" => self.is_none |= kind == "true",
            "Distinguished Kind" => self.is_none = true,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIBRARY: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple Computer//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
<key>Major Version</key><integer>1</integer><key>Features</key><integer>5</integer>
<key>Tracks</key><dict>
 <key>7</key><dict><key>Track ID</key><integer>7</integer><key>Name</key><string>One &#38; Only (Dub Mix)</string>
  <key>Artist</key><string>Café Tunnel</string><key>Total Time</key><integer>225000</integer><key>BPM</key><integer>128</integer>
  <key>Track Type</key><string>File</string><key>Location</key><string>file://localhost/Users/dj/Caf%C3%A9/1.mp3</string></dict>
 <key>8</key><dict><key>Track ID</key><integer>8</integer><key>Name</key><string>Streamed</string><key>Artist</key><string>A</string>
  <key>Track Type</key><string>Remote</string><key>Apple Music</key><true/></dict>
 <key>9</key><dict><key>Track ID</key><integer>9</integer><key>Name</key><string>Talk</string><key>Artist</key><string>B</string>
  <key>Podcast</key><true/><key>Location</key><string>file:///x.mp3</string></dict>
 <key>10</key><dict><key>Track ID</key><integer>10</integer><key>Name</key><string>Nameless</string><key>Location</key><string>file:///y.mp3</string></dict>
</dict>
<key>Playlists</key><array>
 <dict><key>Name</key><string>Library</string><key>Master</key><true/><key>Playlist Items</key><array><dict><key>Track ID</key><integer>7</integer></dict></array></dict>
 <dict><key>Name</key><string>Music</string><key>Distinguished Kind</key><integer>4</integer><key>Playlist Items</key><array><dict><key>Track ID</key><integer>7</integer></dict></array></dict>
 <dict><key>Name</key><string>Gigs</string><key>Playlist Persistent ID</key><string>AB</string><key>Folder</key><true/><key>Playlist Items</key><array><dict><key>Track ID</key><integer>7</integer></dict></array></dict>
 <dict><key>Name</key><string>Friday</string><key>Playlist Persistent ID</key><string>CD</string><key>Parent Persistent ID</key><string>AB</string>
  <key>Playlist Items</key><array><dict><key>Track ID</key><integer>8</integer></dict><dict><key>Track ID</key><integer>7</integer></dict><dict><key>Track ID</key><integer>99</integer></dict></array></dict>
 <dict><key>Name</key><string>Empty</string></dict>
</array></dict></plist>"#;

    #[test]
    fn a_library_gives_records_with_places_tempi_and_lengths_and_playlists_in_folders() {
        let found = read(LIBRARY);
        let (source, collection) = found.collection.unwrap();
        let entries: Vec<_> = collection
            .entries
            .iter()
            .map(|e| (e.name.to_string(), e.location.as_str(), e.bpm, e.seconds, e.mine))
            .collect();
        let expected = [
            (
                "Café Tunnel – One & Only (Dub Mix)".to_owned(),
                "file://localhost/Users/dj/Caf%C3%A9/1.mp3",
                Some(128.0),
                Some(225.0),
                true,
            ),
            ("A – Streamed".to_owned(), "", None, None, false),
        ];
        assert_eq!((source, entries), (OwnedSource::Itunes, expected.to_vec()));
        let lists: Vec<_> = collection.lists.iter().map(|l| (l.name.as_str(), l.entries.clone())).collect();
        assert_eq!(lists, [("Gigs / Friday", vec![1, 0])]);
        assert!(found.skipped[0].reason.contains("“Gigs / Friday”: 1 of 3 entries"), "{:?}", found.skipped);
        assert!(collection.report.skipped[0].reason.contains("Nameless"), "{:?}", collection.report);
    }

    #[test]
    fn a_library_that_breaks_off_gives_what_stands_before() {
        let found = read(&LIBRARY[..LIBRARY.find("Gigs").unwrap()]);
        let (_, collection) = found.collection.unwrap();
        assert_eq!((collection.entries.len(), found.skipped.len()), (2, 1));
    }
}
