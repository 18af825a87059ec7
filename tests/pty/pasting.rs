//! Text pasted into a terminal that does not mark pastes: never a command, wherever it lands.

use super::harness::{House, Key, Terminal, dig, quit};

/// The text stands in the prompt, nothing was queued, and the program goes on.
fn is_in_the_prompt(house: &House, screen: &mut Terminal, start: &str) {
    screen.wait_until(|s| s.contains(start)).expect("typed");
    // What is typed now stands after everything the text could have done.
    screen.send(Key::Ctrl('c')).expect("typed");
    screen.send_str("deadline").expect("typed");
    screen.wait_until(|s| s.contains("Digital – Deadline")).expect("typed");
    assert!(!screen.screen().contains("queue 1"), "{}", screen.screen());
    assert!(!house.queue().contains(" - "), "{}", house.queue());
}

#[test]
fn lines_pasted_unmarked_into_the_prompt_run_no_command() {
    let house = House::new();
    let mut screen = house.start();
    screen.send_str("okland sorby mol\nqqq xxx aaa bbb\n").unwrap();
    is_in_the_prompt(&house, &mut screen, "okland sorby mol qqq xxx aaa bbb");
    screen.send(Key::Esc).unwrap();
    screen.wait_until(|s| s.contains("/ search")).unwrap();
    quit(screen);
}

#[test]
fn lines_pasted_unmarked_over_a_list_run_no_command() {
    for text in ["okland sorby mol\nqqq xxx aaa bbb\n", "aaa aaa\nqqq xxx\n", "qq\n", "Burial - Archangel\r"]
    {
        let house = House::new();
        let mut screen = house.start();
        dig(&mut screen);
        screen.send_str(text).unwrap();
        let start = text.split(['\r', '\n']).next().unwrap();
        is_in_the_prompt(&house, &mut screen, &format!("/ {start}"));
        screen.send(Key::Esc).unwrap();
        screen.wait_until(|s| s.contains("[1 Played with]")).unwrap();
        quit(screen);
    }
}

#[test]
fn lines_pasted_marked_or_not_into_the_palette_do_nothing() {
    for marked in [false, true] {
        let house = House::new();
        let mut screen = house.start();
        dig(&mut screen);
        screen.send_str(":").unwrap();
        screen.wait_until(|s| s.contains("do it")).unwrap();
        let text = "quit\nqueue end\n";
        if marked {
            screen.paste(text).unwrap();
        } else {
            screen.send_str(text).unwrap();
        }
        screen.wait_until(|s| s.contains("No such command")).unwrap();
        screen.send(Key::Esc).unwrap();
        screen.wait_until(|s| !s.contains("do it")).unwrap();
        assert!(!house.queue().contains(" - "), "{}", house.queue());
        quit(screen);
    }
}

#[test]
fn keys_that_come_in_one_piece_never_quit() {
    let house = House::new();
    let mut screen = house.start();
    dig(&mut screen);
    screen.send_str("qq").unwrap();
    screen.wait_until(|s| s.contains("alone it quits")).unwrap();
    quit(screen);
}

#[test]
fn a_pasted_list_is_kept_as_a_set_of_the_user_s_own() {
    const LIST: &str = "00:00 Burial - Archangel\n04:10 Souljah - Fade 2 Black\n08:00 Digital - Deadline\n12:30 Ed Rush - Alien Girl\n";
    for marked in [true, false] {
        let house = House::new();
        let mut screen = house.start();
        dig(&mut screen);
        if marked {
            screen.paste(LIST).unwrap();
        } else {
            screen.send_str(LIST).unwrap();
        }
        screen.wait_until(|s| s.contains("a pasted list") && s.contains("Burial – Archangel")).unwrap();
        screen.send(Key::Enter).unwrap();
        screen.wait_until(|s| s.contains("kept:") && s.contains("4 plays")).unwrap();
        let sets = house.command().args(["sets", "list", "--json"]).output().unwrap();
        let sets = String::from_utf8_lossy(&sets.stdout).into_owned();
        assert!(sets.contains("\"plays\":4") || sets.contains("\"plays\": 4"), "{sets}");
        // It can be searched at once: a record that no other mix has.
        screen.send_str("/burial arch").unwrap();
        screen.wait_until(|s| s.contains("Burial – Archangel")).unwrap();
        screen.send(Key::Esc).unwrap();
        screen.wait_until(|s| s.contains("[1 Played with]")).unwrap();
        quit(screen);
    }
}
