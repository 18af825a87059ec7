//! Recommendations: the seeds asked of the tabs' models, every row with its evidence.

mod als;
pub mod controls;
mod outside;
mod question;
mod sound;

use std::sync::Arc;

use rayon::ThreadPool;

pub use question::{Found, Question};
pub(super) use question::{VERSIONS_SHARE, similar_row};

use self::{
    als::Als,
    controls::{Controls, Sieve},
    outside::Outside,
    sound::BySound,
};
use super::{
    evidence,
    query::{By, SimilarAnswer, Why},
    snapshot::Snapshot,
    sound::Sounds,
};
use crate::{
    recommend::{Ask as Wanted, Recommender, Scratch, Tuning, blend::Blend, tabs::Tabs, taste::Taste},
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
pub struct Ask {
    /// The seeds and how much each counts; 1 is a play. The newest stands last.
    pub seeds: Vec<(TrackId, f32)>,
    /// What they are to each other.
    pub together: Together,
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
    /// What is left out.
    pub controls: Controls,
    /// What was heard, for *Blend* to listen too; none where nothing was.
    pub sounds: Option<Arc<Sounds>>,
    /// What their sound tells of taste, so that *Blend* has a place for records that no mix has; none where that is off.
    pub taste: Option<Arc<Taste>>,
    /// Settings of the models beside the fit.
    pub tuning: Tuning,
}

impl Ask {
    /// So many rows for these seeds, each as strong as a play.
    #[must_use]
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
            controls: Controls::default(),
            sounds: None,
            taste: None,
            tuning: Tuning::default(),
        }
    }
}

/// *Next* lists rows seen so many records from a seed first, where nothing was seen straight after it.
pub const NEAR: u32 = 5;

/// Turns true when nobody wants the answer any more.
type Stop<'a> = &'a (dyn Fn() -> bool + Sync);

impl Snapshot {
    /// What a tab lists. `None` where stopped.
    #[must_use]
    pub fn similar(&self, by: By, ask: &Ask, pool: &ThreadPool, stop: Stop<'_>) -> Option<SimilarAnswer> {
        match by {
            By::Played => self.played_with(ask, pool, stop),
            By::Next => self.next_after(ask, pool, stop),
            By::Blend | By::Sound => self.blend(ask, pool, stop),
        }
    }

    /// What is played with the seeds (ALS), best first; other versions of a seed stand last. `None` where stopped.
    #[must_use]
    pub fn played_with(&self, ask: &Ask, pool: &ThreadPool, stop: Stop<'_>) -> Option<SimilarAnswer> {
        self.answer(By::Played, ask, pool, stop, |tabs, wanted| {
            let hits = tabs.played.map(|als| als.recommend(wanted, &mut Scratch::default()));
            let found = hits.into_iter().flatten().zip(1..).map(|(hit, rank)| Found {
                row: hit.row,
                score: hit.score,
                why: vec![Why { model: "als", rank }],
            });
            found.collect()
        })
    }

    /// What is played straight after the seeds, with *Blend* to fall back on. `None` where stopped.
    #[must_use]
    pub fn next_after(&self, ask: &Ask, pool: &ThreadPool, stop: Stop<'_>) -> Option<SimilarAnswer> {
        self.answer(By::Next, ask, pool, stop, |tabs, wanted| blended(&tabs.next(), wanted))
    }

    /// All models in one list; a row says which of them wants it and at which rank. `None` where stopped.
    #[must_use]
    pub fn blend(&self, ask: &Ask, pool: &ThreadPool, stop: Stop<'_>) -> Option<SimilarAnswer> {
        self.answer(By::Blend, ask, pool, stop, |tabs, wanted| {
            let ends = wanted.seeds.iter().filter(|_| ask.together == Together::Gap);
            let ends: Vec<u32> = ends.map(|seed| seed.row).collect();
            match ends.as_slice() {
                [.., from, to] => blended(&tabs.between(*from, *to), wanted),
                _ => blended(&tabs.blend(), wanted),
            }
        })
    }

    fn answer(
        &self,
        by: By,
        ask: &Ask,
        pool: &ThreadPool,
        stop: Stop<'_>,
        find: impl Fn(&Tabs<'_>, &Wanted<'_>) -> Vec<Found>,
    ) -> Option<SimilarAnswer> {
        let tables = &self.tables;
        let told = ask.sounds.as_deref().zip(ask.taste.as_deref()).filter(|_| by == By::Blend);
        let outside = told.map(|(sounds, taste)| Outside::new(sounds, taste, tables, ask));
        let outsiders: Vec<TrackId> = outside.iter().flat_map(Outside::ids).collect();
        let question = Question::new(tables, ask).with_outside(outside.as_ref());
        let als = self
            .model
            .as_ref()
            .map(|model| Als::new(model, tables, ask.rarity, pool, stop).with_outside(outside.as_ref()));
        let by_sound = ask.sounds.as_deref().map(|sounds| BySound { sounds, tables });
        let tabs = Tabs {
            graph: self.graph(),
            support: &tables.mixes,
            played: als.as_ref().map(|als| als as &dyn Recommender),
            sound: by_sound.as_ref().map(|by_sound| by_sound as &dyn Recommender),
            tuning: &ask.tuning,
        };
        let mut told = question.told.clone();
        if ask.together == Together::Set {
            told.truncate(told.len() - question.seeds.len());
            told.extend(tabs.going_on(&question.seeds));
        }
        let excluded = |row| question.excludes(row);
        let wanted = Wanted { seeds: &told, limit: question.wanted, excluded: &excluded };
        let (found, hidden) = if question.seeds.is_empty() {
            (Vec::new(), Vec::new())
        } else if ask.controls.any() {
            sifted(
                &Sieve::new(tables, &tabs.graph, &ask.controls, &outsiders),
                &wanted,
                |wanted| find(&tabs, wanted),
                stop,
            )
        } else {
            (find(&tabs, &wanted), Vec::new())
        };
        if stop() {
            return None;
        }
        let mut tracks = question.rows(found);
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
        })
    }
}

/// Finds so many rows more than are wanted, again and again, as long as rows that the controls leave are too few.
const MORE: usize = 5;

/// As many rows as are wanted, where there are so many that the controls leave; and what these hide.
fn sifted(
    sieve: &Sieve<'_>,
    wanted: &Wanted<'_>,
    find: impl Fn(&Wanted<'_>) -> Vec<Found>,
    stop: Stop<'_>,
) -> (Vec<Found>, Vec<(String, u32)>) {
    let mut depth = wanted.limit * MORE;
    let found = find(&Wanted { limit: depth, ..*wanted });
    let mut all = found.len() < depth;
    let (mut kept, hidden) = sieve.sift(found, wanted.limit);
    // The rows that pass are few: only they are looked for, and no longer counted.
    let excluded = |row| (wanted.excluded)(row) || !sieve.passes(row);
    while kept.len() < wanted.limit && !all && !stop() {
        let found = find(&Wanted { limit: depth, excluded: &excluded, ..*wanted });
        all = found.len() < depth;
        kept = sieve.sift(found, wanted.limit).0;
        depth *= MORE;
    }
    (kept, hidden)
}

fn blended(blend: &Blend<'_>, wanted: &Wanted<'_>) -> Vec<Found> {
    let rows = blend.explained(wanted, &mut Scratch::default());
    let found = rows.into_iter().map(|row| Found {
        row: row.row,
        score: row.score,
        why: row.why.into_iter().map(|(model, rank)| Why { model, rank }).collect(),
    });
    found.collect()
}

#[cfg(test)]
mod tests;
