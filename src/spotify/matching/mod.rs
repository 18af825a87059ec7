//! Which of Spotify's records a track is. By its ISRC first, then by fields, then by words; every answer is graded by
//! [`crate::track::grade`], and what is not exact is shown to the user before it goes anywhere.

mod hit;
mod kept;
mod look;
#[cfg(test)]
mod real_lines;

pub use hit::SpotifyTrack;
pub use kept::{choose, known, leave_out, matches, wanted};
pub use look::{Searcher, look};

use crate::catalogue::Seen;

/// What a track is on Spotify.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Matched {
    /// The same recording.
    Exact(SpotifyTrack),
    /// The user said that it is this.
    Chosen(SpotifyTrack),
    /// Perhaps one of these, the likeliest first; the user decides.
    Doubtful(Vec<SpotifyTrack>),
    /// Spotify does not have it.
    Missing,
    /// The user said to leave it out.
    LeftOut,
}

impl Matched {
    /// What goes out without being asked about.
    pub fn certain(&self) -> Option<&SpotifyTrack> {
        match self {
            Self::Exact(hit) | Self::Chosen(hit) => Some(hit),
            _ => None,
        }
    }
}

/// A queue's row and what it is on Spotify.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchRow {
    /// The row.
    pub track: Seen,
    /// What it is.
    pub matched: Matched,
}
