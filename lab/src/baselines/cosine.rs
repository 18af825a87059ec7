//! The cosine of item factors, as the original system scored; seeds count alike.

use rayon::ThreadPool;
use segue::recommend::{Ask, ModelRef, Recommender, ScanQuery, ScoredRow, Scoring, Scratch, top_k};

/// The original's scoring of a fitted model.
#[derive(Clone, Copy)]
pub struct Cosine<'a> {
    /// The fitted model.
    pub model: ModelRef<'a>,
    /// In how many mixes each track is.
    pub support: &'a [u32],
    /// Where to scan.
    pub pool: &'a ThreadPool,
}

impl Recommender for Cosine<'_> {
    fn recommend(&self, ask: &Ask<'_>, _: &mut Scratch) -> Vec<ScoredRow> {
        let mut user = vec![0f32; self.model.shape.stride()];
        for seed in ask.seeds.iter().filter(|s| s.weight > 0.0) {
            let norm = self.model.norms.get(seed.row as usize).copied().unwrap_or(0.0);
            if let Some(item) = self.model.item(seed.row).filter(|_| norm > 0.0) {
                user.iter_mut().zip(item).for_each(|(u, y)| *u += seed.weight * y / norm);
            }
        }
        let query = ScanQuery {
            user: &user,
            limit: ask.limit,
            scoring: Scoring::Shrink(0.0),
            support: self.support,
            excluded: ask.excluded,
        };
        top_k(self.model, &query, self.pool, &|| false).unwrap_or_default()
    }
}
