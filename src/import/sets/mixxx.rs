//! Mixxx: `mixxxdb.sqlite` has the collection, playlists and what was played.

use std::collections::HashMap;

use jiff::{civil::DateTime, tz::TimeZone};

use super::{
    Found, LeftOut, collected,
    plays::{Row, Session, sets},
    sqlite::Database,
};
use crate::{catalogue::OwnedSource, sound::key::MusicalKey, track::sortable_date};

/// `Playlists.hidden`.
const PLAYLIST: i64 = 0;
const HISTORY: i64 = 2;

/// Sets, the collection and playlists. Whether the stamps are local or UTC could not be verified; they are taken as UTC, and the date
/// is that of the history's name where it has one.
pub(super) fn read(db: &Database, zone: &TimeZone, shortest: f32) -> Result<Found, String> {
    let tracks = tracks(db)?;
    let mut found = Found::default();
    let (mut collection, places) = collected(&tracks);
    let mut entries: HashMap<i64, Vec<(i64, u64, Option<i64>)>> = HashMap::new();
    db.rows("PlaylistTracks", &["playlist_id", "track_id", "id", "pl_datetime_added"], "position", |row| {
        if let (Some(list), Some(track), Some(number)) = (row.integer(0), row.integer(1), row.integer(2)) {
            entries.entry(list).or_default().push((track, number.unsigned_abs(), stamp(&row.text(3))));
        }
    })?;
    db.rows("Playlists", &["id", "name", "hidden", "date_created"], "position", |list| {
        let Some(id) = list.integer(0) else { return };
        let entries = entries.remove(&id).unwrap_or_default();
        match list.integer(2) {
            Some(PLAYLIST) => {
                let entries: Vec<usize> =
                    entries.iter().filter_map(|(track, ..)| places.get(track).copied()).collect();
                collection.add_list(list.text(1), entries);
            }
            Some(HISTORY) => {
                let name = list.text(1);
                let date = name.get(..10).filter(|date| !sortable_date(date).is_multiple_of(100));
                let mut left_out = Vec::new();
                let mut rows = Vec::new();
                for (track, row, start) in entries {
                    if let Some(known) = tracks.get(&track) {
                        rows.push(Row { row, start, ..known.clone() });
                    } else {
                        left_out
                            .push(LeftOut { row, reason: format!("track {track} is not in the library") });
                    }
                }
                let session = Session {
                    id: Some(format!("{id} {name}")),
                    date: date.map(str::to_owned),
                    left_out,
                    ..Session::new("Mixxx", zone, rows)
                };
                found.sets.extend(sets(session, shortest));
            }
            _ => {}
        }
    })?;
    found.collection = Some((OwnedSource::Mixxx, collection));
    Ok(found)
}

fn tracks(db: &Database) -> Result<HashMap<i64, Row>, String> {
    let mut locations = HashMap::new();
    db.rows("track_locations", &["id", "location", "fs_deleted"], "id", |row| {
        if let (Some(id), Some(location)) = (row.integer(0), row.some(1)) {
            locations.insert(id, location);
        }
    })?;
    let mut tracks = HashMap::new();
    let columns = ["id", "artist", "title", "location", "duration", "bpm", "key", "year", "mixxx_deleted"];
    db.rows("library", &columns, "id", |row| {
        let Some(id) = row.integer(0).filter(|_| row.integer(8).unwrap_or(0) == 0) else { return };
        let track = Row {
            artist: row.text(1),
            title: row.text(2),
            location: row.integer(3).and_then(|location| locations.get(&location).cloned()),
            length: row.number(4).map(|seconds| seconds as f32).filter(|seconds| *seconds > 0.0),
            bpm: super::bpm(row.number(5).unwrap_or_default() as f32),
            key: MusicalKey::parse(&row.text(6)),
            year: row.text(7).get(..4).and_then(|year| year.parse().ok()),
            ..Row::default()
        };
        tracks.insert(id, track);
    })?;
    Ok(tracks)
}

/// `2024-05-04 21:00:10`, or with a `T`, fractions and a zone, in Unix seconds.
fn stamp(text: &str) -> Option<i64> {
    if let Ok(stamp) = text.parse::<jiff::Timestamp>() {
        return Some(stamp.as_second());
    }
    let local: DateTime = text.parse().ok()?;
    local.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp().as_second())
}
