//! Opening a database: recognise it, copy it, bring it up to date.

use std::{
    fs, io,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use rusqlite::{Connection, ErrorCode, MAIN_DB, OpenFlags, TransactionBehavior, config::DbConfig};

use super::{
    super::CatalogueError,
    Schema,
    beside::{JOURNAL, beside, hold},
    busy::BUSY,
};
use crate::files::private_folder;

pub(in crate::catalogue) const IN_MEMORY: &str = ":memory:";

/// Opens or creates the database at `path` and brings it to the newest step, after a copy `FILE.v<old version>` beside it.
/// A damaged, foreign or newer file is refused and left as it is.
///
/// Nothing but SQLite may open a database file, here or anywhere: POSIX drops all locks that a process has on a file as soon as
/// the process closes any handle of it. Another program would then take itself for the last one and delete the journal.
pub(in crate::catalogue) fn open(path: &Path, schema: &Schema) -> Result<Connection, CatalogueError> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        private_folder(folder).map_err(CatalogueError::io(folder))?;
    }
    check_kind(path)?;
    clear_leftovers(path);
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut db = Connection::open_with_flags(path, flags).map_err(CatalogueError::at(path))?;
    db.busy_handler(Some(super::busy::wait)).map_err(CatalogueError::at(path))?;
    let found = version(&db, path, schema)?;
    keep_private(path);
    if db.is_readonly(MAIN_DB).map_err(CatalogueError::at(path))? {
        return Err(CatalogueError::ReadOnly { path: path.into() });
    }
    patiently(|| settle(&db, schema)).map_err(CatalogueError::at(path))?;
    if found > 0 && (found as usize) < schema.steps.len() {
        copy(&db, path, &format!("v{found}"))?;
    }
    migrate(&mut db, path, schema)?;
    Ok(db)
}

/// A new, empty database in memory.
pub(in crate::catalogue) fn open_in_memory(schema: &Schema) -> Result<Connection, CatalogueError> {
    let path = Path::new(IN_MEMORY);
    let mut db = Connection::open_in_memory().map_err(CatalogueError::at(path))?;
    settle(&db, schema).map_err(CatalogueError::at(path))?;
    migrate(&mut db, path, schema)?;
    Ok(db)
}

/// Refuses what is there and no file: a pipe would be waited for. Looks without opening.
fn check_kind(path: &Path) -> Result<(), CatalogueError> {
    match fs::metadata(path) {
        Ok(found) if found.is_file() => Ok(()),
        Ok(_) => Err(CatalogueError::NoFile { path: path.into() }),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(e) => Err(CatalogueError::io(path)(e)),
    }
}

/// Removes what SQLite kept beside a database that is gone: it would be read into a new one of the same name.
fn clear_leftovers(path: &Path) {
    let names = JOURNAL.map(|end| beside(path, end));
    if path.exists() || !names.iter().any(|name| name.exists()) {
        return;
    }
    let _held = hold(path);
    if !path.exists() {
        for name in names {
            let _ = fs::remove_file(name);
        }
    }
}

/// Takes from everyone but the owner what SQLite's files were given, also those of an earlier program; what the owner may not do stays
/// so. By name, without opening them; SQLite gives its journal the same permissions.
#[cfg(unix)]
fn keep_private(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    for end in ["", "-wal", "-shm"] {
        let name = beside(path, end);
        let Ok(mode) = fs::metadata(&name).map(|found| found.permissions().mode()) else { continue };
        let private = fs::Permissions::from_mode(mode & 0o700);
        if mode & 0o077 != 0 && let Err(error) = fs::set_permissions(&name, private) {
            tracing::warn!(%error, "others may read {}", name.display());
        }
    }
}

#[cfg(not(unix))]
fn keep_private(_: &Path) {}

/// The step a file stands at, or why it is not for us.
fn version(db: &Connection, path: &Path, schema: &Schema) -> Result<u32, CatalogueError> {
    let (found, application, tables) = about(db).map_err(CatalogueError::at(path))?;
    if tables > 0 && application != i64::from(schema.application_id) {
        return Err(CatalogueError::Foreign { path: path.into() });
    }
    let known = schema.steps.len() as u32;
    match u32::try_from(found) {
        Ok(found) if found <= known => Ok(found),
        _ => Err(CatalogueError::Newer { path: path.into(), found: found as u32, known }),
    }
}

/// Version, application and number of tables, all of one moment: another process may be making the file just now.
fn about(db: &Connection) -> rusqlite::Result<(i64, i64, i64)> {
    let moment = if db.is_autocommit() { Some(db.unchecked_transaction()?) } else { None };
    let number = |pragma: &str| db.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    // The first read begins the moment.
    let tables = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let about = (number("user_version")?, number("application_id")?, tables);
    moment.map_or(Ok(about), |moment| moment.commit().map(|()| about))
}

/// Tries again while the file is busy: SQLite itself does not wait when it turns the journal on.
fn patiently(mut act: impl FnMut() -> rusqlite::Result<()>) -> rusqlite::Result<()> {
    let begun = Instant::now();
    loop {
        match act() {
            Err(e) if e.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && begun.elapsed() < BUSY => {
                thread::sleep(Duration::from_millis(5));
            }
            done => return done,
        }
    }
}

fn settle(db: &Connection, schema: &Schema) -> rusqlite::Result<()> {
    db.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    db.pragma_update(None, "synchronous", if schema.durable { "FULL" } else { "NORMAL" })?;
    db.pragma_update(None, "foreign_keys", "ON")?;
    // Else SQLite, as it is built here, looks at the values and compiles some kept statements again for each of them.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    db.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// Copies the database to `FILE.NAME` beside it, as it stands, whatever its journal holds.
pub(in crate::catalogue) fn copy(db: &Connection, path: &Path, name: &str) -> Result<(), CatalogueError> {
    if path == Path::new(IN_MEMORY) {
        return Ok(());
    }
    super::backup(db, path, &beside(path, &format!(".{name}"))).map(drop)
}

fn migrate(db: &mut Connection, path: &Path, schema: &Schema) -> Result<(), CatalogueError> {
    if version(db, path, schema)? as usize == schema.steps.len() {
        return Ok(());
    }
    let change =
        db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(CatalogueError::at(path))?;
    // Another process may have done it while this one waited.
    let found = version(&change, path, schema)?;
    let steps = schema.steps.get(found as usize..).unwrap_or_default();
    if let Some(moves) = schema.moves.as_ref().filter(|moves| (1..moves.step).contains(&(found as usize))) {
        (moves.carry)(path)?;
    }
    (|| {
        for step in steps {
            change.execute_batch(step)?;
        }
        change.pragma_update(None, "application_id", schema.application_id)?;
        change.pragma_update(None, "user_version", schema.steps.len() as u32)?;
        change.commit()
    })()
    .map_err(CatalogueError::at(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: Schema = Schema {
        application_id: 7,
        durable: true,
        notes: "a",
        steps: &["CREATE TABLE a (x); INSERT INTO a VALUES (1)"],
        moves: None,
    };
    const NEW: Schema =
        Schema { steps: &[OLD.steps[0], "ALTER TABLE a ADD COLUMN y; UPDATE a SET y = x + 1"], ..OLD };
    const BROKEN: Schema =
        Schema { steps: &[OLD.steps[0], "UPDATE a SET x = 9; SELECT nothing FROM nowhere"], ..OLD };

    fn sum(db: &Connection, sql: &str) -> i64 {
        db.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn a_step_runs_once_after_a_copy_was_made() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("deep/down/a.db");
        drop(open(&path, &OLD).unwrap());
        for _ in 0..2 {
            assert_eq!(sum(&open(&path, &NEW).unwrap(), "SELECT x + y FROM a"), 3);
        }
        let copy = open(&dir.path().join("deep/down/a.db.v1"), &OLD).unwrap();
        assert_eq!(sum(&copy, "SELECT x FROM a"), 1);
    }

    #[test]
    fn many_may_open_a_new_file_at_once() {
        for _ in 0..10 {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("a.db");
            let all: Vec<_> = thread::scope(|scope| {
                let threads: Vec<_> = (0..6)
                    .map(|_| scope.spawn(|| open(&path, &NEW).map(|db| sum(&db, "SELECT sum(y) FROM a"))))
                    .collect();
                threads.into_iter().map(|thread| thread.join().unwrap()).collect()
            });
            assert!(all.iter().all(|sum| matches!(sum, Ok(2))), "{all:?}");
        }
    }

    #[test]
    fn a_failing_step_changes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.db");
        drop(open(&path, &OLD).unwrap());
        assert!(open(&path, &BROKEN).is_err());
        assert_eq!(sum(&open(&path, &OLD).unwrap(), "SELECT x FROM a"), 1);
    }

    #[test]
    fn newer_foreign_and_damaged_files_are_refused_and_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.db");
        drop(open(&path, &NEW).unwrap());
        let before = fs::read(&path).unwrap();
        assert!(matches!(open(&path, &OLD), Err(CatalogueError::Newer { found: 2, known: 1, .. })));
        let other = Schema { application_id: 8, ..NEW };
        assert!(matches!(open(&path, &other), Err(CatalogueError::Foreign { .. })));
        assert_eq!(fs::read(&path).unwrap(), before);

        for rubbish in ["xy", "not a database at all", &"no database ".repeat(1_000)] {
            fs::write(&path, rubbish).unwrap();
            assert!(matches!(open(&path, &NEW), Err(CatalogueError::Damaged { .. })));
            assert_eq!(fs::read_to_string(&path).unwrap(), rubbish);
        }

        let mut torn = before;
        torn[100..].fill(0x5a);
        fs::write(&path, &torn).unwrap();
        assert!(matches!(open(&path, &NEW), Err(CatalogueError::Damaged { .. })));
        assert_eq!(fs::read(&path).unwrap(), torn);
    }

    #[cfg(unix)]
    #[test]
    fn the_files_are_their_owner_s_alone_also_those_that_were_there() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.db");
        let open = || open(&path, &NEW).unwrap();
        let modes = || {
            let of =
                |end: &str| fs::metadata(dir.path().join(format!("a.db{end}"))).unwrap().permissions().mode();
            ["", "-wal", "-shm"].map(|end| of(end) & 0o777)
        };
        let first = open();
        assert_eq!(modes(), [0o600; 3]);
        for end in ["", "-wal", "-shm"] {
            fs::set_permissions(dir.path().join(format!("a.db{end}")), fs::Permissions::from_mode(0o644))
                .unwrap();
        }
        let second = open();
        assert_eq!(modes(), [0o600; 3]);
        assert_eq!(second.pragma_query_value(None, "synchronous", |row| row.get::<_, i64>(0)).unwrap(), 2);
        drop((first, second));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
        keep_private(&path);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o400, "what is protected stays so");
    }

    #[cfg(unix)]
    #[test]
    fn pipes_and_folders_are_refused_at_once() {
        let dir = tempfile::tempdir().unwrap();
        let pipe = dir.path().join("pipe.db");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        for path in [pipe.as_path(), dir.path()] {
            assert!(matches!(open(path, &NEW), Err(CatalogueError::NoFile { .. })), "{}", path.display());
        }
    }
}
