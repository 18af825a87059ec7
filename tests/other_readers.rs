//! Other programs read the databases while segue has them open: nothing that is written afterwards may be lost.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use segue::{
    catalogue::{
        Catalogue, Change, Incoming, Item, ItemId, MixOrigin, MixSource, QueueOp, QueuePlace, Seen, User,
        Writer,
    },
    track::Name,
    wikitext,
};

const ROWS: i64 = 40;
const QUEUE: &str = "Friday";

/// The databases of a data folder.
struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    fn user(&self) -> PathBuf {
        self.0.path().join("user.db")
    }

    fn catalogue(&self) -> PathBuf {
        self.0.path().join("catalogue.db")
    }

    fn copy(&self) -> PathBuf {
        self.0.path().join("copy.db")
    }

    fn open_user(&self) -> User {
        User::open(&self.user()).expect("user.db opens")
    }

    fn open_catalogue(&self) -> Catalogue {
        Catalogue::open(&self.catalogue()).expect("catalogue.db opens")
    }

    fn mixes(&self) -> u64 {
        self.open_catalogue().contents().and_then(|contents| contents.counts()).expect("read").mixes
    }

    /// A copy of what another process finds stored. It is asked while this one has everything open: what only this one still sees
    /// is gone when it is killed.
    fn seen_by_another(&self) -> Home {
        let copy = Home::new();
        segue(self, &["backup", copy.0.path().to_str().expect("UTF-8")]);
        copy
    }
}

fn insert(id: i64) -> QueueOp {
    let name = Name { artist: "Surgeon".to_owned(), title: format!("Magneze {id}"), version: None };
    QueueOp::Insert(Item { id: ItemId(id), track: Seen::new(name), added: 0 }, QueuePlace::Last)
}

fn mix(id: i64) -> Change {
    let lines = [format!("Surgeon - Magneze {id}")];
    let mix = wikitext::parse_lines(&format!("2001-05-01 - Ann - Show {id}"), &lines);
    let source =
        MixSource { page_id: None, revision: None, origin: MixOrigin::Import, url: None, foreign_id: None };
    Change::Upsert(Incoming { source, mix })
}

/// Adds to the queue with the store open several times, as the screen has it, while `other` reads.
fn queue_outlives(other: &dyn Fn(&Home)) {
    let home = Home::new();
    let mut user = home.open_user();
    user.change_queue(QUEUE, &[insert(0)], 0).expect("stored");
    let second = home.open_user();
    drop(home.open_user());
    other(&home);
    for id in 1..ROWS {
        user.change_queue(QUEUE, &[insert(id)], 0).expect("stored");
    }
    assert_eq!(home.seen_by_another().open_user().queue(QUEUE).expect("read").len(), ROWS as usize);
    drop((user, second));
    assert_eq!(home.open_user().queue(QUEUE).expect("read").len(), ROWS as usize);
}

/// The same for mixes, with a writer and readers.
fn mixes_outlive(other: &dyn Fn(&Home)) {
    let home = Home::new();
    let mut writer = Writer::acquire(&home.catalogue(), &home.user()).expect("a writer");
    writer.apply(&[mix(0)]).expect("stored");
    let second = home.open_catalogue();
    drop(home.open_catalogue());
    other(&home);
    for id in 1..ROWS {
        writer.apply(&[mix(id)]).expect("stored");
    }
    assert_eq!(home.seen_by_another().mixes(), ROWS as u64);
    drop((writer, second));
    assert_eq!(home.mixes(), ROWS as u64);
}

fn succeeds(command: &mut Command) {
    let out = command.output().unwrap_or_else(|e| panic!("{command:?}: {e}"));
    assert!(out.status.success(), "{command:?}: {}", String::from_utf8_lossy(&out.stderr));
}

fn segue(home: &Home, args: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_segue"));
    let config = home.0.path().join("config.toml");
    succeeds(
        command
            .args(args)
            .arg("--no-starter")
            .arg("--data-dir")
            .arg(home.0.path())
            .arg("--config")
            .arg(config),
    );
}

/// SQLite's newest versions look twice before they delete a journal, the tools below do not: what they go by is the lock.
#[cfg(target_os = "linux")]
#[test]
fn opening_a_database_once_more_leaves_its_lock_where_it_is() {
    use std::os::unix::fs::MetadataExt as _;
    let home = Home::new();
    let held = |path: &Path| {
        let inode = format!(":{} ", std::fs::metadata(path).expect("there").ino());
        let locks = std::fs::read_to_string("/proc/locks").expect("the locks");
        locks.lines().any(|lock| lock.contains(&inode) && lock.contains("POSIX"))
    };
    let (user, catalogue) = (home.open_user(), home.open_catalogue());
    drop((home.open_user(), home.open_catalogue()));
    user.backup(&home.copy()).expect("a copy");
    assert!(held(&home.user()) && held(&home.catalogue()));
    drop((user, catalogue));
    assert!(!held(&home.user()));
}

#[test]
fn a_second_segue_that_comes_and_goes_costs_nothing() {
    let reads = |home: &Home| segue(home, &["queue", "list"]);
    queue_outlives(&reads);
    mixes_outlive(&reads);
}

#[test]
fn a_backup_is_whole_while_programs_write() {
    let home = Home::new();
    let mut user = home.open_user();
    for id in 0..ROWS {
        user.change_queue(QUEUE, &[insert(id)], 0).expect("stored");
        if id % 10 == 9 {
            segue(&home, &["backup", home.copy().to_str().expect("UTF-8")]);
            let copy = User::open(&home.copy()).expect("the copy opens");
            assert_eq!(copy.queue(QUEUE).expect("read").len() as i64, id + 1);
        }
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    drop(home.open_catalogue());
    segue(&home, &["backup", folder.path().to_str().expect("UTF-8")]);
    let copy = Home(folder);
    assert_eq!(copy.open_user().queue(QUEUE).expect("read").len() as i64, ROWS);
    assert_eq!(copy.open_catalogue().generation().expect("read"), 0);
    let names =
        std::fs::read_dir(copy.0.path()).expect("read").map(|entry| entry.expect("an entry").file_name());
    let names: std::collections::BTreeSet<_> =
        names.map(|name| name.to_string_lossy().into_owned()).collect();
    assert!(names.contains("analysed.db"), "{names:?}");
}

/// What another program does with a data folder.
type Other = Box<dyn Fn(&Home)>;

/// What Debian's tool does with a database: reading, copying, compacting into another file.
fn with_sqlite3(file: fn(&Home) -> PathBuf) -> [Other; 3] {
    let run = move |words: fn(&Path) -> String| -> Other {
        Box::new(move |home| succeeds(Command::new("sqlite3").arg(file(home)).arg(words(&home.copy()))))
    };
    [
        run(|_| "SELECT count(*) FROM sqlite_schema".into()),
        run(|copy| format!(".backup '{}'", copy.display())),
        run(|copy| format!("VACUUM INTO '{}'", copy.display())),
    ]
}

fn with_python(file: fn(&Home) -> PathBuf) -> [Other; 3] {
    let run = move |words: &'static str| -> Other {
        Box::new(move |home| {
            let script =
                format!("import sqlite3, sys\ndb = sqlite3.connect(sys.argv[1])\n{words}\ndb.close()");
            succeeds(Command::new("python3").arg("-c").arg(script).arg(file(home)).arg(home.copy()));
        })
    };
    [
        run("db.execute('SELECT count(*) FROM sqlite_schema').fetchall()"),
        run("to = sqlite3.connect(sys.argv[2])\ndb.backup(to)\nto.close()"),
        run("db.execute('VACUUM INTO ?', (sys.argv[2],))"),
    ]
}

#[test]
#[ignore = "needs the program sqlite3"]
fn sqlite3_that_reads_copies_or_compacts_costs_nothing() {
    for other in with_sqlite3(Home::user) {
        queue_outlives(&other);
    }
    for other in with_sqlite3(Home::catalogue) {
        mixes_outlive(&other);
    }
}

#[test]
#[ignore = "needs python3 with its sqlite3 module"]
fn python_that_reads_copies_or_compacts_costs_nothing() {
    for other in with_python(Home::user) {
        queue_outlives(&other);
    }
    for other in with_python(Home::catalogue) {
        mixes_outlive(&other);
    }
}
