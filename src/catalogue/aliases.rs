//! What the user made finds its track again: by key, and by the keys a track had before.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension};

use crate::track::{Name, Rules, TrackId, TrackKey};

use super::{Catalogue, CatalogueError, tracks::hash};

/// A track as the user saw it when they queued, marked or noted it. It outlives ids, rules and typos.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Seen {
    /// The key it had.
    pub key: TrackKey,
    /// The name it had.
    pub name: Name,
}

impl Seen {
    /// What is seen now under the present rules.
    pub fn new(name: Name) -> Self {
        Self { key: name.key(), name }
    }
}

impl Catalogue {
    /// The track that has this key now, or had it before.
    pub fn find(&self, key: &TrackKey) -> Result<Option<TrackId>, CatalogueError> {
        self.in_catalogue(|db| find(db, key.as_str()))
    }

    /// The track that was seen: by the name's key as the present rules make it, then by the key it had.
    pub fn resolve(&self, seen: &Seen) -> Result<Option<TrackId>, CatalogueError> {
        self.in_catalogue(|db| resolve(db, Rules::current(), seen))
    }

    /// The track that has this id now; that of the track it became part of, where it did.
    pub fn present_id(&self, id: TrackId) -> Result<Option<TrackId>, CatalogueError> {
        self.in_catalogue(|db| {
            let there = db
                .prepare_cached("SELECT id FROM track WHERE id = ?1")?
                .query_row([id.0], |row| row.get(0))
                .optional()?;
            match there {
                Some(id) => Ok(Some(id)),
                None => db
                    .prepare_cached("SELECT track FROM merged WHERE id = ?1")?
                    .query_row([id.0], |row| row.get(0))
                    .optional(),
            }
        })
        .map(|id| id.map(TrackId))
    }
}

pub(super) fn resolve(db: &Connection, rules: &Rules, seen: &Seen) -> rusqlite::Result<Option<TrackId>> {
    let now = seen.name.key_with(rules);
    for key in [now.as_str(), seen.key.as_str()] {
        if let Some(id) = by_key(db, key)? {
            return Ok(Some(id));
        }
    }
    for key in [seen.key.as_str(), now.as_str()] {
        if let Some(id) = by_alias(db, key)? {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

/// The ids of all that was seen and is still there.
pub(super) fn resolve_all(db: &Connection, rules: &Rules, seen: &[Seen]) -> rusqlite::Result<HashSet<u32>> {
    let mut ids = HashSet::new();
    for seen in seen {
        ids.extend(resolve(db, rules, seen)?.map(|id| id.0));
    }
    Ok(ids)
}

fn find(db: &Connection, key: &str) -> rusqlite::Result<Option<TrackId>> {
    match by_key(db, key)? {
        Some(id) => Ok(Some(id)),
        None => by_alias(db, key),
    }
}

fn by_key(db: &Connection, key: &str) -> rusqlite::Result<Option<TrackId>> {
    db.prepare_cached("SELECT id FROM track WHERE hash = ?1 AND key = ?2")?
        .query_row((hash(key), key), |row| row.get(0).map(TrackId))
        .optional()
}

fn by_alias(db: &Connection, key: &str) -> rusqlite::Result<Option<TrackId>> {
    db.prepare_cached("SELECT track FROM alias WHERE key = ?1")?
        .query_row([key], |row| row.get(0).map(TrackId))
        .optional()
}

/// Notes that the track `old`, whose key was `key`, is the track `new` from now on.
pub(super) fn merge(db: &Connection, old: u32, key: &str, new: u32) -> rusqlite::Result<()> {
    alias(db, key, new)?;
    db.prepare_cached("UPDATE alias SET track = ?2 WHERE track = ?1")?.execute((old, new))?;
    db.prepare_cached("UPDATE merged SET track = ?2 WHERE track = ?1")?.execute((old, new))?;
    db.prepare_cached("INSERT OR REPLACE INTO merged (id, track) VALUES (?1, ?2)")?
        .execute((old, new))
        .map(drop)
}

/// Notes that what had this key is found under `track`.
pub(super) fn alias(db: &Connection, key: &str, track: u32) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT OR REPLACE INTO alias (key, track) VALUES (?1, ?2)")?
        .execute((key, track))
        .map(drop)
}
