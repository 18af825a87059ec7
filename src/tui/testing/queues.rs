//! The list of queues.

use super::Driver;
use crate::{app::Services as _, tui::state::screen::Focus};

#[test]
fn named_queues_are_made_and_chosen() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("a").settle();
    app.keys("gqG<enter>Saturday<enter>").settle();
    assert_eq!((app.state.user.mine.name.as_str(), app.queue().len()), ("Saturday", 0));
    app.keys("jaja").settle();
    assert_eq!(app.queue().len(), 2);
    app.keys("gqgg<enter>").settle();
    assert_eq!((app.state.user.mine.name.as_str(), app.queue().len()), ("Friday", 1));
}

#[test]
fn a_queue_is_called_otherwise_and_taken_away_from_the_list_of_queues_and_undo_brings_it_back() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("a").settle();
    app.keys("gqG<enter>club<enter>").settle();
    app.keys("ja").settle();
    let names = |app: &Driver| -> Vec<String> {
        app.state.user.mine.queues.iter().map(|queue| queue.name.clone()).collect()
    };
    let open = app.state.user.mine.name.clone();
    assert_eq!(open, "club");
    app.keys("gqm").settle();
    assert!(app.text().contains("another name for the queue club"), "{}", app.text());
    app.keys("-2<enter><esc>").settle();
    assert_eq!(app.state.user.mine.name, "club-2");
    assert!(names(&app).contains(&"club-2".to_owned()), "{:?}", names(&app));
    app.keys("u").settle();
    assert_eq!(app.state.user.mine.name, "club");
    app.keys("gqx").settle();
    assert!(app.text().contains("taken away: club"), "{}", app.text());
    assert!(!names(&app).contains(&"club".to_owned()), "{:?}", names(&app));
    assert_ne!(app.state.user.mine.name, "club", "another one is open");
    app.keys("u").settle();
    assert!(names(&app).contains(&"club".to_owned()), "{:?}", names(&app));
    assert_eq!(app.state.user.mine.name, "club", "and it is open again");
}

#[test]
fn a_new_queue_leaves_the_list_in_focus_where_its_first_record_is_added() {
    for from in ["", "<tab>"] {
        let mut app = Driver::usual();
        app.keys("phantom<enter>").settle();
        app.keys("a").settle();
        app.keys(from);
        app.keys("gqG<enter>club<enter>").settle();
        app.keys("a").settle();
        assert_eq!((&*app.state.user.mine.name, app.queue().len()), ("club", 1), "{}", app.text());
        app.keys("gqgg<enter>").settle();
        assert_eq!(app.state.screen.focus, Focus::Queue, "one with records is in focus");
    }
    // The same of an empty one that is opened again.
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("gqG<enter>club<enter>").settle();
    app.keys("<tab>gqgg<enter>").settle();
    assert_eq!((&*app.state.user.mine.name, app.state.screen.focus), ("Friday", Focus::List));
    app.keys("<tab>a");
    let said = "The queue is empty; esc goes to the list, where a adds a record.";
    assert!(app.text().contains(said), "{}", app.text());
}

#[test]
fn the_list_of_queues_stays_open_where_one_is_taken_away_or_renamed() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("a").settle();
    for name in ["one", "two", "three"] {
        app.keys(&format!("gqG<enter>{name}<enter>")).settle();
        app.keys("a").settle();
    }
    let open = |app: &Driver| app.state.popups.last().map(|popup| popup.name());
    let names = |app: &Driver| -> Vec<String> {
        app.state.user.mine.queues.iter().map(|queue| queue.name.clone()).collect()
    };
    app.keys("gqm<ctrl-u>four<enter>").settle();
    assert_eq!((open(&app), &*app.state.user.mine.name), (Some("queues"), "four"));
    app.keys("m<esc>").settle();
    assert_eq!(open(&app), Some("queues"), "also where no name is given");
    let row = app.state.list_record().cloned();
    app.keys("x");
    assert_eq!((open(&app), names(&app).len()), (Some("queues"), 3), "{}", app.text());
    assert!(!app.text().contains("empty"), "the one that is open now has a record: {}", app.text());
    app.settle();
    app.keys("ggxx").settle();
    assert_eq!((open(&app), names(&app).len()), (Some("queues"), 1), "{}", app.text());
    app.keys("u").settle();
    assert_eq!((open(&app), names(&app).len()), (Some("queues"), 2), "and brought back");
    app.keys("G");
    assert!(!app.text().contains("rename") && !app.text().contains("take away"), "{}", app.text());
    app.keys("xm").settle();
    assert_eq!((open(&app), names(&app).len()), (Some("queues"), 2), "there is nothing to take away");
    assert!(app.state.user.mine.verdicts.is_empty(), "no record beneath is rejected");
    assert_eq!(app.state.list_record().cloned(), row);
}

#[test]
fn a_queue_that_was_taken_away_comes_back_where_a_new_one_was_called_like_it() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("gqG<enter>club<enter>").settle();
    app.keys("a").settle();
    let held = app.queue().len();
    assert_eq!((&*app.state.user.mine.name, held), ("club", 1));
    app.keys("gqx<esc>").settle();
    app.keys("gqG<enter>club<enter>").settle();
    assert_eq!((&*app.state.user.mine.name, app.queue().len()), ("club", 0));
    app.keys("u").settle();
    let called = |app: &Driver| app.state.user.mine.queues.iter().filter(|q| q.name == "club").count();
    assert_eq!(called(&app), 0, "the empty one goes with the step that made it");
    app.keys("u").settle();
    assert_eq!((&*app.state.user.mine.name, app.queue().len()), ("club", held), "{}", app.text());
    assert_eq!(called(&app), 1);
}

#[test]
fn a_name_that_the_store_refuses_is_said_and_the_screen_shows_the_one_it_has() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("gqG<enter>club<enter>").settle();
    app.keys("gqm-2<enter><esc>").settle();
    app.services.change(&crate::app::UserChange::OpenQueue { name: "club".into() }).unwrap();
    app.services.change(&crate::app::UserChange::OpenQueue { name: "club-2".into() }).unwrap();
    app.keys("u").settle();
    assert!(app.text().contains("another queue is called so"), "{}", app.text());
    assert_eq!(app.state.user.mine.name, "club-2");
    assert_eq!(app.state.user.sync.changes(), 0, "it is not tried for ever");
}
