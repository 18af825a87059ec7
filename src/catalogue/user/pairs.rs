//! Pairs of records that the user says work together.

use rusqlite::{Connection, OptionalExtension};

use super::{CatalogueError, Seen, User, seen};

impl User {
    /// Every pair, the first record of each played first; the oldest pair first.
    pub fn pairs(&self) -> Result<Vec<(Seen, Seen)>, CatalogueError> {
        self.read(|db| {
            db.prepare_cached(
                "SELECT first_key, first_artist, first_title, first_version,
                        second_key, second_artist, second_title, second_version
                 FROM pair ORDER BY at, first_key, second_key",
            )?
            .query_map([], |row| Ok((seen(row, 0)?, seen(row, 4)?)))?
            .collect()
        })
    }

    /// Notes that two records work (`at` is now), or that they no longer do (`None`), in whichever order they were noted.
    /// Returns since when they were noted, which undoes it.
    pub fn set_pair(
        &mut self,
        first: &Seen,
        second: &Seen,
        at: Option<i64>,
    ) -> Result<Option<i64>, CatalogueError> {
        self.write(|db| {
            let before = since(db, first, second)?;
            match (at, before) {
                (Some(at), None) => note(db, first, second, at)?,
                (None, Some(_)) => forget(db, first, second)?,
                (Some(_), Some(_)) | (None, None) => {}
            }
            Ok(before)
        })
    }
}

const EITHER: &str = "(first_key = ?1 AND second_key = ?2) OR (first_key = ?2 AND second_key = ?1)";

fn since(db: &Connection, first: &Seen, second: &Seen) -> rusqlite::Result<Option<i64>> {
    db.prepare_cached(&format!("SELECT at FROM pair WHERE {EITHER}"))?
        .query_row((first.key.as_str(), second.key.as_str()), |row| row.get(0))
        .optional()
}

fn forget(db: &Connection, first: &Seen, second: &Seen) -> rusqlite::Result<()> {
    db.prepare_cached(&format!("DELETE FROM pair WHERE {EITHER}"))?
        .execute((first.key.as_str(), second.key.as_str()))
        .map(drop)
}

fn note(db: &Connection, first: &Seen, second: &Seen, at: i64) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO pair (first_key, first_artist, first_title, first_version,
                           second_key, second_artist, second_title, second_version, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute((
        first.key.as_str(),
        &first.name.artist,
        &first.name.title,
        &first.name.version,
        second.key.as_str(),
        &second.name.artist,
        &second.name.title,
        &second.name.version,
        at,
    ))
    .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::track::Name;

    fn record(title: &str) -> Seen {
        Seen::new(Name::parse("Artist", title))
    }

    #[test]
    fn a_pair_is_noted_once_in_the_order_it_was_played_and_forgotten_in_either() {
        let mut user = User::open_in_memory().unwrap();
        let (a, b, c) = (record("A"), record("B"), record("C (Live)"));
        assert_eq!(user.set_pair(&a, &b, Some(5)).unwrap(), None);
        assert_eq!(user.set_pair(&b, &a, Some(6)).unwrap(), Some(5), "it is noted already");
        user.set_pair(&c, &a, Some(7)).unwrap();
        assert_eq!(user.pairs().unwrap(), [(a.clone(), b.clone()), (c.clone(), a.clone())]);
        assert_eq!(user.set_pair(&b, &a, None).unwrap(), Some(5));
        assert_eq!(user.set_pair(&b, &a, None).unwrap(), None);
        assert_eq!(user.pairs().unwrap(), [(c.clone(), a.clone())]);
        let kept = user.seen().unwrap();
        assert!(
            kept.contains(&c) && kept.contains(&a) && !kept.contains(&b),
            "what a pair names keeps its number"
        );
    }

    #[test]
    fn what_is_imported_leaves_pairs_alone() {
        let mut user = User::open_in_memory().unwrap();
        let (a, b) = (record("A"), record("B"));
        user.set_pair(&a, &b, Some(5)).unwrap();
        user.replace_owned(crate::catalogue::OwnedSource::Rekordbox, "there", &[]).unwrap();
        assert_eq!(user.pairs().unwrap().len(), 1);
    }
}
