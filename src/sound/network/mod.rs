//! The network that listens: `MSD_musicnn` as an ONNX file (assets/model), run by tract.

mod conv_max;
mod kernel;
mod row_max;

use std::{
    borrow::Cow,
    fmt::{self, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use sha2::{Digest, Sha256};
use thiserror::Error;
use tract_onnx::{
    prelude::*,
    tract_hir::internal::{TractErrorContext as _, ensure},
};

use super::mel::BANDS;

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

const BUILT_IN: &[u8] = include_bytes!("../../../assets/model/msd_musicnn.onnx");
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
    plan: Arc<TypedRunnableModel>,
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
    #[must_use]
    pub fn built_in() -> Self {
        Self::new(BUILT_IN_NAME, Cow::Borrowed(BUILT_IN))
    }

    /// Another one, of the same shape.
    pub fn open(path: &Path) -> Result<Self, NetworkError> {
        match std::fs::read(path) {
            Ok(bytes) => Ok(Self::new(&path.display().to_string(), Cow::Owned(bytes))),
            Err(source) => Err(NetworkError::Unreadable { path: path.to_owned(), source }),
        }
    }

    fn new(name: &str, bytes: Cow<'static, [u8]>) -> Self {
        let sha256 = hex(&Sha256::digest(&bytes));
        Self { name: name.to_owned(), bytes: Arc::new(bytes), sha256 }
    }

    /// See [`Network::version`].
    #[must_use]
    pub fn version(&self) -> String {
        let stem = Path::new(&self.name).file_stem().map_or_else(String::new, |s| s.to_string_lossy().into());
        format!("{stem}-{}", &self.sha256[..12])
    }

    /// See [`Network::labels`].
    pub fn labels(&self) -> Result<Vec<String>, NetworkError> {
        let mut bytes: &[u8] = &self.bytes;
        let proto = tract_onnx::onnx().proto_model_for_read(&mut bytes);
        proto.and_then(|proto| labels(&proto)).map_err(|cause| self.unusable(&cause))
    }

    fn unusable(&self, cause: &TractError) -> NetworkError {
        let (name, sha256) = (self.name.clone(), self.sha256.clone());
        NetworkError::Unusable { name, sha256, cause: format!("{cause:#}") }
    }
}

impl Network {
    /// The network compiled into the program.
    pub fn built_in() -> Result<Self, NetworkError> {
        Self::load(&ModelBytes::built_in())
    }

    /// Plans a model.
    pub fn load(source: &ModelBytes) -> Result<Self, NetworkError> {
        // Unoptimised, our own kernel would take a hundred times as long as tract's, which is optimised in every build.
        Self::load_as(source, !cfg!(debug_assertions))
    }

    fn load_as(source: &ModelBytes, fused: bool) -> Result<Self, NetworkError> {
        let (plan, labels) = plan(&source.bytes, fused).map_err(|cause| source.unusable(&cause))?;
        Ok(Self { plan, labels: labels.into(), version: source.version() })
    }

    /// The tags' names, in the order of [`PatchOutput::tags`].
    #[must_use]
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// Name and checksum: what two networks give may be compared only where this is equal.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Runs one patch, `[187, 96]` log-mel values.
    pub fn run(&self, patch: &[f32]) -> Result<PatchOutput, NetworkError> {
        self.try_run(patch).map_err(|cause| NetworkError::Run(format!("{cause:#}")))
    }

    fn try_run(&self, patch: &[f32]) -> TractResult<PatchOutput> {
        let input = Tensor::from_shape(&[1, FRAMES, BANDS], patch)?;
        let outputs = self.plan.run(tvec!(input.into()))?;
        let values = |i: usize| -> TractResult<Vec<f32>> {
            let output: &TValue = outputs.get(i).context("an output is missing")?;
            Ok(output.try_as_plain_ram()?.as_slice::<f32>()?.to_vec())
        };
        Ok(PatchOutput {
            tags: values(0)?,
            penultimate: values(1)?,
            max_pool: values(2)?,
            mean_pool: values(3)?,
        })
    }
}

/// The outputs asked for, in this order, with their lengths.
const OUTPUTS: [(&str, usize); 4] =
    [("taggram", TAGS), ("penultimate", PENULTIMATE), ("max_pool", POOL), ("mean_pool", POOL)];

/// Parses, checks and optimises the model for exactly one patch: with a batch of ten tract takes twice the time and
/// thirteen times the memory. `fused` puts our own kernel in place of the first convolutions.
fn plan(bytes: &[u8], fused: bool) -> TractResult<(Arc<TypedRunnableModel>, Vec<String>)> {
    let onnx = tract_onnx::onnx();
    let mut bytes = bytes;
    let proto = onnx.proto_model_for_read(&mut bytes)?;
    let labels = labels(&proto)?;
    let model = onnx
        .model_for_proto_model(&proto)?
        .with_input_fact(0, f32::fact([1, FRAMES, BANDS]).into())?
        .with_outputs_by_name(OUTPUTS.map(|(name, _)| name))?
        .into_typed()?
        .into_decluttered()?;
    let model = row_max::use_row_max(model)?;
    let model = if fused { conv_max::use_conv_max(model)? } else { model }.into_optimized()?;
    for (i, (name, length)) in OUTPUTS.into_iter().enumerate() {
        let shape = model.output_fact(i)?.shape.as_concrete().map(<[usize]>::to_vec);
        ensure!(
            shape.as_deref() == Some(&[1, length]),
            "its output {name} has the shape {shape:?}, expected [1, {length}]"
        );
    }
    Ok((model.into_runnable()?, labels))
}

fn labels(proto: &tract_onnx::pb::ModelProto) -> TractResult<Vec<String>> {
    let labels =
        proto.metadata_props.iter().find(|p| p.key == "labels").context("its metadata names no labels")?;
    let labels: Vec<String> = labels.value.split('|').map(str::to_owned).collect();
    ensure!(labels.len() == TAGS, "{} labels for {TAGS} tags", labels.len());
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
            assert!(furthest(&answer.tags, &tags.values[i * TAGS..][..TAGS]) < 1e-4);
            assert!(
                furthest(&answer.penultimate, &penultimate.values[i * PENULTIMATE..][..PENULTIMATE]) < 1e-3
            );
        }
    }

    #[test]
    fn with_all_five_convolutions_over_the_picture_fused_the_answers_are_the_same() {
        let (plan, _) = plan(BUILT_IN, true).expect("built in");
        assert_eq!(conv_max::count(plan.model()), 5);
        let load = |fused| Network::load_as(&ModelBytes::built_in(), fused).expect("built in");
        let spectrogram = fixture::array("techno_loop.logmel.npy");
        let patch = &spectrogram.values[..PATCH];
        let (fused, plain) = (load(true).run(patch).expect("runs"), load(false).run(patch).expect("runs"));
        assert!(furthest(&fused.tags, &plain.tags) < 1e-5);
        assert!(furthest(&fused.penultimate, &plain.penultimate) < 1e-4);
        assert!(furthest(&fused.max_pool, &plain.max_pool) < 1e-3);
        assert!(furthest(&fused.mean_pool, &plain.mean_pool) < 1e-3);
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
