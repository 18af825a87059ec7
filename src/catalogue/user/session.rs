//! Settings of the data folder, and where a session stood.

use rusqlite::{Connection, OptionalExtension};

use super::{CatalogueError, User};

impl User {
    /// A choice that was made when the folder was (`starter`: yes or no), or later.
    pub fn setting(&self, name: &str) -> Result<Option<String>, CatalogueError> {
        self.read(|db| {
            db.prepare_cached("SELECT value FROM setting WHERE name = ?1")?
                .query_row([name], |row| row.get(0))
                .optional()
        })
    }

    /// Keeps a choice; `None` forgets it.
    pub fn set_setting(&mut self, name: &str, value: Option<&str>) -> Result<(), CatalogueError> {
        self.write(|db| match value {
            Some(value) => {
                db.execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)", (name, value))
            }
            None => db.execute("DELETE FROM setting WHERE name = ?1", [name]),
        })
        .map(drop)
    }

    /// What [`User::save_session`] last saved under that name, and when (UTC seconds).
    pub fn session(&self, name: &str) -> Result<Option<(String, i64)>, CatalogueError> {
        self.read(|db| {
            db.prepare_cached("SELECT state, at FROM session WHERE name = ?1")?
                .query_row([name], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()
        })
    }

    /// Keeps where a session stands, as text of its own (JSON).
    pub fn save_session(&mut self, name: &str, state: &str, now: i64) -> Result<(), CatalogueError> {
        self.write(|db| {
            db.prepare_cached("INSERT OR REPLACE INTO session (name, state, at) VALUES (?1, ?2, ?3)")?
                .execute((name, state, now))
        })
        .map(drop)
    }
}

/// Counts a setting up, from 1 on: whoever reads it later sees that something changed.
pub(super) fn count_up(db: &Connection, name: &str) -> rusqlite::Result<()> {
    db.execute(
        "INSERT INTO setting (name, value) VALUES (?1, '1')
         ON CONFLICT DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)",
        [name],
    )
    .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_there_again() {
        let mut user = User::open_in_memory().unwrap();
        assert_eq!(user.session("screen").unwrap(), None);
        user.save_session("screen", r#"{"tab":1}"#, 5).unwrap();
        user.save_session("screen", r#"{"tab":2}"#, 6).unwrap();
        assert_eq!(user.session("screen").unwrap(), Some((r#"{"tab":2}"#.to_owned(), 6)));
    }
}
