//! The short-time Fourier transform that mel bands, onsets, chroma and pictures are made of.

use std::{f64::consts::PI, sync::Arc};

use realfft::{RealFftPlanner, RealToComplex, num_complex::Complex};

/// A transform of one window's length, and its periodic Hann window; shared by threads.
pub(super) struct Stft {
    fft: Arc<dyn RealToComplex<f32>>,
    window: Vec<f32>,
}

impl Stft {
    /// Of windows of so many samples.
    pub(super) fn new(size: usize) -> Self {
        let hann = |i: usize| (0.5 - 0.5 * (2.0 * PI * i as f64 / size as f64).cos()) as f32;
        Self { fft: RealFftPlanner::new().plan_fft_forward(size), window: (0..size).map(hann).collect() }
    }

    /// Spectra of these samples, one at a time.
    pub(super) fn of<'a>(&'a self, samples: &'a [f32]) -> Spectrum<'a> {
        Spectrum {
            plan: self,
            samples,
            input: self.fft.make_input_vec(),
            bins: self.fft.make_output_vec(),
            scratch: self.fft.make_scratch_vec(),
        }
    }
}

/// The buffers of one run over a clip.
pub(super) struct Spectrum<'a> {
    plan: &'a Stft,
    samples: &'a [f32],
    input: Vec<f32>,
    bins: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
}

impl Spectrum<'_> {
    /// `size / 2 + 1` bins of the window whose first sample is `start`; what lies before or behind the clip is silent, and so is what
    /// is no number.
    pub(super) fn starting_at(&mut self, start: isize) -> &[Complex<f32>] {
        let before = start.min(0).unsigned_abs().min(self.input.len());
        let rest = self.samples.get(start.max(0).unsigned_abs()..).unwrap_or(&[]);
        self.input.fill(0.0);
        let windowed = self.input[before..].iter_mut().zip(&self.plan.window[before..]).zip(rest);
        for ((out, window), sample) in windowed {
            *out = if sample.is_finite() { sample * window } else { 0.0 };
        }
        // The buffers are the plan's own, so their lengths fit and the transform cannot fail.
        if self.plan.fft.process_with_scratch(&mut self.input, &mut self.bins, &mut self.scratch).is_err() {
            self.bins.fill(Complex::default());
        }
        &self.bins
    }

    /// The window of which `middle` is the middle.
    pub(super) fn around(&mut self, middle: usize) -> &[Complex<f32>] {
        self.starting_at(middle as isize - (self.input.len() / 2) as isize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sine_stands_in_its_bin_and_what_is_beyond_the_ends_is_silent() {
        let plan = Stft::new(64);
        let samples: Vec<f32> =
            (0..64).map(|i| (2.0 * PI * 8.0 * f64::from(i) / 64.0).sin() as f32).collect();
        let mut spectrum = plan.of(&samples);
        let power = |bins: &[Complex<f32>]| bins.iter().map(Complex::norm_sqr).collect::<Vec<f32>>();
        let whole = power(spectrum.starting_at(0));
        assert!((whole[8] - 256.0).abs() < 0.01, "a quarter of the window's length, squared: {}", whole[8]);
        assert!(whole[20] < 1e-6);
        for start in [-64, 64, -1_000, 1_000] {
            assert!(power(spectrum.starting_at(start)).iter().all(|p| *p < 1e-12), "{start}");
        }
        assert!(power(spectrum.around(0))[8] > 1.0, "half of it is inside");
        let broken = [f32::NAN; 64];
        assert!(power(plan.of(&broken).starting_at(0)).iter().all(|p| *p == 0.0));
    }
}
