//! Serato 4: `master.sqlite`, whose tables have the sessions and what was loaded in each.

use std::collections::HashMap;

use jiff::tz::TimeZone;

use super::{
    Found, is_whole,
    plays::{Row, Session, sets},
    sqlite::{Cells, Database},
};
use crate::sound::key::MusicalKey;

const ENTRY: [&str; 15] = [
    "session_id",
    "id",
    "artist",
    "name",
    "bpm",
    "key",
    "label",
    "year",
    "length_ms",
    "start_time",
    "end_time",
    "played",
    "deck",
    "portable_id",
    "location_id",
];

/// Every session is a set, or several.
pub(super) fn read(db: &Database, zone: &TimeZone, shortest: f32) -> Result<Found, String> {
    let roots = roots(db)?;
    let mut rows: HashMap<i64, Vec<Row>> = HashMap::new();
    db.rows("history_entry", &ENTRY, "start_time", |cells| {
        if let Some(session) = cells.integer(0) {
            rows.entry(session).or_default().push(row(cells, &roots));
        }
    })?;
    let mut found = Found::default();
    db.rows("history_session", &["id", "start_time"], "id", |cells| {
        let Some(id) = cells.integer(0) else { return };
        let rows = rows.remove(&id).unwrap_or_default();
        let id = Some(format!("{id}@{}", some(cells, 1).unwrap_or(0)));
        found.sets.extend(sets(Session { id, ..Session::new("Serato", zone, rows) }, shortest));
    })?;
    Ok(found)
}

/// NULL, 0 and -1 are none.
fn some(cells: &Cells<'_>, column: usize) -> Option<i64> {
    cells.integer(column).filter(|number| *number > 0)
}

fn row(cells: &Cells<'_>, roots: &HashMap<i64, String>) -> Row {
    let start = some(cells, 9);
    let root = cells.integer(14).and_then(|id| roots.get(&id)).map_or("/", String::as_str);
    let located = |path: String| {
        if is_whole(&path) { path } else { format!("{}/{path}", root.trim_end_matches('/')) }
    };
    Row {
        row: cells.integer(1).unwrap_or(0).unsigned_abs(),
        played: cells.integer(11).map(|played| played != 0),
        start,
        seconds: some(cells, 10).zip(start).map(|(end, start)| (end - start).max(0) as f32),
        length: some(cells, 8).map(|ms| ms as f32 / 1000.0),
        artist: cells.text(2),
        title: cells.text(3),
        location: cells.some(13).map(located),
        label: cells.some(6),
        year: cells.text(7).get(..4).and_then(|year| year.parse().ok()).filter(|year| *year > 0),
        bpm: super::bpm(cells.number(4).unwrap_or_default() as f32),
        key: MusicalKey::parse(&cells.text(5)),
        isrc: None,
        deck: cells.some(12),
    }
}

/// The root of each drive: what stands before `_Serato_` in the address of its database.
fn roots(db: &Database) -> Result<HashMap<i64, String>, String> {
    let mut roots = HashMap::new();
    if db.has("connection") {
        db.rows("connection", &["id", "database_uri"], "id", |row| {
            let uri = row.text(1);
            let path = crate::catalogue::location::from_uri(&uri).unwrap_or_default();
            let path = path.to_string_lossy();
            if let (Some(id), Some((root, _))) = (row.integer(0), path.split_once("_Serato_")) {
                roots.insert(id, root.to_owned());
            }
        })?;
    }
    Ok(roots)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_of_the_database_are_sets() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("master.sqlite");
        let db = rusqlite::Connection::open(&path).unwrap();
        db.execute_batch(
            "CREATE TABLE connection (id INTEGER, database_uri TEXT);
             CREATE TABLE history_session (id INTEGER, start_time INTEGER, end_time INTEGER, name TEXT);
             CREATE TABLE history_entry (id INTEGER, session_id INTEGER, artist TEXT, name TEXT, bpm REAL, key TEXT, label TEXT,
                 year TEXT, length_ms INTEGER, start_time INTEGER, end_time INTEGER, played INTEGER, deck TEXT, portable_id TEXT,
                 location_id INTEGER);
             INSERT INTO connection VALUES (1, 'root.sqlite'), (2, 'file:///Volumes/USB/_Serato_/Library/location.sqlite');
             INSERT INTO history_session VALUES (3, 1700000000, -1, '');
             INSERT INTO history_entry VALUES
                 (1, 3, 'Nasty Habits', 'Shadow Boxing', 174.0, 'Am', NULL, '1996', 300000, 1700000000, 1700000300, 1, '1', 'm/a.mp3', 2),
                 (2, 3, 'Cued', 'Only', 0, '', NULL, NULL, 0, 1700000100, 1700000200, 0, '2', 'm/b.mp3', 1),
                 (3, 3, NULL, 'Digital - Deadline', -1, NULL, NULL, NULL, -1, 1700000290, 0, 1, '2', 'm/c.mp3', 1);",
        )
        .unwrap();
        let found = read(&Database::copy(&path, None).unwrap(), &TimeZone::UTC, 30.0).unwrap();
        let [read] = found.sets.as_slice() else { panic!("one set") };
        assert_eq!((read.set.date.as_deref(), read.left_out.len()), (Some("2023-11-14"), 1));
        let plays: Vec<_> = read
            .set
            .plays
            .iter()
            .map(|play| {
                (play.entry.raw.as_str(), play.entry.cue.unwrap().0, play.location.as_deref().unwrap())
            })
            .collect();
        assert_eq!(
            plays,
            [
                ("Nasty Habits - Shadow Boxing", 0, "/Volumes/USB/m/a.mp3"),
                ("Digital - Deadline", 290, "/m/c.mp3")
            ]
        );
    }
}
