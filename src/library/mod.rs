//! The open library: catalogue and models as one immutable snapshot, swapped whole. All questions go here.

pub mod query;
pub mod slab;
