//! Which output is used.

use super::{Kind, Null, Output, OutputError};
use crate::config;

/// Where the sound should go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Choice {
    /// The best there is.
    #[default]
    Auto,
    /// A PulseAudio or PipeWire server.
    Pulse,
    /// A second process that writes WAV.
    Listen,
    /// This machine's own sound.
    Device,
    /// The clock alone.
    Null,
}

impl From<config::Output> for Choice {
    fn from(output: config::Output) -> Self {
        match output {
            config::Output::Auto => Self::Auto,
            config::Output::Pulse => Self::Pulse,
            config::Output::Listen => Self::Listen,
            config::Output::Device => Self::Device,
            config::Output::Null => Self::Null,
        }
    }
}

/// What outputs there are.
pub trait Outlets: Send {
    /// The best output for the choice, and why it is not the one asked for. Something always opens: at the least the clock.
    fn open(&mut self, choice: Choice) -> (Box<dyn Output>, Option<OutputError>);

    /// Whether something better than `now` may have come up; cheap, asked every second.
    fn has_news(&mut self, choice: Choice, now: Kind) -> bool;
}

/// No sound anywhere: for tests and `--json`.
#[derive(Debug, Default)]
pub struct Nowhere;

impl Outlets for Nowhere {
    fn open(&mut self, _: Choice) -> (Box<dyn Output>, Option<OutputError>) {
        (Box::new(Null::new()), None)
    }

    fn has_news(&mut self, _: Choice, _: Kind) -> bool {
        false
    }
}
