//! The user's file is deleted, emptied or replaced under an open screen.

use std::{fs, path::Path};

use crate::harness::{House, Key, dig, quit};

/// Screen open, `away` does something to `user.db`, a record is queued, the screen is left.
fn queue_after(house: &House, said: &str, away: impl FnOnce(&Path)) -> (String, Option<u32>) {
    let mut screen = house.start();
    dig(&mut screen);
    screen.send_str("a").expect("typed");
    screen.wait_until(|s| s.contains("queue 1")).expect("queued");
    away(&house.dir.path().join("data/user.db"));
    screen.wait_until(|s| s.contains(said)).expect("said on the screen");
    screen.send_str("ja").expect("typed");
    screen.wait_until(|s| s.contains("queue 2")).expect("queued");
    screen.send(Key::Char('q')).expect("typed");
    let code = screen.wait_exit().expect("segue ends").code();
    (unbroken(&screen.screen().text()), code)
}

/// Without blanks: where the terminal breaks a line depends on how long the folder's name is.
fn unbroken(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Whether leaving said that something is not saved: one change or several, as far as saving had come.
fn says_unsaved(said: &str) -> bool {
    said.contains(&unbroken("is not saved")) || said.contains(&unbroken("are not saved"))
}

#[test]
fn what_is_queued_after_the_file_was_deleted_is_there_at_the_next_start() {
    let house = House::new();
    let (said, code) =
        queue_after(&house, "was deleted while", |path| fs::remove_file(path).expect("deleted"));
    assert!(said.contains(&unbroken("was deleted while segue had it open")), "{said}");
    assert_eq!(code, Some(0));
    let queue = house.queue();
    assert_eq!(queue.lines().filter(|line| line.contains(" – ")).count(), 2, "{queue}");
    quit(house.start());
}

#[test]
fn a_file_that_was_emptied_is_said_to_be_lost_and_the_queue_goes_into_a_text() {
    let house = House::new();
    let (said, code) =
        queue_after(&house, "emptied or cut", |path| drop(fs::File::create(path).expect("emptied")));
    assert!(says_unsaved(&said) && said.contains("segue-queue-"), "{said}");
    assert_eq!(code, Some(1));
    let data =
        fs::read_dir(house.dir.path().join("data")).expect("there").map(|e| e.expect("an entry").path());
    let texts = data.filter(|path| path.extension().is_some_and(|end| end == "txt"));
    let text = fs::read_to_string(texts.last().expect("a text")).expect("read");
    assert!(text.contains("Alien Girl") && text.contains("Deadline"), "{text}");
}

#[test]
fn a_file_that_stands_there_instead_is_left_alone_and_ours_kept_beside() {
    let house = House::new();
    let (said, code) = queue_after(&house, "in the place of", |path| {
        fs::remove_file(path).expect("deleted");
        fs::write(path, "years of work").expect("written");
    });
    assert!(says_unsaved(&said), "{said}");
    assert_eq!(code, Some(1));
    let data = house.dir.path().join("data");
    assert_eq!(fs::read(data.join("user.db")).expect("there"), b"years of work");
    fs::rename(data.join("user.db.kept-1"), data.join("user.db")).expect("kept");
    assert!(house.queue().contains("Alien Girl"), "{}", house.queue());
}
