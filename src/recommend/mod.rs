//! Recommending from tracklists: interactions, ALS, walk, next, blend.
//!
//! Everything here works on dense rows (`u32`) and plain slices; what a row is, the library knows.

// Kernels and what is made of them must be inlined into the function compiled for the instruction set (see `simd`).
#![allow(clippy::inline_always)]

pub mod als;
mod away;
pub mod blend;
pub mod controls;
mod fold_in;
pub mod graph;
pub mod history;
pub mod interactions;
pub mod lists;
mod model;
pub mod next;
pub mod ordering;
pub mod path;
mod recommender;
mod scan;
pub mod simd;
pub mod tabs;
pub mod taste;
pub mod walk;

pub use away::Away;
pub use fold_in::{Seed, fold_in};
pub use model::{Model, ModelRef, ModelShape};
pub use recommender::{Ask, Recommender, Scratch, best_of};
pub use scan::{Best, ScanQuery, ScoredRow, Scoring, order, tie_key, top_k};
