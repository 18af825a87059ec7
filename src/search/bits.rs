//! A set of rows.

/// One bit a row; rows outside are ignored.
#[derive(Clone, Debug)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    /// The empty set of rows below `rows`.
    pub(super) fn none(rows: usize) -> Self {
        Self(vec![0; rows.div_ceil(64)])
    }

    /// All rows below `rows`.
    pub(super) fn all(rows: usize) -> Self {
        let mut words = vec![u64::MAX; rows.div_ceil(64)];
        if let Some(last) = words.last_mut() {
            *last >>= rows.wrapping_neg() % 64;
        }
        Self(words)
    }

    /// Drops what is not in `other`.
    pub(super) fn keep(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word &= other);
    }

    /// Adds what is in `other` but not in `without`.
    pub(super) fn add_without(&mut self, other: &Self, without: &Self) {
        let others = other.0.iter().zip(&without.0).map(|(other, without)| other & !without);
        self.0.iter_mut().zip(others).for_each(|(word, other)| *word |= other);
    }

    /// What is in one or both.
    pub(super) fn or(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(word, other)| word | other).collect())
    }

    pub(super) fn insert(&mut self, row: u32) {
        if let Some(word) = self.0.get_mut(row as usize / 64) {
            *word |= 1 << (row % 64);
        }
    }

    pub(super) fn has(&self, row: u32) -> bool {
        self.0.get(row as usize / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    pub(super) fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// In ascending order.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.iter().enumerate().flat_map(|(at, &word)| {
            let mut left = word;
            std::iter::from_fn(move || {
                (left != 0).then(|| {
                    let bit = left.trailing_zeros();
                    left &= left - 1;
                    at as u32 * 64 + bit
                })
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_what_was_put_in_and_ignores_what_is_outside() {
        let mut bits = Bits::none(130);
        for row in [129, 0, 63, 64, 64, 5000] {
            bits.insert(row);
        }
        assert_eq!(bits.iter().collect::<Vec<_>>(), [0, 63, 64, 129]);
        assert_eq!(bits.count(), 4);
        assert!(bits.has(129) && !bits.has(1) && !bits.has(5000));
    }

    #[test]
    fn sets_are_combined_row_by_row() {
        for rows in [0, 1, 63, 64, 65, 130] {
            assert_eq!(Bits::all(rows).iter().collect::<Vec<_>>(), (0..rows as u32).collect::<Vec<_>>());
        }
        let set = |rows: &[u32]| {
            let mut bits = Bits::none(130);
            for &row in rows {
                bits.insert(row);
            }
            bits
        };
        let rows = |bits: &Bits| bits.iter().collect::<Vec<_>>();
        let (a, b) = (set(&[1, 2, 70]), set(&[2, 70, 129]));
        assert_eq!(rows(&a.or(&b)), [1, 2, 70, 129]);
        let mut kept = a.clone();
        kept.keep(&b);
        assert_eq!(rows(&kept), [2, 70]);
        kept.add_without(&b, &set(&[2, 129]));
        kept.add_without(&set(&[5]), &a);
        assert_eq!(rows(&kept), [2, 5, 70]);
    }
}
