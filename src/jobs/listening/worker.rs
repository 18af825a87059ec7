//! The thread that listens.

use std::{
    collections::HashSet,
    path::PathBuf,
    sync::{MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use super::{
    Desk, ListeningParts, Phase, State,
    status::{ListeningBatch, ListeningProgress},
    turn::{Done, Turn, ended},
};
use crate::{
    preview::{Chain, PlayableTrack, Provider, Wanted, open},
    track::TrackKey,
};

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

pub(super) fn run(desk: &Desk, parts: &mut ListeningParts) {
    lower_priority();
    let chains = [None, None];
    let (tried, stopped) = (HashSet::new(), Vec::new());
    let mut worker = Worker { desk, parts, chains, with_second: false, stopped, tried, put_off: 0 };
    while let Some(task) = worker.next() {
        worker.work(task);
    }
}

struct Worker<'w> {
    desk: &'w Desk,
    parts: &'w mut ListeningParts,
    /// The chains of the one thread and of a second, and whether they have previews.
    chains: [Option<(bool, Chain)>; 2],
    /// A second thread was at work with the last record.
    with_second: bool,
    /// Taken from the stores and stopped: next again.
    stopped: Vec<Wanted>,
    /// What was tried since the last look into the stores: whatever became of it, it does not come twice.
    tried: HashSet<TrackKey>,
    /// Records one after another that could not be heard just now.
    put_off: usize,
}

fn turn<'t>(desk: &'t Desk, parts: &'t ListeningParts, previews: bool) -> Turn<'t> {
    Turn { desk, ears: &*parts.ears, give_way: &*parts.give_way, now: (parts.now)(), previews }
}

/// The chain that a thread has, made anew where it has none with previews, or without.
fn with_previews<'c>(
    previews: bool,
    kept: &'c mut Option<(bool, Chain)>,
    make: &dyn Fn(bool) -> Chain,
) -> &'c Chain {
    if kept.as_ref().is_some_and(|(with, _)| *with != previews) {
        *kept = None;
    }
    &kept.get_or_insert_with(|| (previews, make(previews))).1
}

impl Worker<'_> {
    /// Waits for something to do; `None` at the end.
    fn next(&mut self) -> Option<Task> {
        let mut state = self.desk.lock();
        loop {
            if state.phase == Phase::Ended {
                return None;
            }
            if state.status.paused || state.phase == Phase::Waiting {
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
            if let Some(wanted) = self.stopped.pop() {
                return Some(Task::Record(ListeningBatch::Mine, wanted));
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
            if state.auditioned.is_empty()
                && state.candidates.is_empty()
                && !state.look
                && state.phase != Phase::Ended
            {
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
                let second = self.second(batch, &wanted);
                self.with_second = second.is_some();
                let begun = Instant::now();
                let (done, beside) = self.records(
                    &wanted,
                    (batch == ListeningBatch::Candidates).then_some(seed),
                    second.as_ref(),
                );
                let took = begun.elapsed() / (1 + u32::from(beside.is_some()));
                for (wanted, done) in second.into_iter().zip(beside).chain([(wanted, done)]) {
                    self.settle(batch, &wanted, seed, &done, took);
                    if batch == ListeningBatch::Mine && matches!(done, Done::Stopped) {
                        self.stopped.push(wanted);
                    } else {
                        self.put_off(batch, &wanted, seed, done);
                    }
                }
            }
        }
    }

    /// Another of the user's own records, for a second thread while nobody needs the machine.
    fn second(&mut self, batch: ListeningBatch, first: &Wanted) -> Option<Wanted> {
        let own = 1 + usize::from(self.with_second);
        if batch != ListeningBatch::Mine || !(self.parts.is_idle)(own) {
            return None;
        }
        let previews = self.desk.lock().previews;
        let passed = |key: &TrackKey| self.tried.contains(key) || *key == first.key;
        let next = self.parts.backlog.next((self.parts.now)(), previews, &passed);
        next.filter(|(batch, ..)| *batch == ListeningBatch::Mine).map(|(_, wanted, _)| wanted)
    }

    /// Listens to a record and, on a thread of its own, to a second one.
    fn records(&mut self, one: &Wanted, seed: Option<u64>, second: Option<&Wanted>) -> (Done, Option<Done>) {
        let previews = self.desk.lock().previews;
        let Self { desk, parts, chains: [own, other], .. } = self;
        let (turn, make) = (turn(desk, parts, previews), &parts.chain);
        thread::scope(|scope| {
            let beside = second.map(|second| {
                let (turn, chain) = (&turn, with_previews(previews, other, make));
                let body = move || {
                    lower_priority();
                    turn.record(chain, second, None)
                };
                thread::Builder::new().name("listening-2".into()).spawn_scoped(scope, body)
            });
            let done = turn.record(with_previews(previews, own, make), one, seed);
            // What panics would do so again.
            let joined = |thread: thread::ScopedJoinHandle<'_, Done>| thread.join().unwrap_or(Done::Failed);
            (done, beside.map(|spawned| spawned.map_or(Done::Stopped, joined)))
        })
    }

    /// What cannot be heard just now goes to the end of its list, so that what is at hand need not wait for a quota or a network;
    /// only when all of them wait, so does the thread. Why is told from the first one on.
    fn put_off(&mut self, batch: ListeningBatch, wanted: &Wanted, seed: u64, done: Done) {
        let Done::Later(why, wait) = done else {
            self.put_off = 0;
            self.desk.lock().status.waiting = None;
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
                state.status.waiting = Some((why.clone(), wait));
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
        if self.parts.ears.knows(&wanted.key) {
            return;
        }
        match open(&heard.found, &heard.clip) {
            Ok(opened) => {
                drop(turn(self.desk, self.parts, false).listen(wanted, &heard.found, &opened.clip, None));
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

    /// Waits as somebody asked to; what is auditioned meanwhile ends the wait, as it needs nobody.
    fn sit_out(&mut self, why: String, wait: Duration) {
        let begun = Instant::now();
        let mut state = self.desk.lock();
        state.status.waiting = Some((why, wait));
        let seed = state.seed;
        while begun.elapsed() < wait
            && state.phase != Phase::Ended
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
