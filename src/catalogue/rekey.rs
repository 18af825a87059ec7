//! All keys made again, after the rules of what is the same record have changed.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension, TransactionBehavior};

use crate::track::{Name, Rules};

use super::{
    Catalogue, CatalogueError, User, aliases, counters, journal, mixes, schema,
    tally::Shown,
    tracklist::Tracklist,
    tracks::{Line, Tracks},
};

/// Tracks are written out after so many mixes, so that a large catalogue need not fit in memory.
const CHUNK: u32 = 2_000;

/// Makes all keys again where they were made with other rules, after a copy of the file. Keys of newer rules are refused.
///
/// A track keeps its id under the key of its first play; what splits off gets new ids; of tracks that become one the
/// first keeps its id, and ids and keys of the others lead to it.
pub(super) fn if_needed(
    catalogue: &mut Catalogue,
    rules: &Rules,
    user: Option<&User>,
) -> Result<(), CatalogueError> {
    let err = catalogue.err();
    let known = rules.version;
    match counters::get(catalogue.db(), counters::RULES).map_err(&err)? {
        Some(found) if found == u64::from(known) => return Ok(()),
        Some(found) if found > u64::from(known) => {
            return Err(CatalogueError::Newer { path: catalogue.path().into(), found: found as u32, known });
        }
        Some(found) => schema::copy(catalogue.db(), catalogue.path(), &format!("rules-{found}"))?,
        // A new file.
        None => {}
    }
    (|| {
        let change = catalogue.db_mut().transaction_with_behavior(TransactionBehavior::Immediate)?;
        // What the user refers to is found by the old keys while they are still there.
        let seen = user.map(User::all_seen).transpose()?.unwrap_or_default();
        rekey(&change, rules, |db| aliases::resolve_all(db, rules, &seen))?;
        counters::set(&change, counters::RULES, u64::from(known))?;
        change.commit()
    })()
    .map_err(err)
}

fn rekey(
    db: &Connection,
    rules: &Rules,
    kept: impl Fn(&Connection) -> rusqlite::Result<HashSet<u32>>,
) -> rusqlite::Result<()> {
    if db.query_row("SELECT count(*) FROM track", [], |row| row.get::<_, i64>(0))? == 0 {
        return Ok(());
    }
    let kept = kept(db)?;
    db.execute_batch(
        "CREATE TEMP TABLE before AS SELECT * FROM track;
         DELETE FROM track;",
    )?;
    let mut tracks = Tracks::new(db, rules)?;
    // Where the first play of each old track went. Only that play may keep the id: what splits off must not get it.
    let mut went = HashMap::new();
    let (mut last, mut lists) = (0, 0);
    while let Some((mix, entries, ids)) = next_list(db, last)? {
        let old = Tracklist::new(&entries, &ids)?;
        let mut new = Vec::with_capacity(old.len());
        for (track, entry) in old.tracks().zip(old.entries()) {
            let entry = entry?;
            new.push(match (track, entry.artist, entry.title) {
                (Some(track), Some(artist), Some(title)) => {
                    let wanted = (!went.contains_key(&track.0)).then_some(track.0);
                    let line = Line::read(artist, title, entry.label, entry.year, rules);
                    let id = tracks.place(line, wanted)?;
                    went.entry(track.0).or_insert(id);
                    id
                }
                _ => 0,
            });
        }
        mixes::set_lines(db, mix, &entries, &new)?;
        last = mix;
        lists += 1;
        if lists % CHUNK == 0 {
            std::mem::replace(&mut tracks, Tracks::new(db, rules)?).write(&|_| false, &|| false)?;
            tracks = Tracks::new(db, rules)?;
        }
    }
    stay(db, rules, &mut tracks, &kept, &mut went)?;
    tracks.write(&|id| kept.contains(&id), &|| false)?;
    lead_on(db, &went)?;
    let generation = counters::get(db, counters::GENERATION)?.unwrap_or(0);
    counters::set(db, counters::GENERATION, generation + 1)?;
    journal::note(db, generation + 1, None)?;
    db.execute_batch("DROP TABLE temp.before;")
}

/// A mix's number and the two records of its lines.
type List = (u32, Vec<u8>, Vec<u8>);

fn next_list(db: &Connection, after: u32) -> rusqlite::Result<Option<List>> {
    db.prepare_cached("SELECT mix, entries, tracks FROM tracklist WHERE mix > ?1 ORDER BY mix LIMIT 1")?
        .query_row([after], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()
}

/// Tracks that only the user refers to.
fn stay(
    db: &Connection,
    rules: &Rules,
    tracks: &mut Tracks<'_>,
    kept: &HashSet<u32>,
    went: &mut HashMap<u32, u32>,
) -> rusqlite::Result<()> {
    let mut stored = db.prepare(
        "SELECT id, artist, title, version, label, year FROM temp.before WHERE plays = 0 ORDER BY id",
    )?;
    let mut rows = stored.query([])?;
    while let Some(row) = rows.next()? {
        let id: u32 = row.get(0)?;
        if !kept.contains(&id) {
            continue;
        }
        let name = Name { artist: row.get(1)?, title: row.get(2)?, version: row.get(3)? };
        let key = name.key_with(rules);
        let shown = Shown { name, label: row.get(4)?, year: row.get(5)? };
        went.insert(id, tracks.keep(key.as_str(), shown, id)?);
    }
    Ok(())
}

/// Old keys and ids lead to where their track went.
fn lead_on(db: &Connection, went: &HashMap<u32, u32>) -> rusqlite::Result<()> {
    let mut stored = db.prepare("SELECT id, key FROM temp.before ORDER BY id")?;
    let mut rows = stored.query([])?;
    while let Some(row) = rows.next()? {
        let (old, key): (u32, String) = (row.get(0)?, row.get(1)?);
        match went.get(&old) {
            Some(new) if *new == old => aliases::alias(db, &key, old)?,
            Some(new) => aliases::merge(db, old, &key, *new)?,
            None => {}
        }
    }
    // A key that a track has now leads to that track; an id that a track has now is that track.
    db.execute("DELETE FROM alias WHERE key IN (SELECT key FROM track)", [])?;
    db.execute("DELETE FROM merged WHERE id IN (SELECT id FROM track)", [])?;
    db.execute("DELETE FROM alias WHERE track NOT IN (SELECT id FROM track)", [])?;
    Ok(())
}
