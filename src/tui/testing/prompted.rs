//! What the prompt finds beside records: pages, and what comes in while it is open.

use std::sync::{Arc, atomic::Ordering};

use super::{Driver, Fake, fake::MIXES};
use crate::tui::{
    message::Message,
    state::{screen::Focus, toast::Tone, trail::Place},
    terminal::decode::Input,
};

fn app() -> Driver {
    let mut app = Driver::new((100, 30), Arc::new(Fake::new(MIXES).paged()));
    app.settle();
    app
}

#[test]
fn a_dj_is_found_and_enter_opens_the_page() {
    let mut app = app();
    app.keys("grooverider").settle();
    assert!(app.text().contains("DJ Grooverider · 1 mix"), "{}", app.text());
    app.keys("<enter>").settle();
    let here = app.state.trail.here().map(|stop| stop.place.clone());
    assert_eq!(here, Some(Place::Dj("Grooverider".to_owned())));
    assert!(app.titles().contains(&"Phantom Force".to_owned()), "{:?}", app.titles());
}

#[test]
fn enter_still_digs_the_record_where_the_words_are_no_whole_name() {
    let mut app = app();
    app.keys("phantom").settle();
    assert!(app.text().contains("label Phantom Audio · 1 record"), "{}", app.text());
    assert!(app.text().contains("DJ   mx"), "the records keep their columns: {}", app.text());
    assert_eq!(app.current().as_deref(), Some("Digital & Spirit - Phantom Force"));
    app.keys("<enter>").settle();
    assert_eq!(app.state.trail.seeds()[0].title, "Phantom Force");
}

#[test]
fn enter_opens_nothing_that_was_not_looked_for_and_says_what_leads_on() {
    let mut app = app();
    for words in ["phantom qqqqzz", "grooverider qqqqzz"] {
        app.keys("<ctrl-u>").keys(words).settle();
        assert!(!app.state.list().rows.is_empty(), "something is near: {}", app.text());
        app.keys("<enter>").settle();
        assert!(app.state.trail.here().is_none(), "{words}: {}", app.text());
        let said = format!("Nothing is called '{words}'; tab goes to the closest, ctrl-t analyses it.");
        assert!(app.text().contains(&said), "{}", app.text());
        let footer = app.text().lines().last().expect("a footer").to_owned();
        assert!(!footer.contains("enter") && footer.contains("tab hits"), "{footer}");
    }
    app.keys("<ctrl-u>qqqqzz<enter>").settle();
    assert!(app.text().contains("Nothing is called 'qqqqzz'; ctrl-t analyses it"), "{}", app.text());
    app.keys("<ctrl-u>phantom qqqqzz").settle();
    app.keys("<down><enter>").settle();
    assert!(app.state.trail.here().is_some(), "a row that was chosen is meant");
    app.keys("/<ctrl-u>phantom qqqqzz").settle();
    app.keys("<tab><enter>").settle();
    assert!(!app.state.search.open, "and so is one in the hits: {}", app.text());
}

#[test]
fn that_nothing_is_called_so_is_said_until_the_words_are_others_or_done_with() {
    let begun = ["x", "<backspace>", "<ctrl-u>", "<tab>", "<esc>"];
    for key in begun {
        let mut app = app();
        app.keys("qqqqzz<enter>").settle();
        assert!(app.text().contains("Nothing is called 'qqqqzz'"), "{}", app.text());
        app.keys(key);
        assert!(!app.text().contains("Nothing is called"), "{key}: {}", app.text());
    }
    let mut app = app();
    app.state.say(Tone::Note, "Said of something else.");
    app.keys("x");
    assert!(app.text().contains("Said of something else."), "{}", app.text());
}

#[test]
fn a_blank_behind_the_words_changes_nothing_of_what_was_found() {
    let mut app = app();
    app.keys("phantom ").settle();
    app.keys("<enter>").settle();
    assert_eq!(app.state.trail.seeds()[0].title, "Phantom Force");
}

#[test]
fn the_way_to_the_seed_is_true_wherever_one_is() {
    let mut app = app();
    app.keys("<tab>gh").settle();
    assert!(app.text().contains("No record is the seed yet; enter on one makes it so."), "{}", app.text());
    app.keys("/phantom<enter>").settle();
    app.keys("0gh").settle();
    assert_eq!(app.state.screen.focus, Focus::Seed, "also from the hits");
    assert_eq!(app.current().as_deref(), Some("Digital & Spirit - Phantom Force"));
    app.keys("<esc>glgh").settle();
    assert!(app.text().contains("This page is about no seed; h leads back"), "{}", app.text());
}

#[test]
fn a_record_that_is_called_as_a_page_is_meant_before_it_and_the_hint_says_what_enter_does() {
    let mixes: &[(&str, &[&str])] = &[
        ("2001-01-01 - Ann - One", &["Photek - Hidden [Warp]", "Ann - Photek [Other]"]),
        ("2002-01-01 - Bob - Two", &["Photek - Hidden [Warp]", "Jon - Warp [Jon]"]),
    ];
    let mut app = Driver::new((120, 40), Arc::new(Fake::new(mixes).paged()));
    app.settle();
    let footer = |app: &Driver| app.text().lines().last().expect("a footer").to_owned();
    app.keys("warp").settle();
    assert!(app.text().contains("label Warp"), "{}", app.text());
    assert_eq!(app.current().as_deref(), Some("Jon - Warp"));
    assert!(footer(&app).contains("enter dig"), "{}", footer(&app));
    app.keys("<up><up>").settle();
    assert!(footer(&app).contains("enter open"), "{}", footer(&app));
    app.keys("<enter>").settle();
    let here = app.state.trail.here().map(|stop| stop.place.clone());
    assert_eq!(here, Some(Place::Label("Warp".to_owned())));
    app.keys("/bob").settle();
    assert!(footer(&app).contains("enter open"), "{}", footer(&app));
    app.keys("<enter>").settle();
    let here = app.state.trail.here().map(|stop| stop.place.clone());
    assert_eq!(here, Some(Place::Dj("Bob".to_owned())), "no record is called so");
}

#[test]
fn three_pages_stand_above_the_records_and_tab_on_one_shows_the_others() {
    let mut app = app();
    // Mixes of 2001 to 2017 have these letters in their titles' dates.
    app.keys("20").settle();
    let found = app.state.search.found.pages.len();
    assert!(found > 3, "{found}");
    assert_eq!(app.state.search.pages_shown(), 3);
    let hint = format!("tab {} more", found - 3);
    assert!(app.text().contains(&hint), "{}", app.text());
    app.keys("<up><up><up><up>").settle();
    app.keys("<tab>").settle();
    assert_eq!(app.state.search.pages_shown(), found);
    assert!(!app.text().contains(&hint), "{}", app.text());
    app.keys("<tab>").settle();
    assert_eq!(app.state.search.pages_shown(), 3, "and fewer again");
    app.keys("/grooverider").settle();
    assert!(app.state.search.pages_shown() <= 3);
}

#[test]
fn what_comes_in_is_found_without_typing_again_and_the_cursor_stays_on_its_row() {
    let mut app = app();
    app.keys("dexter").settle();
    assert_eq!(app.titles(), ["Dexter"]);
    app.keys("<tab>").settle();
    app.services.generation.store(2, Ordering::SeqCst);
    app.status();
    assert_eq!(app.asked.len(), 1, "it is asked again: {:?}", app.asked);
    app.settle();
    assert_eq!(app.current().as_deref(), Some("Ricardo Villalobos - Dexter"));
    app.status();
    assert!(app.asked.is_empty(), "once");
}

#[test]
fn a_click_on_a_stop_of_the_trail_goes_there() {
    let mut app = app();
    app.keys("phantom<enter>").settle();
    app.keys("<enter>").settle();
    app.keys("gl").settle();
    let line = app.text().lines().nth(1).unwrap().to_owned();
    let column = line.split("Phantom Force").next().unwrap().chars().count() as u16;
    app.send(Message::Input(Input::Click(column + 2, 1)));
    app.settle();
    assert_eq!(app.state.trail.stops().1, 0, "{line}");
    assert_eq!(app.state.trail.seeds()[0].title, "Phantom Force");
    app.keys("l").settle();
    assert_eq!(app.state.trail.stops().1, 1, "the way forward is still there");
    app.send(Message::Input(Input::Click(99, 1)));
    assert_eq!(app.state.trail.stops().1, 1, "facts and empty cells lead nowhere");
}

#[test]
fn a_click_on_the_start_page_chooses_the_row_that_is_seen_there() {
    let mut app = app();
    let line = |app: &Driver, what: &str| app.text().lines().position(|l| l.contains(what)).unwrap() as u16;
    let title = app.titles()[2].clone();
    let y = line(&app, &title);
    app.send(Message::Input(Input::Click(10, y)));
    assert_eq!(app.state.record().map(|row| row.title.clone()), Some(title));
    let text = app.text();
    assert!(text.contains("shows every key and sign") && text.contains("artist – title"), "{text}");
}
