//! The open library: catalogue and models as one immutable snapshot, swapped whole. All questions go here.

mod answers;
#[cfg(test)]
mod asked;
pub mod browse;
pub mod evidence;
pub mod facts;
mod find_mine;
pub mod fit;
#[cfg(test)]
pub mod fixture;
mod follow;
mod graph;
mod heard_at;
pub mod in_a_row;
mod mine;
mod mix_pages;
pub mod model;
mod named;
mod nearest;
pub mod news;
mod open;
pub mod own;
mod own_history;
mod owned;
mod pages;
pub mod player;
mod publish;
pub mod query;
pub mod queue;
mod read;
pub mod resolve;
mod rows;
mod served;
pub mod similar;
pub mod snapshot;
pub mod sound;
pub mod transitions;
mod unparted;

pub use facts::{Follows, MixingFacts};
pub use fit::FitReport;
pub use mine::OwnedIndex;
pub use nearest::UnknownName;
pub use open::{Library, LibraryError};
pub use own::OwnSets;
pub use own_history::OwnHistory;
pub use rows::unknown_row;
pub use similar::{SimilarQuery, Together};
pub use snapshot::Snapshot;
pub use sound::Sounds;
