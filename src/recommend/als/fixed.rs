//! The side that is fixed in a half-step, as a row and eight rows at once are solved against it.

use crate::recommend::simd::{Block, Simd};

/// Below this `sqrt(d)` is raised to it: keeps `b / sqrt(d)` finite and is far below what `f32` resolves beside 1.
pub(super) const LEAST_ROOT: f32 = 1e-6;
/// Below this d, predictions are dot products instead of `(b - w) / d`, which would cancel.
pub(super) const SMALL_D: f32 = 0.02;

/// The side that is fixed.
#[derive(Clone, Copy)]
pub struct Fixed<'a> {
    /// Whitened rows `z`.
    pub whitened: &'a [Block],
    /// `G^-1 y = L^-T z` for every row, where that was worth computing; then `x = sum w_i projected_i`.
    pub projected: Option<&'a [Block]>,
    /// How many columns each row stands for; without it, one.
    pub multiplicity: Option<&'a [f32]>,
    /// `L^-1`, row-major and padded.
    pub inverse: &'a [Block],
    /// Blocks of a row.
    pub width: usize,
    /// Confidence is `1 + alpha r`.
    pub alpha: f32,
}

impl<'a> Fixed<'a> {
    #[inline(always)]
    pub(super) fn z(&self, row: u32) -> &'a [Block] {
        &self.whitened[row as usize * self.width..][..self.width]
    }

    /// What the answer is summed from: projected rows, else whitened ones.
    #[inline(always)]
    pub(super) fn summand(&self, row: u32) -> &'a [Block] {
        &self.projected.unwrap_or(self.whitened)[row as usize * self.width..][..self.width]
    }

    /// `(d, b)` of an entry.
    #[inline(always)]
    pub(super) fn confidence(&self, row: u32, r: f32) -> (f32, f32) {
        let k = self.multiplicity.map_or(1.0, |m| m[row as usize]);
        let extra = self.alpha * r;
        (k * extra, k * (1.0 + extra))
    }

    /// Asks for what solving a row with these entries will read.
    #[inline(always)]
    pub fn prefetch<S: Simd>(&self, s: S, entries: &[u32]) {
        for &row in entries.iter().take(32) {
            s.prefetch(self.z(row));
            if self.projected.is_some() {
                s.prefetch(self.summand(row));
            }
        }
    }
}

/// `out = sum w_i summand_i`, four blocks at a time.
#[inline(always)]
pub(super) fn weighted_sum<S: Simd>(
    s: S,
    fixed: &Fixed<'_>,
    entries: &[u32],
    weight: impl Fn(usize) -> f32,
    out: &mut [Block],
) {
    let (fours, rest) = out.as_chunks_mut::<4>();
    let done = fours.len() * 4;
    for (q, out) in fours.iter_mut().enumerate() {
        let mut sums = [s.splat(0.0); 4];
        for (i, &row) in entries.iter().enumerate() {
            let w = s.splat(weight(i));
            let from = &fixed.summand(row)[q * 4..q * 4 + 4];
            for k in 0..4 {
                sums[k] = s.fma(w, s.load(&from[k]), sums[k]);
            }
        }
        for k in 0..4 {
            s.store(sums[k], &mut out[k]);
        }
    }
    for (k, out) in rest.iter_mut().enumerate() {
        let mut sum = s.splat(0.0);
        for (i, &row) in entries.iter().enumerate() {
            sum = s.fma(s.splat(weight(i)), s.load(&fixed.summand(row)[done + k]), sum);
        }
        s.store(sum, out);
    }
}
