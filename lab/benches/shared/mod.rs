//! What the benches share: clocks, catalogues made once, rows for the one table.
#![allow(dead_code, clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used)]

pub mod made;
pub mod process;
pub mod rows;
pub mod time;

/// Threads of both sides, wherever a peer runs beside segue.
pub const THREADS: usize = 2;

/// The words after `--`.
pub fn words() -> Vec<String> {
    std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect()
}
