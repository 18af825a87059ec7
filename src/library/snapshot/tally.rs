//! Names that are the same under folding get one row, shown as they are most often written.

use std::collections::HashMap;

use super::{
    columns::{Strings, StringsBuilder},
    roots::Spellings,
    tables::NONE,
};

/// Gives rows to folded names and counts their spellings, numbered in order of first use.
#[derive(Default)]
pub struct Tally {
    rows: HashMap<u64, u32>,
    /// Row → key.
    keys: Vec<u64>,
    /// Row → the last of its spellings.
    last: Vec<u32>,
    spelt: StringsBuilder,
    /// Spelling → row.
    row_of: Vec<u32>,
    /// Spelling → the one of its row before it, or [`NONE`].
    before: Vec<u32>,
    /// Spelling → how often it is used.
    uses: Vec<u32>,
}

impl Tally {
    /// For about as many names.
    pub fn like(names: &Spellings) -> Self {
        Self {
            rows: HashMap::with_capacity(names.keys.len()),
            spelt: StringsBuilder::like(&names.spelt),
            ..Self::default()
        }
    }

    /// The spelling `written` of the name with that key, new where unseen; counts as one more use.
    pub fn spelling(&mut self, key: u64, written: &str) -> u32 {
        let row = *self.rows.entry(key).or_insert_with(|| {
            self.keys.push(key);
            self.last.push(NONE);
            self.keys.len() as u32 - 1
        });
        let mut at = self.last[row as usize];
        while at != NONE && self.spelt.get(at) != written {
            at = self.before[at as usize];
        }
        if at == NONE {
            at = self.row_of.len() as u32;
            self.spelt.push(written);
            self.row_of.push(row);
            self.uses.push(0);
            self.before.push(std::mem::replace(&mut self.last[row as usize], at));
        }
        self.again(at);
        at
    }

    /// Counts one more use of a spelling.
    pub fn again(&mut self, spelling: u32) {
        self.uses[spelling as usize] += 1;
    }

    /// The row of a name, where it has one.
    pub fn row(&self, key: u64) -> Option<u32> {
        self.rows.get(&key).copied()
    }

    /// The row that a spelling belongs to.
    pub fn row_of(&self, spelling: u32) -> u32 {
        self.row_of[spelling as usize]
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// The spelling to show for each row (the commonest, of equals the first seen), and all of them.
    pub fn finish(self) -> (Strings, Spellings) {
        let mut best = vec![NONE; self.keys.len()];
        for (spelling, &row) in self.row_of.iter().enumerate() {
            let best = &mut best[row as usize];
            if *best == NONE || self.uses[spelling] > self.uses[*best as usize] {
                *best = spelling as u32;
            }
        }
        let mut names = StringsBuilder::default();
        for best in best {
            names.push(self.spelt.get(best));
        }
        let spellings =
            Spellings { spelt: self.spelt.finish(), row_of: self.row_of.into(), keys: self.keys.into() };
        (names.finish(), spellings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commonest_spelling_is_shown() {
        let mut tally = Tally::default();
        let row = |tally: &mut Tally, key, written| {
            let spelling = tally.spelling(key, written);
            tally.row_of(spelling)
        };
        assert_eq!(row(&mut tally, 7, "WARP"), 0);
        assert_eq!(row(&mut tally, 9, "Tresor"), 1);
        assert_eq!(row(&mut tally, 9, "TRESOR"), 1);
        assert_eq!(row(&mut tally, 7, "Warp"), 0);
        let again = tally.spelling(7, "Warp");
        assert_eq!((again, tally.row(9), tally.row(8), tally.len()), (3, Some(1), None, 2));
        let (names, spellings) = tally.finish();
        assert_eq!((names.get(0), names.get(1)), ("Warp", "Tresor"), "of equals the first");
        assert_eq!((&spellings.row_of[..], &spellings.keys[..]), (&[0, 1, 1, 0][..], &[7, 9][..]));
        assert_eq!(spellings.spelt.get(2), "TRESOR");
    }
}
