//! The index: what each row is called, and the vocabulary of all of them.

use super::vocabulary::Vocabulary;
use crate::slab::Slab;

/// The index: flat arrays, owned or mapped, cheap to clone. Inside, rows are numbered by popularity.
#[derive(Clone, Debug, Default)]
pub struct SearchIndex {
    /// `[rows]` the caller's rows: more DJs first, then more mixes, then the lower row.
    pub(super) order: Slab<u32>,
    /// `[rows]` how many DJs play each.
    pub(super) djs: Slab<u16>,
    /// The folded words of each row: artist, title, version and label, one line each; the last ones may be missing.
    pub(super) texts: Slab<u8>,
    /// `[rows + 1]` where each row starts in `texts`.
    pub(super) starts: Slab<u32>,
    pub(super) vocabulary: Vocabulary,
}

impl SearchIndex {
    /// How many rows.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// No row at all.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// How many different words.
    pub fn words(&self) -> usize {
        self.vocabulary.masks.len()
    }

    /// The folded words of a row, by popularity.
    pub(super) fn text(&self, rank: u32) -> &[u8] {
        let rank = rank as usize;
        let (Some(&start), Some(&end)) = (self.starts.get(rank), self.starts.get(rank + 1)) else {
            return &[];
        };
        self.texts.get(start as usize..end as usize).unwrap_or_default()
    }
}
