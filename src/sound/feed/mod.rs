//! The deck as an output sees it: samples to pull, and a gate that is shut while what was buffered is thrown away.

mod cued;
mod deck;
mod frames;
mod streamed;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;

pub use cued::{Cued, LEVEL};
pub use deck::Deck;
pub(super) use frames::frame;
pub use frames::{CHANNELS, RATE};

/// Shared between the player's thread and the output's. Cheap to clone.
#[derive(Clone, Default)]
pub struct Feed(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    deck: Deck,
    shut: bool,
    /// Frames pulled since the gate opened.
    pulled: u64,
    waiting: Option<Waker>,
}

impl Feed {
    /// A feed of an empty deck.
    pub fn new() -> Self {
        Self::default()
    }

    /// Changes what is on the deck.
    pub fn change(&self, change: impl FnOnce(&mut Deck)) {
        change(&mut self.inner().deck);
    }

    /// Changes what is on the deck and shuts the gate in the same moment: nothing of the new is pulled before [`open`](Self::open).
    pub fn change_and_shut(&self, change: impl FnOnce(&mut Deck)) {
        let mut inner = self.inner();
        inner.shut = true;
        change(&mut inner.deck);
    }

    /// Lets samples through again and wakes who waits for them.
    pub fn open(&self) {
        let mut inner = self.inner();
        inner.shut = false;
        inner.pulled = 0;
        if let Some(waker) = inner.waiting.take() {
            waker.wake();
        }
    }

    /// Fills `out` with the next samples; false, and nothing taken, while the gate is shut. `waker` is then called when it opens.
    pub fn pull(&self, out: &mut [f32], waker: Option<&Waker>) -> bool {
        let mut inner = self.inner();
        if inner.shut {
            inner.waiting = waker.cloned();
            return false;
        }
        inner.deck.render(out);
        inner.pulled += out.len() as u64 / u64::from(CHANNELS);
        true
    }

    /// Frames pulled since the gate last opened.
    pub fn pulled(&self) -> u64 {
        self.inner().pulled
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        // Samples have no invariant that a panic could break.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sound::clip::Clip;

    #[test]
    fn nothing_of_a_new_clip_is_taken_before_the_gate_opens() {
        let feed = Feed::new();
        let clip = Cued::new(Clip::new(vec![0.5; 4000], 2, RATE)).expect("cued");
        let mut out = [0.0; 1000];
        feed.change_and_shut(|deck| deck.load(&clip, 0, false));
        assert!(!feed.pull(&mut out, None));
        feed.open();
        assert!(feed.pull(&mut out, None));
        assert!((out[900] - 0.5).abs() < 1e-6);
        assert_eq!(feed.pulled(), 500);
    }
}
