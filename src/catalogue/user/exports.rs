//! Where a queue went, and how far, so that an export goes on where it stopped.

use rusqlite::OptionalExtension;

use super::{CatalogueError, User};

/// One queue's export to one service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// The playlist's id or the file; none before it is made.
    pub target: Option<String>,
    /// The exporter's own words (JSON).
    pub state: String,
    /// When it last went on, in UTC seconds.
    pub at: i64,
}

impl User {
    /// The last export of that queue to that service.
    pub fn export(&self, service: &str, queue: &str) -> Result<Option<Export>, CatalogueError> {
        self.read(|db| {
            db.prepare_cached("SELECT target, state, at FROM export WHERE service = ?1 AND queue = ?2")?
                .query_row((service, queue), |row| {
                    Ok(Export { target: row.get(0)?, state: row.get(1)?, at: row.get(2)? })
                })
                .optional()
        })
    }

    /// Keeps how far an export is; `None` forgets it.
    pub fn set_export(
        &mut self,
        service: &str,
        queue: &str,
        export: Option<&Export>,
    ) -> Result<(), CatalogueError> {
        self.write(|db| match export {
            Some(Export { target, state, at }) => db.execute(
                "INSERT OR REPLACE INTO export (service, queue, target, state, at) VALUES (?1, ?2, ?3, ?4, ?5)",
                (service, queue, target, state, at),
            ),
            None => db.execute("DELETE FROM export WHERE service = ?1 AND queue = ?2", (service, queue)),
        })
        .map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_goes_on_where_it_stopped() {
        let mut user = User::open_in_memory().unwrap();
        let half = Export { target: Some("37i9".into()), state: r#"{"sent":40}"#.into(), at: 9 };
        user.set_export("spotify", "Friday", Some(&half)).unwrap();
        assert_eq!(user.export("spotify", "Friday").unwrap(), Some(half));
        user.set_export("spotify", "Friday", None).unwrap();
        assert_eq!(user.export("spotify", "Friday").unwrap(), None);
    }
}
