//! What a command is told of the files below it.

use crate::{catalogue, slab};

/// Has `tell` called when another program has the data for so long that a person wonders.
pub fn tell_of_waiting(tell: fn()) {
    catalogue::tell_of_waiting(tell);
}

/// Whether a file of the snapshot was cut short while it was read, so that the answer may be wrong.
#[must_use]
pub fn was_cut() -> bool {
    slab::cuts() > 0
}

/// What became of databases that were taken away under this process.
#[must_use]
pub fn taken_away() -> Vec<String> {
    catalogue::taken_away()
}
