//! From a clip's samples to its place among all others.

use serde::Serialize;
use thiserror::Error;

use super::{
    loudness,
    mel::{BANDS, HOP, Mel, RATE},
    network::{FRAMES, Network, NetworkError, PATCH, PatchOutput},
    projection::{Projection, ProjectionError, Vector},
    space::Space,
};

/// Shorter clips are refused: they hold no music to compare.
pub const SHORTEST: f32 = 0.5;
/// At most as many patches of 3 s are listened to; of a longer clip, as many spread over all of it. 30 s hold ten: half of them find
/// track and album as well (EVALUATION.md has the figures), and vectors of either may be compared.
pub const PATCHES: usize = 5;
/// Clips are brought to this loudness first, in LUFS; `None` leaves them as they come (EVALUATION.md has the figures).
pub const LEVEL: Option<f32> = None;

/// Why a clip has no embedding.
#[derive(Debug, Error)]
pub enum EmbedError {
    /// Under [`SHORTEST`].
    #[error("{seconds:.2} s is too short to listen to, at least {SHORTEST} s are needed")]
    TooShort {
        /// The clip's length.
        seconds: f32,
    },
    /// The network failed.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// The projection failed.
    #[error(transparent)]
    Projection(#[from] ProjectionError),
    /// Asked to stop.
    #[error("stopped")]
    Stopped,
}

/// A tag and how sure the network is of it, 0 to 1.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tag {
    /// Its name, as the network's authors wrote it.
    pub tag: String,
    /// 0 to 1.
    pub score: f32,
}

/// What is kept of a clip; its audio is not.
#[derive(Clone, Debug, PartialEq)]
pub struct Embedding {
    /// `[1506]`: both pools, averaged over the patches; what a new projection is fitted on.
    pub pools: Vec<f32>,
    /// Unit length.
    pub vector: Vector,
    /// `[50]`, averaged over the patches; named by [`Embedder::labels`].
    pub tags: Vec<f32>,
    /// `[200]`, averaged over the patches.
    pub penultimate: Vec<f32>,
    /// Network and front end: pools may be compared only where this is equal.
    pub model: String,
    /// Vectors may be compared only where this is equal, too.
    pub projection: String,
    /// The clip's length.
    pub seconds: f32,
    /// The clip's loudness as it came, in LUFS; `None` for silence.
    pub loudness: Option<f32>,
}

impl Embedding {
    /// The space its vector lies in.
    pub fn space(&self) -> Space {
        Space { model: self.model.clone(), projection: self.projection.clone() }
    }
}

/// Front end, network and projection; shared by the threads.
pub struct Embedder {
    mel: Mel,
    network: Network,
    projection: Projection,
    level: Option<f32>,
    patches: usize,
    model: String,
}

impl std::fmt::Debug for Embedder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Embedder({:?}, {} patches)", self.space(), self.patches)
    }
}

impl Embedder {
    /// As shipped.
    pub fn built_in() -> Result<Self, EmbedError> {
        Ok(Self::new(Network::built_in()?, Projection::shipped()?, LEVEL))
    }

    /// Without the loudness step and with the first projection, whatever is shipped: what the reference clips are for.
    pub fn raw() -> Result<Self, EmbedError> {
        Ok(Self::new(Network::built_in()?, Projection::first()?, None))
    }

    /// With clips brought to `level` (LUFS), or as they come.
    pub fn new(network: Network, projection: Projection, level: Option<f32>) -> Self {
        let model = Self::model_of(network.version(), level);
        Self { mel: Mel::default(), network, projection, level, patches: PATCHES, model }
    }

    /// What an [`Embedding`] names as its model: the network, and the level where clips are brought to one.
    pub fn model_of(network: &str, level: Option<f32>) -> String {
        level.map_or_else(|| network.to_owned(), |level| format!("{network}/{level}LUFS"))
    }

    /// The same with another number of patches (at least one), for measuring.
    #[must_use]
    pub fn with_patches(mut self, patches: usize) -> Self {
        self.patches = patches.max(1);
        self
    }

    /// The same with another projection, such as one fitted on the user's own pools.
    #[must_use]
    pub fn with_projection(mut self, projection: Projection) -> Self {
        self.projection = projection;
        self
    }

    /// The version an [`Embedding`] made here names as its model.
    pub fn model(&self) -> &str {
        &self.model
    }

    /// Where the vectors it gives lie.
    pub fn space(&self) -> Space {
        Space { model: self.model.clone(), projection: self.projection.version().to_owned() }
    }

    /// The projection in use.
    pub fn projection(&self) -> &Projection {
        &self.projection
    }

    /// The tags' names.
    pub fn labels(&self) -> &[String] {
        self.network.labels()
    }

    /// Listens to mono samples at 16 kHz. Samples that are no numbers count as silence, what is beyond full scale as
    /// clipped. `stop` is asked between patches (some 50 ms).
    pub fn embed(&self, samples: &[f32], stop: &(dyn Fn() -> bool + Sync)) -> Result<Embedding, EmbedError> {
        let seconds = samples.len() as f32 / RATE as f32;
        if seconds < SHORTEST {
            return Err(EmbedError::TooShort { seconds });
        }
        let mut clean: Vec<f32> =
            samples.iter().map(|&s| if s.is_finite() { s.clamp(-1.0, 1.0) } else { 0.0 }).collect();
        let loudness = loudness::integrated(&clean, 1, RATE);
        if let (Some(level), Some(loudness)) = (self.level, loudness) {
            loudness::amplify(&mut clean, level - loudness);
        }
        repeat_to_a_patch(&mut clean);
        let spectrogram = self.mel.log_mel(&clean);
        let mut means = Means::default();
        for start in starts(spectrogram.len() / BANDS, self.patches) {
            if stop() {
                return Err(EmbedError::Stopped);
            }
            means.answers.push(self.network.run(&spectrogram[start * BANDS..][..PATCH])?);
        }
        let (pools, tags, penultimate) = (means.pools(), means.of(|a| &a.tags), means.of(|a| &a.penultimate));
        let vector = self.projection.apply(&pools);
        let (model, projection) = (self.model.clone(), self.projection.version().to_owned());
        Ok(Embedding { pools, vector, tags, penultimate, model, projection, seconds, loudness })
    }

    /// The embedding's tags with their names, the surest first.
    pub fn tags(&self, embedding: &Embedding) -> Vec<Tag> {
        named(self.labels(), &embedding.tags)
    }
}

/// Scores with their names, the surest first.
pub fn named(labels: &[String], scores: &[f32]) -> Vec<Tag> {
    let mut tags: Vec<Tag> =
        labels.iter().zip(scores).map(|(tag, &score)| Tag { tag: tag.clone(), score }).collect();
    tags.sort_by(|a, b| b.score.total_cmp(&a.score));
    tags
}

/// A clip under one patch is repeated until it fills one.
fn repeat_to_a_patch(samples: &mut Vec<f32>) {
    let needed = (FRAMES - 1) * HOP;
    let length = samples.len();
    if length < needed {
        samples.extend_from_within(..);
        while samples.len() < needed {
            samples.extend_from_within(..length);
        }
        samples.truncate(needed);
    }
}

/// First frames of the patches: end to end, or spread over the whole where there are more than `most`.
fn starts(frames: usize, most: usize) -> Vec<usize> {
    let patches = frames / FRAMES;
    if patches <= most {
        (0..patches).map(|i| i * FRAMES).collect()
    } else if most == 1 {
        vec![(frames - FRAMES) / 2]
    } else {
        (0..most).map(|i| i * (frames - FRAMES) / (most - 1)).collect()
    }
}

/// The mean of the patches' answers.
#[derive(Default)]
struct Means {
    answers: Vec<PatchOutput>,
}

impl Means {
    fn of(&self, part: impl Fn(&PatchOutput) -> &[f32]) -> Vec<f32> {
        let mut sums = vec![0.0_f64; self.answers.first().map_or(0, |first| part(first).len())];
        for answer in &self.answers {
            for (sum, value) in sums.iter_mut().zip(part(answer)) {
                *sum += f64::from(*value);
            }
        }
        sums.into_iter().map(|sum| (sum / self.answers.len() as f64) as f32).collect()
    }

    fn pools(&self) -> Vec<f32> {
        let mut pools = self.of(|a| &a.max_pool);
        pools.extend(self.of(|a| &a.mean_pool));
        pools
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use rstest::rstest;

    use super::*;
    use crate::sound::{
        fixture::{self, furthest},
        network::{PENULTIMATE, TAGS},
        projection::POOLS,
    };

    static RAW: LazyLock<Embedder> = LazyLock::new(|| Embedder::raw().expect("built in"));

    fn embed(samples: &[f32]) -> Embedding {
        RAW.embed(samples, &|| false).expect("an embedding")
    }

    fn mean(rows: &fixture::Rows) -> Vec<f32> {
        let (n, d) = (rows.shape[0], rows.shape[1]);
        (0..d).map(|j| (0..n).map(|i| rows.values[i * d + j]).sum::<f32>() / n as f32).collect()
    }

    #[rstest]
    fn a_clip_ends_where_librosa_and_onnxruntime_put_it(
        #[values("techno_loop", "chirp_noise", "soft_chord")] clip: &str,
    ) {
        let found = embed(&fixture::samples(clip));
        let expect = |part: &str| fixture::array(&format!("{clip}.{part}.npy"));
        assert!(furthest(&found.tags, &mean(&expect("taggram"))) < 1e-4);
        assert!(furthest(&found.penultimate, &expect("penultimate_mean").values) < 1e-3);
        assert!(furthest(&found.pools, &expect("pools").values) < 1e-2);
        assert!(furthest(&found.vector, &expect("vector").values) < 1e-3);
        assert_eq!((found.model.as_str(), found.projection.as_str()), ("msd_musicnn-2b36f1a1fab8", "1"));
        assert!((found.seconds - 9.0).abs() < 1e-6);
    }

    #[test]
    fn tags_are_named_and_the_surest_comes_first() {
        let tags = RAW.tags(&embed(&fixture::samples("techno_loop")));
        assert_eq!(tags.len(), TAGS);
        let top: Vec<&str> = tags.iter().take(5).map(|t| t.tag.as_str()).collect();
        assert_eq!(top, ["electronic", "electro", "dance", "House", "electronica"]);
    }

    #[test]
    fn under_half_a_second_is_refused() {
        let error = RAW.embed(&vec![0.1; 7_999], &|| false).expect_err("too short");
        assert!(matches!(error, EmbedError::TooShort { .. }), "{error}");
        assert!(RAW.embed(&[], &|| false).is_err());
    }

    #[test]
    fn under_a_patch_is_repeated() {
        let mut clip: Vec<f32> = (0..8_000).map(|i| (i as f32 * 0.1).sin() * 0.3).collect();
        let short = embed(&clip);
        repeat_to_a_patch(&mut clip);
        assert_eq!(clip.len(), (FRAMES - 1) * HOP);
        assert_eq!(clip[8_000..16_000], clip[..8_000]);
        assert!(furthest(&short.vector, &embed(&clip).vector) < 1e-6);
    }

    #[rstest]
    #[case::silence(vec![0.0; 48_000])]
    #[case::no_numbers(vec![f32::NAN; 48_000])]
    #[case::clipped((0..48_000).map(|i| if i % 100 < 50 { 1.0 } else { -1.0 }).collect())]
    #[case::far_beyond_full_scale(vec![f32::MAX; 48_000])]
    fn whatever_it_hears_the_vector_is_sound(#[case] samples: Vec<f32>) {
        for embedder in [&*RAW, &Embedder::built_in().expect("built in")] {
            let found = embedder.embed(&samples, &|| false).expect("an embedding");
            let length: f32 = found.vector.iter().map(|v| v * v).sum();
            assert!((length - 1.0).abs() < 1e-5);
            assert_eq!((found.pools.len(), found.penultimate.len()), (POOLS, PENULTIMATE));
            assert!(found.pools.iter().chain(&found.tags).all(|v| v.is_finite()));
        }
    }

    #[test]
    fn a_stray_number_that_is_none_changes_little() {
        let mut clip = fixture::samples("soft_chord");
        let clean = embed(&clip).vector;
        clip[70_000] = f32::NAN;
        let far: f32 = embed(&clip).vector.iter().zip(&clean).map(|(a, b)| (a - b).powi(2)).sum();
        assert!(far < 0.1, "{far}");
    }

    #[test]
    fn it_stops_when_asked() {
        assert!(matches!(RAW.embed(&vec![0.1; 48_000], &|| true), Err(EmbedError::Stopped)));
    }

    #[test]
    fn a_long_clip_is_heard_from_its_start_to_its_end() {
        assert_eq!(starts(3 * FRAMES + 5, 10), [0, FRAMES, 2 * FRAMES]);
        let spread = starts(20_000, 10);
        assert_eq!((spread.len(), spread[0], spread[9]), (10, 0, 20_000 - FRAMES));
        assert_eq!(starts(20_000, 1), [(20_000 - FRAMES) / 2]);
    }
}
