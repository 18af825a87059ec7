//! The open library: catalogue and models as one immutable snapshot, swapped whole. All questions go here.

pub mod evidence;
#[cfg(test)]
pub mod fixture;
mod pages;
pub mod query;
mod rows;
pub mod search;
pub mod slab;
pub mod snapshot;
pub mod synth;
