//! An open database whose file stays where it is: where somebody deletes, empties or replaces the file under the program, what was
//! in it is kept.
//!
//! On Unix a deleted file can be written on as long as it is open, and is gone when it is closed. Windows deletes no open file.

use std::{
    fs, io,
    ops::{Deref, DerefMut},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError, mpsc},
    thread,
    time::Duration,
};

use rusqlite::{Connection, config::DbConfig};

use super::{
    super::{CatalogueError, error::folder_of},
    Schema, backup,
    beside::{JOURNAL, beside, hold},
    counted::OpenFile,
    migrate,
};

/// What is said of files that were taken away: all of it, and how much of it the screen has shown.
static SAID: Mutex<(Vec<String>, usize)> = Mutex::new((Vec::new(), 0));

fn say(text: String) {
    tracing::warn!("{text}");
    let mut said = SAID.lock().unwrap_or_else(PoisonError::into_inner);
    if !said.0.contains(&text) {
        said.0.push(text);
    }
}

/// What became of databases that were taken away under this process, said so far.
pub fn taken_away() -> Vec<String> {
    SAID.lock().unwrap_or_else(PoisonError::into_inner).0.clone()
}

/// The same as far as this was not asked before.
pub fn newly_taken_away() -> Vec<String> {
    let mut said = SAID.lock().unwrap_or_else(PoisonError::into_inner);
    let (all, shown) = &mut *said;
    let from = std::mem::replace(shown, all.len());
    all.iter().skip(from).cloned().collect()
}

/// Which file it is, whatever its name: device and inode.
type FileId = (u64, u64);

/// None where the platform does not say.
#[cfg_attr(unix, expect(clippy::unnecessary_wraps, reason = "elsewhere nothing is known"))]
fn id(found: &fs::Metadata) -> Option<FileId> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        Some((found.dev(), found.ino()))
    }
    #[cfg(not(unix))]
    {
        let _ = found;
        None
    }
}

fn id_of(path: &Path) -> Option<FileId> {
    fs::metadata(path).ok().as_ref().and_then(id)
}

/// What stands where the file was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// The file; as long as before, or longer.
    Same,
    /// The file, shorter than it was.
    Shorter,
    /// The file, with nothing in it.
    Emptied,
    /// Nothing, or another file with nothing in it.
    Gone,
    /// Another file.
    Other,
}

/// The note that says of which file a database is the copy.
const ORIGIN: &str = "restored from";

/// Bringing a journal in at the end takes so long at most.
const AT_THE_END: Duration = Duration::from_millis(200);

/// A connection, and the file it writes to.
#[derive(Debug)]
pub(in crate::catalogue) struct Database {
    db: Connection,
    path: PathBuf,
    schema: &'static Schema,
    file: Option<FileId>,
    /// The two files that SQLite keeps beside it.
    journal: [Option<FileId>; 2],
    length: u64,
    /// Where a copy stands since another file took the place and cannot be used.
    kept: Option<PathBuf>,
    /// Behind the connection, as it is the last to go; none of a database in memory.
    _open: Option<OpenFile>,
}

impl Deref for Database {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.db
    }
}

impl DerefMut for Database {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.db
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if !matches!(self.look(), Standing::Same | Standing::Shorter) {
            self.let_go();
        }
    }
}

impl Database {
    /// Opens or creates it, see [`migrate::open`].
    pub fn open(path: &Path, schema: &'static Schema) -> Result<Self, CatalogueError> {
        let db = migrate::open(path, schema)?;
        let found = fs::metadata(path).ok();
        let journal = JOURNAL.map(|end| id_of(&beside(path, end)));
        let (file, length) = (found.as_ref().and_then(id), found.map_or(0, |found| found.len()));
        let open = Some(OpenFile::count());
        Ok(Self { db, path: path.into(), schema, file, journal, length, kept: None, _open: open })
    }

    /// A new, empty one in memory.
    pub fn open_in_memory(schema: &'static Schema) -> Result<Self, CatalogueError> {
        let db = migrate::open_in_memory(schema)?;
        let path = migrate::IN_MEMORY.into();
        Ok(Self { db, path, schema, file: None, journal: [None; 2], length: 0, kept: None, _open: None })
    }

    /// Brings all that is stored into the file itself and empties the journal, so that the file alone is whole, and another put in its place
    /// meets no journal that is not its own. Where somebody reads just now, or a slow disk takes longer than a moment, it stays in the
    /// journal, which the next opening reads.
    pub fn empty_journal(&mut self) {
        // Nobody waits for others at the end.
        let emptied = self.db.busy_handler(None::<fn(i32) -> bool>).and_then(|()| {
            self.within_a_moment(|db| {
                db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, bool>(0))
            })
        });
        if let Err(e) = self.db.busy_handler(Some(super::busy::wait)) {
            tracing::warn!("{}: {e}", self.path.display());
        }
        tracing::debug!(?emptied, "the journal of {} at the end", self.path.display());
    }

    /// Does something that is given up where it takes too long; leaving it half done has to be harmless.
    fn within_a_moment<T>(&self, work: impl FnOnce(&Connection) -> T) -> T {
        let interrupt = self.db.get_interrupt_handle();
        let (done, waiting) = mpsc::channel::<()>();
        thread::scope(|scope| {
            let watch = move || {
                if waiting.recv_timeout(AT_THE_END) == Err(mpsc::RecvTimeoutError::Timeout) {
                    interrupt.interrupt();
                }
            };
            if let Err(error) = thread::Builder::new().spawn_scoped(scope, watch) {
                tracing::debug!(%error, "nothing ends it where it takes long");
            }
            let value = work(&self.db);
            drop(done);
            value
        })
    }

    /// Looks whether the file is still where it was opened; asked before and after what must not be lost. Where it is gone or emptied, it
    /// is written back whole. Where another file stands there, ours is kept beside it and the other one is opened: then true,
    /// and nothing that was read before holds. Costs one `stat` where nothing happened.
    pub fn stay(&mut self) -> Result<bool, CatalogueError> {
        match self.look() {
            Standing::Same => {
                self.length = fs::metadata(&self.path).map_or(0, |found| found.len());
                Ok(false)
            }
            // Another program may have packed it.
            Standing::Shorter if backup::is_whole(&self.db) => {
                self.length = 0;
                Ok(false)
            }
            Standing::Other => self.give_way(),
            Standing::Shorter | Standing::Emptied | Standing::Gone => self.put_back(),
        }
    }

    fn look(&self) -> Standing {
        let Some(file) = self.file else { return Standing::Same };
        match fs::metadata(&self.path) {
            Ok(found) if id(&found) == Some(file) => match found.len() {
                0 => Standing::Emptied,
                length if length < self.length => Standing::Shorter,
                _ => Standing::Same,
            },
            Ok(found) if found.len() == 0 && found.is_file() => Standing::Gone,
            Ok(_) => Standing::Other,
            Err(e) if e.kind() == io::ErrorKind::NotFound => Standing::Gone,
            // What is wrong shows when it is read or written.
            Err(_) => Standing::Same,
        }
    }

    /// Writes all of it back to where it was.
    fn put_back(&mut self) -> Result<bool, CatalogueError> {
        let (before, path) = (self.look(), self.path.clone());
        let lost = || CatalogueError::TakenAway { path: path.clone(), gone: before == Standing::Gone };
        if !folder_of(&path).is_dir() {
            return Err(lost());
        }
        let held = hold(&path);
        // Another process may have done it meanwhile.
        if self.look() == Standing::Other {
            drop(held);
            return self.give_way();
        }
        let written = self.note_origin().and_then(|()| backup::begin(&self.db, &path, &path));
        let copy = written.map_err(|e| match e {
            // Of a file that was cut there is nothing to copy.
            CatalogueError::Damaged { .. } | CatalogueError::Sqlite { .. } | CatalogueError::Io { .. } => {
                lost()
            }
            other => other,
        })?;
        for end in JOURNAL {
            let _ = fs::remove_file(beside(copy.target(), end));
        }
        copy.finish().map_err(CatalogueError::io(&path))?;
        self.reopen()?;
        let what = if before == Standing::Gone { "deleted" } else { "emptied or cut" };
        say(format!(
            "{} was {what} while segue had it open. It was written back with all that was in it.",
            path.display()
        ));
        Ok(false)
    }

    /// Opens the file that stands there now, once what was in ours is kept: in that file, where it is a copy that another process has
    /// made of ours, else beside it.
    fn give_way(&mut self) -> Result<bool, CatalogueError> {
        let held = hold(&self.path);
        for (end, ours) in JOURNAL.iter().zip(self.journal) {
            let name = beside(&self.path, end);
            // What SQLite keeps beside our file would be read into the other.
            if ours.is_some() && id_of(&name) == ours {
                let _ = fs::remove_file(name);
            }
        }
        drop(held);
        self.let_go();
        let before = self.file;
        let theirs = Self::open(&self.path, self.schema);
        if theirs.as_ref().is_ok_and(|theirs| theirs.origin() == before.map(|(_, inode)| inode)) {
            *self = theirs?;
            return Ok(true);
        }
        let kept = match self.keep_beside() {
            // Of what is damaged there is no copy; a whole file in its place is welcome.
            Err(CatalogueError::Damaged { .. }) if theirs.is_ok() => {
                *self = theirs?;
                say(format!(
                    "Another file was put in the place of {}, which was damaged.",
                    self.path.display()
                ));
                return Ok(true);
            }
            kept => kept?,
        };
        match theirs {
            Ok(theirs) => *self = theirs,
            Err(e) => {
                return Err(CatalogueError::Replaced { path: self.path.clone(), kept, why: e.to_string() });
            }
        }
        say(format!(
            "Another file was put in the place of {} while segue had it open. What was in it before is kept as {}.",
            self.path.display(),
            kept.display()
        ));
        Ok(true)
    }

    /// A whole copy beside the file, made once.
    fn keep_beside(&mut self) -> Result<PathBuf, CatalogueError> {
        if let Some(kept) = &self.kept {
            return Ok(kept.clone());
        }
        let names = (1..).map(|n: u32| beside(&self.path, &format!(".kept-{n}")));
        let Some(kept) = names.into_iter().find(|name| !name.exists()) else {
            return Err(CatalogueError::TakenAway { path: self.path.clone(), gone: true });
        };
        super::backup(&self.db, &self.path, &kept)?;
        self.kept = Some(kept.clone());
        Ok(kept)
    }

    fn reopen(&mut self) -> Result<(), CatalogueError> {
        self.let_go();
        *self = Self::open(&self.path, self.schema)?;
        Ok(())
    }

    /// From now on closing neither writes to the file nor deletes, by its name, the journal that belongs to another one.
    fn let_go(&self) {
        if let Err(error) = self.db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true) {
            tracing::warn!(%error, "{} is closed as usual", self.path.display());
        }
    }

    /// Notes in it which file it is, so that others who have it open know its copy.
    fn note_origin(&self) -> Result<(), CatalogueError> {
        let Some((_, inode)) = self.file else { return Ok(()) };
        let sql = format!("INSERT OR REPLACE INTO {} (name, value) VALUES (?1, ?2)", self.schema.notes);
        let noted = self.db.execute(&sql, (ORIGIN, inode.to_string()));
        noted.map(drop).map_err(CatalogueError::at(&self.path))
    }

    fn origin(&self) -> Option<u64> {
        let sql = format!("SELECT CAST(value AS TEXT) FROM {} WHERE name = ?1", self.schema.notes);
        let noted: rusqlite::Result<String> = self.db.query_row(&sql, [ORIGIN], |row| row.get(0));
        noted.ok()?.parse().ok()
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
