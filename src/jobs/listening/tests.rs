//! The queue over ears and stores in memory.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use super::*;
use crate::{
    catalogue::Seen,
    preview::{Chain, ClipBytes, Match, PlayableTrack, PreviewProvider, Provider, ProviderMatch, Refusal},
    sound::{clip::Clip as Samples, wav},
    track::{Name, TrackKey},
};

fn wanted(title: &str) -> Wanted {
    Wanted::new(Name::parse("A", title), None)
}

fn records(titles: std::ops::Range<usize>) -> Vec<Wanted> {
    titles.map(|n| wanted(&format!("Title {n}"))).collect()
}

/// Has everything but what is called `Nowhere`, is to be asked again for what is called `Later`, and answers as it is told.
struct Everything {
    provider: Provider,
    asked: Arc<AtomicUsize>,
    refusal: Arc<Mutex<Option<Refusal>>>,
}

impl PreviewProvider for Everything {
    fn provider(&self) -> Provider {
        self.provider
    }

    fn find(&self, wanted: &Wanted, _: &(dyn Fn() -> bool + Sync)) -> Result<ProviderMatch, Refusal> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        if let Some(refusal) = self.refusal.lock().unwrap().clone() {
            return Err(refusal);
        }
        if wanted.name.title.starts_with("Later") {
            return Err(Refusal::Quota(Duration::from_mins(1)));
        }
        if wanted.name.title.starts_with("Nowhere") {
            return Err(Refusal::Unknown);
        }
        Ok(found(self.provider, &wanted.name))
    }

    fn fetch(&self, _: &ProviderMatch, _: &(dyn Fn() -> bool + Sync)) -> Result<ClipBytes, Refusal> {
        Ok(ClipBytes::Bytes(sound().into()))
    }
}

fn found(provider: Provider, name: &Name) -> ProviderMatch {
    let (id, name) = ("1".to_owned(), name.clone());
    ProviderMatch { provider, id, name, grade: Match::Exact, page: None, bpm: None, seconds: None }
}

fn sound() -> Vec<u8> {
    let samples = (0..16_000).map(|i| (i as f32 * 0.2).sin() * 0.3).collect();
    wav::encode(&Samples::new(samples, 1, 16_000))
}

#[derive(Clone, Default)]
struct Memory {
    heard: Arc<Mutex<Vec<(TrackKey, Provider)>>>,
    gave_up: Arc<Mutex<HashMap<TrackKey, (String, i64)>>>,
    /// While it is true, listening takes as long as somebody lets it.
    hold: Arc<AtomicBool>,
    /// How many listen now, and how many did at most.
    at_once: Arc<[AtomicUsize; 2]>,
}

impl Memory {
    fn titles(&self) -> Vec<String> {
        let heard = self.heard.lock().unwrap();
        heard.iter().map(|(key, _)| key.base().to_owned()).collect()
    }

    fn until_let(&self, stop: &(dyn Fn() -> bool + Sync)) -> Result<(), ListenError> {
        while self.hold.load(Ordering::SeqCst) {
            if stop() {
                return Err(ListenError::Stopped);
            }
            thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    }

    fn most_at_once(&self) -> usize {
        self.at_once[1].load(Ordering::SeqCst)
    }
}

impl ClipAnalyser for Memory {
    fn knows(&self, key: &TrackKey) -> bool {
        self.heard.lock().unwrap().iter().any(|(heard, _)| heard == key)
    }

    fn gave_up(&self, key: &TrackKey, now: i64) -> bool {
        self.gave_up.lock().unwrap().get(key).is_some_and(|(_, until)| *until > now)
    }

    fn listen(
        &self,
        seen: Seen,
        found: &ProviderMatch,
        clip: &Samples,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<(), ListenError> {
        assert!(clip.seconds() > 0.5);
        let [now, most] = &*self.at_once;
        most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        let listened = self.until_let(stop);
        now.fetch_sub(1, Ordering::SeqCst);
        if listened.is_ok() {
            self.heard.lock().unwrap().push((seen.key, found.provider));
        }
        listened
    }

    fn give_up(&self, key: &TrackKey, why: &str, until: i64) {
        self.gave_up.lock().unwrap().insert(key.clone(), (why.to_owned(), until));
    }
}

#[derive(Clone, Default)]
struct Stored(Arc<Mutex<VecDeque<Wanted>>>, Arc<Mutex<HashSet<TrackKey>>>);

impl Backlog for Stored {
    fn next(
        &mut self,
        _: i64,
        _: bool,
        tried: &dyn Fn(&TrackKey) -> bool,
    ) -> Option<(ListeningBatch, Wanted, usize)> {
        let list = self.0.lock().unwrap();
        let left: Vec<&Wanted> = list.iter().filter(|wanted| !tried(&wanted.key)).collect();
        Some((ListeningBatch::Mine, (*left.first()?).clone(), left.len()))
    }

    fn done(&mut self, _: ListeningBatch, key: &TrackKey, heard: bool, _: i64) {
        if heard {
            self.1.lock().unwrap().insert(key.clone());
        }
    }
}

/// Files that are to be analysed whole, and those that were.
#[derive(Clone, Default)]
struct Wholes(Arc<Mutex<VecDeque<PathBuf>>>, Arc<Mutex<Vec<PathBuf>>>);

impl WholeFiles for Wholes {
    fn next(&mut self) -> Option<PathBuf> {
        self.0.lock().unwrap().front().cloned()
    }

    fn analyse(&mut self, path: &Path, _: &(dyn Fn() -> bool + Sync)) {
        self.1.lock().unwrap().push(path.to_owned());
        self.0.lock().unwrap().retain(|left| left != path);
    }
}

struct Place {
    wholes: Wholes,
    asked: Arc<AtomicUsize>,
    refusal: Arc<Mutex<Option<Refusal>>>,
    memory: Memory,
    stored: Stored,
    now: Arc<AtomicI64>,
    idle: Arc<AtomicBool>,
}

impl Place {
    fn new() -> Self {
        Self {
            wholes: Wholes::default(),
            asked: Arc::default(),
            refusal: Arc::default(),
            memory: Memory::default(),
            stored: Stored::default(),
            now: Arc::new(AtomicI64::new(1_000)),
            idle: Arc::default(),
        }
    }

    fn start(&self, previews: bool) -> ListeningThread {
        let (asked, refusal, now) = (self.asked.clone(), self.refusal.clone(), self.now.clone());
        let idle = self.idle.clone();
        let parts = ListeningParts {
            chain: Box::new(move |previews| {
                let deezer =
                    Everything { provider: Provider::Deezer, asked: asked.clone(), refusal: refusal.clone() };
                Chain::new(if previews { vec![Box::new(deezer)] } else { Vec::new() })
            }),
            ears: Box::new(self.memory.clone()),
            backlog: Box::new(self.stored.clone()),
            whole: Box::new(self.wholes.clone()),
            give_way: Box::new(|| {}),
            now: Box::new(move || now.load(Ordering::SeqCst)),
            is_idle: Box::new(move |_| idle.load(Ordering::SeqCst)),
        };
        let listening = ListeningThread::start(parts, previews).expect("a thread");
        listening.begin();
        listening
    }
}

fn wait_for(what: impl Fn() -> bool) {
    let begun = Instant::now();
    while !what() {
        assert!(begun.elapsed() < Duration::from_secs(30), "it never happened");
        thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn the_seed_s_candidates_are_heard_in_their_order_and_counted() {
    let place = Place::new();
    let listening = place.start(true);
    listening.candidates(records(0..5));
    wait_for(|| place.memory.titles().len() == 5);
    assert_eq!(place.memory.titles(), ["title0", "title1", "title2", "title3", "title4"]);
    wait_for(|| listening.status().done == 5);
    let status = listening.status();
    assert_eq!((status.batch, status.of, status.failed), (ListeningBatch::Candidates, 5, 0));
    assert!(status.rate().is_some() && status.left().is_none());
}

#[test]
fn a_new_seed_replaces_the_candidates_at_once() {
    let place = Place::new();
    place.memory.hold.store(true, Ordering::SeqCst);
    let listening = place.start(true);
    listening.candidates(records(0..5));
    wait_for(|| place.asked.load(Ordering::SeqCst) == 1);
    listening.candidates(records(10..12));
    wait_for(|| place.asked.load(Ordering::SeqCst) == 2);
    place.memory.hold.store(false, Ordering::SeqCst);
    wait_for(|| place.memory.titles().len() == 2);
    assert_eq!(place.memory.titles(), ["title10", "title11"]);
}

#[test]
fn what_is_known_is_not_fetched_again_and_what_failed_not_for_a_while() {
    let place = Place::new();
    {
        let listening = place.start(true);
        listening.candidates(vec![wanted("Title 1"), wanted("Nowhere"), wanted("Title 2")]);
        wait_for(|| listening.status().done == 3);
        assert_eq!(listening.status().failed, 1);
    }
    let (why, until) = place.memory.gave_up.lock().unwrap()[&wanted("Nowhere").key].clone();
    assert_eq!((why.as_str(), until), ("Deezer nothing", 1_000 + 14 * 86_400));
    assert_eq!(place.asked.load(Ordering::SeqCst), 3);
    let listening = place.start(true);
    listening.candidates(vec![wanted("Title 1"), wanted("Nowhere"), wanted("Title 3")]);
    wait_for(|| listening.status().done == 3);
    assert_eq!(place.asked.load(Ordering::SeqCst), 4, "only the third is new");
    drop(listening);
    place.now.fetch_add(15 * 86_400, Ordering::SeqCst);
    let listening = place.start(true);
    listening.candidates(vec![wanted("Nowhere")]);
    wait_for(|| place.asked.load(Ordering::SeqCst) == 5);
}

#[test]
fn previews_wait_for_a_yes() {
    let place = Place::new();
    place.stored.0.lock().unwrap().extend(records(0..2));
    let listening = place.start(false);
    listening.candidates(records(5..7));
    wait_for(|| listening.status().batch == ListeningBatch::Mine && listening.status().done == 2);
    assert_eq!(place.asked.load(Ordering::SeqCst), 0);
    assert!(place.memory.gave_up.lock().unwrap().is_empty(), "nobody was asked, so nothing is noted");
    listening.allow_previews(true);
    wait_for(|| place.memory.titles().len() == 2);
    assert_eq!(place.memory.titles(), ["title0", "title1"]);
}

#[test]
fn spotify_s_previews_and_unwanted_ones_are_never_listened_to() {
    let place = Place::new();
    let heard = |provider, title: &str| {
        let found = found(provider, &Name::parse("A", title));
        PlayableTrack { found, clip: ClipBytes::Bytes(sound().into()), others: Vec::new() }
    };
    let listening = place.start(false);
    listening.auditioned(&wanted("One"), &heard(Provider::Deezer, "One"));
    listening.auditioned(&wanted("Two"), &heard(Provider::Local, "Two"));
    wait_for(|| place.memory.titles().len() == 1);
    listening.allow_previews(true);
    listening.auditioned(&wanted("Three"), &heard(Provider::Spotify, "Three"));
    listening.auditioned(&wanted("Four"), &heard(Provider::Itunes, "Four"));
    wait_for(|| place.memory.titles().len() == 2);
    assert_eq!(place.memory.titles(), ["two", "four"]);
    assert_eq!(place.asked.load(Ordering::SeqCst), 0, "the sound was at hand");
}

#[test]
fn it_stops_goes_on_and_begins_again_where_it_stood() {
    let place = Place::new();
    place.stored.0.lock().unwrap().extend(records(0..4));
    place.memory.hold.store(true, Ordering::SeqCst);
    let listening = place.start(true);
    wait_for(|| place.asked.load(Ordering::SeqCst) == 1);
    listening.pause(true);
    wait_for(|| listening.status().current.is_none());
    place.memory.hold.store(false, Ordering::SeqCst);
    assert!(listening.status().paused && place.memory.titles().is_empty());
    listening.pause(false);
    wait_for(|| place.memory.titles().len() == 4);
    drop(listening);
    // The next start finds everything known.
    let asked = place.asked.load(Ordering::SeqCst);
    let listening = place.start(true);
    wait_for(|| listening.status().done == 4);
    assert_eq!(place.asked.load(Ordering::SeqCst), asked);
    assert_eq!(place.stored.1.lock().unwrap().len(), 4);
}

#[test]
fn two_of_one_s_own_records_are_heard_at_once_while_nobody_needs_the_machine_and_both_stop() {
    let place = Place::new();
    place.stored.0.lock().unwrap().extend(records(0..4));
    place.idle.store(true, Ordering::SeqCst);
    place.memory.hold.store(true, Ordering::SeqCst);
    let listening = place.start(true);
    wait_for(|| place.memory.most_at_once() == 2);
    listening.pause(true);
    wait_for(|| listening.status().current.is_none());
    assert!(place.memory.titles().is_empty());
    place.idle.store(false, Ordering::SeqCst);
    listening.pause(false);
    wait_for(|| place.asked.load(Ordering::SeqCst) == 3);
    place.memory.hold.store(false, Ordering::SeqCst);
    wait_for(|| listening.status().done == 4);
    let mut titles = place.memory.titles();
    titles.sort();
    assert_eq!(titles, ["title0", "title1", "title2", "title3"], "what was stopped comes again");
}

#[test]
fn candidates_are_heard_one_at_a_time_whoever_needs_the_machine() {
    let place = Place::new();
    place.idle.store(true, Ordering::SeqCst);
    place.memory.hold.store(true, Ordering::SeqCst);
    let listening = place.start(true);
    listening.candidates(records(0..6));
    wait_for(|| place.asked.load(Ordering::SeqCst) == 1);
    place.memory.hold.store(false, Ordering::SeqCst);
    wait_for(|| place.memory.titles().len() == 6);
    assert_eq!(place.memory.most_at_once(), 1);
}

#[test]
fn files_are_analysed_whole_when_nothing_else_waits() {
    let place = Place::new();
    place.stored.0.lock().unwrap().extend(records(0..2));
    place.wholes.0.lock().unwrap().extend(["/m/a.mp3", "/m/b.mp3"].map(PathBuf::from));
    place.memory.hold.store(true, Ordering::SeqCst);
    let listening = place.start(true);
    wait_for(|| place.asked.load(Ordering::SeqCst) == 1);
    assert!(place.wholes.1.lock().unwrap().is_empty());
    place.memory.hold.store(false, Ordering::SeqCst);
    wait_for(|| place.wholes.1.lock().unwrap().len() == 2);
    assert_eq!(place.memory.titles().len(), 2);
    assert!(!listening.status().is_busy());
}

#[test]
fn a_quota_is_waited_for_and_named() {
    let place = Place::new();
    *place.refusal.lock().unwrap() = Some(Refusal::Quota(Duration::from_millis(300)));
    let listening = place.start(true);
    listening.candidates(records(0..2));
    wait_for(|| listening.status().waiting.is_some());
    assert!(listening.status().line().contains("Deezer is asked again"), "{}", listening.status().line());
    *place.refusal.lock().unwrap() = None;
    wait_for(|| place.memory.titles().len() == 2);
    wait_for(|| listening.status().waiting.is_none());
    assert!(place.memory.gave_up.lock().unwrap().is_empty());
}

#[test]
fn why_one_candidate_waits_is_told_before_all_of_them_do() {
    let place = Place::new();
    place.memory.hold.store(true, Ordering::SeqCst);
    let listening = place.start(true);
    listening.candidates(vec![wanted("Later"), wanted("Title")]);
    // The second one is listened to meanwhile.
    wait_for(|| place.memory.most_at_once() == 1);
    let waiting = listening.status().waiting.map(|(why, _)| why).unwrap_or_default();
    assert!(waiting.contains("Deezer is asked again"), "{waiting}");
    place.memory.hold.store(false, Ordering::SeqCst);
    wait_for(|| place.memory.titles().len() == 1);
}

#[test]
fn the_end_comes_at_once_also_while_waiting() {
    let place = Place::new();
    *place.refusal.lock().unwrap() = Some(Refusal::Unreachable("no connection".into()));
    let listening = place.start(true);
    listening.candidates(records(0..2));
    wait_for(|| listening.status().waiting.is_some());
    // Waiting for the network to come back would take minutes.
    drop(listening);
    assert!(place.memory.gave_up.lock().unwrap().is_empty(), "nobody could be asked, so nothing is noted");
}
