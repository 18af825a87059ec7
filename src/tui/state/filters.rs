//! Filters of the recommendations: what they hide is counted, never silent.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::{
    library::{Facts, query::SimilarRow},
    track::TrackId,
    tui::state::{facts::Known, list::Row, queue::Mine},
};

/// What is hidden.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Filters {
    /// Rows last played with the seed before this year.
    pub since: Option<u16>,
    /// Rows with fewer DJs in common.
    pub djs: Option<u32>,
    /// More rows of one artist than this.
    pub per_artist: Option<u32>,
    /// Rows by an artist of a seed.
    pub own_artist: bool,
    /// Rows heard before.
    pub heard: bool,
    /// Rows in the queue.
    pub queued: bool,
    /// Rows whose tempo or key does not mix with the seed, or is not known.
    pub fit: bool,
    /// Rows in another key than the seed.
    pub same_key: bool,
    /// Rows further than so many beats per minute from the seed.
    pub bpm: Option<u32>,
    /// Rows of the seed's genre.
    pub other_genre: bool,
    /// Rows that the user owns.
    pub owned: bool,
}

/// What the filters go by.
#[derive(Clone, Copy, Debug)]
pub struct Basis<'b> {
    /// The artists of the seeds.
    pub artists: &'b [String],
    /// Queue, verdicts, collection.
    pub mine: &'b Mine,
    /// Tempo, key and genre of the rows.
    pub facts: &'b Known,
    /// Those of the seed.
    pub seed: Facts,
    /// How far a deck is pitched, in per cent.
    pub pitch: f32,
}

/// One filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    /// By the last year.
    Since,
    /// By DJs in common.
    Djs,
    /// By how many of one artist.
    PerArtist,
    /// By the seeds' artists.
    OwnArtist,
    /// By what was heard.
    Heard,
    /// By what is queued.
    Queued,
    /// By tempo and key.
    Fit,
    /// By the seed's key.
    SameKey,
    /// By the seed's tempo.
    Bpm,
    /// By the seed's genre.
    OtherGenre,
    /// By what the user has.
    Owned,
}

impl Filter {
    /// All, in the order of the bar.
    pub const ALL: [Self; 11] = [
        Self::Since,
        Self::Djs,
        Self::PerArtist,
        Self::OwnArtist,
        Self::Heard,
        Self::Queued,
        Self::Owned,
        Self::Fit,
        Self::SameKey,
        Self::Bpm,
        Self::OtherGenre,
    ];

    /// What it does.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Since => "last played since",
            Self::Djs => "DJs in common, at least",
            Self::PerArtist => "rows of one artist, at most",
            Self::OwnArtist => "without the seed's artists",
            Self::Heard => "without what was heard",
            Self::Queued => "without what is queued",
            Self::Fit => "tempo and key fit",
            Self::SameKey => "in the seed's key",
            Self::Bpm => "bpm from the seed, at most",
            Self::OtherGenre => "of another genre",
            Self::Owned => "without what is mine",
        }
    }
}

const YEARS: [u16; 7] = [1995, 2000, 2005, 2010, 2015, 2018, 2020];
const FEW: [u32; 4] = [1, 2, 3, 5];
const BPM: [u32; 4] = [1, 3, 5, 10];

impl Filters {
    /// How many filters are on.
    #[must_use]
    pub fn on(&self) -> usize {
        Filter::ALL.iter().filter(|f| self.is_on(**f)).count()
    }

    /// Whether one is on.
    #[must_use]
    pub fn is_on(&self, filter: Filter) -> bool {
        match filter {
            Filter::Since => self.since.is_some(),
            Filter::Djs => self.djs.is_some(),
            Filter::PerArtist => self.per_artist.is_some(),
            Filter::OwnArtist => self.own_artist,
            Filter::Heard => self.heard,
            Filter::Queued => self.queued,
            Filter::Fit => self.fit,
            Filter::SameKey => self.same_key,
            Filter::Bpm => self.bpm.is_some(),
            Filter::OtherGenre => self.other_genre,
            Filter::Owned => self.owned,
        }
    }

    /// Whether any goes by tempo, key or genre.
    #[must_use]
    pub fn need_facts(&self) -> bool {
        [Filter::Fit, Filter::SameKey, Filter::Bpm, Filter::OtherGenre].iter().any(|f| self.is_on(*f))
    }

    /// Its value in a word.
    #[must_use]
    pub fn value(&self, filter: Filter) -> String {
        let number = match filter {
            Filter::Since => self.since.map(u32::from),
            Filter::Djs => self.djs,
            Filter::PerArtist => self.per_artist,
            Filter::Bpm => self.bpm,
            _ => None,
        };
        match number {
            Some(number) => number.to_string(),
            None if self.is_on(filter) => "on".to_owned(),
            None => "off".to_owned(),
        }
    }

    /// Sets one to its next or previous value; off stands before the first.
    pub fn turn(&mut self, filter: Filter, forward: bool) {
        match filter {
            Filter::Since => self.since = turned(&YEARS, self.since, forward),
            Filter::Djs => self.djs = turned(&FEW[1..], self.djs, forward),
            Filter::PerArtist => self.per_artist = turned(&FEW, self.per_artist, forward),
            Filter::OwnArtist => self.own_artist ^= true,
            Filter::Heard => self.heard ^= true,
            Filter::Queued => self.queued ^= true,
            Filter::Fit => self.fit ^= true,
            Filter::SameKey => self.same_key ^= true,
            Filter::Bpm => self.bpm = turned(&BPM, self.bpm, forward),
            Filter::OtherGenre => self.other_genre ^= true,
            Filter::Owned => self.owned ^= true,
        }
    }

    /// The rows that stay, and how many each filter hides. A row counts for the first that hides it.
    #[must_use]
    pub fn apply(&self, rows: &[Row], basis: Basis<'_>) -> (Vec<Row>, Vec<(String, u32)>) {
        if self.on() == 0 {
            return (rows.to_vec(), Vec::new());
        }
        let seeds: HashSet<String> = basis.artists.iter().map(|artist| artist.to_lowercase()).collect();
        let mut by_artist: HashMap<String, u32> = HashMap::new();
        let mut hidden = [0_u32; Filter::ALL.len()];
        let mut kept = Vec::new();
        for row in rows {
            let Row::Similar(similar) = row else {
                kept.push(row.clone());
                continue;
            };
            let artist = similar.row.artist.to_lowercase();
            let so_far = by_artist.get(&artist).copied().unwrap_or(0);
            let hides = Filter::ALL.iter().position(|f| self.hides(*f, similar, &seeds, so_far, basis));
            if let Some(filter) = hides {
                hidden[filter] += 1;
            } else {
                *by_artist.entry(artist).or_default() += 1;
                kept.push(row.clone());
            }
        }
        let named = Filter::ALL.iter().zip(hidden).filter(|(_, rows)| *rows > 0);
        (kept, named.map(|(f, rows)| (self.described(*f), rows)).collect())
    }

    fn hides(
        &self,
        filter: Filter,
        row: &SimilarRow,
        seeds: &HashSet<String>,
        so_far: u32,
        basis: Basis<'_>,
    ) -> bool {
        let Basis { mine, seed, .. } = basis;
        let id: TrackId = row.row.id;
        let facts = || basis.facts.of(&row.row);
        match filter {
            Filter::Since => self.since.is_some_and(|since| {
                let year = row.last.as_deref().and_then(|d| d.get(..4)).and_then(|y| y.parse::<u16>().ok());
                year.is_none_or(|year| year < since)
            }),
            Filter::Djs => self.djs.is_some_and(|least| row.djs_together < least),
            Filter::PerArtist => self.per_artist.is_some_and(|most| so_far >= most),
            Filter::OwnArtist => self.own_artist && seeds.contains(&row.row.artist.to_lowercase()),
            Filter::Heard => self.heard && mine.heard.contains(&id),
            Filter::Queued => self.queued && mine.is_queued(id),
            Filter::Fit => self.fit && !seed.fits(&facts(), basis.pitch),
            Filter::SameKey => self.same_key && !seed.same_key(&facts()),
            Filter::Bpm => self.bpm.is_some_and(|bpm| !seed.within_bpm(&facts(), bpm as f32)),
            Filter::OtherGenre => self.other_genre && !seed.other_genre(&facts()),
            Filter::Owned => self.owned && mine.owned.contains(&id),
        }
    }

    fn described(&self, filter: Filter) -> String {
        match filter {
            Filter::Since | Filter::Djs | Filter::PerArtist | Filter::Bpm => {
                format!("{} {}", filter.name(), self.value(filter))
            }
            _ => filter.name().to_owned(),
        }
    }
}

fn turned<T: Copy + PartialEq>(values: &[T], now: Option<T>, forward: bool) -> Option<T> {
    let at = now.and_then(|now| values.iter().position(|v| *v == now));
    match (at, forward) {
        (None, true) => values.first().copied(),
        (None, false) => values.last().copied(),
        (Some(at), true) => values.get(at + 1).copied(),
        (Some(at), false) => at.checked_sub(1).and_then(|at| values.get(at).copied()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_turn_through_off_in_both_directions() {
        for filter in Filter::ALL {
            for forward in [true, false] {
                let mut filters = Filters::default();
                let mut turns = 0;
                loop {
                    filters.turn(filter, forward);
                    turns += 1;
                    if filters == Filters::default() {
                        break;
                    }
                    assert_eq!(filters.on(), 1);
                }
                assert!((2..10).contains(&turns), "{filter:?}");
            }
        }
    }
}
