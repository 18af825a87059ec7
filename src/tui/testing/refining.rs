//! What the list leaves out, how it is asked, and what mixes.

use std::sync::Arc;

use super::{Driver, Fake, fake::MIXES};
use crate::{library::query::By, sound::mixable::Settled, tui::state::list::Row};

#[test]
fn b_leaves_what_mixes_and_i_what_is_not_mine() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    let all = app.titles();
    app.keys("b").settle();
    let fitting = app.titles();
    assert!(!fitting.is_empty() && fitting.len() < all.len(), "{fitting:?}");
    assert!(app.text().contains("fit: "), "{}", app.text());
    let seed = app.state.reference_facts();
    for title in &all {
        let row = app.state.list().all.iter().filter_map(Row::record).find(|r| r.title == *title);
        let fits = seed.fits(&app.state.refine.facts.of(row.unwrap()), 6.0);
        assert_eq!(fitting.contains(title), fits, "{title}");
    }
    app.keys("b").settle();
    assert_eq!(app.titles(), all, "the order is what it was");

    let mine = app.state.list().rows[0].record().unwrap().id;
    app.services.change_elsewhere(|user| user.mine = vec![mine]);
    app.status();
    app.settle();
    app.keys("i").settle();
    assert_eq!(app.titles(), all[1..]);
    app.keys("i").settle();
    assert_eq!(app.titles(), all);
}

#[test]
fn what_becomes_known_moves_no_row() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>b").settle();
    let before = app.titles();
    app.services.known.store(true, std::sync::atomic::Ordering::SeqCst);
    app.status();
    app.settle();
    assert_eq!(app.titles(), before, "they wait for r");
    assert!(
        app.state.list().all.iter().filter_map(Row::record).all(|row| app
            .state
            .refine
            .facts
            .of(row)
            .tempo
            .is_some())
    );
    app.keys("r").settle();
    assert!(app.titles().len() > before.len());
}

#[test]
fn filters_say_how_many_rows_they_hide_and_are_lifted() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    let all = app.titles();
    app.keys("F<end>kkkkl<esc>").settle();
    assert_eq!(app.titles(), ["Alien Girl", "Fade 2 Black"], "two DJs at least");
    assert!(app.text().contains("2 DJs or more: 9 hidden"), "{}", app.text());
    app.keys("F<end>kkkkll").settle();
    app.keys("<esc>").settle();
    assert!(app.text().contains("Filters hide every row; '5 DJs or more' hides most"), "{}", app.text());
    app.keys("F<end>kkkkl<esc>").settle();
    assert_eq!(app.titles(), all);
    app.keys("F<end>kkkkl<esc>q").settle();
    let mut again = Driver::new((80, 24), app.services.clone());
    again.settle();
    assert_eq!(again.titles().len(), 2, "filters come back");
}

#[test]
fn the_rarity_dial_is_shown_and_stops_at_its_ends() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("--").settle();
    assert!(app.text().contains("rare ▃"), "{}", app.text());
    app.keys("+++").settle();
    assert!(app.text().contains("These are the commonest."));
    assert!(!app.text().contains("rare "));
}

#[test]
fn the_dial_of_taste_is_said_in_the_header_and_on_the_row() {
    let mut app = Driver::new((120, 40), Arc::new(Fake::new(MIXES)));
    app.settle();
    app.keys("phantom<enter>").settle();
    app.keys("]").settle();
    assert!(app.text().contains("Three sets of your own make a taste"), "{}", app.text());
    assert!(!app.text().contains("you ▄") && !app.text().contains("yours"), "{}", app.text());
    app.services.taste.store(true, std::sync::atomic::Ordering::SeqCst);
    app.keys("r").settle();
    let text = app.text();
    assert!(text.contains("you ▄") && text.contains("yours") && text.contains("your taste"), "{text}");
    assert!(text.contains('✓') && text.contains("in your sets"), "{text}");
    app.keys("]]]]").settle();
    assert!(app.text().contains("This is your own taste."), "{}", app.text());
    app.keys("[[[[").settle();
    let text = app.text();
    assert!(text.contains("everyone") && !text.contains("your taste"), "{text}");
    app.keys("q").settle();
    let mut again = Driver::new((80, 24), app.services.clone());
    again.settle();
    assert!(again.text().contains("everyone"), "the dial comes back: {}", again.text());
}

#[test]
fn every_recommender_has_its_tab_and_a_set_goes_on_in_blend() {
    let fake = Fake::new(MIXES).with_tabs(&[By::Played, By::Next, By::Blend]);
    let mut app = Driver::new((80, 24), Arc::new(fake));
    app.settle();
    app.keys("phantom<enter>").settle();
    app.keys("2").settle();
    assert!(app.text().contains("[2 Next]"), "{}", app.text());
    app.keys("3").settle();
    assert!(app.text().contains("[3 Blend]"), "{}", app.text());
    let text = app.keys("w").text().split_whitespace().collect::<Vec<_>>().join(" ");
    app.keys("w");
    assert!(text.contains("2nd by what DJs play together") && text.contains("1st by shared mixes"), "{text}");
    app.keys("1").settle();
    app.keys("ac").settle();
    assert!(app.text().contains("[3 Blend]"), "{}", app.text());
}

/// Mixes filed under styles.
fn styled() -> Driver {
    let mixes: &[(&str, &[&str])] = &[
        ("2001-01-01 - Andy C - One", &["[[Category:House]]", "S - Seed", "A - Near"]),
        ("2002-01-01 - Bob - Two", &["[[Category:Dub Techno]]", "S - Seed", "B - Far"]),
    ];
    let mut app = Driver::new((120, 40), Arc::new(Fake::new(mixes)));
    app.settle();
    app
}

#[test]
fn filters_of_styles_djs_and_years_are_written_and_ask_anew() {
    let mut app = styled();
    app.keys("seed<enter>").settle();
    app.keys("F<home>j<enter>House, dub techno<enter>").settle();
    assert_eq!(app.state.refine.filters.styles, ["House", "dub techno"]);
    app.keys("j<enter>Andy C<enter>").settle();
    app.keys("k<esc>").settle();
    assert_eq!(app.state.refine.filters.played_by, ["Andy C"]);
    app.keys("F<home><enter>long ago<enter>");
    assert!(app.text().contains("no range of years"), "{}", app.text());
    app.keys("<ctrl-u>1995..1999<enter>").settle();
    assert!(app.text().contains("1995..1999"), "{}", app.text());
    app.keys("jh").settle();
    assert!(app.state.refine.filters.styles.is_empty(), "h lifts it");
}

#[test]
fn what_was_written_and_told_to_be_kept_is_kept_though_escape_follows_at_once() {
    let mut app = styled();
    app.keys("seed<enter>").settle();
    app.keys("F<home>j").settle();
    app.keys("<enter>House<enter><esc>").settle();
    assert_eq!(app.state.refine.filters.styles, ["House"]);
    assert!(app.state.popups.is_empty(), "Escape closes the card, once the name is known");
    // The library takes too long to say whether it knows the name.
    app.keys("F<home>jj").settle();
    app.keys("<enter>Bob<enter>").wait(std::time::Duration::from_millis(400));
    assert!(
        app.text().contains("looking the names up") && !app.text().contains("stops it"),
        "{}",
        app.text()
    );
    app.keys("<esc>");
    app.wait(std::time::Duration::from_secs(2));
    assert_eq!(app.state.refine.filters.played_by, ["Bob"]);
    app.settle();
    assert_eq!(app.state.refine.filters.played_by, ["Bob"]);
    assert!(app.state.popups.is_empty());
}

#[test]
fn a_style_or_a_dj_that_nobody_knows_is_refused_in_the_line_it_was_written_in() {
    let mut app = styled();
    app.keys("seed<enter>").settle();
    let before = app.titles();
    app.keys("F<home>j<enter>House, Huose<enter>").settle();
    assert!(app.text().contains("Huose is unknown"), "{}", app.text());
    assert!(app.state.refine.filters.styles.is_empty());
    app.keys("<backspace><backspace><backspace><backspace>ouse<enter>").settle();
    assert_eq!(app.state.refine.filters.styles, ["House", "House"], "it is written on in the same line");
    app.keys("<esc>");
    for size in [(60, 15), (40, 10)] {
        app.send(crate::tui::message::Message::Resize(size.0, size.1));
        app.keys("F<home>j<enter><ctrl-u>Huose<enter>").settle();
        assert!(app.text().contains("Huose is unknown"), "{}", app.text());
        app.keys("x");
        assert!(!app.text().contains("is unknown"), "it is another text now: {}", app.text());
        app.keys("<esc><esc>");
    }
    app.send(crate::tui::message::Message::Resize(80, 24));
    app.keys("F<home>j");
    app.keys("<enter><ctrl-u><enter>").settle();
    assert!(app.state.refine.filters.styles.is_empty(), "nothing needs no asking");
    app.keys("j<enter>Andi C<enter>").settle();
    assert!(app.text().contains("Andi C is unknown"), "{}", app.text());
    app.keys("<esc><esc>").settle();
    assert_eq!(app.titles(), before, "the list is what it was");
}

#[test]
fn where_nothing_was_played_straight_after_the_list_says_so() {
    let fake = Fake::new(MIXES).with_tabs(&[By::Played, By::Next]);
    let mut app = Driver::new((200, 60), Arc::new(fake));
    app.settle();
    app.keys("beau mot<enter>2").settle();
    let words = "Nobody is known to have played anything straight after it. Within five records:";
    assert!(app.text().contains(words), "{}", app.text());
    app.keys("0/spastik<enter>2").settle();
    assert!(!app.text().contains("Nobody is known"), "{}", app.text());
}

#[test]
fn a_guessed_tempo_says_so_and_a_key_decides_between_half_and_double() {
    let mut app = Driver::new((120, 40), Arc::new(Fake::new(MIXES)));
    app.settle();
    app.keys("phantom<enter>").settle();
    let id = app.state.record().expect("a row").id;
    let guess = Settled { sure: false, written: false, other: Some(174.0), ..Settled::written(87.0) };
    app.services.decide(id, guess);
    let look = |app: &mut Driver| {
        app.status();
        app.settle();
        app.text()
    };
    let text = look(&mut app);
    assert!(text.contains("~87 ") && text.contains("~87.0 or 174.0 bpm"), "{text}");
    app.keys("%").settle();
    let text = look(&mut app);
    assert!(text.contains("174.0 bpm") && !text.contains('~'), "{text}");
    app.keys("%").settle();
    assert!(look(&mut app).contains("87.0 bpm"));
}
