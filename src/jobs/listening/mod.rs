//! The listening queue: records are found, decoded once and listened to, one at a time, so that *Sounds like* knows them; of the user's own
//! two at a time while nobody needs the machine.
//!
//! What waits is taken in this order: what was just auditioned (its sound is there already), the candidates of the seed, the
//! user's queues (imported playlists among them) and own records (folders, collections, saved tracks), and where the settings say so the most played ones,
//! so many a day; last, where to mix the files of the queues, which are decoded whole for it. Everything but the candidates is read from the stores again at the next start, so it goes on where it stood.

mod ears;
mod sources;
mod status;
#[cfg(test)]
mod tests;
mod turn;
mod whole;
mod worker;

use std::{
    collections::VecDeque,
    io,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
};

pub use ears::{ClipAnalyser, LibraryEars, ListenError};
pub use sources::{Backlog, LibraryBacklog};
pub use status::{ListeningBatch, ListeningProgress};
pub use whole::{QueuedFiles, WholeFiles};

use crate::preview::{Chain, PlayableTrack, Wanted};

/// Clips that were auditioned and wait to be listened to; more are not held.
const AUDITIONED: usize = 16;
/// Candidates of a seed at most.
pub const CANDIDATES: usize = 200;

/// What listening needs of the rest of the program.
pub struct ListeningParts {
    /// The providers; told whether previews may be listened to.
    pub chain: Box<dyn Fn(bool) -> Chain + Send>,
    /// The network and the store.
    pub ears: Box<dyn ClipAnalyser>,
    /// What waits in the stores.
    pub backlog: Box<dyn Backlog>,
    /// Files that are decoded whole when nothing else is to do.
    pub whole: Box<dyn WholeFiles>,
    /// Lets interactive work go first; called often.
    pub give_way: Box<dyn Fn() + Send + Sync>,
    /// The wall clock in Unix seconds.
    pub now: Box<dyn Fn() -> i64 + Send>,
    /// Whether nobody needs the machine beside so many threads that listen, so that a second one may.
    pub is_idle: Box<dyn Fn(usize) -> bool + Send>,
}

/// The background thread that listens. Dropping it ends it.
pub struct ListeningThread {
    desk: Arc<Desk>,
    worker: Option<JoinHandle<()>>,
}

struct Desk {
    state: Mutex<State>,
    changed: Condvar,
}

/// How far it has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Phase {
    /// Nothing is done before it may begin.
    #[default]
    Waiting,
    Listening,
    Ended,
}

#[derive(Default)]
struct State {
    auditioned: VecDeque<(Wanted, PlayableTrack)>,
    candidates: VecDeque<Wanted>,
    /// Counts up when the seed changes, so that work on the last one's candidates is given up.
    seed: u64,
    previews: bool,
    /// The stores were changed: look again.
    look: bool,
    phase: Phase,
    status: ListeningProgress,
}

impl ListeningThread {
    /// Is ready to [`begin`](Self::begin). `previews`: the user has agreed that previews may be listened to; files always are.
    pub fn start(mut parts: ListeningParts, previews: bool) -> io::Result<Self> {
        let state = State { previews, look: true, ..State::default() };
        let desk = Arc::new(Desk { state: Mutex::new(state), changed: Condvar::new() });
        let at = desk.clone();
        let worker =
            thread::Builder::new().name("listening".into()).spawn(move || worker::run(&at, &mut parts))?;
        Ok(Self { desk, worker: Some(worker) })
    }

    /// What it is doing.
    pub fn status(&self) -> ListeningProgress {
        self.desk.lock().status.clone()
    }

    /// What was just auditioned: its sound is at hand. Previews count only where the user has agreed, Spotify's never.
    pub fn auditioned(&self, wanted: &Wanted, heard: &PlayableTrack) {
        let mut state = self.desk.lock();
        if !worker::may_listen(heard.found.provider, state.previews) {
            return;
        }
        if state.auditioned.len() >= AUDITIONED {
            state.auditioned.pop_front();
        }
        state.auditioned.push_back((wanted.clone(), heard.clone()));
        drop(state);
        self.desk.changed.notify_all();
    }

    /// The best candidates for a seed, instead of those of the last one.
    pub fn candidates(&self, mut best: Vec<Wanted>) {
        best.truncate(CANDIDATES);
        let mut state = self.desk.lock();
        if state.candidates.iter().eq(best.iter()) {
            return;
        }
        state.seed += 1;
        state.status.begin(ListeningBatch::Candidates, best.len());
        state.candidates = best.into();
        drop(state);
        self.desk.changed.notify_all();
    }

    /// The user has agreed to previews being listened to, or no longer does.
    pub fn allow_previews(&self, yes: bool) {
        let mut state = self.desk.lock();
        if std::mem::replace(&mut state.previews, yes) != yes {
            state.look = true;
            drop(state);
            self.desk.changed.notify_all();
        }
    }

    /// Stops after at most a tenth of a second, or goes on.
    pub fn pause(&self, yes: bool) {
        let mut state = self.desk.lock();
        state.status.paused = yes;
        drop(state);
        self.desk.changed.notify_all();
    }

    /// Begins to listen.
    pub fn begin(&self) {
        let mut state = self.desk.lock();
        if state.phase == Phase::Waiting {
            state.phase = Phase::Listening;
        }
        drop(state);
        self.desk.changed.notify_all();
    }

    /// Ends it as soon as what goes on can be given up; waits for nothing.
    pub fn end(&self) {
        self.desk.lock().phase = Phase::Ended;
        self.desk.changed.notify_all();
    }
}

impl Drop for ListeningThread {
    fn drop(&mut self) {
        self.end();
        if let Some(worker) = self.worker.take() {
            let _ = worker.join();
        }
    }
}

impl std::fmt::Debug for ListeningThread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Listening").field("status", &self.status()).finish_non_exhaustive()
    }
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
