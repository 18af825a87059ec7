//! The open library: catalogue and models as one immutable snapshot, swapped whole. All questions go here.

mod answers;
pub mod evidence;
pub mod facts;
pub mod fit;
#[cfg(test)]
pub mod fixture;
mod graph;
pub mod model;
pub mod news;
mod open;
mod owned;
mod pages;
mod publish;
pub mod query;
pub mod queue;
mod read;
pub mod resolve;
mod rows;
pub mod similar;
pub mod snapshot;
pub mod sound;

pub use facts::{Facts, Follows};
pub use fit::FitReport;
pub use open::{Library, LibraryError};
pub use rows::unknown_row;
pub use similar::{Ask, Together};
pub use snapshot::Snapshot;
pub use sound::Sounds;
