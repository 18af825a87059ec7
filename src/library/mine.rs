//! Records that no mix need have: what the user owns and what was analysed, found as those of the mixes are.

use std::collections::HashMap;

use super::{query::TrackRow, unknown_row};
use crate::{
    catalogue::Seen,
    search::{Names, SearchIndex},
    track::{TrackId, TrackKey},
};

/// One record as it was seen, and the number it has while no mix has it.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) seen: Seen,
    pub(super) id: TrackId,
    pub(super) owned: bool,
}

/// The records, searchable.
#[derive(Debug, Default)]
pub struct OwnedIndex {
    pub(super) records: Vec<Record>,
    by_key: HashMap<TrackKey, u32>,
    by_id: HashMap<TrackId, u32>,
    pub(super) index: SearchIndex,
    pub(super) made: Made,
}

/// What it was made from: the counts of changes to what is owned and to what was analysed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Made {
    pub(super) owned: u64,
    pub(super) analysed: u64,
}

impl Names for OwnedIndex {
    fn len(&self) -> usize {
        self.records.len()
    }
    fn artist(&self, row: u32) -> &str {
        self.records.get(row as usize).map_or("", |record| &record.seen.name.artist)
    }
    fn title(&self, row: u32) -> &str {
        self.records.get(row as usize).map_or("", |record| &record.seen.name.title)
    }
    fn version(&self, row: u32) -> &str {
        self.records
            .get(row as usize)
            .and_then(|record| record.seen.name.version.as_deref())
            .unwrap_or_default()
    }
    fn label(&self, _: u32) -> &'static str {
        ""
    }
    fn work(&self, row: u32) -> u32 {
        row
    }
    fn djs(&self, _: u32) -> u32 {
        0
    }
    fn mixes(&self, _: u32) -> u32 {
        0
    }
}

impl OwnedIndex {
    /// Of what is owned, then of what was analysed; a record in both is owned.
    pub fn new(owned: Vec<Seen>, analysed: Vec<Seen>) -> Self {
        let mut mine = Self::default();
        let all =
            owned.into_iter().map(|seen| (seen, true)).chain(analysed.into_iter().map(|seen| (seen, false)));
        for (seen, owned) in all {
            mine.add(seen, owned);
        }
        mine.index = SearchIndex::build(&mine);
        mine
    }

    fn add(&mut self, seen: Seen, owned: bool) {
        if self.by_key.contains_key(&seen.key) {
            return;
        }
        let mut id = TrackId::outside(&seen.key);
        while self.by_id.contains_key(&id) {
            id = id.next_outside();
        }
        let row = self.records.len() as u32;
        self.by_key.insert(seen.key.clone(), row);
        self.by_id.insert(id, row);
        self.records.push(Record { seen, id, owned });
    }

    /// The record with this number, as it was seen.
    pub fn seen(&self, id: TrackId) -> Option<&Seen> {
        self.by_id.get(&id).map(|row| &self.records[*row as usize].seen)
    }

    /// The number of the record with this key.
    pub fn find(&self, key: &TrackKey) -> Option<TrackId> {
        self.by_key.get(key).map(|row| self.records[*row as usize].id)
    }

    /// Whether the user owns any record: these come first.
    pub fn owns_any(&self) -> bool {
        self.records.first().is_some_and(|record| record.owned)
    }

    /// Whether the user owns the record with this key.
    pub fn owns(&self, key: &TrackKey) -> bool {
        self.by_key.get(key).is_some_and(|row| self.records[*row as usize].owned)
    }

    /// The record as a list shows it.
    pub fn row(&self, id: TrackId) -> Option<TrackRow> {
        self.seen(id).map(|seen| TrackRow { id, ..unknown_row(&seen.name) })
    }
}
