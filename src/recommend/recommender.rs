//! What every recommender is asked and answers.

use super::als::StopSignal;
use super::fold_in::Seed;
use super::scan::{Best, ScoredRow, order};

/// A question: what goes with these seeds?
#[derive(Clone, Copy)]
pub struct Ask<'a> {
    /// The seeds in playing order, the newest last.
    pub seeds: &'a [Seed],
    /// Rows wanted.
    pub limit: usize,
    /// Rows that may not be answered; the seeds have to be among them.
    pub excluded: &'a (dyn Fn(u32) -> bool + Sync),
    /// Whether nobody wants the answer any more; asked at least every ten milliseconds. A list that was stopped is worth nothing.
    pub stop: StopSignal<'a>,
}

/// Something that answers it.
pub trait Recommender: Sync {
    /// The best rows, at most `limit` of them, none excluded, none with a score of zero or less unless the model says
    /// something about every track.
    fn recommend(&self, ask: &Ask<'_>, scratch: &mut Scratch) -> Vec<ScoredRow>;
}

impl<R: Recommender + ?Sized> Recommender for &R {
    fn recommend(&self, ask: &Ask<'_>, scratch: &mut Scratch) -> Vec<ScoredRow> {
        (**self).recommend(ask, scratch)
    }
}

/// Sums by row, reused from question to question.
#[derive(Debug, Default)]
pub struct Scratch {
    sums: Vec<f32>,
    touched: Vec<u32>,
}

impl Scratch {
    /// Makes room for `tracks` rows, all zero.
    pub fn prepare(&mut self, tracks: usize) {
        self.clear();
        self.sums.resize(tracks, 0.0);
    }

    /// Adds to a row's sum. `x` is not negative.
    #[inline]
    pub fn add(&mut self, row: u32, x: f32) {
        let sum = &mut self.sums[row as usize];
        if *sum == 0.0 {
            self.touched.push(row);
        }
        *sum += x;
    }

    /// A row's sum.
    #[must_use]
    pub fn get(&self, row: u32) -> f32 {
        self.sums[row as usize]
    }

    /// The rows with a sum and their sums, in the order they came up.
    pub fn sums(&self) -> impl Iterator<Item = (u32, f32)> + '_ {
        self.touched.iter().map(|&row| (row, self.sums[row as usize]))
    }

    /// Forgets all sums.
    pub fn clear(&mut self) {
        for row in self.touched.drain(..) {
            self.sums[row as usize] = 0.0;
        }
    }

    /// The best rows by `score` of row and sum, in order.
    #[must_use]
    pub fn best(&self, ask: &Ask<'_>, support: &[u32], score: impl Fn(u32, f32) -> f32) -> Vec<ScoredRow> {
        best_of(self.sums().map(|(row, sum)| ScoredRow { row, score: score(row, sum) }), ask, support)
    }
}

/// The best of some hits above zero, in order.
#[must_use]
pub fn best_of(hits: impl Iterator<Item = ScoredRow>, ask: &Ask<'_>, support: &[u32]) -> Vec<ScoredRow> {
    if ask.limit == 0 {
        return Vec::new();
    }
    let mut best = Best::new(ask.limit, support);
    for hit in hits {
        if hit.score > 0.0 && best.wants(hit.score) && !(ask.excluded)(hit.row) {
            best.push(hit);
        }
    }
    let mut hits = best.finish();
    hits.sort_unstable_by(|a, b| order(support, a, b));
    hits
}
