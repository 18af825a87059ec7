//! The immutable snapshot that every question is answered from.

pub mod build;
pub mod columns;
pub mod segment;
pub mod store;
pub mod tables;
mod tally;
