//! Search answers: rows of the index as rows of a list.

use super::{
    query::{SearchAnswer, SearchHit},
    snapshot::{Snapshot, tables::Tables},
};
use crate::track::Name;

impl Tables {
    /// Artist, title and version as the rules of `track` take them.
    #[must_use]
    pub fn name(&self, row: u32) -> Name {
        Name {
            artist: self.artist.get(row).to_owned(),
            title: self.title.get(row).to_owned(),
            version: self.version.some(row).map(str::to_owned),
        }
    }
}

impl Snapshot {
    /// The best `limit` records for what was typed; `None` where `stop` said so.
    #[must_use]
    pub fn search(&self, query: &str, limit: usize, stop: &dyn Fn() -> bool) -> Option<SearchAnswer> {
        let found = self.search.search(query, limit, &self.tables, stop)?;
        let hit = |hit: crate::search::Hit| SearchHit {
            row: self.tables.track_row(hit.row),
            score: hit.score,
            marks: hit.marks,
        };
        Some(SearchAnswer {
            query: query.to_owned(),
            closest: found.closest,
            total: found.total,
            total_is_lower_bound: found.total_is_lower_bound,
            tracks: found.hits.into_iter().map(hit).collect(),
        })
    }
}
