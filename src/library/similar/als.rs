//! The fitted model, asked and answering in the tables' rows; it may be older than they are.

use rayon::ThreadPool;

use super::{
    listener::{Listener, product},
    outside::Outside,
};
use crate::{
    library::{model::Fitted, snapshot::tables::Tables},
    recommend::{Ask, Recommender, ScanQuery, ScoredRow, Scoring, Scratch, Seed, fold_in, order, top_k},
};

/// So many rows of the seeds' list are looked at for those that the user's own records agree with.
const DEEP: usize = 500;

/// What the user has played.
#[derive(Clone, Copy, Debug)]
pub struct You<'a> {
    /// Their records in the tables' rows, and how much each counts.
    pub records: &'a [Seed],
    /// So many of them are asked about, those nearest to the seeds: the others are of other nights.
    pub nearest: usize,
    /// See [`Listener::times`].
    pub weight: f32,
}

/// ALS by fold-in.
pub struct Als<'a> {
    model: &'a Fitted,
    tables: &'a Tables,
    same_rows: bool,
    scoring: Scoring,
    /// Records that no mix has, among the others.
    outside: Option<&'a Outside<'a>>,
    you: Option<You<'a>>,
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
        Self { model, tables, same_rows, scoring, outside: None, you: None, pool, stop }
    }

    /// The same with records that no mix has among the others, where their sound puts them.
    #[must_use]
    pub fn with_outside(self, outside: Option<&'a Outside<'a>>) -> Self {
        Self { outside, ..self }
    }

    /// The same with what the user has played as a second question.
    #[must_use]
    pub fn with_you(self, you: Option<You<'a>>) -> Self {
        Self { you, ..self }
    }

    /// Which share of a row's score, under these seeds, comes from what the user has played.
    #[must_use]
    pub fn share_of_you(&self, seeds: &[Seed], rows: &[u32]) -> Vec<f32> {
        let listener = self.listener(seeds);
        let times = |row: &u32| {
            let row = self.to_model(*row)?;
            Some(listener.times(|own| product(own, self.item(row))))
        };
        rows.iter().map(|row| 1.0 - 1.0 / times(row).unwrap_or(1.0)).collect()
    }

    fn listener(&self, seeds: &[Seed]) -> Listener {
        let seeds = self.folded(seeds);
        let own = self.you.map(|you| (self.folded(&self.nearest(&seeds, you)), you.weight));
        Listener { seeds, own }
    }

    /// Of the user's records those that the seeds want most.
    fn nearest(&self, seeds: &[f32], you: You<'_>) -> Vec<Seed> {
        let wanted = |seed: &Seed| {
            let row = self.to_model(seed.row)?;
            Some((product(seeds, self.item(row)) * seed.weight, *seed))
        };
        let mut records: Vec<(f32, Seed)> = you.records.iter().filter_map(wanted).collect();
        records.sort_by(|a, b| b.0.total_cmp(&a.0));
        records.truncate(you.nearest);
        records.into_iter().map(|(_, seed)| seed).collect()
    }

    fn item(&self, row: u32) -> &'a [f32] {
        self.model.view().item(row).unwrap_or_default()
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
        let listener = self.listener(ask.seeds);
        let support: &[u32] = if self.same_rows { &self.tables.mixes } else { &[] };
        let query = ScanQuery {
            user: &listener.seeds,
            limit: if listener.own.is_some() { ask.limit.max(DEEP) } else { ask.limit },
            scoring: self.scoring,
            support,
            excluded: &|row| self.to_tables(row).is_none_or(|row| (ask.excluded)(row)),
        };
        let mut hits = top_k(self.model.view(), &query, self.pool, self.stop).unwrap_or_default();
        if listener.own.is_some() {
            for hit in &mut hits {
                hit.score = listener.score(hit.score, |own| product(own, self.item(hit.row)));
            }
            hits.sort_by(|a, b| order(support, a, b));
            hits.truncate(ask.limit);
        }
        hits.retain_mut(|hit| match self.to_tables(hit.row) {
            Some(row) => {
                hit.row = row;
                true
            }
            None => false,
        });
        if let Some(outside) = self.outside {
            hits.extend(outside.best(&listener, self.scoring, ask.limit, ask.excluded));
            hits.sort_by(|a, b| b.score.total_cmp(&a.score));
            hits.truncate(ask.limit);
        }
        hits
    }
}
