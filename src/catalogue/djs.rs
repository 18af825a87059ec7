//! Who played a mix: credits split into single DJs once all mixes are known.
//!
//! A page's categories say how its credit splits. Without them "A & B" are two only where both occur alone somewhere in the
//! catalogue, so the answer is made when reading, from all mixes; the order of imports does not matter.

use std::collections::HashSet;

use crate::track::{fold, split_djs};

/// All names that occur alone.
#[derive(Debug, Default)]
pub(super) struct Djs {
    alone: HashSet<String>,
}

impl Djs {
    /// Learns the artists of one mix, as its page alone splits them.
    pub(super) fn learn(&mut self, artists: &str) {
        for name in artists.lines() {
            let name = fold(name);
            if !self.alone.contains(&name) {
                self.alone.insert(name);
            }
        }
    }

    /// Single DJs of those artists, none twice.
    pub(super) fn split(&self, artists: &str, categories: &[String]) -> Vec<String> {
        let mut djs: Vec<String> = Vec::new();
        for name in artists.lines() {
            for dj in split_djs(name, categories, &|part| self.alone.contains(&fold(part))) {
                if !djs.contains(&dj) {
                    djs.push(dj);
                }
            }
        }
        djs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_two_only_where_both_play_alone() {
        let mut djs = Djs::default();
        for artists in ["Digital & Spirit", "Above & Beyond", "Digital", "Spirit\nFierce", "above"] {
            djs.learn(artists);
        }
        assert_eq!(djs.split("Digital & Spirit", &[]), ["Digital", "Spirit"]);
        assert_eq!(djs.split("Above & Beyond", &[]), ["Above & Beyond"]);
    }
}
