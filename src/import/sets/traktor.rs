//! Traktor's NML: the collection and its playlists, or the history of one night.

use std::collections::HashMap;

use jiff::{civil::Date, tz::TimeZone};
use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use unicode_normalization::UnicodeNormalization;

use super::{
    Found, breaks_off, not_before,
    plays::{Row, Session, sets},
    xml::value,
};
use crate::{
    catalogue::OwnedSource,
    import::collection::Collection,
    sound::key::{Mode, MusicalKey},
};

/// Elements in each other at most: folders are five deep in each other, and have two elements each.
const DEEPEST: usize = 1_000;

/// A file with a history (a list of type `PROTOCOL`) gives sets; one without the collection and its playlists.
pub(super) fn read(text: &str, zone: &TimeZone, shortest: f32) -> Found {
    let mut reader = Reader::from_str(text);
    let mut parser = Parser::new(zone.clone());
    let mut skipped = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(_)) if parser.open >= DEEPEST => {
                skipped.push(breaks_off(reader.buffer_position() as usize));
                break;
            }
            Ok(Event::Start(tag)) => parser.begin(&tag),
            Ok(Event::Empty(tag)) => {
                parser.begin(&tag);
                parser.end(tag.name().as_ref());
            }
            Ok(Event::End(tag)) => parser.end(tag.name().as_ref()),
            Ok(Event::Eof) if parser.open == 0 => break,
            Ok(Event::Eof) | Err(_) => {
                skipped.push(breaks_off(reader.buffer_position() as usize));
                parser.breaks_off();
                break;
            }
            Ok(_) => {}
        }
    }
    parser.list_ends();
    let mut found = Found { skipped, ..Found::default() };
    if parser.sessions.is_empty() {
        found.collection = Some((OwnedSource::Traktor, parser.collection()));
    }
    for session in parser.sessions {
        found.sets.extend(sets(session, shortest));
    }
    found
}

const OWN_LISTS: [&str; 2] = ["_LOOPS", "_RECORDINGS"];

struct Parser {
    zone: TimeZone,
    /// Elements that are open.
    open: usize,
    /// The collection's records, and the places by their keys (VOLUME + DIR + FILE).
    records: Vec<Row>,
    by_key: HashMap<String, usize>,
    /// The record that is being read, and its key.
    record: Option<(Row, String)>,
    /// Folders and lists that are open, by name.
    nodes: Vec<String>,
    /// The list that is being read.
    list: Option<Entries>,
    lists: Vec<(String, Vec<String>)>,
    sessions: Vec<Session>,
}

/// A list's rows.
struct Entries {
    protocol: bool,
    rows: Vec<(String, Row)>,
}

impl Parser {
    fn new(zone: TimeZone) -> Self {
        Self {
            zone,
            open: 0,
            records: Vec::new(),
            by_key: HashMap::new(),
            record: None,
            nodes: Vec::new(),
            list: None,
            lists: Vec::new(),
            sessions: Vec::new(),
        }
    }

    fn begin(&mut self, tag: &BytesStart<'_>) {
        self.open += 1;
        match (tag.name().as_ref(), &mut self.list, &mut self.record) {
            ("NODE", ..) => self.nodes.push(value(tag, "NAME")),
            ("PLAYLIST", ..) => {
                let protocol = value(tag, "TYPE") == "PROTOCOL";
                self.list = Some(Entries { protocol, rows: Vec::new() });
            }
            ("PRIMARYKEY", Some(list), _) => list.rows.push((value(tag, "KEY"), Row::default())),
            ("EXTENDEDDATA", Some(list), _) => {
                let before = list.rows.iter().rev().skip(1).find_map(|(_, row)| row.start);
                if let Some((_, row)) = list.rows.last_mut() {
                    played(tag, before, &self.zone, row);
                }
            }
            ("ENTRY", None, _) => {
                let row = Row {
                    title: nfc(&value(tag, "TITLE")),
                    artist: nfc(&value(tag, "ARTIST")),
                    ..Row::default()
                };
                self.record = Some((row, String::new()));
            }
            (name, None, Some((row, key))) => about(name, tag, row, key),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        self.open = self.open.saturating_sub(1);
        match name {
            "ENTRY" => {
                if let Some((row, key)) = self.record.take() {
                    self.by_key.insert(key, self.records.len());
                    self.records.push(row);
                }
            }
            "PLAYLIST" => self.list_ends(),
            "NODE" => {
                self.nodes.pop();
            }
            _ => {}
        }
    }

    /// The file ends here: nothing is known yet of when its last row was played.
    fn breaks_off(&mut self) {
        if let Some(Entries { protocol: true, rows }) = &mut self.list
            && rows.last().is_some_and(|(_, row)| row.start.is_none())
        {
            rows.pop();
        }
    }

    fn list_ends(&mut self) {
        let Some(Entries { protocol, rows }) = self.list.take() else { return };
        if !protocol {
            // Lists of Traktor's own; the outermost folder is its own too.
            if self.nodes.last().is_none_or(|name| OWN_LISTS.contains(&name.as_str())) {
                return;
            }
            let name = self.nodes.iter().skip(1).map(String::as_str).collect::<Vec<_>>().join(" / ");
            self.lists.push((name, rows.into_iter().map(|(key, _)| key).collect()));
            return;
        }
        let id = rows.iter().find_map(|(_, row)| row.start).map(|at| at.to_string());
        let known = |((key, row), number): ((String, Row), u64)| match self.by_key.get(&key) {
            Some(&at) => Row {
                row: number,
                start: row.start,
                seconds: row.seconds,
                played: row.played,
                deck: row.deck,
                ..self.records[at].clone()
            },
            None => Row { row: number, location: Some(path_of_key(&key)), ..row },
        };
        let rows = rows.into_iter().zip(1..).map(known).collect();
        self.sessions.push(Session { id, ..Session::new("Traktor", &self.zone, rows) });
    }

    fn collection(&mut self) -> Collection {
        let mut collection = Collection::default();
        let mut places = HashMap::new();
        for (row, number) in self.records.iter().zip(0_i64..) {
            super::collect(row, &mut collection, number, &mut places);
        }
        let place = |key: &String| places.get(&(*self.by_key.get(key)? as i64)).copied();
        for (name, keys) in &self.lists {
            collection.add_list(name.clone(), keys.iter().filter_map(place).collect());
        }
        collection
    }
}

/// What the elements in a record's say.
fn about(name: &str, tag: &BytesStart<'_>, row: &mut Row, key: &mut String) {
    let some = |name: &str| Some(nfc(&value(tag, name))).filter(|text| !text.is_empty());
    match name {
        "LOCATION" => {
            let (volume, dir, file) = (value(tag, "VOLUME"), value(tag, "DIR"), value(tag, "FILE"));
            *key = format!("{volume}{dir}{file}");
            row.location = Some(path(&volume, &format!("{dir}{file}")));
        }
        "INFO" => {
            row.label = some("LABEL");
            row.year = value(tag, "RELEASE_DATE").get(..4).and_then(|year| year.parse().ok());
            row.length = value(tag, "PLAYTIME").parse().ok().filter(|seconds| *seconds > 0.0);
            row.key = row.key.or_else(|| MusicalKey::parse(&value(tag, "KEY")));
        }
        "TEMPO" => row.bpm = value(tag, "BPM").parse().ok().and_then(super::bpm),
        // It stands behind INFO, whose key is free text.
        "MUSICAL_KEY" => row.key = value(tag, "VALUE").parse().ok().and_then(musical_key).or(row.key),
        _ => {}
    }
}

/// When and for how long a row was played. A time of day that is earlier than that of the row before is of the next day.
fn played(tag: &BytesStart<'_>, before: Option<i64>, zone: &TimeZone, row: &mut Row) {
    let number = |name: &str| value(tag, name).parse::<u32>().ok();
    let midnight = number("STARTDATE").and_then(|date| midnight(date, zone));
    let at = midnight.zip(number("STARTTIME")).map(|(midnight, time)| midnight + i64::from(time));
    row.start = at.map(|at| not_before(before, at));
    row.seconds = value(tag, "DURATION").parse().ok();
    row.played = number("PLAYEDPUBLIC").map(|played| played > 0);
    row.deck = Some(value(tag, "DECK")).filter(|deck| !deck.is_empty());
}

/// The local midnight that begins a date written as `year << 16 | month << 8 | day`; 0 is none.
fn midnight(date: u32, zone: &TimeZone) -> Option<i64> {
    let part = |shift: u32| i8::try_from(date >> shift & 0xff).ok();
    let date = Date::new(i16::try_from(date >> 16).ok()?, part(8)?, part(0)?).ok()?;
    date.to_zoned(zone.clone()).ok().map(|midnight| midnight.timestamp().as_second())
}

/// 0 to 11 major from C, 12 to 23 minor.
fn musical_key(number: u8) -> Option<MusicalKey> {
    match number {
        0..12 => Some(MusicalKey { tonic: number, mode: Mode::Major }),
        12..24 => Some(MusicalKey { tonic: number - 12, mode: Mode::Minor }),
        _ => None,
    }
}

/// A file's path from its volume and what stands behind it, parts apart by `/:`.
fn path(volume: &str, dir_and_file: &str) -> String {
    let path = nfc(&dir_and_file.replace("/:", "/"));
    let drive = volume.len() == 2 && volume.ends_with(':');
    let boot = volume.is_empty() || volume == "Macintosh HD" || path.starts_with("/Users/");
    match () {
        () if drive => format!("{volume}{path}"),
        () if boot || path.starts_with("/Volumes/") => path,
        () => nfc(&format!("/Volumes/{volume}{path}")),
    }
}

/// The path in a list's key.
fn path_of_key(key: &str) -> String {
    let (volume, rest) = key.split_at(key.find("/:").unwrap_or(0));
    path(volume, rest)
}

fn nfc(text: &str) -> String {
    text.nfc().collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        export::{ExportRecord, Format, NamedQueue, render},
        track::Name,
    };

    #[test]
    fn volumes_are_drives_mounts_or_the_one_the_computer_starts_from() {
        assert_eq!(path("D:", "/:M/:m.mp3"), "D:/M/m.mp3");
        assert_eq!(path("Macintosh HD", "/:Users/:dj/:a.mp3"), "/Users/dj/a.mp3");
        assert_eq!(path("My SSD", "/:Users/:dj/:a.mp3"), "/Users/dj/a.mp3");
        assert_eq!(path("USB", "/:M/:a\u{308}.mp3"), "/Volumes/USB/M/ä.mp3");
        assert_eq!(path_of_key("D:/:M/:gone.mp3"), "D:/M/gone.mp3");
    }

    #[test]
    fn a_collection_gives_records_and_playlists_in_folders() {
        let text = r#"<NML><COLLECTION>
            <ENTRY TITLE="One" ARTIST="A"><LOCATION DIR="/:M/:" FILE="1.mp3" VOLUME="D:"/><INFO PLAYTIME="300" KEY="8A"/></ENTRY>
            <ENTRY TITLE="Two" ARTIST="A"><LOCATION DIR="/:M/:" FILE="2.mp3" VOLUME="D:"/></ENTRY>
            <ENTRY TITLE="" ARTIST=""><LOCATION DIR="/:M/:" FILE="x.mp3" VOLUME="D:"/></ENTRY></COLLECTION>
            <PLAYLISTS><NODE TYPE="FOLDER" NAME="$ROOT"><SUBNODES><NODE TYPE="FOLDER" NAME="Gigs"><SUBNODES>
            <NODE TYPE="PLAYLIST" NAME="Friday"><PLAYLIST TYPE="LIST"><ENTRY><PRIMARYKEY TYPE="TRACK" KEY="D:/:M/:2.mp3"/></ENTRY>
            <ENTRY><PRIMARYKEY TYPE="TRACK" KEY="D:/:M/:gone.mp3"/></ENTRY></PLAYLIST></NODE>
            <NODE TYPE="PLAYLIST" NAME="_LOOPS"><PLAYLIST TYPE="LIST"><ENTRY><PRIMARYKEY KEY="D:/:M/:1.mp3"/></ENTRY></PLAYLIST></NODE>
            </SUBNODES></NODE></SUBNODES></NODE></PLAYLISTS></NML>"#;
        let found = read(text, &TimeZone::UTC, 30.0);
        let (_, collection) = found.collection.unwrap();
        assert!(found.sets.is_empty() && found.skipped.is_empty());
        assert_eq!(collection.entries.len(), 2);
        assert_eq!(collection.entries[0].key.unwrap().to_string(), "Am");
        let lists: Vec<_> = collection.lists.iter().map(|l| (l.name.as_str(), l.entries.clone())).collect();
        assert_eq!(lists, [("Gigs / Friday", vec![1])]);
    }

    #[test]
    fn what_is_exported_comes_back_with_places_tempi_and_keys() {
        let record = |path: &str, name: &str, bpm| ExportRecord {
            file: Some(path.into()),
            bpm: Some(bpm),
            key: MusicalKey::parse("F#m"),
            seconds: Some(301.0),
            ..ExportRecord::new(Name::parse("A & B", name))
        };
        let records = [
            record("/Users/dj/A B/d & e.mp3", "One <1>", 174.0),
            record("D:/M/m.mp3", "Two (Dub Mix)", 120.5),
            record("/Volumes/USB/M/ä.mp3", "Three", 99.99),
            record("/Volumes/USB/Users/x.mp3", "Four", 100.0),
            record("/home/dj/m.mp3", "Five", 101.0),
        ];
        let twice = [records.clone(), records.clone()].concat();
        let bytes = render(Format::Traktor, NamedQueue { title: "_mine", records: &twice });
        let found = read(std::str::from_utf8(&bytes).unwrap(), &TimeZone::UTC, 30.0);
        let (_, collection) = found.collection.unwrap();
        assert_eq!((collection.entries.len(), collection.report.skipped.len()), (5, 0));
        for (entry, record) in collection.entries.iter().zip(&records) {
            assert_eq!(Some(entry.location.as_str()), record.file.as_ref().and_then(|file| file.to_str()));
            assert_eq!((entry.bpm, entry.key, entry.seconds), (record.bpm, record.key, record.seconds));
            assert_eq!(entry.name, record.name);
        }
        let lists: Vec<_> = collection.lists.iter().map(|l| (l.name.as_str(), l.entries.clone())).collect();
        assert_eq!(lists, [("_mine", vec![0, 1, 2, 3, 4, 0, 1, 2, 3, 4])]);
    }

    #[test]
    fn a_file_that_breaks_off_gives_what_stands_before() {
        let text = r#"<NML><COLLECTION><ENTRY TITLE="One" ARTIST="A"><LOCATION DIR="/:M/:" FILE="1.mp3" VOLUME="D:"/></ENTRY><ENTRY TI"#;
        let found = read(text, &TimeZone::UTC, 30.0);
        assert_eq!((found.collection.unwrap().1.entries.len(), found.skipped.len()), (1, 1));
    }
}
