//! One record: found, decoded, listened to, on whichever thread.

use std::time::Duration;

use super::{
    Desk, Phase,
    ears::{ClipAnalyser, ListenError},
};
use crate::{
    catalogue::Seen,
    preview::{Chain, ProviderMatch, Silent, Wanted, open_to_analyse},
    sound::clip::Clip,
};

/// A record that nobody has is not asked for again for so long.
const AGAIN: i64 = 14 * 86_400;
/// A dead network is tried again after so long.
const DEAD: Duration = Duration::from_secs(30);

/// What came of a record.
pub(super) enum Done {
    Heard,
    /// Known before, or not to be tried again yet.
    Passed,
    Failed,
    /// Nobody could be asked; again after a while.
    Later(String, Duration),
    Stopped,
}

/// What one record is listened to with.
pub(super) struct Turn<'t> {
    pub(super) desk: &'t Desk,
    pub(super) ears: &'t dyn ClipAnalyser,
    pub(super) give_way: &'t (dyn Fn() + Send + Sync),
    /// Unix seconds.
    pub(super) now: i64,
    pub(super) previews: bool,
}

impl Turn<'_> {
    /// Finds, decodes and listens to one record.
    pub(super) fn record(&self, chain: &Chain, wanted: &Wanted, seed: Option<u64>) -> Done {
        if self.ears.knows(&wanted.key) || self.previews && self.ears.gave_up(&wanted.key, self.now) {
            return Done::Passed;
        }
        let stop = || ended(self.desk, self.give_way, seed);
        match chain.hear_as(wanted, &stop, &open_to_analyse) {
            Ok((heard, clip)) => self.listen(wanted, &heard.found, &clip, seed),
            Err(_) if stop() => Done::Stopped,
            Err(silent) => self.unheard(wanted, &silent),
        }
    }

    /// Listens to a clip of a record that is at hand.
    pub(super) fn listen(
        &self,
        wanted: &Wanted,
        found: &ProviderMatch,
        clip: &Clip,
        seed: Option<u64>,
    ) -> Done {
        let seen = Seen { key: wanted.key.clone(), name: wanted.name.clone() };
        match self.ears.listen(seen, found, clip, &|| ended(self.desk, self.give_way, seed)) {
            Ok(()) => Done::Heard,
            Err(ListenError::Stopped) => Done::Stopped,
            Err(ListenError::Unheard(why)) => {
                self.ears.give_up(&wanted.key, &why, self.now + AGAIN);
                Done::Failed
            }
            Err(ListenError::Store(why)) => {
                tracing::warn!("what was heard cannot be kept: {why}");
                Done::Later(why, DEAD)
            }
        }
    }

    /// Nobody has it: noted, unless somebody could not be asked.
    fn unheard(&self, wanted: &Wanted, silent: &Silent) -> Done {
        if let Some(wait) = silent.again_in() {
            return Done::Later(silent.why(), wait);
        }
        if silent.may_change() {
            return Done::Later(silent.why(), DEAD);
        }
        if self.previews && !silent.is_offline() {
            self.ears.give_up(&wanted.key, &silent.why(), self.now + AGAIN);
        }
        Done::Failed
    }
}

/// Whether to end what is going on; lets interactive work go first.
pub(super) fn ended(desk: &Desk, give_way: &(dyn Fn() + Send + Sync), seed: Option<u64>) -> bool {
    give_way();
    let state = desk.lock();
    state.phase == Phase::Ended || state.status.paused || seed.is_some_and(|seed| seed != state.seed)
}
