//! Search answers: rows of the index as rows of a list.

use super::{
    query::{SearchAnswer, SearchHit},
    search::Names,
    snapshot::{
        Snapshot,
        tables::{NONE, Tables},
    },
};
use crate::track::Name;

impl Names for Tables {
    fn len(&self) -> usize {
        self.n_tracks()
    }

    fn artist(&self, row: u32) -> &str {
        self.artist.get(row)
    }

    fn title(&self, row: u32) -> &str {
        self.title.get(row)
    }

    fn version(&self, row: u32) -> &str {
        self.version.get(row)
    }

    fn label(&self, row: u32) -> &str {
        let label = Self::at(&self.label, row);
        if label == NONE { "" } else { self.labels.get(label) }
    }

    fn djs(&self, row: u32) -> u32 {
        Self::at(&self.witnesses, row)
    }

    fn mixes(&self, row: u32) -> u32 {
        Self::at(&self.mixes, row)
    }
}

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
        let hit = |hit: super::search::Hit| SearchHit {
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
