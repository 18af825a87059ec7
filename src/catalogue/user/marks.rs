//! Likes, rejects, what was heard, who is followed.

use rusqlite::OptionalExtension;

use super::{CatalogueError, Subject, User, subject::Columns};

/// A verdict of the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mark {
    /// More of this.
    Like,
    /// Never show it; of an artist: none of theirs.
    Reject,
    /// It was auditioned.
    Heard,
    /// Tell what is new.
    Follow,
}

stored_as!(Mark {
    Like "like"
    Reject "reject"
    Heard "heard"
    Follow "follow"
});

/// One mark with its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// On what.
    pub subject: Subject,
    /// Which.
    pub mark: Mark,
    /// When, in UTC seconds.
    pub at: i64,
}

impl User {
    /// Every mark, oldest first.
    pub fn marks(&self) -> Result<Vec<Marked>, CatalogueError> {
        self.read(|db| {
            let mut stored = db.prepare_cached(
                "SELECT subject, key, artist, title, version, mark, at FROM mark ORDER BY at, subject, key, mark",
            )?;
            let mut marks = Vec::new();
            let mut rows = stored.query([])?;
            while let Some(row) = rows.next()? {
                let name = row.get_ref(5)?.as_str()?;
                // A mark that only a newer version knows is left alone.
                if let Some(mark) = Mark::named(name) {
                    marks.push(Marked { subject: Subject::read(row)?, mark, at: row.get(6)? });
                }
            }
            Ok(marks)
        })
    }

    /// Sets a mark (`at` is now) or takes it off (`None`). Returns what was there, which undoes it.
    pub fn set_mark(
        &mut self,
        subject: &Subject,
        mark: Mark,
        at: Option<i64>,
    ) -> Result<Option<i64>, CatalogueError> {
        let Columns { subject, key, artist, title, version } = subject.columns();
        self.write(|db| {
            let before = db
                .prepare_cached("SELECT at FROM mark WHERE subject = ?1 AND key = ?2 AND mark = ?3")?
                .query_row((subject, &key, mark.name()), |row| row.get(0))
                .optional()?;
            match at {
                Some(at) => db
                    .prepare_cached(
                        "INSERT OR REPLACE INTO mark (subject, key, mark, artist, title, version, at)
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                    )?
                    .execute((subject, &key, mark.name(), artist, title, version, at))?,
                None => db
                    .prepare_cached("DELETE FROM mark WHERE subject = ?1 AND key = ?2 AND mark = ?3")?
                    .execute((subject, &key, mark.name()))?,
            };
            Ok(before)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{catalogue::Seen, track::Name};

    #[test]
    fn setting_a_mark_returns_what_undoes_it() {
        let mut user = User::open_in_memory().unwrap();
        let track = Subject::Track(Seen::new(Name::parse("Plastikman", "Spastik (Dubfire Rework)")));
        let artist = Subject::Artist("Drexciya".into());
        assert_eq!(user.set_mark(&track, Mark::Like, Some(10)).unwrap(), None);
        assert_eq!(user.set_mark(&artist, Mark::Reject, Some(11)).unwrap(), None);
        let marks = user.marks().unwrap();
        assert_eq!(marks[0], Marked { subject: track.clone(), mark: Mark::Like, at: 10 });
        assert_eq!(marks[1], Marked { subject: artist, mark: Mark::Reject, at: 11 });

        let before = user.set_mark(&track, Mark::Like, None).unwrap();
        assert_eq!(user.marks().unwrap().len(), 1);
        user.set_mark(&track, Mark::Like, before).unwrap();
        assert_eq!(user.marks().unwrap(), marks);
    }
}
