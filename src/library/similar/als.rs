//! The fitted model, asked and answering in the tables' rows; it may be older than they are.

use rayon::ThreadPool;

use super::outside::Outside;
use crate::{
    library::{model::Fitted, snapshot::tables::Tables},
    recommend::{Ask, Recommender, ScanQuery, ScoredRow, Scoring, Scratch, Seed, fold_in, top_k},
};

/// ALS by fold-in.
pub struct Als<'a> {
    model: &'a Fitted,
    tables: &'a Tables,
    same_rows: bool,
    scoring: Scoring,
    /// Records that no mix has, among the others.
    outside: Option<&'a Outside<'a>>,
    /// What the user has played, in the tables' rows, and what it weighs.
    you: Option<(&'a [Seed], f32)>,
    pool: &'a ThreadPool,
    stop: &'a (dyn Fn() -> bool + Sync),
}

impl<'a> Als<'a> {
    /// `rarity` is s in x·y / (|y| + s); 0 scores by x·y alone.
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
        Self { model, tables, same_rows, scoring, outside: None, you: None, pool, stop }
    }

    /// The same with records that no mix has among the others, where their sound puts them.
    #[must_use]
    pub fn with_outside(self, outside: Option<&'a Outside<'a>>) -> Self {
        Self { outside, ..self }
    }

    /// The same with what the user has played as a second question, whose scores weigh so much.
    #[must_use]
    pub fn with_you(self, you: Option<(&'a [Seed], f32)>) -> Self {
        Self { you, ..self }
    }

    /// Which share of a row's score, under these seeds, comes from what the user has played.
    pub fn share_of_you(&self, seeds: &[Seed], rows: &[u32]) -> Vec<f32> {
        let (own, all) = (self.folded_you(), self.user(seeds));
        let product = |of: &[f32], item: &[f32]| of.iter().zip(item).map(|(a, b)| a * b).sum::<f32>();
        let share = |row: &u32| {
            let item = self.to_model(*row).and_then(|row| self.model.view().item(row))?;
            let (own, all) = (product(own.as_ref()?, item), product(&all, item));
            (all > 0.0).then_some(own / all)
        };
        rows.iter().map(|row| share(row).unwrap_or(0.0)).collect()
    }

    /// The listener: the seeds folded in, and with its weight what they have played.
    fn user(&self, seeds: &[Seed]) -> Vec<f32> {
        let mut user = self.folded(seeds);
        if let Some(own) = self.folded_you() {
            user.iter_mut().zip(own).for_each(|(user, own)| *user += own);
        }
        user
    }

    fn folded_you(&self) -> Option<Vec<f32>> {
        let (records, weight) = self.you?;
        Some(self.folded(records).into_iter().map(|x| weight * x).collect())
    }

    fn folded(&self, seeds: &[Seed]) -> Vec<f32> {
        let known = |seed: &Seed| self.to_model(seed.row).map(|row| Seed { row, ..*seed });
        fold_in(self.model.view(), &seeds.iter().filter_map(known).collect::<Vec<_>>(), self.stop)
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
    fn recommend(&self, ask: &Ask<'_>, _: &mut Scratch) -> Vec<ScoredRow> {
        let user = self.user(ask.seeds);
        let query = ScanQuery {
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
