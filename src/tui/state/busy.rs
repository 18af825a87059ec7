//! What a key has begun and one waits for: said once it takes longer than a moment.

use std::time::Duration;

/// Most answers are there before.
const SOON: Duration = Duration::from_millis(300);

/// Work that one waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Busy {
    /// In a few words.
    pub what: String,
    /// When it began.
    pub since: Duration,
}

impl Busy {
    /// For how many whole seconds it has gone on; `None` where it is not worth a word yet.
    #[must_use]
    pub fn seconds(&self, now: Duration) -> Option<u64> {
        let gone = now.saturating_sub(self.since);
        (gone >= SOON).then_some(gone.as_secs())
    }

    /// When there is something else to say of it.
    #[must_use]
    pub fn next(&self, now: Duration) -> Duration {
        let next = self.seconds(now).map_or(SOON, |seconds| Duration::from_secs(seconds + 1));
        self.since + next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_after_a_moment_and_anew_every_second() {
        let at = Duration::from_millis;
        let busy = Busy { what: String::new(), since: at(500) };
        assert_eq!((busy.seconds(at(500)), busy.next(at(500))), (None, at(800)));
        assert_eq!((busy.seconds(at(800)), busy.next(at(800))), (Some(0), at(1500)));
        assert_eq!((busy.seconds(at(2600)), busy.next(at(2600))), (Some(2), at(3500)));
    }
}
