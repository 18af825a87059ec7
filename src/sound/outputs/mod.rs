//! Where the sound goes. An output pulls from a [`Feed`] and knows what of it has been heard.

mod choose;
#[cfg(any(feature = "alsa", not(target_os = "linux")))]
mod device;
pub mod host;
pub mod listen;
mod machine;
mod null;
#[cfg(unix)]
pub mod pulse;
mod way;

#[cfg(test)]
pub use choose::Nowhere;
pub use choose::{Outlets, OutputChoice};
pub use machine::{FORWARDED, LISTEN, Machine};
pub use null::Null;

use std::time::{Duration, Instant};

use crate::sound::feed::Feed;

/// A way to be heard.
pub trait Output: Send {
    /// Throws away what is buffered, opens the feed and starts playing from it: the first frame pulled is the first one heard.
    fn restart(&mut self, feed: &Feed) -> Result<(), OutputError>;

    /// Falls silent now. What is buffered is kept for [`resume`](Self::resume).
    fn pause(&mut self) -> Result<(), OutputError>;

    /// Goes on where it paused.
    fn resume(&mut self) -> Result<(), OutputError>;

    /// What has been heard since the last restart.
    fn heard(&mut self, now: Instant) -> Result<ListenerPosition, OutputError>;

    /// What the screen calls it.
    fn place(&self) -> OutputPlace;
}

/// What a listener has heard since the last restart.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ListenerPosition {
    /// Time of sound, the output's latency subtracted.
    pub time: Duration,
    /// How long after the program sends it a sound is heard.
    pub latency: Duration,
    /// Times the output had to wait for us.
    pub underruns: u32,
}

/// Which kind of output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OutputKind {
    /// A PulseAudio or PipeWire server.
    Pulse,
    /// A second process that writes WAV: `segue listen`.
    Listen,
    /// This machine's own sound, through cpal.
    Device,
    /// Only a clock.
    Null,
}

/// Where the sound goes, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputPlace {
    /// The kind.
    pub kind: OutputKind,
    /// As the status line says it after "sound: ", for example `your laptop, through Pulse`.
    pub name: String,
}

/// Why there is no sound.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{title}")]
pub struct OutputError {
    /// What happened, one line.
    pub title: String,
    /// What to do, one line.
    pub hint: String,
    /// Nothing has failed: there is no such output here.
    pub absent: bool,
}

impl OutputError {
    /// An error in two lines.
    pub fn new(title: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { title: title.into(), hint: hint.into(), absent: false }
    }

    /// There is no such output here, and nothing has failed.
    pub fn absent(title: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { absent: true, ..Self::new(title, hint) }
    }
}
