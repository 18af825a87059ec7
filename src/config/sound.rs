//! The settings of what is heard.

use serde::{Deserialize, Serialize};

/// `[sound]`
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sound {
    /// Where the sound goes.
    pub output: Output,
    /// How loud at the start, 0 to 1.
    pub volume: f32,
    /// Bring records to a common loudness, so that they compare fairly.
    pub level: bool,
}

impl Default for Sound {
    fn default() -> Self {
        Self { output: Output::Auto, volume: 1.0, level: true }
    }
}

/// `sound.output`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Output {
    /// The best there is.
    #[default]
    Auto,
    /// A `PulseAudio` or `PipeWire` server, here or forwarded.
    Pulse,
    /// Whoever joined with `segue listen`.
    Listen,
    /// This machine's own sound.
    Device,
    /// The clock alone.
    Null,
}
