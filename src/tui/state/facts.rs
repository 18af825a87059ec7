//! What is known of how records mix, beside the rows: it is asked for as rows come, and again when more is known.

use std::collections::{HashMap, HashSet};

use crate::{
    app::answer::{MixingFacts, TrackRow},
    track::TrackId,
};

/// What makes a record the same here: its number, or its name where no mix has it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Record {
    Track(TrackId),
    Name(Box<(String, String, Option<String>)>),
}

impl Record {
    fn of(row: &TrackRow) -> Self {
        match row.id {
            TrackId(0) => Self::Name(Box::new((row.artist.clone(), row.title.clone(), row.version.clone()))),
            id => Self::Track(id),
        }
    }
}

/// Facts by record, each with the version of the stores that it is of.
#[derive(Clone, Debug, Default)]
pub struct FactsByTrack {
    facts: HashMap<Record, (MixingFacts, u64)>,
}

/// More records than this are not kept: those of lists long left.
const KEPT: usize = 20_000;

impl FactsByTrack {
    /// What is known of a record; nothing where it was not asked for yet.
    #[must_use]
    pub fn of(&self, row: &TrackRow) -> MixingFacts {
        self.facts.get(&Record::of(row)).map(|(facts, _)| *facts).unwrap_or_default()
    }

    /// Whether it was asked for at all.
    #[must_use]
    pub fn has(&self, row: &TrackRow) -> bool {
        self.facts.contains_key(&Record::of(row))
    }

    /// Takes what was asked for at a version.
    pub fn take(&mut self, rows: &[TrackRow], facts: Vec<MixingFacts>, version: u64) {
        if self.facts.len() + rows.len() > KEPT {
            self.facts.clear();
        }
        for (row, facts) in rows.iter().zip(facts) {
            self.facts.insert(Record::of(row), (facts, version));
        }
    }

    /// Those of the rows whose facts are not known as of this version, each once.
    #[must_use]
    pub fn wanted<'r>(&self, rows: impl Iterator<Item = &'r TrackRow>, version: u64) -> Vec<TrackRow> {
        let mut seen = HashSet::new();
        let stale = |record: &Record| self.facts.get(record).is_none_or(|(_, of)| *of != version);
        rows.filter(|row| {
            let record = Record::of(row);
            stale(&record) && seen.insert(record)
        })
        .cloned()
        .collect()
    }
}
