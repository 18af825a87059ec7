//! Frames of what is played, and their times.

use std::time::Duration;

/// Frames a second of everything that is played.
pub const RATE: u32 = 44_100;
/// Samples in a frame.
pub const CHANNELS: u16 = 2;

/// The time at which frame `frame` plays.
pub fn time(frame: u64) -> Duration {
    Duration::from_secs_f64(frame as f64 / f64::from(RATE))
}

/// The frame that plays at `time`.
pub fn frame(time: Duration) -> u64 {
    (time.as_secs_f64() * f64::from(RATE)).round() as u64
}
