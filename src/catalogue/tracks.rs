//! The tracks that a change set touches: found or made once, counted in memory, written once.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Row};

use crate::track::{Name, Rules};

use super::{
    counters,
    error::damaged,
    tally::{Play, Shown, Written},
};

const BY_KEY: &str = "SELECT id, key, artist, title, version, label, year, plays, tally FROM track
    WHERE hash = ?1 AND key = ?2";
const BY_ID: &str =
    "SELECT id, key, artist, title, version, label, year, plays, tally FROM track WHERE id = ?1";

/// A track under change.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub id: u32,
    pub key: String,
    written: Written,
    /// It has a row already.
    stored: bool,
    /// How many plays it had when it was first touched.
    before: u32,
    changed: bool,
}

impl Slot {
    pub(super) fn plays(&self) -> u32 {
        self.written.plays()
    }

    pub(super) fn name(&self) -> &Name {
        &self.written.shown.name
    }

    /// Its last play has gone in this change set.
    pub(super) fn orphaned(&self) -> bool {
        self.before > 0 && self.plays() == 0
    }
}

/// A line of a tracklist, read: what it says of a track, and of which.
pub(super) struct Line<'a> {
    key: String,
    play: Play<'a>,
}

impl<'a> Line<'a> {
    pub(super) fn read(
        artist: &str,
        title: &str,
        label: Option<&'a str>,
        year: Option<u16>,
        rules: &Rules,
    ) -> Self {
        let name = Name::parse_with(artist, title, rules);
        let key = name.key_with(rules).as_str().to_owned();
        Self { key, play: Play::new(name, label, year) }
    }
}

/// The working set of one change set.
pub(super) struct Tracks<'t> {
    db: &'t Connection,
    rules: &'t Rules,
    slots: Vec<Slot>,
    by_key: HashMap<String, usize>,
    by_id: HashMap<u32, usize>,
    next: u32,
    /// No track has ever been stored, so none need be looked for.
    fresh: bool,
}

impl<'t> Tracks<'t> {
    pub(super) fn new(db: &'t Connection, rules: &'t Rules) -> rusqlite::Result<Self> {
        let next = counters::get(db, counters::NEXT_TRACK)?.unwrap_or(1);
        let next = u32::try_from(next).map_err(|_| damaged("track ids are used up"))?;
        Ok(Self {
            db,
            rules,
            slots: Vec::new(),
            by_key: HashMap::new(),
            by_id: HashMap::new(),
            next,
            fresh: next == 1,
        })
    }

    /// Counts a play and says whose it is: the track of that key, else the track `wanted` if its id is free, else a new one.
    pub(super) fn place(&mut self, line: Line<'_>, wanted: Option<u32>) -> rusqlite::Result<u32> {
        let Line { key, play } = line;
        let slot = match self.by_key(&key)? {
            Some(slot) => slot,
            None => self.create(key, play.shown(), wanted)?,
        };
        let slot = &mut self.slots[slot];
        slot.written.add(&play);
        slot.changed = true;
        Ok(slot.id)
    }

    /// Takes a play back.
    pub(super) fn release(
        &mut self,
        id: u32,
        artist: &str,
        title: &str,
        label: Option<&str>,
        year: Option<u16>,
    ) -> rusqlite::Result<()> {
        let Some(slot) = self.by_id(id)? else {
            return Err(damaged(format!("a play of track {id}, which is not there")));
        };
        let play = Play::new(Name::parse_with(artist, title, self.rules), label, year);
        let slot = &mut self.slots[slot];
        slot.written.remove(&play);
        slot.changed = true;
        Ok(())
    }

    /// Makes sure a track without plays is there under `key`, with the id `wanted` if it is free.
    pub(super) fn keep(&mut self, key: &str, shown: Shown, wanted: u32) -> rusqlite::Result<u32> {
        if let Some(slot) = self.by_key(key)? {
            return Ok(self.slots[slot].id);
        }
        let slot = self.create(key.to_owned(), shown, Some(wanted))?;
        Ok(self.slots[slot].id)
    }

    pub(super) fn by_key(&mut self, key: &str) -> rusqlite::Result<Option<usize>> {
        if let Some(slot) = self.by_key.get(key) {
            return Ok(Some(*slot));
        }
        if self.fresh {
            return Ok(None);
        }
        let found = self.db.prepare_cached(BY_KEY)?.query_row((hash(key), key), slot).optional()?;
        Ok(found.map(|slot| self.push(slot)))
    }

    pub(super) fn by_id(&mut self, id: u32) -> rusqlite::Result<Option<usize>> {
        if let Some(slot) = self.by_id.get(&id) {
            return Ok(Some(*slot));
        }
        if self.fresh {
            return Ok(None);
        }
        let found = self.db.prepare_cached(BY_ID)?.query_row([id], slot).optional()?;
        Ok(found.map(|slot| self.push(slot)))
    }

    /// Whether some track has no play, now or already before.
    pub(super) fn any_without_plays(&mut self) -> rusqlite::Result<bool> {
        let mut stored = self.db.prepare_cached("SELECT id FROM track WHERE plays = 0")?;
        let ids = stored.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<u32>>>()?;
        for id in ids {
            if let Some(slot) = self.by_id(id)? {
                self.slots[slot].changed = true;
            }
        }
        Ok(self.slots.iter().any(|slot| slot.plays() == 0))
    }

    pub(super) fn slot(&mut self, id: u32) -> rusqlite::Result<Option<&Slot>> {
        Ok(self.by_id(id)?.map(|slot| &self.slots[slot]))
    }

    /// Writes what changed. Tracks without plays go, unless they stay. Returns how many are new, and the ids of all it touched;
    /// `None` where `stop` ended it.
    pub(super) fn write(
        mut self,
        stays: &dyn Fn(u32) -> bool,
        stop: &dyn Fn() -> bool,
    ) -> rusqlite::Result<Option<(u64, Vec<u32>)>> {
        let mut added = 0;
        let mut touched = Vec::new();
        let aliases: bool = self.db.query_row("SELECT EXISTS (SELECT 1 FROM alias)", [], |row| row.get(0))?;
        for slot in self.slots.iter_mut().filter(|slot| slot.changed) {
            if stop() {
                return Ok(None);
            }
            slot.written.settle();
            touched.push(slot.id);
            match (slot.stored, slot.plays() > 0 || stays(slot.id)) {
                (false, true) => {
                    insert(self.db, slot)?;
                    if aliases {
                        // What has this key now is found by it; what had it before must not hide it.
                        self.db.prepare_cached("DELETE FROM alias WHERE key = ?1")?.execute([&slot.key])?;
                    }
                    added += 1;
                }
                (true, true) => update(self.db, slot)?,
                (true, false) => {
                    self.db.prepare_cached("DELETE FROM track WHERE id = ?1")?.execute([slot.id])?;
                }
                (false, false) => {}
            }
        }
        counters::set(self.db, counters::NEXT_TRACK, u64::from(self.next))?;
        Ok(Some((added, touched)))
    }

    fn create(&mut self, key: String, shown: Shown, wanted: Option<u32>) -> rusqlite::Result<usize> {
        let wanted = match wanted {
            Some(id) if self.by_id(id)?.is_none() => Some(id),
            _ => None,
        };
        let id = wanted.unwrap_or(self.next);
        self.next = self.next.max(id.checked_add(1).ok_or_else(|| damaged("track ids are used up"))?);
        let written = Written::unplayed(shown);
        Ok(self.push(Slot { id, key, written, stored: false, before: 0, changed: true }))
    }

    fn push(&mut self, slot: Slot) -> usize {
        let place = self.slots.len();
        self.by_key.insert(slot.key.clone(), place);
        self.by_id.insert(slot.id, place);
        self.slots.push(slot);
        place
    }
}

/// FNV-1a: the same on every machine and in every version; keys are compared in full as well.
pub(super) fn hash(key: &str) -> i64 {
    key.bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
        .cast_signed()
}

fn slot(row: &Row<'_>) -> rusqlite::Result<Slot> {
    let name = Name { artist: row.get(2)?, title: row.get(3)?, version: row.get(4)? };
    let shown = Shown { name, label: row.get(5)?, year: row.get(6)? };
    let before = row.get(7)?;
    let tally = match row.get_ref(8)?.as_str_or_null().map_err(|e| damaged(e.to_string()))? {
        None => None,
        Some(text) => Some(serde_json::from_str(text).map_err(|e| damaged(e.to_string()))?),
    };
    let written = Written::stored(shown, before, tally);
    Ok(Slot { id: row.get(0)?, key: row.get(1)?, written, stored: true, before, changed: false })
}

fn insert(db: &Connection, slot: &Slot) -> rusqlite::Result<()> {
    let Slot { id, key, written, .. } = slot;
    let Shown { name, label, year } = &written.shown;
    db.prepare_cached(
        "INSERT INTO track (id, hash, key, artist, title, version, label, year, plays, tally)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute((
        id,
        hash(key),
        key,
        &name.artist,
        &name.title,
        &name.version,
        label,
        year,
        written.plays(),
        json(written)?,
    ))
    .map(drop)
}

fn update(db: &Connection, slot: &Slot) -> rusqlite::Result<()> {
    let Slot { id, written, .. } = slot;
    let Shown { name, label, year } = &written.shown;
    db.prepare_cached(
        "UPDATE track SET artist = ?2, title = ?3, version = ?4, label = ?5, year = ?6, plays = ?7, tally = ?8
         WHERE id = ?1",
    )?
    .execute((
        id,
        &name.artist,
        &name.title,
        &name.version,
        label,
        year,
        written.plays(),
        json(written)?,
    ))
    .map(drop)
}

fn json(written: &Written) -> rusqlite::Result<Option<String>> {
    let text = written.tally().map(serde_json::to_string).transpose();
    text.map_err(|e| rusqlite::Error::ToSqlConversionFailure(e.into()))
}
