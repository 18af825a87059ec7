//! How far listening is.

use std::time::Duration;

use crate::track::Name;

/// What is being analysed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ListeningBatch {
    /// The seed's candidates.
    #[default]
    Candidates,
    /// The user's own records.
    Mine,
    /// The most played records.
    Popular,
}

/// How far it is, for a line on the screen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListeningProgress {
    /// What it is at.
    pub batch: ListeningBatch,
    /// Looked at in this batch, heard or not.
    pub done: usize,
    /// In this batch.
    pub of: usize,
    /// Of these, could not be heard.
    pub failed: usize,
    /// What is being analysed; none while nothing waits.
    pub current: Option<Name>,
    /// Who is asked again later, and after how long.
    pub waiting: Option<(String, Duration)>,
    /// Somebody stopped it.
    pub paused: bool,
    /// Seconds a record takes, as measured.
    pace: Option<f32>,
}

/// How much a new measure counts.
const FRESH: f32 = 0.2;

impl ListeningProgress {
    /// Whether anything is going on or waits its turn.
    pub fn is_busy(&self) -> bool {
        self.current.is_some() || self.waiting.is_some()
    }

    /// Records a minute.
    pub fn rate(&self) -> Option<f32> {
        self.pace.filter(|pace| *pace > 0.0).map(|pace| 60.0 / pace)
    }

    /// The time that what is left takes at the pace so far.
    pub fn left(&self) -> Option<Duration> {
        let left = self.of.saturating_sub(self.done);
        let seconds = self.pace? * left as f32;
        Duration::try_from_secs_f32(seconds).ok().filter(|_| left > 0)
    }

    /// `analysed 37 of 200, 3 without sound`, and why it waits.
    pub fn line(&self) -> String {
        let wait = self.waiting.as_ref().map(|(why, _)| format!("; {why}")).unwrap_or_default();
        let without =
            if self.failed > 0 { format!(", {} without sound", self.failed) } else { String::new() };
        format!("analysed {} of {}{without}{wait}", self.done - self.failed.min(self.done), self.of)
    }

    pub(super) fn begin(&mut self, batch: ListeningBatch, of: usize) {
        *self = Self { batch, of, paused: self.paused, pace: self.pace, ..Self::default() };
    }

    pub(super) fn took(&mut self, seconds: f32) {
        self.pace = Some(self.pace.map_or(seconds, |pace| pace + FRESH * (seconds - pace)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_how_far_and_how_long() {
        let mut status = ListeningProgress::default();
        status.begin(ListeningBatch::Candidates, 200);
        status.done = 37;
        assert_eq!(status.line(), "analysed 37 of 200");
        status.took(0.8);
        assert_eq!(status.left().map(|left| left.as_secs()), Some(130));
        assert_eq!(status.rate(), Some(75.0));
        status.done = 190;
        assert_eq!(status.left().map(|left| left.as_secs()), Some(8));
        status.waiting = Some(("Deezer is asked again in 4 s".into(), Duration::from_secs(4)));
        assert_eq!(status.line(), "analysed 190 of 200; Deezer is asked again in 4 s");
        (status.done, status.waiting, status.failed) = (200, None, 3);
        assert_eq!((status.line().as_str(), status.left()), ("analysed 197 of 200, 3 without sound", None));
    }
}
