//! rekordbox XML (`DJ_PLAYLISTS`): the collection and its playlists.

use std::collections::HashMap;

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
    name::QName,
};

use super::{Collection, Entry, List, Reading, bpm, named, seconds};
use crate::{
    import::{
        bounded::{Bounded, SAID_TOO_DEEP, TOO_DEEP},
        input::Input,
        report::ImportError,
    },
    sound::key::MusicalKey,
    track::clean_line,
};

/// Folders in folders at most; rekordbox itself takes eight.
const DEEPEST: usize = 64;
/// Letters of a folder's name at most.
const LONGEST_FOLDER: usize = 200;
/// So many of the entries of a playlist that point nowhere are named.
const NAMED: usize = 5;

/// Where a file breaks off, what stands before is taken and the place is named.
pub(super) fn read(input: &mut Input, reading: &mut Reading<'_, '_>) -> Result<Collection, ImportError> {
    let mut reader = Reader::from_reader(Bounded::new(input));
    let mut buffer = Vec::new();
    let (mut parser, mut depth) = (Parser::default(), 0_usize);
    loop {
        buffer.clear();
        reader.get_mut().begin();
        let event = reader.read_event_into(&mut buffer);
        let line = reader.get_ref().line();
        depth = match &event {
            Ok(Event::Start(_)) => depth + 1,
            Ok(Event::End(_)) => depth.saturating_sub(1),
            _ => depth,
        };
        if depth > TOO_DEEP {
            parser.collection.breaks_off(line, &SAID_TOO_DEEP);
            break;
        }
        match event {
            Ok(Event::Start(tag)) if is_node(tag.name()) => parser.enter(&tag, line),
            Ok(Event::Start(tag)) => {
                parser.element.open(&tag);
                parser.track_or_entry(&tag, line);
            }
            Ok(Event::Empty(tag)) => {
                parser.element.alone(&tag);
                parser.track_or_entry(&tag, line);
            }
            Ok(Event::Text(text)) => parser.element.text(&text),
            Ok(Event::End(tag)) if is_node(tag.name()) => parser.leave(),
            Ok(Event::End(tag)) => {
                parser.close(tag.name().as_ref());
                parser.complete |= tag.name().as_ref() == "DJ_PLAYLISTS";
            }
            Ok(Event::Eof) if parser.complete => break,
            Ok(Event::Eof) => {
                parser.collection.breaks_off(line, &"the end is missing");
                break;
            }
            Ok(_) => {}
            Err(e) => {
                parser.collection.breaks_off(line, &e);
                break;
            }
        }
        reading.step(&parser.collection)?;
    }
    Ok(parser.finish())
}

fn is_node(name: QName<'_>) -> bool {
    name.as_ref() == "NODE"
}

/// An element of the file as it stands there.
#[derive(Default)]
struct Element {
    text: String,
    depth: usize,
}

/// A longer one is not kept.
const LONGEST_ELEMENT: usize = 1 << 20;

impl Element {
    fn open(&mut self, tag: &BytesStart<'_>) {
        if tag.name().as_ref() == "TRACK" {
            self.text.clear();
            self.depth = 0;
        }
        self.depth += 1;
        self.push(["<", tag, ">"]);
    }

    fn alone(&mut self, tag: &BytesStart<'_>) {
        if tag.name().as_ref() == "TRACK" {
            self.text.clear();
            self.depth = 0;
        }
        self.push(["<", tag, "/>"]);
    }

    fn text(&mut self, text: &str) {
        if self.depth > 0 {
            self.push([text]);
        }
    }

    fn close(&mut self, name: &str) {
        self.depth = self.depth.saturating_sub(1);
        self.push(["</", name, ">"]);
    }

    fn push<const N: usize>(&mut self, parts: [&str; N]) {
        if self.text.len() <= LONGEST_ELEMENT {
            for part in parts {
                self.text.push_str(part);
            }
        }
    }

    fn whole(&self) -> Option<&str> {
        (self.text.starts_with("<TRACK") && self.text.len() <= LONGEST_ELEMENT).then_some(&self.text)
    }
}

/// A folder or playlist that is open.
struct Node {
    name: String,
    by_location: bool,
    /// None for a folder.
    playlist: Option<Playlist>,
}

/// A playlist that is being read.
struct Playlist {
    /// Its place among the lists.
    list: usize,
    line: u64,
    /// How many entries it has, also such as point nowhere.
    entries: usize,
    /// The first of those that point nowhere, by `TrackID` or place.
    lost: Vec<String>,
}

#[derive(Default)]
struct Parser {
    collection: Collection,
    by_id: HashMap<String, usize>,
    by_location: HashMap<String, usize>,
    open: Vec<Node>,
    element: Element,
    /// Where the track that is open lies.
    at: Option<String>,
    /// Folders that are open and stand too deep.
    too_deep: usize,
    complete: bool,
}

impl Parser {
    /// A track of the collection, or a playlist's reference to one.
    fn track_or_entry(&mut self, tag: &BytesStart<'_>, line: u64) {
        if tag.name().as_ref() != "TRACK" || self.too_deep > 0 {
            return;
        }
        self.at = None;
        match self.open.last_mut() {
            Some(Node { playlist: Some(playlist), by_location, .. }) => {
                playlist.entries += 1;
                let known = if *by_location { &self.by_location } else { &self.by_id };
                let key = value(tag, "Key");
                if let Some(&entry) = known.get(&key) {
                    self.collection.lists[playlist.list].entries.push(entry);
                } else if playlist.lost.len() < NAMED {
                    playlist.lost.push(key.chars().take(LONGEST_FOLDER).collect());
                }
            }
            Some(_) => {}
            None => self.track(tag, line),
        }
    }

    fn track(&mut self, tag: &BytesStart<'_>, line: u64) {
        let (title, artist, mix) = (value(tag, "Name"), value(tag, "Artist"), value(tag, "Mix"));
        let title = if mix.is_empty() || title.contains(&mix) { title } else { format!("{title} ({mix})") };
        let Some((name, in_title)) = named(&artist, &title) else {
            self.collection.skip(line, format!("a track without artist and title: “{title}”"));
            return;
        };
        let location = value(tag, "Location");
        let entry = Entry {
            location: location.clone(),
            bpm: bpm(&value(tag, "AverageBpm")),
            key: MusicalKey::parse(&value(tag, "Tonality")).or(in_title),
            seconds: seconds(&value(tag, "TotalTime")),
            ..Entry::new(name)
        };
        if let Some(at) = self.collection.push(entry, line) {
            self.by_id.insert(value(tag, "TrackID"), at);
            self.by_location.insert(location.clone(), at);
            self.at = Some(location).filter(|location| !location.is_empty());
            if self.element.depth == 0 {
                self.keep_element();
            }
        }
    }

    /// An element ends; a track's is kept.
    fn close(&mut self, name: &str) {
        self.element.close(name);
        if name == "TRACK" && self.element.depth == 0 {
            self.keep_element();
        }
    }

    fn keep_element(&mut self) {
        if let (Some(at), Some(element)) = (self.at.take(), self.element.whole()) {
            self.collection.elements.push(&at, element);
        }
    }

    /// A folder (type 0) or a playlist (type 1), named after the folders it stands in.
    fn enter(&mut self, tag: &BytesStart<'_>, line: u64) {
        if self.open.len() >= DEEPEST {
            if self.too_deep == 0 {
                let reason =
                    format!("folders deeper than {DEEPEST} in each other; what is in them is left out");
                self.collection.skip(line, reason);
            }
            self.too_deep += 1;
            return;
        }
        let name: String = value(tag, "Name").chars().take(LONGEST_FOLDER).collect();
        let playlist = (value(tag, "Type") == "1").then(|| {
            // The outermost folder is rekordbox's own.
            let folders = self.open.iter().skip(1).map(|node| node.name.as_str());
            let name = folders.chain([name.as_str()]).collect::<Vec<_>>().join(" / ");
            self.collection.lists.push(List { name, entries: Vec::new() });
            Playlist { list: self.collection.lists.len() - 1, line, entries: 0, lost: Vec::new() }
        });
        self.open.push(Node { name, by_location: value(tag, "KeyType") == "1", playlist });
    }

    fn leave(&mut self) {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        let Some(Playlist { list, line, entries, lost: mut named }) =
            self.open.pop().and_then(|node| node.playlist)
        else {
            return;
        };
        let list = &self.collection.lists[list];
        let lost = entries - list.entries.len();
        if lost > 0 {
            if lost > named.len() {
                named.push("…".to_owned());
            }
            let reason = format!(
                "playlist “{}”: {lost} of {entries} entries point to no record of the collection ({})",
                list.name,
                named.join(", ")
            );
            self.collection.skip(line, reason);
        }
    }

    fn finish(mut self) -> Collection {
        self.collection.lists.retain(|list| !list.entries.is_empty());
        self.collection
    }
}

/// An attribute's value; empty where there is none.
pub(super) fn value(tag: &BytesStart<'_>, name: &str) -> String {
    let attribute = tag.try_get_attribute(name).ok().flatten();
    let value = attribute.and_then(|a| a.normalized_value(XmlVersion::Implicit1_0).ok().map(String::from));
    value.map(|value| clean_line(&value).into_owned()).unwrap_or_default()
}
