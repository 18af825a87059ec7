//! A snapshot that could not be written.

use std::time::Instant;

/// What is known of it while it serves from memory.
#[derive(Debug)]
pub(super) struct Unwritten {
    /// What was published when it was made.
    pub named: Option<String>,
    /// When it was tried last.
    pub tried: Instant,
    /// Why it went wrong.
    pub why: String,
}
