//! Who is evaluated: the baselines and the tabs' models, fitted on the training mixes.

use rayon::ThreadPool;

use super::Skipped;
use super::corpus::Training;
use super::split::Case;
use crate::recommend::als::{FitError, Settings, Stop, fit};
use crate::recommend::baselines::{Ease, MOST_MIXES, Neighbours, Popularity, Transitions, Weighting};
use crate::recommend::controls::at_most_per_artist;
use crate::recommend::graph::Graph;
use crate::recommend::interactions::Interactions;
use crate::recommend::model::Model;
use crate::recommend::played::{Cosine, Played};
use crate::recommend::recommender::{Ask, Recommender, Scratch};
use crate::recommend::scan::{Hit, Scoring};
use crate::recommend::tabs::Tabs;
use crate::recommend::tuning::Tuning;

/// What a case is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// The first tracks are the seeds, the rest the answers.
    Rest,
    /// The first and the third are the seeds, the second the answer.
    Between,
}

impl Task {
    pub(super) fn usable(case: &Case, seeds: usize) -> bool {
        case.tracks.len() > seeds
    }

    /// Seeds and answers.
    pub(super) fn pose(self, case: &Case, seeds: usize) -> (Vec<u32>, Vec<u32>) {
        match self {
            Self::Rest => (case.tracks[..seeds].to_vec(), case.tracks[seeds..].to_vec()),
            Self::Between => (vec![case.tracks[0], case.tracks[2]], vec![case.tracks[1]]),
        }
    }
}

/// What is asked of *Played with* and *Blend* beside the standard set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Controls {
    /// The rarity dial.
    pub rarity: f32,
    /// At most so many rows by any one artist.
    pub per_artist: Option<usize>,
    /// Which tracks may be answered; all where empty. Asked for by the corpus's
    /// numbers, applied by training rows.
    pub allowed: Vec<bool>,
}

/// A model under its name.
pub struct Line<'a> {
    /// Its name in the table.
    pub name: &'static str,
    /// The model.
    pub model: Box<dyn Recommender + 'a>,
    task: Task,
    least: usize,
}

impl Line<'_> {
    /// The numbers of seeds it is asked with.
    pub(super) fn tasks(&self, seeds: &[usize]) -> Vec<(usize, Task)> {
        match self.task {
            Task::Rest => seeds.iter().filter(|&&k| k >= self.least).map(|&k| (k, Task::Rest)).collect(),
            Task::Between => vec![(2, Task::Between)],
        }
    }
}

/// The fitted parts.
pub struct Fitted<'a> {
    training: &'a Training,
    tuning: Tuning,
    played: Model,
    original: Model,
    ease: Option<Ease<'a>>,
    pool: &'a ThreadPool,
}

/// EASE's regularisation; between 100 and 500 it hardly matters.
const EASE_LAMBDA: f32 = 200.0;

/// Fits ALS on the training mixes.
pub fn fit_played(
    training: &Training,
    settings: &Settings,
    pool: &ThreadPool,
    stop: Stop<'_>,
) -> Result<Model, FitError> {
    // Rows of a training set are its own and cannot be out of range.
    let Ok(interactions) = Interactions::new(&training.plays(), settings.row_weights()) else {
        return Err(FitError::Value);
    };
    let factors = fit(&interactions, settings, None, pool, &mut |_| {}, stop)?;
    Model::new(factors, settings, pool, stop)
}

/// The original system's settings: as `implicit` with ones as confidence.
#[must_use]
pub fn original() -> Settings {
    Settings {
        factors: 40,
        regularisation: 0.1,
        alpha: 0.0,
        iterations: 15,
        artist_weight: 0.0,
        label_weight: 0.0,
        period_weight: 0.0,
        seed: 0,
    }
}

impl<'a> Fitted<'a> {
    /// Fits everything that needs fitting.
    pub fn new(
        training: &'a Training,
        tuning: &Tuning,
        pool: &'a ThreadPool,
        progress: &mut dyn FnMut(usize, &'static str),
        stop: Stop<'_>,
    ) -> Result<Self, FitError> {
        progress(0, "fitting ALS");
        let played = fit_played(training, &tuning.als, pool, stop)?;
        progress(1, "fitting the original's ALS");
        let original = fit_played(training, &original(), pool, stop)?;
        progress(2, "fitting EASE");
        let ease = Ease::fit(training.graph.view(), &training.support, EASE_LAMBDA, stop);
        if stop() {
            return Err(FitError::Stopped);
        }
        Ok(Self { training, tuning: *tuning, played, original, ease, pool })
    }

    /// With a fit of its own, or none where ALS is not asked; without the baselines that need fitting.
    #[must_use]
    pub(super) fn of(
        training: &'a Training,
        tuning: &Tuning,
        played: Option<Model>,
        pool: &'a ThreadPool,
    ) -> Self {
        let played = played.unwrap_or_default();
        Self { training, tuning: *tuning, played, original: Model::default(), ease: None, pool }
    }

    /// Models left out.
    #[must_use]
    pub fn skipped(&self) -> Vec<Skipped> {
        let mixes = self.training.graph.mixes.view().len();
        let reason = if mixes > MOST_MIXES {
            format!("{mixes} training mixes, and its dense matrices are made for at most {MOST_MIXES}")
        } else {
            "it could not be solved".to_owned()
        };
        Vec::from_iter(self.ease.is_none().then_some(Skipped { model: "ease", reason }))
    }

    /// *Played with* under the rarity dial: s in x·y / (|y| + s), 0 for off.
    #[must_use]
    pub fn dialled(&self, rarity: f32) -> Played<'_> {
        self.with_scoring(if rarity > 0.0 { Scoring::Shrink(rarity) } else { Scoring::Dot })
    }

    fn with_scoring(&self, scoring: Scoring) -> Played<'_> {
        Played { model: self.played.view(), support: &self.training.support, scoring, pool: self.pool }
    }

    /// *Played with*.
    #[must_use]
    pub fn played(&self) -> Played<'_> {
        self.with_scoring(Scoring::Dot)
    }

    /// The tabs' models over `played`, one of this lineup's.
    #[must_use]
    pub fn tabs<'b>(&'b self, played: &'b Played<'b>) -> Tabs<'b> {
        Tabs {
            graph: self.training.graph.view(),
            support: &self.training.support,
            played: Some(played),
            sound: None,
            tuning: &self.tuning,
        }
    }

    /// All models in the order of the table; `tabs` are this lineup's.
    #[must_use]
    pub fn lines<'b>(&'b self, tabs: &Tabs<'b>) -> Vec<Line<'b>> {
        let graph = self.training.graph.view();
        let support = self.training.support.as_slice();
        let neighbours = |weighting| Neighbours::new(graph, support, weighting);
        let rest = |name, model: Box<dyn Recommender + 'b>| Line { name, model, task: Task::Rest, least: 1 };
        let between =
            |name, model: Box<dyn Recommender + 'b>| Line { name, model, task: Task::Between, least: 2 };
        let controlled = |model, per_artist| -> Box<dyn Recommender + 'b> {
            Box::new(Controlled { model, graph, per_artist, allowed: &[] })
        };
        let mut lines: Vec<Line<'b>> = vec![
            rest("popularity", Box::new(Popularity { support: support.to_vec() })),
            rest("co-occurrence", Box::new(neighbours(Weighting::CoOccurrence(-0.5)))),
            rest("item-knn-cosine", Box::new(neighbours(Weighting::Cosine))),
            rest("item-knn-bm25", Box::new(neighbours(Weighting::Bm25))),
        ];
        if let Some(ease) = &self.ease {
            lines.push(rest("ease", Box::new(ease)));
        }
        let original = Cosine { model: self.original.view(), support, pool: self.pool };
        lines.extend([
            rest("original", Box::new(original)),
            rest("transitions", Box::new(Transitions { graph, support })),
            rest("walk", Box::new(tabs.walk())),
            rest("played", Box::new(self.played())),
            rest("next", Box::new(tabs.next())),
            rest("blend", Box::new(tabs.blend())),
            rest("played, rarity 0.2", Box::new(self.with_scoring(Scoring::Shrink(0.2)))),
            rest("blend, 2 an artist", controlled(Box::new(tabs.blend()), Some(2))),
            Line { least: 2, ..rest("continue", Box::new(Continue(*tabs))) },
            between("between", Box::new(Between(*tabs))),
            between("between, by played", Box::new(self.played())),
        ]);
        lines
    }

    /// *Played with* and *Blend* under the controls asked for; `dialled` is the fit under their dial.
    #[must_use]
    pub fn controlled<'b>(&'b self, dialled: &'b Played<'b>, controls: &'b Controls) -> Vec<Line<'b>> {
        let tabs = self.tabs(dialled);
        let line = |name, model: Box<dyn Recommender + 'b>| {
            let model = Box::new(Controlled {
                model,
                graph: tabs.graph,
                per_artist: controls.per_artist,
                allowed: &controls.allowed,
            });
            Line { name, model, task: Task::Rest, least: 1 }
        };
        vec![line("played, as asked", Box::new(dialled)), line("blend, as asked", Box::new(tabs.blend()))]
    }
}

/// A model with what a DJ may ask of any list.
struct Controlled<'a> {
    model: Box<dyn Recommender + 'a>,
    graph: Graph<'a>,
    per_artist: Option<usize>,
    allowed: &'a [bool],
}

impl Recommender for Controlled<'_> {
    fn recommend(&self, ask: &Ask<'_>, scratch: &mut Scratch) -> Vec<Hit> {
        let refused = |row: u32| self.allowed.get(row as usize) == Some(&false);
        let excluded = |row| (ask.excluded)(row) || refused(row);
        let depth = if self.per_artist.is_some() { ask.limit * 5 } else { ask.limit };
        let hits = self.model.recommend(&Ask { limit: depth, excluded: &excluded, ..*ask }, scratch);
        match self.per_artist {
            Some(most) => at_most_per_artist(hits, &self.graph, most, ask.limit),
            None => hits,
        }
    }
}

/// *Continue*, asked like any model.
pub(super) struct Continue<'a>(pub(super) Tabs<'a>);

impl Recommender for Continue<'_> {
    fn recommend(&self, ask: &Ask<'_>, scratch: &mut Scratch) -> Vec<Hit> {
        let rows: Vec<u32> = ask.seeds.iter().map(|s| s.row).collect();
        self.0.blend().recommend(&Ask { seeds: &self.0.going_on(&rows), ..*ask }, scratch)
    }
}

struct Between<'a>(Tabs<'a>);

impl Recommender for Between<'_> {
    fn recommend(&self, ask: &Ask<'_>, scratch: &mut Scratch) -> Vec<Hit> {
        let Some((from, to)) = ask.seeds.first().zip(ask.seeds.last()) else { return Vec::new() };
        self.0.between(from.row, to.row).recommend(ask, scratch)
    }
}
