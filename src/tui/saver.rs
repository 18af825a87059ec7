//! Storing what the user changes: in order, on one thread, until each change is stored.

use std::{
    collections::VecDeque,
    io,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use crate::{
    app::{Fault, Services, UpdateCommand, UserChange},
    tui::{
        guard::guarded,
        message::{Message, Post},
        state::toast::Tone,
    },
};

/// How long after a failed save the store is tried again.
const RETRY: Duration = Duration::from_secs(3);
/// And when somebody waits for the end.
const LAST_RETRY: Duration = Duration::from_millis(200);

/// What is to be stored or told.
#[derive(Clone, Debug)]
pub enum Write {
    /// A change, tried until it is stored.
    Change(UserChange),
    /// Where the screen stands, tried once.
    Session(String),
    /// To the updater, after what is being stored.
    Update(UpdateCommand),
}

#[derive(Default)]
struct Writes {
    /// The first is under way.
    waiting: VecDeque<Write>,
    leaving: bool,
    /// Why the first is not stored yet.
    fault: Option<Fault>,
    /// It never will be, and what was stored before is gone.
    lost: bool,
}

#[derive(Default)]
struct Shared {
    writes: Mutex<Writes>,
    wake: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Writes> {
        self.writes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is not stored.
#[derive(Clone, Debug, Default)]
pub struct Left {
    /// The changes, the oldest first.
    pub changes: Vec<UserChange>,
    /// What was said when the oldest was tried last; without changes, why what was stored is lost.
    pub fault: Option<Fault>,
    /// Waiting brings nothing back.
    pub lost: bool,
}

/// The thread that stores.
pub struct Saver {
    shared: Arc<Shared>,
    thread: JoinHandle<()>,
}

impl Saver {
    /// Starts it.
    pub fn start(services: Arc<dyn Services>, post: Post) -> io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let body = {
            let shared = shared.clone();
            move || work(&shared, services.as_ref(), &post)
        };
        let thread = thread::Builder::new().name("screen-save".to_owned()).spawn(body)?;
        Ok(Self { shared, thread })
    }

    /// Stores this after everything before it.
    pub fn push(&self, write: Write) {
        self.shared.lock().waiting.push_back(write);
        self.shared.wake.notify_all();
    }

    /// From now on a failed save is tried again at once, and the thread ends when everything is stored.
    pub fn leave(&self) {
        self.shared.lock().leaving = true;
        self.shared.wake.notify_all();
    }

    /// Whether everything is stored and the thread has ended, after [`Saver::leave`]; waits at most so long.
    pub fn finished_within(&self, at_most: Duration) -> bool {
        let end = Instant::now() + at_most;
        while !self.thread.is_finished() {
            if Instant::now() >= end {
                return false;
            }
            thread::sleep(Duration::from_millis(2));
        }
        let left = self.left();
        left.changes.is_empty() && !left.lost
    }

    /// What is not stored yet.
    pub fn left(&self) -> Left {
        let writes = self.shared.lock();
        let changes = writes.waiting.iter().filter_map(|write| match write {
            Write::Change(change) => Some(change.clone()),
            Write::Session(_) | Write::Update(_) => None,
        });
        Left { changes: changes.collect(), fault: writes.fault.clone(), lost: writes.lost }
    }
}

fn work(shared: &Shared, services: &dyn Services, post: &Post) {
    while let Some(write) = next(shared) {
        let stored = match write {
            Write::Change(change) => guarded(|| services.change(&change)),
            Write::Update(command) => {
                post(match guarded(|| services.update(&command)) {
                    Ok(said) => Message::Say(Tone::Good, said),
                    Err(fault) => Message::Failed(fault),
                });
                done(shared);
                continue;
            }
            Write::Session(session) => {
                if let Err(fault) = guarded(|| services.save_session(&session)) {
                    tracing::warn!(title = fault.title, cause = fault.cause, "the session is not stored");
                }
                done(shared);
                continue;
            }
        };
        match stored {
            Err(fault) => {
                tracing::warn!(title = fault.title, cause = fault.cause, "a change is not stored");
                shared.lock().fault = Some(fault.clone());
                post(Message::SaveFailed(fault));
                if shared.lock().leaving && is_lost(shared, services) {
                    return;
                }
                pause(shared);
            }
            Ok(otherwise) => {
                done(shared);
                post(otherwise.map_or(Message::Saved, Message::SavedOtherwise));
            }
        }
    }
    is_lost(shared, services);
}

/// Whether what was stored is gone for good; noted.
fn is_lost(shared: &Shared, services: &dyn Services) -> bool {
    let Err(fault) = guarded(|| services.kept()) else { return false };
    let mut writes = shared.lock();
    (writes.fault, writes.lost) = (Some(fault), true);
    true
}

/// Waits for something to store; `None` when the screen is left and nothing waits.
fn next(shared: &Shared) -> Option<Write> {
    let mut writes = shared.lock();
    loop {
        match writes.waiting.front() {
            Some(write) => return Some(write.clone()),
            None if writes.leaving => return None,
            None => writes = shared.wake.wait(writes).unwrap_or_else(PoisonError::into_inner),
        }
    }
}

fn done(shared: &Shared) {
    let mut writes = shared.lock();
    writes.waiting.pop_front();
    writes.fault = None;
}

/// Before the store is tried again; cut short when the screen is left meanwhile.
fn pause(shared: &Shared) {
    let begun = Instant::now();
    let mut writes = shared.lock();
    loop {
        let whole = if writes.leaving { LAST_RETRY } else { RETRY };
        let Some(left) = whole.checked_sub(begun.elapsed()).filter(|left| !left.is_zero()) else { return };
        writes = shared.wake.wait_timeout(writes, left).unwrap_or_else(PoisonError::into_inner).0;
    }
}
