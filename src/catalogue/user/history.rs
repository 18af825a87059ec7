//! What was a seed or was auditioned, and when.

use super::{CatalogueError, Seen, User, seen};

/// No more than this is kept.
const KEPT: i64 = 10_000;

impl User {
    /// Notes that a track was used that way (`seed`, `audition`, …).
    pub fn note_history(&mut self, kind: &str, track: &Seen, now: i64) -> Result<(), CatalogueError> {
        let Seen { key, name } = track;
        self.write(|db| {
            db.prepare_cached(
                "INSERT INTO history (kind, key, artist, title, version, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute((kind, key.as_str(), &name.artist, &name.title, &name.version, now))?;
            db.prepare_cached("DELETE FROM history WHERE id <= ?1")?.execute([db.last_insert_rowid() - KEPT])
        })
        .map(drop)
    }

    /// The latest `limit`, latest first, with their times.
    pub fn history(&self, kind: &str, limit: u32) -> Result<Vec<(Seen, i64)>, CatalogueError> {
        self.read(|db| {
            db.prepare_cached(
                "SELECT key, artist, title, version, at FROM history WHERE kind = ?1 ORDER BY id DESC LIMIT ?2",
            )?
            .query_map((kind, limit), |row| Ok((seen(row, 0)?, row.get(4)?)))?
            .collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::track::Name;

    #[test]
    fn the_latest_stands_first() {
        let mut user = User::open_in_memory().unwrap();
        let (one, two) = (Seen::new(Name::parse("A", "One")), Seen::new(Name::parse("A", "Two")));
        user.note_history("seed", &one, 1).unwrap();
        user.note_history("audition", &one, 2).unwrap();
        user.note_history("seed", &two, 3).unwrap();
        assert_eq!(user.history("seed", 10).unwrap(), [(two, 3), (one, 1)]);
    }
}
