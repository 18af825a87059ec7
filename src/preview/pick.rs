//! The nearer of two answers.

use super::{
    remote::Best,
    wanted::{Match, Refusal},
};

/// The nearer of what two searches gave; the first where they are equal.
pub(super) fn nearer(first: Best, second: Best) -> Best {
    if rank(&second) < rank(&first) { second } else { first }
}

fn rank(best: &Best) -> u8 {
    match best {
        Best::Found(found) if found.grade == Match::Exact => 0,
        Best::Found(found) if found.name.version.is_none() => 1,
        Best::Found(_) => 2,
        Best::Not(Refusal::NoSound) => 3,
        Best::Not(Refusal::Only(_)) => 4,
        Best::Not(_) => 5,
    }
}
