//! A query answered: words, then the rows that match, then the best of them with what is to be marked.

use super::{
    build::Names,
    index::SearchIndex,
    marks::{Marker, Marks},
    rank, words,
};

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
        let mut marker = Marker::new();
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
}
