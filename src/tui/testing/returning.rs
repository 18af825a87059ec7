//! Coming back, what is new, and what changes meanwhile.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use super::{Driver, Fake, fake::MIXES};
use crate::{
    app::{
        FollowSubject, LongWork, Services as _, Status, UpdateCommand, Updates,
        audition::{AudioCommand, StartAt},
    },
    sound::{outputs::OutputChoice, player::PlayerCommand},
    tui::{
        message::{Configured, Message},
        state::{
            audition::{Manner, Sounding},
            list::Row,
            sorting::SortBy,
        },
    },
    updater::{Slice, SliceOffer},
};

#[test]
fn a_hangup_saves_where_one_was() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("jj").settle();
    let here = app.current();
    app.send(Message::Hangup);
    assert!(app.over);
    let mut again = Driver::new((120, 40), app.services.clone());
    again.settle();
    assert_eq!(again.current(), here);
}

#[test]
fn every_stop_comes_back_on_its_row_at_the_next_start_and_the_one_after() {
    let next = |app: &mut Driver| {
        app.send(Message::Hangup);
        let mut again = Driver::new((120, 40), app.services.clone());
        again.settle();
        again
    };
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("jj").settle();
    let on_the_trail = app.current();
    app.keys("gd").settle();
    app.keys("j").settle();
    let mut second = next(&mut next(&mut app));
    assert_eq!(second.current(), app.current());
    second.keys("h").settle();
    assert_eq!(second.current(), on_the_trail, "though nobody went there in between");
}

#[test]
fn a_page_of_mixes_comes_back_on_its_mix() {
    let shows: &[(&str, &[&str])] = &[
        ("2001-05-01 - Ann Example - First Show", &["Surgeon - Magneze"]),
        ("2002-05-01 - Ann Example - Second Show", &["Surgeon - Magneze"]),
        ("2003-05-01 - Ann Example - Third Show", &["Surgeon - Magneze"]),
    ];
    let mix = |app: &Driver| app.state.list().current().and_then(Row::mix).map(|(id, ..)| id);
    for (page, tab) in [("gt", ""), ("gd", "2")] {
        let mut app = Driver::new((120, 40), Arc::new(Fake::new(shows)));
        app.settle();
        app.keys("magneze<tab>").settle();
        app.keys(page).settle();
        app.keys(tab).keys("jj").settle();
        let here = mix(&app);
        assert!(here.is_some(), "{page}: {}", app.text());
        app.send(Message::Hangup);
        let mut again = Driver::new((120, 40), app.services.clone());
        again.settle();
        assert_eq!((mix(&again), again.state.list().cursor), (here, 2), "{page}: {}", again.text());
    }
}

#[test]
fn a_list_comes_back_sorted_and_an_older_session_is_read() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    let found = app.titles();
    app.keys("ZZj").settle();
    let (sort, sorted, here) = (app.state.list().sort, app.titles(), app.current());
    assert!(sort != SortBy::Found && sorted != found, "{}", app.text());
    app.send(Message::Hangup);
    let mut again = Driver::new((120, 40), app.services.clone());
    again.settle();
    assert_eq!((again.state.list().sort, again.titles(), again.current()), (sort, sorted, here.clone()));
    let session = app.services.session().unwrap().unwrap();
    let mut older: serde_json::Value = serde_json::from_str(&session).unwrap();
    older["stops"][0].as_object_mut().unwrap().retain(|key, _| !["sort", "mix"].contains(&&**key));
    app.services.save_session(&older.to_string()).unwrap();
    let mut old = Driver::new((120, 40), app.services.clone());
    old.settle();
    assert_eq!((old.titles(), old.current()), (found, here));
}

#[test]
fn the_session_is_saved_a_second_after_a_key_for_kill_9() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.wait(Duration::from_millis(1100));
    let mut again = Driver::new((80, 24), app.services.clone());
    again.settle();
    assert_eq!(again.state.trail.seeds()[0].title, "Phantom Force");
}

/// The next start over what this one left.
fn next(app: &Driver) -> Driver {
    let mut again = Driver::new((120, 40), app.services.clone());
    again.settle();
    again
}

#[test]
fn the_first_lists_of_a_start_know_what_was_rejected_queued_and_owned() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("jxja").settle();
    app.keys("r").settle();
    let left = app.titles();
    app.keys("c").settle();
    let going_on = app.titles();
    app.keys("<ctrl-c><ctrl-c>").settle();
    let mut again = next(&app);
    assert_eq!(again.titles(), going_on, "neither what was rejected nor what is queued is back");
    assert!(!again.text().contains("r refresh"), "{}", again.text());
    again.keys("h").settle();
    assert_eq!(again.titles(), left, "nor on the stops before");

    let owned = again.state.list().rows[0].record().map(|row| (row.id, row.title.clone())).unwrap();
    again.services.change_elsewhere(|user| user.mine = vec![owned.0]);
    again.status();
    again.settle();
    again.keys("i<ctrl-c><ctrl-c>").settle();
    let owning = next(&again);
    assert!(!owning.titles().contains(&owned.1), "{:?}", owning.titles());
}

#[test]
fn what_is_pressed_at_once_after_a_start_is_meant_for_its_first_row() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    let first = app.titles()[0].clone();
    app.keys("<ctrl-c><ctrl-c>").settle();
    let mut again = Driver::new((80, 24), app.services.clone());
    again.keys("<enter>").settle();
    assert_eq!(again.state.trail.seeds()[0].title, first, "{}", again.text());
}

#[test]
fn a_list_that_was_asked_for_as_the_verdicts_could_not_be_read_says_so_once_they_are() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    let all = app.titles();
    app.keys("jx").settle();
    app.keys("<ctrl-c><ctrl-c>").settle();
    app.services.unreadable.store(true, Ordering::SeqCst);
    let mut again = next(&app);
    assert_eq!(again.titles(), all, "what cannot be read keeps no list away");
    again.services.unreadable.store(false, Ordering::SeqCst);
    again.wait(Duration::from_secs(4)).settle();
    assert!(again.text().contains("1 verdict: r refresh"), "{}", again.text());
}

#[test]
fn an_import_that_a_hangup_or_a_kill_cut_is_told_of_at_the_next_start_and_one_that_ended_is_not() {
    let import = || {
        let mut app = Driver::usual();
        app.keys("<tab>gi").settle();
        app.keys("<enter>night.csv<enter>");
        app
    };
    let told = "segue ended while importing ~/night.csv: what was read until then is kept; g i and the same";
    let (mut hung_up, mut killed) = (import(), import());
    hung_up.send(Message::Hangup);
    killed.wait(Duration::from_millis(1100));
    // Another screen that still imports has cut nothing; the first process always runs.
    let running = Fake::new(MIXES);
    let session = hung_up.services.session().unwrap().unwrap();
    let own = format!("\"process\":{}", std::process::id());
    assert!(session.contains(&own), "{session}");
    running.save_session(&session.replace(&own, "\"process\":1")).unwrap();
    let mut beside = Driver::new((120, 40), Arc::new(running));
    beside.settle();
    assert_eq!(beside.text().contains("segue ended"), cfg!(not(unix)), "{}", beside.text());
    for cut in [&hung_up, &killed] {
        let mut again = next(cut);
        assert!(again.text().contains(told), "{}", again.text());
        again.keys("<tab>gi").settle();
        again.keys("<enter>");
        assert!(again.text().contains("~/night.csv"), "the path is there again: {}", again.text());
    }
    let mut ended = import();
    ended.wait(Duration::from_millis(1100)).settle();
    ended.wait(Duration::from_millis(1100));
    assert!(!next(&ended).text().contains("segue ended"), "without another key");
}

#[test]
fn changed_settings_take_effect_and_wrong_ones_are_said() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    let remaps = [("like".to_owned(), vec!["ctrl-f".to_owned()])].into_iter().collect();
    let keymap = crate::tui::keymap::Keymap::build(&remaps, &|_| true).unwrap();
    let sound = Sounding { volume: 1.0, ..Sounding::default() };
    let configured = |sound| Configured {
        look: app.state.screen.look.clone(),
        keymap: Arc::new(keymap.clone()),
        sound,
        changed: vec!["keys.like".to_owned(), "preview.deezer".to_owned()],
        later: vec!["preview"],
    };
    let louder = Sounding {
        manner: Manner { seconds: 20, from: StartAt::Start },
        choice: OutputChoice::Null,
        volume: 0.5,
        levelled: true,
    };
    let (same, other) = (configured((sound, sound)), configured((sound, louder)));
    app.keys("(").settle();
    app.send(Message::Configured(Ok(Box::new(same))));
    assert!(app.text().contains("volume"), "what a key did can be read first: {}", app.text());
    app.wait(Duration::from_secs(3));
    assert!(app.text().contains("read again: keys.like, preview.deezer; [preview] from"), "{}", app.text());
    assert!((app.state.audition.volume - 0.9).abs() < 0.01, "what was not changed stays as its key left it");
    app.deck.commands.clear();
    app.send(Message::Configured(Ok(Box::new(other))));
    assert_eq!(
        app.deck.commands,
        [
            AudioCommand::Player(PlayerCommand::Volume(0.5)),
            AudioCommand::Player(PlayerCommand::Level(true)),
            AudioCommand::Player(PlayerCommand::Output(OutputChoice::Null))
        ]
    );
    assert_eq!((app.state.audition.manner.seconds, app.state.audition.choice), (20, OutputChoice::Null));
    app.settle();
    app.keys("f<ctrl-f>").settle();
    assert_eq!(app.services.stored().verdicts.len(), 1);
    assert!(app.text().contains("ctrl-f like"), "the footer knows the new key: {}", app.text());
    app.wait(Duration::from_secs(30)).wait(Duration::from_secs(30));
    app.send(Message::Configured(Err("[keys] knows no action \"lyke\"".into())));
    assert!(app.text().contains("The settings are as before: [keys] knows no action"));
    app.send(Message::Configured(Err("[keys] knows no action \"lke\"".into())));
    assert!(app.text().contains("lke") && !app.text().contains("lyke"), "{}", app.text());
    app.wait(Duration::from_secs(3));
    assert!(app.text().contains("lke"), "it is said until it is mended: {}", app.text());
    app.keys("<ctrl-f>").settle();
    assert_eq!(app.services.stored().verdicts.len(), 0, "the old settings stay");
}

#[test]
fn coming_back_says_what_is_new() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("q");
    let more = [MIXES, super::fake::HOSTILE].concat();
    let services = Fake::new(&more);
    services.save_session(&app.services.session().unwrap().unwrap()).unwrap();
    let mut again = Driver::new((80, 24), Arc::new(services));
    again.settle();
    assert!(again.text().contains("Since Tuesday: 2 mixes."), "{}", again.text());
}

#[test]
fn what_came_in_stands_on_a_page_of_its_own_and_says_whom_it_concerns() {
    let first = Fake::new(&MIXES[..3]);
    let mut app = Driver::new((120, 40), Arc::new(first));
    app.settle();
    app.keys("phantom<enter>").settle();
    app.keys("q");
    let services = Fake::new(MIXES);
    services.save_session(&app.services.session().unwrap().unwrap()).unwrap();
    services.change_elsewhere(|user| user.follows.push(FollowSubject::Label("Playhouse".into())));
    let mut again = Driver::new((120, 40), Arc::new(services));
    again.settle();
    assert!(again.text().contains("Since Tuesday: 2 mixes, 2 concern whom you follow"), "{}", again.text());
    again.keys("gn").settle();
    let text = again.text();
    assert!(text.contains("2005-07-02 - Richie Hawtin - Essential Mix"), "{text}");
    assert!(text.contains("Playhouse"), "{text}");
    again.keys("<enter>").settle();
    assert!(again.text().contains("Spastik"), "a mix opens its page: {}", again.text());
}

#[test]
fn before_the_first_fit_the_list_waits_and_then_comes_by_itself() {
    let mut app = Driver::usual();
    let known = app.services.status();
    let work = vec![LongWork { name: "learning".into(), done: Some(0.4), left: None }];
    app.send(Message::Status(Status { fitted: None, work, ..known.clone() }));
    app.keys("phantom<enter>").settle();
    assert!(app.text().contains("Learning from 5 mixes what goes with what."), "{}", app.text());
    app.send(Message::Status(known));
    app.settle();
    assert_eq!(app.titles()[0], "Alien Girl");
}

#[test]
fn a_list_asked_for_before_anything_was_learned_is_asked_for_again() {
    let mut app = Driver::usual();
    app.services.unlearned.store(true, Ordering::SeqCst);
    app.send(Message::Status(app.services.status()));
    app.keys("phantom<enter>").settle();
    assert!(app.titles().is_empty(), "{}", app.text());
    app.services.unlearned.store(false, Ordering::SeqCst);
    app.send(Message::Status(app.services.status()));
    app.settle();
    assert!(!app.titles().is_empty(), "{}", app.text());
}

#[test]
fn new_mixes_are_counted_and_a_new_model_is_said() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    let known = app.services.status();
    let more = Status { mixes: known.mixes + 3, generation: known.generation + 1, ..known.clone() };
    app.send(Message::Status(more));
    assert!(app.text().contains("+3 mixes: r refresh"), "{}", app.text());
    app.send(Message::Status(Status { fit: known.fit + 1, ..known.clone() }));
    assert!(app.text().contains("newly learned: r refresh"), "{}", app.text());
    app.send(Message::Status(known));
    assert!(!app.text().contains("r refresh"), "{}", app.text());
}

#[test]
fn the_key_for_updates_asks_for_the_contact_once_and_the_jobs_tell_how_it_went() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("gu<esc>");
    assert!(app.updates.is_empty(), "nothing without a contact");
    app.keys("gudj@club.example<enter>").settle();
    assert_eq!(app.updates, [UpdateCommand::Ask { contact: Some("dj@club.example".to_owned()) }]);
    let known = app.services.status();
    let updates = Updates { every: "6h".into(), contact: true, ..Updates::default() };
    let work = vec![LongWork { name: "fetching".into(), done: Some(0.41), left: None }];
    let fetching = Updates { doing: Some("fetching 41 %".into()), ..updates.clone() };
    app.send(Message::Status(Status { work, updates: fetching, ..known.clone() }));
    app.wait(Duration::from_secs(30));
    assert!(app.text().contains("fetching · 41 %"), "{}", app.text());
    app.keys("gu");
    assert!(app.text().contains("An update is already running: fetching 41 %"), "{}", app.text());
    app.keys("<enter>");
    assert_eq!(app.updates.last(), Some(&UpdateCommand::Pause));
    let paused = Updates { paused: true, ..updates.clone() };
    app.send(Message::Status(Status { updates: paused, ..known.clone() }));
    app.wait(Duration::from_secs(30));
    assert!(app.text().contains("updates are paused; g u goes on"), "{}", app.text());
    app.keys("gu");
    assert_eq!(app.updates.last(), Some(&UpdateCommand::Ask { contact: None }), "it goes on");
    let last = Some(("14:05".to_owned(), Ok("3 mixes added, 1 changed, 0 removed in 4 requests".to_owned())));
    let idle = Updates { next: Some("20:05".into()), last, ..updates.clone() };
    app.send(Message::Status(Status { updates: idle, ..known.clone() }));
    app.wait(Duration::from_secs(30));
    assert!(app.text().contains("idle"), "{}", app.text());
    app.keys("gj");
    assert!(app.text().contains("every 6h, next at 20:05"), "{}", app.text());
    assert!(app.text().contains("14:05: 3 mixes added, 1 changed"), "{}", app.text());
    app.updates.clear();
    app.keys("<esc>gu").settle();
    assert_eq!(app.updates, [UpdateCommand::Ask { contact: None }], "the contact is known");
    let failed = Some(("15:00".to_owned(), Err("the wiki refused".to_owned())));
    app.send(Message::Status(Status {
        updates: Updates { last: failed, ..updates.clone() },
        ..known.clone()
    }));
    app.keys("gj");
    assert!(app.text().contains("15:00, failed: the wiki refused"), "{}", app.text());
    app.keys("<esc>").wait(Duration::from_secs(30));
    assert!(app.text().contains("15:00: the wiki refused. Nothing lost."), "{}", app.text());
    let asks = Some(("15:00".to_owned(), Err("no name; is the network on? Try again.".to_owned())));
    app.send(Message::Status(Status { updates: Updates { last: asks, ..updates }, ..known }));
    assert!(app.text().contains("15:00: no name; is the network on? Nothing lost."), "{}", app.text());
}

#[test]
fn the_first_time_slices_are_offered_with_their_time_and_later_by_their_own_key() {
    let slice = |styles: &[&str], years: &str| Slice {
        styles: styles.iter().map(|style| (*style).to_owned()).collect(),
        years: years.to_owned(),
    };
    let offer =
        |slice: Slice, pages, minutes| SliceOffer { slice, pages, time: Duration::from_mins(minutes) };
    let techno = slice(&["Techno"], "2015..");
    let offers = vec![
        offer(slice(&[], "2025.."), 11_000, 25),
        offer(techno.clone(), 9_000, 40),
        offer(slice(&[], ""), 280_000, 360),
    ];
    let mut app = Driver::usual();
    *app.services.offers.lock().unwrap() = Some(offers);
    app.keys("phantom<enter>").settle();
    app.keys("gudj@club.example<enter><esc>");
    assert!(app.text().contains("dj@club.example"), "what was written comes back: {}", app.text());
    app.keys("<enter>").settle();
    let text = app.text();
    assert!(text.contains("the last two years, 25 min, 11,000 mixes"), "{text}");
    assert!(text.contains("everything, newest first, 6 h, 280,000 mixes"), "{text}");
    app.keys("<esc>");
    assert!(app.updates.is_empty(), "nothing is fetched that was not chosen");
    let known = app.services.status();
    let updates = Updates { contact: true, ..Updates::default() };
    app.send(Message::Status(Status { updates, ..known }));
    app.keys("gw").settle();
    app.keys("j<enter>");
    assert_eq!(app.updates, [UpdateCommand::Fetch { contact: None, slice: techno }]);
}

#[test]
fn the_header_says_how_far_a_crawl_is_also_while_something_plays() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    let said = "fetching 2024-03, 31,200 of 280,000, 4 h left".to_owned();
    let updates = Updates { fetching: Some(said.clone()), doing: Some(said.clone()), ..Updates::default() };
    let work = vec![LongWork { name: said.clone(), done: None, left: None }];
    app.send(Message::Status(Status { updates, work, ..app.services.status() }));
    app.keys("<space>").settle();
    let text = app.text();
    assert!(text.lines().next().is_some_and(|line| line.trim_end().ends_with(&said)), "{text}");
    assert_eq!(text.matches(&said).count(), 1, "{text}");
}
