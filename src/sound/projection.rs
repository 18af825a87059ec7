//! From the network's pools to the vector that is compared: 64 principal components, half-whitened, unit length.

use sha2::{Digest, Sha256};
use thiserror::Error;

use super::{
    network::{POOL, hex},
    npy::{self, NpyError},
};

/// Values of both pools together, `[mean of max_pool, mean of mean_pool]`.
pub const POOLS: usize = 2 * POOL;
/// Values of a vector.
pub const DIMENSIONS: usize = 64;

/// A track's place among all others: unit length, compared by Euclidean distance, the most telling coordinate first.
pub type Vector = [f32; DIMENSIONS];

const WEIGHTS_1: &[u8] = include_bytes!("../../assets/model/projection_weights.npy");
const BIAS_1: &[u8] = include_bytes!("../../assets/model/projection_bias.npy");
const WEIGHTS_2: &[u8] = include_bytes!("../../assets/model/projection2_weights.npy");
const BIAS_2: &[u8] = include_bytes!("../../assets/model/projection2_bias.npy");

/// Why there is no projection.
#[derive(Debug, Error)]
pub enum ProjectionError {
    /// A file that holds no array.
    #[error("the projection's {part} cannot be read")]
    Npy {
        /// Weights or bias.
        part: &'static str,
        /// What is wrong with the file.
        source: NpyError,
    },
    /// Arrays of other shapes than `[1506, 64]` and `[64]`.
    #[error(
        "the projection has the shapes {weights:?} and {bias:?}, expected [{POOLS}, {DIMENSIONS}] and [{DIMENSIONS}]"
    )]
    Shape {
        /// Of the weights.
        weights: Vec<usize>,
        /// Of the bias.
        bias: Vec<usize>,
    },
}

/// `vector = unit(pools · weights + bias)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Projection {
    /// `[1506, 64]`
    pub(super) weights: Vec<f32>,
    /// `[64]`
    pub(super) bias: Vec<f32>,
    version: String,
}

impl Projection {
    /// Version 1, for clips as they are: fitted on 250 tracks of game music (assets/model/README.md).
    pub fn first() -> Result<Self, ProjectionError> {
        Self::from_npy("1", WEIGHTS_1, BIAS_1)
    }

    /// The one in use until there is one of the user's own: version 2, fitted on the music that `lab/benches/game_music.sh` fetches
    /// (assets/model/README.md says how).
    pub fn shipped() -> Result<Self, ProjectionError> {
        Self::from_npy("2", WEIGHTS_2, BIAS_2)
    }

    /// Two `.npy` files' bytes under the name they shall go by.
    pub fn from_npy(version: &str, weights: &[u8], bias: &[u8]) -> Result<Self, ProjectionError> {
        let weights =
            npy::parse(weights).map_err(|source| ProjectionError::Npy { part: "weights", source })?;
        let bias = npy::parse(bias).map_err(|source| ProjectionError::Npy { part: "bias", source })?;
        if weights.shape != [POOLS, DIMENSIONS] || bias.shape != [DIMENSIONS] {
            return Err(ProjectionError::Shape { weights: weights.shape, bias: bias.shape });
        }
        Ok(Self { weights: weights.values, bias: bias.values, version: version.to_owned() })
    }

    /// Weights and bias as the bytes of two `.npy` files.
    pub fn to_npy(&self) -> [Vec<u8>; 2] {
        [npy::encode(&[POOLS, DIMENSIONS], &self.weights), npy::encode(&[DIMENSIONS], &self.bias)]
    }

    /// A projection fitted here, `[1506, 64]` weights and `[64]` bias, named after what they hold.
    pub fn own(weights: Vec<f32>, bias: Vec<f32>) -> Result<Self, ProjectionError> {
        if weights.len() != POOLS * DIMENSIONS || bias.len() != DIMENSIONS {
            return Err(ProjectionError::Shape { weights: vec![weights.len()], bias: vec![bias.len()] });
        }
        Ok(Self::fitted(weights, bias))
    }

    /// The same of arrays that have their lengths.
    pub(super) fn fitted(weights: Vec<f32>, bias: Vec<f32>) -> Self {
        let mut hash = Sha256::new();
        for value in weights.iter().chain(&bias) {
            hash.update(value.to_le_bytes());
        }
        let version = format!("own-{}", &hex(&hash.finalize())[..12]);
        Self { weights, bias, version }
    }

    /// Weights and bias.
    pub fn arrays(&self) -> (&[f32], &[f32]) {
        (&self.weights, &self.bias)
    }

    /// Vectors may be compared only where they come from the same version.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The vector of `[1506]` pools. Pools that are no numbers give the first axis, so that a vector is always finite
    /// and of unit length.
    pub fn apply(&self, pools: &[f32]) -> Vector {
        let mut sums = [0.0_f64; DIMENSIONS];
        for (sum, bias) in sums.iter_mut().zip(&self.bias) {
            *sum = f64::from(*bias);
        }
        for (pool, row) in pools.iter().zip(self.weights.as_chunks::<DIMENSIONS>().0) {
            for (sum, weight) in sums.iter_mut().zip(row) {
                *sum += f64::from(*pool) * f64::from(*weight);
            }
        }
        unit(&sums)
    }
}

fn unit(values: &[f64; DIMENSIONS]) -> Vector {
    let length = values.iter().map(|v| v * v).sum::<f64>().sqrt();
    if length.is_finite() && length > 0.0 {
        values.map(|v| (v / length) as f32)
    } else {
        std::array::from_fn(|i| if i == 0 { 1.0 } else { 0.0 })
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::sound::fixture::{self, furthest};

    #[rstest]
    fn the_first_projection_gives_the_reference_vectors(
        #[values("techno_loop", "chirp_noise", "soft_chord")] clip: &str,
    ) {
        let pools = fixture::array(&format!("{clip}.pools.npy"));
        let expected = fixture::array(&format!("{clip}.vector.npy"));
        let vector = Projection::first().expect("built in").apply(&pools.values);
        assert!(furthest(&vector, &expected.values) < 1e-5);
    }

    #[test]
    fn a_vector_is_finite_and_of_unit_length_whatever_comes_in() {
        let projection = Projection::first().expect("built in");
        for pools in
            [vec![f32::NAN; POOLS], vec![f32::INFINITY; POOLS], vec![0.0; POOLS], vec![f32::MAX; POOLS]]
        {
            let length = projection.apply(&pools).iter().map(|v| v * v).sum::<f32>();
            assert!((length - 1.0).abs() < 1e-5, "{length}");
        }
    }

    #[test]
    fn arrays_of_the_wrong_shape_are_refused() {
        let error = Projection::from_npy("x", BIAS_1, BIAS_1).expect_err("a bias is no matrix");
        assert!(matches!(error, ProjectionError::Shape { .. }));
    }
}
