//! Implicit-feedback ALS after Hu, Koren and Volinsky (2008), solved exactly.
//!
//! Minimises `sum over rows u and columns i of c (p - x_u.y_i)^2 + lambda (|X|^2 + |Y|^2)` with confidence
//! `c = 1 + alpha r` and preference `p = 1` where `r > 0`.

mod batch;
mod cholesky;
mod collapse;
mod dense;
mod fit;
mod fixed;
mod gram;
mod half_step;
mod loss;
mod settings;
mod solve;

pub use collapse::{Collapsed, collapse};
pub use dense::Cholesky;
pub use fit::{Factors, FitProgress, Warm, fit, fit_collapsed};
pub use gram::gram;
pub use half_step::{HalfStepContext, Side, half_step};
pub use loss::loss;
pub use settings::{FitError, FitSettings};

/// Asked at least every five milliseconds of work whether to give up.
pub type StopSignal<'a> = &'a (dyn Fn() -> bool + Sync);

#[cfg(test)]
mod tests;
