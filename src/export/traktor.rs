//! Traktor's NML: a collection with one playlist, which Traktor's "Import Another Collection" and "Import Playlist" take.

use std::{collections::HashSet, path::Path};

use quick_xml::{
    Writer,
    events::{BytesDecl, Event},
};

use super::{
    ExportRecord, NamedQueue,
    drive::{self, Place},
    xml::{alone, clean, within},
};

pub(super) fn render(playlist: NamedQueue<'_>) -> Vec<u8> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Writing to memory does not fail.
    let _ = document(playlist, &mut xml);
    let mut bytes = xml.into_inner();
    bytes.push(b'\n');
    bytes
}

fn document(playlist: NamedQueue<'_>, xml: &mut Writer<Vec<u8>>) -> std::io::Result<()> {
    let files = || playlist.records.iter().filter_map(|record| Some((record, located(record)?)));
    // A record that is in the queue twice is one of the collection.
    let mut seen = HashSet::new();
    let collection: Vec<_> = files().filter(|(_, place)| seen.insert(place.key())).collect();
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), Some("no"))))?;
    within(xml, "NML", &[("VERSION", "19")], |xml| {
        alone(xml, "HEAD", &[("COMPANY", "www.native-instruments.com"), ("PROGRAM", "Traktor")])?;
        within(xml, "COLLECTION", &[("ENTRIES", &collection.len().to_string())], |xml| {
            collection.iter().try_for_each(|(record, place)| entry(record, place, xml))
        })?;
        within(xml, "PLAYLISTS", &[], |xml| {
            within(xml, "NODE", &[("TYPE", "FOLDER"), ("NAME", "$ROOT")], |xml| {
                within(xml, "SUBNODES", &[("COUNT", "1")], |xml| {
                    list(playlist.title, files().map(|(_, p)| p), xml)
                })
            })
        })
    })
}

/// Where Traktor has a record's file; `None` where it cannot be named.
pub(super) fn located(record: &ExportRecord) -> Option<Volume> {
    record.file.as_deref().and_then(Volume::of)
}

/// A file as Traktor names it: parts of the path begin with `/:`.
pub(super) struct Volume {
    name: String,
    /// From `/:` to `/:`.
    folder: String,
    file: String,
}

impl Volume {
    fn of(path: &Path) -> Option<Self> {
        let mut place = drive::of(path, drive::MAC)?;
        if place.path.starts_with("Users/") && place.drive.as_ref().is_some_and(|drive| !drive.ends_with(':'))
        {
            // A stick with a folder of that name would be taken for the Mac's own disk.
            place = Place { path: format!("Volumes/{}/{}", place.drive?, place.path), drive: None };
        }
        let Place { drive, path } = place;
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", &path));
        let folder = folder
            .split('/')
            .filter(|part| !part.is_empty())
            .fold("/:".to_owned(), |all, part| all + part + "/:");
        // The Mac's own disk has a name, which is nearly always this.
        let name = drive.unwrap_or_else(|| {
            if path.starts_with("Users/") { "Macintosh HD".to_owned() } else { String::new() }
        });
        Some(Self { name, folder, file: file.to_owned() })
    }

    /// As playlists name the file.
    fn key(&self) -> String {
        format!("{}{}{}", self.name, self.folder, self.file)
    }
}

fn entry(record: &ExportRecord, place: &Volume, xml: &mut Writer<Vec<u8>>) -> std::io::Result<()> {
    let (title, artist) = (clean(&record.title()), clean(&record.name.artist));
    within(xml, "ENTRY", &[("TITLE", &title), ("ARTIST", &artist)], |xml| {
        let (folder, file, volume) = (clean(&place.folder), clean(&place.file), clean(&place.name));
        alone(xml, "LOCATION", &[("DIR", &folder), ("FILE", &file), ("VOLUME", &volume)])?;
        let label = record.label.as_deref().map(clean);
        let key = record.key.map(|key| key.to_string());
        let seconds = record.seconds.map(|seconds| format!("{:.0}", seconds.max(0.0)));
        let year = record.year.map(|year| format!("{year}/1/1"));
        let info = [("LABEL", label), ("KEY", key), ("PLAYTIME", seconds), ("RELEASE_DATE", year)];
        let info: Vec<_> = info.iter().filter_map(|(name, value)| Some((*name, value.as_deref()?))).collect();
        alone(xml, "INFO", &info)?;
        if let Some(bpm) = record.bpm {
            alone(xml, "TEMPO", &[("BPM", &format!("{bpm:.6}")), ("BPM_QUALITY", "100.000000")])?;
        }
        if let Some(key) = record.key {
            // From C, 12 more for minor: as here.
            alone(xml, "MUSICAL_KEY", &[("VALUE", &key.number().to_string())])?;
        }
        Ok(())
    })
}

fn list(title: &str, files: impl Iterator<Item = Volume>, xml: &mut Writer<Vec<u8>>) -> std::io::Result<()> {
    let keys: Vec<String> = files.map(|place| clean(&place.key())).collect();
    within(xml, "NODE", &[("TYPE", "PLAYLIST"), ("NAME", &clean(title))], |xml| {
        within(xml, "PLAYLIST", &[("ENTRIES", &keys.len().to_string()), ("TYPE", "LIST")], |xml| {
            keys.iter().try_for_each(|key| {
                within(xml, "ENTRY", &[], |xml| alone(xml, "PRIMARYKEY", &[("TYPE", "TRACK"), ("KEY", key)]))
            })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::track::Name;

    #[test]
    fn volumes_are_named_as_traktor_names_them() {
        let key = |path: &str| Volume::of(Path::new(path)).map(|place| place.key());
        assert_eq!(
            key("/Users/dj/A B/d & e.mp3").as_deref(),
            Some("Macintosh HD/:Users/:dj/:A B/:d & e.mp3")
        );
        assert_eq!(key("D:\\M\\m.mp3").as_deref(), Some("D:/:M/:m.mp3"));
        assert_eq!(key("/Volumes/USB/M/m.mp3").as_deref(), Some("USB/:M/:m.mp3"));
        assert_eq!(key("/home/dj/m.mp3").as_deref(), Some("/:home/:dj/:m.mp3"));
        assert_eq!(key("m.mp3"), None, "nobody knows where that is");
    }

    #[test]
    fn a_record_twice_in_the_queue_is_once_in_the_collection() {
        let record =
            ExportRecord { file: Some("/m/1.mp3".into()), ..ExportRecord::new(Name::parse("A & B", "One")) };
        let records = [record.clone(), record];
        let text = String::from_utf8(render(NamedQueue { title: "Fri", records: &records })).unwrap();
        assert_eq!(
            (text.matches("<LOCATION").count(), text.matches("<PRIMARYKEY").count()),
            (1, 2),
            "{text}"
        );
        assert!(text.contains("ARTIST=\"A &amp; B\"") && text.contains("ENTRIES=\"1\""), "{text}");
    }
}
