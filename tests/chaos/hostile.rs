//! Wikis that lie: an update ends, says why without a raw byte, takes little memory, and leaves what was there.

use std::{
    fs,
    io::Read as _,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::{
    home::{Home, wait},
    ledger::Ledger,
    random::Random,
    wiki::{LIARS, Manner, Wiki, pages},
};

/// Resident memory that no update takes, kB.
const MEMORY: u64 = 300_000;

/// Servers that were asked, by whether the update gave up by itself.
#[derive(Default)]
pub struct Counts {
    /// It gave up.
    pub ended: usize,
    /// It was waiting politely until it was told to stop.
    pub stopped: usize,
}

/// Asks one after another until the time is over, each at least once.
pub fn run(random: &mut Random, time: Duration, counts: &mut Counts) {
    let mut ledger = Ledger::new(Home::new());
    let begun = Instant::now();
    let mut rounds = LIARS.iter().cycle().enumerate();
    while let Some((round, &manner)) =
        rounds.next().filter(|(round, _)| *round < LIARS.len() || begun.elapsed() < time)
    {
        let patience = Duration::from_millis(500) + random.moment(Duration::from_secs(1 + round as u64 / 10));
        if ask(&ledger, manner, patience) {
            counts.ended += 1;
        } else {
            counts.stopped += 1;
        }
        ledger.check(random, &format!("a wiki that {manner:?}"));
    }
}

/// One update; true where it gave up by itself.
fn ask(ledger: &Ledger, manner: Manner, patience: Duration) -> bool {
    let wiki = Wiki::serve(pages(60), manner, Duration::ZERO);
    ledger.home.settings(&wiki.settings());
    let mut command = ledger.home.command(&["update"]);
    let mut update = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    let begun = Instant::now();
    while begun.elapsed() < patience && update.try_wait().expect("a child").is_none() {
        let peak = peak(&update);
        assert!(peak < MEMORY, "a wiki that {manner:?} made an update take {peak} kB");
        thread::sleep(Duration::from_millis(5));
    }
    let ended = update.try_wait().expect("a child").is_some();
    if !ended {
        let pid = update.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().expect("kill runs").success());
    }
    let status = wait(&mut update, &format!("an update from a wiki that {manner:?}"));
    assert!(!status.success(), "an update from a wiki that {manner:?} is no success");
    check_words(&mut update, manner);
    ended
}

fn peak(child: &Child) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

fn check_words(child: &mut Child, manner: Manner) {
    let mut said = Vec::new();
    child.stdout.take().expect("piped").read_to_end(&mut said).expect("read");
    child.stderr.take().expect("piped").read_to_end(&mut said).expect("read");
    let said = String::from_utf8_lossy(&said);
    let raw = said.chars().find(|c| c.is_control() && *c != '\n');
    assert_eq!(raw, None, "a wiki that {manner:?}: {said:?}");
    assert!(!said.contains("panicked"), "{said}");
}
