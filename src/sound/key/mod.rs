//! The key of a clip: tonic and mode, heard from which pitches sound how much.

pub mod camelot;
mod chroma;
mod notation;
mod profile;
mod title;

use std::fmt;

use chroma::Chroma;
pub use title::without_key;

/// Major or minor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// Major.
    Major,
    /// Minor.
    Minor,
}

/// A key. Displayed as musicians write it: `C`, `F#m`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MusicalKey {
    /// Semitones above C, 0 to 11.
    pub tonic: u8,
    /// Major or minor.
    pub mode: Mode,
}

/// The usual names of the tonics; which of two is usual depends on the mode.
const MAJOR: [&str; 12] = ["C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"];
const MINOR: [&str; 12] = ["C", "C#", "D", "Eb", "E", "F", "F#", "G", "G#", "A", "Bb", "B"];

impl fmt::Display for MusicalKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tonic = usize::from(self.tonic % 12);
        match self.mode {
            Mode::Major => f.write_str(MAJOR[tonic]),
            Mode::Minor => write!(f, "{}m", MINOR[tonic]),
        }
    }
}

impl MusicalKey {
    /// The key of the same notes in the other mode.
    #[must_use]
    pub fn relative(self) -> Self {
        match self.mode {
            Mode::Major => Self { tonic: (self.tonic + 9) % 12, mode: Mode::Minor },
            Mode::Minor => Self { tonic: (self.tonic + 3) % 12, mode: Mode::Major },
        }
    }
}

/// A key that was heard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KeyEstimate {
    /// The likeliest.
    pub key: MusicalKey,
    /// The probability that it is right, 0 to 1; see [`KeyEstimate::is_sure`].
    pub confidence: f32,
    /// The next likeliest.
    pub other: Option<MusicalKey>,
    /// How far the clip is tuned from 440 Hz, -50 to 50.
    pub cents: f32,
}

/// In shorter clips a passing chord may be taken for the key: it is no fact.
const TELLING: f32 = 10.0;

/// Below this probability a key is shown as `?`.
pub const SURE: f32 = 0.65;

impl KeyEstimate {
    /// Sure enough to be shown as a fact.
    pub fn is_sure(&self) -> bool {
        self.confidence >= SURE
    }
}

/// Hears the key of mono samples; `None` where no pitch sounds.
pub fn estimate(samples: &[f32], rate: u32) -> Option<KeyEstimate> {
    let chroma = Chroma::of(samples, rate)?;
    let (key, other, confidence) = profile::best(&chroma);
    let is_short = (samples.len() as f32) < TELLING * rate as f32;
    let confidence = if is_short { confidence.min(0.9 * SURE) } else { confidence };
    Some(KeyEstimate { key, confidence, other: Some(other), cents: chroma.cents })
}
