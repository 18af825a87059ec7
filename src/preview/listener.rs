//! Records made ready to play: found, fetched and decoded; the next ones while one listens.

use std::{
    collections::{HashMap, VecDeque},
    io,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use super::{
    chain::Chain,
    open::{Opened, open},
    wanted::{Heard, Silent, Wanted},
};
use crate::{sound, track::Key};

/// Decoded clips kept: the one heard, the two before and the two after it. Half a minute takes ten megabytes.
const KEPT: usize = 5;
/// That there is nothing holds for so long without asking again.
const NOTHING: Duration = Duration::from_mins(1);
/// How often somebody who waits looks whether to stop.
const LOOK: Duration = Duration::from_millis(20);

/// A record that can be played at once.
#[derive(Debug)]
pub struct Playable {
    /// What it really is and where it came from.
    pub heard: Heard,
    /// Its sound, decoded; of a long file the part that [`Opened`] describes.
    pub clip: sound::clip::Clip,
    /// Where in the recording the clip begins.
    pub start: Duration,
    /// What is wrong with it, where something is: it was cut short, or damaged.
    pub flaw: Option<String>,
}

/// Makes records ready to play. Cheap to clone; the worker ends with the last one.
///
/// [`hear`](Self::hear) blocks, so it is called on a worker's thread: at once for what was prefetched, else for as long as the
/// network takes. [`prefetch`](Self::prefetch) returns at once and replaces what it was told before: what is no longer named is
/// given up, unless somebody waits for it. Nothing is fetched twice at the same time.
#[derive(Clone)]
pub struct Listener(Arc<Owner>);

struct Owner {
    desk: Arc<Desk>,
    worker: Option<JoinHandle<()>>,
}

struct Desk {
    chain: Chain,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// The latest first.
    kept: VecDeque<(Key, Arc<Playable>)>,
    /// What is being made ready, and how many wait for it.
    loading: HashMap<Key, usize>,
    nothing: HashMap<Key, (Silent, Instant)>,
    wishes: Vec<Wanted>,
    end: bool,
}

impl Listener {
    /// A listener over a chain.
    pub fn new(chain: Chain) -> io::Result<Self> {
        let desk = Arc::new(Desk { chain, state: Mutex::default(), changed: Condvar::new() });
        let at = desk.clone();
        let worker = thread::Builder::new().name("prefetch".into()).spawn(move || at.work())?;
        Ok(Self(Arc::new(Owner { desk, worker: Some(worker) })))
    }

    /// The record, ready to play. Gives up soon after `stop` turns true, with nothing said.
    pub fn hear(&self, wanted: &Wanted, stop: &(dyn Fn() -> bool + Sync)) -> Result<Arc<Playable>, Silent> {
        let desk = &self.0.desk;
        let mut state = desk.lock();
        loop {
            if let Some(known) = state.known(&wanted.key) {
                return known;
            }
            let Some(waiting) = state.loading.get_mut(&wanted.key) else { break };
            *waiting += 1;
            state = desk.changed.wait_timeout(state, LOOK).unwrap_or_else(PoisonError::into_inner).0;
            if let Some(waiting) = state.loading.get_mut(&wanted.key) {
                *waiting -= 1;
            }
            if stop() {
                return Err(Silent::default());
            }
        }
        state.loading.insert(wanted.key.clone(), 1);
        drop(state);
        desk.load(wanted, stop)
    }

    /// Makes these ready in order, in the background, instead of what was named before.
    pub fn prefetch(&self, next: Vec<Wanted>) {
        self.0.desk.lock().wishes = next;
        self.0.desk.changed.notify_all();
    }

    /// Whether the record is ready to play at once.
    #[must_use]
    pub fn is_ready(&self, key: &Key) -> bool {
        self.0.desk.lock().kept.iter().any(|(kept, _)| kept == key)
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        self.desk.lock().end = true;
        self.desk.changed.notify_all();
        if let Some(worker) = self.worker.take() {
            let _ = worker.join();
        }
    }
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The prefetcher.
    fn work(&self) {
        let mut state = self.lock();
        while !state.end {
            let Some(wanted) = state.next_wish() else {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            state.loading.insert(wanted.key.clone(), 0);
            drop(state);
            let given_up = || {
                let state = self.lock();
                let waited_for = state.loading.get(&wanted.key).is_some_and(|waiting| *waiting > 0);
                state.end || !(waited_for || state.wishes.iter().any(|wish| wish.key == wanted.key))
            };
            // Whoever asks for it hears why there is nothing.
            let _ = self.load(&wanted, &given_up);
            state = self.lock();
            state.wishes.retain(|wish| wish.key != wanted.key);
        }
    }

    /// Finds, fetches, decodes, keeps. The key is among those being loaded when this is called, and not when it returns.
    fn load(&self, wanted: &Wanted, stop: &(dyn Fn() -> bool + Sync)) -> Result<Arc<Playable>, Silent> {
        let heard = self.chain.hear_as(wanted, stop, &open);
        let stopped = heard.is_err() && stop();
        let mut state = self.lock();
        state.loading.remove(&wanted.key);
        self.changed.notify_all();
        match heard {
            Ok((heard, Opened { clip, start, flaw })) => {
                let playable = Arc::new(Playable { heard, clip, start, flaw });
                state.keep(wanted.key.clone(), playable.clone());
                Ok(playable)
            }
            Err(_) if stopped => Err(Silent::default()),
            Err(silent) => {
                if !silent.may_change() {
                    state.nothing.retain(|_, (_, since)| since.elapsed() < NOTHING);
                    state.nothing.insert(wanted.key.clone(), (silent.clone(), Instant::now()));
                }
                Err(silent)
            }
        }
    }
}

impl State {
    fn known(&mut self, key: &Key) -> Option<Result<Arc<Playable>, Silent>> {
        if let Some(at) = self.kept.iter().position(|(kept, _)| kept == key) {
            let (key, playable) = self.kept.remove(at)?;
            self.kept.push_front((key, playable.clone()));
            return Some(Ok(playable));
        }
        let (silent, since) = self.nothing.get(key)?;
        (since.elapsed() < NOTHING).then(|| Err(silent.clone()))
    }

    fn next_wish(&self) -> Option<Wanted> {
        let idle = |wish: &&Wanted| {
            !self.kept.iter().any(|(kept, _)| *kept == wish.key)
                && !self.loading.contains_key(&wish.key)
                && !self.nothing.contains_key(&wish.key)
        };
        self.wishes.iter().find(idle).cloned()
    }

    fn keep(&mut self, key: Key, playable: Arc<Playable>) {
        self.kept.retain(|(kept, _)| *kept != key);
        // What is wished for goes last, so that prefetching never drops what it has just made ready.
        while self.kept.len() >= KEPT {
            let wished = |key: &Key| self.wishes.iter().any(|wish| wish.key == *key);
            let oldest = self.kept.iter().rposition(|(kept, _)| !wished(kept));
            let _ = self.kept.remove(oldest.unwrap_or(self.kept.len() - 1));
        }
        self.kept.push_front((key, playable));
    }
}
