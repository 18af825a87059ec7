//! One side solved exactly, the other fixed.

use ndarray::{ArrayView2, ArrayViewMut2, linalg::general_mat_mul};
use rayon::{ThreadPool, prelude::*};

use super::batch::{self, BatchRow};
use super::dense::Cholesky;
use super::fixed::Fixed;
use super::gram::gram;
use super::solve::{SolverScratch, solve_row};
use super::{FitError, StopSignal};
use crate::recommend::interactions::Csr;
use crate::recommend::simd::{Block, LANES, Simd, Work, blocks, blocks_mut, dispatch};

/// Rows solved between two looks at `stop`, and rows of one matrix product.
const CHUNK: usize = 128;

/// What every half-step of a fit shares.
#[derive(Clone, Copy)]
pub struct HalfStepContext<'a> {
    /// Factors, padded to whole blocks.
    pub stride: usize,
    /// Weight of the squared factors.
    pub regularisation: f32,
    /// Confidence is `1 + alpha r`.
    pub alpha: f32,
    /// Where to work.
    pub pool: &'a ThreadPool,
    /// Whether to stop.
    pub stop: StopSignal<'a>,
}

/// A side of the factorisation.
pub struct Side<'a> {
    /// Its factors, `[rows x stride]`.
    pub factors: &'a mut [f32],
    /// How many rows of the whole problem each stands for; without it, one.
    pub multiplicity: Option<&'a [f32]>,
}

/// Solves every row of `free` given `fixed`, whose factors are **whitened in place** and of no more use after it.
/// `matrix` has a row for each row of `free`. Returns the loss of the whole problem, exactly.
pub fn half_step(
    context: &HalfStepContext<'_>,
    matrix: &Csr,
    fixed: &mut Side<'_>,
    free: &mut Side<'_>,
) -> Result<f64, FitError> {
    // Into the pool once: each of the steps below would wake it anew, a good part of the time of a small matrix.
    context.pool.install(|| in_pool(context, matrix, fixed, free))
}

fn in_pool(
    context: &HalfStepContext<'_>,
    matrix: &Csr,
    fixed: &mut Side<'_>,
    free: &mut Side<'_>,
) -> Result<f64, FitError> {
    let HalfStepContext { stride, regularisation, alpha, pool, stop } = *context;
    let mut gram = gram(fixed.factors, stride, fixed.multiplicity, pool, stop)?;
    let squares: f64 = (0..stride).map(|i| gram[i * stride + i]).sum();
    for i in 0..stride {
        let diagonal = &mut gram[i * stride + i];
        *diagonal += f64::from(regularisation);
        // Padding without regularisation: any positive number keeps the padded factors at zero.
        if *diagonal == 0.0 {
            *diagonal = 1.0;
        }
    }
    let inverse: Vec<f32> =
        Cholesky::new(&gram, stride).inverse_lower().into_iter().map(|x| x as f32).collect();
    whiten(fixed.factors, &inverse, context)?;
    // Projecting the smaller side once is cheaper than a product with L^-1 for every row of the larger one.
    let projected = if fixed.factors.len() <= free.factors.len() {
        Some(project(fixed.factors, &inverse, context)?)
    } else {
        None
    };
    let side = Fixed {
        whitened: blocks(fixed.factors),
        projected: projected.as_deref().map(blocks),
        multiplicity: fixed.multiplicity,
        inverse: blocks(&inverse),
        width: stride / LANES,
        alpha,
    };
    let multiplicity = free.multiplicity;
    let parts: Vec<Option<f64>> = free
        .factors
        .par_chunks_mut(CHUNK * stride)
        .enumerate()
        .map_init(SolverScratch::default, |work, (chunk, out)| {
            let solve =
                Solve { side, matrix, first: chunk * CHUNK, multiplicity, work, out: blocks_mut(out), stop };
            let loss = dispatch(solve)?;
            if side.projected.is_none() {
                times(out, &inverse, stride, false);
            }
            Some(loss)
        })
        .collect();
    // Summed in order, so that the loss too is the same for any number of threads.
    parts
        .into_iter()
        .try_fold(f64::from(regularisation) * squares, |sum, part| Some(sum + part?))
        .ok_or(FitError::Stopped)
}

struct Solve<'a> {
    side: Fixed<'a>,
    matrix: &'a Csr,
    first: usize,
    multiplicity: Option<&'a [f32]>,
    work: &'a mut SolverScratch,
    out: &'a mut [Block],
    stop: StopSignal<'a>,
}

impl Work for Solve<'_> {
    type Out = Option<f64>;

    #[inline(always)]
    fn with<S: Simd>(self, s: S) -> Option<f64> {
        let pointers = self.matrix.indptr();
        let pointers = pointers.raw_storage();
        let (indices, values) = (self.matrix.indices(), self.matrix.data());
        let row = |i: u32| {
            let row = self.first + i as usize;
            let entries = pointers[row] as usize..pointers[row + 1] as usize;
            BatchRow { entries: &indices[entries.clone()], values: &values[entries] }
        };
        let times = |i: u32| self.multiplicity.map_or(1.0, |m| f64::from(m[self.first + i as usize]));
        let width = self.side.width;
        // Rows of about the same length stand side by side, so that eight of them fill each other's time.
        let (mut alone, mut together) =
            (std::mem::take(&mut self.work.alone), std::mem::take(&mut self.work.together));
        alone.clear();
        together.clear();
        for i in 0..(self.out.len() / width) as u32 {
            let length = row(i).entries.len();
            if batch::takes(length, width) {
                together.push((length as u32, i));
            } else {
                alone.push(i);
            }
        }
        together.sort_unstable();
        let mut loss = 0.0;
        let mut rows = [BatchRow::default(); 2 * LANES];
        for (at, places) in together.chunks(LANES).enumerate() {
            if (self.stop)() {
                return None;
            }
            let near = &together[at * LANES..];
            let known = near.len().min(2 * LANES);
            for (to, &(_, i)) in rows.iter_mut().zip(near) {
                *to = row(i);
            }
            let (now, ahead) = rows[..known].split_at(places.len());
            let parts = batch::solve_eight(s, &self.side, now, ahead, &mut self.work.batch, places, self.out);
            match parts {
                Some(parts) => {
                    for (part, &(_, i)) in parts.iter().zip(places) {
                        loss += times(i) * f64::from(*part);
                    }
                }
                None => alone.extend(places.iter().map(|&(_, i)| i)),
            }
        }
        for (at, &i) in alone.iter().enumerate() {
            if at % 8 == 0 && (self.stop)() {
                return None;
            }
            if let Some(&next) = alone.get(at + 3) {
                self.side.prefetch(s, row(next).entries);
            }
            let BatchRow { entries, values } = row(i);
            let out = &mut self.out[i as usize * width..][..width];
            loss += times(i) * solve_row(s, &self.side, entries, values, self.work, out, self.stop);
        }
        (self.work.alone, self.work.together) = (alone, together);
        if (self.stop)() { None } else { Some(loss) }
    }
}

/// `Z = Y L^-T` in place.
fn whiten(rows: &mut [f32], inverse: &[f32], context: &HalfStepContext<'_>) -> Result<(), FitError> {
    by_chunks(rows, inverse, true, context)
}

/// `P = Z L^-1`, that is `Y G^-1`.
fn project(whitened: &[f32], inverse: &[f32], context: &HalfStepContext<'_>) -> Result<Vec<f32>, FitError> {
    let mut rows = whitened.to_vec();
    by_chunks(&mut rows, inverse, false, context)?;
    Ok(rows)
}

/// [`times`] on all threads.
fn by_chunks(
    rows: &mut [f32],
    matrix: &[f32],
    transpose: bool,
    context: &HalfStepContext<'_>,
) -> Result<(), FitError> {
    let HalfStepContext { stride, stop, .. } = *context;
    rows.par_chunks_mut(CHUNK * stride).try_for_each(|chunk| {
        if stop() {
            return Err(FitError::Stopped);
        }
        times(chunk, matrix, stride, transpose);
        Ok(())
    })
}

/// `rows = rows * matrix`, or times its transpose, in place.
fn times(rows: &mut [f32], matrix: &[f32], stride: usize, transpose: bool) {
    let count = rows.len() / stride;
    let copy = rows.to_vec();
    let (Ok(from), Ok(mut to), Ok(matrix)) = (
        ArrayView2::from_shape((count, stride), &copy),
        ArrayViewMut2::from_shape((count, stride), rows),
        ArrayView2::from_shape((stride, stride), matrix),
    ) else {
        return;
    };
    let matrix = if transpose { matrix.reversed_axes() } else { matrix };
    general_mat_mul(1.0, &from, &matrix, 0.0, &mut to);
}
