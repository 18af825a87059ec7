//! Which output is used.

use super::{Null, Output, OutputError, OutputKind};
use crate::config;

/// Where the sound should go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OutputChoice {
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

impl From<config::OutputSetting> for OutputChoice {
    fn from(output: config::OutputSetting) -> Self {
        match output {
            config::OutputSetting::Auto => Self::Auto,
            config::OutputSetting::Pulse => Self::Pulse,
            config::OutputSetting::Listen => Self::Listen,
            config::OutputSetting::Device => Self::Device,
            config::OutputSetting::Null => Self::Null,
        }
    }
}

/// What outputs there are.
pub trait Outlets: Send {
    /// The best output for the choice, and why it is not the one asked for. Something always opens: at the least the clock.
    fn open(&mut self, choice: OutputChoice) -> (Box<dyn Output>, Option<OutputError>);

    /// Whether something better than `now` may have come up; cheap, asked every second.
    fn has_news(&mut self, choice: OutputChoice, now: OutputKind) -> bool;
}

/// No sound anywhere: for tests and `--json`.
#[derive(Debug, Default)]
pub struct Nowhere;

impl Outlets for Nowhere {
    fn open(&mut self, _: OutputChoice) -> (Box<dyn Output>, Option<OutputError>) {
        (Box::new(Null::new()), None)
    }

    fn has_news(&mut self, _: OutputChoice, _: OutputKind) -> bool {
        false
    }
}
