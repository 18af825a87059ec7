use std::fs::File;

use super::{super::USER, *};

fn opened(dir: &tempfile::TempDir) -> Database {
    Database::open(&dir.path().join("user.db"), &USER).unwrap()
}

fn put(db: &Database, name: &str) {
    db.execute("INSERT INTO setting (name, value) VALUES (?1, 'x')", [name]).unwrap();
}

/// The names in the file that the next start opens.
fn names(path: &Path) -> Vec<String> {
    let db = Database::open(path, &USER).unwrap();
    let mut rows = db.prepare("SELECT name FROM setting WHERE value = 'x' ORDER BY name").unwrap();
    rows.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

fn files(dir: &tempfile::TempDir) -> Vec<String> {
    let names = fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

#[test]
fn a_file_that_is_deleted_or_emptied_is_written_back_whole() {
    let away: [fn(&Path); 5] = [
        |path| fs::remove_file(path).unwrap(),
        |path| ["", "-wal", "-shm"].iter().for_each(|end| fs::remove_file(beside(path, end)).unwrap()),
        |path| fs::rename(path, path.with_file_name("elsewhere")).unwrap(),
        |path| drop(File::create(path).unwrap()),
        |path| {
            fs::remove_file(path).unwrap();
            drop(File::create(path).unwrap());
        },
    ];
    for (i, away) in away.into_iter().enumerate() {
        let dir = tempfile::tempdir().unwrap();
        let mut db = opened(&dir);
        put(&db, "before");
        away(&db.path.clone());
        assert!(!db.stay().unwrap(), "{i}");
        put(&db, "later");
        assert!(!db.stay().unwrap(), "{i}");
        let path = db.path.clone();
        assert_eq!(names(&path), ["before", "later"], "{i}: while it is open");
        drop(db);
        assert_eq!(names(&path), ["before", "later"], "{i}: afterwards");
        assert!(taken_away().iter().any(|said| said.contains(&path.display().to_string())), "{i}");
    }
}

#[test]
fn another_file_in_its_place_is_left_alone_and_ours_kept_beside() {
    let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let theirs = opened(&other);
    put(&theirs, "theirs");
    let from = theirs.path.clone();
    drop(theirs);
    let mut db = opened(&dir);
    put(&db, "ours");
    fs::rename(from, &db.path).unwrap();
    assert!(db.stay().unwrap());
    put(&db, "later");
    let path = db.path.clone();
    drop(db);
    assert_eq!(names(&path), ["later", "theirs"]);
    assert_eq!(names(&dir.path().join("user.db.kept-1")), ["ours"]);
}

#[test]
fn a_file_that_cannot_be_used_is_said_each_time_and_ours_kept_once() {
    let dir = tempfile::tempdir().unwrap();
    let mut db = opened(&dir);
    put(&db, "ours");
    fs::remove_file(&db.path).unwrap();
    fs::write(&db.path, "years of work").unwrap();
    for _ in 0..3 {
        assert!(matches!(db.stay(), Err(CatalogueError::Replaced { .. })));
    }
    drop(db);
    assert_eq!(fs::read(dir.path().join("user.db")).unwrap(), b"years of work");
    assert_eq!(names(&dir.path().join("user.db.kept-1")), ["ours"]);
    assert!(!files(&dir).contains(&"user.db.kept-2".to_owned()));
}

#[test]
fn who_else_has_it_open_goes_on_in_the_copy() {
    let dir = tempfile::tempdir().unwrap();
    let (mut one, mut two, idle) = (opened(&dir), opened(&dir), opened(&dir));
    put(&two, "before");
    fs::remove_file(&one.path).unwrap();
    assert!(!one.stay().unwrap());
    put(&one, "one");
    assert!(two.stay().unwrap(), "another file is open now");
    put(&two, "two");
    // Closing what still has the deleted file takes no journal from the new one.
    drop(idle);
    put(&one, "last");
    assert_eq!(names(&one.path), ["before", "last", "one", "two"]);
    drop((one, two));
    assert_eq!(names(&dir.path().join("user.db")), ["before", "last", "one", "two"]);
    assert_eq!(files(&dir), ["user.db"]);
}

#[test]
fn a_file_that_another_program_packs_stays() {
    let dir = tempfile::tempdir().unwrap();
    let mut db = opened(&dir);
    db.execute("INSERT INTO setting VALUES ('long', ?1)", ["y".repeat(1 << 20)]).unwrap();
    db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    assert!(!db.stay().unwrap());
    let other = Connection::open(&db.path).unwrap();
    other.execute_batch("DELETE FROM setting; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    assert_eq!(db.look(), Standing::Shorter);
    assert!(!db.stay().unwrap());
    assert_eq!(files(&dir), ["user.db", "user.db-shm", "user.db-wal"]);
}

#[test]
fn what_cannot_be_written_back_is_said() {
    let dir = tempfile::tempdir().unwrap();
    let mut db = opened(&dir);
    fs::remove_dir_all(dir.path()).unwrap();
    assert!(matches!(db.stay(), Err(CatalogueError::TakenAway { gone: true, .. })));
    assert!(!dir.path().exists());
}
