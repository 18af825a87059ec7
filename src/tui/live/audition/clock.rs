//! The player's clock as the screen hears it: ten times a second while it runs, at once after an order.

use std::{
    sync::{Arc, Condvar, Mutex, PoisonError},
    time::{Duration, Instant},
};

use crate::{
    sound::{
        player::{CHANNELS, Phase, RATE, State},
        spectrogram::{Range, column},
    },
    tui::{
        audio::{Clock, News},
        state::spectrogram::STEP,
    },
};

use super::{Tell, deck::Deck, lock, prepare::Sound};

/// After an order the player is watched closely for so long …
const CLOSELY: Duration = Duration::from_millis(300);
/// … and asked this often.
const OFTEN: Duration = Duration::from_millis(15);

/// What is watched.
#[derive(Default)]
pub(super) struct Watch {
    watched: Mutex<Watched>,
    wake: Condvar,
}

/// What is on, and what the live view wants of it.
struct Seen {
    on: Option<(u64, Arc<Sound>)>,
    live: Option<(usize, Range)>,
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
    fn wait(&self, running: Option<Duration>) -> Option<Seen> {
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

/// Tells the time until the end.
pub(super) fn run(watch: &Watch, deck: &Mutex<Deck>, tell: &Tell) {
    let mut running = None;
    let mut told = None;
    while let Some(Seen { on, live }) = watch.wait(running) {
        let state = lock(deck).state();
        running = None;
        let (Some((token, sound)), Some((state, now))) = (on, state) else { continue };
        if state.token != Some(token) {
            continue;
        }
        let clock = read(token, &sound, &state, now, live);
        running = (state.phase == Phase::Playing).then_some(clock.position);
        // Between two tenths of a second nothing moves on the screen.
        let same = |told: &Clock| {
            told.token == token
                && told.phase == clock.phase
                && told.position.as_millis() / STEP.as_millis()
                    == clock.position.as_millis() / STEP.as_millis()
        };
        if !told.as_ref().is_some_and(same) {
            tell(News::Clock(clock.clone()));
            told = Some(clock);
        }
    }
}

fn read(token: u64, sound: &Sound, state: &State, now: Instant, live: Option<(usize, Range)>) -> Clock {
    let position = state.position(now);
    let levels = |(rows, range)| {
        let frame = (position.as_secs_f64() * f64::from(RATE)) as u64;
        (range, column(sound.cued.samples(), CHANNELS, RATE, frame, rows, range))
    };
    let column = live.filter(|_| state.phase == Phase::Playing).map(levels);
    Clock { token, phase: state.phase, position, column }
}
