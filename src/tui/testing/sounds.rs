//! *Sounds like* by keys: the question about previews, words where little is known, records that no mix has.

use std::{sync::Arc, time::Duration};

use super::{Driver, Fake, fake::MIXES};
use crate::{
    app::ListeningStatus,
    config::Consent,
    library::query::{By, ListeningCounts},
};

/// The tab of a seed of which so much is known.
fn tab(listening: ListeningStatus, known: ListeningCounts) -> Driver {
    let fake = Fake::new(MIXES).listening(listening, known);
    let mut app = Driver::new((100, 30), Arc::new(fake));
    app.settle();
    app.keys("phantom force").settle();
    app.keys("<enter>").settle();
    app.keys("2").settle();
    app
}

/// The screen's words, wherever lines break.
fn words(app: &Driver) -> String {
    app.text().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn known(seeds: u32) -> ListeningCounts {
    ListeningCounts { heard: 40, candidates: 200, of_them: 37, seeds }
}

#[test]
fn the_question_is_asked_once_and_answered_by_a_key() {
    let mut app = tab(ListeningStatus::default(), known(0));
    let text = words(&app);
    assert!(text.contains("This record is not analysed yet.") && text.contains("Y yes, N no."), "{text}");
    app.keys("Y").settle();
    app.status();
    assert_eq!(app.services.status_previews(), Some(Consent::Yes));
    let text = words(&app);
    assert!(text.contains("Analysed: 37 of 200 candidates."), "{text}");

    let mut refused = tab(ListeningStatus::default(), known(0));
    refused.keys("N").settle();
    refused.status();
    let text = words(&refused);
    assert!(text.contains("Needs previews or your files: segue import ~/Music."), "{text}");
}

#[test]
fn offline_no_question_is_asked() {
    let app = tab(ListeningStatus { offline: true, ..ListeningStatus::default() }, known(0));
    let text = app.text();
    assert!(text.contains("Needs previews or your files") && !text.contains("Y yes"), "{text}");
}

#[test]
fn on_a_small_screen_the_time_left_gives_way_to_the_queue_s_count() {
    let listening = ListeningStatus {
        previews: Consent::Yes,
        left: Some(std::time::Duration::from_mins(10)),
        ..ListeningStatus::default()
    };
    for (width, all) in [(80, false), (99, true)] {
        let fake = Fake::new(MIXES).listening(listening.clone(), known(1));
        let mut app = Driver::new((width, 24), Arc::new(fake));
        app.settle();
        app.keys("phantom force<enter>").settle();
        app.keys("2a").settle();
        let text = app.text();
        assert!(text.contains("queue 1"), "{width}: {text}");
        assert!(text.contains("analysed 37 of 200"), "{width}: {text}");
        assert_eq!(text.contains("10 min left"), all, "{width}: {text}");
    }
}

#[test]
fn the_time_left_stands_beside_how_much_is_known() {
    let listening = ListeningStatus {
        previews: Consent::Yes,
        left: Some(Duration::from_mins(2)),
        ..ListeningStatus::default()
    };
    let text = tab(listening.clone(), known(0)).text();
    assert!(text.contains("Analysed: 37 of 200 candidates, 2 min left."), "{text}");
    let text = tab(listening, known(1)).text();
    assert!(text.contains("analysed 37 of 200  2 min left"), "{text}");
}

#[test]
fn a_list_that_waits_for_a_server_says_for_which() {
    let waits = Some("Deezer cannot be reached, it is asked again in 40 s".to_owned());
    let listening = ListeningStatus { previews: Consent::Yes, waits, ..ListeningStatus::default() };
    let text = tab(listening, ListeningCounts { of_them: 0, ..known(0) }).text();
    let said: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("candidates. Deezer cannot be reached"), "{text}");
}

#[test]
fn rows_have_a_bar_a_badge_and_what_they_have_in_common() {
    let mut app = tab(ListeningStatus { previews: Consent::Yes, ..ListeningStatus::default() }, known(1));
    let text = app.text();
    assert!(text.contains("near") && text.contains("━━━━━ ≈"), "{text}");
    assert!(text.contains("0.10 away") && text.contains("3 in Played with"), "{text}");
    let text = app.keys("w").text();
    assert!(text.contains("electron"), "{text}");
}

#[test]
fn more_that_was_heard_waits_for_a_refresh_unless_there_was_nothing() {
    let mut app =
        tab(ListeningStatus { previews: Consent::Yes, heard: 40, ..ListeningStatus::default() }, known(1));
    let grown = ListeningStatus { previews: Consent::Yes, heard: 41, ..ListeningStatus::default() };
    *app.services.sound.lock().unwrap() = Some((grown.clone(), known(1)));
    app.status();
    assert!(app.asked.is_empty(), "it never moves under the cursor");
    assert!(app.text().contains("more analysed"), "{}", app.text());

    let mut empty =
        tab(ListeningStatus { previews: Consent::Yes, heard: 40, ..ListeningStatus::default() }, known(0));
    *empty.services.sound.lock().unwrap() = Some((grown, ListeningCounts { heard: 41, ..known(1) }));
    empty.status();
    empty.settle();
    assert!(!empty.titles().is_empty(), "{}", empty.text());
}

#[test]
fn a_record_no_mix_has_becomes_a_seed_and_can_be_queued() {
    let fake = Fake::new(MIXES).listening(ListeningStatus::default(), known(1));
    let mut app = Driver::new((100, 30), Arc::new(fake));
    app.settle();
    app.keys("Nobody - Known To None<ctrl-t>").settle();
    let text = app.text();
    assert!(text.contains("Known To None") && text.contains("[2 Sounds"), "{text}");
    let seed = app.state.trail.seeds().first().map(|row| row.id.is_outside());
    assert_eq!(seed, Some(true));
}

#[test]
fn a_blend_of_a_record_no_mix_has_says_what_is_missing_and_what_helps() {
    let fake = Fake::new(MIXES).with_tabs(&[By::Played, By::Next, By::Blend]);
    let mut app = Driver::new((100, 30), Arc::new(fake.listening(ListeningStatus::default(), known(0))));
    app.settle();
    app.keys("Nobody - Known To None<ctrl-t>").settle();
    app.keys("4").settle();
    let text = words(&app);
    assert!(text.contains("[4 Blend]") && text.contains("This record is not analysed yet."), "{text}");
    assert!(text.contains("Y yes, N no."), "{text}");
}
