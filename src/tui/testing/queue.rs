//! The queue, by keys.

use std::{sync::Arc, time::Duration};

use super::{Driver, Fake, fake::MIXES};
use crate::{
    app::{QueueEntry, QueueEntryId, Services as _, Slot},
    library::MixingFacts,
    tui::{message::Message, state::facts::FactsByTrack},
};

#[test]
fn the_queue_is_reordered_undone_and_redone() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("ajaja<tab>ggJ").settle();
    assert_eq!(app.queue(), ["Fade 2 Black", "Alien Girl", "French Kiss"]);
    app.keys("D").settle();
    assert_eq!(app.queue(), ["Fade 2 Black", "French Kiss"]);
    app.keys("uu").settle();
    assert_eq!(app.queue(), ["Alien Girl", "Fade 2 Black", "French Kiss"]);
    app.keys("U").settle();
    assert_eq!(app.queue(), ["Fade 2 Black", "Alien Girl", "French Kiss"]);
    let stored: Vec<_> = app.services.stored().queue.iter().map(|i| i.row.title.clone()).collect();
    assert_eq!(stored, app.queue());
}

#[test]
fn a_record_goes_after_the_queues_cursor() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("aja<tab>k<tab><tab>jA").settle();
    assert_eq!(app.queue(), ["Alien Girl", "French Kiss", "Fade 2 Black"]);
}

#[test]
fn a_queue_that_is_longer_than_its_pane_ends_with_how_many_follow() {
    let mut app = Driver::new((120, 40), Arc::new(Fake::new(MIXES)));
    app.settle();
    app.keys("phantom<enter>").settle();
    let more = |app: &Driver| app.text().contains(" more");
    app.keys("aa").settle();
    assert!(!more(&app), "{}", app.text());
    app.keys(&"a".repeat(58)).settle();
    app.keys("<tab>gg").settle();
    let text = app.text();
    let rows = (1..=60).filter(|n| text.contains(&format!(" {n:>2}   "))).count();
    assert!(rows > 6 && text.contains(&format!("… {} more", 60 - rows)), "{rows} {text}");
    app.keys("G").settle();
    assert!(!more(&app), "{}", app.text());
}

#[test]
fn what_another_program_queues_appears() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("a").settle();
    let row = app.services.rows(&[crate::track::TrackId(3)]).unwrap().remove(0);
    app.services.change_elsewhere(|user| user.queue.push(QueueEntry { id: QueueEntryId(99), row }));
    app.status();
    app.settle();
    assert_eq!(app.queue().len(), 2);
}

#[test]
fn a_full_disk_is_said_and_nothing_is_lost() {
    let mut app = Driver::usual();
    app.services.full.store(true, std::sync::atomic::Ordering::SeqCst);
    app.keys("phantom<enter>");
    for _ in 0..4 {
        for (ticket, question) in std::mem::take(&mut app.asked) {
            let outcome = app.services.answer(&question, &|| false);
            app.send(Message::Answer(ticket, outcome));
        }
    }
    app.keys("aja");
    app.store();
    app.wait(Duration::from_secs(20));
    assert!(
        app.text().contains("Cannot save: disk full (/home). The queue is in memory only."),
        "{}",
        app.text()
    );
    assert_eq!(app.queue().len(), 2);
    app.status();
    assert_eq!(app.queue().len(), 2, "the store's older queue does not replace what is unsaved");
    app.keys("<tab>y");
    assert!(app.copied[0].contains("Alien Girl\n"), "{:?}", app.copied);
    app.services.full.store(false, std::sync::atomic::Ordering::SeqCst);
    app.settle();
    app.wait(Duration::from_secs(3));
    assert!(app.text().contains("Saving works again"), "{}", app.text());
    assert_eq!(app.services.stored().queue.len(), 2);
}

#[test]
fn the_whole_queue_is_copied_from_any_pane() {
    let mut app = Driver::new((80, 24), Arc::new(Fake::new(MIXES)));
    app.settle();
    app.keys("phantom<enter>").settle();
    app.keys("Q");
    assert!(app.text().contains("The queue is empty."), "{}", app.text());
    app.keys("aja<tab>").settle();
    app.keys("Q");
    let lines: Vec<&str> = app.copied[0].lines().collect();
    assert_eq!(lines.len(), 2, "{:?}", app.copied);
    assert!(lines.iter().all(|line| line.contains(" - ")), "{lines:?}");
}

#[test]
fn the_set_goes_on_from_the_queues_end_and_picks_go_there_wherever_the_cursor_was_left() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("ajaja").settle();
    app.keys("<tab>gg<esc>c").settle();
    assert!(app.text().contains("on from French Kiss"), "{}", app.text());
    let picked = app.state.record().unwrap().title.clone();
    app.keys("a").settle();
    assert_eq!(app.queue()[3], picked, "{:?}", app.queue());
}

#[test]
fn undo_puts_the_queues_cursor_back() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("ajajaja<tab>gg").settle();
    app.keys("jD").settle();
    let after = app.state.user.cursor;
    app.keys("GDk").settle();
    app.keys("u").settle();
    assert_eq!(app.state.user.cursor, 2, "where the last row was removed");
    app.keys("u").settle();
    assert_eq!((after, app.state.user.cursor), (1, 1));
    assert_eq!(app.queue().len(), 4);
}

#[test]
fn the_last_row_of_the_queue_is_seen_above_the_arc() {
    for size in [(80, 24), (120, 40), (160, 50)] {
        let mut app = Driver::new(size, Arc::new(Fake::new(MIXES)));
        app.settle();
        app.keys("phantom<enter>").settle();
        app.keys(&"ajajajajaj".repeat(3)).settle();
        app.keys("<tab>G").settle();
        let text = app.text();
        assert!(text.contains("drive"), "the arc is there at {size:?}: {text}");
        let cursor = format!("›{} ", app.queue().len());
        assert!(text.contains(&cursor), "{cursor:?} at {size:?}: {text}");
    }
}

#[test]
fn an_arc_of_which_nothing_is_known_says_so() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("aja<tab>").settle();
    assert!(app.text().contains(" bpm ") && !app.text().contains("not known"), "{}", app.text());
    // Of the one record neither tempo nor energy is known, of the other nothing.
    let rows: Vec<_> = app.state.user.mine.items.iter().map(|item| item.row.clone()).collect();
    let with_key = MixingFacts { tempo: None, energy: None, ..app.state.refine.facts.of(&rows[1]) };
    app.state.refine.facts = FactsByTrack::default();
    app.state.refine.facts.take(&rows, vec![with_key, with_key], 0);
    let text = app.text();
    assert_eq!(text.matches("not known").count(), 2, "drive and bpm: {text}");
    app.state.refine.facts = FactsByTrack::default();
    assert!(app.text().contains("tempo and key known for 0 of 2"), "{}", app.text());
    assert!(!app.text().contains(" bpm "), "{}", app.text());
}

#[test]
fn what_fits_between_two_records_of_the_queue_goes_between_them() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("B");
    assert!(
        app.text().contains("put the queue's cursor on one that has another behind it"),
        "{}",
        app.text()
    );
    app.keys("aja").settle();
    app.keys("<tab>k<esc>B").settle();
    assert!(app.text().contains("[1 Between]"), "{}", app.text());
    assert!(app.text().contains("between Alien Girl and Fade 2 Black"), "{}", app.text());
    let picked = app.state.record().unwrap().title.clone();
    app.keys("A").settle();
    assert_eq!(app.queue(), ["Alien Girl", picked.as_str(), "Fade 2 Black"]);
    app.keys("js");
    assert!(
        app.text().contains("You cannot add seeds here; press enter to start from this record."),
        "{}",
        app.text()
    );
    app.keys("<ctrl-c><ctrl-c>");
    let again = Driver::new((80, 24), app.services.clone());
    assert!(again.text().contains("between Alien Girl and Fade 2 Black"), "{}", again.text());
}

/// A queue of one record in the store, and a screen that has read nothing of it yet.
fn unread() -> Driver {
    let services = Arc::new(Fake::new(MIXES));
    let row = services.rows(&[crate::track::TrackId(3)]).unwrap().remove(0);
    services.change_elsewhere(|user| user.queue.push(QueueEntry { id: QueueEntryId(99), row }));
    Driver::new((80, 24), services)
}

/// Everything but the user's data is answered.
fn answer_all_but_the_user(app: &mut Driver) {
    while let Some(at) = app.asked.iter().position(|(ticket, _)| ticket.slot != Slot::User) {
        let (ticket, question) = app.asked.remove(at);
        let outcome = app.services.answer(&question, &|| false);
        app.send(Message::Answer(ticket, outcome));
    }
}

#[test]
fn what_is_queued_before_the_queue_is_read_goes_to_its_end() {
    let mut app = unread();
    app.keys("phantom<enter>");
    answer_all_but_the_user(&mut app);
    app.keys("a");
    answer_all_but_the_user(&mut app);
    assert!(app.queue().is_empty() && app.unsaved.is_empty(), "nothing is changed unseen");
    app.settle();
    assert_eq!(app.queue().len(), 2);
    assert_eq!(app.queue()[1], "Alien Girl", "at the end, not at the top");
    assert_eq!(app.services.stored().queue[1].row.title, "Alien Girl");
}

#[test]
fn a_damaged_store_is_said_what_it_holds_is_shown_and_nothing_is_changed() {
    let mut app = unread();
    let fault = crate::app::Fault {
        title: "Not all of what you made can be read, and nothing is saved".into(),
        cause: "user.db is damaged".into(),
        remedy: "restore a copy".into(),
    };
    app.services.change_elsewhere(|user| user.damaged = Some(fault));
    app.keys("phantom<enter>").settle();
    assert!(app.text().contains("can be read, and nothing is saved"), "{}", app.text());
    assert_eq!(app.queue().len(), 1, "what is whole is shown");
    for keys in ["a", "f"] {
        app.keys(keys).settle();
        assert!(app.unsaved.is_empty() && app.queue().len() == 1, "{keys}");
    }
    assert!(app.text().contains("nothing is saved"), "{}", app.text());
}

#[test]
fn a_first_read_that_fails_is_said_and_tried_again() {
    let mut app = unread();
    app.services.unreadable.store(true, std::sync::atomic::Ordering::SeqCst);
    app.keys("phantom<enter>").settle();
    assert!(app.text().contains("The queue cannot be read"), "{}", app.text());
    app.keys("a").wait(Duration::from_secs(2)).settle();
    assert!(
        app.unsaved.is_empty() && app.services.stored().queue.len() == 1,
        "nothing goes to an unknown place"
    );
    app.services.unreadable.store(false, std::sync::atomic::Ordering::SeqCst);
    app.wait(Duration::from_secs(4)).settle();
    assert_eq!(app.queue().len(), 1, "the queue is there without another key");
    app.keys("a").settle();
    assert_eq!(app.queue().len(), 2);
}

#[test]
fn the_queue_shows_what_is_rejected_as_it_shows_what_is_liked() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("ajaja<tab>").settle();
    app.keys("ggx").settle();
    app.keys("jf").settle();
    app.keys("jX").settle();
    for sign in [" 1 × ", " 2 ♥ ", " 3 × "] {
        assert!(app.text().contains(sign), "{sign}, of the third its artist: {}", app.text());
    }
}
