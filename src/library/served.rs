//! What serves: a snapshot of another process, or one that is in memory alone.

use std::time::Instant;

use super::snapshot::segment::SegmentError;

/// What is known of a snapshot that could not be written, while it serves from memory.
#[derive(Debug)]
pub(super) struct Unwritten {
    /// What was published when it was made.
    pub named: Option<String>,
    /// When it was tried last.
    pub tried: Instant,
    /// Why it went wrong.
    pub why: String,
}

/// What came of looking whether another process has published.
pub(super) enum Followed {
    /// Nothing new.
    Nothing,
    /// A newer snapshot serves now.
    Newer,
    /// A newer snapshot that cannot serve; the old one stays.
    Unreadable(SegmentError),
}
