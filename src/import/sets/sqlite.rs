//! Databases of other programs: copied with what SQLite keeps beside them, and only the copy is opened.

use std::{
    fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, Row, types::ValueRef};

use crate::files::open_file;

/// How every SQLite file begins.
pub(in crate::import) const MAGIC: &[u8] = b"SQLite format 3\0";

/// A copy of a database, which goes when this does.
pub(super) struct Database {
    db: Option<Connection>,
    folder: PathBuf,
}

impl Database {
    /// Copies the database at `path`, or what `unpacked` gives where it comes from elsewhere.
    pub(super) fn copy(path: &Path, unpacked: Option<&mut dyn Read>) -> Result<Self, String> {
        let copy = Self { db: None, folder: own_folder().map_err(|e| cannot_copy(&e))? };
        copy.fill(path, unpacked).map_err(|e| cannot_copy(&e))?;
        copy.open().map_err(|e| unreadable(&e))
    }

    fn fill(&self, path: &Path, unpacked: Option<&mut dyn Read>) -> io::Result<()> {
        let to = self.folder.join("copy.db");
        if let Some(bytes) = unpacked {
            let mut file = fs::File::create(&to)?;
            io::copy(bytes, &mut file)?;
            return file.flush();
        }
        // What SQLite keeps beside it first: what was written into the database since is then in it.
        for end in ["-wal", "-journal"] {
            let mut beside = path.as_os_str().to_owned();
            beside.push(end);
            match copy(Path::new(&beside), &self.folder.join(format!("copy.db{end}"))) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
                _ => {}
            }
        }
        copy(path, &to)
    }

    fn open(mut self) -> rusqlite::Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(self.folder.join("copy.db"), flags)?;
        db.busy_timeout(Duration::from_secs(1))?;
        // Opening it for writing lets SQLite bring in what stood beside; nothing is written after that.
        db.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        db.pragma_update(None, "query_only", true)?;
        self.db = Some(db);
        Ok(self)
    }

    /// Whether it has a table, or a view, of that name.
    pub(super) fn has(&self, table: &str) -> bool {
        !self.columns(table).is_empty()
    }

    /// Gives `visit` the columns of every row of a table in the order of `order`; columns that are not there are NULL.
    pub(super) fn rows(
        &self,
        table: &str,
        columns: &[&str],
        order: &str,
        mut visit: impl FnMut(&Cells<'_>),
    ) -> Result<(), String> {
        let there = self.columns(table);
        let has = |column: &str| there.iter().any(|one| one.eq_ignore_ascii_case(column));
        let list: Vec<String> =
            columns.iter().map(|c| if has(c) { format!("\"{c}\"") } else { "NULL".to_owned() }).collect();
        let order = if has(order) { format!("\"{order}\"") } else { "rowid".to_owned() };
        let sql = format!("SELECT {} FROM \"{table}\" ORDER BY {order}", list.join(", "));
        let Some(db) = &self.db else { return Ok(()) };
        (|| {
            let mut stored = db.prepare(&sql)?;
            let mut rows = stored.query([])?;
            while let Some(row) = rows.next()? {
                visit(&Cells(row));
            }
            Ok(())
        })()
        .map_err(|e: rusqlite::Error| unreadable(&e))
    }

    fn columns(&self, table: &str) -> Vec<String> {
        let names = |db: &Connection| {
            db.prepare("SELECT name FROM pragma_table_info(?1)")?
                .query_map([table], |row| row.get(0))?
                .collect::<rusqlite::Result<Vec<String>>>()
        };
        self.db.as_ref().and_then(|db| names(db).ok()).unwrap_or_default()
    }
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    io::copy(&mut open_file(from)?, &mut fs::File::create(to)?).map(drop)
}

impl Drop for Database {
    fn drop(&mut self) {
        // Closed first, so that other systems let the files go.
        self.db = None;
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A row's cells, whatever types the program stored them in.
pub(super) struct Cells<'r>(&'r Row<'r>);

impl Cells<'_> {
    /// Text without blanks around it; empty where there is none.
    pub(super) fn text(&self, column: usize) -> String {
        let text = match self.value(column) {
            ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
            ValueRef::Integer(number) => number.to_string(),
            ValueRef::Real(number) => number.to_string(),
            ValueRef::Null | ValueRef::Blob(_) => String::new(),
        };
        crate::track::clean_line(&text).into_owned()
    }

    /// As [`Cells::text`]; `None` where it is empty.
    pub(super) fn some(&self, column: usize) -> Option<String> {
        Some(self.text(column)).filter(|text| !text.is_empty())
    }

    pub(super) fn number(&self, column: usize) -> Option<f64> {
        match self.value(column) {
            ValueRef::Integer(number) => Some(number as f64),
            ValueRef::Real(number) => Some(number),
            ValueRef::Text(text) => std::str::from_utf8(text).ok()?.trim().parse().ok(),
            ValueRef::Null | ValueRef::Blob(_) => None,
        }
    }

    pub(super) fn integer(&self, column: usize) -> Option<i64> {
        self.number(column).map(|number| number as i64)
    }

    fn value(&self, column: usize) -> ValueRef<'_> {
        self.0.get_ref(column).unwrap_or(ValueRef::Null)
    }
}

/// A folder for one copy, made now, that only its user can enter.
fn own_folder() -> io::Result<PathBuf> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    #[cfg_attr(not(unix), allow(unused_mut, reason = "only Unix gives it a mode"))]
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    loop {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("segue-{}-{number}", std::process::id()));
        match builder.create(&folder) {
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
            made => return made.map(|()| folder),
        }
    }
}

fn cannot_copy(e: &io::Error) -> String {
    format!("it cannot be copied to be read: {e}")
}

fn unreadable(e: &rusqlite::Error) -> String {
    match e.sqlite_error_code() {
        Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase) => {
            format!("the database cannot be read ({e}): close the program that it belongs to, and try again")
        }
        _ => format!("the database cannot be read: {e}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_the_journal_is_read_and_the_original_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("m.db");
        let db = Connection::open(&path).unwrap();
        db.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(())).unwrap();
        db.execute_batch("CREATE TABLE t (a, b); INSERT INTO t VALUES (' x ', '7')").unwrap();
        let wal = dir.path().join("m.db-wal");
        let (before, beside) = (fs::read(&path).unwrap(), fs::read(&wal).unwrap());
        assert!(!beside.is_empty());
        let copy = Database::copy(&path, None).unwrap();
        assert!(copy.has("t") && !copy.has("u"));
        let mut seen = Vec::new();
        copy.rows("t", &["a", "B", "c"], "a", |row| seen.push((row.text(0), row.integer(1), row.some(2))))
            .unwrap();
        assert_eq!(seen, [("x".to_owned(), Some(7), None)]);
        let folder = copy.folder.clone();
        drop(copy);
        assert!(!folder.exists());
        assert_eq!((fs::read(&path).unwrap(), fs::read(&wal).unwrap()), (before, beside));
    }

    #[test]
    fn a_damaged_one_says_what_to_do() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("m.db");
        fs::write(&path, [MAGIC, &[7; 2000]].concat()).unwrap();
        let said = Database::copy(&path, None).map(drop).unwrap_err();
        assert!(said.contains("close the program"), "{said}");
    }
}
