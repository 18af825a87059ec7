//! rekordbox XML: a collection with one playlist. rekordbox shows it under "rekordbox xml" once the file is named in its settings.

use std::{
    collections::{HashMap, HashSet},
    path::Path,
};

use quick_xml::{
    Writer, XmlVersion,
    events::{BytesDecl, BytesStart, Event},
};

use super::{
    ExportRecord, NamedQueue,
    xml::{alone, clean, within},
};
use crate::catalogue::location;

pub(super) fn render(playlist: NamedQueue<'_>) -> String {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Writing to memory does not fail.
    let _ = document(playlist, &mut xml);
    let mut bytes = xml.into_inner();
    bytes.push(b'\n');
    String::from_utf8(bytes).unwrap_or_default()
}

fn document(playlist: NamedQueue<'_>, xml: &mut Writer<Vec<u8>>) -> std::io::Result<()> {
    // A record that is in the queue twice is one of the collection.
    let mut collection: Vec<(&ExportRecord, &Path)> = Vec::new();
    let mut numbers: HashMap<&Path, String> = HashMap::new();
    let mut order = Vec::new();
    let mut free = Numbers::of(playlist.records);
    for record in playlist.records {
        let Some(file) = record.file.as_deref() else { continue };
        let number = numbers.entry(file).or_insert_with(|| {
            collection.push((record, file));
            record.element.as_deref().and_then(track_id).unwrap_or_else(|| free.next())
        });
        order.push(number.clone());
    }
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    within(xml, "DJ_PLAYLISTS", &[("Version", "1.0.0")], |xml| {
        let product = [("Name", "segue"), ("Version", env!("CARGO_PKG_VERSION")), ("Company", "")];
        alone(xml, "PRODUCT", &product)?;
        within(xml, "COLLECTION", &[("Entries", &collection.len().to_string())], |xml| {
            collection.iter().try_for_each(|(record, file)| {
                if let Some(element) = &record.element {
                    whole(xml, element);
                    return Ok(());
                }
                let attributes = attributes(record, file, &numbers[*file]);
                let attributes: Vec<_> = attributes.iter().map(|(n, v)| (*n, v.as_str())).collect();
                alone(xml, "TRACK", &attributes)
            })
        })?;
        within(xml, "PLAYLISTS", &[], |xml| {
            within(xml, "NODE", &[("Type", "0"), ("Name", "ROOT"), ("Count", "1")], |xml| {
                let (title, entries) = (clean(playlist.title), order.len().to_string());
                let node = [("Type", "1"), ("Name", &title), ("Entries", &entries), ("KeyType", "0")];
                within(xml, "NODE", &node, |xml| {
                    order.iter().try_for_each(|n| alone(xml, "TRACK", &[("Key", n)]))
                })
            })
        })
    })
}

/// Numbers that no record of the collection has.
struct Numbers {
    taken: HashSet<String>,
    last: usize,
}

impl Numbers {
    fn of(records: &[ExportRecord]) -> Self {
        let elements = records.iter().filter_map(|record| record.element.as_deref());
        Self { taken: elements.filter_map(track_id).collect(), last: 0 }
    }

    fn next(&mut self) -> String {
        loop {
            self.last += 1;
            let number = self.last.to_string();
            if !self.taken.contains(&number) {
                return number;
            }
        }
    }
}

/// The number that an element of the collection has.
fn track_id(element: &str) -> Option<String> {
    attribute(element, "TrackID")
}

/// What an element of the collection says; `None` where that is nothing.
pub(super) fn attribute(element: &str, name: &str) -> Option<String> {
    let tag = element.strip_prefix('<')?.split('>').next()?;
    let tag = BytesStart::from_content(tag.trim_end_matches('/'), "TRACK".len());
    let value = tag.try_get_attribute(name).ok()??.normalized_value(XmlVersion::Implicit1_0).ok()?;
    Some(value.into_owned()).filter(|value| !value.is_empty())
}

/// An element as it came: rekordbox offers to overwrite what it has by what it reads.
fn whole(xml: &mut Writer<Vec<u8>>, element: &str) {
    let out = xml.get_mut();
    out.extend_from_slice(b"\n    ");
    out.extend_from_slice(element.as_bytes());
}

/// In the order of rekordbox's own files; what is not known is left out.
fn attributes(record: &ExportRecord, file: &Path, number: &str) -> Vec<(&'static str, String)> {
    let known = |name, value: Option<String>| value.map(|value| (name, value));
    [
        known("TrackID", Some(number.to_owned())),
        known("Name", Some(clean(&record.title()))),
        known("Artist", Some(clean(&record.name.artist))),
        known("Kind", kind(file)),
        known("TotalTime", record.seconds.map(|s| format!("{:.0}", s.max(0.0)))),
        known("Year", record.year.map(|year| year.to_string())),
        known("AverageBpm", record.bpm.map(|bpm| format!("{bpm:.2}"))),
        known("Location", Some(location::to_uri(file, "localhost"))),
        known("Tonality", record.key.map(|key| key.to_string())),
        known("Label", record.label.as_deref().map(clean)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// As rekordbox names the kinds of files.
fn kind(file: &Path) -> Option<String> {
    let extension = file.extension()?.to_str()?.to_uppercase();
    let name = match extension.as_str() {
        "AIF" | "AIFF" => "AIFF",
        "MP3" | "M4A" | "AAC" | "FLAC" | "WAV" | "ALAC" => &extension,
        _ => return None,
    };
    Some(format!("{name} File"))
}
