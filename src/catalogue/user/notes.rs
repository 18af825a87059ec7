//! Notes on tracks and names.

use rusqlite::OptionalExtension;

use super::{CatalogueError, Subject, User, subject::Columns};

impl User {
    /// Every note.
    pub fn notes(&self) -> Result<Vec<(Subject, String)>, CatalogueError> {
        self.read(|db| {
            db.prepare_cached(
                "SELECT subject, key, artist, title, version, text FROM note ORDER BY at, subject, key",
            )?
            .query_map([], |row| Ok((Subject::read(row)?, row.get(5)?)))?
            .collect()
        })
    }

    /// Writes a note or takes it away (`None`). Returns what was there, which undoes it.
    pub fn set_note(
        &mut self,
        subject: &Subject,
        text: Option<&str>,
        now: i64,
    ) -> Result<Option<String>, CatalogueError> {
        let Columns { subject, key, artist, title, version } = subject.columns();
        self.write(|db| {
            let before = db
                .prepare_cached("SELECT text FROM note WHERE subject = ?1 AND key = ?2")?
                .query_row((subject, &key), |row| row.get(0))
                .optional()?;
            match text {
                Some(text) => db
                    .prepare_cached(
                        "INSERT OR REPLACE INTO note (subject, key, artist, title, version, text, at)
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                    )?
                    .execute((subject, &key, artist, title, version, text, now))?,
                None => db
                    .prepare_cached("DELETE FROM note WHERE subject = ?1 AND key = ?2")?
                    .execute((subject, &key))?,
            };
            Ok(before)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_can_be_changed_and_put_back() {
        let mut user = User::open_in_memory().unwrap();
        let dj = Subject::Dj("Grooverider".into());
        assert_eq!(user.set_note(&dj, Some("1994!"), 1).unwrap(), None);
        let before = user.set_note(&dj, None, 2).unwrap();
        assert!(user.notes().unwrap().is_empty());
        user.set_note(&dj, before.as_deref(), 3).unwrap();
        assert_eq!(user.notes().unwrap(), [(dj, "1994!".to_owned())]);
    }
}
