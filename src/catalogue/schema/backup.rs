//! A whole copy of a database that programs have open and write.

use std::{fs, io, path::Path};

use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use rusqlite::{
    Connection, OpenFlags,
    types::{ToSqlOutput, ValueRef},
};

use super::{super::CatalogueError, beside::beside};
use crate::files::{Replacement, Who};

/// Writes the database as it stands at one moment, with what its journal holds, to `to`; returns the copy's bytes. Writers are not
/// held up. An earlier copy is replaced once the new one is whole; anything else that stands there is refused.
pub(in crate::catalogue) fn backup(db: &Connection, path: &Path, to: &Path) -> Result<u64, CatalogueError> {
    begin(db, path, to)?.finish().map_err(CatalogueError::io(to))
}

/// The copy, whole, before it takes its place.
pub(super) fn begin(db: &Connection, path: &Path, to: &Path) -> Result<Replacement, CatalogueError> {
    let to = std::path::absolute(to).map_err(CatalogueError::io(to))?;
    let copy = Replacement::begin(&to, Who::Owner).map_err(CatalogueError::io(&to))?;
    refuse(db, copy.target())?;
    // SQLite takes locks of its own on it.
    copy.unlock();
    let name = as_text(copy.beside());
    db.execute("VACUUM INTO ?1", [name]).map_err(|e| which(path, &to, e))?;
    check(copy.beside()).map_err(CatalogueError::at(&to))?;
    Ok(copy)
}

/// Whether all of it can be read and makes sense.
pub(super) fn is_whole(db: &Connection) -> bool {
    let said: rusqlite::Result<String> = db.pragma_query_value(None, "quick_check", |row| row.get(0));
    said.is_ok_and(|said| said == "ok")
}

/// A path as SQLite takes it: bytes, be they UTF-8 or not.
pub(super) fn as_text(path: &Path) -> ToSqlOutput<'_> {
    ToSqlOutput::Borrowed(ValueRef::Text(path.as_os_str().as_encoded_bytes()))
}

/// A full disk or a write-protected folder is the copy's, damage the database's.
fn which(path: &Path, to: &Path, e: rusqlite::Error) -> CatalogueError {
    match CatalogueError::at(path)(e) {
        CatalogueError::Full { .. } => CatalogueError::Full { path: to.into() },
        CatalogueError::ReadOnly { .. } => CatalogueError::ReadOnly { path: to.into() },
        other => other,
    }
}

/// Refuses to write over a database in use, and over what is no copy of the same kind.
fn refuse(db: &Connection, target: &Path) -> Result<(), CatalogueError> {
    let refused = |why| Err(CatalogueError::Occupied { path: target.into(), why });
    match fs::metadata(target) {
        Ok(found) if found.len() == 0 => return Ok(()),
        Ok(_) => {}
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(e) => return Err(CatalogueError::io(target)(e)),
    }
    // A journal beside it would be read into the new file.
    if ["-wal", "-journal"].iter().any(|end| beside(target, end).exists()) {
        return refused("it is a database in use");
    }
    let kind = |db: &Connection| db.pragma_query_value(None, "application_id", |row| row.get::<_, i32>(0));
    let own = kind(db).map_err(CatalogueError::at(target))?;
    if read_only(target).and_then(|there| kind(&there)).is_ok_and(|there| there == own) {
        return Ok(());
    }
    refused("it is no earlier copy of this database")
}

/// Opens a file that nobody writes, for reading; leaves nothing beside it, as reading would otherwise do.
fn read_only(path: &Path) -> rusqlite::Result<Connection> {
    let path = percent_encode(path.as_os_str().as_encoded_bytes(), NON_ALPHANUMERIC);
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(format!("file:{path}?immutable=1"), flags)
}

/// Reads the copy once through.
fn check(copy: &Path) -> rusqlite::Result<()> {
    let said: String = read_only(copy)?.pragma_query_value(None, "quick_check", |row| row.get(0))?;
    if said == "ok" { Ok(()) } else { Err(super::super::error::damaged(said)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn database(path: &Path, kind: i32) -> Connection {
        let db = Connection::open(path).unwrap();
        db.execute_batch(&format!(
            "PRAGMA journal_mode = WAL; PRAGMA application_id = {kind}; PRAGMA user_version = 3;
             CREATE TABLE a (x); INSERT INTO a VALUES (1)"
        ))
        .unwrap();
        db
    }

    fn sum(path: &Path) -> (i64, i32) {
        let db = Connection::open(path).unwrap();
        let sum = db.query_row("SELECT sum(x) FROM a", [], |row| row.get(0)).unwrap();
        (sum, db.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap())
    }

    #[test]
    fn a_copy_holds_what_is_in_the_journal_and_replaces_an_earlier_one() {
        let dir = tempfile::tempdir().unwrap();
        let (path, to) = (dir.path().join("a.db"), dir.path().join("copy.db"));
        let db = database(&path, 7);
        assert!(backup(&db, &path, &to).unwrap() > 0);
        assert_eq!(sum(&to), (1, 3));
        let other = Connection::open(&path).unwrap();
        other.execute("INSERT INTO a VALUES (2)", []).unwrap();
        backup(&db, &path, &to).unwrap();
        assert_eq!(sum(&to), (3, 3));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&to).unwrap().permissions().mode() & 0o777, 0o600);
        }
        let names = fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name());
        let left: Vec<_> = names.filter(|name| name.to_string_lossy().starts_with(".segue")).collect();
        assert!(left.is_empty(), "{left:?}");
    }

    #[test]
    fn nothing_but_an_earlier_copy_is_written_over() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        let (db, other) = (database(&at("a.db"), 7), database(&at("b.db"), 8));
        drop(database(&at("closed.db"), 8));
        fs::write(at("thesis.odt"), "years of work").unwrap();
        let names = || fs::read_dir(dir.path()).unwrap().count();
        let before = names();
        for name in ["a.db", "b.db", "closed.db", "thesis.odt"] {
            let refused = backup(&db, &at("a.db"), &at(name));
            assert!(matches!(refused, Err(CatalogueError::Occupied { .. })), "{name}: {refused:?}");
        }
        assert_eq!(names(), before);
        assert!(matches!(backup(&db, &at("a.db"), dir.path()), Err(CatalogueError::NoFile { .. })));
        assert_eq!(fs::read(at("thesis.odt")).unwrap(), b"years of work");
        drop(other);
        assert_eq!((sum(&at("a.db")), sum(&at("b.db"))), ((1, 3), (1, 3)));
        fs::write(at("empty"), "").unwrap();
        backup(&db, &at("a.db"), &at("empty")).unwrap();
    }
}
