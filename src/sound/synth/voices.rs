//! One sound each: drums, basses, chords.

use std::f32::consts::TAU;

use super::{RATE, Random};

const HERTZ: f32 = RATE as f32;

fn frames(seconds: f32) -> usize {
    (seconds * HERTZ) as usize
}

/// The frequency of a note, `semitones` above C in octave `octave` (A4 is 440 Hz).
pub fn note(semitones: i32, octave: i32) -> f32 {
    440.0 * 2.0_f32.powf((semitones - 9) as f32 / 12.0 + (octave - 4) as f32)
}

/// Samples of `wave(seconds)` under an envelope that falls by `e` in every `decay` seconds.
fn decaying(seconds: f32, decay: f32, mut wave: impl FnMut(f32) -> f32) -> Vec<f32> {
    let ramp = frames(0.001).max(1) as f32;
    let sample = |n: usize| {
        let time = n as f32 / HERTZ;
        wave(time) * (-time / decay).exp() * (n as f32 / ramp).min(1.0)
    };
    (0..frames(seconds)).map(sample).collect()
}

/// A drum that falls from a click to `floor` Hz.
pub fn kick(floor: f32, decay: f32) -> Vec<f32> {
    let mut phase = 0.0;
    decaying(decay * 3.0, decay, |time| {
        phase += (floor + 180.0 * (-time / 0.02).exp()) / HERTZ;
        (TAU * phase).sin()
    })
}

/// A tone and a burst of noise.
pub fn snare(tone: f32, decay: f32, random: &mut Random) -> Vec<f32> {
    let mut high = HighPass::new(1_500.0);
    decaying(decay * 3.0, decay, |time| {
        0.6 * (TAU * tone * time).sin() * (-time / 0.05).exp() + 0.8 * high.pass(random.noise())
    })
}

/// Noise above `edge` Hz.
pub fn hat(edge: f32, decay: f32, random: &mut Random) -> Vec<f32> {
    let (mut first, mut second) = (HighPass::new(edge), HighPass::new(edge));
    decaying(decay * 4.0, decay, |_| second.pass(first.pass(random.noise())))
}

/// A sawtooth, cut off at `edge` Hz and closing, for `seconds`.
pub fn bass(hertz: f32, seconds: f32, edge: f32) -> Vec<f32> {
    let mut low = LowPass::default();
    decaying(seconds, seconds * 0.7, |time| {
        let open = edge * (-time / (seconds * 0.5)).exp() + hertz;
        low.pass(saw(hertz * time), open) + 0.5 * (TAU * hertz * time).sin()
    })
}

/// Two detuned sawtooths that beat against each other below `edge` Hz.
pub fn reese(hertz: f32, seconds: f32, edge: f32) -> Vec<f32> {
    let mut low = LowPass::default();
    held(seconds, 0.01, |time| {
        let wave = saw(hertz * 0.993 * time) + saw(hertz * 1.007 * time + 0.3) + saw(hertz * 0.5 * time);
        0.6 * low.pass(wave, edge)
    })
}

/// A short chord of sawtooths that closes from `edge` Hz.
pub fn stab(notes: &[f32], decay: f32, edge: f32) -> Vec<f32> {
    let (mut first, mut second) = (LowPass::default(), LowPass::default());
    decaying(decay * 4.0, decay, |time| {
        let wave: f32 = notes.iter().map(|hertz| saw(hertz * time) + saw(hertz * 1.004 * time)).sum();
        let open = edge * (-time / (decay * 1.5)).exp() + 200.0;
        second.pass(first.pass(wave / notes.len() as f32, open), open)
    })
}

/// A hollow pluck: a square wave through a closing filter.
pub fn pluck(hertz: f32, decay: f32, edge: f32) -> Vec<f32> {
    let mut low = LowPass::default();
    decaying(decay * 4.0, decay, |time| {
        let wave = if (hertz * time).fract() < 0.5 { 1.0 } else { -1.0 };
        low.pass(wave, edge * (-time / decay).exp() + hertz)
    })
}

/// A chord that swells and goes, of soft partials that drift.
pub fn pad(notes: &[f32], seconds: f32, bright: f32, random: &mut Random) -> Vec<f32> {
    let mut voices = Vec::new();
    for hertz in notes {
        for (partial, level) in [(1.0, 1.0), (2.0, 0.4 * bright), (3.0, 0.25 * bright), (0.5, 0.5)] {
            for _ in 0..2 {
                let drift = 1.0 + random.between(-0.004, 0.004);
                voices.push((hertz * partial * drift, level, random.between(0.0, 1.0)));
            }
        }
    }
    let scale = 0.5 / notes.len().max(1) as f32;
    held(seconds, seconds * 0.35, |time| {
        voices.iter().map(|(hertz, level, phase)| level * sine(hertz * time + phase)).sum::<f32>() * scale
    })
}

/// Air: noise around `centre` Hz that swells and goes.
pub fn air(centre: f32, seconds: f32, random: &mut Random) -> Vec<f32> {
    let (mut low, mut high) = (LowPass::default(), HighPass::new(centre * 0.5));
    held(seconds, seconds * 0.4, |_| high.pass(low.pass(random.noise(), centre)))
}

fn held(seconds: f32, edge: f32, mut wave: impl FnMut(f32) -> f32) -> Vec<f32> {
    let sample = |n: usize| {
        let time = n as f32 / HERTZ;
        wave(time) * (time / edge).min((seconds - time) / edge).clamp(0.0, 1.0)
    };
    (0..frames(seconds)).map(sample).collect()
}

/// A sawtooth of the phase in turns.
fn saw(turns: f32) -> f32 {
    2.0 * turns.fract() - 1.0
}

/// A sine of the phase in turns: Bhaskara's approximation, near enough for a pad and much quicker than many of the real ones.
fn sine(turns: f32) -> f32 {
    let half = (turns.fract() * 2.0).rem_euclid(2.0);
    let (x, sign) = if half < 1.0 { (half, 1.0) } else { (half - 1.0, -1.0) };
    let bow = x * (1.0 - x);
    sign * 16.0 * bow / (5.0 - 4.0 * bow)
}

/// One pole.
#[derive(Default)]
struct LowPass(f32);

impl LowPass {
    fn pass(&mut self, input: f32, edge: f32) -> f32 {
        let share = 1.0 - (-TAU * edge / HERTZ).exp();
        self.0 += share * (input - self.0);
        self.0
    }
}

/// What one pole leaves out.
struct HighPass {
    low: LowPass,
    edge: f32,
}

impl HighPass {
    fn new(edge: f32) -> Self {
        Self { low: LowPass::default(), edge }
    }

    fn pass(&mut self, input: f32) -> f32 {
        input - self.low.pass(input, self.edge)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_in_tune_and_the_quick_sine_is_near_a_sine() {
        assert!((note(9, 4) - 440.0).abs() < 1e-3);
        assert!((note(0, 4) - 261.63).abs() < 0.01);
        for step in 0..100 {
            let turns = step as f32 / 40.0;
            assert!((sine(turns) - (TAU * turns).sin()).abs() < 0.002, "{turns}");
        }
    }
}
