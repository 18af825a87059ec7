//! The rows that match a query so far.

use super::{apart::Demand, bits::Bits};

/// Matches are counted up to here.
const COUNTED: usize = 10_000;
/// How often a loop over rows asks whether it should stop.
pub(super) const STOP_EVERY: usize = 1024;

/// The rows that match, the best stages first, each stage in order of popularity.
pub(super) struct Matches {
    pub(super) rows: Vec<u32>,
    /// Where stages end in `rows`: whatever comes later is worse.
    ends: Vec<usize>,
    seen: Bits,
    /// Matches are counted up to here.
    most: usize,
    /// More matched than were counted.
    pub(super) more: bool,
    /// None of them matches every word as typed.
    pub(super) closest: bool,
    /// What a row has to meet beside holding the words.
    pub(super) demands: Vec<Demand>,
}

impl Matches {
    pub(super) fn new(rows: usize) -> Self {
        Self {
            rows: Vec::new(),
            ends: Vec::new(),
            seen: Bits::none(rows),
            most: COUNTED,
            more: false,
            closest: false,
            demands: Vec::new(),
        }
    }

    /// From here on only so many more.
    pub(super) fn only(&mut self, more: usize) {
        self.most = (self.rows.len() + more).min(COUNTED);
    }

    /// Whether a row that holds the words holds each apart.
    pub(super) fn admits(&self, text: &[u8]) -> bool {
        self.demands.iter().all(|demand| demand.is_met(text))
    }

    /// What comes later is worse.
    pub(super) fn end_stage(&mut self) {
        self.ends.push(self.rows.len());
    }

    /// The rows stage by stage, the best first.
    pub(super) fn stages(&self) -> impl Iterator<Item = &[u32]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.rows[start..*end])
    }

    /// `false` once full.
    pub(super) fn add(&mut self, row: u32) -> bool {
        if self.seen.has(row) {
            return true;
        }
        if self.rows.len() >= self.most {
            self.more = true;
            return false;
        }
        self.seen.insert(row);
        self.rows.push(row);
        true
    }
}
