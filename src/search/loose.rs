//! The words of the vocabulary that have what was typed inside, are nearly that, or are that with more letters.

use std::cell::RefCell;

use super::{lists::Lists, near::within_one_edit, text::find, vocabulary::Vocabulary, words::Word};

/// How often a scan of the vocabulary asks whether it should stop, in words.
const STOP_EVERY: usize = 16_384;
/// So many words are ruled out at once.
const TOGETHER: usize = 16;

impl Vocabulary {
    /// The rows that hold a word which has this inside. `None`: stopped.
    pub(super) fn inside(&self, word: &Word, stop: &dyn Fn() -> bool) -> Option<Lists> {
        if !word.counts_inside() {
            return Some(self.prefix(word.bytes()));
        }
        let need = word.mask;
        let has = |id: u32| {
            let other = self.word(id);
            find(other, word.bytes()).is_some_and(|at| at == 0 || word.counts_inside_of(other.len()))
        };
        self.scan(|has| need & !has == 0, has, stop)
    }

    /// Those `inside` and the rows that hold a word which is nearly this. `None`: stopped.
    pub(super) fn near(&self, word: &Word, inside: &Lists, stop: &dyn Fn() -> bool) -> Option<Lists> {
        let mut near = Lists::default();
        match word.edits {
            0 => return Some(inside.clone()),
            1 => {
                for words in within_one_edit(self, &word.text, word.may_begin_near()) {
                    near.push(self.rows_of(words));
                }
            }
            _ => {
                let letters = RefCell::new(Vec::new());
                let is_near = |id: &u32| word.is_near(self.word(*id), &mut letters.borrow_mut());
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

    /// Those that are `near` and the rows that hold a word of which this leaves letters out. `None`: stopped.
    pub(super) fn shortened(&self, word: &Word, near: &Lists, stop: &dyn Fn() -> bool) -> Option<Lists> {
        let Some(first) = word.chars.first() else { return Some(near.clone()) };
        let alike = self.starting_with(first.encode_utf8(&mut [0; 4]).as_bytes());
        let mut lists = Lists::default();
        for (at, id) in alike.enumerate() {
            if at % STOP_EVERY == 0 && stop() {
                return None;
            }
            let has = self.masks.get(id as usize).copied().unwrap_or_default();
            if word.mask & !has == 0 && word.shortens(self.word(id)) {
                lists.push(self.rows_of(id..id + 1));
            }
        }
        Some(lists.or(near))
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
