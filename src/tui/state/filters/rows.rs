//! Filters laid over the rows of a list: which stay, and how many each hides.

use std::collections::{HashMap, HashSet};

use super::{Filter, Filters};
use crate::{
    app::answer::MixingFacts,
    track::{TrackId, Years},
    tui::state::{facts::FactsByTrack, list::Row, queue::UserLists},
};

/// What the filters go by.
#[derive(Clone, Copy, Debug)]
pub struct Basis<'b> {
    /// The artists of the seeds.
    pub artists: &'b [String],
    /// Queue, verdicts, collection.
    pub mine: &'b UserLists,
    /// Tempo and key of the rows.
    pub facts: &'b FactsByTrack,
    /// Those of the seed.
    pub seed: MixingFacts,
    /// How far a deck is pitched, in per cent.
    pub pitch: f32,
}

impl Filters {
    /// How many rows each filter that is on hides: the library's counts, by their names, and those of the list.
    #[must_use]
    pub fn counted(&self, left_out: &[(String, u32)], here: &[(Filter, u32)]) -> Vec<(Filter, u32)> {
        let of = |filter: Filter| {
            let name = self.asked_name(filter);
            let asked = left_out
                .iter()
                .filter(|(known, _)| name.as_ref().is_some_and(|n| known.starts_with(n.as_str())));
            let shown = here.iter().filter(|(known, _)| *known == filter);
            asked.map(|(_, rows)| rows).chain(shown.map(|(_, rows)| rows)).sum()
        };
        Filter::ALL
            .into_iter()
            .filter(|filter| self.is_on(*filter))
            .map(|filter| (filter, of(filter)))
            .collect()
    }

    /// The rows that stay, and how many each filter of the list hides. A row counts for the first that hides it; one that
    /// stands for no record stays.
    #[must_use]
    pub fn apply(&self, rows: &[Row], basis: Basis<'_>) -> (Vec<Row>, Vec<(Filter, u32)>) {
        if self.on() == 0 {
            return (rows.to_vec(), Vec::new());
        }
        let seeds: HashSet<String> = basis.artists.iter().map(|artist| artist.to_lowercase()).collect();
        let mut by_artist: HashMap<String, u32> = HashMap::new();
        let mut hidden = [0_u32; Filter::ALL.len()];
        let mut kept = Vec::new();
        for row in rows {
            let artist = row.record().map(|record| record.artist.to_lowercase());
            let so_far = artist.as_ref().and_then(|artist| by_artist.get(artist)).copied().unwrap_or(0);
            let hides = Filter::ALL.iter().position(|f| self.hides(*f, row, &seeds, so_far, basis));
            if let Some(filter) = hides {
                hidden[filter] += 1;
            } else {
                if let Some(artist) = artist {
                    *by_artist.entry(artist).or_default() += 1;
                }
                kept.push(row.clone());
            }
        }
        let counted = Filter::ALL.into_iter().zip(hidden).filter(|(_, rows)| *rows > 0);
        (kept, counted.collect())
    }

    fn hides(
        &self,
        filter: Filter,
        row: &Row,
        seeds: &HashSet<String>,
        so_far: u32,
        basis: Basis<'_>,
    ) -> bool {
        if let Row::Mix(_) = row {
            // A mix came out when it was played.
            let out = |years: Years| row.last_played().is_none_or(|day| !years.contains(day.year));
            return filter == Filter::Years && self.years.is_some_and(out);
        }
        let Some(record) = row.record() else { return false };
        let Basis { mine, seed, .. } = basis;
        let id: TrackId = record.id;
        let facts = || basis.facts.of(record);
        let similar = match row {
            Row::Similar(similar) => Some(similar),
            _ => None,
        };
        match filter {
            Filter::Since => self.since.zip(similar).is_some_and(|(since, row)| {
                let year = row.last.as_deref().and_then(|d| d.get(..4)).and_then(|y| y.parse::<u16>().ok());
                year.is_none_or(|year| year < since)
            }),
            Filter::Djs => self.djs.zip(similar).is_some_and(|(least, row)| row.djs_together < least),
            Filter::PerArtist => self.per_artist.is_some_and(|most| so_far >= most),
            Filter::OwnArtist => {
                self.own_artist && similar.is_some() && seeds.contains(&record.artist.to_lowercase())
            }
            Filter::Heard => self.heard && mine.heard.contains(&id),
            Filter::Queued => self.queued && mine.is_queued(id),
            // The library has left them out.
            Filter::Years
            | Filter::Styles
            | Filter::PlayedBy
            | Filter::Played
            | Filter::Mine
            | Filter::NewToMe
            | Filter::Genre
            | Filter::Own => false,
            Filter::Fit => self.fit && !seed.fits(&facts(), basis.pitch),
            Filter::SameKey => self.same_key && !seed.same_key(&facts()),
            Filter::Bpm => self.bpm.is_some_and(|bpm| !seed.within_bpm(&facts(), bpm as f32)),
        }
    }
}
