//! The real binary in a real pseudo-terminal.
#![cfg(unix)]

mod cut;
mod export;
mod ground;
mod harness;
mod leaving;
mod moving;
mod pasting;
mod pictures;
#[allow(dead_code, reason = "not all of it is needed here")]
#[path = "../../src/spotify/fake/mod.rs"]
mod spotify;
mod taken;
mod tasks;

use std::time::Duration;

use harness::{Color, House, Key, Signal, dig, dig_in_the_demo, leave_the_demo, quit, until_read};

#[test]
fn it_starts_takes_the_terminal_over_and_gives_it_back() {
    let house = House::new();
    let mut screen = house.start();
    screen.wait_until(|s| s.contains("press Enter on one of these")).unwrap();
    let shown = screen.screen();
    assert!(shown.alternate_screen() && shown.bracketed_paste(), "{shown}");
    // The title's stack and the reset of the underline's colour are beyond the emulator, not beyond terminals.
    let strange: Vec<&str> =
        shown.unsupported().iter().filter(|s| !s.ends_with("22;0t") && !s.ends_with("[59m")).collect();
    assert!(strange.is_empty(), "{strange:?}");
    dig(&mut screen);
    screen.wait_until(|s| s.title().contains("Phantom Force")).unwrap();
    quit(screen);
}

#[test]
fn type_choose_queue_quit_and_the_queue_is_there_again() {
    let house = House::new();
    let mut screen = house.start();
    dig(&mut screen);
    screen.send_str("aja").unwrap();
    screen.wait_until(|s| s.contains("queue 2")).unwrap();
    quit(screen);
    assert!(house.queue().contains("Alien Girl"), "{}", house.queue());
    let mut again = house.start();
    again.wait_until(|s| s.contains("[1 Played with]") && s.contains("queue 2")).unwrap();
    quit(again);
}

#[test]
fn nothing_is_lost_by_kill_9() {
    let house = House::new();
    let mut screen = house.start();
    dig(&mut screen);
    screen.send_str("a").unwrap();
    screen.wait_until(|s| s.contains("queue 1")).unwrap();
    // The store follows the screen within its own time; then nothing can take the row away.
    let end = std::time::Instant::now() + harness::PATIENCE;
    while !house.queue().contains("Alien Girl") {
        assert!(std::time::Instant::now() < end, "never stored");
    }
    screen.signal(Signal::Kill).unwrap();
    screen.wait_exit().unwrap();
    let again = house.start();
    assert!(house.queue().contains("Alien Girl"));
    drop(again);
}

#[test]
fn hangup_and_terminate_save_where_one_was() {
    for signal in [Signal::Hup, Signal::Term] {
        let house = House::new();
        let mut screen = house.start();
        dig(&mut screen);
        screen.signal(signal).unwrap();
        screen.wait_exit().unwrap();
        let mut again = house.start();
        again.wait_until(|s| s.contains("[1 Played with]") && s.contains("Alien Girl")).unwrap();
        quit(again);
    }
}

#[test]
fn it_survives_a_storm_of_sizes() {
    let house = House::new();
    let mut screen = house.start();
    dig(&mut screen);
    for round in 0..20_u16 {
        for (columns, rows) in [(200, 60), (40, 10), (20, 4), (2, 2), (120, 40), (79 + round, 23)] {
            screen.resize(columns, rows).unwrap();
        }
    }
    screen.resize(30, 8).unwrap();
    screen.wait_until(|s| s.contains("40x10")).unwrap();
    screen.resize(120, 40).unwrap();
    screen.wait_until(|s| s.contains("why · Alien Girl") && s.contains("queue")).unwrap();
    quit(screen);
}

#[test]
fn a_paste_of_a_megabyte_goes_to_the_prompt_and_is_cut() {
    let house = House::new();
    let mut screen = house.start();
    dig(&mut screen);
    let text = "phantom force ".repeat(75_000);
    screen.paste(&text).unwrap();
    screen.wait_until(|s| s.contains("too long")).unwrap();
    screen.send(Key::Ctrl('c')).unwrap();
    screen.send_str("deadline").unwrap();
    screen.wait_until(|s| s.contains("Digital – Deadline")).unwrap();
    screen.send(Key::Esc).unwrap();
    screen.wait_until(|s| s.contains("[1 Played with]")).unwrap();
    quit(screen);
}

#[test]
fn keys_in_pieces_mean_the_same_as_at_once() {
    // Down, down, up, then the row joins the queue; an arrow torn apart would be Escape and letters. A lone ESC is the key after a
    // moment, which a busy machine may let pass: it comes with the byte behind it, and what is torn apart waits far longer.
    let parts =
        [&["p", "h", "a", "n", "t", "o", "m", "\r"][..], &["\x1b[", "B", "\x1bO", "B", "\x1b[", "A", "a"]];
    let mut pictures = Vec::new();
    for apart in [false, true] {
        let house = House::new();
        let mut screen = house.start();
        for keys in parts {
            if apart {
                for piece in keys {
                    screen.send_str(piece).unwrap();
                    until_read(&screen);
                }
            } else {
                screen.send_str(&keys.concat()).unwrap();
            }
            // Keys pressed ahead wait for a list only so long; the first fit may take longer.
            screen.wait_until(|s| s.contains("[1 Played with]") && s.contains("Alien Girl")).unwrap();
        }
        screen.wait_until(|s| s.contains("queue 1") && s.contains("2 of")).unwrap();
        pictures.push(screen.snapshot_after(|s| s.contains("queued:")).unwrap().text());
        quit(screen);
    }
    assert_eq!(pictures[0], pictures[1]);
}

#[test]
fn it_suspends_to_the_shell_and_comes_back() {
    let house = House::new();
    let terminal = house.terminal().env("PS1", "ready> ").args(["--norc", "--noprofile", "-i"]);
    let mut screen = terminal.spawn("/bin/bash").unwrap();
    screen.wait_until(|s| s.contains("ready>")).unwrap();
    screen.send_str(&format!("{} {}\r", harness::SEGUE, house.arguments().join(" "))).unwrap();
    screen.wait_until(|s| s.alternate_screen() && s.contains("3 mixes")).unwrap();
    dig(&mut screen);
    screen.send(Key::Ctrl('z')).unwrap();
    screen.wait_until(|s| !s.alternate_screen() && s.contains("Stopped")).unwrap();
    screen.send_str("echo typed in the shell\r").unwrap();
    screen
        .wait_until(|s| s.contains("\ntyped in the shell") || s.find_all("typed in the shell").len() > 1)
        .unwrap();
    screen.send_str("fg\r").unwrap();
    screen.wait_until(|s| s.alternate_screen() && s.contains("Alien Girl")).unwrap();
    screen.send_str("a").unwrap();
    screen.wait_until(|s| s.contains("queue 1")).unwrap();
    screen.send_str("q").unwrap();
    screen.wait_until(|s| !s.alternate_screen()).unwrap();
}

#[test]
fn no_color_is_honoured() {
    let house = House::new();
    let mut screen = house.start_in(house.terminal().env("NO_COLOR", "1").env("COLORTERM", "truecolor"));
    dig(&mut screen);
    let shown = screen.screen();
    for row in 0..shown.rows() {
        for column in 0..shown.cols() {
            let style = shown.cell(row, column).unwrap().style();
            assert_eq!((style.fg, style.bg), (Color::Default, Color::Default), "{row} {column}");
        }
    }
    quit(screen);
}

#[test]
fn plain_terminals_and_locales_get_ascii() {
    for (term, locale) in [("dumb", "C.UTF-8"), ("linux", "C.UTF-8"), ("xterm-256color", "C")] {
        let house = House::new();
        let mut screen = house.start_in(house.terminal().env("TERM", term).env("LANG", locale));
        screen.send_str("beau mot").unwrap();
        screen.wait_until(|s| s.contains("Isolee - Beau Mot Plage")).unwrap();
        let text = screen.screen().text();
        assert!(text.is_ascii(), "{term} {locale}\n{text}");
        screen.send(Key::Esc).unwrap();
        screen.wait_until(|s| s.contains("/ search")).unwrap();
        quit(screen);
    }
}

#[test]
#[ignore = "needs tmux"]
fn it_lives_in_tmux() {
    let house = House::new();
    let socket = house.dir.path().join("tmux").display().to_string();
    let mut arguments: Vec<String> =
        ["-S", &socket, "-f", "/dev/null", "new-session"].map(str::to_owned).into();
    arguments.push(format!("{} {}", harness::SEGUE, house.arguments().join(" ")));
    let mut screen = house.terminal().args(arguments).spawn("tmux").unwrap();
    screen.wait_until(|s| s.contains("3 mixes")).unwrap();
    dig(&mut screen);
    screen.send(Key::Down).unwrap();
    screen.wait_until(|s| s.contains("2 of")).unwrap();
    screen.send_str("q").unwrap();
    screen.wait_exit().unwrap();
}

#[test]
fn the_demo_plays_draws_and_leaves_nothing_behind() {
    let house = House::new();
    let mut screen = house.demo(120, 40);
    dig_in_the_demo(&mut screen);
    screen.send_str(" ").unwrap();
    // There is no sound server in this test's home: the clock and the picture run all the same.
    screen.wait_until(|s| s.contains("No sound on this host") && s.contains("segue listen | mpv -")).unwrap();
    screen.send(Key::Esc).unwrap();
    screen.wait_until(|s| s.contains("exact · file 0:02/0:30")).unwrap();
    screen.wait_until(|s| s.contains("▲") && s.contains("0:10") && s.contains("▀")).unwrap();
    screen.send_str("n").unwrap();
    screen.wait_until(|s| s.contains("2 of") && s.contains("exact · file 0:01/0:30")).unwrap();
    screen.send_str("P").unwrap();
    screen.wait_until(|s| s.contains("run 6 s ·")).unwrap();
    screen.wait_until(|s| s.contains("run 6 s ·") && !s.contains("· 2 of")).unwrap();
    screen.send_str("P").unwrap();
    screen.wait_until(|s| !s.contains("run 6 s")).unwrap();
    screen.send_str("va").unwrap();
    screen.wait_until(|s| s.contains("queue · 1 record")).unwrap();
    leave_the_demo(screen);
    let left = std::fs::read_dir(house.dir.path()).unwrap().filter_map(Result::ok);
    let left: Vec<_> = left.map(|e| e.file_name()).filter(|n| n.to_string_lossy().contains("demo")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn the_demo_finds_what_sounds_alike_and_hands_the_queue_over() {
    let house = House::new();
    let mut screen = house.demo(120, 40);
    dig_in_the_demo(&mut screen);
    screen.send_str("aja").unwrap();
    screen.wait_until(|s| s.contains("queue · 2 records")).unwrap();
    screen.send_str("E").unwrap();
    screen.wait_until(|s| s.contains("File: text")).unwrap();
    // The one before the last is text.
    screen.send_str("Gk").unwrap();
    screen.send(Key::Enter).unwrap();
    screen.wait_until(|s| s.contains("write")).unwrap();
    screen.send(Key::Ctrl('u')).unwrap();
    screen.send_str("~/queue.txt").unwrap();
    screen.send(Key::Enter).unwrap();
    screen.wait_until(|s| s.contains("2 of 2 written")).unwrap();
    screen.send(Key::Esc).unwrap();
    let text = std::fs::read_to_string(house.dir.path().join("queue.txt")).unwrap();
    assert_eq!(text.lines().count(), 2, "{text}");
    // It listens to its records meanwhile; a few of them are enough to compare.
    screen.send_str("2").unwrap();
    screen.wait_until(|s| s.contains("[2 Sounds like]")).unwrap();
    let near = |s: &str| s.contains(" of 200") && s.contains('≈');
    for _ in 0..60 {
        if screen.wait_until_for(|s| near(&s.to_string()), Duration::from_secs(2)).is_ok() {
            break;
        }
        screen.send_str("r").unwrap();
    }
    assert!(near(&screen.screen().to_string()), "{}", screen.screen());
    leave_the_demo(screen);
}

#[test]
fn a_paused_demo_writes_nothing() {
    let house = House::new();
    let mut screen = house.demo(120, 40);
    dig_in_the_demo(&mut screen);
    screen.send_str(" ").unwrap();
    screen.wait_until(|s| s.contains("No sound on this host")).unwrap();
    screen.send(Key::Esc).unwrap();
    screen.wait_until(|s| s.contains("0:03/0:30")).unwrap();
    screen.send_str(" ").unwrap();
    screen.wait_until(|s| s.contains("‖")).unwrap();
    screen.wait_stable(Duration::from_secs(5)).unwrap();
    let before = screen.screen().repaints();
    screen.wait_idle(Duration::from_secs(3)).unwrap();
    assert_eq!(screen.screen().repaints(), before);
    quit(screen);
}

#[test]
fn nothing_is_written_when_nothing_happens() {
    let house = House::new();
    let mut screen = house.start();
    dig(&mut screen);
    screen.wait_stable(Duration::from_secs(2)).unwrap();
    let before = screen.screen().repaints();
    screen.wait_idle(Duration::from_secs(3)).unwrap();
    assert_eq!(screen.screen().repaints(), before);
    quit(screen);
}
