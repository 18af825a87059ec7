//! Names that are the same under folding get one row, shown as they are most often written.

use std::collections::HashMap;

use super::columns::{Strings, StringsBuilder};

/// Gives rows to folded names and counts their spellings.
#[derive(Default)]
pub struct Tally {
    rows: HashMap<String, u32>,
    spellings: Vec<Vec<(String, u32)>>,
}

impl Tally {
    /// The row of `key`, new where unseen; `written` counts as one more use of that spelling.
    pub fn row(&mut self, key: String, written: &str) -> u32 {
        let next = self.spellings.len() as u32;
        let row = *self.rows.entry(key).or_insert(next);
        if row == next {
            self.spellings.push(Vec::with_capacity(1));
        }
        let spellings = &mut self.spellings[row as usize];
        match spellings.iter_mut().find(|(s, _)| s == written) {
            Some((_, n)) => *n += 1,
            None => spellings.push((written.to_owned(), 1)),
        }
        row
    }

    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.spellings.len()
    }

    /// The spelling to show for each row: the commonest, of equals the first seen.
    #[must_use]
    pub fn names(&self) -> Strings {
        let mut column = StringsBuilder::default();
        for spellings in &self.spellings {
            let best = spellings.iter().rev().max_by_key(|(_, n)| *n);
            column.push(best.map_or("", |(s, _)| s));
        }
        column.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commonest_spelling_is_shown() {
        let mut tally = Tally::default();
        assert_eq!(tally.row("warp".into(), "WARP"), 0);
        assert_eq!(tally.row("tresor".into(), "Tresor"), 1);
        assert_eq!(tally.row("warp".into(), "Warp"), 0);
        assert_eq!(tally.row("warp".into(), "Warp"), 0);
        assert_eq!((tally.names().get(0), tally.names().get(1), tally.len()), ("Warp", "Tresor", 2));
    }
}
