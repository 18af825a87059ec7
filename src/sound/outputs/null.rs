//! No sound, only its clock: playhead and spectrogram move as if there were some.

use std::time::{Duration, Instant};

use super::{ListenerPosition, Output, OutputError, OutputKind, OutputPlace};
use crate::sound::feed::Feed;

/// A clock.
#[derive(Debug, Default)]
pub struct Null {
    /// Time played before `since`.
    before: Duration,
    since: Option<Instant>,
}

impl Null {
    /// A clock that stands.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Output for Null {
    fn restart(&mut self, feed: &Feed) -> Result<(), OutputError> {
        feed.open();
        self.before = Duration::ZERO;
        self.since = Some(Instant::now());
        Ok(())
    }

    fn pause(&mut self) -> Result<(), OutputError> {
        let since = self.since.take();
        self.before += since.map_or(Duration::ZERO, |since| since.elapsed());
        Ok(())
    }

    fn resume(&mut self) -> Result<(), OutputError> {
        self.since.get_or_insert_with(Instant::now);
        Ok(())
    }

    fn heard(&mut self, now: Instant) -> Result<ListenerPosition, OutputError> {
        let running = self.since.map(|since| now.saturating_duration_since(since));
        Ok(ListenerPosition {
            time: self.before + running.unwrap_or_default(),
            ..ListenerPosition::default()
        })
    }

    fn place(&self) -> OutputPlace {
        OutputPlace { kind: OutputKind::Null, name: "nowhere".to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_stands_while_paused_and_starts_anew() {
        let mut null = Null::new();
        let feed = Feed::new();
        null.restart(&feed).expect("started");
        let later = Instant::now() + Duration::from_secs(3);
        assert!(null.heard(later).expect("heard").time >= Duration::from_secs(3));
        null.pause().expect("paused");
        let stands = null.heard(later).expect("heard").time;
        assert_eq!(null.heard(later + Duration::from_secs(9)).expect("heard").time, stands);
        let before = Instant::now();
        null.restart(&feed).expect("started");
        assert_eq!(null.heard(before).expect("heard").time, Duration::ZERO);
    }
}
