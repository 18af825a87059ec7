//! The settings of what is heard, and of what listens.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// `[sound]`
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sound {
    /// Where the sound goes.
    pub output: OutputChoice,
    /// How loud at the start, 0 to 1.
    pub volume: f32,
    /// Bring records to a common loudness, so that they compare fairly.
    pub level: bool,
    /// How long each record plays in an audition run, in seconds.
    pub run_seconds: u32,
    /// Where it begins.
    pub run_from: RunFrom,
    /// Whether previews may be analysed; the providers' terms are in docs/data-and-terms.md.
    pub analyse_previews: Consent,
    /// Another musicnn to listen with, as an ONNX file that assets/model/convert.py writes; empty for the one built in.
    pub model: String,
}

impl Default for Sound {
    fn default() -> Self {
        let (analyse_previews, model) = (Consent::Ask, String::new());
        let (run_seconds, run_from) = (6, RunFrom::Drop);
        Self {
            output: OutputChoice::Auto,
            volume: 1.0,
            level: true,
            run_seconds,
            run_from,
            analyse_previews,
            model,
        }
    }
}

impl Sound {
    /// The file of another network, where one is named.
    pub fn model(&self) -> Option<PathBuf> {
        (!self.model.is_empty()).then(|| PathBuf::from(&self.model))
    }
}

/// `sound.run_from`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RunFrom {
    /// At its drop, where it has one.
    #[default]
    Drop,
    /// At its start.
    Start,
}

/// `sound.analyse_previews`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Consent {
    /// Not asked yet, so no.
    #[default]
    Ask,
    /// They may.
    Yes,
    /// They may not.
    No,
}

/// `sound.output`: where the sound should go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum OutputChoice {
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
