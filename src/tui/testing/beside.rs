//! What stands beside the list: a queue as long as there is room, and where a record was played where no mix explains its row.

use std::sync::Arc;

use super::{
    Driver, Fake,
    fake::MIXES,
    picture::{part, text},
};
use crate::{
    app::{ListeningStatus, QueueEntry, QueueEntryId},
    config::Consent,
    library::query::ListeningCounts,
    tui::{
        layout::{layout, queue},
        state::list::Row,
    },
};

fn dug(size: (u16, u16)) -> Driver {
    let mut app = Driver::new(size, Arc::new(Fake::new(MIXES)));
    app.settle();
    app.keys("phantom<enter>").settle();
    app
}

#[test]
fn a_long_queue_takes_the_room_there_is_and_the_tracklist_keeps_its_own() {
    for (size, least) in [((120, 40), 8), ((160, 50), 17), ((240, 70), 30)] {
        let mut app = dug(size);
        let before = layout(&app.state);
        let row = app.state.record().cloned().expect("a row");
        app.state.user.mine.items =
            (0..60).map(|n| QueueEntry { id: QueueEntryId(n), row: row.clone() }).collect();
        let after = layout(&app.state);
        assert!(queue::rows(&app.state, &after).height >= least, "{size:?} {:?}", after.queue);
        assert!(after.tracklist.height >= before.tracklist.height.min(10), "{size:?} {:?}", after.tracklist);
        assert_eq!(after.tracklist.bottom(), after.queue.y);
        assert_eq!(after.queue.bottom(), before.queue.bottom());
        app.state.user.mine.items.truncate(3);
        assert_eq!(layout(&app.state).queue, before.queue, "a short one has what it had");
    }
}

#[test]
fn where_no_mix_is_behind_a_row_it_is_said_who_played_its_record() {
    for size in [(80, 24), (120, 40), (160, 50)] {
        let mut app = dug(size);
        app.keys("G").settle();
        let bridged = |row: &Row| matches!(row, Row::Similar(row) if row.together == 0);
        assert!(app.state.list().current().is_some_and(bridged), "{}", app.text());
        let places = layout(&app.state);
        let beside = text(&part(&app.buffer(), places.why.union(places.tracklist)));
        let page = app.state.why.plays.clone().expect("its plays");
        assert_eq!(Some(page.track.id), app.state.record().map(|row| row.id));
        let play = page.plays[0].clone();
        assert!(beside.contains(&play.date.unwrap()[..4]), "{size:?}\n{beside}");
        assert!(beside.contains(&play.djs[0]), "{size:?}\n{beside}");
    }
}

#[test]
fn while_one_types_nothing_changes_beside_the_list_with_every_letter() {
    let mut app = Driver::new((120, 40), Arc::new(Fake::new(MIXES)));
    app.settle();
    app.keys("phantom").settle();
    assert!(app.state.why.plays.is_none() && app.state.why.tracklist.is_none());
    app.keys("<tab>").settle();
    assert!(app.state.why.plays.is_some(), "in the hits there is time to look");
}

#[test]
fn the_tracklist_of_a_mix_stands_beside_its_row() {
    let mut app = dug((120, 40));
    app.keys("gd1").settle();
    app.keys("2").settle();
    let Some(Row::Mix(mix)) = app.state.list().current().cloned() else { panic!("{}", app.text()) };
    assert_eq!(app.state.why.tracklist.as_ref().map(|page| page.mix.id), Some(mix.id), "{}", app.text());
    assert!(app.text().contains("opens this mix"), "{}", app.text());
}

#[test]
fn a_key_that_has_no_room_or_nothing_to_do_says_so() {
    let mut app = Driver::new((40, 10), Arc::new(Fake::new(MIXES)));
    app.settle();
    app.keys("phantom<enter>").settle();
    app.keys("v").settle();
    assert!(app.text().contains("no room for the"), "{}", app.text());
    app.keys("<shift-tab>").settle();
    assert!(layout(&app.state).spectrogram.area() > 0, "{}", app.text());
    let mut app = dug((80, 24));
    app.keys("gn").settle();
    app.keys("P").settle();
    assert!(app.text().contains("There is no record here"), "{}", app.text());
    assert!(app.state.audition.run.is_none());
    let footer = app.text().lines().last().expect("a footer").to_owned();
    assert!(!footer.contains("play") && footer.contains("back"), "{footer}");
    app.keys("<esc>").settle();
    app.keys("<space>").settle();
    app.keys("S").settle();
    assert_eq!(app.text().matches(": in use").count(), 1, "{}", app.text());
}

#[test]
fn why_a_row_is_there_is_read_whole_at_every_size() {
    let known = ListeningCounts { heard: 40, candidates: 200, of_them: 37, seeds: 3 };
    let listening = || ListeningStatus { previews: Consent::Yes, ..ListeningStatus::default() };
    let fake = || Fake::new(MIXES).listening(listening(), known);
    for size in [(40, 10), (60, 15), (80, 24), (110, 30), (120, 40), (160, 50)] {
        for keys in ["phantom<enter>", "phantom<enter>2", "phantom<enter><tab>"] {
            let mut app = Driver::new(size, Arc::new(fake()));
            app.settle();
            app.keys(keys).settle();
            let list = text(&part(&app.buffer(), layout(&app.state).list));
            for line in list.lines().map(str::trim_end) {
                let cut = line.ends_with('…') && !line.contains(" via ");
                assert!(!cut && !line.contains("━b"), "{size:?} {keys}: {line}\n{}", app.text());
            }
        }
    }
}
