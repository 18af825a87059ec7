//! Pairs of keys that were reviewed: two spellings of one record, or two records that look like it.

/// The list; a line is a verdict and two keys, whose parts are parted by tabs as well.
static REVIEWED: &str = include_str!("../../assets/aliases.tsv");
/// Artists, title, version.
const PARTS: usize = 3;

/// A pair that somebody has looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReviewedPair {
    /// They are one record, found under the second key.
    pub same: bool,
    /// The keys, as [`TrackKey::as_str`](super::TrackKey::as_str) writes them.
    pub keys: [&'static str; 2],
}

/// All reviewed pairs.
pub fn reviewed() -> impl Iterator<Item = ReviewedPair> {
    REVIEWED.lines().filter(|line| !line.starts_with('#')).filter_map(read)
}

fn read(line: &'static str) -> Option<ReviewedPair> {
    let (verdict, keys) = line.split_once('\t')?;
    let (at, _) = keys.match_indices('\t').nth(PARTS - 1)?;
    Some(ReviewedPair { same: verdict == "same", keys: [&keys[..at], &keys[at + 1..]] })
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::*;
    use crate::track::{Name, Rules};

    #[test]
    fn every_line_is_read_and_leads_to_a_key_that_leads_nowhere_else() {
        let lines = REVIEWED.lines().filter(|line| !line.starts_with('#')).count();
        let all: Vec<ReviewedPair> = reviewed().collect();
        assert!(all.len() == lines && lines > 800, "{lines}");
        let keys = all.iter().flat_map(|pair| pair.keys);
        assert!(keys.clone().all(|key| key.matches('\t').count() == 2));
        let aliases: HashMap<&str, &str> =
            all.iter().filter(|pair| pair.same).map(|pair| (pair.keys[0], pair.keys[1])).collect();
        assert_eq!(aliases.len(), all.iter().filter(|pair| pair.same).count(), "a key twice");
        assert!(aliases.values().all(|key| !aliases.contains_key(key)), "a chain");
        let pairs: HashSet<[&str; 2]> = all.iter().map(|pair| pair.keys).collect();
        assert_eq!(pairs.len(), all.len());
    }

    #[test]
    fn a_reviewed_spelling_is_the_record_and_without_the_list_it_is_not() {
        let one = Name::parse("Plastikman", "Puurkusiv");
        let other = Name::parse("Plastikman", "Purrkusiv");
        assert_eq!(one.key(), other.key());
        let plain = Rules::current().without_aliases();
        assert_ne!(one.key_with(&plain), other.key_with(&plain));
        let side = |title| Name::parse("Petter B", title).key();
        assert_ne!(side("Untitled A"), side("Untitled B"), "reviewed, and two records");
    }
}
