//! The queue, by keys.

use std::{sync::Arc, time::Duration};

use super::{App, Fake, fake::MIXES};
use crate::{
    app::{Item, ItemId, Services as _},
    tui::message::Message,
};

#[test]
fn the_queue_is_reordered_undone_and_redone() {
    let mut app = App::usual();
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
    let mut app = App::usual();
    app.keys("phantom<enter>").settle();
    app.keys("aja<tab>k<tab><tab>jA").settle();
    assert_eq!(app.queue(), ["Alien Girl", "French Kiss", "Fade 2 Black"]);
}

#[test]
fn what_another_program_queues_appears() {
    let mut app = App::usual();
    app.keys("phantom<enter>").settle();
    app.keys("a").settle();
    let row = app.services.rows(&[crate::track::TrackId(3)]).unwrap().remove(0);
    app.services.change_elsewhere(|user| user.queue.push(Item { id: ItemId(99), row }));
    app.status();
    app.settle();
    assert_eq!(app.queue().len(), 2);
}

#[test]
fn a_full_disk_is_said_and_nothing_is_lost() {
    let mut app = App::usual();
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
    assert!(app.text().contains("Saving works again"));
    assert_eq!(app.services.stored().queue.len(), 2);
}

#[test]
fn the_whole_queue_is_copied_from_any_pane() {
    let mut app = App::new((80, 24), Arc::new(Fake::new(MIXES)));
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
fn named_queues_are_made_and_chosen() {
    let mut app = App::usual();
    app.keys("phantom<enter>").settle();
    app.keys("a").settle();
    app.keys("gqG<enter>Saturday<enter>").settle();
    assert_eq!((app.state.mine.name.as_str(), app.queue().len()), ("Saturday", 0));
    app.keys("<esc>jaja").settle();
    assert_eq!(app.queue().len(), 2);
    app.keys("gqgg<enter>").settle();
    assert_eq!((app.state.mine.name.as_str(), app.queue().len()), ("Friday", 1));
}

#[test]
fn the_set_goes_on_from_the_queue_and_picks_go_after_its_cursor() {
    let mut app = App::usual();
    app.keys("phantom<enter>").settle();
    app.keys("ajaja").settle();
    app.keys("<tab>k<esc>c").settle();
    assert!(app.text().contains("on from Fade 2 Black"), "{}", app.text());
    let picked = app.state.record().unwrap().title.clone();
    app.keys("a").settle();
    assert_eq!(app.queue()[2], picked, "{:?}", app.queue());
}

#[test]
fn what_fits_between_two_records_of_the_queue_goes_between_them() {
    let mut app = App::usual();
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
    assert!(app.text().contains("no third is a seed"), "{}", app.text());
    app.keys("q");
    let again = App::new((80, 24), app.services.clone());
    assert!(again.text().contains("between Alien Girl and Fade 2 Black"), "{}", again.text());
}
