//! rekordbox XML (`DJ_PLAYLISTS`): the collection and its playlists.

use std::collections::HashMap;

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};

use super::{Collection, Entry, List, Reading, at_dash, bpm, seconds};
use crate::{
    import::{input::Input, report::ImportError},
    sound::key::Key,
    track::Name,
};

/// Where a file breaks off, what stands before is taken and the place is named.
pub(super) fn read(input: &mut Input, reading: &mut Reading<'_, '_>) -> Result<Collection, ImportError> {
    let mut reader = Reader::from_reader(input);
    let mut buffer = Vec::new();
    let mut parser = Parser::default();
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer);
        let line = reader.get_ref().line();
        match event {
            Ok(Event::Start(tag)) => {
                parser.begin(&tag, line);
                if tag.name().as_ref() == "NODE" {
                    parser.enter(&tag);
                }
            }
            Ok(Event::Empty(tag)) => parser.begin(&tag, line),
            Ok(Event::End(tag)) if tag.name().as_ref() == "NODE" => {
                parser.open.pop();
            }
            Ok(Event::Eof) if !parser.complete => {
                parser.collection.skip(line, "the file breaks off here; what stands before is imported");
                break;
            }
            Ok(Event::End(tag)) => parser.complete |= tag.name().as_ref() == "DJ_PLAYLISTS",
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(e) => {
                let reason = format!("the file breaks off here: {e}; what stands before is imported");
                parser.collection.skip(line, reason);
                break;
            }
        }
        reading.step(&parser.collection)?;
    }
    Ok(parser.finish())
}

/// A folder or playlist that is open.
struct Node {
    name: String,
    /// Its place among the lists; none for a folder.
    list: Option<usize>,
    by_location: bool,
}

#[derive(Default)]
struct Parser {
    collection: Collection,
    by_id: HashMap<String, usize>,
    by_location: HashMap<String, usize>,
    open: Vec<Node>,
    complete: bool,
}

impl Parser {
    /// A track of the collection, or a playlist's reference to one.
    fn begin(&mut self, tag: &BytesStart<'_>, line: u64) {
        if tag.name().as_ref() != "TRACK" {
            return;
        }
        match self.open.last() {
            Some(Node { list: Some(list), by_location, .. }) => {
                let known = if *by_location { &self.by_location } else { &self.by_id };
                if let (Some(&entry), list) = (known.get(&value(tag, "Key")), *list) {
                    self.collection.lists[list].entries.push(entry);
                }
            }
            Some(_) => {}
            None => self.track(tag, line),
        }
    }

    fn track(&mut self, tag: &BytesStart<'_>, line: u64) {
        let (title, artist, mix) = (value(tag, "Name"), value(tag, "Artist"), value(tag, "Mix"));
        let title = if mix.is_empty() || title.contains(&mix) { title } else { format!("{title} ({mix})") };
        let named = if artist.trim().is_empty() {
            at_dash(&title)
        } else {
            (!title.trim().is_empty()).then(|| Name::parse(&artist, &title))
        };
        let Some(name) = named else {
            self.collection.skip(line, format!("a track without artist and title: “{title}”"));
            return;
        };
        let location = value(tag, "Location");
        let at = self.collection.entries.len();
        self.by_id.insert(value(tag, "TrackID"), at);
        self.by_location.insert(location.clone(), at);
        self.collection.entries.push(Entry {
            location,
            bpm: bpm(&value(tag, "AverageBpm")),
            key: Key::parse(&value(tag, "Tonality")),
            seconds: seconds(&value(tag, "TotalTime")),
            ..Entry::new(name)
        });
    }

    /// A folder (type 0) or a playlist (type 1), named after the folders it stands in.
    fn enter(&mut self, tag: &BytesStart<'_>) {
        let name = value(tag, "Name");
        let list = (value(tag, "Type") == "1").then(|| {
            // The outermost folder is rekordbox's own.
            let folders = self.open.iter().skip(1).map(|node| node.name.as_str());
            let name = folders.chain([name.as_str()]).collect::<Vec<_>>().join(" / ");
            self.collection.lists.push(List { name, entries: Vec::new() });
            self.collection.lists.len() - 1
        });
        self.open.push(Node { name, list, by_location: value(tag, "KeyType") == "1" });
    }

    fn finish(mut self) -> Collection {
        self.collection.lists.retain(|list| !list.entries.is_empty());
        self.collection
    }
}

/// An attribute's value; empty where there is none.
fn value(tag: &BytesStart<'_>, name: &str) -> String {
    let attribute = tag.try_get_attribute(name).ok().flatten();
    let value = attribute.and_then(|a| a.normalized_value(XmlVersion::Implicit1_0).ok().map(String::from));
    value.unwrap_or_default()
}
