//! Made-up records in six styles: what `segue demo` plays and what tests listen to. The same style and number always give the same
//! samples; nothing is recorded, nobody's work is in it.

mod score;
mod voices;

use std::time::Duration;

use super::clip::Clip;
use crate::chance::Rng;

/// Frames a second of a made-up record.
pub const RATE: u32 = 44_100;
/// Seconds of it.
pub const SECONDS: u32 = 30;

/// A made-up style; each has its own drums, tempo and timbre.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// Four to the floor, off-beat hats, piano-like stabs.
    House,
    /// Faster, harder, one note and noise.
    Techno,
    /// Chords in echoes over a soft kick.
    DubTechno,
    /// Broken beats at 174 with a reese below.
    DrumAndBass,
    /// Machine funk: syncopated kicks, dry arpeggios.
    Electro,
    /// Pads without drums.
    Ambient,
}

impl Style {
    /// All six.
    pub const ALL: [Self; 6] =
        [Self::House, Self::Techno, Self::DubTechno, Self::DrumAndBass, Self::Electro, Self::Ambient];

    /// As a person writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::House => "House",
            Self::Techno => "Techno",
            Self::DubTechno => "Dub Techno",
            Self::DrumAndBass => "Drum & Bass",
            Self::Electro => "Electro",
            Self::Ambient => "Ambient",
        }
    }

    /// Slowest tempo and how many whole steps above it there are, beats a minute.
    fn tempi(self) -> (u32, u32) {
        match self {
            Self::House => (120, 7),
            Self::Techno => (130, 9),
            Self::DubTechno => (116, 6),
            Self::DrumAndBass => (170, 7),
            Self::Electro => (126, 8),
            Self::Ambient => (60, 1),
        }
    }
}

/// What is known about a record because it was made that way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SynthFacts {
    /// Beats a minute; `None` without a beat.
    pub tempo: Option<f32>,
    /// The root, semitones above C.
    pub root: u8,
    /// Minor, or major.
    pub minor: bool,
    /// Where kick and bass come in; `None` where they never do.
    pub drop: Option<Duration>,
}

/// What record `number` of a style is like.
pub fn facts(style: Style, number: u32) -> SynthFacts {
    let mut random = Random::new(style, number);
    let (slowest, steps) = style.tempi();
    let tempo = slowest + random.below(steps);
    let root = random.below(12) as u8;
    let minor = style != Style::House || random.below(3) > 0;
    let bar = 240.0 / f64::from(tempo);
    // On a bar line between 7 and 14 s.
    let bars = (7.0 / bar).ceil() + f64::from(random.below(3));
    let beats = style != Style::Ambient;
    SynthFacts {
        tempo: beats.then_some(tempo as f32),
        root,
        minor,
        drop: beats.then(|| Duration::from_secs_f64(bars * bar)),
    }
}

/// 30 s of record `number` of a style, stereo, 44.1 kHz.
pub fn clip(style: Style, number: u32) -> Clip {
    let facts = facts(style, number);
    let mut random = Random::new(style, number ^ 0x5eed);
    let mut tape = Tape::new();
    score::play(style, facts, &mut random, &mut tape);
    tape.finish()
}

/// Two tracks of samples that sounds are added to.
struct Tape {
    left: Vec<f32>,
    right: Vec<f32>,
}

impl Tape {
    fn new() -> Self {
        let frames = (RATE * SECONDS) as usize;
        Self { left: vec![0.0; frames], right: vec![0.0; frames] }
    }

    /// Adds `sound` at `seconds`; `pan` from -1 (left) to 1 (right).
    fn add(&mut self, seconds: f64, sound: &[f32], gain: f32, pan: f32) {
        let at = (seconds * f64::from(RATE)).round() as usize;
        let (left, right) = (gain * (1.0 - pan.max(0.0)), gain * (1.0 + pan.min(0.0)));
        for (track, gain) in [(&mut self.left, left), (&mut self.right, right)] {
            let Some(track) = track.get_mut(at..) else { continue };
            for (out, sample) in track.iter_mut().zip(sound) {
                *out += sample * gain;
            }
        }
    }

    /// Repeats everything so far after `seconds`, quieter each time, from side to side.
    fn echo(&mut self, seconds: f64, feedback: f32) {
        let delay = ((seconds * f64::from(RATE)) as usize).max(1);
        for at in delay..self.left.len() {
            let (from_left, from_right) = (self.left[at - delay], self.right[at - delay]);
            self.left[at] += feedback * from_right;
            self.right[at] += feedback * from_left;
        }
    }

    fn mix(&mut self, other: &Self) {
        let both = [(&mut self.left, &other.left), (&mut self.right, &other.right)];
        for (track, other) in both {
            track.iter_mut().zip(other).for_each(|(out, sample)| *out += sample);
        }
    }

    /// Brought to a peak of 0.9, gently saturated on the way as a master is.
    fn finish(self) -> Clip {
        let mut samples: Vec<f32> =
            self.left.iter().zip(&self.right).flat_map(|(left, right)| [left.tanh(), right.tanh()]).collect();
        let peak = samples.iter().fold(1e-6, |peak: f32, sample| peak.max(sample.abs()));
        for sample in &mut samples {
            *sample *= 0.9 / peak;
        }
        Clip::new(samples, 2, RATE)
    }
}

/// A record's own numbers, the same on every machine.
struct Random(Rng);

impl Random {
    fn new(style: Style, number: u32) -> Self {
        Self(Rng::new((style as u64 + 1) << 40 | u64::from(number)))
    }

    fn below(&mut self, limit: u32) -> u32 {
        (self.0.next_u64() % u64::from(limit.max(1))) as u32
    }

    /// Evenly in `from..to`.
    fn between(&mut self, from: f32, to: f32) -> f32 {
        self.0.between(from, to)
    }

    fn noise(&mut self) -> f32 {
        self.between(-1.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_record_is_the_same_and_another_is_another() {
        let first = clip(Style::Electro, 3);
        assert_eq!(first.samples, clip(Style::Electro, 3).samples);
        assert_ne!(first.samples, clip(Style::Electro, 4).samples);
        assert_ne!(first.samples, clip(Style::House, 3).samples);
    }

    #[test]
    fn every_style_fills_thirty_seconds_without_clipping() {
        for style in Style::ALL {
            let clip = clip(style, 0);
            assert_eq!((clip.frames(), clip.channels), (30 * 44_100, 2));
            assert!(clip.peak() <= 0.901, "{style:?} peaks at {}", clip.peak());
            for second in 1..30 {
                let part = clip.cut(Duration::from_secs(second), Duration::from_secs(1));
                assert!(part.peak() > 0.01, "{style:?} is silent at {second} s");
            }
        }
    }

    #[test]
    fn facts_lie_in_the_styles_range() {
        for number in 0..20 {
            let fast = facts(Style::DrumAndBass, number).tempo.expect("a beat");
            assert!((170.0..177.0).contains(&fast));
            assert_eq!(facts(Style::Ambient, number).drop, None);
            let drop = facts(Style::Techno, number).drop.expect("a drop").as_secs_f64();
            assert!((7.0..14.0).contains(&drop), "{drop}");
        }
    }
}
