//! The simpler methods every model here has to beat.

mod ease;
mod neighbours;
mod popularity;
mod transitions;

pub use ease::{Ease, MOST_MIXES};
pub use neighbours::{Neighbours, Weighting};
pub use popularity::Popularity;
pub use transitions::Transitions;
