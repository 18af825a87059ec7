//! Every word of the catalogue in order, and the rows that hold it.

use std::ops::Range;

use super::{lists::Lists, text::mask};
use crate::slab::Slab;

/// The words sorted by bytes, each with its ascending list of rows. Whatever a damaged file holds, reading is safe.
#[derive(Clone, Debug, Default)]
pub(super) struct Vocabulary {
    /// All words, one after the other.
    pub(super) text: Slab<u8>,
    /// `[words + 1]` where each starts in `text`.
    pub(super) starts: Slab<u32>,
    /// `[words]` the letters of each, see [`mask`].
    pub(super) masks: Slab<u32>,
    /// `[words + 1]` where each word's rows start in `postings`.
    pub(super) firsts: Slab<u32>,
    /// Rows, ascending within each word.
    pub(super) postings: Slab<u32>,
}

impl Vocabulary {
    pub(super) fn len(&self) -> u32 {
        self.masks.len() as u32
    }

    pub(super) fn word(&self, id: u32) -> &[u8] {
        let id = id as usize;
        let (Some(&start), Some(&end)) = (self.starts.get(id), self.starts.get(id + 1)) else { return &[] };
        self.text.get(start as usize..end as usize).unwrap_or_default()
    }

    pub(super) fn rows_of(&self, ids: Range<u32>) -> Range<usize> {
        let at = |id: u32| {
            self.firsts.get(id as usize).map_or(0, |&first| first as usize).min(self.postings.len())
        };
        let (start, end) = (at(ids.start), at(ids.end));
        start..end.max(start)
    }

    /// The rows of some lists, one slice each.
    pub(super) fn rows<'a>(&'a self, lists: &'a Lists) -> impl Iterator<Item = &'a [u32]> {
        lists.spans.iter().map(|span| self.postings.get(span.clone()).unwrap_or_default())
    }

    /// The first word that is not `below`.
    pub(super) fn first_from(&self, within: Range<u32>, below: impl Fn(&[u8]) -> bool) -> u32 {
        let (mut low, mut high) = (within.start, within.end);
        while low < high {
            let middle = low + (high - low) / 2;
            if below(self.word(middle)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// The rows that hold exactly this word.
    pub(super) fn exact(&self, word: &[u8]) -> Lists {
        let id = self.first_from(0..self.len(), |other| other < word);
        let mut lists = Lists::default();
        if id < self.len() && self.word(id) == word {
            lists.push(self.rows_of(id..id + 1));
        }
        lists
    }

    /// The words that start so.
    pub(super) fn starting_with(&self, start: &[u8]) -> Range<u32> {
        let first = self.first_from(0..self.len(), |other| other < start);
        first..self.first_from(first..self.len(), |other| other.starts_with(start))
    }

    /// The rows that hold a word which starts so.
    pub(super) fn prefix(&self, start: &[u8]) -> Lists {
        let mut lists = Lists::default();
        let words = self.starting_with(start);
        if !words.is_empty() {
            lists.push(self.rows_of(words));
        }
        lists
    }
}

/// The letters of each word.
pub(super) fn masks<'a>(words: impl Iterator<Item = &'a [u8]>) -> Slab<u32> {
    words.map(mask).collect::<Vec<_>>().into()
}
