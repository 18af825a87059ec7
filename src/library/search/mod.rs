//! Fuzzy search over artist, title, version and label, as fast as typing at a million tracks.
//!
//! Rows are numbered by popularity, so that every list of rows is read best first and reading can end when enough is
//! found. A query's words are matched against the vocabulary and the lists of rows intersected; only what survives is
//! scored. See [`SearchIndex::search`] for what matches and what stands before what.

mod bits;
mod build;
mod edits;
mod fit;
mod grow;
mod letters;
mod marks;
mod narrow;
mod near;
mod rank;
mod sections;
mod stages;
#[cfg(test)]
mod tests;
mod text;
mod vocabulary;
mod words;

pub use build::Names;
pub use sections::Damaged;

use crate::library::{query::Marks, slab::Slab};

/// The index: flat arrays, owned or mapped, cheap to clone. Inside, rows are numbered by popularity.
#[derive(Clone, Debug, Default)]
pub struct SearchIndex {
    /// `[rows]` the caller's rows: more DJs first, then more mixes, then the lower row.
    order: Slab<u32>,
    /// `[rows]` how many DJs play each.
    djs: Slab<u16>,
    /// The folded words of each row: artist, title, version and label, one line each.
    texts: Slab<u8>,
    /// `[rows + 1]` where each row starts in `texts`.
    starts: Slab<u32>,
    /// `[rows]` the letters of the four fields.
    letters: Slab<[letters::Halves; 4]>,
    /// `[rows]` those of all fields together, see [`text::mask`].
    all_letters: Slab<u32>,
    vocabulary: vocabulary::Vocabulary,
}

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// The best, best first.
    pub hits: Vec<Hit>,
    /// How many match, counted up to 10,000; of loose matches (scattered letters, typing errors, a word short) up to
    /// 2000 of each kind.
    pub total: u32,
    /// Counting stopped.
    pub total_is_lower_bound: bool,
    /// Nothing matched every word as typed; these are the nearest.
    pub closest: bool,
}

/// One row found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The caller's row.
    pub row: u32,
    /// Higher is better; comparable within one answer only.
    pub score: f32,
    /// Which characters of the shown names matched.
    pub marks: Marks,
}

impl SearchIndex {
    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// No row at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// How many different words.
    #[must_use]
    pub fn words(&self) -> usize {
        self.vocabulary.masks.len()
    }

    /// The best `limit` rows for what was typed; `names` are those the index was built from.
    ///
    /// Every word must match somewhere, in any order: as a whole word or its start or inside a word; where that does
    /// not fill the list, also as a subsequence of one field. With fewer than ten hits, scattered letters not counted,
    /// also within one edit (two from eight letters; the last word is being typed, so its start counts); with none,
    /// all words but one. Where nothing matched without an edit, the answer is `closest`.
    ///
    /// Whole words and starts stand before insides, these before errors and scattered letters; then tracks that more
    /// DJs play, words side by side and in whole names, and nucleo's score decide; then more DJs, more mixes, the
    /// lower row.
    ///
    /// `stop` is asked every few hundred microseconds; `None` where it said so.
    #[must_use]
    pub fn search(
        &self,
        query: &str,
        limit: usize,
        names: &dyn Names,
        stop: &dyn Fn() -> bool,
    ) -> Option<Found> {
        let words = words::parse(query);
        if words.is_empty() || limit == 0 || self.is_empty() {
            return Some(Found::default());
        }
        let matches = self.matches(&words, limit, stop)?;
        let best = rank::best(self, &words, &matches, limit, stop)?;
        let mut marker = marks::Marker::new();
        let mut hits = Vec::with_capacity(best.len());
        for (at, (rank, score)) in best.into_iter().enumerate() {
            if at % 64 == 0 && stop() {
                return None;
            }
            let Some(&row) = self.order.get(rank as usize).filter(|row| (**row as usize) < names.len())
            else {
                continue;
            };
            let marks = marker.marks(
                &words,
                names.artist(row),
                names.title(row),
                names.version(row),
                names.label(row),
            );
            hits.push(Hit { row, score, marks });
        }
        Some(Found {
            hits,
            total: matches.rows.len() as u32,
            total_is_lower_bound: matches.more,
            closest: matches.closest,
        })
    }

    /// The folded words of a row, by popularity.
    fn text(&self, rank: u32) -> &[u8] {
        let rank = rank as usize;
        let (Some(&start), Some(&end)) = (self.starts.get(rank), self.starts.get(rank + 1)) else {
            return &[];
        };
        self.texts.get(start as usize..end as usize).unwrap_or_default()
    }
}
