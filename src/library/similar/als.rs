//! The fitted model, asked and answering in the tables' rows; it may be older than they are.

use rayon::ThreadPool;

use super::outside::Outside;
use crate::{
    library::{model::Fitted, snapshot::tables::Tables},
    recommend::{Ask, Hit, Query, Recommender, Scoring, Scratch, Seed, fold_in, top_k},
};

/// ALS by fold-in.
pub struct Als<'a> {
    model: &'a Fitted,
    tables: &'a Tables,
    same_rows: bool,
    scoring: Scoring,
    /// Records that no mix has, among the others.
    outside: Option<&'a Outside<'a>>,
    pool: &'a ThreadPool,
    stop: &'a (dyn Fn() -> bool + Sync),
}

impl<'a> Als<'a> {
    /// `rarity` is s in x·y / (|y| + s); 0 scores by x·y alone.
    #[must_use]
    pub fn new(
        model: &'a Fitted,
        tables: &'a Tables,
        rarity: f32,
        pool: &'a ThreadPool,
        stop: &'a (dyn Fn() -> bool + Sync),
    ) -> Self {
        let same_rows =
            model.meta.generation == tables.meta.generation && model.ids.len() == tables.n_tracks();
        let scoring = if rarity > 0.0 { Scoring::Shrink(rarity) } else { Scoring::Dot };
        Self { model, tables, same_rows, scoring, outside: None, pool, stop }
    }

    /// The same with records that no mix has among the others, where their sound puts them.
    #[must_use]
    pub fn with_outside(self, outside: Option<&'a Outside<'a>>) -> Self {
        Self { outside, ..self }
    }

    fn to_model(&self, row: u32) -> Option<u32> {
        if self.same_rows {
            return Some(row);
        }
        self.tables.id_of(row).and_then(|id| self.model.row_of(id))
    }

    fn to_tables(&self, row: u32) -> Option<u32> {
        if self.same_rows {
            return Some(row);
        }
        self.model.id_of(row).and_then(|id| self.tables.row_of(id))
    }
}

impl Recommender for Als<'_> {
    fn recommend(&self, ask: &Ask<'_>, _: &mut Scratch) -> Vec<Hit> {
        let known = |seed: &Seed| self.to_model(seed.row).map(|row| Seed { row, ..*seed });
        let seeds: Vec<Seed> = ask.seeds.iter().filter_map(known).collect();
        let user = fold_in(self.model.view(), &seeds);
        let query = Query {
            user: &user,
            limit: ask.limit,
            scoring: self.scoring,
            support: if self.same_rows { &self.tables.mixes } else { &[] },
            excluded: &|row| self.to_tables(row).is_none_or(|row| (ask.excluded)(row)),
        };
        let mut hits = top_k(self.model.view(), &query, self.pool, self.stop).unwrap_or_default();
        hits.retain_mut(|hit| match self.to_tables(hit.row) {
            Some(row) => {
                hit.row = row;
                true
            }
            None => false,
        });
        if let Some(outside) = self.outside {
            hits.extend(outside.best(&user, self.scoring, ask.limit, ask.excluded));
            hits.sort_by(|a, b| b.score.total_cmp(&a.score));
            hits.truncate(ask.limit);
        }
        hits
    }
}
