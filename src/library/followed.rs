//! What came of looking whether another process has published.

use super::snapshot::segment::SegmentError;

/// What was found.
pub(super) enum Followed {
    /// Nothing new.
    Nothing,
    /// A newer snapshot serves now.
    Newer,
    /// A newer snapshot that cannot serve; the old one stays.
    Unreadable(SegmentError),
}
