//! `user.db`: what the user made. Every process writes it, in short transactions.

/// Says by which words the tables name the values of an enum, and which value a word names: none, where a newer version wrote it.
macro_rules! stored_as {
    ($type:ty { $($variant:ident $word:literal)* }) => {
        impl $type {
            fn name(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            fn named(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

mod damage;
mod elements;
mod exports;
mod found;
mod history;
mod isrc;
mod late;
mod marks;
mod notes;
mod owned;
mod pairs;
mod queue;
mod queues;
mod session;
mod sets;
mod subject;
mod tempi;
mod wanted;

use std::path::{Path, PathBuf};

use rusqlite::{Connection, Row, TransactionBehavior};

pub use elements::Elements;
pub use exports::Export;
pub use found::{MatchVerdict, ServiceMatch};
pub use late::LateUser;
pub use marks::{Mark, Marked};
pub use owned::{Owned, OwnedSource};
pub use queue::{Item, ItemId, QueueOp, QueuePlace};
pub use queues::{QueueId, QueueRow, imported as imported_queue};
pub use sets::{OwnPlay, Put, StoredSet};
pub use subject::Subject;
pub use wanted::WantedRecord;

use super::{
    CatalogueError, Seen,
    schema::{self, Database},
};
use crate::track::{Name, TrackKey};

/// `user.db`, open. Times are UTC seconds. A method that fails has changed nothing and can be called again.
#[derive(Debug)]
pub struct User {
    db: Database,
    path: PathBuf,
    version: i64,
    emptied: bool,
}

/// KiB of pages that stay in memory: as SQLite has it, and while a whole collection is written.
const LITTLE: i64 = 2_000;
const MUCH: i64 = 65_536;

/// A file that another program is just making is empty too, but not for so long.
const MAKING: std::time::Duration = std::time::Duration::from_secs(10);

/// Whether the file was there before and holds nothing: a full disk or another program did that, not the user. SQLite takes
/// a single byte for nothing, too.
fn is_emptied(path: &Path) -> bool {
    let old = |modified: std::time::SystemTime| modified.elapsed().is_ok_and(|age| age > MAKING);
    std::fs::metadata(path).is_ok_and(|found| found.len() <= 1 && found.modified().is_ok_and(old))
}

impl User {
    /// Opens or creates the file, bringing its tables up to date after a copy is made beside it.
    pub fn open(path: &Path) -> Result<Self, CatalogueError> {
        let emptied = is_emptied(path);
        let user = Self::new(Database::open(path, &schema::USER)?, path.into())?;
        Ok(Self { emptied, ..user })
    }

    /// An empty one in memory.
    pub fn open_in_memory() -> Result<Self, CatalogueError> {
        Self::new(Database::open_in_memory(&schema::USER)?, schema::IN_MEMORY.into())
    }

    fn new(db: Database, path: PathBuf) -> Result<Self, CatalogueError> {
        let mut user = Self { db, path, version: 0, emptied: false };
        user.changed_elsewhere()?;
        user.rekey_owned(crate::track::Rules::current())?;
        user.rekey_tempi(crate::track::Rules::current())?;
        Ok(user)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Brings all that is stored into the file itself, for whoever copies or replaces it once segue has ended.
    pub fn empty_journal(&mut self) {
        self.db.empty_journal();
    }

    /// What to say where the file was there and empty, so that queues and marks begin anew.
    pub fn notice(&self) -> Option<String> {
        self.emptied.then(|| {
            format!(
                "{} was empty, so queues and marks begin anew. Bring back a copy if there were any.",
                self.path.display()
            )
        })
    }

    /// Writes all of it as it stands to `to`, while programs go on; returns the copy's bytes.
    pub fn backup(&self, to: &Path) -> Result<u64, CatalogueError> {
        schema::backup(&self.db, &self.path, to)
    }

    /// Whether another process (or connection) has written since this was last asked, or another file stands there: then read
    /// again. Keeps what is stored where the file was taken away; an error says that this cannot be done. Cheap.
    pub fn changed_elsewhere(&mut self) -> Result<bool, CatalogueError> {
        let other = self.db.stay()?;
        if other {
            damage::forget(&self.path);
        }
        let version = self
            .db
            .pragma_query_value(None, "data_version", |row| row.get(0))
            .map_err(CatalogueError::at(&self.path))?;
        Ok(std::mem::replace(&mut self.version, version) != version || other)
    }

    /// Every track that queue, marks, notes, decided tempi or confirmed matches refer to.
    pub fn seen(&self) -> Result<Vec<Seen>, CatalogueError> {
        self.all_seen().map_err(CatalogueError::at(&self.path))
    }

    pub(super) fn all_seen(&self) -> rusqlite::Result<Vec<Seen>> {
        self.db
            .prepare_cached(
                "SELECT key, artist, title, version FROM queue_item
                 UNION SELECT key, artist, title, version FROM mark WHERE subject = 'track'
                 UNION SELECT key, artist, title, version FROM note WHERE subject = 'track'
                 UNION SELECT first_key, first_artist, first_title, first_version FROM pair
                 UNION SELECT second_key, second_artist, second_title, second_version FROM pair
                 UNION SELECT key, artist, title, version FROM tempo_choice
                 UNION SELECT key, artist, title, version FROM found WHERE verdict IN ('confirmed', 'refused')",
            )?
            .query_map([], |row| seen(row, 0))?
            .collect()
    }

    /// Asks many things at one moment: each alone locks the file and looks whether it has changed, which takes longer than its answer.
    pub fn at_one_moment<T>(&self, ask: impl FnOnce() -> T) -> Result<T, CatalogueError> {
        self.read(|db| {
            let _moment = db.unchecked_transaction()?;
            Ok(ask())
        })
    }

    fn read<T>(&self, read: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, CatalogueError> {
        read(&self.db).map_err(damage::noted(&self.path))
    }

    /// As [`User::write`], for a change that touches pages all over the indexes: they stay in memory till its end, else each goes to the
    /// log again and again.
    fn write_much<T>(
        &mut self,
        write: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, CatalogueError> {
        self.keep_in_memory(MUCH)?;
        let written = self.write(write);
        self.keep_in_memory(LITTLE)?;
        written
    }

    /// How many KiB of pages stay in memory.
    fn keep_in_memory(&self, kilobytes: i64) -> Result<(), CatalogueError> {
        self.db.pragma_update(None, "cache_size", -kilobytes).map_err(CatalogueError::at(&self.path))
    }

    /// Writes in one transaction that begins as a writer's, so that it waits for others instead of failing half-way. What is stored
    /// when this returns is in the file that the next start opens. Nothing is written where the file was found damaged.
    fn write<T>(
        &mut self,
        write: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, CatalogueError> {
        // Another file is read anew by whoever asks whether something changed.
        if self.db.stay()? {
            self.version = 0;
            damage::forget(&self.path);
        }
        if let Some(damage) = self.damage() {
            return Err(damage);
        }
        let value = (|| {
            let change = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let value = write(&change)?;
            change.commit()?;
            Ok(value)
        })()
        .map_err(damage::noted(&self.path))?;
        if self.db.stay()? {
            self.version = 0;
            return Err(CatalogueError::Exchanged { path: self.path.clone() });
        }
        Ok(value)
    }
}

/// A track as seen, from the four columns `key, artist, title, version` that begin at `first`.
pub(super) fn seen(row: &Row<'_>, first: usize) -> rusqlite::Result<Seen> {
    let name = Name { artist: row.get(first + 1)?, title: row.get(first + 2)?, version: row.get(first + 3)? };
    Ok(Seen { key: TrackKey::from_stored(row.get(first)?), name })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_alone_is_whole_and_can_be_replaced_once_the_journal_is_emptied() {
        let dir = tempfile::tempdir().unwrap();
        let (path, copy) = (dir.path().join("user.db"), dir.path().join("copy.db"));
        // A second connection, as the screen's threads have, keeps the journal there.
        let (mut one, two) = (User::open(&path).unwrap(), User::open(&path).unwrap());
        one.set_setting("a", Some("earlier")).unwrap();
        one.empty_journal();
        std::fs::copy(&path, &copy).unwrap();
        assert_eq!(User::open(&copy).unwrap().setting("a").unwrap().as_deref(), Some("earlier"));
        one.set_setting("a", Some("later")).unwrap();
        one.set_setting("b", Some("too")).unwrap();
        one.empty_journal();
        assert_eq!(std::fs::metadata(dir.path().join("user.db-wal")).map_or(0, |found| found.len()), 0);
        // As a program that ends does: nobody brings the journal in any more.
        std::mem::forget((one, two));
        std::fs::copy(&copy, &path).unwrap();
        let back = User::open(&path).unwrap();
        assert_eq!(
            (back.setting("a").unwrap().as_deref(), back.setting("b").unwrap()),
            (Some("earlier"), None)
        );
    }

    #[test]
    fn what_is_asked_at_one_moment_is_of_one_state_and_what_follows_of_the_next() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("user.db");
        let (one, mut two) = (User::open(&path).unwrap(), User::open(&path).unwrap());
        two.set_setting("a", Some("earlier")).unwrap();
        let ask = || one.setting("a").unwrap();
        let pair = one.at_one_moment(|| {
            let before = ask();
            two.set_setting("a", Some("later")).unwrap();
            (before, ask())
        });
        assert_eq!(pair.unwrap(), (Some("earlier".to_owned()), Some("earlier".to_owned())));
        assert_eq!(ask().as_deref(), Some("later"));
    }

    #[test]
    fn a_kept_statement_is_compiled_once_whatever_it_is_asked_with() {
        let user = User::open_in_memory().unwrap();
        // Beside an index of some rows alone SQLite would look at what `key` is compared with.
        let mut owned = user.db.prepare("SELECT bpm FROM owned WHERE key = ?1 ORDER BY location").unwrap();
        for key in ["a", "b", "c"] {
            assert!(owned.query([key]).unwrap().next().unwrap().is_none());
        }
        assert_eq!(owned.get_status(rusqlite::StatementStatus::RePrepare), 0);
    }

    #[test]
    fn a_write_of_another_connection_is_noticed_once() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("user.db");
        let (mut one, mut two) = (User::open(&path).unwrap(), User::open(&path).unwrap());
        one.changed_elsewhere().unwrap();
        two.set_setting("starter", Some("no")).unwrap();
        assert!(one.changed_elsewhere().unwrap());
        assert!(!one.changed_elsewhere().unwrap());
        one.set_setting("starter", Some("yes")).unwrap();
        assert!(!one.changed_elsewhere().unwrap());
        assert_eq!(two.setting("starter").unwrap().as_deref(), Some("yes"));
    }
}
