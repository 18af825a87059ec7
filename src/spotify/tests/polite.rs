//! One request at a time: waits, refreshes, refusals.

use std::{sync::atomic::Ordering, time::Duration};

use super::{Fault, House};
use crate::{spotify::SpotifyError, time::Clock as _};

#[test]
fn a_refresh_without_a_refresh_token_keeps_the_old_one() {
    let house = House::new();
    house.fake.memory().keeps_refresh = true;
    let before = house.access().login().unwrap().unwrap();
    let mut client = house.client();
    for _ in 0..3 {
        house.clock.advance(Duration::from_hours(2));
        assert_eq!(client.me().unwrap().display_name.as_deref(), Some("Test DJ"));
    }
    let after = house.access().login().unwrap().unwrap();
    assert_eq!((&after.refresh, after.agreed), (&before.refresh, before.agreed));
    assert_ne!(after.access, before.access);
    assert!(after.expires > house.clock.unix());
}

#[test]
fn a_new_refresh_token_is_kept_and_another_program_takes_it() {
    let house = House::new();
    let (mut one, mut two) = (house.client(), house.client());
    one.me().unwrap();
    two.me().unwrap();
    house.clock.advance(Duration::from_hours(2));
    one.me().unwrap();
    two.me().unwrap();
    let refreshes = house.seen().iter().filter(|line| line.contains("api/token")).count();
    assert_eq!(refreshes, 1, "the second program reads what the first has got");
}

#[test]
fn a_token_that_is_refused_in_the_middle_is_refreshed_once() {
    let house = House::new();
    house.faults([Fault::None, Fault::Unauthorized]);
    let mut client = house.client();
    client.me().unwrap();
    client.me().unwrap();
    house.faults([Fault::Unauthorized, Fault::Unauthorized]);
    assert!(matches!(client.me(), Err(SpotifyError::Expired)), "no endless round of refreshes");
}

#[test]
fn a_revoked_login_is_forgotten_and_says_what_to_do() {
    let house = House::new();
    house.faults([Fault::Revoked]);
    let error = house.client().me().unwrap_err();
    assert!(matches!(error, SpotifyError::Expired), "{error}");
    assert!(error.hint().contains("segue login"));
    assert_eq!(house.access().login().unwrap(), None);
    assert!(matches!(house.client().me(), Err(SpotifyError::LoggedOut)));
}

#[test]
fn a_short_retry_after_is_waited_for_and_a_long_one_is_told() {
    let house = House::new();
    let mut client = house.client();
    house.faults([Fault::Busy(3), Fault::Busy(3)]);
    let before = house.clock.unix();
    client.me().unwrap();
    assert_eq!(*house.waits.lock().unwrap(), [Duration::from_secs(3); 2]);
    assert!(house.clock.unix() - before >= 6);
    house.faults([Fault::Busy(86_400)]);
    let error = client.me().unwrap_err();
    assert!(matches!(error, SpotifyError::Busy { wait, .. } if wait == Duration::from_hours(24)), "{error}");
    assert!(error.to_string().starts_with("Spotify asks to come back in 24 h ("), "{error}");
}

#[test]
fn a_long_retry_after_holds_for_every_program_until_it_is_over() {
    let house = House::new();
    house.faults([Fault::Busy(86_400)]);
    house.client().me().unwrap_err();
    let asked = house.seen().len();
    house.clock.advance(Duration::from_hours(23));
    // Another program, another login: the app is the same.
    house.login();
    let error = house.client().me().unwrap_err();
    assert!(matches!(error, SpotifyError::Busy { wait, .. } if wait <= Duration::from_hours(1)), "{error}");
    assert_eq!(house.seen().len(), asked, "nothing is asked before that");
    assert!(house.access().waits_until(house.clock.unix()).is_some());
    house.clock.advance(Duration::from_mins(61));
    assert_eq!(house.access().waits_until(house.clock.unix()), None);
    house.client().me().unwrap();
}

#[test]
fn nobody_waits_longer_than_a_day_and_a_logout_forgets_the_wait() {
    let house = House::new();
    house.faults([Fault::Busy(86_400 * 36_500)]);
    let error = house.client().me().unwrap_err();
    assert!(matches!(error, SpotifyError::Busy { wait, .. } if wait == Duration::from_hours(24)), "{error}");
    assert!(error.hint().contains("for longer") && error.hint().contains("logout"), "{}", error.hint());
    assert!(house.access().waits_until(house.clock.unix()).is_some());
    // As a clock that was wrong leaves it.
    assert_eq!(house.access().waits_until(house.clock.unix() - 86_400 * 300), None);
    house.access().file.remove().unwrap();
    assert_eq!(house.access().waits_until(house.clock.unix()), None);
}

#[test]
fn questions_are_asked_again_and_orders_are_not() {
    let house = House::new();
    let mut client = house.client();
    house.faults([Fault::DroppedBefore, Fault::Plain(502)]);
    client.me().unwrap();
    house.faults([Fault::DroppedAfter]);
    let error = client.create("Friday", "", false).unwrap_err();
    assert!(error.is_uncertain(), "{error}");
    assert_eq!(house.fake.memory().playlists.len(), 1);
}

#[test]
fn a_refusal_says_why_in_json_and_in_plain_text() {
    let house = House::new();
    let mut client = house.client();
    house.faults([Fault::Stranger]);
    let error = client.me().unwrap_err();
    assert!(error.to_string().contains("not registered") && error.hint().contains("User Management"));
    house.faults([Fault::Forbidden]);
    assert!(client.me().unwrap_err().hint().contains("owner"));
}

#[test]
fn requests_keep_their_distance_and_stop_when_told() {
    let house = House::new();
    let mut client = house.client();
    let before = house.clock.now();
    for _ in 0..11 {
        client.me().unwrap();
    }
    assert!(house.clock.now() >= before + Duration::from_secs(1));
    house.stop.store(true, Ordering::SeqCst);
    assert!(matches!(client.me(), Err(SpotifyError::Stopped)));
}

#[test]
fn a_playlist_is_made_whatever_its_answer_leaves_out() {
    let house = House::new();
    for without in [false, true] {
        house.fake.memory().without_items = without;
        let made = house.client().create("Friday", "from the queue", false).unwrap();
        assert!(!made.id.is_empty() && made.name == "Friday");
    }
    assert!(house.fake.memory().playlists.iter().all(|playlist| !playlist.public));
}
