//! The thread that listens.

use std::{
    collections::HashSet,
    path::PathBuf,
    sync::{MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use super::{
    Desk, ListeningParts, State,
    ears::ListenError,
    status::{ListeningBatch, ListeningProgress},
};
use crate::{
    catalogue::Seen,
    preview::{Chain, PlayableTrack, Provider, ProviderMatch, Silent, Wanted, open, open_to_analyse},
    sound::clip::Clip,
    track::TrackKey,
};

/// A record that nobody has is not asked for again for so long.
const AGAIN: i64 = 14 * 86_400;
/// A dead network is tried again after so long.
const DEAD: Duration = Duration::from_secs(30);
/// With what is in the stores nobody waits for, so the next one may be tried before a provider's wait is over.
const STORED: Duration = Duration::from_secs(2);
/// How often an idle thread looks into the stores.
const IDLE: Duration = Duration::from_mins(1);

/// Files always, previews where the user has agreed, Spotify's never.
pub(super) fn may_listen(provider: Provider, previews: bool) -> bool {
    match provider {
        Provider::Local => true,
        Provider::Deezer | Provider::Itunes => previews,
        Provider::Spotify | Provider::Mix => false,
    }
}

/// What is next.
enum Task {
    Auditioned(Wanted, PlayableTrack),
    Record(ListeningBatch, Wanted),
    Whole(PathBuf),
}

/// What came of a record.
enum Done {
    Heard,
    /// Known before, or not to be tried again yet.
    Passed,
    Failed,
    /// Nobody could be asked; again after a while.
    Later(String, Duration),
    Stopped,
}

pub(super) fn run(desk: &Desk, parts: &mut ListeningParts) {
    lower_priority();
    let mut worker = Worker { desk, parts, chain: None, tried: HashSet::new(), put_off: 0 };
    while let Some(task) = worker.next() {
        worker.work(task);
    }
}

struct Worker<'w> {
    desk: &'w Desk,
    parts: &'w mut ListeningParts,
    /// The chain, and whether it has previews.
    chain: Option<(bool, Chain)>,
    /// What was tried since the last look into the stores: whatever became of it, it does not come twice.
    tried: HashSet<TrackKey>,
    /// Records one after another that could not be heard just now.
    put_off: usize,
}

impl Worker<'_> {
    /// Waits for something to do; `None` at the end.
    fn next(&mut self) -> Option<Task> {
        let mut state = self.desk.lock();
        loop {
            if state.end {
                return None;
            }
            if state.status.paused {
                state.status.current = None;
                state = self.wait(state, IDLE);
                continue;
            }
            // Taken before anything else, as it would end every wait.
            if std::mem::take(&mut state.look) {
                self.tried.clear();
            }
            if let Some((wanted, heard)) = state.auditioned.pop_front() {
                return Some(Task::Auditioned(wanted, heard));
            }
            if let Some(wanted) = state.candidates.front().cloned() {
                return Some(Task::Record(ListeningBatch::Candidates, wanted));
            }
            let previews = state.previews;
            drop(state);
            let stored =
                self.parts.backlog.next((self.parts.now)(), previews, &|key| self.tried.contains(key));
            let whole = if stored.is_none() { self.parts.whole.next() } else { None };
            state = self.desk.lock();
            if let Some((batch, wanted, left)) = stored {
                if state.status.batch != batch || state.status.done >= state.status.of {
                    state.status.begin(batch, left);
                } else {
                    state.status.of = state.status.done + left;
                }
                return Some(Task::Record(batch, wanted));
            }
            if state.auditioned.is_empty() && state.candidates.is_empty() && !state.look && !state.end {
                state.status.current = None;
                state.status.waiting = None;
                if let Some(path) = whole {
                    return Some(Task::Whole(path));
                }
                state = self.wait(state, IDLE);
                // A day may have begun, another program may have changed the stores.
                self.tried.clear();
            }
        }
    }

    fn wait<'s>(&self, state: MutexGuard<'s, State>, most: Duration) -> MutexGuard<'s, State> {
        self.desk.changed.wait_timeout(state, most).unwrap_or_else(PoisonError::into_inner).0
    }

    fn work(&mut self, task: Task) {
        match task {
            Task::Auditioned(wanted, heard) => self.auditioned(&wanted, &heard),
            Task::Whole(path) => {
                let (desk, give_way) = (self.desk, &*self.parts.give_way);
                self.parts.whole.analyse(&path, &|| ended(desk, give_way, None));
            }
            Task::Record(batch, wanted) => {
                let seed = {
                    let mut state = self.desk.lock();
                    state.status.current = Some(wanted.name.clone());
                    state.seed
                };
                let begun = Instant::now();
                let done = self.record(&wanted, (batch == ListeningBatch::Candidates).then_some(seed));
                self.settle(batch, &wanted, seed, &done, begun.elapsed());
                self.put_off(batch, &wanted, seed, done);
            }
        }
    }

    /// What cannot be heard just now goes to the end of its list, so that what is at hand need not wait for a quota or a network;
    /// only when all of them wait, so does the thread.
    fn put_off(&mut self, batch: ListeningBatch, wanted: &Wanted, seed: u64, done: Done) {
        let Done::Later(why, wait) = done else {
            self.put_off = 0;
            return;
        };
        self.put_off += 1;
        if batch != ListeningBatch::Candidates {
            self.tried.insert(wanted.key.clone());
            return self.sit_out(why, wait.min(STORED));
        }
        let all = {
            let mut state = self.desk.lock();
            if state.seed == seed {
                state.candidates.rotate_left(1);
            }
            self.put_off >= state.candidates.len()
        };
        if all {
            self.put_off = 0;
            self.sit_out(why, wait);
        }
    }

    /// Listens to what is at hand.
    fn auditioned(&self, wanted: &Wanted, heard: &PlayableTrack) {
        let (desk, give_way) = (self.desk, &*self.parts.give_way);
        if self.parts.ears.knows(&wanted.key) {
            return;
        }
        match open(&heard.found, &heard.clip) {
            Ok(opened) => {
                drop(self.listen(wanted, &heard.found, &opened.clip, &|| ended(desk, give_way, None)));
            }
            Err(why) => tracing::debug!("an auditioned record is not listened to: {why}"),
        }
    }

    /// Counts, and takes the record off its queue.
    fn settle(&mut self, batch: ListeningBatch, wanted: &Wanted, seed: u64, done: &Done, took: Duration) {
        let mut state = self.desk.lock();
        let stopped = matches!(done, Done::Stopped | Done::Later(..));
        if batch == ListeningBatch::Candidates {
            if state.seed != seed || stopped {
                return;
            }
            state.candidates.pop_front();
        } else if stopped {
            return;
        }
        let status: &mut ListeningProgress = &mut state.status;
        if status.batch == batch {
            status.done += 1;
            status.failed += usize::from(matches!(done, Done::Failed));
            if let Done::Heard = done {
                status.took(took.as_secs_f32());
            }
        }
        drop(state);
        self.tried.insert(wanted.key.clone());
        if batch != ListeningBatch::Candidates {
            self.parts.backlog.done(batch, &wanted.key, matches!(done, Done::Heard), (self.parts.now)());
        }
    }

    /// Finds, decodes and listens to one record.
    fn record(&mut self, wanted: &Wanted, seed: Option<u64>) -> Done {
        if self.parts.ears.knows(&wanted.key) {
            return Done::Passed;
        }
        let previews = self.desk.lock().previews;
        if previews && self.parts.ears.gave_up(&wanted.key, (self.parts.now)()) {
            return Done::Passed;
        }
        let (_, chain) = match &mut self.chain {
            Some(made) if made.0 == previews => made,
            other => other.insert((previews, (self.parts.chain)(previews))),
        };
        let (desk, give_way) = (self.desk, &*self.parts.give_way);
        let stop = || ended(desk, give_way, seed);
        match chain.hear_as(wanted, &stop, &open_to_analyse) {
            Ok((heard, clip)) => self.listen(wanted, &heard.found, &clip, &stop),
            Err(_) if stop() => Done::Stopped,
            Err(silent) => self.unheard(wanted, &silent, previews),
        }
    }

    fn listen(
        &self,
        wanted: &Wanted,
        found: &ProviderMatch,
        clip: &Clip,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Done {
        let seen = Seen { key: wanted.key.clone(), name: wanted.name.clone() };
        match self.parts.ears.listen(seen, found, clip, stop) {
            Ok(()) => Done::Heard,
            Err(ListenError::Stopped) => Done::Stopped,
            Err(ListenError::Unheard(why)) => {
                self.parts.ears.give_up(&wanted.key, &why, (self.parts.now)() + AGAIN);
                Done::Failed
            }
            Err(ListenError::Store(why)) => {
                tracing::warn!("what was heard cannot be kept: {why}");
                Done::Later(why, DEAD)
            }
        }
    }

    /// Nobody has it: noted, unless somebody could not be asked.
    fn unheard(&self, wanted: &Wanted, silent: &Silent, previews: bool) -> Done {
        if let Some(wait) = silent.again_in() {
            return Done::Later(silent.why(), wait);
        }
        if silent.may_change() {
            return Done::Later(silent.why(), DEAD);
        }
        if previews && !silent.is_offline() {
            self.parts.ears.give_up(&wanted.key, &silent.why(), (self.parts.now)() + AGAIN);
        }
        Done::Failed
    }

    /// Waits as somebody asked to; what is auditioned meanwhile ends the wait, as it needs nobody.
    fn sit_out(&mut self, why: String, wait: Duration) {
        let begun = Instant::now();
        let mut state = self.desk.lock();
        state.status.waiting = Some((why, wait));
        let seed = state.seed;
        while begun.elapsed() < wait
            && !state.end
            && !state.status.paused
            && !state.look
            && state.seed == seed
            && state.auditioned.is_empty()
        {
            state = self.wait(state, wait.saturating_sub(begun.elapsed()));
        }
        state.status.waiting = None;
    }
}

/// Whether to end what is going on; lets interactive work go first.
fn ended(desk: &Desk, give_way: &(dyn Fn() + Send + Sync), seed: Option<u64>) -> bool {
    give_way();
    let state = desk.lock();
    state.end || state.status.paused || seed.is_some_and(|seed| seed != state.seed)
}

/// Listening must not be felt: on Linux a thread has a priority of its own.
#[cfg(target_os = "linux")]
fn lower_priority() {
    let thread = rustix::thread::gettid();
    if let Err(e) = rustix::process::setpriority_process(Some(thread), 15) {
        tracing::debug!("listening goes on at the usual priority: {e}");
    }
}

#[cfg(not(target_os = "linux"))]
fn lower_priority() {}
