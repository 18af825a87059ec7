//! Every word of the catalogue in order, and the rows that hold it.

use std::ops::Range;

use super::{
    edits::within,
    text::{OTHER_SCRIPTS, find, mask},
    words::Word,
};
use crate::library::slab::Slab;

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

/// Lists of rows whose union is meant.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists {
    spans: Vec<Range<usize>>,
    /// How many rows they have together, repeats counted.
    pub(super) size: usize,
}

impl Lists {
    fn push(&mut self, span: Range<usize>) {
        self.size += span.len();
        match self.spans.last_mut() {
            Some(last) if last.end == span.start => last.end = span.end,
            _ => self.spans.push(span),
        }
    }
}

/// How often a scan of the vocabulary asks whether it should stop, in words.
const STOP_EVERY: u32 = 16_384;

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

    /// First word not below `bound`.
    fn first_from(&self, within: Range<u32>, below: impl Fn(&[u8]) -> bool) -> u32 {
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

    /// The rows that hold a word which starts so.
    pub(super) fn prefix(&self, start: &[u8]) -> Lists {
        let first = self.first_from(0..self.len(), |other| other < start);
        let end = self.first_from(first..self.len(), |other| other.starts_with(start));
        let mut lists = Lists::default();
        if end > first {
            lists.push(self.rows_of(first..end));
        }
        lists
    }

    /// The rows that hold a word which has this inside; with `edits`, also one that is nearly this. `None`: stopped.
    pub(super) fn inside(&self, word: &Word, edits: bool, stop: &dyn Fn() -> bool) -> Option<Lists> {
        let mut lists = Lists::default();
        let need = word.mask;
        let near = need & !OTHER_SCRIPTS;
        let forgiven = if edits { word.edits } else { 0 };
        let mut letters = Vec::new();
        for (id, &has) in self.masks.iter().enumerate() {
            let id = id as u32;
            if id.is_multiple_of(STOP_EVERY) && stop() {
                return None;
            }
            let missing = need & !has;
            let hit = (missing == 0 && find(self.word(id), word.bytes()).is_some())
                || (forgiven > 0
                    && (near & !has).count_ones() as usize <= forgiven
                    && is_near(word, self.word(id), &mut letters));
            if hit {
                lists.push(self.rows_of(id..id + 1));
            }
        }
        Some(lists)
    }
}

/// Is the typed word within its edits of this one? `letters` is room to work in.
pub(super) fn is_near(typed: &Word, word: &[u8], letters: &mut Vec<char>) -> bool {
    if typed.edits == 0 {
        return false;
    }
    if typed.text.is_ascii() && word.is_ascii() {
        return within(typed.bytes(), word, typed.edits, typed.typing);
    }
    letters.clear();
    letters.extend(std::str::from_utf8(word).unwrap_or_default().chars());
    within(&typed.chars, letters, typed.edits, typed.typing)
}

/// The letters of each word.
pub(super) fn masks<'a>(words: impl Iterator<Item = &'a [u8]>) -> Slab<u32> {
    words.map(mask).collect::<Vec<_>>().into()
}
