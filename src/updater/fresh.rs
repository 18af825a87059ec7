//! Publishing while a crawl goes on: what was fetched can be found long before the end.

use std::{
    sync::mpsc::SyncSender,
    time::{Duration, Instant},
};

use crate::{library::Library, mixesdb::BatchOutcome};

/// How often names are published during a crawl.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rhythm {
    /// After so long for the first time; each time after twice as long.
    pub first: Duration,
    /// Never later than this.
    pub longest: Duration,
    /// After so many mixes, however soon.
    pub mixes: u64,
}

impl Default for Rhythm {
    fn default() -> Self {
        Self { first: Duration::from_secs(20), longest: Duration::from_mins(2), mixes: 2_000 }
    }
}

/// Publishes names by a rhythm, and asks for a fit when a tenth more plays are there than the last one had.
pub(super) struct Publisher<'l> {
    library: &'l Library,
    rhythm: Rhythm,
    since: Instant,
    next: Duration,
    mixes: u64,
    fitted: usize,
    /// Where fits are asked for; one that is under way is not waited for.
    refit: Option<SyncSender<()>>,
}

impl<'l> Publisher<'l> {
    pub(super) fn new(library: &'l Library, rhythm: Rhythm, refit: Option<SyncSender<()>>) -> Self {
        let snapshot = library.snapshot();
        let fitted = if snapshot.model.is_some() { snapshot.tables.plays.values.len() } else { 0 };
        Self { library, rhythm, since: Instant::now(), next: rhythm.first, mixes: 0, fitted, refit }
    }

    /// A batch is in the catalogue.
    pub(super) fn kept(&mut self, kept: BatchOutcome) {
        self.mixes += kept.added + kept.changed + kept.removed;
        if self.mixes >= self.rhythm.mixes || self.since.elapsed() >= self.next {
            self.publish();
        }
    }

    fn publish(&mut self) {
        // The crawl goes on all the same: the end of the update publishes again, and says why it cannot.
        if let Err(e) = self.library.publish_names() {
            tracing::warn!("names are published later: {e}");
        }
        self.since = Instant::now();
        self.next = (self.next * 2).min(self.rhythm.longest);
        self.mixes = 0;
        let plays = self.library.snapshot().tables.plays.values.len();
        if is_worth_a_fit(self.fitted, plays)
            && self.refit.as_ref().is_some_and(|refit| refit.try_send(()).is_ok())
        {
            self.fitted = plays;
        }
    }
}

/// Whether there are a tenth more plays.
fn is_worth_a_fit(fitted: usize, plays: usize) -> bool {
    plays > 0 && plays >= fitted + fitted / 10
}

#[cfg(test)]
mod tests {
    use super::is_worth_a_fit;

    #[test]
    fn a_fit_is_worth_it_with_a_tenth_more_plays() {
        assert!(!is_worth_a_fit(0, 0) && is_worth_a_fit(0, 1));
        assert!(!is_worth_a_fit(1_000, 1_099) && is_worth_a_fit(1_000, 1_100));
    }
}
