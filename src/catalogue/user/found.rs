//! What a track is in another catalogue: matched, confirmed, refused or missed.

use rusqlite::{Connection, OptionalExtension};

use super::{CatalogueError, Seen, User, seen};

/// How a match stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MatchVerdict {
    /// The user said yes; for ever.
    Confirmed,
    /// The user said no; for ever.
    Refused,
    /// The program found it.
    Matched,
    /// The program found nothing; the foreign id is empty.
    Miss,
}

stored_as!(MatchVerdict {
    Confirmed "confirmed"
    Refused "refused"
    Matched "matched"
    Miss "miss"
});

/// One record of what a track is elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceMatch {
    /// Ours.
    pub track: Seen,
    /// Theirs, empty for a miss.
    pub foreign_id: String,
    /// How it stands.
    pub verdict: MatchVerdict,
    /// The service's own words (JSON).
    pub detail: Option<String>,
    /// When, in UTC seconds.
    pub at: i64,
}

impl User {
    /// Everything known of a track at a service (`spotify`, `deezer`, …), by the key it has now or one it had.
    pub fn found(&self, service: &str, key: &str) -> Result<Vec<ServiceMatch>, CatalogueError> {
        self.read(|db| {
            let mut stored = db.prepare_cached(
                "SELECT key, artist, title, version, foreign_id, verdict, detail, at FROM found
                 WHERE service = ?1 AND key = ?2 ORDER BY at DESC, foreign_id",
            )?;
            let mut found = Vec::new();
            let mut rows = stored.query((service, key))?;
            while let Some(row) = rows.next()? {
                let name = row.get_ref(5)?.as_str()?;
                if let Some(verdict) = MatchVerdict::named(name) {
                    found.push(ServiceMatch {
                        track: seen(row, 0)?,
                        foreign_id: row.get(4)?,
                        verdict,
                        detail: row.get(6)?,
                        at: row.get(7)?,
                    });
                }
            }
            Ok(found)
        })
    }

    /// The track that a service's id stands for here: what the user confirmed before what the program found.
    pub fn found_as(&self, service: &str, foreign_id: &str) -> Result<Option<Seen>, CatalogueError> {
        self.read(|db| {
            db.prepare_cached(
                "SELECT key, artist, title, version FROM found
                 WHERE service = ?1 AND foreign_id = ?2 AND verdict IN ('confirmed', 'matched')
                 ORDER BY verdict = 'confirmed' DESC, at DESC LIMIT 1",
            )?
            .query_row((service, foreign_id), |row| seen(row, 0))
            .optional()
        })
    }

    /// The records that a service has, each once.
    pub fn found_tracks(&self, service: &str) -> Result<Vec<Seen>, CatalogueError> {
        self.read(|db| {
            db.prepare_cached(
                "SELECT key, artist, title, version FROM found
                 WHERE service = ?1 AND verdict IN ('confirmed', 'matched') GROUP BY key",
            )?
            .query_map([service], |row| seen(row, 0))?
            .collect()
        })
    }

    /// Keeps one. What the program found never replaces what the user said of the same foreign id; anything found takes the place of a miss.
    pub fn set_found(&mut self, service: &str, found: &ServiceMatch) -> Result<(), CatalogueError> {
        self.write(|db| put(db, service, found))
    }

    /// Keeps many as [`User::set_found`] keeps one; all or nothing.
    pub fn set_all_found(&mut self, service: &str, all: &[ServiceMatch]) -> Result<(), CatalogueError> {
        self.write(|db| all.iter().try_for_each(|found| put(db, service, found)))
    }

    /// Forgets one, so that a confirmation or a refusal can be taken back.
    pub fn forget_found(&mut self, service: &str, key: &str, foreign_id: &str) -> Result<(), CatalogueError> {
        self.write(|db| {
            db.execute(
                "DELETE FROM found WHERE service = ?1 AND key = ?2 AND foreign_id = ?3",
                (service, key, foreign_id),
            )
        })
        .map(drop)
    }
}

fn put(db: &Connection, service: &str, found: &ServiceMatch) -> rusqlite::Result<()> {
    let ServiceMatch { track: Seen { key, name }, foreign_id, verdict, detail, at } = found;
    db.prepare_cached("DELETE FROM found WHERE service = ?1 AND key = ?2 AND verdict = 'miss'")?
        .execute((service, key.as_str()))?;
    db.prepare_cached(
        "INSERT INTO found (service, key, foreign_id, artist, title, version, verdict, detail, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT DO UPDATE SET verdict = excluded.verdict, detail = excluded.detail, at = excluded.at
         WHERE verdict NOT IN ('confirmed', 'refused') OR excluded.verdict IN ('confirmed', 'refused')",
    )?
    .execute((
        service,
        key.as_str(),
        foreign_id,
        &name.artist,
        &name.title,
        &name.version,
        verdict.name(),
        detail,
        at,
    ))
    .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::track::Name;

    #[test]
    fn what_the_user_said_stays() {
        let mut user = User::open_in_memory().unwrap();
        let track = Seen::new(Name::parse("Plastikman", "Spastik"));
        let mut say = |foreign_id: &str, verdict, at| {
            let foreign_id = foreign_id.to_owned();
            user.set_found(
                "spotify",
                &ServiceMatch { track: track.clone(), foreign_id, verdict, detail: None, at },
            )
            .unwrap();
            let known = user.found("spotify", track.key.as_str()).unwrap();
            known.into_iter().map(|f| (f.foreign_id, f.verdict)).collect::<Vec<_>>()
        };
        assert_eq!(say("", MatchVerdict::Miss, 1), [(String::new(), MatchVerdict::Miss)]);
        assert_eq!(say("x", MatchVerdict::Matched, 2), [("x".into(), MatchVerdict::Matched)]);
        assert_eq!(say("x", MatchVerdict::Refused, 3), [("x".into(), MatchVerdict::Refused)]);
        assert_eq!(say("x", MatchVerdict::Matched, 4), [("x".into(), MatchVerdict::Refused)]);
        assert_eq!(say("x", MatchVerdict::Confirmed, 5), [("x".into(), MatchVerdict::Confirmed)]);
        assert_eq!(user.found_as("spotify", "x").unwrap(), Some(track));
        assert_eq!(user.found_as("spotify", "y").unwrap(), None);
    }
}
