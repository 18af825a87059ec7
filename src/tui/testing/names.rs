//! Names and columns at every width.

use std::sync::Arc;

use super::{
    App, Fake,
    fake::MIXES,
    picture::{part, text},
};
use crate::tui::layout::layout;

/// The heads of the list's columns, and how many of its names stand whole.
fn shown(width: u16) -> (Vec<String>, usize) {
    let mut app = App::new((width, 40), Arc::new(Fake::new(MIXES)));
    app.settle();
    app.keys("phantom<enter>").settle();
    let (buffer, places) = (app.buffer(), layout(&app.state));
    let heads = text(&part(&buffer, places.head));
    let heads = heads.split_whitespace().filter(|head| *head != "–").map(str::to_owned).collect();
    let list = text(&part(&buffer, places.list));
    let records = app.state.list().rows.iter().filter_map(|row| row.record());
    let whole = records.filter(|row| list.contains(&format!("{} – {}", row.artist, row.title))).count();
    (heads, whole)
}

#[test]
fn no_width_shows_less_than_a_smaller_one() {
    let mut before = shown(120);
    for width in (125..=260).step_by(5).chain([159, 160, 215, 216]) {
        let now = shown(width);
        for head in &before.0 {
            assert!(now.0.contains(head), "{head} is lost at {width}: {:?}", now.0);
        }
        assert!(now.1 >= before.1, "{} names are whole at {width}, {} before", now.1, before.1);
        if width % 5 == 0 && width != 160 && width != 215 {
            before = now;
        }
    }
}

#[test]
fn at_120_columns_every_name_of_the_usual_mixes_stands_whole() {
    let (heads, whole) = shown(120);
    assert!(whole >= 8, "{whole} of the names, heads {heads:?}");
}

#[test]
fn a_column_of_which_nothing_is_known_is_not_there() {
    let mut app = App::new((120, 40), Arc::new(Fake::new(MIXES)));
    app.settle();
    app.keys("phantom<enter>").settle();
    let head = |app: &App| text(&part(&app.buffer(), layout(&app.state).head));
    assert!(head(&app).contains("BPM") && head(&app).contains("key"), "{}", head(&app));
    app.state.refine.facts = crate::tui::state::facts::FactsByTrack::default();
    let bare = head(&app);
    assert!(!bare.contains("BPM") && !bare.contains("key") && bare.contains("last"), "{bare}");
}
