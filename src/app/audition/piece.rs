//! What can be played: a record, or a passage of a mix.

use crate::preview::{Passage, Wanted};

#[derive(Clone, Debug)]
pub(super) enum Piece {
    Record(Wanted),
    Passage(Passage),
}

impl Piece {
    /// Whether the one stands for the other: a record by its key, however it was asked for.
    pub(super) fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Record(one), Self::Record(other)) => one.key == other.key,
            (Self::Passage(one), Self::Passage(other)) => one == other,
            _ => false,
        }
    }
}
