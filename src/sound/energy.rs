//! How much a record drives: five steps from its loudness, how much happens in it, and how much of that is bass.

use serde::Serialize;

use super::{loudness, tempo::onset};

/// A record's drive.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Energy {
    /// 0 to 1, comparable between records.
    pub value: f32,
    /// 1 to 5, for a bar.
    pub step: u8,
}

impl Energy {
    /// From its value.
    pub fn new(value: f32) -> Self {
        let value = if value.is_finite() { value.clamp(0.0, 1.0) } else { 0.0 };
        Self { value, step: 1 + (value * 5.0).min(4.0) as u8 }
    }
}

/// Hears the energy of mono samples; `None` for silence.
pub fn estimate(samples: &[f32], rate: u32) -> Option<Energy> {
    let loud = share(loudness::integrated(samples, 1, rate)?, -32.0, -9.0);
    let bands = onset::envelopes(samples, rate);
    let busy = share(onsets_per_second(&bands), 0.5, 8.0);
    let drive = share(low_level(samples, rate), -24.0, -3.0);
    Some(Energy::new(0.4 * loud + 0.35 * busy + 0.25 * drive))
}

/// Where a value lies between two, 0 to 1.
fn share(value: f32, none: f32, full: f32) -> f32 {
    ((value - none) / (full - none)).clamp(0.0, 1.0)
}

/// Peaks of all bands' rise that stand out.
fn onsets_per_second(bands: &[Vec<f32>; onset::BANDS]) -> f32 {
    let all: Vec<f32> = (0..bands[0].len()).map(|i| bands.iter().map(|band| band[i]).sum()).collect();
    let mean = all.iter().map(|v| v.max(0.0)).sum::<f32>() / all.len().max(1) as f32;
    let limit = (1.5 * mean).max(0.5);
    let peaks =
        all.windows(5).filter(|w| w[2] > limit && w[2] >= w[0] && w[2] > w[1] && w[2] >= w[3] && w[2] > w[4]);
    peaks.count() as f32 / (all.len().max(1) as f32 / onset::FRAMES)
}

/// Decibels of what lies below some 120 Hz, beside all of it.
fn low_level(samples: &[f32], rate: u32) -> f32 {
    let pass = 1.0 - (-std::f32::consts::TAU * 120.0 / rate.max(1) as f32).exp();
    let (mut first, mut second) = (0.0_f32, 0.0_f32);
    let (mut low, mut all) = (0.0_f64, 1e-12_f64);
    for &sample in samples.iter().filter(|s| s.is_finite()) {
        first += pass * (sample - first);
        second += pass * (first - second);
        low += f64::from(second).powi(2);
        all += f64::from(sample).powi(2);
    }
    (10.0 * (low / all).max(1e-9).log10()) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sound::mel::RATE;

    #[test]
    fn steps_go_from_one_to_five() {
        let steps = [0.0, 0.19, 0.2, 0.5, 0.99, 1.0, f32::NAN, 7.0].map(|value| Energy::new(value).step);
        assert_eq!(steps, [1, 1, 2, 3, 5, 5, 1, 5]);
    }

    #[test]
    fn silence_has_none() {
        assert_eq!(estimate(&vec![0.0; 32_000], RATE), None);
    }
}
