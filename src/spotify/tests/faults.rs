//! Exports through everything that can go wrong: the end state is right every time.

use crate::time::Clock as _;
use proptest::{collection::vec, prelude::*};

use super::{Fault, House};
use crate::{
    catalogue::User,
    spotify::{
        SpotifyError,
        playlists::{ExportProgress, PlaylistEntry, PlaylistGoal, send},
    },
};

const QUEUE: &str = "Friday";

/// The queue's tracks, by their places in the catalogue.
fn entries(uris: &[String], places: &[usize]) -> Vec<PlaylistEntry> {
    places
        .iter()
        .map(|&at| PlaylistEntry { key: at.to_string(), uri: uris[at % uris.len()].clone() })
        .collect()
}

/// Runs an export as a user would: what stops is started again, who is logged out logs in, who is to wait waits.
fn finish(house: &House, user: &mut User, progress: &ExportProgress) -> ExportProgress {
    progress.keep(user, QUEUE, 0).unwrap();
    for _ in 0..60 {
        // Each start knows only what was kept.
        let mut progress = ExportProgress::of(user, QUEUE).unwrap().unwrap();
        let mut client = house.client();
        match send(&mut client, &mut (&mut *user, QUEUE, 0), &mut progress, &mut |_| {}) {
            Ok(()) => return ExportProgress::of(user, QUEUE).unwrap().unwrap(),
            Err(error) if error.wants_login() => house.login(),
            Err(SpotifyError::Busy { wait, .. }) => house.clock.advance(wait),
            Err(SpotifyError::Forbidden { .. } | SpotifyError::Unsteady { .. }) => {}
            Err(error) if error.is_uncertain() => {}
            Err(error) => panic!("{error}"),
        }
    }
    panic!("it never ends: {:?}", house.seen().iter().rev().take(20).collect::<Vec<_>>());
}

fn rows(house: &House, progress: &ExportProgress) -> Vec<String> {
    let memory = house.fake.memory();
    let id = progress.target.as_ref().unwrap();
    memory.playlists.iter().find(|playlist| playlist.id == *id).unwrap().uris.clone()
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        4 => Just(Fault::None),
        2 => Just(Fault::Unauthorized),
        1 => Just(Fault::Forbidden),
        1 => Just(Fault::Stranger),
        2 => Just(Fault::Busy(3)),
        1 => Just(Fault::Busy(86_400)),
        2 => Just(Fault::DroppedBefore),
        4 => Just(Fault::DroppedAfter),
        2 => Just(Fault::Plain(502)),
        1 => Just(Fault::Plain(200)),
        1 => Just(Fault::Revoked),
    ]
}

fn once(uris: &[String], places: &[usize]) -> Vec<String> {
    let mut once: Vec<String> = Vec::new();
    for entry in entries(uris, places) {
        if !once.contains(&entry.uri) {
            once.push(entry.uri);
        }
    }
    once
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn whatever_goes_wrong_the_playlist_holds_the_queue_in_order_and_nothing_twice(
        first in vec(0..150_usize, 0..150),
        second in vec(0..150_usize, 0..12),
        faults in vec(fault(), 0..14),
        later in vec(fault(), 0..10),
        (keeps_refresh, without_items, without_isrc) in any::<(bool, bool, bool)>(),
        before in proptest::option::of(vec(0..150_usize, 0..8)),
        append in any::<bool>(),
    ) {
        let house = House::new();
        let uris: Vec<String> = {
            let mut memory = house.fake.memory();
            (memory.keeps_refresh, memory.without_items, memory.without_isrc) = (keeps_refresh, without_items, without_isrc);
            (0..150).map(|n| memory.put("A", &format!("Track {n}"))).collect()
        };
        // Into one of the user's own, or a new one.
        let mut theirs: Vec<String> = Vec::new();
        let target = before.map(|before| {
            let mut client = house.client();
            let made = client.create("mine", "", true).unwrap();
            theirs = entries(&uris, &before).into_iter().map(|entry| entry.uri).collect();
            theirs.push("spotify:local:a:file:of:mine:1".into());
            house.fake.memory().playlists[0].uris.clone_from(&theirs);
            made.id
        });
        let playlists = house.fake.memory().playlists.len();
        let made = usize::from(target.is_none());
        let goal = if append { PlaylistGoal::Append } else { PlaylistGoal::Whole };
        let expected = |queue: &[usize], theirs: &[String]| {
            let new = once(&uris, queue).into_iter().filter(|uri| !theirs.contains(uri));
            theirs.iter().cloned().chain(new).collect::<Vec<_>>()
        };
        let theirs = if append { theirs } else { Vec::new() };
        let mut user = User::open_in_memory().unwrap();
        house.faults(faults);
        let progress = ExportProgress::new("Friday", goal, entries(&uris, &first), target, false);
        let done = finish(&house, &mut user, &progress);
        prop_assert!(done.done);
        prop_assert_eq!(rows(&house, &done), expected(&first, &theirs));
        prop_assert_eq!(house.fake.memory().playlists.len(), playlists + made, "one playlist, made once");
        // The queue changes and goes out again, into the same playlist.
        house.faults(later);
        let mut changed: Vec<usize> = first.iter().rev().copied().filter(|at| at % 5 != 0).collect();
        changed.extend(second);
        let again = finish(&house, &mut user, &ExportProgress::again(done.clone(), entries(&uris, &changed)));
        prop_assert_eq!(&again.target, &done.target);
        prop_assert_eq!(rows(&house, &again), expected(&changed, &theirs));
        prop_assert_eq!(house.fake.memory().playlists.len(), playlists + made);
    }
}

#[test]
fn an_export_that_is_cut_off_goes_on_at_the_next_track() {
    let house = House::new();
    let uris: Vec<String> = {
        let mut memory = house.fake.memory();
        (0..250).map(|n| memory.put("A", &format!("Track {n}"))).collect()
    };
    let places: Vec<usize> = (0..250).collect();
    let mut progress =
        ExportProgress::new("Friday", PlaylistGoal::Whole, entries(&uris, &places), None, false);
    let mut user = User::open_in_memory().unwrap();
    let mut client = house.client();
    // Create, read, the first hundred, then the login ends.
    house.faults([Fault::None, Fault::None, Fault::None, Fault::Revoked]);
    let error = send(&mut client, &mut (&mut user, QUEUE, 0), &mut progress, &mut |_| {}).unwrap_err();
    assert!(error.wants_login(), "{error}");
    let kept = ExportProgress::of(&user, QUEUE).unwrap().unwrap();
    assert_eq!((kept.sent, kept.want.len(), kept.done), (100, 250, false));
    house.login();
    let before = house.seen().len();
    let done = finish(&house, &mut user, &kept);
    assert_eq!(rows(&house, &done), uris);
    let asked = house.seen()[before..].to_vec();
    let adding: Vec<&String> = asked.iter().filter(|line| line.starts_with("POST")).collect();
    assert_eq!(adding.len(), 2, "only what was missing is sent: {asked:?}");
}

#[test]
fn a_track_that_spotify_does_not_take_is_left_out_and_the_rest_goes() {
    let house = House::new();
    let mut uris: Vec<String> = {
        let mut memory = house.fake.memory();
        (0..120).map(|n| memory.put("A", &format!("Track {n}"))).collect()
    };
    uris.insert(70, "spotify:track:gone".into());
    let places: Vec<usize> = (0..uris.len()).collect();
    let progress = ExportProgress::new("Friday", PlaylistGoal::Whole, entries(&uris, &places), None, false);
    let mut user = User::open_in_memory().unwrap();
    let done = finish(&house, &mut user, &progress);
    assert_eq!(done.refused, ["spotify:track:gone"]);
    uris.remove(70);
    assert_eq!(rows(&house, &done), uris);
    assert!(house.clock.unix() > 0);
}

#[test]
fn somebody_elses_playlist_is_not_touched() {
    let house = House::new();
    let uri = house.fake.memory().put("A", "Song");
    let id = house.client().create("theirs", "", true).unwrap().id;
    house.fake.memory().playlists[0].owner = "somebody".into();
    let mut progress = ExportProgress::new("x", PlaylistGoal::Append, entries(&[uri], &[0]), Some(id), false);
    let mut user = User::open_in_memory().unwrap();
    let error =
        send(&mut house.client(), &mut (&mut user, QUEUE, 0), &mut progress, &mut |_| {}).unwrap_err();
    assert!(matches!(error, SpotifyError::Forbidden { .. }), "{error}");
    assert!(house.fake.memory().playlists[0].uris.is_empty());
}
