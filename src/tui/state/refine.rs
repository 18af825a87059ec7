//! What the recommendations are narrowed by, and what is known of how records mix.

use crate::tui::state::{facts::FactsByTrack, filters::Filters};

/// Steps of the rarity dial: s in x·y / (|y| + s).
pub const RARITY: [f32; 6] = [0.0, 0.05, 0.1, 0.2, 0.4, 0.8];

/// Filters, the rarity dial, tempo and key.
#[derive(Clone, Debug, Default)]
pub struct Refine {
    /// What the recommendations hide.
    pub filters: Filters,
    /// The rarity dial's step, from 0.
    pub rarity: usize,
    /// Tempo, key and energy of the records shown.
    pub facts: FactsByTrack,
}
