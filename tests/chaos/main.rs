//! Attacks on the real binary: kills, full disks, other readers, damaged snapshots, lying servers.
//!
//! `SEGUE_CHAOS_SECONDS` says how long (120 where it is not set), `SEGUE_CHAOS_SEED` another row of attacks. What each did is
//! printed; the first thing that is lost, stale or left lying about ends it.

#![cfg(unix)]
#![allow(clippy::print_stdout, reason = "the counts are what a reader wants")]

mod disk;
mod flips;
mod home;
mod hostile;
mod kills;
mod ledger;
mod random;
mod readers;
mod wiki;

use std::time::Duration;

use random::Random;

fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

/// So many hundredths of the whole time.
fn share(hundredths: u32) -> Duration {
    Duration::from_secs(setting("SEGUE_CHAOS_SECONDS", 120)) * hundredths / 100
}

/// Each attack has a row of its own, so that one can be had again alone.
fn random(attack: u64) -> Random {
    Random(setting("SEGUE_CHAOS_SEED", 1).wrapping_mul(1 << 32).wrapping_add(attack))
}

#[test]
#[ignore = "takes a minute; .ci/run and `just chaos` run it"]
fn kills() {
    let mut counts = kills::Counts::new();
    kills::run(&mut random(1), share(50), &mut counts);
    let all: usize = counts.values().map(|count| count.0).sum();
    let by: Vec<_> = counts.iter().map(|(deed, count)| format!("{deed:?} {}+{}", count.0, count.1)).collect();
    println!("chaos: {all} kills (killed+done before): {}; nothing lost, stale or left", by.join(", "));
}

#[test]
#[ignore = "takes twenty seconds; .ci/run and `just chaos` run it"]
fn other_programs() {
    let mut counts = readers::Counts::default();
    readers::run(&mut random(2), share(17), &mut counts);
    println!(
        "chaos: two screens, {} imports and {} rows by commands, {} copies by another program; nothing lost",
        counts.imports, counts.rows, counts.copies
    );
}

#[test]
#[ignore = "takes ten seconds; .ci/run and `just chaos` run it"]
fn full_disks() {
    let mut counts = disk::Counts::default();
    disk::run(&mut random(3), share(8), &mut counts);
    println!("chaos: little room, {} commands done, {} refused; nothing lost", counts.done, counts.refused);
}

#[test]
#[ignore = "takes twenty seconds; .ci/run and `just chaos` run it"]
fn damaged_snapshots() {
    let mut counts = flips::Counts::default();
    flips::run(&mut random(4), share(15), &mut counts);
    println!(
        "chaos: {} damaged snapshots ({} refused on opening, {} found by the check); no wrong answer after it",
        counts.damaged, counts.refused, counts.found
    );
}

#[test]
#[ignore = "takes ten seconds; .ci/run and `just chaos` run it"]
fn lying_servers() {
    let mut counts = hostile::Counts::default();
    hostile::run(&mut random(5), share(10), &mut counts);
    println!(
        "chaos: {} updates from lying wikis gave up, {} were told to stop",
        counts.ended, counts.stopped
    );
}
