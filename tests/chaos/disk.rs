//! A disk that is full, and files that may not grow.

use std::{
    fs,
    path::PathBuf,
    process::Command,
    time::{Duration, Instant},
};

use crate::{home::Home, ledger::Ledger, random::Random};

/// Room of the small disk; the first import takes about half of it.
const DISK: &str = "size=6m";

/// Commands that went through, and those that had to say no.
#[derive(Default)]
pub struct Counts {
    /// Done.
    pub done: usize,
    /// Refused.
    pub refused: usize,
}

/// A file system in memory; goes with this.
struct Disk(PathBuf);

impl Disk {
    /// `None` where this user may not mount.
    fn mount(home: &Home) -> Option<Self> {
        let at = home.data();
        fs::create_dir_all(&at).expect("made");
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", DISK, "segue-chaos"]).arg(&at).output();
        mounted.is_ok_and(|out| out.status.success()).then_some(Self(at))
    }

    /// Leaves so many bytes.
    fn fill_to(&self, left: u64) {
        let _ = fs::remove_file(self.0.join("filler"));
        let stat = rustix::fs::statvfs(&self.0).expect("a file system");
        let fill = (stat.f_bavail * stat.f_frsize).saturating_sub(left);
        fs::write(self.0.join("filler"), vec![0; fill as usize]).expect("filled");
    }

    fn free(&self) {
        fs::remove_file(self.0.join("filler")).expect("removed");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

/// Attacks until the time is over: half of it on a disk with no room, half with files that may not grow.
pub fn run(random: &mut Random, time: Duration, counts: &mut Counts) {
    let home = Home::new();
    let limits = if let Some(disk) = Disk::mount(&home) {
        let mut ledger = Ledger::new(home);
        repeat(time / 2, || {
            disk.fill_to(random.below(250_000) as u64);
            let refused = attempt(&mut ledger, random, None, counts);
            disk.free();
            ledger.check(random, &format!("a full disk ({refused})"));
        });
        // Before the folder that it lies in.
        drop(disk);
        time / 2
    } else {
        println!("chaos: no small disk can be mounted here; files that may not grow instead");
        time
    };
    let mut ledger = Ledger::new(Home::new());
    repeat(limits, || {
        let blocks = random.below(80);
        let refused = attempt(&mut ledger, random, Some(blocks), counts);
        ledger.check(random, &format!("files of at most {blocks} blocks ({refused})"));
    });
}

fn repeat(time: Duration, mut act: impl FnMut()) {
    let begun = Instant::now();
    while begun.elapsed() < time {
        act();
    }
}

/// One command where there is little room; the words with which it was refused.
fn attempt(ledger: &mut Ledger, random: &mut Random, blocks: Option<usize>, counts: &mut Counts) -> String {
    let row = ledger.record(random);
    let (number, file) = ledger.next_import();
    let kind = random.below(4);
    let args: &[&str] = match kind {
        0 => &["import", &file],
        1 => &["similar", &row],
        _ => &["queue", "add", &row],
    };
    if kind == 1 {
        let _ = fs::remove_dir_all(ledger.home.data().join("snapshot"));
    }
    let mut command = match blocks {
        None => ledger.home.command(args),
        Some(blocks) => {
            let mut shell = Command::new("sh");
            shell.args(["-c", &format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"")]);
            ledger.home.command_of(shell, args)
        }
    };
    let out = command.output().expect("it runs");
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    let full = blocks.is_none() && !out.status.success();
    assert!(!full || said.contains("the disk is full"), "{args:?}: {said}");
    match (out.status.code(), kind) {
        (Some(0), 0) => ledger.imports(number),
        (Some(0), 1) => {}
        (Some(0), _) => ledger.queues(row),
        (Some(1), 2..) => ledger.may_queue(row),
        (Some(1), _) => {}
        _ => panic!("{args:?} ended with {}: {said}", out.status),
    }
    if out.status.success() {
        counts.done += 1;
    } else {
        counts.refused += 1;
    }
    said
}
