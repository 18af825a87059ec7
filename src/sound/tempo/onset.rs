//! When something begins to sound: the rise of the spectrum, in four bands.

use realfft::num_complex::Complex;

use crate::sound::stft::Stft;

/// Onset frames per second.
pub(in crate::sound) const FRAMES: f32 = 100.0;
/// Kick and bass, low middle, middle, hats.
pub(in crate::sound) const BANDS: usize = 4;
/// Their upper edges in Hz.
const EDGES: [f32; BANDS] = [140.0, 600.0, 2_500.0, 8_000.0];
/// Narrow bands per octave, within which loudness is compared with what was just before.
const PER_OCTAVE: f32 = 4.0;
const LOWEST: f32 = 30.0;

/// `[n_frames]` for each band: how much more there is than 20 ms before, smoothed, without its slow mean.
pub(in crate::sound) fn envelopes(samples: &[f32], rate: u32) -> [Vec<f32>; BANDS] {
    let window = window(rate);
    let hop = (rate as f32 / FRAMES).max(1.0);
    let frames = (samples.len() as f32 / hop) as usize;
    let stft = Stft::new(window);
    let mut spectrum = stft.of(samples);
    let mut rises = Rises::new(window, rate);
    for frame in 0..frames {
        rises.push(spectrum.starting_at((frame as f32 * hop) as isize));
    }
    rises.settled()
}

/// Samples of the window that onsets are told by: 32 ms or a little more.
pub(in crate::sound) fn window(rate: u32) -> usize {
    ((rate as usize * 32 / 1000).next_power_of_two()).max(64)
}

/// Rises of the spectrum, a frame after the other.
pub(in crate::sound) struct Rises {
    narrow: Vec<Narrow>,
    history: [Vec<f32>; 2],
    now: Vec<f32>,
    out: [Vec<f32>; BANDS],
}

impl Rises {
    /// Of spectra of `window` samples at `rate` Hz.
    pub(in crate::sound) fn new(window: usize, rate: u32) -> Self {
        let narrow = narrow_bands(window, rate);
        let silent = vec![0.0; narrow.len()];
        Self {
            history: [silent.clone(), silent.clone()],
            now: silent,
            narrow,
            out: [const { Vec::new() }; BANDS],
        }
    }

    /// The next frame's spectrum.
    pub(in crate::sound) fn push(&mut self, bins: &[Complex<f32>]) {
        let frame = self.out[0].len();
        let mut rise = [0.0_f32; BANDS];
        for ((now, band), before) in self.now.iter_mut().zip(&self.narrow).zip(&self.history[frame % 2]) {
            let power: f32 = bins[band.first..band.end].iter().map(Complex::norm_sqr).sum();
            *now = (1.0 + 100.0 * power / band.bandwidth).ln();
            rise[band.of] += (*now - before).max(0.0);
        }
        if frame < 2 {
            rise = [0.0; BANDS];
        }
        self.history[frame % 2].copy_from_slice(&self.now);
        for (out, rise) in self.out.iter_mut().zip(rise) {
            out.push(rise);
        }
    }

    /// As [`envelopes`] gives them.
    pub(in crate::sound) fn settled(self) -> [Vec<f32>; BANDS] {
        self.out.map(|band| settle(&band))
    }
}

/// A narrow band of Fourier bins, and the wide one it counts in.
struct Narrow {
    first: usize,
    end: usize,
    bandwidth: f32,
    of: usize,
}

fn narrow_bands(window: usize, rate: u32) -> Vec<Narrow> {
    let width = rate as f32 / window as f32;
    let last = (window / 2).min((EDGES[BANDS - 1] / width) as usize);
    let mut bands = Vec::new();
    let mut first = ((LOWEST / width).round() as usize).max(1);
    while first < last {
        let next = ((first as f32 * (1.0 / PER_OCTAVE).exp2()) as usize).max(first + 1).min(last);
        let middle = f32::midpoint(first as f32, next as f32) * width;
        let of = EDGES.iter().position(|&edge| middle < edge).unwrap_or(BANDS - 1);
        bands.push(Narrow { first, end: next, bandwidth: (next - first) as f32, of });
        first = next;
    }
    bands
}

/// Smooths over some 30 ms, so that a player's inaccuracy and a period between two frames do no harm, and takes the
/// mean of the surrounding 2 s away.
fn settle(rises: &[f32]) -> Vec<f32> {
    const KERNEL: [f32; 5] = [0.1, 0.25, 0.3, 0.25, 0.1];
    let around = FRAMES as usize;
    let mut sums = vec![0.0_f64];
    for rise in rises {
        sums.push(sums[sums.len() - 1] + f64::from(*rise));
    }
    (0..rises.len())
        .map(|i| {
            let smooth: f32 =
                (0..5).filter_map(|k| Some(KERNEL[k] * rises.get((i + k).checked_sub(2)?)?)).sum();
            let (from, to) = (i.saturating_sub(around), (i + around).min(rises.len()));
            smooth - ((sums[to] - sums[from]) / (to - from) as f64) as f32
        })
        .collect()
}
