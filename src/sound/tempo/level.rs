//! Which of the repeating levels is the beat: how strongly it is begun, and how usual it is as far as nothing else is known of a record.
//!
//! The strongest repetition is the beat, its half or its double in nineteen clips of twenty; what drums and hats do at either says
//! little about which (measured on real music: autocorrelation, onset density and energy tell no better than the tempo alone). So
//! how usual a tempo is decides between these, or a style where one is known; a third of a beat, or three, has no part of the
//! onsets' spectrum, and the low end does not repeat after four of them.

use super::{onset::FRAMES, period::Repetition, pulse::Pulse};

/// Log-odds by a tempo's octaves from 120 beats per minute, their square and cube. These and the three below are fitted by softmax
/// regression on 154 clips of music of known tempo (`lab/benches/peers/real.py`), weighted by how often DJs play their tempi;
/// each package's clips, left out of the fit, are then right for 83.8 %.
const USUAL: [f32; 3] = [2.23, -5.49, -1.72];
/// Log-odds for each unit of how strongly its beats, eighths and sixteenths are begun, of the hats' sixteenths, and of how well the low
/// end repeats after four beats.
const BEGUN: f32 = 2.49;
const HATS: f32 = 2.24;
const BAR: f32 = 4.5;

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
                let begun = BEGUN * pulse.of_beat(beat) + HATS * pulse.of_hats(beat);
                found.push(Self { beat, heard: begun + BAR * repetition.of_low_end(4.0 * beat) });
            }
        }
        found
    }

    /// Log-odds of being the beat; comparable among the candidates of one clip.
    pub(super) fn score(self) -> f32 {
        let octaves = (super::bpm(self.beat) / 120.0).log2();
        self.heard + USUAL[0] * octaves + USUAL[1] * octaves.powi(2) + USUAL[2] * octaves.powi(3)
    }
}
