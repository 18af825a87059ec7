//! Opening the catalogue, and setting a damaged file aside.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use rusqlite::Connection;

use super::{
    CatalogueError, counters,
    schema::{self, Database},
};
use crate::track::RULES;

/// `catalogue.db`, open, and beside it `analysed.db`: what was heard of records, hours of listening that outlive a catalogue which
/// is deleted or set aside. Reading needs no lock; see [`super::Writer`] for changing the mixes.
#[derive(Debug)]
pub struct Catalogue {
    db: Database,
    analysed: Database,
    path: PathBuf,
}

impl Catalogue {
    /// Opens or creates both files, bringing their tables up to date after a copy is made beside each.
    pub fn open(path: &Path) -> Result<Self, CatalogueError> {
        let db = Database::open(path, &schema::CATALOGUE)?;
        let analysed = Database::open(&schema::analysed_beside(path), &schema::ANALYSED)?;
        Ok(Self { db, analysed, path: path.into() })
    }

    /// An empty catalogue in memory.
    pub fn open_in_memory() -> Result<Self, CatalogueError> {
        let analysed = Database::open_in_memory(&schema::ANALYSED)?;
        Ok(Self {
            db: Database::open_in_memory(&schema::CATALOGUE)?,
            analysed,
            path: schema::IN_MEMORY.into(),
        })
    }

    /// Looks whether both files are where they were opened, and keeps what was in them where they are not. True where another file
    /// is open now.
    pub fn stay(&mut self) -> Result<bool, CatalogueError> {
        Ok(self.db.stay()? | self.analysed.stay()?)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the mixes as they stand to `to`, while programs go on; returns the copy's bytes.
    pub fn backup(&self, to: &Path) -> Result<u64, CatalogueError> {
        schema::backup(&self.db, &self.path, to)
    }

    /// The same with what was heard.
    pub fn backup_analysed(&self, to: &Path) -> Result<u64, CatalogueError> {
        schema::backup(&self.analysed, &schema::analysed_beside(&self.path), to)
    }

    /// Brings all that is stored into the two files themselves, for whoever copies or replaces them once segue has ended.
    pub fn empty_journals(&mut self) {
        self.db.empty_journal();
        self.analysed.empty_journal();
    }

    /// Counts up once per change set that changed something.
    pub fn generation(&self) -> Result<u64, CatalogueError> {
        counters::get(&self.db, counters::GENERATION).map(Option::unwrap_or_default).map_err(self.err())
    }

    /// Whether its keys were made with the present rules; a [`Writer`](super::Writer) makes them anew where they were not.
    pub fn is_keyed(&self) -> Result<bool, CatalogueError> {
        let rules = counters::get(&self.db, counters::RULES).map_err(self.err())?;
        Ok(rules.is_none_or(|rules| rules == u64::from(RULES)))
    }

    pub(super) fn db(&self) -> &Connection {
        &self.db
    }

    pub(super) fn analysed(&self) -> &Connection {
        &self.analysed
    }

    /// Asks the catalogue's database.
    pub(super) fn in_catalogue<'c, T>(
        &'c self,
        ask: impl FnOnce(&'c Connection) -> rusqlite::Result<T>,
    ) -> Result<T, CatalogueError> {
        ask(&self.db).map_err(|e| self.err()(e))
    }

    /// As [`User::at_one_moment`](super::User::at_one_moment), of what was analysed.
    pub fn analysed_at_one_moment<T>(&self, ask: impl FnOnce() -> T) -> Result<T, CatalogueError> {
        self.in_analysed(|db| {
            let _moment = db.unchecked_transaction()?;
            Ok(ask())
        })
    }

    /// Asks the database of what was analysed.
    pub(super) fn in_analysed<'c, T>(
        &'c self,
        ask: impl FnOnce(&'c Connection) -> rusqlite::Result<T>,
    ) -> Result<T, CatalogueError> {
        ask(&self.analysed).map_err(|e| self.analysed_err()(e))
    }

    pub(super) fn analysed_err(&self) -> impl Fn(rusqlite::Error) -> CatalogueError + use<> {
        let path = schema::analysed_beside(&self.path);
        move |e| CatalogueError::at(&path)(e)
    }

    pub(super) fn db_mut(&mut self) -> &mut Connection {
        &mut self.db
    }

    pub(super) fn err(&self) -> impl Fn(rusqlite::Error) -> CatalogueError + use<> {
        let path = self.path.clone();
        move |e| CatalogueError::at(&path)(e)
    }
}

/// Moves a database that cannot be used out of the way, with what SQLite keeps beside it; returns its new name. For
/// [`CatalogueError::Damaged`] and, where the user says so, [`CatalogueError::Newer`]. No process may have it open.
pub fn set_aside(path: &Path) -> io::Result<PathBuf> {
    let beside = |end: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    };
    let mut number = 1;
    while beside(&format!(".damaged-{number}")).exists() {
        number += 1;
    }
    let aside = format!(".damaged-{number}");
    for end in ["-wal", "-shm"] {
        if beside(end).exists() {
            fs::rename(beside(end), beside(&format!("{aside}{end}")))?;
        }
    }
    fs::rename(path, beside(&aside))?;
    Ok(beside(&aside))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_catalogue_is_set_aside_and_a_new_one_made() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("catalogue.db");
        fs::write(&path, "rubbish").unwrap();
        assert!(matches!(Catalogue::open(&path), Err(CatalogueError::Damaged { .. })));
        let aside = set_aside(&path).unwrap();
        assert_eq!(fs::read(aside).unwrap(), b"rubbish");
        assert_eq!(Catalogue::open(&path).unwrap().generation().unwrap(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn a_read_only_file_says_so() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("catalogue.db");
        drop(Catalogue::open(&path).unwrap());
        fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
        let opened = Catalogue::open(&path);
        // Root may write anything.
        if fs::File::options().write(true).open(&path).is_err() {
            assert!(matches!(opened, Err(CatalogueError::ReadOnly { .. })), "{opened:?}");
        }
    }
}
