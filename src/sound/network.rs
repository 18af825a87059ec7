//! The network that listens: `MSD_musicnn` as an ONNX file (assets/model), run by `segue_network`.

use std::{
    borrow::Cow,
    fmt::{self, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use segue_network::{Model, Refused};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::mel::BANDS;
use crate::files;

/// Frames under one patch (2.99 s).
pub const FRAMES: usize = 187;
/// Values of one patch, `[187, 96]`.
pub const PATCH: usize = FRAMES * BANDS;
/// Tags the network knows.
pub const TAGS: usize = 50;
/// Values of the layer before the tags.
pub const PENULTIMATE: usize = 200;
/// Values of one pool; there are two, the maximum and the mean over a patch's time.
pub const POOL: usize = 753;

const BUILT_IN: &[u8] = include_bytes!("../../assets/model/msd_musicnn.onnx");
/// A model file has so many bytes at most.
const LARGEST: u64 = 256 << 20;
const BUILT_IN_NAME: &str = "msd_musicnn";

/// Why there is no network.
#[derive(Debug, Error)]
pub enum NetworkError {
    /// The file cannot be read.
    #[error("cannot read the model file {}", path.display())]
    Unreadable {
        /// As set.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is no ONNX model, or not one with musicnn's inputs and outputs.
    #[error("the model {name} (sha256 {sha256}) cannot be used: {cause}")]
    Unusable {
        /// The file's name, or the built-in model's.
        name: String,
        /// Of the bytes as they are, to compare with assets/model/README.md.
        sha256: String,
        /// The first thing that went wrong.
        cause: String,
    },
    /// Running a patch failed.
    #[error("the network failed on a patch: {0}")]
    Run(String),
}

/// What the network says of one patch.
#[derive(Clone, Debug, PartialEq)]
pub struct PatchOutput {
    /// `[50]`, each 0 to 1; named by [`Network::labels`].
    pub tags: Vec<f32>,
    /// `[200]`
    pub penultimate: Vec<f32>,
    /// `[753]`
    pub max_pool: Vec<f32>,
    /// `[753]`
    pub mean_pool: Vec<f32>,
}

/// The network, planned for one patch at a time; cheap to clone, one plan for all threads.
#[derive(Clone)]
pub struct Network {
    plan: Arc<segue_network::Network>,
    labels: Arc<[String]>,
    version: String,
}

/// A model file's bytes, not planned yet.
#[derive(Clone)]
pub struct ModelBytes {
    name: String,
    bytes: Arc<Cow<'static, [u8]>>,
    sha256: String,
}

impl fmt::Debug for ModelBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Source({})", self.version())
    }
}

impl ModelBytes {
    /// The network compiled into the program.
    pub fn built_in() -> Self {
        Self::new(BUILT_IN_NAME, Cow::Borrowed(BUILT_IN))
    }

    /// Another one, of the same shape.
    pub fn open(path: &Path) -> Result<Self, NetworkError> {
        match files::read_small_file(path, LARGEST) {
            Ok(bytes) => Ok(Self::new(&path.display().to_string(), Cow::Owned(bytes))),
            Err(source) => Err(NetworkError::Unreadable { path: path.to_owned(), source }),
        }
    }

    fn new(name: &str, bytes: Cow<'static, [u8]>) -> Self {
        let sha256 = hex(&Sha256::digest(&bytes));
        Self { name: name.to_owned(), bytes: Arc::new(bytes), sha256 }
    }

    /// See [`Network::version`].
    pub fn version(&self) -> String {
        let stem = Path::new(&self.name).file_stem().map_or_else(String::new, |s| s.to_string_lossy().into());
        format!("{stem}-{}", &self.sha256[..12])
    }

    /// See [`Network::labels`].
    pub fn labels(&self) -> Result<Vec<String>, NetworkError> {
        if self.bytes.is_empty() {
            return Err(self.unusable(&"it is empty"));
        }
        let model = Model::read(&self.bytes).map_err(|why| self.unusable(&why))?;
        labels(&model).map_err(|cause| self.unusable(&cause))
    }

    fn unusable(&self, cause: &dyn fmt::Display) -> NetworkError {
        let (name, sha256) = (self.name.clone(), self.sha256.clone());
        NetworkError::Unusable { name, sha256, cause: cause.to_string() }
    }
}

impl Network {
    /// The network compiled into the program.
    pub fn built_in() -> Result<Self, NetworkError> {
        Self::load(&ModelBytes::built_in())
    }

    /// Plans a model.
    pub fn load(source: &ModelBytes) -> Result<Self, NetworkError> {
        let model = Model::read(&source.bytes).map_err(|why| source.unusable(&why))?;
        let labels = labels(&model).map_err(|cause| source.unusable(&cause))?;
        let plan = segue_network::Network::new(model, &[1, FRAMES, BANDS], &OUTPUTS);
        let plan = plan.map_err(|why| source.unusable(&why))?;
        Ok(Self { plan: Arc::new(plan), labels: labels.into(), version: source.version() })
    }

    /// The tags' names, in the order of [`PatchOutput::tags`].
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// Name and checksum: what two networks give may be compared only where this is equal.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Runs one patch, `[187, 96]` log-mel values.
    pub fn run(&self, patch: &[f32]) -> Result<PatchOutput, NetworkError> {
        let failed = |why: Refused| NetworkError::Run(why.to_string());
        let mut outputs = self.plan.run(patch).map_err(failed)?.into_iter();
        let mut next = || outputs.next().unwrap_or_default();
        Ok(PatchOutput { tags: next(), penultimate: next(), max_pool: next(), mean_pool: next() })
    }
}

/// The outputs asked for, in this order, with their lengths.
const OUTPUTS: [(&str, usize); 4] =
    [("taggram", TAGS), ("penultimate", PENULTIMATE), ("max_pool", POOL), ("mean_pool", POOL)];

fn labels(model: &Model) -> Result<Vec<String>, String> {
    let labels = model.metadata("labels").ok_or("its metadata names no labels")?;
    let labels: Vec<String> = labels.split('|').map(str::to_owned).collect();
    if labels.len() != TAGS {
        return Err(format!("{} labels for {TAGS} tags", labels.len()));
    }
    Ok(labels)
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::sound::fixture::{self, furthest};

    #[rstest]
    fn every_patch_is_answered_as_onnxruntime_does(
        #[values("techno_loop", "chirp_noise", "soft_chord")] clip: &str,
    ) {
        let network = Network::built_in().expect("built in");
        let spectrogram = fixture::array(&format!("{clip}.logmel.npy"));
        let tags = fixture::array(&format!("{clip}.taggram.npy"));
        let penultimate = fixture::array(&format!("{clip}.penultimate.npy"));
        let patches = spectrogram.values.chunks_exact(PATCH);
        assert_eq!(patches.len(), tags.shape[0]);
        for (i, patch) in patches.enumerate() {
            let answer = network.run(patch).expect("runs");
            assert!(furthest(&answer.tags, &tags.values[i * TAGS..][..TAGS]) < 1e-5);
            assert!(
                furthest(&answer.penultimate, &penultimate.values[i * PENULTIMATE..][..PENULTIMATE]) < 1e-4
            );
        }
    }

    /// What was kept while tract ran the network is still of use: vectors of before and of now may be compared.
    #[test]
    fn vectors_are_those_that_tract_led_to() {
        let recorded = include_str!("../../tests/fixtures/model/vectors.json");
        let recorded: std::collections::BTreeMap<String, Vec<f32>> =
            serde_json::from_str(recorded).expect("vectors");
        let embedder = crate::sound::embed::Embedder::built_in().expect("built in");
        for (clip, vector) in recorded {
            let found = embedder.embed(&fixture::samples(&clip), &|| false).expect("an embedding");
            assert!(furthest(&found.vector, &vector) < 1e-5, "{clip}");
        }
    }

    #[test]
    fn all_five_convolutions_over_the_picture_run_with_their_pooling() {
        assert_eq!(Network::built_in().expect("built in").plan.over_the_picture(), 5);
    }

    #[test]
    fn another_operator_and_other_weights_are_refused_by_name() {
        for (from, to, says) in
            [(&b"Sigmoid"[..], &b"Softmax"[..], "Softmax"), (b"taggram", b"taggrum", "taggram")]
        {
            let mut bytes = BUILT_IN.to_vec();
            let found: Vec<usize> =
                (0..bytes.len() - 7).filter(|&at| bytes[at..].starts_with(from)).collect();
            for at in found {
                bytes[at..at + 7].copy_from_slice(to);
            }
            let Err(error) = Network::load(&ModelBytes::new("x", Cow::Owned(bytes))) else {
                panic!("{says}")
            };
            assert!(error.to_string().contains(says), "{error}");
        }
    }

    #[test]
    fn a_file_cut_anywhere_is_refused() {
        for end in (0..BUILT_IN.len()).step_by(150_001).chain([1, 5, 20, 1000, BUILT_IN.len() - 1]) {
            let cut = Cow::Borrowed(&BUILT_IN[..end]);
            assert!(Network::load(&ModelBytes::new("x", cut)).is_err(), "{end}");
        }
    }

    #[test]
    fn no_damage_of_a_file_is_a_panic() {
        let mut rng = crate::chance::Rng::new(1);
        for _ in 0..40 {
            let mut bytes = BUILT_IN.to_vec();
            // What is not weights stands in front of them and behind.
            let place = if rng.below(2) == 0 { rng.below(4000) } else { bytes.len() - 1 - rng.below(30_000) };
            bytes[place] ^= 1 << rng.below(8);
            let _ = Network::load(&ModelBytes::new("x", Cow::Owned(bytes)));
        }
    }

    #[test]
    fn the_labels_come_from_the_file() {
        let network = Network::built_in().expect("built in");
        assert_eq!(network.labels().len(), TAGS);
        assert_eq!((network.labels()[0].as_str(), network.labels()[49].as_str()), ("rock", "happy"));
        assert_eq!(network.version(), "msd_musicnn-2b36f1a1fab8");
    }

    #[test]
    fn a_damaged_file_is_named_with_its_checksum() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let path = dir.path().join("cut.onnx");
        std::fs::write(&path, &BUILT_IN[..BUILT_IN.len() / 2]).expect("write");
        let cut = ModelBytes::open(&path).expect("there");
        let Err(error) = Network::load(&cut) else { panic!("half a model was accepted") };
        let text = error.to_string();
        assert!(
            text.contains("cut.onnx")
                && text.contains(&hex(&Sha256::digest(&BUILT_IN[..BUILT_IN.len() / 2])))
        );

        let Err(error) = ModelBytes::open(&dir.path().join("none.onnx")) else {
            panic!("no file was accepted")
        };
        assert!(error.to_string().contains("none.onnx"));
    }

    #[test]
    fn a_model_with_other_outputs_is_refused() {
        // The label's bytes are replaced by as many others, so that the file stays well-formed.
        let mut bytes = BUILT_IN.to_vec();
        let at = bytes.windows(6).position(|w| w == b"labels").expect("key");
        bytes[at..at + 6].copy_from_slice(b"titles");
        let source = ModelBytes::new("x", Cow::Owned(bytes));
        let Err(error) = Network::load(&source) else { panic!("no labels were accepted") };
        assert!(error.to_string().contains("labels"), "{error}");
    }

    #[test]
    fn a_patch_of_the_wrong_length_is_an_error() {
        let network = Network::built_in().expect("built in");
        assert!(network.run(&[0.0; 100]).is_err());
    }
}
