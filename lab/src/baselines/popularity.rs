//! The same for everybody: what is in the most mixes.

use segue::recommend::ScoredRow;
use segue::recommend::{Ask, Recommender, Scratch, best_of};

/// Tracks by the number of mixes they are in.
#[derive(Clone, Debug)]
pub struct Popularity {
    /// In how many mixes each track is.
    pub support: Vec<u32>,
}

impl Recommender for Popularity {
    fn recommend(&self, ask: &Ask<'_>, _: &mut Scratch) -> Vec<ScoredRow> {
        let hits =
            self.support.iter().enumerate().map(|(row, &n)| ScoredRow { row: row as u32, score: n as f32 });
        best_of(hits, ask, &self.support)
    }
}
