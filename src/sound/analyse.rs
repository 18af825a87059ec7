//! Everything that is heard of one decoded clip: it is brought to one channel at 16 kHz once, and listened to three times.

use std::time::Duration;

use thiserror::Error;

use super::{
    clip::Clip,
    embed::{EmbedError, Embedder, Embedding},
    energy::{self, Energy},
    key::{self, KeyEstimate, MusicalKey},
    mel::RATE,
    resample::{self, ResampleError},
    tempo::{self, Tempo, Usual},
};
use crate::catalogue::{AnalysedTrack, SecondBest, Seen};

/// Of a longer clip only the middle is analysed.
pub const LISTEN: Duration = Duration::from_secs(90);

/// Why a clip was not analysed.
#[derive(Debug, Error)]
pub enum AnalyseError {
    /// It cannot be brought to 16 kHz.
    #[error(transparent)]
    Resample(#[from] ResampleError),
    /// It has no embedding.
    #[error(transparent)]
    Embed(#[from] EmbedError),
}

/// What was heard; the audio is not in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Analysis {
    /// Its place among all others, and what a new projection is fitted on.
    pub embedding: Embedding,
    /// Beats per minute, where something beats.
    pub tempo: Option<Tempo>,
    /// Its key, where a pitch sounds.
    pub key: Option<KeyEstimate>,
    /// Its drive; `None` for silence.
    pub energy: Option<Energy>,
}

/// Listens to a clip; `styles` are those of the mixes that the record is in. Where they say nothing of its tempo, the tags that are
/// heard may. `stop` is asked every 50 ms or so.
pub fn analyse(
    clip: &Clip,
    embedder: &Embedder,
    styles: &[String],
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Analysis, AnalyseError> {
    let mono = resample::to_rate(clip.mono(), RATE)?;
    let middle = middle(&mono.samples, LISTEN.as_secs() as usize * RATE as usize);
    let embedding = embedder.embed(middle, stop)?;
    let stopped = || if stop() { Err(EmbedError::Stopped) } else { Ok(()) };
    stopped()?;
    let usual = Usual::of_styles(styles);
    let usual = if usual.is_unknown() { Usual::of_tags(&embedding.tags) } else { usual };
    let tempo = tempo::estimate(middle, RATE, &usual);
    stopped()?;
    let key = key::estimate(middle, RATE);
    stopped()?;
    Ok(Analysis { embedding, tempo, key, energy: energy::estimate(middle, RATE) })
}

impl Analysis {
    /// As the catalogue keeps it: of which record, where it was heard (`local`, `deezer`, …), and whether it was that very
    /// version.
    pub fn heard(self, seen: Seen, source: &str, exact: bool) -> AnalysedTrack {
        let Embedding { pools, vector, tags, penultimate: _, model, projection, seconds, loudness } =
            self.embedding;
        AnalysedTrack {
            seen,
            source: source.to_owned(),
            exact,
            seconds,
            model,
            projection,
            pools,
            vector: vector.to_vec(),
            tags,
            loudness,
            tempo: self.tempo.map(|t| (t.bpm, t.confidence)),
            key: self.key.map(|k| (k.key.number(), k.confidence)),
            second: SecondBest {
                tempo: self.tempo.and_then(|t| t.other),
                key: self.key.and_then(|k| k.other).map(MusicalKey::number),
            },
            energy: self.energy.map(|e| e.value),
        }
    }
}

fn middle(samples: &[f32], length: usize) -> &[f32] {
    let start = samples.len().saturating_sub(length) / 2;
    &samples[start..samples.len().min(start + length)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        sound::{
            key::MusicalKey,
            synth::{self, Style},
        },
        track::Name,
    };

    fn seen() -> Seen {
        Seen::new(Name::parse("Segue", "Made Up"))
    }

    #[test]
    fn one_clip_gives_vector_tempo_key_and_energy() {
        let embedder = Embedder::built_in().expect("built in").with_patches(1);
        let facts = synth::facts(Style::House, 3);
        let analysis =
            analyse(&synth::clip(Style::House, 3), &embedder, &[], &|| false).expect("an analysis");
        let tempo = analysis.tempo.expect("a beat");
        assert!((tempo.bpm - facts.tempo.expect("made with one")).abs() < 0.5, "{tempo:?}");
        let key = analysis.key.expect("pitches").key;
        let energy = analysis.energy.expect("no silence").value;
        let heard = analysis.clone().heard(seen(), "local", true);
        assert_eq!((heard.vector.as_slice(), heard.pools.len()), (&analysis.embedding.vector[..], 1506));
        assert_eq!(heard.energy, Some(energy));
        let (tonic, _) = heard.key.expect("pitches");
        assert_eq!(MusicalKey::from_number(tonic), Some(key));
        assert!((heard.seconds - 30.0).abs() < 0.01 && heard.loudness.is_some());
    }

    #[test]
    fn whatever_the_rate_the_clip_is_heard() {
        let embedder = Embedder::built_in().expect("built in").with_patches(1);
        let at = |rate: u32, channels: u16| {
            let frames = rate as usize * 6;
            let tone = |i: usize| (i as f32 * std::f32::consts::TAU * 440.0 / rate as f32).sin() * 0.3;
            let width = usize::from(channels);
            let samples = (0..frames * width).map(|i| tone(i / width)).collect();
            let clip = Clip::new(samples, channels, rate);
            analyse(&clip, &embedder, &[], &|| false).expect("an analysis").embedding.vector
        };
        let usual = at(44_100, 2);
        for (rate, channels) in [(8_000, 1), (16_000, 1), (48_000, 2), (192_000, 2)] {
            let vector = at(rate, channels);
            let apart: f32 = usual.iter().zip(vector).map(|(a, b)| (a - b).powi(2)).sum::<f32>().sqrt();
            assert!(apart < 0.35, "{rate} Hz is {apart} away");
        }
    }

    #[test]
    fn silence_has_a_vector_and_nothing_else() {
        let embedder = Embedder::built_in().expect("built in").with_patches(1);
        let clip = Clip::new(vec![0.0; 16_000 * 5], 1, 16_000);
        let analysis = analyse(&clip, &embedder, &[], &|| false).expect("an analysis");
        assert_eq!((analysis.tempo, analysis.key, analysis.energy), (None, None, None));
        let short = Clip::new(vec![0.1; 1_000], 1, 16_000);
        let refused = analyse(&short, &embedder, &[], &|| false);
        assert!(matches!(refused, Err(AnalyseError::Embed(EmbedError::TooShort { .. }))));
    }

    #[test]
    fn a_long_file_is_heard_in_its_middle() {
        let samples: Vec<f32> = (0..100).map(|i| i as f32).collect();
        assert_eq!(middle(&samples, 10), &samples[45..55]);
        assert_eq!(middle(&samples, 1_000).len(), 100);
    }
}
