//! Long work: queues, progress, cancelling, the two thread pools.

mod pools;

pub use pools::{Asking, Pools, stand_back};
