//! The index in a snapshot file: flat arrays, read in place.

use bytemuck::cast_slice;

use super::{SearchIndex, vocabulary::Vocabulary};
use crate::library::snapshot::segment::{Segment, SegmentError};

/// Why a stored index cannot serve. It is mended by building it anew.
#[derive(Debug, thiserror::Error)]
pub enum Damaged {
    /// A section is not there, or does not fit into the file.
    #[error(transparent)]
    Segment(#[from] SegmentError),
    /// The sections' lengths contradict each other.
    #[error("the search index's sections contradict each other at {0}")]
    Contradiction(&'static str),
}

impl SearchIndex {
    /// Name and bytes of every array, for [`crate::library::snapshot::segment::write`].
    #[must_use]
    pub fn sections(&self) -> Vec<(&'static str, &[u8])> {
        vec![
            ("search.order", cast_slice(&self.order)),
            ("search.djs", cast_slice(&self.djs)),
            ("search.texts", &self.texts),
            ("search.starts", cast_slice(&self.starts)),
            ("search.letters", cast_slice(&self.letters)),
            ("search.all_letters", cast_slice(&self.all_letters)),
            ("search.words", &self.vocabulary.text),
            ("search.word_starts", cast_slice(&self.vocabulary.starts)),
            ("search.word_masks", cast_slice(&self.vocabulary.masks)),
            ("search.firsts", cast_slice(&self.vocabulary.firsts)),
            ("search.postings", cast_slice(&self.vocabulary.postings)),
        ]
    }

    /// Opens a stored index without copying. Only lengths are checked here (a million rows open in microseconds); a
    /// search reads damaged values without harm and finds less.
    pub fn from_segment(segment: &Segment) -> Result<Self, Damaged> {
        let index = Self {
            order: segment.slab("search.order")?,
            djs: segment.slab("search.djs")?,
            texts: segment.slab("search.texts")?,
            starts: segment.slab("search.starts")?,
            letters: segment.slab("search.letters")?,
            all_letters: segment.slab("search.all_letters")?,
            vocabulary: Vocabulary {
                text: segment.slab("search.words")?,
                starts: segment.slab("search.word_starts")?,
                masks: segment.slab("search.word_masks")?,
                firsts: segment.slab("search.firsts")?,
                postings: segment.slab("search.postings")?,
            },
        };
        index.check()?;
        Ok(index)
    }

    fn check(&self) -> Result<(), Damaged> {
        let rows = self.order.len();
        let words = self.vocabulary.masks.len();
        let agree = [
            ("search.djs", self.djs.len() == rows),
            ("search.starts", self.starts.len() == rows + 1),
            ("search.letters", self.letters.len() == rows),
            ("search.all_letters", self.all_letters.len() == rows),
            ("search.word_starts", self.vocabulary.starts.len() == words + 1),
            ("search.firsts", self.vocabulary.firsts.len() == words + 1),
        ];
        match agree.iter().find(|(_, agrees)| !agrees) {
            Some((name, _)) => Err(Damaged::Contradiction(name)),
            None => Ok(()),
        }
    }
}
