//! What the recommendations are narrowed by, and what is known of how records mix.

use crate::tui::state::{facts::FactsByTrack, filters::Filters};

/// Steps of the rarity dial: s in x·y / (|y| + s).
pub const RARITY: [f32; 6] = [0.0, 0.05, 0.1, 0.2, 0.4, 0.8];

/// Steps of the dial of taste, from everyone's alone to mostly the user's own: what the weight in the settings is multiplied with.
pub const TASTE: [f32; 5] = [0.0, 0.5, 1.0, 2.0, 4.0];
/// The weight as it is set.
pub const AS_SET: usize = 2;

/// Rows of a recommendation: filters that are laid over it choose among more, and leave no more than these.
pub const ROWS: usize = 200;

/// Filters, the dials, tempo and key.
#[derive(Clone, Debug)]
pub struct Refine {
    /// What the recommendations hide.
    pub filters: Filters,
    /// The rarity dial's step, from 0.
    pub rarity: usize,
    /// The step of the dial of taste, from 0.
    pub taste: usize,
    /// Tempo, key and energy of the records shown.
    pub facts: FactsByTrack,
}

impl Default for Refine {
    fn default() -> Self {
        Self { filters: Filters::default(), rarity: 0, taste: AS_SET, facts: FactsByTrack::default() }
    }
}
