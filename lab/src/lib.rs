//! What segue is measured with, and nothing of what its users run: held-out mixes and the baselines beside them, the
//! search for settings, made-up catalogues, and sounds whose tempo and key are known.
//!
//! It measures the code that runs: a question goes through `segue::library` as the screen's does.

pub mod aliases;
pub mod baselines;
pub mod cli;
pub mod evaluate;
pub mod loops;
pub mod sound;
pub mod starter;
pub mod synth;
