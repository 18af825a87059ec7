//! Files of a snapshot that somebody cuts short under the screen.

use std::{fs, path::PathBuf};

use crate::harness::{House, Key, dig, quit};

/// The files of the snapshot that is current.
fn segments(house: &House) -> Vec<PathBuf> {
    let snapshots = house.dir.path().join("data/snapshot");
    let current = fs::read_to_string(snapshots.join("current")).expect("published");
    let entries = fs::read_dir(snapshots.join(current.trim()))
        .expect("a snapshot")
        .map(|e| e.expect("an entry").path());
    entries.filter(|path| path.extension().is_some_and(|end| end == "seg")).collect()
}

#[test]
fn a_snapshot_that_is_cut_ends_nothing_and_is_made_again() {
    let house = House::new();
    let mut screen = house.start();
    dig(&mut screen);
    for segment in segments(&house) {
        fs::File::options().write(true).open(segment).expect("there").set_len(0).expect("cut");
    }
    screen.send_str("/alien").expect("typed");
    screen.wait_until(|s| s.contains("made again")).expect("said");
    screen.wait_until(|s| s.contains("Ed Rush, Optical & Fierce – Alien Girl")).expect("found again");
    screen.send(Key::Esc).expect("typed");
    quit(screen);
}
