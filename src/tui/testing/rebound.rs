//! Every key rebound: no text on the screen names a key of old.

use std::{sync::Arc, time::Duration};

use super::{
    Driver, Fake,
    deck::{There, nobody},
    export,
    fake::MIXES,
};
use crate::{
    app::{ListeningStatus, Services as _, Status, Updates},
    config::{
        actions::{ACTIONS, Action as A, ActionScope},
        theme::Role,
    },
    library::query::{By, ListeningCounts},
    preview::{Provider, Refusal},
    sound::outputs::{OutputKind, OutputPlace},
    tui::{glyphs::UNICODE, keymap::Remaps, message::Message, paint::Depth},
};

/// A letter of its own for every action, none of which stands on any key of old; text boxes need Ctrl with it.
fn remaps() -> Remaps {
    let letters = ('\u{410}'..='\u{4ff}').filter(|c| c.is_alphabetic());
    let key = |scope: ActionScope, letter: char| match scope {
        ActionScope::Text | ActionScope::Everywhere => format!("ctrl-{letter}"),
        ActionScope::Lists | ActionScope::Queue => letter.to_string(),
    };
    let with = ACTIONS.iter().zip(letters);
    with.map(|(entry, letter)| (entry.name.to_owned(), vec![key(entry.scope, letter)])).collect()
}

/// Words of a text that are keys of old. Single letters are, but for those that are words or units.
fn stale(text: &str) -> Vec<String> {
    const NAMED: [&str; 8] = ["enter", "esc", "space", "tab", "backspace", "home", "shift-tab", "ctrl-c"];
    const WORDS: [&str; 8] = ["a", "A", "I", "s", "h", "2", "5", "C"];
    let mut found: Vec<String> = Vec::new();
    // It quits whatever the other keys are.
    let text = text.replace("ctrl-c twice", "");
    for token in text.split(|c: char| c.is_whitespace()) {
        let word = token.trim_matches(|c: char| ".,;:()[]'?!".contains(c) && token.len() > 1);
        let single = word.chars().count() == 1 && word.is_ascii() && !WORDS.contains(&word);
        let sign = "+-/*<>|?:.,=()&@".contains(word) || word.parse::<u8>().is_ok();
        if NAMED.contains(&word.to_lowercase().as_str()) || (single && !sign) {
            found.push(word.to_owned());
        }
    }
    // An article begins no clause with a verb of these.
    found.extend(
        ["a adds", "q quits", "enter digs"].iter().filter(|p| text.contains(**p)).map(|p| (*p).to_owned()),
    );
    found
}

fn app(fake: Fake) -> Driver {
    let mut app = Driver::remapped((120, 40), Arc::new(fake), (&UNICODE, Depth::True), &remaps());
    app.settle();
    app
}

fn usual() -> Driver {
    app(Fake::new(MIXES).with_tabs(&[By::Played, By::Sound, By::Next, By::Blend]))
}

/// With a seed.
fn dug() -> Driver {
    let mut app = usual();
    app.keys("phantom").settle();
    app.act(&[A::Accept]);
    app
}

/// What the status line says after some actions.
fn said(mut app: Driver, actions: &[A]) -> String {
    app.state.screen.toasts.dismiss(app.now);
    app.act(actions);
    app.state.screen.toasts.shown().map(|toast| toast.text.clone()).unwrap_or_default()
}

#[test]
fn messages_name_the_keys_that_work() {
    let with_queue = |keys: &[A]| {
        let mut app = dug();
        app.act(keys);
        app
    };
    let mut unheard = dug();
    unheard.deck.there.insert("Alien Girl".into(), There::Other("VIP"));
    let mut nobody_has_it = dug();
    nobody_has_it.deck.there.insert("Alien Girl".into(), nobody(&[(Provider::Deezer, Refusal::NoSound)]));
    let mut back = usual();
    (back.state.visit.since, back.state.visit.news_due) = (Some(crate::track::MixId(0)), true);
    back.status();
    back.settle();
    let news = back.state.screen.toasts.shown().map(|toast| toast.text.clone()).unwrap_or_default();
    for (text, part) in [
        (said(dug(), &[A::Forward]), "digs on"),
        (said(usual(), &[A::ToHits, A::Tab1]), "on a hit"),
        (said(dug(), &[A::Dig, A::Search, A::ToggleSeed]), "seed"),
        (
            said(with_queue(&[A::QueueEnd, A::Down, A::QueueEnd, A::Between]), &[A::ToggleSeed]),
            "start from this",
        ),
        (said(dug(), &[A::Export]), "adds a record"),
        (said(dug(), &[A::Continue]), "adds a record"),
        (said(dug(), &[A::Escape]), "quits"),
        (said(dug(), &[A::SeekForward]), "plays the row"),
        (said(dug(), &[A::Drop]), "plays the row"),
        (said(unheard, &[A::Play]), "plays that one"),
        (said(nobody_has_it, &[A::Play]), "searches"),
        (news, "shows them"),
    ] {
        assert!(text.contains(part) || text.contains("seeds"), "{part:?} in {text:?}");
        assert!(stale(&text).is_empty(), "{:?} in {text:?}", stale(&text));
    }
}

#[test]
fn what_panes_say_names_the_keys_that_work() {
    let pane = |mut app: Driver, actions: &[A], part: &str| {
        app.act(actions);
        app.state.screen.toasts.dismiss(app.now);
        let text = app.text().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(part), "{part:?} in {}", app.text());
        assert!(stale(&text).is_empty(), "{:?} in {}", stale(&text), app.text());
    };
    pane(usual(), &[], "Type a record");
    pane(usual(), &[A::ToHits], "to search");
    pane(dug(), &[A::NextPane], "adds the row");
    pane(dug(), &[A::QueueEnd, A::NextPane], "continue");
    pane(dug(), &[A::PageNews], "follows a DJ");
    pane(dug(), &[A::Fitting, A::NotMine], "Played with");
    pane(dug(), &[A::PageMix], "[");
    pane(dug(), &[A::Like, A::Down, A::Reject], "refresh");
    pane(dug(), &[A::Play, A::AuditionRun], "run");
    let mut filtered = dug();
    filtered.state.refine.filters.djs = Some(5);
    pane(filtered, &[A::Fitting, A::Fitting], "changes it");
    let known = ListeningCounts { heard: 40, candidates: 200, of_them: 37, seeds: 0 };
    let mut asked = app(Fake::new(MIXES).listening(ListeningStatus::default(), known));
    asked.keys("phantom").settle();
    pane(asked, &[A::Accept, A::Tab2], "May segue analyse");
    let mut more =
        app(Fake::new(MIXES).listening(ListeningStatus::default(), ListeningCounts { seeds: 1, ..known }));
    more.keys("phantom").settle();
    pane(more, &[A::Accept, A::Tab2], "analyse previews?");
    let mut failed = dug();
    let why = Err("MixesDB refused. Try later".to_owned());
    let updates = Updates { every: "6h".into(), last: Some(("02:14".into(), why)), ..Updates::default() };
    failed.send(Message::Status(Status { updates, ..failed.services.status() }));
    pane(failed, &[], "tells more");
}

#[test]
fn popups_name_the_keys_that_work_in_them() {
    let opens = [
        A::PageArtist,
        A::Palette,
        A::OpenDiscogs,
        A::PageErrors,
        A::PageJobs,
        A::Filters,
        A::Note,
        A::PageQueue,
        A::Help,
    ];
    let mut scenes: Vec<(Driver, Vec<A>)> = opens.into_iter().map(|action| (dug(), vec![action])).collect();
    let mut silent = dug();
    silent.deck.place = OutputPlace { kind: OutputKind::Null, name: "none".into() };
    silent.act(&[A::Play]).listen(Duration::from_secs(1));
    scenes.push((silent, Vec::new()));
    for stage in export::stages() {
        let mut app = dug();
        app.act(&[A::QueueEnd, A::Export]);
        for news in stage {
            export::tell(&mut app, news);
        }
        scenes.push((app, Vec::new()));
    }
    for (mut app, actions) in scenes {
        app.act(&actions);
        let popup = app.state.popups.last().expect("a popup is open");
        let (name, shape) = (popup.name(), popup.shape(&app.state));
        assert!(shape.hints.len() > 1, "{name} has hints");
        for (keys, does) in app.state.hints(&shape) {
            assert!(!keys.is_ascii(), "{name}: {keys} {does}");
        }
        let (buffer, body) = (app.buffer(), app.state.body(popup.as_ref()));
        let key = app.state.screen.look.paint.style(Role::Key).fg;
        for y in body.top()..body.bottom() {
            let cells = (body.left()..body.right()).map(|x| &buffer[(x, y)]);
            let old: String =
                cells.filter(|cell| Some(cell.fg) == key).map(ratatui::buffer::Cell::symbol).collect();
            // Digits choose lines; an address is no key; headings of the help have the colour of keys.
            let named = old.chars().any(|c| c.is_ascii_alphabetic()) && !["export", "help"].contains(&name);
            assert!(!named, "{name}: {old:?}");
        }
    }
}
