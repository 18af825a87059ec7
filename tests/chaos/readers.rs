//! Two screens and three command lines on one folder, while another program copies its databases every second.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use rusqlite::{Connection, OpenFlags};

use crate::{
    home::Home,
    kills::{open, type_rows},
    ledger::Ledger,
    random::Random,
};

/// What was done beside each other.
#[derive(Default)]
pub struct Counts {
    /// Rows whose queueing a command acknowledged.
    pub rows: usize,
    /// Imports.
    pub imports: usize,
    /// Copies that another program made and that are whole.
    pub copies: usize,
}

/// Has all of them work until the time is over; nothing acknowledged may be missing then.
pub fn run(random: &mut Random, time: Duration, counts: &mut Counts) {
    let mut ledger = Ledger::new(Home::new());
    let begun = Instant::now();
    let over = AtomicBool::new(false);
    let (rows, copies) = (Mutex::new(Vec::new()), AtomicUsize::new(0));
    let mut screens: Vec<_> = (0..2).map(|_| open(&ledger.home, &["--offline"])).collect();
    let records: Vec<String> = (0..60).map(|_| ledger.record(random)).collect();
    let seeds = (random.next(), random.next());
    let mut imported = Vec::new();
    let home = &ledger.home.clone();
    thread::scope(|scope| {
        // Also where this panics: the others would go on for ever.
        let _ends = Ends(&over);
        let (over, rows, copies, records) = (&over, &rows, &copies, &records);
        for seed in [seeds.0, seeds.1] {
            scope.spawn(move || queue(home, records, seed, over, rows));
        }
        scope.spawn(move || copy(home, over, copies));
        while begun.elapsed() < time {
            let (number, file) = ledger.next_import();
            let out = home.run(&["import", &file]);
            assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
            imported.push(number);
            for screen in &mut screens {
                let record = records[random.below(records.len())].as_str();
                type_rows(screen, record, random);
            }
            thread::sleep(Duration::from_millis(300));
        }
    });
    for mut screen in screens {
        screen.send_str("\x03\x03").expect("typed");
        assert!(screen.wait_exit().expect("it ends").success(), "a screen that saved everything");
    }
    for &number in &imported {
        ledger.imports(number);
    }
    let rows = rows.into_inner().expect("rows");
    let mut there = ledger.queue();
    for row in &rows {
        let place = there.iter().position(|there| there == row);
        there.remove(place.unwrap_or_else(|| panic!("{row} was acknowledged and is gone")));
    }
    ledger.takes_queue("several programs");
    ledger.check(random, "several programs beside each other");
    counts.rows += rows.len();
    counts.imports += imported.len();
    counts.copies += copies.load(Ordering::Relaxed);
}

/// Tells the others that it is over.
struct Ends<'o>(&'o AtomicBool);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn queue(home: &Home, records: &[String], seed: u64, over: &AtomicBool, rows: &Mutex<Vec<String>>) {
    let mut random = Random(seed);
    while !over.load(Ordering::Relaxed) {
        let row = random.pick(records);
        let out = home.run(&["queue", "add", row]);
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        rows.lock().expect("rows").push(row.clone());
        thread::sleep(random.moment(Duration::from_millis(200)));
    }
}

/// Copies every second as a person would, with Debian's tool where that is there.
fn copy(home: &Home, over: &AtomicBool, copies: &AtomicUsize) {
    let to = home.path("copy.db");
    while !over.load(Ordering::Relaxed) {
        for name in ["user.db", "catalogue.db", "analysed.db"] {
            let from = home.data().join(name);
            if from.exists() {
                backup(&from, &to);
                let db = Connection::open(&to).expect("the copy opens");
                let said: String =
                    db.pragma_query_value(None, "quick_check", |row| row.get(0)).expect("read");
                assert_eq!(said, "ok", "a copy of {name}");
                copies.fetch_add(1, Ordering::Relaxed);
            }
        }
        thread::sleep(Duration::from_secs(1));
    }
}

fn backup(from: &Path, to: &PathBuf) {
    let words = format!(".backup '{}'", to.display());
    let tool = Command::new("sqlite3").arg("-cmd").arg(".timeout 20000").arg(from).arg(words).output();
    if let Ok(out) = tool {
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        return;
    }
    let db = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("opens");
    db.backup(rusqlite::MAIN_DB, to, None::<fn(rusqlite::backup::Progress)>).expect("copied");
}
