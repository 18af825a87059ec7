//! A clip made ready for the deck: away from the player's thread, so that a key press only has to start it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::frames::{CHANNELS, RATE, frame, time};
use super::streamed::{SampleBlock, Streamed};
use crate::sound::clip::Clip;
use crate::sound::loudness;
use crate::sound::resample::{self, ResampleError};

/// Where rows are levelled to, LUFS: what streaming services level to, and loud masters only get quieter.
pub const LEVEL: f32 = -14.0;
/// Quiet clips are not lifted by more than this many decibels: noise is not made music.
const LIFT: f32 = 12.0;

/// A clip as the deck plays it: stereo, at [`RATE`], with the gain that makes rows compare fairly. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Cued {
    sound: Samples,
    /// Decibels that bring the clip to [`LEVEL`] without clipping.
    gain: f32,
}

#[derive(Clone, Debug)]
enum Samples {
    Held(Arc<[f32]>),
    Streamed(Arc<Streamed>),
}

impl Cued {
    /// Resamples and measures; some ten milliseconds for 30 s.
    pub fn new(clip: Clip) -> Result<Self, ResampleError> {
        let clip = resample::to_rate(clip, RATE)?.stereo();
        let gain = levelling(&clip);
        Ok(Self { sound: Samples::Held(clip.samples.into()), gain })
    }

    /// The file of which this is a part, decoded while it plays; as loud as the part, and never lifted, as nobody knows its peaks.
    pub fn whole_of(&self, path: PathBuf, seconds: f64) -> std::io::Result<Self> {
        let sound = Samples::Streamed(Arc::new(Streamed::open(path, seconds)?));
        Ok(Self { sound, gain: self.gain.min(0.0) })
    }

    /// Why it ends before its time, where its file could not be read on.
    pub fn failure(&self) -> Option<&str> {
        match &self.sound {
            Samples::Held(_) => None,
            Samples::Streamed(streamed) => streamed.failure(),
        }
    }

    /// Frames in all.
    pub fn frames(&self) -> u64 {
        match &self.sound {
            Samples::Held(samples) => samples.len() as u64 / u64::from(CHANNELS),
            Samples::Streamed(streamed) => streamed.frames(),
        }
    }

    /// How long it plays.
    pub fn duration(&self) -> Duration {
        time(self.frames())
    }

    /// The factor for every sample that levels it.
    pub fn factor(&self) -> f32 {
        10.0_f32.powf(self.gain / 20.0)
    }

    /// All interleaved samples, as they came; `None` where they are decoded while it plays.
    pub fn samples(&self) -> Option<&Arc<[f32]>> {
        match &self.sound {
            Samples::Held(samples) => Some(samples),
            Samples::Streamed(_) => None,
        }
    }

    /// What is there of the sound at a frame.
    pub(super) fn block(&self, frame: u64) -> SampleBlock {
        match &self.sound {
            Samples::Held(_) if frame >= self.frames() => SampleBlock::End,
            Samples::Held(samples) => SampleBlock::Samples(0, samples.clone()),
            Samples::Streamed(streamed) => streamed.block(frame),
        }
    }

    /// So many frames from one on, interleaved; silent where there is nothing, or nothing yet.
    pub fn excerpt(&self, from: i64, frames: usize) -> Vec<f32> {
        let width = usize::from(CHANNELS);
        let mut out = vec![0.0; frames * width];
        let mut held = None;
        for (frame, to) in (from..).zip(out.chunks_exact_mut(width)) {
            let Ok(frame) = u64::try_from(frame) else { continue };
            let inside = |(first, samples): &(u64, Arc<[f32]>)| {
                let at = frame.checked_sub(*first)? as usize * width;
                samples.get(at..at + width).map(|found| [found[0], found[1]])
            };
            let found = held.as_ref().and_then(inside).or_else(|| {
                if let SampleBlock::Samples(first, samples) = self.block(frame) {
                    held = Some((first, samples));
                }
                held.as_ref().and_then(inside)
            });
            to.copy_from_slice(&found.unwrap_or_default());
        }
        out
    }

    /// It is played from this frame on.
    pub(in crate::sound) fn restart(&self, frame: u64) {
        if let Samples::Streamed(streamed) = &self.sound {
            streamed.restart(frame);
        }
    }

    /// The playhead is here, `heard` after [`restart`](Self::restart) at `base`; the silence that had to be played does not count.
    pub(in crate::sound) fn playhead(&self, base: Duration, heard: Duration) -> Duration {
        let Samples::Streamed(streamed) = &self.sound else { return base + heard };
        let position = base + heard.saturating_sub(streamed.stalled());
        streamed.go(frame(position));
        position
    }

    /// Silence is played instead of so many frames.
    pub(super) fn stall(&self, frames: u64) {
        if let Samples::Streamed(streamed) = &self.sound {
            streamed.stall(frames);
        }
    }
}

fn levelling(clip: &Clip) -> f32 {
    let Some(loudness) = loudness::measure(&clip.samples, clip.channels, clip.rate) else { return 0.0 };
    let Some(integrated) = loudness.integrated else { return 0.0 };
    let headroom = -20.0 * loudness.true_peak.max(1e-6).log10();
    (LEVEL - integrated).min(LIFT).min(headroom.max(0.0))
}

#[cfg(test)]
impl Cued {
    /// Sound whose blocks the test gives.
    pub(super) fn by_hand(streamed: Arc<Streamed>) -> Self {
        Self { sound: Samples::Streamed(streamed), gain: 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use std::f32::consts::TAU;

    use super::*;

    fn tone(level: f32) -> Clip {
        let samples = (0..48_000).map(|n| level * (TAU * 997.0 * n as f32 / 48_000.0).sin()).collect();
        Clip::new(samples, 1, 48_000)
    }

    #[test]
    fn loud_and_quiet_rows_come_out_alike_and_unclipped() {
        let heard = |level: f32| {
            let cued = Cued::new(tone(level)).expect("cued");
            level * cued.factor()
        };
        let (loud, quiet) = (heard(0.9), heard(0.1));
        assert!((loud / quiet - 1.0).abs() < 0.05, "{loud} and {quiet}");
        assert!(loud < 0.5);
    }

    #[test]
    fn wide_records_are_not_lifted_above_narrow_ones() {
        let cued = |sign: f32| {
            let samples = tone(0.3).samples.iter().flat_map(|s| [*s, sign * s]).collect();
            Cued::new(Clip::new(samples, 2, 48_000)).expect("cued").factor()
        };
        assert!((cued(1.0) / cued(-1.0) - 1.0).abs() < 0.01, "channels of opposite sign are as loud");
    }

    #[test]
    fn a_peak_between_samples_is_not_lifted_beyond_full_scale() {
        // A quarter of the rate, sampled beside its crests, between long pauses: quiet on the whole.
        let samples: Vec<f32> = (0..44_100 * 4)
            .map(|i| if i % 4_410 < 300 { (TAU / 4.0 * (i as f32 + 0.5)).sin() * 0.5 } else { 0.0 })
            .collect();
        let cued = Cued::new(Clip::new(samples, 1, 44_100)).expect("cued");
        assert!(cued.factor() * 0.5 < 1.03, "{}", cued.factor());
    }

    #[test]
    fn near_silence_is_not_blown_up() {
        let cued = Cued::new(tone(0.001)).expect("cued");
        assert!((cued.factor() - 10.0_f32.powf(LIFT / 20.0)).abs() < 0.01);
        assert!((Cued::new(tone(0.0)).expect("cued").factor() - 1.0).abs() < f32::EPSILON);
    }

    #[test]
    fn an_excerpt_is_silent_outside_the_clip() {
        let ramp = (0..8).map(|n| n as f32).collect();
        let cued = Cued::new(Clip::new(ramp, 2, RATE)).expect("cued");
        assert_eq!(cued.excerpt(-1, 3), [0.0, 0.0, 0.0, 1.0, 2.0, 3.0]);
        assert_eq!(cued.excerpt(3, 2), [6.0, 7.0, 0.0, 0.0]);
        assert_eq!(cued.excerpt(1_000, 1), [0.0, 0.0]);
    }

    #[test]
    fn a_whole_is_as_loud_as_its_part_and_never_lifted() {
        for level in [0.9, 0.01] {
            let part = Cued::new(tone(level)).expect("cued");
            let whole = part.whole_of("none.wav".into(), 9.0).expect("a thread");
            assert!((whole.factor() - part.factor().min(1.0)).abs() < f32::EPSILON);
        }
    }

    #[test]
    fn it_is_stereo_at_the_deck_rate_and_as_long_as_before() {
        let cued = Cued::new(tone(0.5)).expect("cued");
        assert_eq!(cued.samples().map(|samples| samples.len()), Some(2 * 44_100));
        assert_eq!(cued.duration(), Duration::from_secs(1));
    }
}
