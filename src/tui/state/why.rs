//! Why a row is there: the mixes behind it, and the record's plays by year.

use crate::{
    app::{
        Fault, History,
        answer::{Evidence, MixPage, TrackPage, TrackRow},
    },
    track::TrackId,
};

/// The mixes behind a row.
#[derive(Clone, Debug, Default)]
pub struct WhyPane {
    /// The row they are about.
    pub row: Option<TrackRow>,
    /// The mixes.
    pub mixes: Vec<Evidence>,
    /// The highlighted one.
    pub cursor: usize,
    /// What went wrong.
    pub fault: Option<Fault>,
    /// The tracklist of the highlighted one, and the records of its lines.
    pub tracklist: Option<MixPage>,
    /// Where the record was played, where no mix is behind the row.
    pub plays: Option<TrackPage>,
    /// Plays by year of the seed.
    pub history: Option<(TrackId, History)>,
}

impl WhyPane {
    /// The highlighted mix.
    #[must_use]
    pub fn current(&self) -> Option<&Evidence> {
        self.mixes.get(self.cursor)
    }

    /// Moves among the mixes.
    pub fn step(&mut self, by: isize) {
        self.cursor = self.cursor.saturating_add_signed(by).min(self.mixes.len().saturating_sub(1));
    }

    /// The mixes behind a row are here.
    pub fn fill(&mut self, row: Option<TrackRow>, mixes: Vec<Evidence>) {
        (self.row, self.mixes, self.cursor, self.fault) = (row, mixes, 0, None);
    }

    /// It is about a row with no mixes behind it: there is no seed, or the row is one. About no row where there is none.
    pub fn about(&mut self, row: Option<TrackRow>) {
        self.fill(row, Vec::new());
    }
}
