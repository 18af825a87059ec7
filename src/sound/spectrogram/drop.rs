//! The drop: where the low end comes in most.

use std::time::Duration;

use super::spectra::Spectra;

/// What counts as low: kick and bass.
const LOW: f32 = 150.0;
/// Seconds looked at on either side.
const SIDE: f64 = 2.0;
/// A rise of less than this many decibels is no drop.
const RISE: f32 = 6.0;

/// Where the energy below 150 Hz rises most from the two seconds before to the two seconds after; `None` where it never rises by 6 dB.
pub fn find(spectra: &Spectra) -> Option<Duration> {
    let (low, hop) = spectra.below(LOW);
    let side = (SIDE / hop) as usize;
    if low.len() < 3 * side {
        return None;
    }
    let loudest = windows(&low, side).fold(0.0, f32::max);
    // Far below the loudest there is nothing to drop from; and a beginning is no drop.
    let floor = (loudest * 1e-4).max(1e-9);
    let first = side / 2;
    let rise = |at: usize| {
        let before = mean(&low[at.saturating_sub(side)..at]).max(floor);
        let after = mean(&low[at..(at + side).min(low.len())]).max(floor);
        // Of two like rises the one to the louder part.
        10.0 * (after / before).log10() + 3.0 * (after / loudest.max(floor)).log10()
    };
    let best =
        (first.max(1)..low.len() - side).map(|at| (at, rise(at))).max_by(|a, b| a.1.total_cmp(&b.1))?;
    (best.1 >= RISE).then(|| Duration::from_secs_f64(onset(&low, best.0, hop) as f64 * hop))
}

/// The first moment within a quarter of a second of `at` that rises at least half as steeply as the steepest there.
fn onset(low: &[f32], at: usize, hop: f64) -> usize {
    let reach = (0.25 / hop) as usize;
    let near = at.saturating_sub(reach).max(1)..(at + reach).min(low.len());
    let step = |at: usize| low[at] - low[at - 1];
    let steepest = near.clone().map(step).fold(0.0, f32::max);
    near.clone().find(|at| step(*at) >= steepest * 0.5).unwrap_or(at)
}

fn windows(low: &[f32], side: usize) -> impl Iterator<Item = f32> {
    low.chunks(side.max(1)).map(mean)
}

fn mean(values: &[f32]) -> f32 {
    values.iter().sum::<f32>() / values.len().max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sound::clip::Clip;
    use crate::sound::synth::{self, Style};

    #[test]
    fn the_drop_of_made_up_records_is_found_to_a_tenth_of_a_second() {
        for style in Style::ALL {
            for number in 0..3 {
                let Some(made) = synth::facts(style, number).drop else { continue };
                let found = find(&Spectra::of(&synth::clip(style, number))).expect("a drop");
                let off = (found.as_secs_f64() - made.as_secs_f64()).abs();
                assert!(off < 0.1, "{style:?} {number}: at {found:?}, made at {made:?}");
            }
        }
    }

    #[test]
    fn a_steady_tone_and_a_short_clip_have_none() {
        let hum = (0..44_100 * 10).map(|n| (n as f32 * 0.01).sin()).collect();
        assert_eq!(find(&Spectra::of(&Clip::new(hum, 1, 44_100))), None);
        assert_eq!(find(&Spectra::of(&Clip::new(vec![0.5; 1000], 1, 44_100))), None);
    }
}
