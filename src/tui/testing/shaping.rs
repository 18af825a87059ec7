//! The queue shaped: orders, paths, pairs; and the seed in the header.

use std::{sync::Arc, time::Duration};

use super::{Driver, Fake, fake::MIXES};
use crate::{app::QueueEntry, tui::state::screen::Focus};

/// A queue of all that is played with Phantom Force.
fn queued() -> Driver {
    let mut app = Driver::new((120, 40), Arc::new(Fake::new(MIXES)));
    app.settle();
    app.keys("phantom<enter>").settle();
    for _ in 0..7 {
        app.keys("aj").settle();
    }
    app
}

fn tempi(app: &Driver) -> Vec<Option<f32>> {
    let of = |item: &QueueEntry| app.state.refine.facts.of(&item.row).tempo.map(|tempo| tempo.value);
    app.state.user.mine.items.iter().map(of).collect()
}

#[test]
fn the_queue_is_put_in_order_with_a_preview_and_one_undo() {
    let mut app = queued();
    let before = app.queue();
    app.keys("O").settle();
    assert_eq!(app.state.popups.last().map(|popup| popup.name()), Some("order"));
    let shown = app.text();
    assert!(shown.contains("tempo rising") && shown.contains("the first and the last stay"), "{shown}");
    assert_eq!(app.queue(), before, "looking moves nothing");
    app.keys("<enter>").settle();
    let after = app.queue();
    assert_eq!((after.first(), after.last()), (before.first(), before.last()));
    let between: Vec<f32> = tempi(&app)[1..after.len() - 1].iter().copied().flatten().collect();
    assert!(between.len() > 2 && between.is_sorted(), "{between:?}");
    let stored: Vec<_> = app.services.stored().queue.iter().map(|item| item.row.title.clone()).collect();
    assert_eq!(stored, after, "what is shown is stored");
    app.keys("u").settle();
    assert_eq!(app.queue(), before, "one undo takes all of it back");
    app.keys("Ol<enter>").settle();
    assert!(tempi(&app).into_iter().flatten().is_sorted(), "every record may move: {:?}", tempi(&app));
}

#[test]
fn what_takes_longer_than_a_moment_says_so_and_escape_stops_it() {
    let mut app = queued();
    app.keys("O");
    assert!(!app.text().contains("ordering"), "most are there before one can read it");
    app.wait(Duration::from_millis(300));
    assert!(
        app.text().contains("ordering the queue …") && app.text().contains("esc stops it"),
        "{}",
        app.text()
    );
    app.wait(Duration::from_millis(2700));
    assert!(app.text().contains("3 s"), "{}", app.text());
    app.keys("<esc>");
    assert!(app.text().contains("Stopped: ordering the queue."), "{}", app.text());
    app.settle();
    assert!(app.state.popups.is_empty(), "what comes too late opens nothing");
    app.keys("T");
    app.wait(Duration::from_secs(1));
    assert!(app.text().contains("looking for paths …"), "{}", app.text());
}

#[test]
fn fewer_than_three_records_have_no_order() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("ajaO").settle();
    assert!(app.state.popups.is_empty());
    assert!(app.text().contains("Three records or more"), "{}", app.text());
}

#[test]
fn orders_by_clashes_and_by_what_was_played_never_make_it_worse() {
    let mut app = queued();
    for (keys, what) in [("Ojj", "clash"), ("Ojjj", "in a row")] {
        app.keys(keys).settle();
        let text = app.text();
        let line = text.lines().find(|line| line.contains("fewest clashes")).unwrap();
        assert!(line.contains(what), "{line}");
        app.keys("<esc>");
    }
}

#[test]
fn a_path_leads_from_the_seed_to_the_row_and_is_queued_as_one() {
    let mut app = Driver::new((120, 40), Arc::new(Fake::new(MIXES)));
    app.settle();
    app.keys("phantom<enter>").settle();
    app.keys("jj").settle();
    let to = app.state.record().unwrap().title.clone();
    app.keys("T").settle();
    assert!(app.text().contains("a path with"), "{}", app.text());
    let popup = app.state.popups.last().expect("the path");
    let shown = popup.shown(&app.state, app.state.body(popup.as_ref())).expect("its records");
    assert_eq!(usize::from(shown.area.height), shown.count, "no line of the box is empty");
    app.keys("<enter>").settle();
    let queue = app.queue();
    assert_eq!((queue.first().map(String::as_str), queue.last()), (Some("Phantom Force"), Some(&to)));
    assert!(queue.len() >= 3, "{queue:?}");
    app.keys("u").settle();
    assert!(app.queue().is_empty(), "one undo takes all of it back");
}

#[test]
fn in_the_queue_a_path_goes_between_two_of_its_records() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("ajja<tab>k").settle();
    let ends = app.queue();
    app.keys("Th").settle();
    app.keys("<enter>").settle();
    let queue = app.queue();
    assert_eq!((queue.first(), queue.last()), (ends.first(), ends.last()));
    assert!(queue.len() > 2, "{queue:?}");
}

#[test]
fn between_two_records_a_path_begins_at_the_first_and_goes_behind_it() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("aja<tab>k<esc>B").settle();
    assert_eq!(app.queue(), ["Alien Girl", "Fade 2 Black"]);
    assert!(app.text().contains("[1 Between]"), "{}", app.text());
    let picked = app.state.record().unwrap().title.clone();
    app.keys("T").settle();
    app.keys("<enter>").settle();
    let queue = app.queue();
    assert_eq!((queue[0].as_str(), queue.last().unwrap().as_str()), ("Alien Girl", "Fade 2 Black"));
    assert!(queue.contains(&picked), "{queue:?}");
}

#[test]
fn a_pair_is_kept_shown_at_both_and_stands_first() {
    let mut app = Driver::new((120, 40), Arc::new(Fake::new(MIXES)));
    app.settle();
    app.keys("phantom<enter>").settle();
    app.keys("G=").settle();
    let last = app.state.record().unwrap().clone();
    assert_eq!(app.services.stored().pairs.len(), 1);
    assert!(app.text().contains("you say these two work"), "{}", app.text());
    app.keys("<enter>").settle();
    app.keys("k").settle();
    assert!(app.text().contains("works with Digital & Spirit"), "it is told at both\n{}", app.text());
    app.keys("h").settle();
    app.keys("r").settle();
    assert_eq!(app.titles()[0], last.title, "it stands first");
    app.keys("=").settle();
    assert!(app.services.stored().pairs.is_empty(), "a second press takes it back");
    app.keys("u").settle();
    assert_eq!(app.services.stored().pairs[0].1.id, last.id, "and so does undo");
}

#[test]
fn in_the_queue_a_pair_is_the_row_and_the_next() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("aja<tab>k=").settle();
    let pairs = app.services.stored().pairs;
    let titles = [&pairs[0].0.title, &pairs[0].1.title];
    assert_eq!(titles, [&app.queue()[0], &app.queue()[1]]);
}

#[test]
fn the_seed_itself_is_played_queued_opened_and_taken_away() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("k").settle();
    assert_eq!(app.state.screen.focus, Focus::Seed);
    assert!(app.text().contains("seed: Digital & Spirit"), "{}", app.text());
    app.keys("a").settle();
    assert_eq!(app.queue(), ["Phantom Force"]);
    app.keys("<space>").settle();
    assert!(app.state.audition.on.as_ref().is_some_and(|on| on.row.title == "Phantom Force"));
    app.keys("n").settle();
    assert_eq!(app.state.screen.focus, Focus::List);
    assert!(app.state.audition.on.as_ref().is_some_and(|on| on.row.title == app.titles()[0]));
    app.keys("ghgt").settle();
    assert!(app.text().contains("[1 Played by]"), "{}", app.text());
    app.keys("h").settle();
    app.keys("s").settle();
    app.keys("gh").settle();
    assert!(app.text().contains("seed 2 of 2: "), "{}", app.text());
    app.keys("ks").settle();
    assert_eq!(app.state.trail.seeds().len(), 1, "the first of the two is gone");
    app.keys("j").settle();
    assert_eq!(app.state.screen.focus, Focus::List);
}

#[test]
fn a_line_of_a_records_plays_answers_why_play_and_queue_for_that_record() {
    let mut app = Driver::new((120, 40), Arc::new(Fake::new(MIXES)));
    app.settle();
    app.keys("phantom<enter>").settle();
    app.keys("gt").settle();
    let text = app.text();
    assert!(text.contains("played by"), "{text}");
    let lines: Vec<&str> = text.lines().filter(|line| line.contains("▸ Ed Rush, Optical & Fierce")).collect();
    assert_eq!(lines.len(), 1, "the cursor stands on the record in the tracklist\n{text}");
    app.keys("a").settle();
    assert_eq!(app.queue(), ["Alien Girl"]);
    app.keys("<space>").settle();
    assert!(app.state.audition.on.as_ref().is_some_and(|on| on.row.title == "Alien Girl"));
    app.keys("<enter>").settle();
    assert!(app.text().contains("[1 Tracklist]"), "{}", app.text());
}

#[test]
fn of_records_without_tempo_and_key_the_orders_say_what_is_missing_and_what_helps() {
    let mut app = queued();
    app.keys("O").settle();
    assert!(app.text().contains("of 7 have tempo or key"), "{}", app.text());
    std::mem::take(&mut app.state.refine.facts);
    let text = app.text();
    assert!(text.contains("No tempo or key is known of these") && text.contains("(g i)"), "{text}");
    assert!(text.contains("the first and the last stay") && text.contains("in a row"), "{text}");
}
