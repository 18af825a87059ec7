//! Asking the index.

use std::num::NonZero;

use super::{
    super::projection::Vector,
    Index,
    flat::{Best, scan, squared},
};

/// A track and how far its sound is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// The track.
    pub id: u32,
    /// Euclidean, 0 (the same) to 2 (the opposite).
    pub distance: f32,
}

/// Candidates the tree gives for ranking in all coordinates, or ten for each wanted.
const CANDIDATES: usize = 800;
/// A filter that keeps less than this share is answered by looking at all it keeps: what it leaves may lie where the
/// leading coordinates alone do not tell (another genre than the seed's).
const LIGHT: f64 = 0.9;
/// Tracks asked to learn what share a filter keeps.
const SAMPLE: usize = 512;

impl Index {
    /// The `count` nearest tracks that `keep` keeps, nearest first, and of equally near ones any first. With a filter as without
    /// one: no track is missing because of those left out.
    pub fn nearest(&self, query: &Vector, count: usize, keep: &dyn Fn(u32) -> bool) -> Vec<Near> {
        if count == 0 || query.iter().any(|v| !v.is_finite()) {
            return Vec::new();
        }
        let visible = |id: u32| !self.added.known.contains(&id) && keep(id);
        let mut near =
            self.by_tree(query, count, &visible).unwrap_or_else(|| self.by_scan(query, count, &visible));
        near.extend(self.among_added(query, count, keep));
        near.sort_by(|a, b| a.distance.total_cmp(&b.distance));
        near.truncate(count);
        near
    }

    /// The same by looking at every vector: exact, the reference the tree is measured against.
    pub fn nearest_exact(&self, query: &Vector, count: usize, keep: &dyn Fn(u32) -> bool) -> Vec<Near> {
        let visible = |id: u32| !self.added.known.contains(&id) && keep(id);
        let mut near = self.by_scan(query, count, &visible);
        near.extend(self.among_added(query, count, keep));
        near.sort_by(|a, b| a.distance.total_cmp(&b.distance));
        near.truncate(count);
        near
    }

    /// `None` where there is no tree, or the filter leaves too little for it.
    fn by_tree(&self, query: &Vector, count: usize, keep: &dyn Fn(u32) -> bool) -> Option<Vec<Near>> {
        let (tree, ids, vectors) = (self.base.tree.as_ref()?, &*self.base.ids, self.base.vectors());
        let step = ids.len().div_ceil(SAMPLE);
        let kept = ids.iter().step_by(step).filter(|id| keep(**id)).count();
        let share = kept as f64 / ids.len().div_ceil(step) as f64;
        if share < LIGHT {
            return None;
        }
        let wanted = CANDIDATES.max(10 * count);
        if wanted > ids.len() / 8 {
            return None;
        }
        let candidates = tree.candidates(query, NonZero::new(wanted)?);
        let mut best = Best::new(count);
        for row in candidates {
            if keep(ids[row as usize]) {
                best.offer(squared(&vectors[row as usize], query), row);
            }
        }
        let near = named(best, ids);
        (near.len() == count).then_some(near)
    }

    fn by_scan(&self, query: &Vector, count: usize, keep: &dyn Fn(u32) -> bool) -> Vec<Near> {
        let ids = &*self.base.ids;
        let mut best = Best::new(count);
        scan(self.base.vectors(), query, |row| keep(ids[row as usize]), &mut best);
        named(best, ids)
    }

    fn among_added(&self, query: &Vector, count: usize, keep: &dyn Fn(u32) -> bool) -> Vec<Near> {
        let ids = &self.added.ids;
        let mut best = Best::new(count);
        scan(&self.added.vectors, query, |row| keep(ids[row as usize]), &mut best);
        named(best, ids)
    }
}

fn named(best: Best, ids: &[u32]) -> Vec<Near> {
    let rows = best.into_rows().into_iter();
    rows.map(|(squared, row)| Near { id: ids[row as usize], distance: squared.sqrt() }).collect()
}
