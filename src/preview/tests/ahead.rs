//! Prefetching.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::{super::*, *};
use crate::track::Key;

/// Finds everything, slowly if told to, and counts.
struct Slow {
    asked: Arc<AtomicUsize>,
    hold: Arc<AtomicBool>,
    level: f32,
}

impl Source for Slow {
    fn provider(&self) -> Provider {
        Provider::Deezer
    }

    fn find(&self, wanted: &Wanted, stop: Stop<'_>) -> Result<Found, Refusal> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        while self.hold.load(Ordering::SeqCst) && !stop() {
            std::thread::sleep(Duration::from_millis(2));
        }
        if stop() {
            return Err(Refusal::Unreachable("stopped".into()));
        }
        if wanted.name.title == "Nowhere" {
            return Err(Refusal::Unknown);
        }
        let (provider, id, name) = (Provider::Deezer, "1".to_owned(), wanted.name.clone());
        Ok(Found { provider, id, name, grade: Match::Exact, page: None, bpm: None, seconds: None })
    }

    fn fetch(&self, _: &Found, _: Stop<'_>) -> Result<Clip, Refusal> {
        Ok(Clip::Bytes(sound(self.level).into()))
    }
}

fn listener() -> (Listener, Arc<AtomicUsize>, Arc<AtomicBool>) {
    let (asked, hold) = (Arc::<AtomicUsize>::default(), Arc::<AtomicBool>::default());
    let slow = Slow { asked: asked.clone(), hold: hold.clone(), level: 0.4 };
    (Listener::new(Chain::new(vec![Box::new(slow)])).expect("a thread"), asked, hold)
}

fn record(n: usize) -> Wanted {
    wanted("A", &format!("Title {n}"))
}

fn wait_for(what: impl Fn() -> bool) {
    for _ in 0..2_000 {
        if what() {
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("it never happened");
}

#[test]
fn what_is_next_is_ready_before_it_is_asked_for() {
    let (listener, asked, hold) = listener();
    listener.prefetch(vec![record(1), record(2)]);
    wait_for(|| listener.is_ready(&record(2).key));
    assert!(listener.is_ready(&record(1).key));
    // From now on nothing can be fetched.
    hold.store(true, Ordering::SeqCst);
    let playable = listener.hear(&record(1), GO_ON).expect("ready");
    assert_eq!(playable.heard.found.name.title, "Title 1");
    assert!(playable.clip.seconds() > 0.9);
    assert_eq!(asked.load(Ordering::SeqCst), 2);
    hold.store(false, Ordering::SeqCst);
}

#[test]
fn nothing_is_fetched_twice_at_the_same_time() {
    let (listener, asked, hold) = listener();
    hold.store(true, Ordering::SeqCst);
    listener.prefetch(vec![record(1)]);
    wait_for(|| asked.load(Ordering::SeqCst) == 1);
    std::thread::scope(|scope| {
        let heard: Vec<_> =
            (0..3).map(|_| scope.spawn(|| listener.hear(&record(1), GO_ON).is_ok())).collect();
        hold.store(false, Ordering::SeqCst);
        assert!(heard.into_iter().all(|heard| heard.join().expect("no panic")));
    });
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[test]
fn what_is_no_longer_next_is_given_up() {
    let (listener, asked, hold) = listener();
    hold.store(true, Ordering::SeqCst);
    listener.prefetch(vec![record(1)]);
    wait_for(|| asked.load(Ordering::SeqCst) == 1);
    // The first is still on its way, and given up; the second one then waits its turn.
    listener.prefetch(vec![record(2)]);
    wait_for(|| asked.load(Ordering::SeqCst) == 2);
    hold.store(false, Ordering::SeqCst);
    wait_for(|| listener.is_ready(&record(2).key));
    assert!(!listener.is_ready(&record(1).key));
}

#[test]
fn whoever_waits_may_stop_and_nothing_hangs() {
    let (listener, _, hold) = listener();
    hold.store(true, Ordering::SeqCst);
    listener.prefetch(vec![record(1)]);
    assert_eq!(listener.hear(&record(1), &|| true).expect_err("stopped"), Silent::default());
    assert_eq!(listener.hear(&record(2), &|| true).expect_err("stopped"), Silent::default());
    drop(listener);
}

#[test]
fn that_there_is_nothing_is_known_at_once_the_next_time() {
    let (listener, asked, _) = listener();
    let nowhere = wanted("A", "Nowhere");
    for _ in 0..3 {
        let silent = listener.hear(&nowhere, GO_ON).expect_err("nothing");
        assert_eq!(silent.0, [(Provider::Deezer, Refusal::Unknown)]);
    }
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[test]
fn the_last_few_stay_and_the_next_ones_are_not_dropped() {
    let (listener, _, _) = listener();
    let ready = |key: &Key| listener.is_ready(key);
    listener.prefetch(vec![record(100), record(101)]);
    wait_for(|| ready(&record(101).key));
    for n in 0..8 {
        listener.hear(&record(n), GO_ON).expect("heard");
    }
    assert!(ready(&record(7).key) && !ready(&record(0).key));
}
