//! What can be played: a record, or a passage of a mix.

use super::command::FilePart;
use crate::preview::{Passage, Wanted};

#[derive(Clone, Debug)]
pub(super) enum Piece {
    Record(Wanted, FilePart),
    Passage(Passage),
}

impl Piece {
    /// Whether the one stands for the other: a record by its key, however it was asked for,
    /// and as much of it.
    pub(super) fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Record(one, part), Self::Record(other, of)) => one.key == other.key && part == of,
            (Self::Passage(one), Self::Passage(other)) => one == other,
            _ => false,
        }
    }
}
