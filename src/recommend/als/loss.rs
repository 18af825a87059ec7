//! The loss of Hu et al., term by term in `f64`: what fits and their peers are judged by.

use rayon::{ThreadPool, prelude::*};

use super::{FitError, FitSettings, gram};
use crate::recommend::interactions::Csr;

/// `sum c (p - x.y)^2 + lambda (|X|^2 + |Y|^2)` over the whole matrix; `rows` and `items` are `[n x stride]`.
pub fn loss(
    matrix: &Csr,
    rows: &[f32],
    items: &[f32],
    stride: usize,
    settings: &FitSettings,
    pool: &ThreadPool,
) -> Result<f64, FitError> {
    let never = || false;
    let (x, y) = (gram(rows, stride, None, pool, &never)?, gram(items, stride, None, pool, &never)?);
    // Every pair as if it were missing: sum (x.y)^2 = <X'X, Y'Y>.
    let mut sum: f64 = x.iter().zip(&y).map(|(a, b)| a * b).sum();
    for i in 0..stride {
        sum += f64::from(settings.regularisation) * (x[i * stride + i] + y[i * stride + i]);
    }
    let row = |u: usize| &rows[u * stride..(u + 1) * stride];
    let item = |i: u32| &items[i as usize * stride..(i as usize + 1) * stride];
    let parts: Vec<f64> = pool.install(|| {
        (0..matrix.rows())
            .into_par_iter()
            .with_min_len(64)
            .map(|u| {
                let Some(entries) = matrix.outer_view(u) else { return 0.0 };
                let pairs = entries.indices().iter().zip(entries.data());
                pairs
                    .map(|(&i, &r)| {
                        let c = 1.0 + f64::from(settings.alpha) * f64::from(r);
                        let s: f64 =
                            row(u).iter().zip(item(i)).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum();
                        c * (1.0 - s) * (1.0 - s) - s * s
                    })
                    .sum()
            })
            .collect()
    });
    Ok(sum + parts.iter().sum::<f64>())
}
