//! What is watched of the player, and how closely.

use std::{
    sync::{Arc, Condvar, Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::{command::STEP, prepare::Sound};
use crate::{app::lock::lock, sound::spectrogram::Range};

/// After a command the player is watched closely for so long …
const CLOSELY: Duration = Duration::from_millis(300);
/// … and asked this often.
const OFTEN: Duration = Duration::from_millis(15);

#[derive(Default)]
pub(super) struct Watch {
    watched: Mutex<Watched>,
    wake: Condvar,
}

/// What is on, and what the live view wants of it.
pub(super) struct Seen {
    pub(super) on: Option<(u64, Arc<Sound>)>,
    pub(super) live: Option<(usize, Range)>,
}

#[derive(Default)]
struct Watched {
    on: Option<(u64, Arc<Sound>)>,
    live: Option<(usize, Range)>,
    closely: Option<Instant>,
    over: bool,
}

impl Watch {
    /// This is on now.
    pub(super) fn on(&self, token: u64, sound: Arc<Sound>) {
        lock(&self.watched).on = Some((token, sound));
        self.kick();
    }

    /// Nothing is on.
    pub(super) fn forget(&self) {
        lock(&self.watched).on = None;
    }

    /// Columns for the live view.
    pub(super) fn live(&self, live: Option<(usize, Range)>) {
        lock(&self.watched).live = live;
    }

    /// Something has happened.
    pub(super) fn kick(&self) {
        lock(&self.watched).closely = Some(Instant::now() + CLOSELY);
        self.wake.notify_all();
    }

    /// No more of it.
    pub(super) fn end(&self) {
        lock(&self.watched).over = true;
        self.wake.notify_all();
    }

    /// Waits until there may be something to tell; `None` at the end.
    pub(super) fn wait(&self, running: Option<Duration>) -> Option<Seen> {
        let mut watched = lock(&self.watched);
        let closely = watched.closely.is_some_and(|until| until > Instant::now());
        let pause = match (closely, running) {
            (true, _) => Some(OFTEN),
            (false, Some(position)) => Some(until_next(position)),
            (false, None) => None,
        };
        watched = match pause {
            _ if watched.over => watched,
            Some(pause) => self.wake.wait_timeout(watched, pause).unwrap_or_else(PoisonError::into_inner).0,
            None => self.wake.wait(watched).unwrap_or_else(PoisonError::into_inner),
        };
        (!watched.over).then(|| Seen { on: watched.on.clone(), live: watched.live })
    }
}

/// Until the playhead is a hair behind the next tenth of a second: so each column of the live view has its moment.
fn until_next(position: Duration) -> Duration {
    let step = STEP.as_micros() as u64;
    let into = position.as_micros() as u64 % step;
    Duration::from_micros(step - into + 1_000)
}
