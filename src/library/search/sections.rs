//! The index in a snapshot file: flat arrays, read in place.

use bytemuck::{Pod, cast_slice};

use super::{SearchIndex, vocabulary::Vocabulary};
use crate::library::slab::{Mapped, Slab};

/// Why a stored index cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damaged {
    /// A section is not there, or does not fit into the file.
    #[error("the search index lacks its section {0}")]
    Missing(&'static str),
    /// The sections' lengths contradict each other.
    #[error("the search index's sections contradict each other at {0}")]
    Contradiction(&'static str),
}

/// Goes with the layout and the rules by which words are made: another number, another index.
pub const LAYOUT: u32 = 1;

impl SearchIndex {
    /// The arrays as bytes, by name; each wants an alignment of 8 in the file.
    #[must_use]
    pub fn sections(&self) -> Vec<(&'static str, &[u8])> {
        vec![
            ("search.order", cast_slice(&self.order)),
            ("search.djs", cast_slice(&self.djs)),
            ("search.texts", &self.texts),
            ("search.starts", cast_slice(&self.starts)),
            ("search.letters", cast_slice(&self.letters)),
            ("search.words", &self.vocabulary.text),
            ("search.word_starts", cast_slice(&self.vocabulary.starts)),
            ("search.word_letters", cast_slice(&self.vocabulary.masks)),
            ("search.firsts", cast_slice(&self.vocabulary.firsts)),
            ("search.postings", cast_slice(&self.vocabulary.postings)),
        ]
    }

    /// Opens a stored index without copying. `place` says where in the file a section lies: byte offset and length in
    /// bytes. Only lengths are checked here (a million rows open in microseconds); a search reads damaged values
    /// without harm and finds less.
    pub fn from_sections(
        map: &Mapped,
        place: &dyn Fn(&str) -> Option<(usize, usize)>,
    ) -> Result<Self, Damaged> {
        fn section<T: Pod>(
            map: &Mapped,
            place: &dyn Fn(&str) -> Option<(usize, usize)>,
            name: &'static str,
        ) -> Result<Slab<T>, Damaged> {
            place(name)
                .filter(|(_, bytes)| bytes.is_multiple_of(size_of::<T>()))
                .and_then(|(at, bytes)| Slab::window(map, at, bytes / size_of::<T>()))
                .ok_or(Damaged::Missing(name))
        }
        let index = Self {
            order: section(map, place, "search.order")?,
            djs: section(map, place, "search.djs")?,
            texts: section(map, place, "search.texts")?,
            starts: section(map, place, "search.starts")?,
            letters: section(map, place, "search.letters")?,
            vocabulary: Vocabulary {
                text: section(map, place, "search.words")?,
                starts: section(map, place, "search.word_starts")?,
                masks: section(map, place, "search.word_letters")?,
                firsts: section(map, place, "search.firsts")?,
                postings: section(map, place, "search.postings")?,
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
            ("search.letters", self.letters.len() == 4 * rows),
            ("search.word_starts", self.vocabulary.starts.len() == words + 1),
            ("search.firsts", self.vocabulary.firsts.len() == words + 1),
        ];
        match agree.iter().find(|(_, agrees)| !agrees) {
            Some((name, _)) => Err(Damaged::Contradiction(name)),
            None => Ok(()),
        }
    }
}
