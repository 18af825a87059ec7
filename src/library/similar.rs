//! What is played with the seeds: the seeds folded in as one new mix, scored against every track, with evidence.

use std::collections::HashSet;

use rayon::ThreadPool;

use super::{
    evidence::{self, Shared},
    model::Fitted,
    query::{By, SimilarAnswer, SimilarRow, Why},
    snapshot::{Snapshot, tables::Tables},
};
use crate::{
    recommend::{Query, Scoring, Seed, fold_in, top_k},
    track::{self, TrackId},
};

/// What to recommend for.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The seeds and how much each counts; 1 is a play.
    pub seeds: Vec<(TrackId, f32)>,
    /// What steers beside them without being a seed: liked above zero, rejected below.
    pub steer: Vec<(TrackId, f32)>,
    /// Seeds that were asked for and not found, as asked.
    pub unresolved: Vec<String>,
    /// So many rows.
    pub limit: usize,
    /// s in x·y / (|y| + s); 0 scores by x·y alone.
    pub rarity: f32,
    /// Records that must not come back.
    pub rejected: Vec<TrackId>,
    /// Artists none of whose records may come back, as written.
    pub rejected_artists: Vec<String>,
}

impl Ask {
    /// So many rows for these seeds, each as strong as a play.
    #[must_use]
    pub fn new(seeds: &[TrackId], limit: usize) -> Self {
        Self::weighted(seeds.iter().map(|&id| (id, 1.0)).collect(), limit)
    }

    /// So many rows for seeds that count differently.
    #[must_use]
    pub fn weighted(seeds: Vec<(TrackId, f32)>, limit: usize) -> Self {
        Self {
            seeds,
            steer: Vec::new(),
            unresolved: Vec::new(),
            limit,
            rarity: 0.0,
            rejected: Vec::new(),
            rejected_artists: Vec::new(),
        }
    }
}

/// The last rows of a list are kept for other versions of the seeds: at most one in so many.
pub(super) const VERSIONS_SHARE: usize = 4;

impl Snapshot {
    /// What is played with the seeds, best first; other versions of a seed stand last. `None` where stopped.
    #[must_use]
    pub fn played_with(
        &self,
        ask: &Ask,
        pool: &ThreadPool,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Option<SimilarAnswer> {
        let tables = &self.tables;
        let seeds: Vec<u32> = ask.seeds.iter().filter_map(|&(id, _)| tables.row_of(id)).collect();
        let shared = evidence::shared(tables, &seeds);
        let versions = other_versions(tables, &seeds);
        let mut tracks = Vec::new();
        if let Some(model) = &self.model {
            let last = versions.len().min(ask.limit / VERSIONS_SHARE);
            let excluded = self.excluded(model, ask, &versions);
            let told = ask.seeds.iter().chain(&ask.steer);
            let folded: Vec<Seed> =
                told.filter_map(|&(id, weight)| model.row_of(id).map(|row| Seed { row, weight })).collect();
            let user = fold_in(model.view(), &folded);
            let same_rows =
                model.meta.generation == self.generation() && model.ids.len() == tables.n_tracks();
            let query = Query {
                user: &user,
                limit: ask.limit - last,
                scoring: if ask.rarity > 0.0 { Scoring::Shrink(ask.rarity) } else { Scoring::Dot },
                support: if same_rows { &tables.mixes } else { &[] },
                excluded: &|row| excluded.contains(&row),
            };
            let hits = top_k(model.view(), &query, pool, stop)?;
            for (hit, rank) in hits.iter().zip(1..) {
                let Some(row) = model.id_of(hit.row).and_then(|id| tables.row_of(id)) else { continue };
                let why = vec![Why { model: "als", rank }];
                tracks.push(similar_row(tables, &shared, &seeds, row, hit.score, why));
            }
            for (&row, rank) in versions.iter().take(last).zip(1..) {
                let why = vec![Why { model: "version", rank }];
                tracks.push(similar_row(tables, &shared, &seeds, row, 0.0, why));
            }
        }
        Some(SimilarAnswer {
            seeds: seeds.iter().map(|&row| tables.track_row(row)).collect(),
            unresolved: ask.unresolved.clone(),
            by: By::Played,
            generation: self.generation(),
            tracks,
            thin: shared.is_thin(),
            hidden: Vec::new(),
            listened: None,
        })
    }

    /// Model rows that may not be answered.
    fn excluded(&self, model: &Fitted, ask: &Ask, versions: &[u32]) -> HashSet<u32> {
        let tables = &self.tables;
        let artists: HashSet<String> = ask.rejected_artists.iter().map(|a| track::fold(a)).collect();
        let of_artists = (0..tables.artists.len() as u32)
            .filter(|_| !artists.is_empty())
            .filter(|&a| artists.contains(&track::fold(tables.artists.get(a))))
            .flat_map(|a| tables.tracks_by.get(a))
            .copied();
        let ids = versions.iter().copied().chain(of_artists).filter_map(|row| tables.id_of(row));
        let gone = model.ids.iter().zip(0..).filter(|(id, _)| tables.row_of(TrackId(**id)).is_none());
        let gone: Vec<u32> = if model.meta.generation == self.generation() {
            Vec::new()
        } else {
            gone.map(|(_, row)| row).collect()
        };
        let ids = ids.chain(ask.seeds.iter().map(|(id, _)| *id)).chain(ask.rejected.iter().copied());
        ids.filter_map(|id| model.row_of(id)).chain(gone).collect()
    }
}

/// The versions of the seeds that are no seeds, those that more DJs play first.
fn other_versions(tables: &Tables, seeds: &[u32]) -> Vec<u32> {
    let mut rows: Vec<u32> = seeds
        .iter()
        .flat_map(|&s| tables.versions_of(s))
        .copied()
        .filter(|row| !seeds.contains(row))
        .collect();
    rows.sort_unstable_by_key(|&row| (std::cmp::Reverse(tables.popularity(row)), row));
    rows.dedup();
    rows
}

/// A row with its evidence.
pub(super) fn similar_row(
    tables: &Tables,
    shared: &Shared,
    seeds: &[u32],
    row: u32,
    score: f32,
    why: Vec<Why>,
) -> SimilarRow {
    let together = shared.by_track.get(&row);
    let via = if together.is_some() { None } else { shared.bridge(tables, row, seeds) };
    SimilarRow {
        row: tables.track_row(row),
        score,
        together: together.map_or(0, |t| t.mixes.len() as u32),
        djs_together: together.map_or(0, |t| t.djs),
        last: together.and_then(|t| t.last(tables)).map(str::to_owned),
        distance: together.map(|t| t.distance),
        direction: together.and_then(evidence::Together::direction),
        via: via.map(|row| tables.track_row(row)),
        why,
        sound_distance: None,
        tags: Vec::new(),
    }
}
