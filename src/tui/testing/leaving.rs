//! What closes, what asks, and what ends the program.

use std::sync::Arc;

use super::{Driver, Fake, fake::MIXES};
use crate::{
    app::ListeningStatus,
    config::{Consent, actions::Action},
    library::query::ListeningCounts,
    tui::{keymap::KeyPlace, state::screen::Focus},
};

fn dug() -> Driver {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app
}

#[test]
fn q_closes_a_page_a_pane_and_the_hits_before_it_quits() {
    for open in ["gl", "gm", "gt", "<tab>", "w", "z", "0"] {
        let mut app = dug();
        app.keys(open).settle();
        app.keys("q").settle();
        assert!(!app.over, "{open}");
        assert_eq!((app.state.screen.focus, app.state.search.open), (Focus::List, false), "{open}");
        assert_eq!(app.state.trail.seeds()[0].title, "Phantom Force", "{open}");
        assert!(!app.state.trail.on_a_page() && !app.state.screen.zoomed, "{open}");
        app.keys("q").settle();
        assert!(app.over, "{open}");
    }
}

#[test]
fn a_page_that_is_the_first_stop_closes_to_the_hits_and_they_quit() {
    let mut app = Driver::new((100, 30), Arc::new(Fake::new(MIXES).paged()));
    app.settle();
    app.keys("grooverider<enter>").settle();
    assert!(app.state.trail.on_a_page());
    app.keys("q").settle();
    assert!(app.state.search.open && !app.over);
    app.keys("q").settle();
    assert!(app.over);
}

#[test]
fn q_goes_back_on_the_trail_and_quits_only_where_it_begins() {
    let mut app = dug();
    let began = app.titles();
    for _ in 0..2 {
        app.keys("<enter>").settle();
    }
    assert_eq!(app.state.trail.stops().1, 2);
    app.keys("<esc>").settle();
    assert!(app.text().contains("q goes back, ctrl-c twice quits"), "{}", app.text());
    app.keys("q").settle();
    assert!(!app.over && app.text().contains("One stop back; ctrl-c twice quits."), "{}", app.text());
    app.keys("q").settle();
    assert!(!app.over && app.text().contains("One stop back; q quits."), "{}", app.text());
    assert_eq!(app.titles(), began);
    app.keys("q").settle();
    assert!(app.over);
}

#[test]
fn the_last_line_says_what_q_does_here_and_how_to_leave_where_it_goes_back() {
    let footer = |app: &Driver| app.text().lines().last().unwrap_or_default().to_owned();
    let mut app = Driver::new((160, 50), Arc::new(Fake::new(MIXES)));
    app.settle();
    app.keys("phantom<enter>").settle();
    app.wait(std::time::Duration::from_secs(9));
    assert!(footer(&app).contains("q quit") && !footer(&app).contains("ctrl-c"), "{}", footer(&app));
    for open in ["<enter>", "gt", "<tab>"] {
        app.keys(open).settle();
        assert!(footer(&app).contains("ctrl-c twice quit"), "{open}: {}", footer(&app));
        assert_eq!(footer(&app).contains("q back"), open != "<tab>", "{open}: {}", footer(&app));
        app.keys("q").settle();
        app.wait(std::time::Duration::from_secs(9));
    }
    assert!(footer(&app).contains("q quit"), "{}", footer(&app));
    app.keys("<enter>F").settle();
    assert!(!footer(&app).contains("quit"), "a box has its own hints: {}", footer(&app));
}

#[test]
fn ctrl_c_twice_and_the_command_quit_from_anywhere() {
    for leave in ["<ctrl-c><ctrl-c>", "?<ctrl-c><ctrl-c>", ":quit<enter>"] {
        let mut app = dug();
        app.keys("<enter>").settle();
        app.keys(leave).settle();
        assert!(app.over, "{leave}");
        let mut app = dug();
        app.keys("a<enter>").settle();
        app.state.screen.made_up = true;
        app.keys(leave).settle();
        assert!(!app.over && app.text().contains("queue of 1 record is not kept"), "{}", app.text());
        app.keys("<enter>").settle();
        assert!(app.over, "{leave}");
    }
    let mut app = dug();
    app.keys("<ctrl-c>j<ctrl-c>");
    assert!(!app.over, "not straight after one another");
}

#[test]
fn keys_that_came_together_never_quit() {
    let mut app = dug();
    app.state.keys.at_once = true;
    app.keys("qq").settle();
    assert!(!app.over && app.text().contains("alone it quits"), "{}", app.text());
    app.state.keys.at_once = false;
    app.keys("q");
    assert!(app.over);
}

#[test]
fn the_demo_asks_where_its_queue_would_be_lost() {
    let demo = || {
        let mut app = dug();
        app.state.screen.made_up = true;
        app
    };
    let mut empty = demo();
    empty.keys("q");
    assert!(empty.over, "nothing is lost");
    let mut app = demo();
    app.keys("aq").settle();
    assert!(!app.over && app.text().contains("queue of 1 record is not kept"), "{}", app.text());
    app.keys("<esc>").settle();
    assert!(!app.over && app.state.popups.is_empty());
    app.keys("q<enter>");
    assert!(app.over);
}

#[test]
fn the_demo_s_tour_is_a_line_at_the_bottom_that_each_key_takes_on() {
    let mut app = Driver::usual();
    app.state.visit.tour = crate::tui::state::tour::DemoTour::begin();
    let last = |app: &Driver| app.text().lines().last().unwrap_or_default().to_owned();
    assert!(last(&app).contains("enter digs, after a word or two"), "{}", last(&app));
    app.keys("phantom<enter>").settle();
    assert!(last(&app).contains("space plays it · n next"), "{}", last(&app));
    app.keys("j").settle();
    assert!(last(&app).contains("space plays it"), "moving is no step");
    app.keys("<space>").settle();
    assert!(last(&app).contains("w why"), "{}", last(&app));
    app.keys("ffffff").settle();
    assert!(
        last(&app).contains("/ search") && !last(&app).contains("hands the queue over"),
        "{}",
        last(&app)
    );
}

#[test]
fn ctrl_c_says_how_to_leave() {
    let mut app = dug();
    app.keys("<ctrl-c>");
    assert!(app.text().contains("q quits; everything is saved") && !app.over, "{}", app.text());
    app.keys("F<ctrl-c>");
    assert!(!app.over);
    let mut app = dug();
    app.keys("gt").settle();
    app.keys("<ctrl-c>");
    assert!(app.text().contains("q goes back, ctrl-c twice quits"), "q only closes the page: {}", app.text());
}

#[test]
fn f1_shows_the_keys_while_one_types() {
    let mut app = Driver::usual();
    app.keys("phan<f1>").settle();
    assert!(app.text().contains("Signs"), "{}", app.text());
    app.keys("<esc>");
    assert_eq!(app.state.key_place(), KeyPlace::Text);
    app.keys("tom").settle();
    assert_eq!(app.state.search.prompt.text(), "phantom");
    app.keys(":<f1>");
}

#[test]
fn previews_are_asked_about_before_they_are_allowed() {
    let fake = Fake::new(MIXES).listening(ListeningStatus::default(), ListeningCounts::default());
    let mut app = Driver::new((100, 30), Arc::new(fake));
    app.settle();
    app.keys("phantom<enter>").settle();
    app.keys("Y").settle();
    assert_eq!(app.services.status_previews(), Some(Consent::Ask));
    assert!(app.text().contains("May segue analyse previews"), "{}", app.text());
    app.keys("<esc>").settle();
    assert_eq!(app.services.status_previews(), Some(Consent::Ask), "no answer is no consent");
    app.keys("Y<enter>").settle();
    assert_eq!(app.services.status_previews(), Some(Consent::Yes));
    assert!(app.text().contains("Previews are analysed from now on"), "{}", app.text());
    app.status();
    app.keys("Y").settle();
    assert!(app.state.popups.is_empty() && app.text().contains("analysed already"), "{}", app.text());
    app.keys("N").settle();
    assert_eq!(app.services.status_previews(), Some(Consent::No));
}

/// Popups, by the keys that open them over a list with a queue.
const POPUPS: [&str; 9] = ["F", ":", "?", "ge", "gj", "m", "od", "Y", "gp"];

#[test]
fn a_popup_names_the_keys_that_work_in_it_and_only_those() {
    for open in POPUPS {
        let opened = || {
            let mut app = dug();
            app.keys(open).settle();
            app
        };
        let app = opened();
        let popup = app.state.popups.last().unwrap_or_else(|| panic!("{open} opens nothing"));
        let named: Vec<Action> =
            popup.shape(&app.state).hints.into_iter().flat_map(|hint| hint.keys).collect();
        let place = app.state.key_place();
        for (entry, keys) in app.state.keys.map.clone().entries() {
            let Some(keys) = keys.first().filter(|_| keys_of(entry.scope, place)) else { continue };
            // Digits choose a line, and stand before it.
            if keys.0[0].typed().is_some_and(|c| c.is_ascii_digit()) {
                continue;
            }
            let mut after = opened();
            let before = after.text();
            after
                .keys(&keys.0.iter().map(|chord| format!("<{chord}>")).collect::<Vec<_>>().concat())
                .settle();
            let works = after.text() != before || !after.copied.is_empty() || after.over;
            // An answer's own key stands in its line.
            let in_a_line =
                matches!(entry.action, Action::AllowPreviews | Action::RefusePreviews) && open == "Y";
            let is_told = named.contains(&entry.action) || in_a_line;
            assert!(!works || is_told || is_a_move_or_closes(entry.action), "{open}: {}", entry.name);
            assert!(
                works || !named.contains(&entry.action) || is_a_move_or_closes(entry.action),
                "{open}: {} does nothing",
                entry.name
            );
        }
    }
}

fn keys_of(scope: crate::config::actions::ActionScope, place: KeyPlace) -> bool {
    use crate::config::actions::ActionScope as S;
    scope == S::Everywhere || (place == KeyPlace::Text) == (scope == S::Text) && scope != S::Queue
}

/// Moves and what closes have one hint for all of their keys; so has the editing of a line.
fn is_a_move_or_closes(action: Action) -> bool {
    use crate::config::actions::{Group, entry};
    let group = entry(action).map(|entry| entry.group);
    matches!(group, Some(Group::Moving | Group::Prompt))
        || matches!(
            action,
            Action::Escape
                | Action::Quit
                | Action::Help
                | Action::HelpTyping
                | Action::Redraw
                | Action::Suspend
        )
}

#[test]
fn an_import_is_not_thrown_away_without_a_question() {
    let mut app = dug();
    app.keys("gi<enter>x<enter>");
    app.keys("q");
    assert!(!app.over && app.text().contains("Leaving stops importing ~/x"), "{}", app.text());
    app.keys("<esc>q<enter>");
    assert!(app.over);
}
