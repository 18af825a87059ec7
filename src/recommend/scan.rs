//! The best tracks for a user vector, of all of them: a scan over bytes, the best re-ranked exactly.

use std::{
    cmp::Ordering,
    sync::atomic::{AtomicI32, Ordering::Relaxed},
};

use rayon::{ThreadPool, prelude::*};

use super::als::StopSignal;
use super::model::{ModelRef, quantise};
use super::simd::{BYTES, Simd, Work, blocks, dispatch, dot, dot_i8};
use crate::chance::mix;

/// Rows scanned between two looks at `stop`.
const CHUNK: usize = 16_384;

/// How a track's product with the user vector becomes its score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scoring {
    /// `x.y`: tracks that recur come first.
    Dot,
    /// `x.y / (|y| + s)`: the smaller s, the rarer the tracks. The norm carries the evidence, so s = 0 throws it away.
    Shrink(f32),
}

impl Scoring {
    /// What the product is multiplied with.
    #[inline(always)]
    #[must_use]
    pub fn factor(self, norm: f32) -> f32 {
        match self {
            Self::Dot => 1.0,
            Self::Shrink(s) => {
                let divisor = norm + s;
                if divisor > 0.0 { 1.0 / divisor } else { 0.0 }
            }
        }
    }
}

/// A scored row. Lists of them are ordered by score, then support, then a fixed key that has nothing to do with the row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScoredRow {
    /// The track's row.
    pub row: u32,
    /// Its score.
    pub score: f32,
}

/// What is asked.
#[derive(Clone, Copy)]
pub struct ScanQuery<'a> {
    /// The user vector, from [`super::fold_in`].
    pub user: &'a [f32],
    /// Rows wanted.
    pub limit: usize,
    /// How to score.
    pub scoring: Scoring,
    /// In how many mixes each track is, for ties; may be empty.
    pub support: &'a [u32],
    /// Rows that may not be answered: the seeds, what the filters leave out. Asked only about rows that would be.
    pub excluded: &'a (dyn Fn(u32) -> bool + Sync),
}

/// The best rows, exactly `limit` of them where so many are not excluded; `None` where stopped.
#[must_use]
pub fn top_k(
    model: ModelRef<'_>,
    query: &ScanQuery<'_>,
    pool: &ThreadPool,
    stop: StopSignal<'_>,
) -> Option<Vec<ScoredRow>> {
    if query.limit == 0 || model.shape.tracks == 0 {
        return Some(Vec::new());
    }
    let bytes = model.shape.byte_stride();
    let mut user = vec![0i8; bytes];
    quantise(query.user, &mut user);
    // Enough that the rounding of the bytes loses none of the best: measured recall of the best 50 is 1.00.
    let wide = query.limit * 4 + 64;
    let chunks = model.shape.tracks.div_ceil(CHUNK);
    let floor = Floor::new();
    let found: Option<Vec<Vec<ScoredRow>>> = pool.install(|| {
        (0..chunks)
            .into_par_iter()
            .map(|chunk| {
                if stop() {
                    return None;
                }
                let first = chunk * CHUNK;
                let end = (first + CHUNK).min(model.shape.tracks);
                let user = user.as_chunks().0;
                Some(dispatch(Chunk { model, query, user, wide, floor: &floor, first, end }))
            })
            .collect()
    });
    let mut best = Best::new(wide, query.support);
    for hit in found?.into_iter().flatten() {
        best.push(hit);
    }
    let mut exact = best.finish();
    if stop() {
        return None;
    }
    dispatch(Exact { model, query, hits: &mut exact });
    exact.sort_unstable_by(|a, b| order(query.support, a, b));
    exact.truncate(query.limit);
    Some(exact)
}

/// Best first: score, then support, then the tie key.
#[must_use]
pub fn order(support: &[u32], a: &ScoredRow, b: &ScoredRow) -> Ordering {
    let support_of = |hit: &ScoredRow| support.get(hit.row as usize).copied().unwrap_or(0);
    b.score
        .total_cmp(&a.score)
        .then_with(|| support_of(b).cmp(&support_of(a)))
        .then_with(|| tie_key(a.row).cmp(&tie_key(b.row)))
}

/// The key by which equal scores are ordered: never the row itself, whose order follows the mixes and would leak it.
#[must_use]
pub fn tie_key(row: u32) -> u32 {
    (mix(u64::from(row) ^ 0x7469_6573) >> 32) as u32
}

/// The best so many of a stream of hits.
pub struct Best<'a> {
    limit: usize,
    support: &'a [u32],
    hits: Vec<ScoredRow>,
    /// Hits below it cannot be among the best.
    threshold: f32,
}

impl<'a> Best<'a> {
    /// Keeps the best `limit`, which is not zero.
    #[must_use]
    pub fn new(limit: usize, support: &'a [u32]) -> Self {
        Self::above(f32::NEG_INFINITY, limit, support)
    }

    /// The same, of hits with at least this score.
    fn above(threshold: f32, limit: usize, support: &'a [u32]) -> Self {
        Self { limit, support, hits: Vec::with_capacity(2 * limit), threshold }
    }

    /// Whether a hit with this score may be among the best.
    #[inline(always)]
    #[must_use]
    pub fn wants(&self, score: f32) -> bool {
        score >= self.threshold
    }

    /// Offers a hit.
    pub fn push(&mut self, hit: ScoredRow) {
        if self.wants(hit.score) {
            self.hits.push(hit);
            if self.hits.len() >= 2 * self.limit {
                self.shrink();
            }
        }
    }

    fn shrink(&mut self) {
        if self.hits.len() > self.limit {
            let support = self.support;
            let (_, last, _) = self.hits.select_nth_unstable_by(self.limit - 1, |a, b| order(support, a, b));
            self.threshold = last.score;
            self.hits.truncate(self.limit);
        }
    }

    /// The best, in no particular order.
    #[must_use]
    pub fn finish(mut self) -> Vec<ScoredRow> {
        self.shrink();
        self.hits
    }
}

/// A score that enough rows of one chunk reach: below it no row of any chunk is among the best.
struct Floor(AtomicI32);

impl Floor {
    fn new() -> Self {
        Self(AtomicI32::new(in_order(f32::NEG_INFINITY)))
    }

    fn score(&self) -> f32 {
        // What orders the bits undoes itself.
        let bits = self.0.load(Relaxed);
        f32::from_bits((bits ^ sign_mask(bits)) as u32)
    }

    fn raise(&self, score: f32) {
        self.0.fetch_max(in_order(score), Relaxed);
    }
}

/// The bits of a score as a number that is ordered as `total_cmp` orders scores.
fn in_order(score: f32) -> i32 {
    let bits = score.to_bits() as i32;
    bits ^ sign_mask(bits)
}

/// All bits but the sign's where it is set.
fn sign_mask(bits: i32) -> i32 {
    ((bits >> 31) as u32 >> 1) as i32
}

struct Chunk<'a> {
    model: ModelRef<'a>,
    query: &'a ScanQuery<'a>,
    user: &'a [[i8; BYTES]],
    wide: usize,
    floor: &'a Floor,
    first: usize,
    end: usize,
}

impl Work for Chunk<'_> {
    type Out = Vec<ScoredRow>;

    #[inline(always)]
    fn with<S: Simd>(self, s: S) -> Vec<ScoredRow> {
        let width = self.user.len();
        let rows =
            self.model.quantised.as_chunks().0[self.first * width..self.end * width].chunks_exact(width);
        let scales = &self.model.scales[self.first..self.end];
        let norms = &self.model.norms[self.first..self.end];
        let mut best = Best::above(self.floor.score(), self.wide, self.query.support);
        for (i, ((row, &scale), &norm)) in rows.zip(scales).zip(norms).enumerate() {
            let product = dot_i8(s, self.user, row) as f32;
            let score = product * (scale * self.query.scoring.factor(norm));
            if best.wants(score) {
                let row = (self.first + i) as u32;
                if !(self.query.excluded)(row) {
                    best.push(ScoredRow { row, score });
                }
            }
        }
        best.shrink();
        self.floor.raise(best.threshold);
        best.hits
    }
}

struct Exact<'a> {
    model: ModelRef<'a>,
    query: &'a ScanQuery<'a>,
    hits: &'a mut [ScoredRow],
}

impl Work for Exact<'_> {
    type Out = ();

    #[inline(always)]
    fn with<S: Simd>(self, s: S) {
        for hit in self.hits {
            let item = self.model.item(hit.row).unwrap_or(&[]);
            let norm = self.model.norms.get(hit.row as usize).copied().unwrap_or(0.0);
            hit.score = dot(s, blocks(self.query.user), blocks(item)) * self.query.scoring.factor(norm);
        }
    }
}

#[cfg(test)]
mod tests;
