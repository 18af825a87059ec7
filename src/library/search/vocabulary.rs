//! Every word of the catalogue in order, and the rows that hold it.

use std::{cell::RefCell, ops::Range};

use super::{
    edits::within,
    near::within_one_edit,
    text::{find, mask},
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
    /// Spans come ascending by their starts.
    fn push(&mut self, span: Range<usize>) {
        match self.spans.last_mut() {
            Some(last) if span.start <= last.end => {
                self.size += span.end.saturating_sub(last.end);
                last.end = last.end.max(span.end);
            }
            _ => {
                self.size += span.len();
                self.spans.push(span);
            }
        }
    }

    fn or(self, other: &Self) -> Self {
        let mut spans = self.spans;
        spans.extend_from_slice(&other.spans);
        spans.sort_unstable_by_key(|span| span.start);
        let mut lists = Self::default();
        for span in spans {
            lists.push(span);
        }
        lists
    }
}

/// How often a scan of the vocabulary asks whether it should stop, in words.
const STOP_EVERY: usize = 16_384;
/// So many words are ruled out at once.
const TOGETHER: usize = 16;

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

    /// The rows that hold a word which has this inside. `None`: stopped.
    pub(super) fn inside(&self, word: &Word, stop: &dyn Fn() -> bool) -> Option<Lists> {
        let need = word.mask;
        let has = |id: u32| find(self.word(id), word.bytes()).is_some();
        self.scan(|has| need & !has == 0, has, stop)
    }

    /// Those `inside` and the rows that hold a word which is nearly this. `None`: stopped.
    pub(super) fn near(&self, word: &Word, inside: &Lists, stop: &dyn Fn() -> bool) -> Option<Lists> {
        let mut near = Lists::default();
        match word.edits {
            0 => return Some(inside.clone()),
            1 => {
                for words in within_one_edit(self, &word.text, word.typing) {
                    near.push(self.rows_of(words));
                }
            }
            _ => {
                let letters = RefCell::new(Vec::new());
                let is_near = |id: &u32| is_near(word, self.word(*id), &mut letters.borrow_mut());
                // Of two edits one at most is in the first half, or else all letters of the other half are there, the
                // first of them perhaps swapped over.
                let half: usize = word.chars[..word.chars.len() / 2].iter().map(|c| c.len_utf8()).sum();
                for words in within_one_edit(self, &word.text[..half], true) {
                    words.filter(is_near).for_each(|id| near.push(self.rows_of(id..id + 1)));
                }
                let rest = word.rests.get(half).copied().unwrap_or_default();
                near = near.or(&self.scan(|has| rest & !has == 0, |id| is_near(&id), stop)?);
            }
        }
        Some(near.or(inside))
    }

    /// The rows of the words whose letters may do and that do. `None`: stopped.
    fn scan(
        &self,
        may: impl Fn(u32) -> bool,
        does: impl Fn(u32) -> bool,
        stop: &dyn Fn() -> bool,
    ) -> Option<Lists> {
        let mut lists = Lists::default();
        for (block, masks) in self.masks.chunks(STOP_EVERY).enumerate() {
            if stop() {
                return None;
            }
            for (at, masks) in masks.chunks(TOGETHER).enumerate() {
                // No branch inside: the compiler looks at several at a time.
                if masks.iter().fold(false, |any, &has| any | may(has)) {
                    let from = (block * STOP_EVERY + at * TOGETHER) as u32;
                    for (id, _) in (from..).zip(masks).filter(|&(id, &has)| may(has) && does(id)) {
                        lists.push(self.rows_of(id..id + 1));
                    }
                }
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
