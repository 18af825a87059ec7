//! Records that no mix has but that were heard, as rows behind those of the tables: their taste is told by their sound.

use std::collections::HashSet;

use super::SimilarQuery;
use crate::{
    library::{
        query::{SimilarRow, Why},
        snapshot::tables::Tables,
        sound::{Outsider, Sounds},
    },
    recommend::{ScoredRow, Scoring, taste::Taste},
    sound::projection::Vector,
    track::{self, TrackId},
};

/// Those that may be answered.
#[derive(Debug)]
pub struct Outside<'a> {
    taste: &'a Taste,
    all: Vec<(TrackId, &'a Outsider, Vector)>,
    first: u32,
}

impl<'a> Outside<'a> {
    /// Those that are neither seeds, other versions of one, nor rejected.
    pub fn new(sounds: &'a Sounds, taste: &'a Taste, tables: &Tables, ask: &SimilarQuery) -> Self {
        let gone: HashSet<TrackId> =
            ask.seeds.iter().map(|(id, _)| *id).chain(ask.rejected.iter().copied()).collect();
        let artists: HashSet<String> = ask.rejected_artists.iter().map(|a| track::fold(a)).collect();
        let seeds = ask.seeds.iter().filter_map(|(id, _)| tables.row_of(*id));
        let families: HashSet<String> = seeds.map(|row| tables.name(row).key().family().to_owned()).collect();
        let rejected = |artist: &str| {
            !artists.is_empty() && track::artists(artist).iter().any(|a| artists.contains(&track::fold(a)))
        };
        let mut all = sounds.outsiders();
        all.retain(|(id, o, _)| {
            !gone.contains(id) && !families.contains(o.key.family()) && !rejected(&o.name.artist)
        });
        Self { taste, all, first: tables.n_tracks() as u32 }
    }

    /// The record of a row; `None` of a row of the tables.
    pub fn id_of(&self, row: u32) -> Option<TrackId> {
        self.at(row).map(|(id, ..)| *id)
    }

    /// The records in the order of their rows.
    pub fn ids(&self) -> impl Iterator<Item = TrackId> + '_ {
        self.all.iter().map(|(id, ..)| *id)
    }

    fn at(&self, row: u32) -> Option<&(TrackId, &'a Outsider, Vector)> {
        self.all.get(row.checked_sub(self.first)? as usize)
    }

    /// The best for a listener's factors, as their sound tells it.
    pub fn best(
        &self,
        user: &[f32],
        scoring: Scoring,
        limit: usize,
        excluded: &dyn Fn(u32) -> bool,
    ) -> Vec<ScoredRow> {
        let Some((direction, more)) = self.taste.direction(user) else { return Vec::new() };
        let score = |vector: &Vector| {
            let product = direction.iter().zip(vector).map(|(a, b)| a * b).sum::<f32>() + more;
            let norm = match scoring {
                Scoring::Dot => 0.0,
                Scoring::Shrink(_) => self.taste.predict(vector).iter().map(|v| v * v).sum::<f32>().sqrt(),
            };
            product * scoring.factor(norm)
        };
        let rows = (self.first..).zip(&self.all).filter(|(row, _)| !excluded(*row));
        let hits = rows.map(|(row, (_, _, vector))| ScoredRow { row, score: score(vector) });
        let mut hits: Vec<ScoredRow> = hits.filter(|hit| hit.score > 0.0).collect();
        hits.sort_by(|a, b| b.score.total_cmp(&a.score));
        hits.truncate(limit);
        hits
    }

    /// The record of a row as a list shows it; nobody has played it, so there is no evidence.
    pub fn row(&self, row: u32, score: f32, why: Vec<Why>) -> Option<SimilarRow> {
        let (id, outsider, _) = self.at(row)?;
        let told = |why: Why| if why.model == "als" { Why { model: "taste", ..why } } else { why };
        let why = why.into_iter().map(told).collect();
        Some(SimilarRow::alone(outsider.row(*id), score, why))
    }
}
