//! Recommendations: the seeds asked of the tabs' models, every row with its evidence.

mod als;
pub mod controls;
mod kinship;
mod outside;
mod question;
mod sound;

use std::{cell::OnceCell, collections::HashMap, sync::Arc};

use rayon::ThreadPool;

#[cfg(test)]
pub use kinship::of as kinship;
pub use question::{FoundRow, ModelQuestion};
pub(super) use question::{VERSIONS_SHARE, similar_row};

use self::{
    als::Als,
    controls::{Controls, Sieve},
    outside::Outside,
    sound::BySound,
};
use super::{
    OwnHistory, evidence,
    query::{By, SimilarAnswer, StraightAfter, Why, YOU},
    snapshot::{Snapshot, tables::Tables},
    sound::Sounds,
};
use crate::{
    config::BlendSettings,
    recommend::{
        Ask as Wanted, Away, Recommender, Scratch, Seed,
        blend::Blend,
        history,
        tabs::{DEPTH, Tabs},
        taste::Taste,
    },
    track::TrackId,
};

/// What several seeds are to each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Together {
    /// Seeds that count as they are weighted.
    #[default]
    Alike,
    /// A set that goes on: the newest, the last, counts most.
    Set,
    /// The record before a gap and the one behind it.
    Gap,
}

/// What to recommend for.
#[derive(Clone, Debug)]
pub struct SimilarQuery {
    /// The seeds and how much each counts; 1 is a play. The newest stands last.
    pub seeds: Vec<(TrackId, f32)>,
    /// What they are to each other.
    pub together: Together,
    /// What steers beside them without being a seed: liked above zero, where it shares a mix with a seed; rejected below.
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
    /// Records that the user says work with a seed: they stand first, whatever the models think.
    pub paired: Vec<TrackId>,
    /// What is left out.
    pub controls: Controls,
    /// What was heard, for *Blend* to listen too; none where nothing was.
    pub sounds: Option<Arc<Sounds>>,
    /// What their sound tells of taste, so that *Blend* has a place for records that no mix has; none where that is off.
    pub taste: Option<Arc<Taste>>,
    /// What the user has played, and their taste: a second, weaker question.
    pub history: Arc<OwnHistory>,
    /// Settings of the models beside the fit.
    pub tuning: BlendSettings,
}

impl SimilarQuery {
    /// So many rows for these seeds, each as strong as a play.
    pub fn new(seeds: &[TrackId], limit: usize) -> Self {
        Self {
            seeds: seeds.iter().map(|&id| (id, 1.0)).collect(),
            together: Together::Alike,
            steer: Vec::new(),
            unresolved: Vec::new(),
            limit,
            rarity: 0.0,
            rejected: Vec::new(),
            rejected_artists: Vec::new(),
            paired: Vec::new(),
            controls: Controls::default(),
            sounds: None,
            taste: None,
            history: Arc::default(),
            tuning: BlendSettings::default(),
        }
    }
}

/// *Next* lists rows seen so many records from a seed first, where nothing was seen straight after it.
pub const NEAR: u32 = 5;

/// Turns true when nobody wants the answer any more.
type Stop<'a> = &'a (dyn Fn() -> bool + Sync);

impl Snapshot {
    /// What a tab lists. `None` where stopped.
    pub fn similar(
        &self,
        by: By,
        ask: &SimilarQuery,
        pool: &ThreadPool,
        stop: Stop<'_>,
    ) -> Option<SimilarAnswer> {
        let answer = match by {
            By::Played => self.played_with(ask, pool, stop),
            By::Next => self.next_after(ask, pool, stop),
            By::Blend | By::Sound => self.blend(ask, pool, stop),
        };
        if let Some(model) = &self.model {
            model.let_go();
        }
        answer
    }

    /// What is played with the seeds (ALS), best first; other versions of a seed stand last. `None` where stopped.
    pub fn played_with(
        &self,
        ask: &SimilarQuery,
        pool: &ThreadPool,
        stop: Stop<'_>,
    ) -> Option<SimilarAnswer> {
        self.answer(By::Played, ask, pool, stop, |tabs, wanted| {
            let hits = tabs.played.map(|als| Away(als).recommend(wanted, &mut Scratch::default()));
            let found = hits.into_iter().flatten().zip(1..).map(|(hit, rank)| FoundRow {
                row: hit.row,
                score: hit.score,
                why: vec![Why { model: "als", rank }],
            });
            found.collect()
        })
    }

    /// What was played straight after the newest seed, then what is likely to be. `None` where stopped.
    pub fn next_after(&self, ask: &SimilarQuery, pool: &ThreadPool, stop: Stop<'_>) -> Option<SimilarAnswer> {
        // Of the newest seed alone: what followed the older ones is no more likely to come now, and stood before what is.
        let newest = ask.seeds.iter().rev().find_map(|(id, _)| self.tables.row_of(*id));
        let straight = evidence::successors(&self.tables, newest.as_slice());
        let mut answer = self.answer(By::Next, ask, pool, stop, |tabs, wanted| {
            // All that the models list, as what was played straight after may stand far down.
            let all = Wanted { limit: usize::MAX, ..*wanted };
            straight_first(blended(&tabs.next(), &all), &straight, wanted)
        })?;
        for row in &mut answer.tracks {
            let known = self.tables.row_of(row.row.id).and_then(|row| straight.get(&row));
            row.straight_after = known.copied();
        }
        Some(answer)
    }

    /// All models in one list; a row says which of them wants it and at which rank. `None` where stopped.
    pub fn blend(&self, ask: &SimilarQuery, pool: &ThreadPool, stop: Stop<'_>) -> Option<SimilarAnswer> {
        self.answer(By::Blend, ask, pool, stop, |tabs, wanted| {
            let ends = wanted.seeds.iter().filter(|_| ask.together == Together::Gap);
            let ends: Vec<u32> = ends.map(|seed| seed.row).collect();
            match ends.as_slice() {
                [.., from, to] => blended(&tabs.between(*from, *to), wanted),
                _ => blended(&tabs.blend(), wanted),
            }
        })
    }

    fn rows_of(&self, ids: &[TrackId]) -> Vec<u32> {
        ids.iter().filter_map(|&id| self.tables.row_of(id)).collect()
    }

    fn answer(
        &self,
        by: By,
        ask: &SimilarQuery,
        pool: &ThreadPool,
        stop: Stop<'_>,
        find: impl Fn(&Tabs<'_>, &Wanted<'_>) -> Vec<FoundRow>,
    ) -> Option<SimilarAnswer> {
        let tables = &self.tables;
        let told = ask.sounds.as_deref().zip(ask.taste.as_deref()).filter(|_| by == By::Blend);
        let outside = told.map(|(sounds, taste)| Outside::new(sounds, taste, tables, ask));
        let outsiders: Vec<TrackId> = outside.iter().flat_map(Outside::ids).collect();
        let question = ModelQuestion::new(tables, ask).with_outside(outside.as_ref());
        let als = self
            .model
            .as_ref()
            .map(|model| Als::new(model, tables, ask.rarity, pool, stop).with_outside(outside.as_ref()));
        let by_sound = ask.sounds.as_deref().map(|sounds| BySound { sounds, tables });
        let weight = history::weight(ask.tuning.you, ask.tuning.you_fading, &question.told);
        let records = if weight > 0.0 { ask.tuning.you_records } else { 0 };
        let taste = ask.history.taste.iter().take(records);
        let you: Vec<Seed> = taste.filter_map(|seed| known(tables, *seed)).collect();
        let als = als.map(|als| als.with_you((!you.is_empty()).then_some((&you, weight))));
        let depth = DEPTH.max(question.wanted);
        let taught = OnceCell::new();
        let tabs = Tabs {
            graph: &|| *taught.get_or_init(|| self.taught(ask.controls.own)),
            support: &tables.mixes,
            played: als.as_ref().map(|als| als as &dyn Recommender),
            sound: by_sound.as_ref().map(|by_sound| by_sound as &dyn Recommender),
            tuning: &ask.tuning,
            depth,
        };
        let mut told = question.told.clone();
        if ask.together == Together::Set {
            told.truncate(told.len() - question.seeds.len());
            told.extend(tabs.going_on(&question.seeds));
        }
        let excluded = |row| question.excludes(row);
        let wanted = Wanted { seeds: &told, limit: question.wanted, excluded: &excluded, stop };
        let graph = ask.controls.any().then(|| self.graph());
        let sieve = graph.as_ref().map(|graph| {
            let sieve = Sieve::new(tables, graph, &ask.controls, &outsiders);
            sieve.without_played(&ask.controls, &ask.history.played)
        });
        let (found, hidden) = if question.seeds.is_empty() {
            (Vec::new(), Vec::new())
        } else if let Some(sieve) = &sieve {
            sifted(sieve, &wanted, |wanted, times| find(&Tabs { depth: depth * times, ..tabs }, wanted))
        } else {
            (find(&tabs, &wanted), Vec::new())
        };
        if stop() {
            return None;
        }
        let mut found = found;
        if let Some(als) = als.as_ref().filter(|_| !you.is_empty()) {
            mark_yours(&mut found, als, &told);
        }
        let allowed =
            |row: u32| !question.excludes(row) && sieve.as_ref().is_none_or(|sieve| sieve.passes(row));
        let mut tracks = question.rows(paired_first(found, &self.rows_of(&ask.paired), &wanted, &allowed));
        for row in &mut tracks {
            row.paired = ask.paired.contains(&row.row.id);
            row.played_before = ask.history.has_played(row.row.id);
        }
        let nothing_after = by == By::Next && !evidence::straight_after(tables, &question.seeds);
        if nothing_after {
            tracks.sort_by_key(|row| match row.distance {
                _ if row.is_version() => 2,
                Some(records) if records <= NEAR => 0,
                _ => 1,
            });
        }
        Some(SimilarAnswer {
            seeds: question.seeds.iter().map(|&row| tables.track_row(row)).collect(),
            unresolved: ask.unresolved.clone(),
            by,
            generation: self.generation(),
            tracks,
            thin: question.is_thin(),
            nothing_after,
            hidden,
            listened: None,
            taste: !ask.history.taste.is_empty(),
            fit: Some(self.fit_number()),
        })
    }
}

/// Looks so many times deeper, again and again, as long as rows that the controls leave are too few.
const MORE: usize = 5;

/// As many rows as are wanted, where there are so many that the controls leave; and what these hide. `find` is told how many times
/// deeper than without controls its models are to look: as deep at first, so that controls that hide nothing change nothing.
fn sifted(
    sieve: &Sieve<'_>,
    wanted: &Wanted<'_>,
    find: impl Fn(&Wanted<'_>, usize) -> Vec<FoundRow>,
) -> (Vec<FoundRow>, Vec<(String, u32)>) {
    let limit = wanted.limit * MORE;
    let found = find(&Wanted { limit, ..*wanted }, 1);
    let (mut kept, hidden) = sieve.sift(found, wanted.limit);
    // The rows that pass are few: only they are looked for, and no longer counted.
    let excluded = |row| (wanted.excluded)(row) || !sieve.passes(row);
    let (mut times, mut before) = (1, None);
    while kept.len() < wanted.limit && !(wanted.stop)() {
        let limit = wanted.limit * MORE * times;
        let found = find(&Wanted { limit, excluded: &excluded, ..*wanted }, times);
        // No more than last time: that is all there are.
        if before == Some(found.len()) {
            break;
        }
        before = Some(found.len());
        kept = sieve.sift(found, wanted.limit).0;
        times *= MORE;
    }
    (kept, hidden)
}

/// What was played straight after the seeds stands first, what most DJs played first; then the others in their order.
fn straight_first(
    found: Vec<FoundRow>,
    straight: &HashMap<u32, StraightAfter>,
    wanted: &Wanted<'_>,
) -> Vec<FoundRow> {
    let (mut first, likely): (Vec<FoundRow>, Vec<FoundRow>) =
        found.into_iter().partition(|found| straight.contains_key(&found.row));
    let mut missing: Vec<u32> = straight.keys().copied().filter(|row| !(wanted.excluded)(*row)).collect();
    missing.retain(|row| first.iter().all(|found| found.row != *row));
    missing.sort_unstable();
    first.extend(missing.into_iter().map(|row| FoundRow { row, score: 0.0, why: Vec::new() }));
    first.sort_by_key(|found| {
        straight.get(&found.row).map(|after| std::cmp::Reverse((after.djs, after.times)))
    });
    first.extend(likely);
    first.truncate(wanted.limit);
    first
}

/// What the user says works with a seed stands first, also where no model lists it.
fn paired_first(
    found: Vec<FoundRow>,
    paired: &[u32],
    wanted: &Wanted<'_>,
    allowed: &dyn Fn(u32) -> bool,
) -> Vec<FoundRow> {
    if paired.is_empty() {
        return found;
    }
    let (mut first, rest): (Vec<FoundRow>, Vec<FoundRow>) =
        found.into_iter().partition(|found| paired.contains(&found.row));
    let missing = |row: &&u32| allowed(**row) && first.iter().all(|found| found.row != **row);
    let missing: Vec<u32> = paired.iter().filter(missing).copied().collect();
    first.extend(missing.into_iter().map(|row| FoundRow { row, score: 0.0, why: Vec::new() }));
    first.extend(rest);
    first.truncate(wanted.limit);
    first
}

/// A row is there for the user's own plays where these are this share of its score.
const YOURS: f32 = 0.25;

/// Says so on the rows that are there for what the user has played, with their order among these.
fn mark_yours(found: &mut [FoundRow], als: &Als<'_>, told: &[Seed]) {
    let rows: Vec<u32> = found.iter().map(|found| found.row).collect();
    let mut rank = 0;
    for (found, share) in found.iter_mut().zip(als.share_of_you(told, &rows)) {
        if share >= YOURS {
            rank += 1;
            found.why.push(Why { model: YOU, rank });
        }
    }
}

/// A record as a seed in the tables' rows.
fn known(tables: &Tables, (id, weight): (TrackId, f32)) -> Option<Seed> {
    tables.row_of(id).map(|row| Seed { row, weight })
}

fn blended(blend: &Blend<'_>, wanted: &Wanted<'_>) -> Vec<FoundRow> {
    let rows = blend.explained(wanted, &mut Scratch::default());
    let found = rows.into_iter().map(|row| FoundRow {
        row: row.row,
        score: row.score,
        why: row.why.into_iter().map(|(model, rank)| Why { model, rank }).collect(),
    });
    found.collect()
}

#[cfg(test)]
mod tests;
