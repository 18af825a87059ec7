//! A whole recording in little: what begins and how loud each band is, a hundred times a second, taken in while it is decoded.

use realfft::num_complex::Complex;

use crate::sound::{
    stft::Stft,
    tempo::onset::{self, FRAMES, Rises},
};

/// Upper edges of the bands of loudness, Hz: kick and bass, low middle, middle, high middle, hats.
const EDGES: [f32; BANDS] = [150.0, 400.0, 1_200.0, 3_500.0, 8_000.0];
pub(super) const BANDS: usize = 5;
/// Frames of silence put before a recording, so that what it begins with begins.
pub(super) const BEFORE: usize = 8;
/// Neighbouring samples are averaged as long as the rate stays at or above this, Hz.
const RATE: u32 = 22_050;
/// Samples that are taken in before frames are made of them.
const BLOCK: usize = 1 << 15;

/// Frame `n` lies around second `(n - BEFORE) / FRAMES` of the recording.
pub(super) struct Outline {
    /// As [`onset::envelopes`].
    pub(super) onsets: [Vec<f32>; onset::BANDS],
    /// Power of each band.
    pub(super) powers: Vec<[f32; BANDS]>,
}

/// Makes an outline; holds some seconds of samples at a time.
pub(super) struct OutlineBuilder {
    /// Samples averaged into one.
    fold: usize,
    window: usize,
    /// Samples between frames.
    hop: f64,
    stft: Stft,
    edges: [usize; BANDS],
    rises: Rises,
    powers: Vec<[f32; BANDS]>,
    /// Averaged samples of which frames are still to be made, and how many lie before them.
    samples: Vec<f32>,
    gone: usize,
    /// The sum of samples to be averaged and their number.
    open: (f32, usize),
}

impl OutlineBuilder {
    /// Of a recording at a rate in Hz.
    pub(super) fn new(rate: u32) -> Self {
        let fold = (rate / RATE).max(1);
        let rate = (rate / fold).max(1);
        let window = onset::window(rate);
        let width = rate as f32 / window as f32;
        let hop = (f64::from(rate) / f64::from(FRAMES)).max(1.0);
        // The first frame is in the middle of its window.
        let silence = window / 2 + (BEFORE as f64 * hop) as usize;
        Self {
            fold: fold as usize,
            window,
            hop,
            stft: Stft::new(window),
            edges: EDGES.map(|hertz| ((hertz / width) as usize).clamp(1, window / 2)),
            rises: Rises::new(window, rate),
            powers: Vec::new(),
            samples: vec![0.0; silence],
            gone: 0,
            open: (0.0, 0),
        }
    }

    /// How long it is so far.
    pub(super) fn seconds(&self) -> f32 {
        (self.powers.len() as f32 - BEFORE as f32).max(0.0) / FRAMES
    }

    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        self.samples.capacity() + self.powers.capacity() * (BANDS + onset::BANDS)
    }

    /// Takes more of it, interleaved.
    pub(super) fn push(&mut self, samples: &[f32], channels: u16) {
        let width = usize::from(channels.max(1));
        for frame in samples.chunks_exact(width) {
            self.open.0 += frame.iter().sum::<f32>() / width as f32;
            self.open.1 += 1;
            if self.open.1 == self.fold {
                self.samples.push(self.open.0 / self.fold as f32);
                self.open = (0.0, 0);
            }
        }
        if self.samples.len() >= BLOCK {
            self.frames(false);
        }
    }

    /// Makes the frames whose samples are there; at the end silence follows.
    fn frames(&mut self, ended: bool) {
        let start = |frame: usize| (frame as f64 * self.hop) as usize - self.gone;
        let mut spectrum = self.stft.of(&self.samples);
        loop {
            let at = start(self.powers.len());
            let needs = at + if ended { self.window / 2 } else { self.window };
            if needs > self.samples.len() {
                break;
            }
            let bins = spectrum.starting_at(at as isize);
            self.rises.push(bins);
            self.powers.push(powers(bins, &self.edges));
        }
        let done = start(self.powers.len()).min(self.samples.len());
        self.samples.drain(..done);
        self.gone += done;
    }

    /// The outline of all that was taken.
    pub(super) fn finish(mut self) -> Outline {
        self.frames(true);
        Outline { onsets: self.rises.settled(), powers: self.powers }
    }
}

fn powers(bins: &[Complex<f32>], edges: &[usize; BANDS]) -> [f32; BANDS] {
    let mut from = 1;
    edges.map(|edge| {
        let to = edge.max(from);
        let power = bins[from..to].iter().map(Complex::norm_sqr).sum();
        from = to;
        power
    })
}
