//! What has been heard, from the server's timing.

use std::time::{Duration, Instant};

use pulseaudio::protocol::PlaybackLatency;

use super::FRAME;
use crate::sound::feed::RATE;
use crate::sound::outputs::ListenerPosition;

/// Follows one stream from restart to restart.
#[derive(Debug)]
pub(super) struct Clock {
    /// The server's read index at the restart, bytes.
    base: i64,
    /// What was heard, and when that was so.
    time: Duration,
    at: Instant,
    runs: bool,
    latency: Duration,
    /// Bytes since the sound last broke off, as the server counts them.
    unbroken: u64,
    underruns: u32,
}

impl Clock {
    /// A clock that starts when the server's next answer says so.
    pub(super) fn new(base: i64, now: Instant) -> Self {
        Self {
            base,
            time: Duration::ZERO,
            at: now,
            runs: false,
            latency: Duration::ZERO,
            unbroken: 0,
            underruns: 0,
        }
    }

    /// Takes the server's answer, true at `at`.
    pub(super) fn take(&mut self, info: &PlaybackLatency, at: Instant) {
        let sink = Duration::from_micros(info.sink_usec);
        // The last byte that the device took was heard so much later.
        self.time = self.played(info).saturating_sub(sink);
        self.latency = length(info.write_offset.saturating_sub(info.read_offset)) + sink;
        self.at = at;
        self.runs = info.playing;
        self.underruns += u32::from(info.playing_for < self.unbroken);
        self.unbroken = info.playing_for;
    }

    /// Stands from now on, where the answer after the cork says: nothing is on its way to the ear any more.
    pub(super) fn stand(&mut self, info: &PlaybackLatency, now: Instant) {
        self.time = self.played(info);
        (self.at, self.runs, self.unbroken) = (now, false, 0);
    }

    /// What the device has taken since the restart.
    fn played(&self, info: &PlaybackLatency) -> Duration {
        length(info.read_offset.saturating_sub(self.base))
    }

    /// What has been heard at `now`, of `drawn` frames at most.
    pub(super) fn heard(&self, now: Instant, drawn: u64) -> ListenerPosition {
        let moved = if self.runs { now.saturating_duration_since(self.at) } else { Duration::ZERO };
        let drawn = Duration::from_secs_f64(drawn as f64 / f64::from(RATE));
        ListenerPosition {
            time: (self.time + moved).min(drawn),
            latency: self.latency,
            underruns: self.underruns,
        }
    }
}

/// How long so many bytes sound; none for less than nothing.
fn length(bytes: i64) -> Duration {
    Duration::from_secs_f64(bytes.max(0) as f64 / (FRAME as f64 * f64::from(RATE)))
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    const SECOND: i64 = FRAME as i64 * RATE as i64;

    fn info(write: i64, read: i64, sink_ms: u64, playing_for: i64) -> PlaybackLatency {
        PlaybackLatency {
            sink_usec: sink_ms * 1000,
            source_usec: 0,
            playing: true,
            local_time: SystemTime::UNIX_EPOCH,
            remote_time: SystemTime::UNIX_EPOCH,
            write_offset: write,
            read_offset: read,
            underrun_for: 0,
            playing_for: playing_for as u64,
        }
    }

    #[test]
    fn what_the_device_still_holds_is_not_heard_yet() {
        let now = Instant::now();
        let mut clock = Clock::new(7 * SECOND, now);
        assert_eq!(
            clock.heard(now + Duration::from_secs(1), 99_999).time,
            Duration::ZERO,
            "it waits for the server"
        );
        clock.take(&info(9 * SECOND, 8 * SECOND, 100, SECOND), now);
        let heard = clock.heard(now + Duration::from_millis(50), 2 * u64::from(RATE));
        assert_eq!(heard.time, Duration::from_millis(950));
        assert_eq!(heard.latency, Duration::from_millis(1_100));
        let late = clock.heard(now + Duration::from_secs(9), 2 * u64::from(RATE));
        assert_eq!(late.time, Duration::from_secs(2), "never more than was drawn");
    }

    #[test]
    fn a_break_in_the_sound_is_counted_once() {
        let now = Instant::now();
        let mut clock = Clock::new(0, now);
        for playing_for in [0, SECOND, 2 * SECOND, SECOND / 2, SECOND] {
            clock.take(&info(9 * SECOND, SECOND, 0, playing_for), now);
        }
        assert_eq!(clock.heard(now, 0).underruns, 1);
    }

    #[test]
    fn a_pause_stands_where_the_device_was_emptied() {
        let now = Instant::now();
        let mut clock = Clock::new(0, now);
        clock.take(&info(2 * SECOND, SECOND, 200, SECOND), now);
        clock.stand(&info(2 * SECOND, SECOND, 200, SECOND), now);
        assert_eq!(clock.heard(now + Duration::from_secs(5), 99_999).time, Duration::from_secs(1));
        clock.take(&info(2 * SECOND, SECOND, 0, 100), now);
        assert_eq!(clock.heard(now, 99_999).underruns, 0, "going on is no underrun");
    }
}
