//! Fitting a projection on the pools of the user's own tracks, by subspace iteration.

use nalgebra::DMatrix;
use ndarray::{Array2, ArrayView2, Axis, s};
use thiserror::Error;

use super::projection::{DIMENSIONS, POOLS, Projection};
use crate::chance::Rng;

/// With fewer the components would be those tracks' own.
pub const FEWEST: usize = 500;
/// More add time and memory (6 KB each), but nothing to 64 components; so many are taken, spread evenly.
pub const MOST: usize = 10_000;

/// Components followed beside the 64 wanted, so that the last of those settle soon.
const SPARE: usize = 16;
const ROUNDS: usize = 24;
/// Rows between two looks at `stop` (some 5 ms).
const BLOCK: usize = 128;

/// Why there is no new projection.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum ProjectionFitError {
    /// Fewer than [`FEWEST`].
    #[error("{found} tracks are too few to fit a projection on, {FEWEST} are needed")]
    TooFew {
        /// With usable pools.
        found: usize,
    },
    /// Asked to stop.
    #[error("stopped")]
    Stopped,
}

/// Z-scores, 64 principal components, half-whitened (each divided by the square root of its deviation). `rows` are pools
/// of `[1506]`; those of another length or with something that is no number are left out. The same rows give the same
/// projection.
pub fn fit(rows: &[&[f32]], stop: &(dyn Fn() -> bool + Sync)) -> Result<Projection, ProjectionFitError> {
    let usable: Vec<&[f32]> =
        rows.iter().copied().filter(|r| r.len() == POOLS && r.iter().all(|v| v.is_finite())).collect();
    if usable.len() < FEWEST {
        return Err(ProjectionFitError::TooFew { found: usable.len() });
    }
    let taken = usable.len().min(MOST);
    let mut table = Array2::<f32>::zeros((taken, POOLS));
    for (i, mut row) in table.outer_iter_mut().enumerate() {
        row.assign(&ndarray::ArrayView1::from(usable[i * usable.len() / taken]));
    }
    let scale = z_score(&mut table);
    let (axes, variances) = components(&table, stop)?;
    Ok(assemble(&axes, &variances, &scale))
}

/// Mean and deviation of every pool.
struct Scale {
    means: Vec<f64>,
    deviations: Vec<f64>,
}

/// Centres and scales the columns in place; one that never changes becomes zero.
fn z_score(table: &mut Array2<f32>) -> Scale {
    let n = table.nrows() as f64;
    let mut means = vec![0.0_f64; POOLS];
    let mut squares = vec![0.0_f64; POOLS];
    for row in table.outer_iter() {
        for ((mean, square), &value) in means.iter_mut().zip(&mut squares).zip(row) {
            *mean += f64::from(value) / n;
            *square += f64::from(value).powi(2) / n;
        }
    }
    let deviation = |(mean, square): (&f64, &f64)| (square - mean * mean).max(0.0).sqrt();
    let deviations: Vec<f64> = means.iter().zip(&squares).map(deviation).collect();
    for mut row in table.outer_iter_mut() {
        for ((value, mean), deviation) in row.iter_mut().zip(&means).zip(&deviations) {
            *value = if *deviation > 1e-6 { ((f64::from(*value) - mean) / deviation) as f32 } else { 0.0 };
        }
    }
    Scale { means, deviations }
}

/// The leading axes `[64, 1506]` and the variances along them, falling.
fn components(
    table: &Array2<f32>,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<(Array2<f32>, Vec<f64>), ProjectionFitError> {
    let mut axes = start();
    for _ in 0..ROUNDS {
        axes = times_covariance(table, &axes, stop)?;
        orthonormalise(&mut axes);
    }
    // Rayleigh-Ritz: within the space found, the axes that are uncorrelated.
    let product = times_covariance(table, &axes, stop)?;
    let small = axes.dot(&product.t());
    let size = DIMENSIONS + SPARE;
    let symmetric =
        DMatrix::from_fn(size, size, |i, j| f64::midpoint(small[(i, j)].into(), small[(j, i)].into()));
    let eigen = symmetric.symmetric_eigen();
    let mut order: Vec<usize> = (0..size).collect();
    order.sort_by(|&a, &b| eigen.eigenvalues[b].total_cmp(&eigen.eigenvalues[a]));
    order.truncate(DIMENSIONS);
    let turn = Array2::from_shape_fn((DIMENSIONS, size), |(i, j)| eigen.eigenvectors[(j, order[i])] as f32);
    let mut found = turn.dot(&axes);
    for mut axis in found.outer_iter_mut() {
        let largest = axis.iter().copied().fold(0.0_f32, |a, b| if b.abs() > a.abs() { b } else { a });
        if largest < 0.0 {
            axis.mapv_inplace(|v| -v);
        }
    }
    Ok((found, order.iter().map(|&i| eigen.eigenvalues[i].max(0.0)).collect()))
}

/// `axes · Zᵀ Z / n`, in blocks of rows.
fn times_covariance(
    table: &Array2<f32>,
    axes: &Array2<f32>,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Array2<f32>, ProjectionFitError> {
    let mut sum = Array2::<f32>::zeros(axes.raw_dim());
    for block in table.axis_chunks_iter(Axis(0), BLOCK) {
        if stop() {
            return Err(ProjectionFitError::Stopped);
        }
        let block: ArrayView2<f32> = block;
        let along = block.dot(&axes.t());
        ndarray::linalg::general_mat_mul(1.0 / table.nrows() as f32, &along.t(), &block, 1.0, &mut sum);
    }
    Ok(sum)
}

/// Any axes that are not at right angles to the ones sought; the same every time.
fn start() -> Array2<f32> {
    let mut rng = Rng::new(0);
    Array2::from_shape_fn((DIMENSIONS + SPARE, POOLS), |_| rng.between(-0.5, 0.5))
}

/// Gram-Schmidt over the rows, twice for f32's sake.
fn orthonormalise(axes: &mut Array2<f32>) {
    for i in 0..axes.nrows() {
        for _ in 0..2 {
            let (done, mut rest) = axes.view_mut().split_at(Axis(0), i);
            let mut row = rest.row_mut(0);
            for axis in done.outer_iter() {
                let along = axis.dot(&row);
                row.scaled_add(-along, &axis);
            }
        }
        let mut row = axes.slice_mut(s![i, ..]);
        let length = row.dot(&row).sqrt();
        // Where the data has fewer dimensions than asked for, what is left is rounding: drop it.
        let factor = if length > 1e-12 { 1.0 / length } else { 0.0 };
        row.mapv_inplace(|v| v * factor);
    }
}

fn assemble(axes: &Array2<f32>, variances: &[f64], scale: &Scale) -> Projection {
    let mut weights = vec![0.0_f32; POOLS * DIMENSIONS];
    let mut bias = vec![0.0_f64; DIMENSIONS];
    for (j, (axis, variance)) in axes.outer_iter().zip(variances).enumerate() {
        let whitening = if *variance > 1e-9 { variance.powf(-0.25) } else { 0.0 };
        for (i, &coefficient) in axis.iter().enumerate() {
            if scale.deviations[i] > 1e-6 {
                let weight = f64::from(coefficient) * whitening / scale.deviations[i];
                weights[i * DIMENSIONS + j] = weight as f32;
                bias[j] -= weight * scale.means[i];
            }
        }
    }
    Projection::fitted(weights, bias.into_iter().map(|b| b as f32).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows along known axes: pool `k` of the first 64 has the deviation `100 / (k + 1)`, all others repeat them faintly.
    fn rows(n: usize) -> Vec<Vec<f32>> {
        let mut rng = Rng::new(7);
        (0..n)
            .map(|_| {
                let hidden: Vec<f32> = (0..80).map(|_| rng.between(-1.0, 1.0)).collect();
                // Hidden value k is seen in many pools where k is small: its component carries more variance.
                (0..POOLS)
                    .map(|p| hidden[(p * p / 401) % (1 + p % 80)] * (1.0 + (p % 7) as f32) + 3.0)
                    .collect()
            })
            .collect()
    }

    fn fitted(rows: &[Vec<f32>]) -> Projection {
        let rows: Vec<&[f32]> = rows.iter().map(Vec::as_slice).collect();
        fit(&rows, &|| false).expect("a projection")
    }

    /// Covariance of the coordinates before they are brought to unit length.
    fn covariance(projection: &Projection, rows: &[Vec<f32>]) -> Vec<Vec<f64>> {
        let coordinates: Vec<Vec<f64>> = rows
            .iter()
            .map(|row| {
                (0..DIMENSIONS)
                    .map(|j| {
                        let weights = projection.weights.iter().skip(j).step_by(DIMENSIONS);
                        let sum: f64 =
                            row.iter().zip(weights).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum();
                        sum + f64::from(projection.bias[j])
                    })
                    .collect()
            })
            .collect();
        let mean =
            |a: usize, b: usize| coordinates.iter().map(|c| c[a] * c[b]).sum::<f64>() / rows.len() as f64;
        (0..DIMENSIONS).map(|a| (0..DIMENSIONS).map(|b| mean(a, b)).collect()).collect()
    }

    #[test]
    fn coordinates_are_uncorrelated_and_half_whitened_the_strongest_first() {
        let rows = rows(700);
        let covariance = covariance(&fitted(&rows), &rows);
        for a in 0..DIMENSIONS {
            for b in 0..a {
                let limit = 0.02 * (covariance[a][a] * covariance[b][b]).sqrt();
                assert!(covariance[a][b].abs() < limit, "{a} and {b} are correlated: {}", covariance[a][b]);
            }
            assert!(a == 0 || covariance[a][a] <= covariance[a - 1][a - 1] * 1.01, "{a} is out of order");
        }
        // All variance of 1506 z-scores lies in these axes, and half-whitening leaves its square root along each.
        let total: f64 = (0..DIMENSIONS).map(|a| covariance[a][a].powi(2)).sum();
        assert!((1300.0..=1506.5).contains(&total), "{total}");
    }

    #[test]
    fn the_same_rows_give_the_same_version_and_others_another() {
        let (a, b) = (rows(520), rows(521));
        assert_eq!(fitted(&a), fitted(&a));
        assert_ne!(fitted(&a).version(), fitted(&b).version());
    }

    #[test]
    fn too_few_or_broken_rows_are_refused() {
        let mut rows = rows(FEWEST);
        rows[3][5] = f32::NAN;
        let rows: Vec<&[f32]> = rows.iter().map(Vec::as_slice).collect();
        assert_eq!(fit(&rows, &|| false), Err(ProjectionFitError::TooFew { found: FEWEST - 1 }));
    }

    #[test]
    fn a_thousand_identical_rows_give_finite_weights() {
        let rows = vec![vec![1.5_f32; POOLS]; 1_000];
        let projection = fitted(&rows);
        assert!(projection.weights.iter().chain(&projection.bias).all(|w| w.is_finite()));
        assert!(projection.apply(&rows[0]).iter().all(|v| v.is_finite()));
    }

    #[test]
    fn it_stops_when_asked() {
        let rows = rows(FEWEST);
        let rows: Vec<&[f32]> = rows.iter().map(Vec::as_slice).collect();
        assert_eq!(fit(&rows, &|| true), Err(ProjectionFitError::Stopped));
    }
}
