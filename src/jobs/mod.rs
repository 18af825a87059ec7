//! Long work: the listening queue, progress, cancelling, the two thread pools.

pub mod listening;
mod pools;

pub use pools::{Asking, Pools, stand_back};
