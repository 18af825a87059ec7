//! The index of names of which most were there before: taken over, not folded again.

use std::collections::BTreeMap;

use super::{
    build::{Names, by_popularity, push_fields, words},
    index::SearchIndex,
    text::mask,
    vocabulary::Vocabulary,
};

/// No rank: a row that is gone or has other names.
const NONE: u32 = u32::MAX;

impl SearchIndex {
    /// What [`SearchIndex::build`] makes of `names`, byte for byte, from the index of earlier ones: `was` gives the earlier row of
    /// each row that had the same names, `u32::MAX` for others. These are folded; the lists of the words of those are renumbered.
    pub fn grow(names: &dyn Names, old: &Self, was: &[u32]) -> Self {
        let order = by_popularity(names);
        let mut old_rank = vec![NONE; old.len()];
        for (&row, rank) in old.order.iter().zip(0..) {
            old_rank[row as usize] = rank;
        }
        // Earlier rank → rank now.
        let mut moved = vec![NONE; old.len()];
        let mut new_words: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        let mut texts: Vec<u8> = Vec::with_capacity(old.texts.len());
        let mut text = String::new();
        let mut starts = Vec::with_capacity(order.len() + 1);
        starts.push(0);
        for (&row, rank) in order.iter().zip(0..) {
            let before = was.get(row as usize).copied().unwrap_or(NONE);
            if let Some(&old_rank) = old_rank.get(before as usize) {
                texts.extend_from_slice(old.text(old_rank));
                moved[old_rank as usize] = rank;
            } else {
                text.clear();
                let fields = [names.artist(row), names.title(row), names.version(row), names.label(row)];
                push_fields(&mut text, fields);
                texts.extend_from_slice(text.as_bytes());
                for word in words(&text) {
                    let ranks = new_words.entry(word.to_owned()).or_default();
                    if ranks.last() != Some(&rank) {
                        ranks.push(rank);
                    }
                }
            }
            starts.push(texts.len().min(u32::MAX as usize) as u32);
        }
        let djs: Vec<u16> = order.iter().map(|&row| names.djs(row).min(u16::MAX.into()) as u16).collect();
        Self {
            order: order.into(),
            djs: djs.into(),
            texts: texts.into(),
            starts: starts.into(),
            vocabulary: merged(&old.vocabulary, &moved, &new_words),
        }
    }
}

/// The words of the rows that stay, with their ranks now, and those of the others among them.
fn merged(old: &Vocabulary, moved: &[u32], new_words: &BTreeMap<String, Vec<u32>>) -> Vocabulary {
    let mut out = Growing::new(old);
    let mut new = new_words.iter().map(|(word, ranks)| (word.as_bytes(), ranks.as_slice())).peekable();
    for id in 0..old.len() {
        let word = old.word(id);
        while let Some((word, ranks)) = new.next_if(|(new, _)| *new < word) {
            out.add(ranks);
            out.end(word, mask(word));
        }
        let here = old.postings.get(old.rows_of(id..id + 1)).unwrap_or_default();
        out.add_moved(here, moved);
        if let Some((_, ranks)) = new.next_if(|(new, _)| *new == word) {
            out.add(ranks);
        }
        out.end(word, old.masks[id as usize]);
    }
    for (word, ranks) in new {
        out.add(ranks);
        out.end(word, mask(word));
    }
    out.finish()
}

/// A vocabulary that gets word after word.
struct Growing {
    text: Vec<u8>,
    starts: Vec<u32>,
    masks: Vec<u32>,
    firsts: Vec<u32>,
    postings: Vec<u32>,
    /// The last word's ranks do not ascend as they came.
    jumbled: bool,
}

impl Growing {
    fn new(old: &Vocabulary) -> Self {
        Self {
            text: Vec::with_capacity(old.text.len()),
            starts: vec![0],
            masks: Vec::with_capacity(old.masks.len()),
            firsts: vec![0],
            postings: Vec::with_capacity(old.postings.len()),
            jumbled: false,
        }
    }

    fn add(&mut self, ranks: &[u32]) {
        self.jumbled |= !ranks.is_empty();
        self.postings.extend_from_slice(ranks);
    }

    fn add_moved(&mut self, ranks: &[u32], moved: &[u32]) {
        let mut last = 0;
        for &rank in ranks {
            let now = moved.get(rank as usize).copied().unwrap_or(NONE);
            if now != NONE {
                self.jumbled |= now < last;
                last = now;
                self.postings.push(now);
            }
        }
    }

    /// Ends the word that the ranks were of; without any it is none.
    fn end(&mut self, word: &[u8], mask: u32) {
        let first = self.firsts.last().copied().unwrap_or(0) as usize;
        if std::mem::take(&mut self.jumbled) {
            self.postings[first..].sort_unstable();
        }
        if self.postings.len() > first {
            self.text.extend_from_slice(word);
            self.starts.push(self.text.len() as u32);
            self.masks.push(mask);
            self.firsts.push(self.postings.len() as u32);
        }
    }

    fn finish(self) -> Vocabulary {
        Vocabulary {
            text: self.text.into(),
            starts: self.starts.into(),
            masks: self.masks.into(),
            firsts: self.firsts.into(),
            postings: self.postings.into(),
        }
    }
}
