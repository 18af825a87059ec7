//! Leaving while something cannot be saved, and while nobody reads.

use std::{
    fs::File, io::Write as _, os::unix::fs::OpenOptionsExt as _, path::PathBuf, process::Command,
    time::Instant,
};

use rusqlite::Connection;

use crate::harness::{House, Key, PATIENCE, SEGUE, Signal, Terminal, dig, quit};

/// Another program that holds the store and does not let go of it.
fn hold(house: &House) -> Connection {
    let db = Connection::open(house.dir.path().join("data/user.db")).expect("opens");
    db.execute_batch("BEGIN IMMEDIATE").expect("the lock");
    db
}

/// The screen with a record queued that cannot be stored.
fn unsaved(house: &House) -> (Terminal, Connection) {
    let mut screen = house.start();
    dig(&mut screen);
    let held = hold(house);
    screen.send_str("a").expect("typed");
    screen.wait_until(|s| s.contains("queue 1")).expect("queued");
    (screen, held)
}

/// The queues written as text.
fn rescued(house: &House) -> Vec<PathBuf> {
    let entries =
        std::fs::read_dir(house.dir.path().join("data")).expect("the folder").map(|e| e.expect("an entry"));
    let queue = |name: &str| name.starts_with("segue-queue-");
    entries.filter(|e| queue(&e.file_name().to_string_lossy())).map(|e| e.path()).collect()
}

#[test]
fn leaving_waits_for_another_program_and_saves() {
    let house = House::new();
    let (mut screen, held) = unsaved(&house);
    screen.send_str("q").unwrap();
    screen.wait_until(|s| !s.alternate_screen() && s.contains("saving the last changes")).unwrap();
    drop(held);
    assert!(screen.wait_exit().unwrap().success());
    assert!(house.queue().contains("Alien Girl"), "{}", house.queue());
    assert_eq!(rescued(&house).len(), 0);
}

#[test]
fn what_cannot_be_saved_is_written_as_text_and_said() {
    let house = House::new();
    let (mut screen, _held) = unsaved(&house);
    screen.send_str("q").unwrap();
    screen.wait_until(|s| s.contains("saving the last changes")).unwrap();
    screen.send(Key::Ctrl('c')).unwrap();
    let status = screen.wait_exit().unwrap();
    assert_eq!(status.code(), Some(1));
    let shown = screen.screen().text();
    assert!(shown.contains("is not saved") && shown.contains("segue-queue-"), "{shown}");
    let text = std::fs::read_to_string(&rescued(&house)[0]).unwrap();
    assert!(text.contains("Alien Girl"), "{text}");
}

#[test]
fn a_signal_with_something_unsaved_leaves_the_queue_as_text() {
    for signal in [Signal::Term, Signal::Hup] {
        let house = House::new();
        let (mut screen, _held) = unsaved(&house);
        screen.signal(signal).unwrap();
        assert_eq!(screen.wait_exit().unwrap().code(), Some(1));
        let text = std::fs::read_to_string(&rescued(&house)[0]).unwrap();
        assert!(text.contains("Alien Girl"), "{text}");
    }
}

/// What SQLite left beside the databases, with its size.
fn journals(house: &House) -> Vec<(String, u64)> {
    let entries =
        std::fs::read_dir(house.dir.path().join("data")).expect("the folder").map(|e| e.expect("an entry"));
    let named =
        entries.map(|e| (e.file_name().to_string_lossy().into_owned(), e.metadata().map_or(0, |m| m.len())));
    named.filter(|(name, _)| name.ends_with("-wal") || name.ends_with("-shm")).collect()
}

#[test]
fn nothing_stays_beside_the_databases_when_nobody_else_has_them() {
    let house = House::new();
    let mut screen = house.start_in(house.terminal().size(120, 40));
    dig(&mut screen);
    screen.send_str("a").unwrap();
    // The end waits only so long for what goes on in the background: nothing does once the model is learned.
    screen.wait_until(|s| s.contains("queue · 1 record") && s.contains("learned")).unwrap();
    assert!(!journals(&house).is_empty());
    quit(screen);
    assert_eq!(journals(&house), []);
}

#[test]
fn a_signal_ends_it_where_nobody_reads_the_terminal() {
    let house = House::new();
    let pids = house.dir.path().join("pids");
    // `script` reads segue's terminal, until it is stopped.
    let line = format!("echo $PPID $$ > {}; exec {SEGUE} {}", pids.display(), house.arguments().join(" "));
    let terminal = house.terminal().size(200, 60).env("SHELL", "/bin/sh");
    let mut screen = terminal.args(["-q", "-c", &line, "/dev/null"]).spawn("script").unwrap();
    screen.wait_until(|s| s.contains(" mixes")).unwrap();
    let pids = std::fs::read_to_string(pids).unwrap();
    let (script, segue) = pids.trim().split_once(' ').unwrap();
    let kill = |signal: &str, pid: &str| {
        assert!(
            Command::new("sh").args(["-c", &format!("kill -{signal} {pid}")]).status().unwrap().success()
        );
    };
    kill("STOP", script);
    let state = |pid: &str| std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    while !state(script).contains(") T ") {
        std::thread::yield_now();
    }
    // The whole screen is drawn anew into a terminal that is filled until it takes no more, also once what was on its way is through.
    kill("CONT", segue);
    let filled =
        File::options().write(true).custom_flags(libc::O_NONBLOCK).open(format!("/proc/{segue}/fd/1"));
    let (mut filled, mut refused) = (filled.unwrap(), 0);
    while refused < 1_000 {
        refused = if filled.write(&[0; 4_096]).is_ok() { 0 } else { refused + 1 };
        std::thread::yield_now();
    }
    kill("TERM", segue);
    let begun = Instant::now();
    // The stopped `script` does not take the exit code; a zombie has ended.
    while !state(segue).is_empty() && !state(segue).contains(") Z ") {
        assert!(begun.elapsed() < PATIENCE, "it has not ended");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    kill("CONT", script);
    screen.wait_exit().unwrap();
}
