//! The log-mel spectrogram the network was trained on, equal to librosa's.
//!
//! `librosa.feature.melspectrogram(sr=16000, n_fft=512, hop_length=256, n_mels=96)` (power 2, periodic Hann, centred
//! with zero padding, Slaney's mel scale and normalisation), then `log10(1 + 10000 x)`.

use super::stft::Stft;

/// Samples per second the network listens at, mono.
pub const RATE: u32 = 16_000;
/// Samples under one Fourier window.
pub const WINDOW: usize = 512;
/// Samples from one frame to the next.
pub const HOP: usize = 256;
/// Mel bands, 0 to 8,000 Hz.
pub const BANDS: usize = 96;

/// A mel band: its first Fourier bin and the weights from there on.
struct Band {
    first: usize,
    weights: Vec<f32>,
}

/// The front end's tables; made once, shared by the threads.
pub struct Mel {
    stft: Stft,
    bands: Vec<Band>,
}

impl Default for Mel {
    fn default() -> Self {
        Self { stft: Stft::new(WINDOW), bands: bands() }
    }
}

impl Mel {
    /// `[n_frames, 96]` of mono samples at [`RATE`], where `n_frames = 1 + samples / 256`.
    pub fn log_mel(&self, samples: &[f32]) -> Vec<f32> {
        let frames = 1 + samples.len() / HOP;
        let mut out = Vec::with_capacity(frames * BANDS);
        let mut spectrum = self.stft.of(samples);
        let mut power = vec![0.0_f32; WINDOW / 2 + 1];
        for frame in 0..frames {
            for (power, bin) in power.iter_mut().zip(spectrum.around(frame * HOP)) {
                *power = bin.norm_sqr();
            }
            out.extend(self.bands.iter().map(|band| {
                let energy: f32 = band.weights.iter().zip(&power[band.first..]).map(|(w, p)| w * p).sum();
                (1.0 + 10_000.0 * energy).log10()
            }));
        }
        out
    }
}

/// Slaney's triangles, in the precision librosa makes them in.
fn bands() -> Vec<Band> {
    let top = hz_to_mel(f64::from(RATE) / 2.0);
    let edges: Vec<f64> = (0..BANDS + 2).map(|i| mel_to_hz(top * i as f64 / (BANDS + 1) as f64)).collect();
    edges.windows(3).map(|edge| band(edge[0], edge[1], edge[2])).collect()
}

fn band(low: f64, middle: f64, high: f64) -> Band {
    let area = 2.0 / (high - low);
    let weight = |bin: usize| {
        let hz = bin as f64 * f64::from(RATE) / WINDOW as f64;
        let triangle = ((hz - low) / (middle - low)).min((high - hz) / (high - middle)).max(0.0);
        (f64::from(triangle as f32) * area) as f32
    };
    let all: Vec<f32> = (0..=WINDOW / 2).map(weight).collect();
    let first = all.iter().position(|&w| w > 0.0).unwrap_or(0);
    let end = all.iter().rposition(|&w| w > 0.0).map_or(first, |last| last + 1);
    Band { first, weights: all[first..end].to_vec() }
}

/// Slaney's scale: linear to 1 kHz, logarithmic above.
fn hz_to_mel(hz: f64) -> f64 {
    if hz >= 1000.0 { 15.0 + (hz / 1000.0).ln() / (6.4_f64.ln() / 27.0) } else { hz / (200.0 / 3.0) }
}

fn mel_to_hz(mel: f64) -> f64 {
    if mel >= 15.0 { 1000.0 * ((mel - 15.0) * (6.4_f64.ln() / 27.0)).exp() } else { mel * (200.0 / 3.0) }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::sound::fixture::{self, furthest};

    #[test]
    fn the_filters_are_librosas() {
        let expected = fixture::array("mel_filters.npy");
        assert_eq!(expected.shape, [BANDS, WINDOW / 2 + 1]);
        let mut dense = vec![0.0_f32; BANDS * (WINDOW / 2 + 1)];
        for (row, band) in dense.chunks_exact_mut(WINDOW / 2 + 1).zip(bands()) {
            row[band.first..band.first + band.weights.len()].copy_from_slice(&band.weights);
        }
        assert!(furthest(&dense, &expected.values) < 1e-8);
    }

    #[rstest]
    fn the_spectrogram_is_librosas(#[values("techno_loop", "chirp_noise", "soft_chord")] clip: &str) {
        let expected = fixture::array(&format!("{clip}.logmel.npy"));
        let found = Mel::default().log_mel(&fixture::samples(clip));
        assert_eq!(found.len(), expected.values.len());
        let off = furthest(&found, &expected.values);
        assert!(off < 1e-4, "{clip} is {off:e} off");
    }

    #[rstest]
    fn any_length_gives_its_frames(#[values(0, 1, 255, 256, 257, 511, 513)] length: usize) {
        let frames = Mel::default().log_mel(&vec![0.5; length]);
        assert_eq!(frames.len(), (1 + length / HOP) * BANDS);
        assert!(frames.iter().all(|v| v.is_finite()));
    }
}
