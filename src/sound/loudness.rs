//! How loud a clip is, as ITU-R BS.1770 and EBU R 128 measure it: K-weighted, gated, the channels' powers summed, in LUFS.
//!
//! The `ebur128` crate does the measuring. A mean of the channels instead would read wide records 3 to 6 dB too quiet, and
//! channels of opposite sign as silence.

use ebur128::{EbuR128, Mode};

/// Seconds of the shortest block that has a loudness.
const BLOCK: f64 = 0.4;

/// What levelling has to know of a clip.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Loudness {
    /// LUFS; `None` where nothing is above -70 LUFS.
    pub integrated: Option<f32>,
    /// The highest point between samples too, 1 being full scale.
    pub true_peak: f32,
}

/// Measures interleaved samples; `None` for channels or a rate that nothing has.
pub fn measure(samples: &[f32], channels: u16, rate: u32) -> Option<Loudness> {
    let meter = meter(samples, channels, rate, Mode::I | Mode::TRUE_PEAK)?;
    let peaks = (0..u32::from(channels)).filter_map(|channel| meter.true_peak(channel).ok());
    Some(Loudness { integrated: global(&meter), true_peak: peaks.fold(0.0, f64::max) as f32 })
}

/// Integrated loudness of interleaved samples in LUFS; `None` where nothing is above -70 LUFS.
pub fn integrated(samples: &[f32], channels: u16, rate: u32) -> Option<f32> {
    global(&meter(samples, channels, rate, Mode::I)?)
}

/// Multiplies by `gain` decibels; what would go beyond full scale is left there, as nothing downstream clips.
pub fn amplify(samples: &mut [f32], gain: f32) {
    let factor = 10.0_f32.powf(gain / 20.0);
    for sample in samples {
        *sample *= factor;
    }
}

/// A meter that has heard everything; what is shorter than a block is heard until one is full.
fn meter(samples: &[f32], channels: u16, rate: u32, mode: Mode) -> Option<EbuR128> {
    let frames = samples.len() / usize::from(channels.max(1));
    if frames == 0 {
        return None;
    }
    let mut meter = EbuR128::new(u32::from(channels), rate, mode).ok()?;
    let rounds = (BLOCK * f64::from(rate) / frames as f64).ceil().max(1.0) as usize;
    for _ in 0..rounds {
        meter.add_frames_f32(samples).ok()?;
    }
    Some(meter)
}

fn global(meter: &EbuR128) -> Option<f32> {
    meter.loudness_global().ok().filter(|lufs| lufs.is_finite()).map(|lufs| lufs as f32)
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use rstest::rstest;

    use super::*;

    /// A sine in one channel.
    fn sine(hz: f64, amplitude: f64, rate: u32, seconds: f64) -> Vec<f32> {
        let n = (f64::from(rate) * seconds) as usize;
        (0..n).map(|i| (amplitude * (TAU * hz * i as f64 / f64::from(rate)).sin()) as f32).collect()
    }

    /// Tones of 1 kHz at 48 kHz one after the other: a level in dBFS for each channel, and seconds.
    fn tones(parts: &[(&[f64], f64)]) -> Vec<f32> {
        let mut samples = Vec::new();
        for (levels, seconds) in parts {
            for tone in sine(1_000.0, 1.0, 48_000, *seconds) {
                samples.extend(levels.iter().map(|level| tone * 10.0_f32.powf(*level as f32 / 20.0)));
            }
        }
        samples
    }

    fn assert_lufs(samples: &[f32], channels: u16, expected: f32) {
        let found = integrated(samples, channels, 48_000).expect("loud");
        assert!((found - expected).abs() < 0.1, "{found} instead of {expected}");
    }

    #[test]
    fn the_ebu_s_test_signals_read_as_tech_3341_says() {
        let (loud, soft, faint): (&[f64], &[f64], &[f64]) = (&[-23.0; 2], &[-36.0; 2], &[-72.0; 2]);
        assert_lufs(&tones(&[(loud, 20.0)]), 2, -23.0);
        assert_lufs(&tones(&[(&[-33.0; 2], 20.0)]), 2, -33.0);
        assert_lufs(&tones(&[(soft, 10.0), (loud, 60.0), (soft, 10.0)]), 2, -23.0);
        let gated = [(faint, 10.0), (soft, 10.0), (loud, 60.0), (soft, 10.0), (faint, 10.0)];
        assert_lufs(&tones(&gated), 2, -23.0);
        let steps: [(&[f64], f64); 3] = [(&[-26.0; 2], 20.0), (&[-20.0; 2], 20.1), (&[-26.0; 2], 20.0)];
        assert_lufs(&tones(&steps), 2, -23.0);
        assert_lufs(&tones(&[(&[-28.0, -28.0, -24.0, -30.0, -30.0], 20.0)]), 5, -23.0);
    }

    #[test]
    fn one_channel_and_opposite_signs_read_by_their_power() {
        // BS.1770: 997 Hz at 0 dBFS in one channel reads -3.01 LKFS.
        assert_lufs(&sine(997.0, 1.0, 48_000, 5.0), 1, -3.01);
        let both = |sign: f32| -> Vec<f32> {
            sine(997.0, 1.0, 48_000, 5.0).iter().flat_map(|s| [*s, sign * s]).collect()
        };
        assert_lufs(&both(1.0), 2, 0.0);
        assert_lufs(&both(-1.0), 2, 0.0);
    }

    #[rstest]
    fn the_rate_does_not_matter(#[values(16_000, 44_100, 48_000)] rate: u32) {
        let loudness = integrated(&sine(997.0, 1.0, rate, 5.0), 1, rate).expect("loud");
        assert!((loudness + 3.01).abs() < 0.05, "{loudness}");
    }

    #[test]
    fn the_true_peak_lies_between_samples() {
        // A quarter of the rate, sampled beside its crests.
        let samples: Vec<f32> =
            (0..48_000).map(|i| (TAU / 4.0 * (f64::from(i) + 0.5)).sin() as f32 * 0.9).collect();
        let sampled = samples.iter().fold(0.0_f32, |peak, s| peak.max(s.abs()));
        let found = measure(&samples, 1, 48_000).expect("measured").true_peak;
        assert!(sampled < 0.65 && (found - 0.9).abs() < 0.03, "{sampled} and {found}");
    }

    #[test]
    fn a_gain_is_read_back_and_a_pause_does_not_count() {
        let mut clip = sine(440.0, 0.2, 16_000, 5.0);
        let before = integrated(&clip, 1, 16_000).expect("loud");
        clip.extend(vec![0.0; 16_000 * 10]);
        let paused = integrated(&clip, 1, 16_000).expect("loud");
        assert!((before - paused).abs() < 0.3, "{before} {paused}");
        amplify(&mut clip, -6.0);
        let after = integrated(&clip, 1, 16_000).expect("loud");
        assert!((paused - after - 6.0).abs() < 1e-3);
    }

    #[test]
    fn silence_has_no_loudness_and_nonsense_is_refused() {
        assert_eq!(integrated(&vec![0.0; 16_000], 1, 16_000), None);
        assert_eq!(integrated(&[], 1, 16_000), None);
        assert_eq!(measure(&[0.1; 100], 1, 0), None);
        assert!(integrated(&sine(440.0, 0.2, 16_000, 0.2), 1, 16_000).is_some(), "shorter than a block");
    }
}
