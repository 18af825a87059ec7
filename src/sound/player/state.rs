//! What the player shows of itself.

use std::time::{Duration, Instant};

use crate::sound::outputs::{OutputError, OutputKind, OutputPlace};

/// Whether something plays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PlaybackPhase {
    /// Nothing is on.
    #[default]
    Empty,
    /// It plays.
    Playing,
    /// It waits where it is.
    Paused,
    /// It played to its end.
    Ended,
}

/// The player at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct PlayerState {
    /// Whether something plays.
    pub phase: PlaybackPhase,
    /// What is on.
    pub token: Option<u64>,
    /// How long it is.
    pub length: Duration,
    /// 0.0 to 1.0.
    pub volume: f32,
    /// Silent by `Mute`.
    pub muted: bool,
    /// Clips are brought to a common loudness.
    pub levelled: bool,
    /// Where the sound goes.
    pub place: OutputPlace,
    /// Why it does not go where it should.
    pub trouble: Option<OutputError>,
    /// From the program to the ear.
    pub latency: Duration,
    /// Times the output had to wait for us since the clip began.
    pub underruns: u32,
    /// The position heard at `at`.
    pub(super) position: Duration,
    pub(super) at: Instant,
}

impl PlayerState {
    /// The position that is heard at `now`: the ear's, not the decoder's.
    pub fn position(&self, now: Instant) -> Duration {
        let moved = match self.phase {
            PlaybackPhase::Playing => now.saturating_duration_since(self.at),
            _ => Duration::ZERO,
        };
        (self.position + moved).min(self.length)
    }

    /// Nothing plays and nothing will without a command.
    pub fn is_still(&self) -> bool {
        self.phase != PlaybackPhase::Playing
    }
}

impl Default for PlayerState {
    fn default() -> Self {
        Self {
            phase: PlaybackPhase::Empty,
            token: None,
            length: Duration::ZERO,
            volume: 1.0,
            muted: false,
            levelled: true,
            place: OutputPlace { kind: OutputKind::Null, name: String::new() },
            trouble: None,
            latency: Duration::ZERO,
            underruns: 0,
            position: Duration::ZERO,
            at: Instant::now(),
        }
    }
}

/// What the player reports by itself.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A clip is on and playing.
    Started(u64),
    /// A clip was heard to its end.
    Ended(u64),
    /// The sound goes elsewhere now.
    Place(OutputPlace),
    /// The sound does not go where it should; the clock goes on.
    Trouble(OutputError),
}
