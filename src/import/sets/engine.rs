//! Engine DJ: `Database2/hm.db` has what was played, `m.db` beside it the collection.
//!
//! After the documentation of the format; no real `hm.db` was to be had.

use std::{collections::HashMap, path::Path};

use jiff::tz::TimeZone;

use super::{
    Found, LeftOut, collected, is_whole,
    plays::{Row, Session, sets},
    sqlite::{Cells, Database},
};
use crate::{catalogue::OwnedSource, import::collection::List, sound::key::MusicalKey};

const TRACK: [&str; 10] =
    ["id", "title", "artist", "path", "length", "bpm", "bpmAnalyzed", "label", "year", "key"];

/// Sets of `hm.db`, whose tracks stand in it or in `m.db` beside it.
pub(super) fn history(db: &Database, path: &Path, zone: &TimeZone, shortest: f32) -> Result<Found, String> {
    let root = root(path);
    let mut tracks = HashMap::new();
    if db.has("Track") {
        tracks_of(db, &root, &mut tracks)?;
    } else if let Ok(beside) = Database::copy(&path.with_file_name("m.db"), None) {
        tracks_of(&beside, &root, &mut tracks)?;
    }
    let mut rows: HashMap<i64, Vec<Row>> = HashMap::new();
    let mut lost: HashMap<i64, Vec<LeftOut>> = HashMap::new();
    db.rows("HistorylistEntity", &["listId", "trackId", "startTime", "id"], "startTime", |row| {
        let (Some(list), Some(track), Some(number)) = (row.integer(0), row.integer(1), row.integer(3)) else {
            return;
        };
        let number = number.unsigned_abs();
        if let Some(known) = tracks.get(&track) {
            let row = Row { row: number, start: row.integer(2), ..known.clone() };
            rows.entry(list).or_default().push(row);
        } else {
            let reason = format!("track {track} is in neither database");
            lost.entry(list).or_default().push(LeftOut { row: number, reason });
        }
    })?;
    let mut found = Found::default();
    let columns = ["id", "startTime", "timezone", "isDeleted", "originDatabaseUuid", "originListId", "title"];
    db.rows("Historylist", &columns, "id", |list| {
        let Some(id) = list.integer(0).filter(|_| list.integer(3).unwrap_or(0) == 0) else { return };
        let rows = rows.remove(&id).unwrap_or_default();
        let zone = TimeZone::get(&list.text(2)).unwrap_or_else(|_| zone.clone());
        let origin = list.integer(5).unwrap_or(id);
        let id_there = format!("{} {origin}@{}", list.text(4), list.integer(1).unwrap_or(0));
        let session = Session {
            id: Some(id_there.trim().to_owned()),
            show: list.some(6),
            left_out: lost.remove(&id).unwrap_or_default(),
            ..Session::new("Engine DJ", &zone, rows)
        };
        found.sets.extend(sets(session, shortest));
    })?;
    Ok(found)
}

/// Engine DJ of the first version keeps all in one database; of its histories it has no times.
pub(super) fn version_1(db: &Database, path: &Path, zone: &TimeZone, shortest: f32) -> Result<Found, String> {
    /// `List.type`.
    const PLAYLIST: i64 = 1;
    const HISTORY: i64 = 2;
    /// `MetaData.type`.
    const TITLE: i64 = 1;
    const ARTIST: i64 = 2;
    let mut tracks = HashMap::new();
    tracks_of(db, &root(path), &mut tracks)?;
    if db.has("MetaData") {
        db.rows("MetaData", &["id", "type", "text"], "id", |row| {
            let Some(track) = row.integer(0).and_then(|id| tracks.get_mut(&id)) else { return };
            match row.integer(1) {
                Some(TITLE) => track.title = row.text(2),
                Some(ARTIST) => track.artist = row.text(2),
                _ => {}
            }
        })?;
    }
    let mut entries: HashMap<i64, Vec<(i64, i64)>> = HashMap::new();
    db.rows("ListTrackList", &["listId", "trackId", "trackNumber"], "trackNumber", |row| {
        if let (Some(list), Some(track)) = (row.integer(0), row.integer(1)) {
            entries.entry(list).or_default().push((track, row.integer(2).unwrap_or(0)));
        }
    })?;
    let mut found = Found::default();
    let (mut collection, places) = collected(&tracks);
    db.rows("List", &["id", "type", "title"], "id", |list| {
        let entries = list.integer(0).and_then(|id| entries.remove(&id)).unwrap_or_default();
        match list.integer(1) {
            Some(PLAYLIST) => {
                let entries: Vec<usize> =
                    entries.iter().filter_map(|(track, _)| places.get(track).copied()).collect();
                collection.add_list(list.text(2), entries);
            }
            Some(HISTORY) => {
                let known = |&(track, row): &(i64, i64)| {
                    Some(Row { row: row.unsigned_abs(), ..tracks.get(&track)?.clone() })
                };
                let rows = entries.iter().filter_map(known).collect();
                let (id, show) = (Some(format!("1 {} {}", list.text(0), list.text(2))), list.some(2));
                let session = Session { id, show, ..Session::new("Engine DJ", zone, rows) };
                found.sets.extend(sets(session, shortest));
            }
            _ => {}
        }
    })?;
    found.collection = Some((OwnedSource::Engine, collection));
    Ok(found)
}

/// The collection and playlists of `m.db`.
pub(super) fn collection(db: &Database, path: &Path) -> Result<Found, String> {
    let mut tracks = HashMap::new();
    tracks_of(db, &root(path), &mut tracks)?;
    let (mut collection, places) = collected(&tracks);
    if db.has("PlaylistEntity") {
        collection.lists = playlists(db, &places)?;
    }
    Ok(Found { collection: Some((OwnedSource::Engine, collection)), ..Found::default() })
}

fn playlists(db: &Database, places: &HashMap<i64, usize>) -> Result<Vec<List>, String> {
    let mut names: HashMap<i64, (String, i64)> = HashMap::new();
    db.rows("Playlist", &["id", "title", "parentListId"], "id", |row| {
        if let Some(id) = row.integer(0) {
            names.insert(id, (row.text(1), row.integer(2).unwrap_or(0)));
        }
    })?;
    // Rows of a list name the next one; the first is the one that nobody names.
    let mut entities: HashMap<i64, Vec<(i64, i64, i64)>> = HashMap::new();
    db.rows("PlaylistEntity", &["id", "listId", "trackId", "nextEntityId"], "id", |row| {
        if let (Some(id), Some(list), Some(track)) = (row.integer(0), row.integer(1), row.integer(2)) {
            entities.entry(list).or_default().push((id, track, row.integer(3).unwrap_or(0)));
        }
    })?;
    let mut ids: Vec<i64> = entities.keys().copied().collect();
    ids.sort_unstable();
    let list = |id: i64| {
        let entries =
            chained(&entities[&id]).into_iter().filter_map(|track| places.get(&track).copied()).collect();
        List { name: full_name(&names, id), entries }
    };
    Ok(ids.into_iter().map(list).filter(|list| !list.entries.is_empty()).collect())
}

/// The tracks of rows `(id, track, next)` in the order in which each names the next.
fn chained(rows: &[(i64, i64, i64)]) -> Vec<i64> {
    let by_id: HashMap<i64, (i64, i64)> = rows.iter().map(|&(id, track, next)| (id, (track, next))).collect();
    let named: std::collections::HashSet<i64> = rows.iter().map(|row| row.2).collect();
    let first = rows.iter().find(|row| !named.contains(&row.0)).map(|row| row.0);
    let next = |id: &i64| by_id.get(id).map(|row| row.1);
    // A circle is as long as all rows at most.
    let order: Vec<i64> = std::iter::successors(first, next).take(rows.len()).collect();
    let tracks: Vec<i64> = order.iter().filter_map(|id| by_id.get(id)).map(|row| row.0).collect();
    if tracks.len() == rows.len() { tracks } else { rows.iter().map(|row| row.1).collect() }
}

/// `Folder / List`.
fn full_name(names: &HashMap<i64, (String, i64)>, id: i64) -> String {
    let parent = |id: &i64| names.get(id).map(|name| name.1);
    let mut parts: Vec<&str> = std::iter::successors(Some(id), parent)
        .take(names.len())
        .filter_map(|id| names.get(&id))
        .map(|name| name.0.as_str())
        .collect();
    parts.reverse();
    parts.join(" / ")
}

fn tracks_of(db: &Database, root: &str, tracks: &mut HashMap<i64, Row>) -> Result<(), String> {
    db.rows("Track", &TRACK, "id", |row| {
        if let Some(id) = row.integer(0) {
            tracks.insert(id, track(row, root));
        }
    })
}

fn track(row: &Cells<'_>, root: &str) -> Row {
    let bpm = row.number(6).or_else(|| row.number(5)).unwrap_or_default() as f32;
    Row {
        title: row.text(1),
        artist: row.text(2),
        length: row.number(4).map(|seconds| seconds as f32).filter(|seconds| *seconds > 0.0),
        location: row.some(3).map(|path| located(root, &path)),
        label: row.some(7),
        year: row.integer(8).and_then(|year| u16::try_from(year).ok()).filter(|year| *year > 0),
        bpm: super::bpm(bpm),
        key: row.integer(9).and_then(|key| MusicalKey::from_engine(u8::try_from(key).ok()?)),
        ..Row::default()
    }
}

/// The folder that paths are relative to: `Engine Library`, which holds `Database2`.
fn root(database: &Path) -> String {
    let folder = database.parent().and_then(Path::parent).unwrap_or_else(|| Path::new(""));
    folder.to_string_lossy().into_owned()
}

/// A path as the library writes it: relative to its folder, or with a drive.
fn located(root: &str, path: &str) -> String {
    if root.is_empty() || is_whole(path) {
        return path.to_owned();
    }
    let (mut root, mut path) = (root.trim_end_matches('/'), path);
    while let Some(rest) = path.strip_prefix("../") {
        root = root.rsplit_once('/').map_or("", |(above, _)| above);
        path = rest;
    }
    format!("{root}/{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_name_the_next_come_in_that_order() {
        assert_eq!(chained(&[(1, 10, 3), (2, 20, 0), (3, 30, 2)]), [10, 30, 20]);
        assert_eq!(chained(&[(1, 10, 2), (2, 20, 1)]), [10, 20], "a circle: as they stand");
    }

    #[test]
    fn paths_are_relative_to_the_library() {
        assert_eq!(located("/media/stick/Engine Library", "../Music/a.mp3"), "/media/stick/Music/a.mp3");
        assert_eq!(located("/x", "D:/m/b.mp3"), "D:/m/b.mp3");
    }
}
