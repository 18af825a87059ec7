//! What may be among the answers by sound: filters that hold for every record, not only for the best few.

use std::collections::HashSet;

use crate::{
    library::{
        similar::controls::Controls,
        snapshot::tables::{NONE, Tables},
    },
    track::TrackId,
};

/// Filters; each is off until set.
#[derive(Clone, Debug, Default)]
pub struct Sieve {
    /// Only records that are in mixes, or only those that are in none.
    pub played: Option<bool>,
    /// Only records of the user's own, or only others; and which are.
    pub mine: Option<bool>,
    /// The user's own records.
    pub owned: HashSet<TrackId>,
    /// Released in these years, first and last; a record whose year is unknown is left out.
    pub years: Option<(u16, u16)>,
    /// Only records that are in each of these.
    pub only: Vec<HashSet<TrackId>>,
}

impl From<&Controls> for Sieve {
    /// What holds for every record of what a list leaves out.
    fn from(controls: &Controls) -> Self {
        Self {
            played: None,
            mine: (!controls.without.is_empty()).then_some(false),
            owned: controls.without.iter().copied().collect(),
            years: controls.years.map(|years| (years.from, years.to)),
            only: controls.only.iter().map(|only| only.tracks.iter().copied().collect()).collect(),
        }
    }
}

impl Sieve {
    /// Whether it keeps everything.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.played.is_none() && self.mine.is_none() && self.years.is_none() && self.only.is_empty()
    }

    /// Whether a record stays.
    #[must_use]
    pub fn keeps(&self, id: TrackId, tables: &Tables) -> bool {
        let row = tables.row_of(id).unwrap_or(NONE);
        let (mixes, year) = match row {
            NONE => (0, 0),
            row => (Tables::at(&tables.mixes, row), Tables::at(&tables.year, row)),
        };
        self.played.is_none_or(|played| (mixes > 0) == played)
            && self.only.iter().all(|only| only.contains(&id))
            && self.mine.is_none_or(|mine| self.owned.contains(&id) == mine)
            && self.years.is_none_or(|(first, last)| (first..=last).contains(&year))
    }
}
