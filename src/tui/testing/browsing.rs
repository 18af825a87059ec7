//! Without a seed: the page of styles and years.

use std::sync::Arc;

use super::{Driver, Fake, fake::MIXES};
use crate::{
    track::Years,
    tui::state::{filters::Filter, session, trail::Place},
};

const TECHNO: &str = "[[Category:Techno]]";
const HOUSE: &str = "[[Category:House]]";

/// Two records that everybody plays, one of late, one of old.
const STYLED: &[(&str, &[&str])] = &[
    ("2001-01-01 - Ann - One", &[TECHNO, "H - Hit [Label, 1999]", "O - Old"]),
    ("2002-01-01 - Bob - Two", &[TECHNO, "H - Hit", "O - Old"]),
    ("2003-01-01 - Cyd - Three", &[TECHNO, "H - Hit", "O - Old"]),
    ("2009-01-01 - Eve - Nine", &[TECHNO, "U - Up", "H - Hit"]),
    ("2010-01-01 - Fay - Ten", &[TECHNO, "U - Up", "H - Hit"]),
    ("2010-06-01 - Gil - Ten", &[HOUSE, "H - Hit", "N - Newest"]),
];

fn app() -> Driver {
    let mut app = Driver::new((120, 40), Arc::new(Fake::new(STYLED)));
    app.settle();
    app.keys("<tab>gb").settle();
    app
}

fn place(app: &Driver) -> Place {
    app.state.trail.here().expect("a place").place.clone()
}

#[test]
fn the_page_needs_no_seed_and_each_order_is_a_tab() {
    let mut app = app();
    assert_eq!(app.titles(), ["Hit", "Old", "Up", "Newest"]);
    let text = app.text();
    assert!(text.contains("browse all styles") && text.contains("[1 Most DJs]"), "{text}");
    assert_eq!(app.keys("2").settle().titles(), ["Up"], "rising");
    assert_eq!(app.keys("4").settle().titles(), ["Newest", "Up", "Hit", "Old"], "new");
    app.keys("3").settle();
    assert!(!app.titles().contains(&"Newest".to_owned()), "one DJ alone finds nothing rare");
}

#[test]
fn a_style_is_found_by_its_letters_and_years_are_written() {
    let mut app = app();
    app.keys("4thou").settle();
    assert!(app.text().contains("House") && app.text().contains("1 mix"), "{}", app.text());
    app.keys("<enter>").settle();
    assert_eq!(app.titles(), ["Newest"], "the order stays");
    app.keys("1").settle();
    assert_eq!(app.titles(), ["Hit", "Newest"]);
    app.keys("e2009..<enter>").settle();
    assert_eq!(place(&app), Place::Browse { styles: vec!["House".into()], years: "2009..".parse().ok() });
    app.keys("t<enter>").settle();
    assert_eq!(app.titles(), ["Hit", "Up", "Newest"], "all styles, in these years");
    app.keys("e<ctrl-u>soon<enter>").settle();
    assert!(app.text().contains("\"soon\" is no range of years"), "{}", app.text());
    app.keys("e<ctrl-u><enter>").settle();
    assert_eq!(place(&app), Place::Browse { styles: Vec::new(), years: None });
}

#[test]
fn a_row_says_when_it_was_first_played_and_names_no_year_of_release_that_is_not_known() {
    let mut app = app();
    let text = app.text();
    let line = |title: &str| text.lines().find(|line| line.contains(title)).expect("a row").to_owned();
    assert!(text.contains("first played") && text.contains("2001\u{2013}2010"), "{text}");
    assert!(line("H \u{2013} Hit").contains("1999") && line("H \u{2013} Hit").contains("2001"));
    assert!(!line("U \u{2013} Up").contains("1999") && line("U \u{2013} Up").contains("2009"));
    assert!(line("U \u{2013} Up").contains('\u{2588}'), "its years are a bar: {}", line("U \u{2013} Up"));
    app.keys("<enter>").settle();
    assert!(matches!(place(&app), Place::Seeds(_)), "Enter digs from it");
    app.keys("h").settle();
    assert_eq!(app.titles().len(), 4, "and back");
}

#[test]
fn filters_narrow_it_by_when_records_came_out_and_where_they_are_played() {
    let mut app = app();
    app.state.refine.filters.write(Filter::Years, "2005..").expect("years");
    app.keys("r").settle();
    assert_eq!(app.titles(), ["Up", "Newest"]);
    assert!(app.text().contains("2 hidden"), "{}", app.text());
    app.state.refine.filters.write(Filter::Styles, "Techno").expect("a style");
    app.keys("r").settle();
    assert_eq!(app.titles(), ["Up"]);
}

#[test]
fn a_session_comes_back_to_the_page() {
    let mut app = app();
    app.keys("ttech<enter>e..2005<enter>2").settle();
    let saved = session::save(&app.state);
    let mut later = Driver::new((80, 24), Arc::new(Fake::new(STYLED)));
    assert!(session::restore(&mut later.state, &saved));
    later.status();
    later.settle();
    let years = Some(Years { from: 0, to: 2005 });
    assert_eq!(place(&later), Place::Browse { styles: vec!["Techno".into()], years });
    assert_eq!(later.state.trail.here().expect("a place").tab, 1);
}

#[test]
fn without_styles_that_is_said() {
    let mut app = Driver::new((80, 24), Arc::new(Fake::new(MIXES)));
    app.settle();
    app.keys("<tab>t").settle();
    assert!(app.text().contains("No mix here is filed under a style."), "{}", app.text());
}
