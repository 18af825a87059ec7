//! What sounds like the seeds, as one opinion of *Blend*.

use crate::{
    library::{
        snapshot::tables::Tables,
        sound::{Sounds, weighted_middle},
    },
    recommend::{Ask, Recommender, ScoredRow, Scratch, Seed},
    track::TrackId,
};

/// The records of the tables that were heard, the nearest to the middle of the seeds first.
pub struct BySound<'a> {
    /// What was heard.
    pub sounds: &'a Sounds,
    /// Whose rows are asked about and answered.
    pub tables: &'a Tables,
}

impl Recommender for BySound<'_> {
    fn recommend(&self, ask: &Ask<'_>, _: &mut Scratch) -> Vec<ScoredRow> {
        let known = |seed: &Seed| Some((self.tables.id_of(seed.row)?, seed.weight));
        let seeds: Vec<(TrackId, f32)> = ask.seeds.iter().filter_map(known).collect();
        let Some(query) = weighted_middle(self.sounds, &seeds) else { return Vec::new() };
        let row = |id: u32| self.tables.row_of(TrackId(id)).filter(|&row| !(ask.excluded)(row));
        let near = self.sounds.index().nearest(&query, ask.limit, &|id| row(id).is_some());
        // Unit vectors: the cosine.
        let hit = |row, distance: f32| ScoredRow { row, score: 1.0 - distance * distance / 2.0 };
        near.iter().filter_map(|near| Some(hit(row(near.id)?, near.distance))).collect()
    }
}
