//! Playlists: queues, or sets where the user says so or their name does.

use std::path::Path;

use serde::Deserialize;

use super::{
    Found, Read, SetOrder, title,
    xml::{Part, walk},
};
use crate::{
    catalogue::{DjSet, OwnedSource, SetPlay, few_or_none, location},
    import::collection::{Collection, Entry, List, NAMELESS, STREAM},
    sound::key::MusicalKey,
    track::Name,
    wikitext,
};

/// How rekordbox calls what was played: `HISTORY 2024-05-04`.
const HISTORY: &str = "HISTORY ";

/// A collection as it is; playlists are sets as well where their file is a history of rekordbox, and nothing but sets where the user
/// wants that.
pub(in crate::import) fn of_playlists(
    file: &Path,
    source: OwnedSource,
    mut collection: Collection,
    order: &SetOrder<'_>,
) -> Found {
    let stem = super::stem(&file.to_string_lossy());
    let history = stem.strip_prefix(HISTORY);
    if history.is_none() && !order.wants_sets() {
        return Found { collection: Some((source, collection)), ..Found::default() };
    }
    let sets = collection.lists.iter().map(|list| set_of(list, &collection, history, &stem)).collect();
    if history.is_some() && order.friend.is_none() {
        // The night is a set and no queue; its records are of the user's collection.
        collection.lists.clear();
        return Found { sets, collection: Some((source, collection)), ..Found::default() };
    }
    Found { sets, skipped: collection.report.skipped, ..Found::default() }
}

fn set_of(list: &List, collection: &Collection, history: Option<&str>, stem: &str) -> Read {
    let records = list.entries.iter().filter_map(|&at| collection.entries.get(at));
    let mut about = title::About::default();
    if history.is_none() {
        about.take(&list.name, title::From::Heading);
    }
    // A name that names nobody is what is played.
    let nobody = history.is_none() && about.dj.is_none();
    let set = DjSet {
        show: about.title.clone().filter(|_| nobody),
        title: about.title.filter(|_| !nobody),
        program: if history.is_some() { "rekordbox" } else { "list" }.to_owned(),
        foreign_id: history.map(|_| stem.to_owned()),
        dj: about.dj,
        date: history.map_or(about.date, |history| title::whole_date(history.get(..10).unwrap_or(history))),
        plays: records.map(play).collect(),
        ..DjSet::default()
    };
    Read { set, ..Read::default() }
}

fn play(record: &Entry) -> SetPlay {
    let entry = wikitext::Entry::named(&record.name.artist, &record.name.whole_title(), None);
    SetPlay {
        location: Some(record.location.clone()).filter(|location| !location.is_empty()),
        bpm: record.bpm,
        tonic: record.key.map(MusicalKey::number),
        isrc: record.isrc.clone(),
        ..SetPlay::new(entry)
    }
}

/// A list that a text was read as: a set; where it is nothing but records it is a queue, unless the user or its name says what it is.
pub(super) fn list(mut found: Found, file: &Path, order: &SetOrder<'_>) -> Found {
    let bare = found.sets.iter().any(|read| read.bare);
    if !bare || order.wants_sets() || file == Path::new("-") {
        return found;
    }
    let mut collection = Collection::default();
    for play in found.sets.iter().flat_map(|read| &read.set.plays) {
        // A queue may well hold what a tracklist says that nobody knows.
        let unknown = || super::at_dash(&play.entry.raw).map(|(artist, title)| Name::parse(artist, title));
        if let Some(name) = crate::catalogue::entry_name(&play.entry).or_else(unknown) {
            collection.push(Entry { mine: false, ..Entry::new(name) }, 0);
        }
    }
    collection.lists = vec![whole_list(&collection, &super::stem(&file.to_string_lossy()))];
    for left in found.sets.drain(..).flat_map(|read| read.left_out) {
        collection.skip(left.row, left.reason);
    }
    found.collection = Some((OwnedSource::Csv, collection));
    found
}

fn whole_list(collection: &Collection, name: &str) -> List {
    let name = if name.is_empty() || name == "-" { "imported" } else { name };
    List { name: name.to_owned(), entries: (0..collection.entries.len()).collect() }
}

/// A record that a player's playlist names; one without an artist is told.
pub(super) fn add(
    collection: &mut Collection,
    artist: &str,
    title: &str,
    place: Option<&str>,
    folder: &Path,
    seconds: Option<f32>,
    line: u64,
) {
    let path = place.and_then(location::from_uri);
    let whole = |path: &Path| if has_drive(path) { path.to_owned() } else { folder.join(path) };
    let is_stream = place.is_some() && path.is_none();
    let location = path.map(|path| location::written(&whole(path.as_ref()))).unwrap_or_default();
    match super::named(artist, title, Some(&location).filter(|l| !l.is_empty()).map(String::as_str)) {
        Ok((artist, title)) => {
            let mine = !location.is_empty();
            let name = Name::parse(&artist, &title);
            collection.push(Entry { location, seconds, mine, ..Entry::new(name) }, line);
        }
        Err(said) => {
            let what = if is_stream { STREAM } else { NAMELESS };
            collection.skip(line, format!("{what}: {said}"));
        }
    }
}

/// `D:/Music/…`, a path of Windows; it is whole on any system.
fn has_drive(path: &Path) -> bool {
    let text = path.to_string_lossy();
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic())
        && chars.next() == Some(':')
        && text[2..].starts_with(['/', '\\'])
}

/// The folder that a playlist's relative paths are in.
pub(super) fn folder(file: &Path) -> std::path::PathBuf {
    let whole = crate::files::real_path(file).unwrap_or_else(|_| file.to_owned());
    whole.parent().unwrap_or_else(|| Path::new("")).to_owned()
}

#[derive(Deserialize)]
struct Document {
    playlist: JspfList,
}

#[derive(Deserialize)]
struct JspfList {
    title: Option<String>,
    #[serde(default, deserialize_with = "few_or_none::<_, _, 100_000>")]
    track: Vec<JspfTrack>,
}

#[derive(Deserialize)]
struct JspfTrack {
    title: Option<String>,
    creator: Option<String>,
    duration: Option<f64>,
    location: Option<OneOrMany>,
}

/// The specification has a list; some write a single address.
#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    fn first(&self) -> Option<&str> {
        match self {
            Self::One(one) => Some(one),
            Self::Many(many) => many.first().map(String::as_str),
        }
    }
}

/// JSPF: XSPF as JSON.
pub(super) fn jspf(text: &str, file: &Path) -> Result<Found, String> {
    let document: Document = serde_json::from_str(text).map_err(|e| format!("it is no JSPF: {e}"))?;
    let folder = folder(file);
    let mut collection = Collection::default();
    for (track, line) in document.playlist.track.iter().zip(1..) {
        let seconds = track.duration.map(|ms| (ms / 1000.0) as f32).filter(|seconds| *seconds > 0.0);
        let place = track.location.as_ref().and_then(OneOrMany::first);
        let (artist, title) = (track.creator.as_deref(), track.title.as_deref());
        add(
            &mut collection,
            artist.unwrap_or_default(),
            title.unwrap_or_default(),
            place,
            &folder,
            seconds,
            line,
        );
    }
    Ok(found(collection, document.playlist.title, file))
}

pub(super) fn found(mut collection: Collection, title: Option<String>, file: &Path) -> Found {
    let title = title.filter(|title| !title.trim().is_empty());
    let name = title.unwrap_or_else(|| super::stem(&file.to_string_lossy()));
    collection.lists = vec![whole_list(&collection, &name)];
    Found { collection: Some((OwnedSource::M3u, collection)), ..Found::default() }
}

pub(super) fn xspf(text: &str, file: &Path) -> Found {
    let folder = folder(file);
    let mut collection = Collection::default();
    let mut track: [String; 4] = Default::default();
    let (mut list_title, mut number) = (None, 0);
    let skipped = walk(text, |part| {
        let Part::End(path, text) = part else { return };
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        match path.as_slice() {
            ["playlist", "title"] => list_title = Some(text.to_owned()),
            [.., "track", "creator"] => text.clone_into(&mut track[0]),
            [.., "track", "title"] => text.clone_into(&mut track[1]),
            [.., "track", "location"] if track[2].is_empty() => text.clone_into(&mut track[2]),
            [.., "track", "duration"] => text.clone_into(&mut track[3]),
            [.., "track"] => {
                number += 1;
                let [artist, title, place, ms] = std::mem::take(&mut track);
                let place = Some(place.as_str()).filter(|place| !place.is_empty());
                add(&mut collection, &artist, &title, place, &folder, milliseconds(&ms), number);
            }
            _ => {}
        }
    });
    Found { skipped, ..found(collection, list_title, file) }
}

/// Seconds of a length in milliseconds; 0 is none.
pub(super) fn milliseconds(text: &str) -> Option<f32> {
    text.trim().parse::<f32>().ok().map(|ms| ms / 1000.0).filter(|seconds| *seconds > 0.0)
}

/// PLS: `File1=`, `Title1=`, `Length1=`.
pub(super) fn pls(text: &str, file: &Path) -> Found {
    let folder = folder(file);
    let mut tracks: std::collections::BTreeMap<u32, [&str; 3]> = std::collections::BTreeMap::new();
    for line in text.lines() {
        let Some((name, value)) = line.split_once('=') else { continue };
        let name = name.trim();
        let digits = name.bytes().rev().take_while(u8::is_ascii_digit).count();
        let (kind, number) = name.split_at(name.len() - digits);
        let Ok(number) = number.parse() else { continue };
        let slot = match kind.to_ascii_lowercase().as_str() {
            "file" => 0,
            "title" => 1,
            "length" => 2,
            _ => continue,
        };
        tracks.entry(number).or_default()[slot] = value.trim();
    }
    let mut collection = Collection::default();
    for (number, [place, title, length]) in tracks {
        let seconds = length.parse::<f32>().ok().filter(|seconds| *seconds > 0.0);
        let place = Some(place).filter(|place| !place.is_empty());
        add(&mut collection, "", title, place, &folder, seconds, number.into());
    }
    found(collection, None, file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(found: &Found) -> Vec<(String, String, bool)> {
        let (_, collection) = found.collection.as_ref().unwrap();
        let entry = |entry: &Entry| (entry.name.to_string(), entry.location.clone(), entry.mine);
        collection.entries.iter().map(entry).collect()
    }

    #[test]
    fn playlists_of_players_are_read() {
        let file = Path::new("/nowhere/Friday.pls");
        let text = "[playlist]\nFile2=https://radio.example/x\nTitle2=A - Stream\nFile1=m/One & Two.mp3\nTitle1=A - One\nLength1=120\nFile3=x.mp3\n";
        let pls = pls(text, file);
        assert_eq!(
            named(&pls),
            [
                ("A – One".to_owned(), "/nowhere/m/One & Two.mp3".to_owned(), true),
                ("A – Stream".to_owned(), String::new(), false)
            ]
        );
        let (_, collection) = pls.collection.unwrap();
        assert_eq!((collection.lists[0].name.as_str(), collection.report.skipped.len()), ("Friday", 1));
        let text = "<playlist><title>Late &amp; loud</title><trackList><track><location>file:///m/1.mp3</location><creator>A</creator>\
            <title>One &#38; B</title><duration>120000</duration></track></trackList></playlist>";
        let xspf = xspf(text, file);
        assert_eq!(named(&xspf), [("A – One & B".to_owned(), "/m/1.mp3".to_owned(), true)]);
        assert_eq!(xspf.collection.unwrap().1.lists[0].name, "Late & loud");
        let jspf = jspf(
            r#"{"playlist":{"title":"Fri","track":[{"title":"One","creator":"A","location":"file:///m/1.mp3"}]}}"#,
            file,
        );
        assert_eq!(named(&jspf.unwrap()), [("A – One".to_owned(), "/m/1.mp3".to_owned(), true)]);
    }

    #[test]
    fn an_entry_that_breaks_off_is_told() {
        let cut =
            xspf("<playlist><trackList><track><title>A - One</title></track><track><ti", Path::new("x"));
        assert_eq!((named(&cut).len(), cut.skipped.len()), (1, 1));
    }
}
