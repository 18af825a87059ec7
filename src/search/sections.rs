//! The index in a snapshot file: flat arrays, read in place.

use bytemuck::{Pod, cast_slice};

use super::{index::SearchIndex, vocabulary::Vocabulary};
use crate::slab::Slab;

/// Where a stored index's arrays are taken from.
pub trait Sections {
    /// Why one cannot be.
    type Error;
    /// The array of this name.
    fn slab<T: Pod>(&self, name: &str) -> Result<Slab<T>, Self::Error>;
}

/// Why a stored index cannot serve. It is mended by building it anew.
#[derive(Debug, thiserror::Error)]
pub enum Damaged<E> {
    /// A section is not there, or does not fit into the file.
    #[error(transparent)]
    Section(#[from] E),
    /// The sections' lengths contradict each other.
    #[error("the search index's sections contradict each other at {0}")]
    Contradiction(&'static str),
}

impl SearchIndex {
    /// Name and bytes of every array, as [`SearchIndex::from_sections`] takes them back.
    pub fn sections(&self) -> Vec<(&'static str, &[u8])> {
        vec![
            ("search.order", cast_slice(&self.order)),
            ("search.djs", cast_slice(&self.djs)),
            ("search.texts", &self.texts),
            ("search.starts", cast_slice(&self.starts)),
            ("search.words", &self.vocabulary.text),
            ("search.word_starts", cast_slice(&self.vocabulary.starts)),
            ("search.word_masks", cast_slice(&self.vocabulary.masks)),
            ("search.firsts", cast_slice(&self.vocabulary.firsts)),
            ("search.postings", cast_slice(&self.vocabulary.postings)),
        ]
    }

    /// Opens a stored index without copying. Only lengths are checked here (a million rows open in microseconds); a
    /// search reads damaged values without harm and finds less.
    pub fn from_sections<S: Sections>(stored: &S) -> Result<Self, Damaged<S::Error>> {
        let index = Self {
            order: stored.slab("search.order")?,
            djs: stored.slab("search.djs")?,
            texts: stored.slab("search.texts")?,
            starts: stored.slab("search.starts")?,
            vocabulary: Vocabulary {
                text: stored.slab("search.words")?,
                starts: stored.slab("search.word_starts")?,
                masks: stored.slab("search.word_masks")?,
                firsts: stored.slab("search.firsts")?,
                postings: stored.slab("search.postings")?,
            },
        };
        match index.contradiction() {
            Some(name) => Err(Damaged::Contradiction(name)),
            None => Ok(index),
        }
    }

    /// The section whose length does not agree with the others.
    fn contradiction(&self) -> Option<&'static str> {
        let rows = self.order.len();
        let words = self.vocabulary.masks.len();
        let agree = [
            ("search.djs", self.djs.len() == rows),
            ("search.starts", self.starts.len() == rows + 1),
            ("search.word_starts", self.vocabulary.starts.len() == words + 1),
            ("search.firsts", self.vocabulary.firsts.len() == words + 1),
        ];
        agree.iter().find(|(_, agrees)| !agrees).map(|(name, _)| *name)
    }
}
