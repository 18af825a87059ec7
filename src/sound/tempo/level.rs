//! Which of the repeating levels is the beat: how usual each is, as far as nothing else is known of a record.
//!
//! The strongest repetition is the beat, its half or its double in nineteen clips of twenty; what drums and hats do at either says
//! next to nothing about which (measured on real music: neither autocorrelation, onset density nor energy tells better than the
//! tempo alone). So a handful of numbers decides, and a style where one is known.

use super::{onset::FRAMES, period::Repetition};

/// Log-odds by a tempo's octaves from 120 beats per minute, their square and cube. Fitted by softmax regression on 106 clips of
/// music of known tempo (`lab/benches/peers/real.py`), weighted by how often DJs play their tempi: half and double are even at 88 and 176.
const USUAL: [f32; 3] = [0.41, -3.99, 0.13];
/// What speaks against a level that is neither the strongest repetition nor octaves from it: a third of a beat, or three.
const OTHER_METRE: f32 = 2.62;

/// A level that may be the beat.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Candidate {
    /// Its period in frames.
    pub(super) beat: f32,
    /// It is the strongest repetition, or a power of two from it.
    is_octave: bool,
}

impl Candidate {
    /// The levels of the strongest repetition that are tempi.
    pub(super) fn all(repetition: &Repetition) -> Vec<Self> {
        const LEVELS: [(f32, bool); 11] = [
            (1.0, true),
            (0.5, true),
            (2.0, true),
            (0.25, true),
            (4.0, true),
            (1.0 / 3.0, false),
            (2.0 / 3.0, false),
            (0.75, false),
            (4.0 / 3.0, false),
            (1.5, false),
            (3.0, false),
        ];
        let Some(base) = repetition.strongest(60.0 * FRAMES / 210.0, 60.0 * FRAMES / 55.0) else {
            return Vec::new();
        };
        let base = repetition.refine(base);
        let mut found: Vec<Self> = Vec::new();
        for (level, is_octave) in LEVELS {
            let beat = repetition.refine(base * level);
            let is_new = found.iter().all(|other| (other.beat / beat - 1.0).abs() >= 0.01);
            if is_new && super::RANGE.contains(&super::bpm(beat)) {
                found.push(Self { beat, is_octave });
            }
        }
        found
    }

    /// Log-odds of being the beat; comparable among the candidates of one clip.
    pub(super) fn score(self) -> f32 {
        let octaves = (super::bpm(self.beat) / 120.0).log2();
        let usual = USUAL[0] * octaves + USUAL[1] * octaves.powi(2) + USUAL[2] * octaves.powi(3);
        usual - if self.is_octave { 0.0 } else { OTHER_METRE }
    }
}
