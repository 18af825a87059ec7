//! Ten thousand keys at random: nothing panics, the invariants hold, and undo brings every state back.

use std::{collections::HashSet, sync::Arc, time::Duration};

use super::{
    Driver, Fake,
    deck::{There, nobody},
    fake::{HOSTILE, MIXES},
};
use crate::{
    preview::{Provider, Refusal},
    tui::{
        message::Message,
        state::{State, screen::Focus},
        terminal::decode::Input,
    },
};

/// A plain generator, so that a failure can be had again.
struct Random(u64);

impl Random {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % below as u64) as usize
    }
}

fn invariants(state: &State) {
    for list in [state.list(), &state.search.hits] {
        assert!(list.cursor < list.rows.len().max(1), "the cursor is on a row");
        assert!(list.offset <= list.cursor, "the cursor is in view");
    }
    let items = &state.user.mine.items;
    assert!(state.user.cursor < items.len().max(1));
    assert_eq!(items.iter().map(|i| i.id).collect::<HashSet<_>>().len(), items.len(), "an item stands once");
    let (stops, at) = state.trail.stops();
    assert!(at < stops.len().max(1));
    for stop in stops {
        assert!(stop.tab < stop.lists.len());
    }
    if stops.is_empty() {
        assert!(
            state.search.open || state.screen.focus != Focus::List,
            "without a seed the list shows the search"
        );
    }
    assert!(state.keys.held() <= 200);
    let audition = &state.audition;
    if let Some(on) = &audition.on {
        assert!(on.token == audition.tokens, "the last wish is on");
        assert!(on.playing().is_none_or(|playing| playing.position <= playing.length));
        assert!(audition.picture.open);
    }
    assert!(audition.run.is_none() || audition.on.is_some(), "a run has a record");
}

fn run(seed: u64, mixes: &[(&str, &[&str])], steps: usize) {
    const SIZES: [(u16, u16); 7] = [(80, 24), (40, 10), (120, 40), (200, 60), (30, 5), (100, 13), (1, 1)];
    let mut app = Driver::new((80, 24), Arc::new(Fake::new(mixes)));
    app.settle();
    let mut random = Random(seed);
    let keymap = app.state.keys.map.clone();
    let sequences: Vec<_> = keymap
        .entries()
        .filter(|(entry, _)| !matches!(entry.name, "quit" | "suspend"))
        .flat_map(|(_, keys)| keys.to_vec())
        .collect();
    let words = ["phantom", "dexter", "the", "a", "z", "é", "今", "\u{1b}"];
    let empty = app.state.user.mine.clone();
    for (title, there) in [
        ("Fade 2 Black", There::Other("Fracture Remix")),
        ("Deadline", nobody(&[(Provider::Deezer, Refusal::NoSound)])),
        ("The Nine", nobody(&[(Provider::Deezer, Refusal::Quota(Duration::from_secs(2)))])),
        ("Spastik", nobody(&[(Provider::Deezer, Refusal::Unreachable("no route".into()))])),
    ] {
        app.deck.there.insert(title.to_owned(), there);
    }
    for _ in 0..steps {
        match random.next(24) {
            0 => {
                let (width, height) = SIZES[random.next(SIZES.len())];
                app.send(Message::Resize(width, height));
            }
            1 => {
                app.settle();
            }
            2 => app.send(Message::Input(Input::Paste(words[random.next(words.len())].to_owned()))),
            3 => {
                app.keys(["a", "f", "x", "s", "<enter>", "p"][random.next(6)]);
            }
            4 => {
                let (x, y) = (random.next(220) as u16, random.next(70) as u16);
                app.send(Message::Input(Input::Click(x, y)));
            }
            5 => {
                let (x, y) = (random.next(220) as u16, random.next(70) as u16);
                app.send(Message::Input(Input::Wheel(x, y, if random.next(2) == 0 { 1 } else { -1 })));
            }
            6 => app.store(),
            7 => {
                app.listen(Duration::from_millis(random.next(9000) as u64));
            }
            8 => {
                app.keys(["<space>", "n", "P", "v", "d", "."][random.next(6)]);
            }
            9 => {
                app.hear();
            }
            _ => {
                for chord in &sequences[random.next(sequences.len())].0 {
                    app.send(Message::Input(Input::Key(*chord)));
                }
            }
        }
        assert!(!app.over, "nothing but q ends the program");
        invariants(&app.state);
        if random.next(8) == 0 {
            app.buffer();
        }
    }
    app.state.popups.clear();
    app.send(Message::Resize(80, 24));
    app.keys("<esc>");
    app.settle();
    app.keys("<esc><esc><esc><esc><tab>").settle();
    app.state.screen.focus = Focus::List;
    while !app.state.user.steps.is_empty() {
        app.keys("u").settle();
    }
    // Heard is heard.
    app.state.user.mine.heard.clear();
    assert_eq!(app.state.user.mine, empty, "undo brings the first state back");
    let stored = app.services.stored();
    assert!(stored.queue.is_empty() && stored.verdicts.is_empty() && stored.rejected_artists.is_empty());
}

#[test]
fn ten_thousand_random_keys() {
    for seed in 1..=4 {
        run(seed * 7919, MIXES, 2000);
    }
    run(42, HOSTILE, 2000);
}
