//! Which of the repeating levels is the beat: how strongly it is begun, and how usual it is as far as nothing else is known of a record.
//!
//! The strongest repetition is the beat, its half or its double in nineteen clips of twenty. Which of them is told by how usual a
//! tempo is, or a style where one is known, and by what hats and chords do: they play eighths and sixteenths of a beat. (Measured on
//! real music: autocorrelation, onset density, energy, and what else is begun on the beat itself tell no better than the tempo alone.) A
//! third of a beat, or three, has no part of the onsets' spectrum, and the low end neither begins them nor repeats after four of them.

use super::{onset::FRAMES, period::Repetition, pulse::Pulse};

/// Log-odds by a tempo's octaves from 120 beats per minute, and their square. These and the four below are fitted by softmax
/// regression on 166 clips of music of known tempo (`lab/benches/peers/real.py`), weighted by how often DJs play their tempi, and again
/// without their hats; each package's clips, left out of the fit, are then right for 88.6 %.
const USUAL: [f32; 2] = [1.33, -4.43];
/// Log-odds for each unit of how strongly its eighths and its sixteenths are begun, how strongly the low end begins its beats, and how well
/// that repeats after four of them.
const EIGHTHS: f32 = 1.23;
const SIXTEENTHS: f32 = 3.01;
const KICK: f32 = 0.43;
const BAR: f32 = 4.66;

/// A level that may be the beat.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Candidate {
    /// Its period in frames.
    pub(super) beat: f32,
    /// Log-odds of being the beat by what is heard; comparable among the candidates of one clip.
    heard: f32,
}

impl Candidate {
    /// The levels of the strongest repetition that are tempi.
    pub(super) fn all(repetition: &Repetition, pulse: &Pulse) -> Vec<Self> {
        const LEVELS: [f32; 11] = [1.0, 0.5, 2.0, 0.25, 4.0, 1.0 / 3.0, 2.0 / 3.0, 0.75, 4.0 / 3.0, 1.5, 3.0];
        let Some(base) = repetition.strongest(60.0 * FRAMES / 210.0, 60.0 * FRAMES / 55.0) else {
            return Vec::new();
        };
        let base = repetition.refine(base);
        let mut found: Vec<Self> = Vec::new();
        for level in LEVELS {
            let beat = repetition.refine(base * level);
            let is_new = found.iter().all(|other| (other.beat / beat - 1.0).abs() >= 0.01);
            if is_new && super::RANGE.contains(&super::bpm(beat)) {
                let parts = EIGHTHS * pulse.of_eighths(beat) + SIXTEENTHS * pulse.of_sixteenths(beat);
                let low_end = KICK * pulse.of_low_end(beat) + BAR * repetition.of_low_end(4.0 * beat);
                found.push(Self { beat, heard: parts + low_end });
            }
        }
        found
    }

    /// Log-odds of being the beat; comparable among the candidates of one clip.
    pub(super) fn score(self) -> f32 {
        let octaves = (super::bpm(self.beat) / 120.0).log2();
        self.heard + USUAL[0] * octaves + USUAL[1] * octaves.powi(2)
    }
}
