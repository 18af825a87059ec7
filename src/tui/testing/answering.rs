//! No key is dead: wherever one is, each that is bound does something or says why not.

use std::sync::Arc;

use super::{Driver, Fake, fake::MIXES};
use crate::{
    config::actions::{Action, ActionScope, Group},
    library::query::By,
    tui::{keymap::KeyPlace, message::Message, terminal::decode::Input},
};

/// Places, and the keys that lead there.
const PLACES: [(&str, &str); 12] = [
    ("hits", "<tab>"),
    ("no hits", "qqqqqq<tab>"),
    ("why without a seed", "phantom<tab>w"),
    ("a list", "phantom<enter>j"),
    ("why", "phantom<enter>jw"),
    ("an empty queue", "phantom<enter><tab>"),
    ("a queue", "phantom<enter>ajaja<tab>k"),
    ("the seed", "phantom<enter>gh"),
    ("a mix", "phantom<enter>gmj"),
    ("plays", "phantom<enter>gt"),
    ("a label", "phantom<enter>gl"),
    ("styles", "<tab>gb"),
];

fn at(keys: &str) -> Driver {
    let fake = Fake::new(MIXES).with_tabs(&[By::Played, By::Next, By::Blend]);
    let mut app = Driver::new((80, 24), Arc::new(fake));
    app.settle();
    app.keys(keys).settle();
    app.state.screen.toasts.dismiss(app.now);
    app
}

/// Keys that may find nothing to do without a word: one sees that the cursor is at an end, the tab or the search open already.
fn may_be_silent(action: Action, group: Group) -> bool {
    use Action as A;
    group == Group::Moving
        || matches!(action, A::Suspend | A::Redraw | A::Search | A::Tab1 | A::Tab2 | A::Tab3 | A::Tab4)
}

/// What an onlooker could tell apart, beside the cells.
fn traces(app: &Driver) -> (usize, usize, usize, usize, usize, bool) {
    (
        app.asked.len(),
        app.unsaved.len(),
        app.deck.commands.len(),
        app.copied.len(),
        app.updates.len(),
        app.over,
    )
}

#[test]
fn no_key_is_dead() {
    let mut dead = Vec::new();
    for (place, keys) in PLACES {
        let here = at(keys).state;
        let (keymap, key_place) = (here.keys.map.clone(), here.key_place());
        for (entry, sequences) in keymap.entries() {
            let scoped = match entry.scope {
                ActionScope::Text => false,
                ActionScope::Queue => key_place == KeyPlace::Queue,
                ActionScope::Lists | ActionScope::Everywhere => true,
            };
            let Some(sequence) = sequences.first().filter(|_| scoped) else { continue };
            if may_be_silent(entry.action, entry.group) {
                continue;
            }
            let mut app = at(keys);
            let before = (app.buffer(), traces(&app));
            for chord in &sequence.0 {
                app.send(Message::Input(Input::Key(*chord)));
            }
            if (app.buffer(), traces(&app)) == before {
                dead.push(format!("{place}: {sequence} ({})", entry.name));
            }
        }
    }
    assert!(dead.is_empty(), "{}", dead.join("\n"));
}

#[test]
fn a_key_that_is_not_bound_says_so_and_names_the_help() {
    let mut app = at("phantom<enter>");
    for (keys, said) in
        [("&", "& does nothing; ? shows the keys"), ("gx", "g x does nothing; ? shows the keys")]
    {
        app.keys(keys).settle();
        assert!(app.text().contains(said), "{}", app.text());
    }
}

#[test]
fn why_without_a_seed_says_what_there_is_and_its_keys_work() {
    let mut app = at("phantom<tab>w");
    let text = app.text();
    assert!(text.contains("g t names them") && text.contains("enter shows what DJs play with it"), "{text}");
    app.keys("<enter>").settle();
    assert!(app.text().contains("[1 Played with]"), "{}", app.text());
    let mut app = at("phantom<tab>w");
    app.keys("gt").settle();
    assert!(app.text().contains("Andy C"), "{}", app.text());
}

#[test]
fn a_message_of_more_than_a_line_is_read_whole_at_every_size() {
    let said =
        "A path goes from the seed to another row, or in the queue from a record to the one behind it.";
    for size in [(40, 10), (60, 15), (80, 24), (120, 40)] {
        let mut app = at("phantom<tab>");
        app.send(Message::Resize(size.0, size.1));
        app.keys("T").settle();
        let text = app.text().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(said), "{size:?}: {}", app.text());
    }
}

#[test]
fn the_page_of_keys_is_narrowed_to_what_holds_the_words_one_writes() {
    let mut app = at("phantom<enter>?");
    assert!(app.text().contains("/ find"), "{}", app.text());
    app.keys("/camelot").settle();
    let text = app.text();
    assert!(text.contains("Columns") && text.contains("Camelot wheel"), "{text}");
    assert!(!text.contains("Signs") && !text.contains("like"), "{text}");
    app.keys("<ctrl-c>end of the queue<down><down>").settle();
    let text = app.text();
    assert!(text.contains("to the end of the queue") && !text.contains("Camelot"), "{text}");
    app.keys(" no such").settle();
    assert!(app.text().contains("No key or sign by these words."), "{}", app.text());
    app.keys("<enter><esc>").settle();
    assert!(app.text().contains("Signs"), "one step back shows all of it: {}", app.text());
    app.keys("/<f1>").settle();
    assert!(app.state.popups.is_empty(), "its own key closes it from the words too");
}

#[test]
fn a_key_written_on_the_page_of_keys_is_found_and_enter_lets_keys_scroll_what_is_left() {
    let keys = |app: &mut Driver| {
        let text = app.text();
        let inside = |line: &str| line.trim_matches(['│', '║', ' ']).to_owned();
        text.lines().map(inside).filter(|line| line.contains("  ")).collect::<Vec<_>>()
    };
    for (written, does) in [("O", "O  "), ("g p", "g p  "), ("gp", "g p  ")] {
        let mut app = at("phantom<enter>?/");
        app.keys(written).settle();
        let found = keys(&mut app);
        assert!(found.iter().any(|line| line.starts_with(does)), "{written}: {}", app.text());
        assert!(found.len() <= 3, "nothing but the key: {}", app.text());
    }
    let mut app = at("phantom<enter>?/end");
    let text = app.text();
    let (key, word) = (text.find("G end").expect("the key"), text.find("end of the queue").expect("a word"));
    assert!(key < word, "the key first: {text}");
    app.keys("<ctrl-u>the<enter>").settle();
    let before = app.text();
    app.keys("jj").settle();
    assert!(app.text() != before && app.text().contains("/ the"), "j scrolls: {}", app.text());
    app.keys("kk").settle();
    assert_eq!(app.text(), before, "and k");
    app.keys("<esc>").settle();
    assert!(app.text().contains("Signs") && !app.state.popups.is_empty(), "all again: {}", app.text());
    app.keys("/camelot<enter>/").settle();
    app.keys("seed").settle();
    assert!(!app.text().contains("camelot"), "what was written is written over: {}", app.text());
    app.keys("<ctrl-u><enter><esc>").settle();
    assert!(app.state.popups.is_empty(), "without a word nothing is left to lift");
}

#[test]
fn when_a_play_begins_stands_below_a_head() {
    let timed: &[(&str, &[&str])] = &[(
        "2001-05-01 - Ann Example - First Show",
        &["[00] Plastikman - Spastik", "[45] Surgeon - Magneze"],
    )];
    for page in ["gt", "gm"] {
        let mut app = Driver::new((80, 24), Arc::new(Fake::new(timed)));
        app.settle();
        app.keys("magneze<tab>").settle();
        app.keys(page).settle();
        let text = app.text();
        let (head, row) = (text.find(" at").expect("a head"), text.find("45:00").expect("a time"));
        assert!(head < row, "{page}: {text}");
    }
}

#[test]
fn an_empty_catalogue_says_what_fills_it() {
    let mut app = Driver::new((120, 24), Arc::new(Fake::new(&[])));
    app.settle();
    let words = |app: &Driver| app.text().split_whitespace().collect::<Vec<_>>().join(" ");
    let said = "No mixes are here yet: tab, then g i imports files and folders";
    assert!(words(&app).contains(said), "{}", app.text());
    app.keys("<tab>").settle();
    let said = "No mixes are here yet: g i imports files and folders";
    assert!(words(&app).contains(said), "{}", app.text());
    app.keys("/zzz").settle();
    assert!(words(&app).contains("No 'zzz', and nothing near it."), "{}", app.text());
}
