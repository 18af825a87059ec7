//! How loud a clip is, as ITU-R BS.1770-4 measures it: K-weighted, gated, in LUFS (one channel).

use std::f64::consts::PI;

/// Blocks quieter than this are no music.
const ABSOLUTE_GATE: f64 = -70.0;
/// Blocks this much quieter than the rest do not count.
const RELATIVE_GATE: f64 = -10.0;

/// Integrated loudness of mono samples in LUFS; `None` where nothing is above -70 LUFS.
#[must_use]
pub fn integrated(samples: &[f32], rate: u32) -> Option<f32> {
    let powers = block_powers(samples, f64::from(rate));
    let audible: Vec<f64> = powers.into_iter().filter(|&p| lufs(p) > ABSOLUTE_GATE).collect();
    let gate = lufs(mean(&audible)?) + RELATIVE_GATE;
    let counted: Vec<f64> = audible.into_iter().filter(|&p| lufs(p) > gate).collect();
    mean(&counted).map(|power| lufs(power) as f32)
}

/// Multiplies by `gain` decibels; what would go beyond full scale is left there, as nothing downstream clips.
pub fn amplify(samples: &mut [f32], gain: f32) {
    let factor = 10.0_f32.powf(gain / 20.0);
    for sample in samples {
        *sample *= factor;
    }
}

fn lufs(power: f64) -> f64 {
    -0.691 + 10.0 * power.log10()
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// Mean square of every 400 ms (75 % overlap) after K-weighting; of the whole where it is shorter.
fn block_powers(samples: &[f32], rate: f64) -> Vec<f64> {
    let step = ((0.1 * rate) as usize).max(1);
    let (mut shelf, mut high_pass) = (shelf(rate), high_pass(rate));
    let steps: Vec<f64> = samples
        .chunks(step)
        .map(|chunk| chunk.iter().map(|&s| high_pass.next(shelf.next(f64::from(s))).powi(2)).sum::<f64>())
        .collect();
    if steps.len() < 4 {
        return vec![steps.iter().sum::<f64>() / samples.len().max(1) as f64];
    }
    steps.windows(4).map(|four| four.iter().sum::<f64>() / (4 * step) as f64).collect()
}

/// A second-order filter, transposed direct form II.
struct Biquad {
    b: [f64; 3],
    a: [f64; 2],
    state: [f64; 2],
}

impl Biquad {
    fn next(&mut self, x: f64) -> f64 {
        let y = self.b[0] * x + self.state[0];
        self.state[0] = self.b[1] * x - self.a[0] * y + self.state[1];
        self.state[1] = self.b[2] * x - self.a[1] * y;
        y
    }
}

/// BS.1770's pre-filter (the head's shelf), its 48 kHz coefficients written for any rate as in libebur128.
fn shelf(rate: f64) -> Biquad {
    let (f0, gain, q) = (1_681.974_450_955_533, 3.999_843_853_973_347_f64, 0.707_175_236_955_419_6);
    let k = (PI * f0 / rate).tan();
    let high = 10.0_f64.powf(gain / 20.0);
    let band = high.powf(0.499_666_774_154_541_6);
    let a0 = 1.0 + k / q + k * k;
    Biquad {
        b: [
            (high + band * k / q + k * k) / a0,
            2.0 * (k * k - high) / a0,
            (high - band * k / q + k * k) / a0,
        ],
        a: [2.0 * (k * k - 1.0) / a0, (1.0 - k / q + k * k) / a0],
        state: [0.0; 2],
    }
}

/// BS.1770's second filter (revised low-frequency B curve).
fn high_pass(rate: f64) -> Biquad {
    let (f0, q) = (38.135_470_876_024_44, 0.500_327_037_323_877_3);
    let k = (PI * f0 / rate).tan();
    let a0 = 1.0 + k / q + k * k;
    Biquad { b: [1.0, -2.0, 1.0], a: [2.0 * (k * k - 1.0) / a0, (1.0 - k / q + k * k) / a0], state: [0.0; 2] }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn sine(hz: f64, amplitude: f64, rate: u32, seconds: f64) -> Vec<f32> {
        let n = (f64::from(rate) * seconds) as usize;
        (0..n).map(|i| (amplitude * (2.0 * PI * hz * i as f64 / f64::from(rate)).sin()) as f32).collect()
    }

    #[rstest]
    fn a_full_scale_sine_is_what_the_standard_says(#[values(16_000, 44_100, 48_000)] rate: u32) {
        // BS.1770: 997 Hz at 0 dBFS in one channel reads -3.01 LKFS.
        let loudness = integrated(&sine(997.0, 1.0, rate, 5.0), rate).expect("loud");
        assert!((loudness + 3.01).abs() < 0.05, "{loudness}");
    }

    #[test]
    fn a_gain_is_read_back() {
        let mut clip = sine(440.0, 0.2, 16_000, 3.0);
        let before = integrated(&clip, 16_000).expect("loud");
        amplify(&mut clip, -6.0);
        let after = integrated(&clip, 16_000).expect("loud");
        assert!((before - after - 6.0).abs() < 1e-3);
    }

    #[test]
    fn a_pause_does_not_count() {
        let mut clip = sine(440.0, 0.2, 16_000, 5.0);
        let before = integrated(&clip, 16_000).expect("loud");
        clip.extend(vec![0.0; 16_000 * 10]);
        let after = integrated(&clip, 16_000).expect("loud");
        assert!((before - after).abs() < 0.3, "{before} {after}");
    }

    #[test]
    fn silence_has_no_loudness() {
        assert_eq!(integrated(&vec![0.0; 16_000], 16_000), None);
        assert_eq!(integrated(&[], 16_000), None);
        assert!(integrated(&sine(440.0, 0.2, 16_000, 0.2), 16_000).is_some(), "shorter than a block");
    }
}
