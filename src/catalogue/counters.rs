//! The catalogue's counters: its generation, the rules its keys were made with, the next free ids, how often something was heard.

use rusqlite::{Connection, OptionalExtension};

pub(super) const GENERATION: &str = "generation";
pub(super) const RULES: &str = "rules";
pub(super) const NEXT_MIX: &str = "next_mix";
pub(super) const NEXT_TRACK: &str = "next_track";
pub(super) const HEARD: &str = "heard";

/// A counter's value; `None` where it was never set.
pub(super) fn get(db: &Connection, name: &str) -> rusqlite::Result<Option<u64>> {
    db.prepare_cached("SELECT value FROM meta WHERE name = ?1")?
        .query_row([name], |row| row.get::<_, i64>(0))
        .optional()
        .map(|value| value.map(i64::cast_unsigned))
}

pub(super) fn set(db: &Connection, name: &str, value: u64) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT OR REPLACE INTO meta (name, value) VALUES (?1, ?2)")?
        .execute((name, value.cast_signed()))
        .map(drop)
}
