//! What other programs say of the user's own music: what they own, where it lies, its tempo and key, and their playlists.
//!
//! Records of a collection count as owned, playlists become queues.

mod csv;
mod m3u;
mod queues;
mod rekordbox;
pub mod spotify;
#[cfg(test)]
mod tests;

use std::path::Path;

use crate::{
    catalogue::{Owned, OwnedSource, Seen, User},
    sound::key::{Key, Mode},
    track::Name,
};

use super::{
    Watch,
    format::Format,
    input::{Input, Meter},
    report::{ImportError, Progress, Report},
};

/// A record of the collection.
#[derive(Clone, Debug, PartialEq)]
struct Entry {
    name: Name,
    /// As written there; empty where none is.
    location: String,
    isrc: Option<String>,
    bpm: Option<f32>,
    key: Option<Key>,
    seconds: Option<f32>,
    /// The user has it; not merely named in a playlist.
    mine: bool,
}

impl Entry {
    fn new(name: Name) -> Self {
        Self { name, location: String::new(), isrc: None, bpm: None, key: None, seconds: None, mine: true }
    }
}

/// A playlist: its name and its records, as places in the collection's entries.
#[derive(Clone, Debug, Default, PartialEq)]
struct List {
    name: String,
    entries: Vec<usize>,
}

/// What one file holds.
#[derive(Debug, Default)]
struct Collection {
    entries: Vec<Entry>,
    lists: Vec<List>,
    report: Report,
}

/// Progress is told this often.
const TOLD: usize = 500;

impl Collection {
    fn skip(&mut self, line: u64, reason: impl Into<String>) {
        self.report.skip(line, reason);
    }
}

/// Who waits for the reading.
struct Reading<'r, 'w> {
    watch: &'r mut Watch<'w>,
    meter: Meter,
    size: Option<u64>,
}

impl Reading<'_, '_> {
    /// Tells how far it is and asks whether to end; called for every record.
    fn step(&mut self, collection: &Collection) -> Result<(), ImportError> {
        let records = collection.entries.len();
        if records.is_multiple_of(TOLD) {
            let progress =
                Progress { bytes: self.meter.get(), of: self.size, mixes: 0, records: records as u64 };
            (self.watch.progress)(progress);
        }
        if (self.watch.stop)() { Err(ImportError::Stopped { report: Box::default() }) } else { Ok(()) }
    }
}

/// Reads the whole file, then stores it: all that is owned at once, then queue by queue.
pub(super) fn import(
    name: &Path,
    format: Format,
    input: &mut Input,
    size: Option<u64>,
    user: &mut User,
    now: i64,
    watch: &mut Watch<'_>,
) -> Result<Report, ImportError> {
    let mut reading = Reading { watch, meter: input.meter(), size };
    let (source, mut collection) = match format {
        Format::M3u => (OwnedSource::M3u, m3u::read(input, name, &mut reading)?),
        Format::Csv => (OwnedSource::Csv, csv::read(input, name, &mut reading)?),
        _ => (OwnedSource::Rekordbox, rekordbox::read(input, &mut reading)?),
    };
    if collection.entries.is_empty() {
        let first = collection.report.skipped.first();
        let (line, reason) =
            first.map_or((0, "no record is in it"), |first| (first.line, first.reason.as_str()));
        return Err(ImportError::nothing(name, line, reason));
    }
    let seen: Vec<Seen> = collection.entries.iter().map(|entry| Seen::new(entry.name.clone())).collect();
    let owned: Vec<Owned> =
        collection.entries.iter().zip(&seen).filter_map(|(e, s)| owned(e, s, now)).collect();
    if is_stdin(name) {
        // Nobody knows whether it is the file of the last time, so nothing is taken away.
        user.put_owned(source, "-", &owned)?;
    } else {
        let origin = std::fs::canonicalize(name).unwrap_or_else(|_| name.into());
        user.replace_owned(source, &origin.to_string_lossy(), &owned)?;
    }
    collection.report.tracks_owned = owned.len() as u64;
    for list in &collection.lists {
        let records: Vec<&Seen> = list.entries.iter().filter_map(|&at| seen.get(at)).collect();
        let queue = queues::keep(user, &list.name, &records, now)?;
        collection.report.queues.extend(queue.filter(|queue| !collection.report.queues.contains(queue)));
    }
    Ok(collection.report)
}

/// Whether a first line is the head of a table with artists and titles.
pub(super) fn is_table(first: &str) -> bool {
    csv::delimiter(first).is_some()
}

fn owned(entry: &Entry, seen: &Seen, now: i64) -> Option<Owned> {
    let tonic = |key: Key| key.tonic % 12 + if key.mode == Mode::Minor { 12 } else { 0 };
    entry.mine.then(|| Owned {
        track: seen.clone(),
        location: entry.location.clone(),
        isrc: entry.isrc.clone(),
        bpm: entry.bpm,
        tonic: entry.key.map(tonic),
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

/// Seconds, or `m:ss`, or `h:mm:ss`.
fn seconds(text: &str) -> Option<f32> {
    let text = text.trim();
    let parts = text.split(':').map(|part| part.parse::<f32>().ok()).collect::<Option<Vec<_>>>()?;
    Some(parts.iter().fold(0.0, |sum, part| sum * 60.0 + part)).filter(|s| s.is_finite() && *s > 0.0)
}

/// `Artist - Title` at the first dash.
fn at_dash(line: &str) -> Option<Name> {
    let (artist, title) = line.split_once(" - ").or_else(|| line.split_once(" – "))?;
    let (artist, title) = (artist.trim(), title.trim());
    (!artist.is_empty() && !title.is_empty()).then(|| Name::parse(artist, title))
}
