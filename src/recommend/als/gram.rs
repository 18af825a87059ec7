//! Y'MY in a fixed order of summation, so that it does not depend on the number of threads.

use rayon::{ThreadPool, prelude::*};

use super::{FitError, StopSignal};
use crate::recommend::simd::{Block, LANES, Simd, Work, blocks, dispatch, scale_into, syrk_upper};

/// Rows summed in `f32` before they are added to the `f64` sum.
const PANEL: usize = 256;

/// `sum over rows of m_i y_i y_i'`, row-major `stride x stride`; without multiplicities each row counts once.
pub fn gram(
    rows: &[f32],
    stride: usize,
    multiplicity: Option<&[f32]>,
    pool: &ThreadPool,
    stop: StopSignal<'_>,
) -> Result<Vec<f64>, FitError> {
    let count = rows.len() / stride.max(1);
    // Few enough parts that their partial sums stay small, enough for many threads; a function of the size alone.
    let part = (count / 64).next_multiple_of(PANEL).clamp(PANEL, 64 * PANEL);
    let parts: Vec<Option<Vec<f64>>> = pool.install(|| {
        rows.par_chunks(part * stride)
            .enumerate()
            .map(|(i, rows)| {
                let multiplicity = multiplicity.map(|m| &m[i * part..]);
                dispatch(Part { rows: blocks(rows), width: stride / LANES, multiplicity, stop })
            })
            .collect()
    });
    let mut sum = vec![0.0; stride * stride];
    for part in parts {
        let part = part.ok_or(FitError::Stopped)?;
        sum.iter_mut().zip(part).for_each(|(s, p)| *s += p);
    }
    for i in 0..stride {
        for j in 0..i {
            sum[i * stride + j] = sum[j * stride + i];
        }
    }
    Ok(sum)
}

struct Part<'a> {
    rows: &'a [Block],
    width: usize,
    multiplicity: Option<&'a [f32]>,
    stop: StopSignal<'a>,
}

impl Work for Part<'_> {
    type Out = Option<Vec<f64>>;

    #[inline(always)]
    fn with<S: Simd>(self, s: S) -> Self::Out {
        let stride = self.width * LANES;
        let mut sum = vec![0f64; stride * stride];
        let mut panel_sum = vec![[0f32; LANES]; stride * self.width];
        let mut scaled =
            vec![[0f32; LANES]; if self.multiplicity.is_some() { PANEL * self.width } else { 0 }];
        for (p, panel) in self.rows.chunks(PANEL * self.width).enumerate() {
            if (self.stop)() {
                return None;
            }
            let source = if let Some(multiplicity) = self.multiplicity {
                let rows = panel.chunks_exact(self.width).zip(scaled.chunks_exact_mut(self.width));
                for ((row, to), m) in rows.zip(&multiplicity[p * PANEL..]) {
                    scale_into(s, m.sqrt(), row, to);
                }
                &scaled[..panel.len()]
            } else {
                panel
            };
            syrk_upper(s, source, self.width, &mut panel_sum, false);
            for (sum, part) in sum.iter_mut().zip(panel_sum.as_flattened()) {
                *sum += f64::from(*part);
            }
        }
        Some(sum)
    }
}
