//! First-order transitions: what was played directly after the newest seed.

use segue::recommend::ScoredRow;
use segue::recommend::graph::Graph;
use segue::recommend::{Ask, Recommender, Scratch};

/// Counts of "directly after".
#[derive(Clone, Copy, Debug)]
pub struct Transitions<'a> {
    /// The training mixes.
    pub graph: Graph<'a>,
    /// In how many mixes each track is.
    pub support: &'a [u32],
}

impl Recommender for Transitions<'_> {
    fn recommend(&self, ask: &Ask<'_>, scratch: &mut Scratch) -> Vec<ScoredRow> {
        scratch.prepare(self.support.len());
        if let Some(seed) = ask.seeds.iter().rfind(|s| s.weight > 0.0) {
            for &mix in self.graph.of_track.get(seed.row as usize) {
                let tracks = self.graph.mixes.get(mix as usize);
                let after = tracks.iter().position(|&t| t == seed.row).and_then(|at| tracks.get(at + 1));
                if let Some(&after) = after {
                    scratch.add(after, 1.0);
                }
            }
        }
        let hits = scratch.best(ask, self.support, |_, sum| sum);
        scratch.clear();
        hits
    }
}
