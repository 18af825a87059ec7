//! How strongly something begins at a rate: the Fourier transform of the onsets.
//!
//! Autocorrelation takes three of four beats for a beat where bars repeat after three; a rate that does not divide the bar has no
//! part of the spectrum, however often its multiples meet the bar.

use std::f32::consts::TAU;

use super::onset::{BANDS, FRAMES};

/// Low, middle and high.
const VIEWS: usize = 3;
const LOW: usize = 0;
/// Longest stretch in frames within which a rate has to hold.
const STRETCH: usize = 30 * FRAMES as usize;
/// Against the logarithm of nothing.
const NOISE: f32 = 0.01;

/// The onsets in stretches of at most 30 s, faded in and out, each view's power being 1.
pub(super) struct Pulse {
    stretches: Vec<[Vec<f32>; VIEWS]>,
}

impl Pulse {
    pub(super) fn of(bands: &[Vec<f32>; BANDS]) -> Self {
        let frames = bands[0].len();
        let stretches = frames.div_ceil(STRETCH).max(1);
        let stretch = |i: usize| i * frames / stretches..(i + 1) * frames / stretches;
        let view =
            |parts: &[usize], i: usize| faded(stretch(i).map(|at| parts.iter().map(|&b| bands[b][at]).sum()));
        let views = |i| [view(&[0], i), view(&[1, 2], i), view(&[3], i)];
        Self { stretches: (0..stretches).map(views).collect() }
    }

    /// Logarithm of how strongly the low end begins beats of so many frames.
    pub(super) fn of_low_end(&self, beat: f32) -> f32 {
        (self.at(LOW, beat) + NOISE).ln()
    }

    /// Logarithm of how strongly the eighths of a beat of so many frames are begun: by the hats or, where there are none or they do
    /// something else, in the middle.
    pub(super) fn of_eighths(&self, beat: f32) -> f32 {
        self.stronger(beat / 2.0)
    }

    /// The same of its sixteenths.
    pub(super) fn of_sixteenths(&self, beat: f32) -> f32 {
        self.stronger(beat / 4.0)
    }

    fn stronger(&self, period: f32) -> f32 {
        let strongest = (LOW + 1..VIEWS).map(|view| self.at(view, period)).fold(0.0, f32::max);
        (strongest + NOISE).ln()
    }

    /// The spectrum at a period in frames: the mean of the stretches.
    fn at(&self, view: usize, period: f32) -> f32 {
        let sum: f32 = self.stretches.iter().map(|views| magnitude(&views[view], TAU / period)).sum();
        sum / self.stretches.len() as f32
    }
}

fn faded(values: impl Iterator<Item = f32>) -> Vec<f32> {
    let mut values: Vec<f32> = values.collect();
    let n = values.len() as f32;
    let power: f32 = values.iter().map(|v| v * v).sum::<f32>().max(1e-9);
    let scale = 1.0 / (power * n).sqrt();
    for (i, value) in values.iter_mut().enumerate() {
        *value *= scale * (0.5 - 0.5 * (TAU * i as f32 / n).cos());
    }
    values
}

/// Of the sum of values turned by an angle each.
fn magnitude(values: &[f32], angle: f32) -> f32 {
    let (sin, cos) = f64::from(angle).sin_cos();
    let (mut x, mut y, mut re, mut im) = (1.0_f64, 0.0_f64, 0.0, 0.0);
    for &value in values {
        re += f64::from(value) * x;
        im += f64::from(value) * y;
        (x, y) = (x * cos - y * sin, x * sin + y * cos);
    }
    re.hypot(im) as f32
}
