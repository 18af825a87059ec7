//! A query answered: words, then the rows that match, then the best of them with what is to be marked.

use std::collections::HashMap;

use super::{
    build::Names,
    index::SearchIndex,
    marks::{Marks, marks},
    matches::Matches,
    pasted::bolder,
    rank,
    text::cut,
    words::{self, QUERY_BYTES, Word},
};
use crate::track::same_version;

/// So many more than are wanted are ranked, as some are one record in two spellings.
const SPELLINGS: usize = 50;

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SearchHits {
    /// The best, best first.
    pub hits: Vec<RankedHit>,
    /// How many rows match, counted up to 10,000; of loose matches (typing errors, letters left out, a word short) up to
    /// 2000 of each kind.
    pub total: u32,
    /// Counting stopped.
    pub total_is_lower_bound: bool,
    /// Nothing matched every word as typed; these are the nearest.
    pub closest: bool,
}

/// One record found.
#[derive(Clone, Debug, PartialEq)]
pub struct RankedHit {
    /// The caller's row.
    pub row: u32,
    /// Rows of the same record, whose version is spelt differently.
    pub spellings: Vec<u32>,
    /// How many DJs play it, counted up to 65,535.
    pub djs: u32,
    /// Higher is better; comparable within one answer only.
    pub score: f32,
    /// Every word is there whole or as a beginning.
    pub begins: bool,
    /// A word is not there at all.
    pub lacks: bool,
    /// Which characters of the shown names matched.
    pub marks: Marks,
}

impl SearchIndex {
    /// The best `limit` rows for what was typed; `names` are those the index was built from.
    ///
    /// Every word must match somewhere, in any order: as a whole word or its start or inside a word (beside other words as a good
    /// part of it), each in a word of its own. With fewer than ten hits also within one edit (two from eight letters; the last word is being typed, so its start counts) or without a
    /// blank between two words. Where nothing matched without an edit, the answer is `closest`; it has also words of
    /// which letters were left out, and where nothing else is near, rows that hold all words but one.
    ///
    /// Whole words stand before starts, these before insides, errors and letters left out. Within these an artist's own
    /// records stand before those that only bear the name as a version; then more DJs, words side by side and in whole
    /// names decide; then more mixes, the lower row.
    ///
    /// `stop` is asked every few hundred microseconds; `None` where it said so.
    pub fn search(
        &self,
        query: &str,
        limit: usize,
        names: &dyn Names,
        stop: &dyn Fn() -> bool,
    ) -> Option<SearchHits> {
        let words = words::parse(query);
        if words.is_empty() || limit == 0 || self.is_empty() {
            return Some(SearchHits::default());
        }
        let (words, matches) = self.read(query, words, limit, names.whole_first(), stop)?;
        let best =
            rank::best(self, &words, &matches, limit.saturating_add(SPELLINGS), names.whole_first(), stop)?;
        let mut hits = self.grouped(best, limit, names);
        for (at, hit) in hits.iter_mut().enumerate() {
            if at % 64 == 0 && stop() {
                return None;
            }
            let row = hit.row;
            let shown = [names.artist(row), names.title(row), names.version(row), names.label(row)];
            hit.marks = marks(&words, shown);
        }
        Some(SearchHits {
            hits,
            total: matches.rows.len() as u32,
            total_is_lower_bound: matches.more,
            closest: matches.closest,
        })
    }

    /// What was typed and its rows; a paste of which no row holds every word is read more boldly, where a row holds every word then, or is
    /// near where none was.
    fn read(
        &self,
        query: &str,
        words: Vec<Word>,
        limit: usize,
        names: bool,
        stop: &dyn Fn() -> bool,
    ) -> Option<(Vec<Word>, Matches)> {
        let matches = self.matches(&words, limit, names, stop)?;
        let holds = |matches: &Matches| !matches.closest && !matches.rows.is_empty();
        let bolder = if holds(&matches) { None } else { bolder(cut(query, QUERY_BYTES)) };
        if let Some(bolder) = bolder.map(|name| words::parse(&name)).filter(|words| !words.is_empty()) {
            let found = self.matches(&bolder, limit, names, stop)?;
            if holds(&found) || matches.rows.is_empty() {
                return Some((bolder, found));
            }
        }
        Some((words, matches))
    }

    /// The first `limit` of these rows, best first, those of one version with it.
    fn grouped(&self, best: Vec<(u32, f32)>, limit: usize, names: &dyn Names) -> Vec<RankedHit> {
        let mut hits: Vec<RankedHit> = Vec::with_capacity(limit.min(best.len()));
        let mut of_work: HashMap<u32, Vec<usize>> = HashMap::new();
        for (rank, score) in best {
            let Some(&row) = self.order.get(rank as usize).filter(|row| (**row as usize) < names.len())
            else {
                continue;
            };
            let others = of_work.entry(names.work(row)).or_default();
            let is_same = |other: &&usize| same_version(names.version(hits[**other].row), names.version(row));
            if let Some(&other) = others.iter().find(is_same) {
                hits[other].spellings.push(row);
            } else if hits.len() < limit {
                others.push(hits.len());
                hits.push(RankedHit {
                    row,
                    spellings: Vec::new(),
                    djs: self.djs.get(rank as usize).copied().unwrap_or_default().into(),
                    score,
                    begins: rank::begins(score),
                    lacks: rank::lacks(score),
                    marks: Marks::default(),
                });
            }
        }
        hits
    }
}
