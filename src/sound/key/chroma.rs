//! How much of each of the twelve pitch classes sounds, once the tuning is known.

use std::f32::consts::TAU;

use realfft::num_complex::Complex;

use crate::sound::stft::Stft;

/// Spectral peaks outside are no notes we could name.
const LOWEST: f32 = 58.0;
const HIGHEST: f32 = 2_100.0;
/// Up to here a peak is a bass note.
const BASS: f32 = 200.0;
/// Share of a peak that is counted for the note whose third, and whose fifth harmonic it may be. With less, a fifth is taken for the
/// tonic: measured on 313 clips of known key.
const THIRD_HARMONIC: f32 = 0.30;
const FIFTH_HARMONIC: f32 = 0.10;
/// A pitch class below this share of the strongest is percussion and overtones, not a note of the key.
const AUDIBLE: f32 = 0.2;
/// A peak stands this far above its surroundings (in power), else it is noise.
const STANDS_OUT: f32 = 12.0;

/// The sums of a clip.
pub(super) struct Chroma {
    /// All notes, by semitones above C, the sum being 1.
    pub(super) all: [f32; 12],
    /// Bass notes alone; zero where there are none.
    pub(super) bass: [f32; 12],
    /// What share of the sound's (rooted) power was in peaks: little in noise and speech.
    pub(super) tonal: f32,
    /// The tuning, -50 to 50.
    pub(super) cents: f32,
}

/// A note's worth of a spectrum.
struct Peak {
    /// Semitones above C0 of 440 Hz tuning.
    semitones: f32,
    strength: f32,
    bass: bool,
}

impl Chroma {
    /// `None` where nothing stands out anywhere.
    pub(super) fn of(samples: &[f32], rate: u32) -> Option<Self> {
        let window = (rate as usize / 2).next_power_of_two().max(256);
        let stft = Stft::new(window);
        let mut spectrum = stft.of(samples);
        let (mut peaks, mut tonal, mut frames) = (Vec::new(), 0.0, 0);
        let mut start = 0;
        while start == 0 || start + window <= samples.len() {
            let bins = spectrum.starting_at(start as isize);
            let power: Vec<f32> = bins.iter().map(Complex::norm_sqr).collect();
            start += window / 2;
            let found = frame_peaks(&power, rate as f32 / window as f32);
            if let Some((found, share)) = found {
                peaks.extend(found);
                tonal += share;
                frames += 1;
            }
        }
        Self::sum(&peaks, tonal / frames.max(1) as f32)
    }

    fn sum(peaks: &[Peak], tonal: f32) -> Option<Self> {
        let tuning = tuning(peaks)?;
        let (mut all, mut bass) = ([0.0_f32; 12], [0.0_f32; 12]);
        for peak in peaks {
            let exact = peak.semitones - tuning;
            let near = (exact - exact.round()).abs();
            // A peak between two notes says little about either.
            let strength = peak.strength * (1.0 - 1.6 * near).max(0.0);
            let class = exact.round().rem_euclid(12.0) as usize % 12;
            all[class] += strength;
            all[(class + 5) % 12] += THIRD_HARMONIC * strength;
            all[(class + 8) % 12] += FIFTH_HARMONIC * strength;
            if peak.bass {
                bass[class] += strength;
            }
        }
        normalise(&mut bass);
        let floor = AUDIBLE * all.iter().copied().fold(0.0, f32::max);
        for class in all.iter_mut().filter(|class| **class < floor) {
            *class = 0.0;
        }
        normalise(&mut all).then_some(Self { all, bass, tonal, cents: tuning * 100.0 })
    }
}

fn normalise(classes: &mut [f32; 12]) -> bool {
    let sum: f32 = classes.iter().sum();
    if sum > 0.0 {
        for class in classes.iter_mut() {
            *class /= sum;
        }
    }
    sum > 0.0
}

/// The peaks of one spectrum, their strengths summing to 1, and their share of the rooted power; `None` for silence.
fn frame_peaks(power: &[f32], width: f32) -> Option<(Vec<Peak>, f32)> {
    let (first, last) =
        ((LOWEST / width) as usize, ((HIGHEST / width) as usize).min(power.len().saturating_sub(3)));
    let total: f32 = power.get(first..last)?.iter().map(|p| p.sqrt()).sum();
    if total <= 1e-3 {
        return None;
    }
    let mut peaks = Vec::new();
    let mut share = 0.0;
    for bin in first.max(2)..last {
        let (a, b, c) = (power[bin - 1], power[bin], power[bin + 1]);
        if !(b > a && b >= c && b > power[bin - 2] && b >= power[bin + 2]) {
            continue;
        }
        let reach = (bin / 12).clamp(6, 60);
        let around = &power[bin.saturating_sub(reach)..(bin + reach + 1).min(power.len())];
        let floor = (around.iter().map(|p| p.sqrt()).sum::<f32>() / around.len() as f32).powi(2);
        if b < STANDS_OUT * floor * 0.5 {
            continue;
        }
        let (a, b, c) = (a.max(1e-20).ln(), b.ln(), c.max(1e-20).ln());
        let bend = a - 2.0 * b + c;
        let offset = if bend < 0.0 { (0.5 * (a - c) / bend).clamp(-0.5, 0.5) } else { 0.0 };
        let hz = (bin as f32 + offset) * width;
        share += (power[bin - 1].sqrt() + power[bin].sqrt() + power[bin + 1].sqrt()) / total;
        peaks.push(Peak {
            semitones: 12.0 * (hz / 16.351_598).log2(),
            strength: power[bin].sqrt().sqrt(),
            bass: hz < BASS,
        });
    }
    let sum: f32 = peaks.iter().map(|p| p.strength).sum();
    for peak in &mut peaks {
        peak.strength /= sum;
    }
    Some((peaks, share.min(1.0)))
}

/// How far the peaks lie from 440 Hz tuning, in semitones from -0.5 to 0.5: the mean angle of their deviations.
fn tuning(peaks: &[Peak]) -> Option<f32> {
    let (mut x, mut y) = (0.0_f32, 0.0_f32);
    for peak in peaks {
        let angle = TAU * peak.semitones.fract();
        x += peak.strength * angle.cos();
        y += peak.strength * angle.sin();
    }
    (x.hypot(y) > 0.0).then(|| y.atan2(x) / TAU)
}
