//! Fitting: both sides in turn, from a random or an earlier start.

use rayon::ThreadPool;

use super::half_step::{HalfStepContext, Side, half_step};
use super::{Collapsed, FitError, FitSettings, StopSignal};
use crate::chance::unit;
use crate::recommend::interactions::{Interactions, NONE};
use crate::recommend::simd::padded;

/// What a fit found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Factors {
    /// Factors asked for.
    pub factors: usize,
    /// Factors of a row in memory: `factors` padded with zeros.
    pub stride: usize,
    /// `[rows x stride]`, as the interactions have them: mixes, artists, labels.
    pub rows: Vec<f32>,
    /// `[tracks x stride]`.
    pub items: Vec<f32>,
    /// The loss after every half-step.
    pub loss: Vec<f64>,
}

/// An earlier fit to start from.
#[derive(Clone, Copy, Debug)]
pub struct Warm<'a> {
    /// Its items, `[old tracks x stride]`; from `at` on each has as many factors as the new fit, padding included.
    pub items: &'a [f32],
    /// Values of an old item.
    pub stride: usize,
    /// Where the factors begin in it.
    pub at: usize,
    /// The old row of every track, [`NONE`] for a new one. Shorter than the tracks where only new ones follow.
    pub old: &'a [u32],
}

impl Warm<'_> {
    fn is_finite(&self, stride: usize) -> bool {
        let own = |item: &[f32]| {
            item.get(self.at..self.at + stride).is_none_or(|own| own.iter().all(|v| v.is_finite()))
        };
        self.items.chunks(self.stride.max(1)).all(own)
    }
}

/// How far a fit is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FitProgress {
    /// Half-steps done.
    pub done: usize,
    /// Half-steps in all.
    pub of: usize,
    /// The loss after the last.
    pub loss: f64,
}

/// Fits factors to the interactions. The result depends on the settings and the interactions alone, not on the number
/// of threads in `pool`.
///
/// A cold fit starts from random mixes and solves items, mixes, … items (`2 iterations - 1` half-steps); a warm one
/// starts from the old items, in which new tracks are zero and so say nothing, and solves mixes and items
/// `iterations` times: the first two half-steps fold new mixes and new tracks in.
pub fn fit(
    interactions: &Interactions,
    settings: &FitSettings,
    warm: Option<Warm<'_>>,
    pool: &ThreadPool,
    progress: &mut dyn FnMut(FitProgress),
    stop: StopSignal<'_>,
) -> Result<Factors, FitError> {
    fit_collapsed(&Collapsed::of(interactions)?, settings, warm, pool, progress, stop)
}

/// As [`fit`], where the columns are merged already: once for several fits.
pub fn fit_collapsed(
    merged: &Collapsed,
    settings: &FitSettings,
    warm: Option<Warm<'_>>,
    pool: &ThreadPool,
    progress: &mut dyn FnMut(FitProgress),
    stop: StopSignal<'_>,
) -> Result<Factors, FitError> {
    settings.check()?;
    let stride = padded(settings.factors);
    let (rows, tracks) = (merged.by_row.rows(), merged.merged.len());
    let context = HalfStepContext {
        stride,
        regularisation: settings.regularisation,
        alpha: settings.alpha,
        pool,
        stop,
    };
    // Room for every track from the start: merged rows are spread out in place at the end.
    let mut items = vec![0.0; tracks * stride];
    let columns = merged.multiplicity.len() * stride;
    let mut x = vec![0.0; rows * stride];
    let warm = warm.filter(|warm| warm.is_finite(stride));
    if let Some(warm) = &warm {
        start_warm(&mut items, &merged.merged, warm, stride);
    } else {
        start_random(&mut x, settings, stride);
    }
    let mut loss = Vec::new();
    let half_steps = settings.iterations * 2 - usize::from(warm.is_none());
    let mut rows_kept = Vec::new();
    for step in 0..half_steps {
        let items_turn = (half_steps - step) % 2 == 1;
        let y = &mut items[..columns];
        let now = if items_turn {
            // The last half-step whitens the rows that the result is to hold.
            if step + 1 == half_steps {
                rows_kept.clone_from(&x);
            }
            half_step(
                &context,
                &merged.by_column,
                &mut Side { factors: &mut x, multiplicity: None },
                &mut Side { factors: y, multiplicity: Some(&merged.multiplicity) },
            )?
        } else {
            half_step(
                &context,
                &merged.by_row,
                &mut Side { factors: y, multiplicity: Some(&merged.multiplicity) },
                &mut Side { factors: &mut x, multiplicity: None },
            )?
        };
        loss.push(now);
        progress(FitProgress { done: step + 1, of: half_steps, loss: now });
    }
    drop(x);
    spread(&mut items, &merged.merged, stride);
    Ok(Factors { factors: settings.factors, stride, rows: rows_kept, items, loss })
}

fn start_random(x: &mut [f32], settings: &FitSettings, stride: usize) {
    for (u, row) in x.chunks_exact_mut(stride).enumerate() {
        for (k, value) in row[..settings.factors].iter_mut().enumerate() {
            *value = (unit(settings.seed, (u * stride + k) as u64) - 0.5) * 0.35;
        }
    }
}

fn start_warm(items: &mut [f32], merged: &[u32], warm: &Warm<'_>, stride: usize) {
    // Backwards, so that the first of merged columns is the one that stays.
    for (&old, &to) in warm.old.iter().zip(merged).rev() {
        let from = (old as usize).saturating_mul(warm.stride).saturating_add(warm.at);
        if let Some(row) = (old != NONE).then(|| warm.items.get(from..from + stride)).flatten() {
            items[to as usize * stride..][..stride].copy_from_slice(row);
        }
    }
}

/// Copies every merged row to the tracks it stands for, in place: a merged row never stands behind its tracks.
fn spread(items: &mut [f32], merged: &[u32], stride: usize) {
    for (track, &from) in merged.iter().enumerate().rev() {
        let from = from as usize * stride;
        items.copy_within(from..from + stride, track * stride);
    }
}
