//! The screen in a pseudo-terminal.

use std::{
    path::Path,
    thread,
    time::{Duration, Instant},
};

use termlens::{Key, Terminal};

use super::shared::{made, process, rows::Sheet};

const MILLISECONDS: f64 = 1e3;

fn terminal(data: &Path, arguments: &[&str]) -> Terminal {
    Terminal::builder()
        .size(120, 40)
        .env_clear()
        .env("HOME", data.display().to_string())
        .env("LANG", "C.UTF-8")
        .env("TERM", "xterm-256color")
        .timeout(Duration::from_mins(2))
        .args(["--offline", "--data-dir"])
        .arg(data.display().to_string())
        .args(arguments)
        .spawn(&*made::SEGUE)
        .unwrap()
}

/// Milliseconds from the start of the process.
pub struct Start {
    pub frame: f64,
    pub search: f64,
}

/// Starts the screen with a query typed at once, and leaves it.
pub fn start(data: &Path) -> Start {
    let begin = Instant::now();
    let mut screen = terminal(data, &["--no-starter"]);
    screen.wait_until(|s| s.contains("mixes")).unwrap();
    let frame = begin.elapsed().as_secs_f64() * MILLISECONDS;
    leave(screen);
    let begin = Instant::now();
    let mut screen = terminal(data, &["--no-starter"]);
    screen.send_str("/the").unwrap();
    screen.wait_until(|s| s.contains("the") && s.contains("Search")).unwrap();
    let search = begin.elapsed().as_secs_f64() * MILLISECONDS;
    leave(screen);
    Start { frame, search }
}

/// Milliseconds of a first start in an empty folder, to the starter's catalogue.
pub fn first_ever() -> f64 {
    let folder = tempfile::tempdir().unwrap();
    let begin = Instant::now();
    let mut screen = terminal(folder.path(), &[]);
    screen.wait_until(|s| s.contains("4,500 mixes")).unwrap();
    let time = begin.elapsed().as_secs_f64() * MILLISECONDS;
    leave(screen);
    time
}

fn leave(mut screen: Terminal) {
    let _ = screen.signal(termlens::Signal::Term);
    let _ = screen.wait_exit();
}

/// Searches and similars of one sitting.
const ASKED: usize = 20;

pub fn memory(sheet: &mut Sheet, size: &str, data: &Path) {
    let mut screen = terminal(data, &["--no-starter"]);
    screen.wait_until(|s| s.contains("mixes")).unwrap();
    let pid = screen.pid().unwrap();
    for word in ["the", "love", "deep", "house", "night", "acid", "dub", "black", "blue", "sound"]
        .into_iter()
        .cycle()
        .take(ASKED)
    {
        screen.send_str("/").unwrap();
        screen.send(Key::Ctrl('u')).unwrap();
        screen.send_str(word).unwrap();
        screen.wait_until(|s| s.contains(word)).unwrap();
        thread::sleep(Duration::from_millis(300));
        screen.send(Key::Enter).unwrap();
        screen.wait_until(|s| s.contains("[1 ")).unwrap();
        // Where the word is a name, its page stands first; the page's first record is asked about then.
        if screen.screen().text().contains("[1 Records]") {
            screen.send(Key::Enter).unwrap();
        }
        screen.wait_until(|s| s.contains("[1 Played with]")).unwrap();
        thread::sleep(Duration::from_millis(300));
    }
    let megabytes = |name| process::kilobytes(pid, name) / 1e3;
    let (anonymous, resident) = (megabytes("RssAnon"), megabytes("VmRSS"));
    leave(screen);
    sheet.below("anonymous memory after 20 searches, 20 similars", size, anonymous, 250.0, "MB", "");
    sheet.below("resident memory, the same", size, resident, 700.0, "MB", "");
}

/// How long playing is watched: one preview.
const PLAYED: Duration = Duration::from_secs(30);

/// The tour plays with its spectrogram at ten frames a second, into nowhere, once all of it is listened to.
pub fn play(sheet: &mut Sheet) {
    let home = tempfile::tempdir().unwrap();
    let config = home.path().join("config.toml");
    std::fs::write(&config, "[sound]\noutput = \"null\"\n").unwrap();
    let mut screen = Terminal::builder()
        .size(120, 40)
        .env_clear()
        .env("HOME", home.path().display().to_string())
        .env("TMPDIR", home.path().display().to_string())
        .env("LANG", "C.UTF-8")
        .env("TERM", "xterm-256color")
        .timeout(Duration::from_mins(5))
        .args(["demo", "--config"])
        .arg(config.display().to_string())
        .spawn(&*made::SEGUE)
        .unwrap();
    screen.wait_until(|s| s.contains("made-up mixes")).unwrap();
    screen.send_str("buoy").unwrap();
    screen.wait_until(|s| s.contains("Buoy")).unwrap();
    screen.send(Key::Enter).unwrap();
    screen.wait_until(|s| s.contains("[1 Played with]") && s.contains("1 of")).unwrap();
    let pid = screen.pid().unwrap();
    // The tour listens to its own records first.
    loop {
        let cpu = process::cpu(pid);
        thread::sleep(Duration::from_secs(3));
        if process::cpu(pid) - cpu < 0.06 {
            break;
        }
    }
    for (view, keys) in [("overview", " "), ("sweep", "v")] {
        screen.send_str(keys).unwrap();
        screen.wait_until(|s| s.contains("/0:30")).unwrap();
        thread::sleep(Duration::from_secs(2));
        let cpu = process::cpu(pid);
        for _ in 0..2 {
            thread::sleep(PLAYED / 2);
            // Back to the start, so that it plays all the time.
            screen.send_str("<").unwrap();
        }
        let share = (process::cpu(pid) - cpu) / PLAYED.as_secs_f64() * 100.0;
        sheet.below(
            &format!("playing for 30 s with the spectrogram ({view}): processor"),
            "demo",
            share,
            3.0,
            "%",
            "",
        );
    }
    leave(screen);
}

/// How long nothing is done.
const IDLE: Duration = Duration::from_mins(1);

pub fn idle(sheet: &mut Sheet, size: &str, data: &Path) {
    let mut screen = terminal(data, &["--no-starter"]);
    screen.wait_until(|s| s.contains("mixes")).unwrap();
    let pid = screen.pid().unwrap();
    thread::sleep(Duration::from_secs(5));
    let (cpu, written) = (process::cpu(pid), process::written(pid));
    thread::sleep(IDLE);
    let share = (process::cpu(pid) - cpu) / IDLE.as_secs_f64() * 100.0;
    let written = process::written(pid) - written;
    leave(screen);
    sheet.below("idle for 60 s: processor", size, share, 0.05, "%", "");
    sheet.below("idle for 60 s: written to the disk", size, written, 1.0, "bytes", "");
}
