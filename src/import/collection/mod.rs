//! What other programs say of the user's own music: what they own, where it lies, its tempo and key, and their playlists.
//!
//! Records of a collection count as owned, playlists become queues.

mod csv;
mod cues;
mod heads;
mod m3u;
mod queues;
mod rekordbox;
mod rows;
pub mod spotify;
#[cfg(test)]
mod tests;

use std::{
    collections::{HashMap, HashSet},
    path::Path,
};

use crate::{
    catalogue::{CatalogueError, Elements, Owned, OwnedSource, Seen, User},
    sound::key::{MusicalKey, without_key},
    track::{Grade, LONGEST_NAME, Name, TrackKey, grade},
};

pub(super) use csv::is_table;
pub use cues::cues;
pub(super) use m3u::{NAMELESS, STREAM, is_playlist};
use queues::Playlists;

use super::{
    ImportWatch,
    input::{Input, Meter},
    report::{AGAIN, ImportError, ImportProgress, ImportReport},
};

/// A record of the collection.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub(super) name: Name,
    /// As written there; empty where none is.
    pub(super) location: String,
    pub(super) isrc: Option<String>,
    pub(super) bpm: Option<f32>,
    pub(super) key: Option<MusicalKey>,
    pub(super) seconds: Option<f32>,
    /// Its track on Spotify.
    pub(super) spotify: Option<String>,
    /// The user has it; not merely named in a playlist.
    pub(super) mine: bool,
}

impl Entry {
    pub(super) fn new(name: Name) -> Self {
        Self {
            name,
            location: String::new(),
            isrc: None,
            bpm: None,
            key: None,
            seconds: None,
            spotify: None,
            mine: true,
        }
    }
}

/// A playlist: its name and its records, as places in the collection's entries.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct List {
    pub(super) name: String,
    pub(super) entries: Vec<usize>,
}

/// What one file holds.
#[derive(Default)]
pub(super) struct Collection {
    pub(super) entries: Vec<Entry>,
    pub(super) lists: Vec<List>,
    /// The records as the file has them, where that is kept.
    elements: Elements,
    pub(super) report: ImportReport,
    /// The file breaks off: what is known beyond it stays.
    pub(super) cut: bool,
}

/// Progress is told this often.
const TOLD: usize = 500;

impl Collection {
    pub(super) fn skip(&mut self, line: u64, reason: impl Into<String>) {
        self.report.skip(line, reason);
    }

    /// Where a file cannot be read further, what stands before is kept and the place is named.
    fn breaks_off(&mut self, line: u64, why: &dyn std::fmt::Display) {
        self.cut = true;
        self.skip(line, format!("the file breaks off here: {why}; {AGAIN}"));
    }

    /// Takes a record from a line and returns its place; what no name can be is skipped.
    pub(super) fn push(&mut self, entry: Entry, line: u64) -> Option<usize> {
        if entry.name.is_too_long() {
            self.skip(line, format!("an artist or title of more than {LONGEST_NAME} letters"));
            return None;
        }
        self.entries.push(entry);
        Some(self.entries.len() - 1)
    }

    /// Takes a playlist; an empty one is none.
    pub(super) fn add_list(&mut self, name: String, entries: Vec<usize>) {
        if !entries.is_empty() {
            self.lists.push(List { name, entries });
        }
    }
}

struct Reading<'r, 'w> {
    watch: &'r mut ImportWatch<'w>,
    meter: Meter,
    size: Option<u64>,
}

impl Reading<'_, '_> {
    /// Tells how far it is and asks whether to end; called for every record.
    fn step(&mut self, collection: &Collection) -> Result<(), ImportError> {
        let records = collection.entries.len();
        if records.is_multiple_of(TOLD) {
            let progress =
                ImportProgress { bytes: self.meter.get(), of: self.size, mixes: 0, records: records as u64 };
            (self.watch.progress)(progress);
        }
        if (self.watch.stop)() { Err(ImportError::Stopped { report: Box::default() }) } else { Ok(()) }
    }
}

/// How a collection is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CollectionForm {
    /// A playlist of files.
    M3u,
    /// A table of records.
    Csv,
    /// rekordbox XML: a collection and its playlists.
    Rekordbox,
}

/// Reads the whole file.
pub(super) fn read(
    name: &Path,
    form: CollectionForm,
    input: &mut Input,
    size: Option<u64>,
    watch: &mut ImportWatch<'_>,
) -> Result<(OwnedSource, Collection), ImportError> {
    let mut reading = Reading { watch, meter: input.meter(), size };
    Ok(match form {
        CollectionForm::M3u => (OwnedSource::M3u, m3u::read(input, name, &mut reading)?),
        CollectionForm::Csv => (OwnedSource::Csv, csv::read(input, name, &mut reading)?),
        CollectionForm::Rekordbox => (OwnedSource::Rekordbox, rekordbox::read(input, &mut reading)?),
    })
}

/// Stores a collection at `now` (UTC seconds): all that is owned at once, then queue by queue.
pub(super) fn keep(
    name: &Path,
    source: OwnedSource,
    mut collection: Collection,
    user: &mut User,
    now: i64,
) -> Result<ImportReport, ImportError> {
    let seen: Vec<Seen> = collection.entries.iter().map(|entry| Seen::new(entry.name.clone())).collect();
    let mut owned: Vec<Owned> =
        collection.entries.iter().zip(&seen).filter_map(|(e, s)| owned(e, s, now)).collect();
    collection.report.owns(user, &owned)?;
    let origin = if is_stdin(name) {
        // Nobody knows whether it is the file of the last time, so nothing is taken away.
        user.put_owned(source, "-", &owned)?;
        "-".to_owned()
    } else {
        let origin = crate::files::real_path(name).unwrap_or_else(|_| name.into());
        let origin = origin.to_string_lossy().into_owned();
        fill(&mut owned, || user.owned_of(source, &origin))?;
        if collection.cut {
            user.put_owned(source, &origin, &owned)?;
        } else {
            user.replace_owned(source, &origin, &owned)?;
        }
        if source == OwnedSource::Rekordbox {
            user.put_elements(&origin, collection.elements, collection.cut)?;
        }
        origin
    };
    spotify::keep_ids(user, &collection.entries, &seen, now)?;
    let mut playlists = Playlists::of(&origin, user, now);
    playlists.cut = collection.cut;
    for list in &collection.lists {
        let records: Vec<&Seen> = list.entries.iter().filter_map(|&at| seen.get(at)).collect();
        collection.report.fills(playlists.keep(&list.name, &records)?);
    }
    Ok(collection.report)
}

/// A file that says less than it did (written before anything was analysed, by another program, or with fewer columns) takes away no
/// tempo, key, length or ISRC of a record at the same place, and no place of a record that it gives none.
fn fill(
    owned: &mut Vec<Owned>,
    known: impl FnOnce() -> Result<Vec<Owned>, CatalogueError>,
) -> Result<(), CatalogueError> {
    if !owned.iter().any(lacks) {
        return Ok(());
    }
    let known = known()?;
    let mut there: HashMap<&str, Vec<&Owned>> = HashMap::new();
    let mut placed: HashMap<&TrackKey, Vec<&Owned>> = HashMap::new();
    // What the file did not say before where it lies.
    let mut placeless: HashMap<&TrackKey, &Owned> = HashMap::new();
    let named: HashSet<String> = owned.iter().map(|o| o.location.clone()).collect();
    for before in &known {
        there.entry(&before.location).or_default().push(before);
        if before.location.is_empty() {
            placeless.insert(&before.track.key, before);
        }
        if !named.contains(&before.location) {
            placed.entry(&before.track.key).or_default().push(before);
        }
    }
    let mut more = Vec::new();
    for o in owned.iter_mut().filter(|o| lacks(o)) {
        if o.location.is_empty() {
            // One record may lie in several places.
            let mut places = placed.remove(&o.track.key).unwrap_or_default().into_iter();
            let first = places.next();
            more.extend(places.map(|before| {
                let mut other = Owned { location: before.location.clone(), ..o.clone() };
                keep_facts(&mut other, before);
                other
            }));
            if let Some(before) = first {
                o.location.clone_from(&before.location);
                keep_facts(o, before);
                continue;
            }
        }
        let at = there.get(&*o.location).into_iter().flatten();
        let same = |before: &&&Owned| before.track.key == o.track.key;
        // A file keeps what is known of it where its record is called a little otherwise now.
        let alike = |before: &&&Owned| {
            !o.location.is_empty() && grade(&o.track.name, &before.track.name) != Grade::Different
        };
        let before = at.clone().find(same).or_else(|| at.clone().find(alike)).copied();
        if let Some(before) = before.or_else(|| placeless.get(&o.track.key).copied()) {
            keep_facts(o, before);
        }
    }
    owned.append(&mut more);
    Ok(())
}

/// Whether a file says not all of a record that it may.
fn lacks(o: &Owned) -> bool {
    o.location.is_empty() || o.bpm.is_none() || o.tonic.is_none() || o.seconds.is_none() || o.isrc.is_none()
}

/// Adds to a record what was known before where it says nothing.
fn keep_facts(now: &mut Owned, before: &Owned) {
    now.bpm = now.bpm.or(before.bpm);
    now.tonic = now.tonic.or(before.tonic);
    now.seconds = now.seconds.or(before.seconds);
    if now.isrc.is_none() {
        now.isrc.clone_from(&before.isrc);
    }
}

fn owned(entry: &Entry, seen: &Seen, now: i64) -> Option<Owned> {
    entry.mine.then(|| Owned {
        track: seen.clone(),
        location: entry.location.clone(),
        isrc: entry.isrc.clone(),
        bpm: entry.bpm,
        tonic: entry.key.map(MusicalKey::number),
        seconds: entry.seconds,
        modified: None,
        at: now,
    })
}

fn is_stdin(name: &Path) -> bool {
    name == Path::new("-")
}

/// What a playlist without a name is called: as its file.
fn file_title(name: &Path) -> String {
    let stem = name.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    if is_stdin(name) || stem.is_empty() { "imported".to_owned() } else { stem }
}

/// A tempo as other programs write it; 0 is none.
fn bpm(text: &str) -> Option<f32> {
    text.trim().replace(',', ".").parse().ok().filter(|bpm| (20.0..1000.0).contains(bpm))
}

/// A bare number above is milliseconds; no record lasts longer than eight hours.
const MOST_SECONDS: f32 = 30_000.0;

/// Seconds as programs write them: `225`, `225s`, `3:45`, `1:02:03`, `3m 45s`, or milliseconds.
pub(super) fn seconds(text: &str) -> Option<f32> {
    let text = text.trim().to_lowercase();
    let ms = text.strip_suffix("ms");
    let units = || text.strip_prefix("pt").unwrap_or(&text);
    let seconds = if let Some(ms) = ms {
        ms.trim().parse::<f32>().ok()? / 1000.0
    } else if text.ends_with(['s', 'm', 'h', 'c', '.']) {
        in_units(units())?
    } else {
        let parts =
            text.split(':').map(|part| part.trim().parse::<f32>().ok()).collect::<Option<Vec<_>>>()?;
        let sum = parts.iter().fold(0.0, |sum, part| sum * 60.0 + part);
        if parts.len() == 1 && sum > MOST_SECONDS { sum / 1000.0 } else { sum }
    };
    Some(seconds).filter(|s| s.is_finite() && *s > 0.0)
}

/// `1h 2m 3s`, `225 sec.`.
fn in_units(text: &str) -> Option<f32> {
    let (mut sum, mut rest) = (0.0, text.trim());
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let number: f32 = rest[..end].parse().ok()?;
        let behind = rest[end..].trim_start();
        let word = behind.find(|c: char| !c.is_alphabetic() && c != '.').unwrap_or(behind.len());
        let unit = match behind[..word].chars().next()? {
            'h' => 3600.0,
            'm' => 60.0,
            's' => 1.0,
            _ => return None,
        };
        sum += number * unit;
        rest = behind[word..].trim_start();
    }
    Some(sum)
}

/// A record's name, and the key that Mixed In Key has written into its title. Where there is no artist, the title names both.
fn named(artist: &str, title: &str) -> Option<(Name, Option<MusicalKey>)> {
    let (key, title) = without_key(title.trim());
    let name = match artist.trim() {
        "" => Name::from_line(title),
        artist => (!title.is_empty()).then(|| Name::parse(artist, title)),
    };
    Some((name?, key))
}
