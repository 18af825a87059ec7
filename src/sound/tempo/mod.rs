//! The tempo of a clip: how fast its onsets repeat, and which of the repeating levels is the beat.
//!
//! Onsets come from the rise of the spectrum in four bands, their period from autocorrelation, followed outwards until it is
//! known to a hundredth of a beat per minute. Which level is the beat is what people disagree on; here how usual a tempo is
//! decides, with the usual tempi of its style where that is known.

pub(super) mod grid;
mod level;
pub(super) mod onset;
mod period;
mod pulse;
mod usual;

use std::ops::RangeInclusive;

use level::Candidate;
use onset::FRAMES;
use period::Repetition;
use pulse::Pulse;
pub use usual::Usual;

/// Tempi that are looked for.
pub const RANGE: RangeInclusive<f32> = 54.0..=216.0;
/// Below this probability a tempo is no fact.
pub const SURE: f32 = 0.7;
/// How well bars have to repeat for a probability to count in full.
const CLEAR: f32 = 0.22;
/// Log-odds by which the likeliest tempo is likelier than its share among the candidates: the weights that these are scored by were held
/// small when they were fitted. Each package's clips, left out of that, are right for nine in ten of those that are shown so.
const BOLDER: f32 = 0.3;
/// Shorter clips have too few beats.
const SHORTEST: f32 = 4.0;
/// In shorter clips what is heard may be a fill or a break: it is no fact.
const TELLING: f32 = 10.0;

/// A tempo that was heard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tempo {
    /// Beats per minute, to a tenth.
    pub bpm: f32,
    /// The probability that this is the tempo, half and double time told apart, 0 to 1; see [`Tempo::is_sure`].
    pub confidence: f32,
    /// The next likeliest, beats per minute; mostly half or double.
    pub other: Option<f32>,
}

impl Tempo {
    /// Sure enough to be shown as a fact.
    pub fn is_sure(&self) -> bool {
        self.confidence >= SURE
    }
}

/// Hears the tempo of mono samples; `usual` is where its style's tempi lie, by which half and double are decided. `None` where
/// nothing begins to sound, or under 4 s.
pub fn estimate(samples: &[f32], rate: u32, usual: &Usual) -> Option<Tempo> {
    if (samples.len() as f32) < SHORTEST * rate as f32 {
        return None;
    }
    of_onsets(&onset::envelopes(samples, rate), usual)
}

/// As [`estimate`], of onsets that are known.
pub(super) fn of_onsets(bands: &[Vec<f32>; onset::BANDS], usual: &Usual) -> Option<Tempo> {
    let repetition = Repetition::of(bands)?;
    let Likeliest { beat, likely, other } =
        likeliest(&Candidate::all(&repetition, &Pulse::of(bands)), usual)?;
    let clear = (repetition.clearness(beat) / CLEAR).clamp(0.0, 1.0);
    let mut confidence = bolder(likely) * clear * clear;
    if !is_steady(bands, beat) {
        confidence *= 0.3;
    }
    if (bands[0].len() as f32) < TELLING * FRAMES {
        confidence = confidence.min(0.9 * SURE);
    }
    let rounded = |beat: f32| (bpm(beat) * 10.0).round() / 10.0;
    Some(Tempo { bpm: rounded(beat), confidence, other: other.map(rounded) })
}

/// The probability that the likeliest tempo is right, by its share among the candidates.
fn bolder(likely: f32) -> f32 {
    likely / (likely + (1.0 - likely) * (-BOLDER).exp())
}

/// What is heard, in frames.
struct Likeliest {
    beat: f32,
    likely: f32,
    other: Option<f32>,
}

/// The likeliest beat once each candidate is folded to its style's tempi, its probability, which is the share of those that fold to
/// it, and the likeliest of the others. Where all fold to it, its half or double.
fn likeliest(candidates: &[Candidate], usual: &Usual) -> Option<Likeliest> {
    let score = |candidate: &Candidate| candidate.score() + usual.odds(bpm(candidate.beat));
    let best = candidates.iter().max_by(|a, b| score(a).total_cmp(&score(b)))?;
    let beat = folded(best.beat, usual);
    let odds = |candidate: &Candidate| (score(candidate) - score(best)).exp();
    let is_same = |candidate: &&Candidate| (folded(candidate.beat, usual) / beat - 1.0).abs() < 0.02;
    let same: f32 = candidates.iter().filter(is_same).map(odds).sum();
    let others = candidates.iter().filter(|candidate| !is_same(candidate));
    let other = others.max_by(|a, b| score(a).total_cmp(&score(b))).map(|other| folded(other.beat, usual));
    let level = [2.0 * beat, 0.5 * beat].into_iter().find(|level| RANGE.contains(&bpm(*level)));
    let likely = same / candidates.iter().map(odds).sum::<f32>();
    Some(Likeliest { beat, likely, other: other.or(level) })
}

fn bpm(beat: f32) -> f32 {
    60.0 * FRAMES / beat
}

/// Halved or doubled to where its style's tempi lie, if it is elsewhere and that is possible.
fn folded(beat: f32, usual: &Usual) -> f32 {
    let levels = [1.0, 0.5, 2.0, 0.25, 4.0].map(|level| beat * level);
    levels.into_iter().find(|beat| usual.has(bpm(*beat))).unwrap_or(beat)
}

/// Whether both halves of the clip go at this tempo, within 2 %.
fn is_steady(bands: &[Vec<f32>; onset::BANDS], beat: f32) -> bool {
    let frames = bands[0].len();
    if (frames as f32) < 16.0 * beat {
        return true;
    }
    [0..frames / 2, frames / 2..frames].into_iter().all(|half| {
        let part = Repetition::of(&bands.each_ref().map(|band| band[half.clone()].to_vec()));
        part.is_some_and(|part| part.holds(beat))
    })
}
