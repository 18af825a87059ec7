//! One question to a recommender: its seeds as rows, what may not be answered, and rows with their evidence.

use std::collections::HashSet;

use super::{SimilarQuery, kinship, known, outside::Outside};
use crate::{
    library::{
        evidence::{self, SharedMix},
        query::{SimilarRow, Why},
        snapshot::tables::Tables,
    },
    recommend::Seed,
    track,
};

/// The last rows of a list are kept for other versions of the seeds: at most one in so many.
pub(in crate::library) const VERSIONS_SHARE: usize = 4;

/// A row that a model found.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundRow {
    /// The track's row.
    pub row: u32,
    /// The model's score.
    pub score: f32,
    /// Which models wanted it.
    pub why: Vec<Why>,
}

/// What every recommender is told the same way.
#[derive(Debug)]
pub struct ModelQuestion<'a> {
    /// Rows of the seeds that the snapshot holds.
    pub seeds: Vec<u32>,
    /// What steers, then the seeds, the newest last: of what is liked, only what shares a mix with a seed.
    pub told: Vec<Seed>,
    /// Rows kept for models; the others are for versions.
    pub wanted: usize,
    outside: Option<&'a Outside<'a>>,
    tables: &'a Tables,
    versions: Vec<u32>,
    excluded: HashSet<u32>,
    shared: SharedMix,
}

impl<'a> ModelQuestion<'a> {
    /// Looks everything up that the models and the rows need.
    pub fn new(tables: &'a Tables, ask: &'a SimilarQuery) -> Self {
        let known_seeds = ask.seeds.iter().filter_map(|seed| known(tables, *seed));
        let seeds: Vec<u32> = known_seeds.clone().map(|seed| seed.row).collect();
        let shared = evidence::shared(tables, &seeds, ask.controls.own);
        // Folded in, a like says nearly as much as a seed: those from elsewhere would take the list over, and are part of the taste.
        let is_near = |seed: &Seed| seed.weight < 0.0 || shared.by_track.contains_key(&seed.row);
        let steer = ask.steer.iter().filter_map(|seed| known(tables, *seed)).filter(is_near);
        let told: Vec<Seed> = steer.chain(known_seeds).collect();
        let mut versions = other_versions(tables, &seeds);
        let mut excluded = of_artists(tables, &ask.rejected_artists);
        excluded.extend(ask.rejected.iter().filter_map(|&id| tables.row_of(id)));
        versions.retain(|row| !excluded.contains(row));
        excluded.extend(seeds.iter().chain(&versions));
        versions.truncate(ask.limit / VERSIONS_SHARE);
        let wanted = ask.limit - versions.len();
        Self { seeds, told, wanted, outside: None, tables, versions, excluded, shared }
    }

    /// The same, where records that no mix has may be answered too.
    #[must_use]
    pub fn with_outside(self, outside: Option<&'a Outside<'a>>) -> Self {
        Self { outside, ..self }
    }

    /// Whether a row may not be answered: a seed or another version of one, rejected, or in no mix any more.
    pub fn excludes(&self, row: u32) -> bool {
        if self.outside.is_some_and(|outside| outside.id_of(row).is_some()) {
            return false;
        }
        Tables::at(&self.tables.mixes, row) == 0 || self.excluded.contains(&row)
    }

    /// All evidence comes from one mix, or there is none.
    pub fn is_thin(&self) -> bool {
        self.shared.is_thin()
    }

    /// The rows found with their evidence, and behind them the other versions of the seeds.
    pub fn rows(&self, found: Vec<FoundRow>) -> Vec<SimilarRow> {
        let version = |(&row, rank)| FoundRow { row, score: 0.0, why: vec![Why { model: "version", rank }] };
        let versions = self.versions.iter().zip(1..).map(version);
        found.into_iter().chain(versions).map(|found| self.row(found)).collect()
    }

    fn row(&self, found: FoundRow) -> SimilarRow {
        if let Some(outside) = self.outside
            && let Some(row) = outside.row(found.row, found.score, found.why.clone())
        {
            return row;
        }
        similar_row(self.tables, &self.shared, &self.seeds, found.row, found.score, found.why)
    }
}

/// A row with its evidence.
pub(in crate::library) fn similar_row(
    tables: &Tables,
    shared: &SharedMix,
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
        straight_after: None,
        via: via.map(|row| tables.track_row(row)),
        kin: if together.is_some() { None } else { kinship::of(tables, shared, seeds, row) },
        paired: false,
        why,
        played_before: false,
        sound_distance: None,
        tags: Vec::new(),
        came_out: tables.came_out(row),
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

/// All tracks of these artists.
fn of_artists(tables: &Tables, names: &[String]) -> HashSet<u32> {
    let folded: HashSet<String> = names.iter().map(|name| track::fold(name)).collect();
    if folded.is_empty() {
        return HashSet::new();
    }
    (0..tables.artists.len() as u32)
        .filter(|&artist| folded.contains(&track::fold(tables.artists.get(artist))))
        .flat_map(|artist| tables.tracks_by.get(artist))
        .copied()
        .collect()
}
