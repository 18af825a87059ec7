//! Who is evaluated: the baselines and the tabs' models, fitted on the training mixes.

use rayon::ThreadPool;

use super::Skipped;
use super::corpus::Training;
use super::split::Case;
use crate::recommend::als::{FitError, Settings, Stop, fit};
use crate::recommend::baselines::{Ease, MOST_MIXES, Neighbours, Popularity, Transitions, Weighting};
use crate::recommend::blend::{Blend, Part};
use crate::recommend::controls::{at_most_per_artist, newest_heaviest};
use crate::recommend::interactions::{Interactions, RowWeights};
use crate::recommend::model::Model;
use crate::recommend::next::{Direction, Next};
use crate::recommend::played::{Cosine, Played};
use crate::recommend::recommender::{Ask, Recommender, Scratch};
use crate::recommend::scan::{Hit, Scoring};
use crate::recommend::tuning::Tuning;
use crate::recommend::walk::Walk;

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
    let weights = RowWeights { artist: settings.artist_weight, label: settings.label_weight };
    // Rows of a training set are its own and cannot be out of range.
    let Ok(interactions) = Interactions::new(&training.plays(), weights) else {
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

    /// *Blend*.
    #[must_use]
    pub(super) fn blend_tab(&self) -> Box<dyn Recommender + '_> {
        Box::new(BlendTab { fitted: self })
    }

    /// *Next*.
    #[must_use]
    pub(super) fn next_tab(&self) -> Box<dyn Recommender + '_> {
        Box::new(NextTab { fitted: self })
    }

    /// *Continue*.
    #[must_use]
    pub(super) fn continue_tab(&self) -> Box<dyn Recommender + '_> {
        Box::new(Continue { fitted: self })
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

    fn with_scoring(&self, scoring: Scoring) -> Played<'_> {
        Played { model: self.played.view(), support: &self.training.support, scoring, pool: self.pool }
    }

    /// *Played with*.
    #[must_use]
    pub fn played(&self) -> Played<'_> {
        self.with_scoring(Scoring::Dot)
    }

    /// The walk.
    #[must_use]
    pub fn walk(&self) -> Walk<'_> {
        Walk {
            graph: self.training.graph.view(),
            support: &self.training.support,
            settings: self.tuning.walk,
        }
    }

    fn towards(&self, direction: Direction) -> Next<'_> {
        Next {
            graph: self.training.graph.view(),
            support: &self.training.support,
            direction,
            settings: self.tuning.next,
        }
    }

    /// All models in the order of the table.
    #[must_use]
    pub fn lines<'b>(&'b self) -> Vec<Line<'b>> {
        let graph = self.training.graph.view();
        let support = self.training.support.as_slice();
        let neighbours = |weighting| Neighbours::new(graph, support, weighting);
        let rest = |name, model: Box<dyn Recommender + 'b>| Line { name, model, task: Task::Rest, least: 1 };
        let between =
            |name, model: Box<dyn Recommender + 'b>| Line { name, model, task: Task::Between, least: 2 };
        let mut lines: Vec<Line<'b>> = vec![
            rest("popularity", Box::new(Popularity { support: support.to_vec() })),
            rest("co-occurrence", Box::new(neighbours(Weighting::CoOccurrence(-0.5)))),
            rest("item-knn-cosine", Box::new(neighbours(Weighting::Cosine))),
            rest("item-knn-bm25", Box::new(neighbours(Weighting::Bm25))),
        ];
        if let Some(ease) = &self.ease {
            lines.push(rest("ease", Box::new(ease.clone())));
        }
        let original = Cosine { model: self.original.view(), support, pool: self.pool };
        lines.extend([
            rest("original", Box::new(original)),
            rest("transitions", Box::new(Transitions { graph, support })),
            rest("walk", Box::new(self.walk())),
            rest("played", Box::new(self.played())),
            rest("next", Box::new(NextTab { fitted: self })),
            rest("blend", Box::new(BlendTab { fitted: self })),
            rest("played, rarity 0.2", Box::new(self.with_scoring(Scoring::Shrink(0.2)))),
            rest("blend, 2 an artist", Box::new(FewPerArtist { fitted: self, most: 2 })),
            Line { least: 2, ..rest("continue", Box::new(Continue { fitted: self })) },
            between("between", Box::new(Between { fitted: self })),
            between("between, by played", Box::new(self.played())),
        ]);
        lines
    }

    fn blend<'b>(&'b self, parts: Vec<Part<'b>>) -> Blend<'b> {
        Blend { parts, scale: self.tuning.scale, depth: self.tuning.depth, support: &self.training.support }
    }
}

struct BlendTab<'a> {
    fitted: &'a Fitted<'a>,
}

impl Recommender for BlendTab<'_> {
    fn recommend(&self, ask: &Ask<'_>, scratch: &mut Scratch) -> Vec<Hit> {
        let (played, walk) = (self.fitted.played(), self.fitted.walk());
        let parts = vec![
            Part { model: &played, weight: 1.0 },
            Part { model: &walk, weight: self.fitted.tuning.blend_walk },
        ];
        self.fitted.blend(parts).recommend(ask, scratch)
    }
}

struct FewPerArtist<'a> {
    fitted: &'a Fitted<'a>,
    most: usize,
}

impl Recommender for FewPerArtist<'_> {
    fn recommend(&self, ask: &Ask<'_>, scratch: &mut Scratch) -> Vec<Hit> {
        let deep = Ask { limit: ask.limit * 5, ..*ask };
        let hits = BlendTab { fitted: self.fitted }.recommend(&deep, scratch);
        at_most_per_artist(hits, &self.fitted.training.graph.view(), self.most, ask.limit)
    }
}

struct NextTab<'a> {
    fitted: &'a Fitted<'a>,
}

impl Recommender for NextTab<'_> {
    fn recommend(&self, ask: &Ask<'_>, scratch: &mut Scratch) -> Vec<Hit> {
        let tuning = &self.fitted.tuning;
        let after = Newest(self.fitted.towards(Direction::After), tuning.next_newest);
        let (played, walk) = (self.fitted.played(), self.fitted.walk());
        let parts = vec![
            Part { model: &played, weight: 1.0 },
            Part { model: &walk, weight: tuning.blend_walk },
            Part { model: &after, weight: tuning.next_after },
        ];
        self.fitted.blend(parts).recommend(ask, scratch)
    }
}

/// Transitions that look at the newest seeds most.
struct Newest<'a>(Next<'a>, f32);

impl Recommender for Newest<'_> {
    fn recommend(&self, ask: &Ask<'_>, scratch: &mut Scratch) -> Vec<Hit> {
        let rows: Vec<u32> = ask.seeds.iter().filter(|s| s.weight > 0.0).map(|s| s.row).collect();
        self.0.recommend(&Ask { seeds: &newest_heaviest(&rows, self.1), ..*ask }, scratch)
    }
}

struct Continue<'a> {
    fitted: &'a Fitted<'a>,
}

impl Recommender for Continue<'_> {
    fn recommend(&self, ask: &Ask<'_>, scratch: &mut Scratch) -> Vec<Hit> {
        let rows: Vec<u32> = ask.seeds.iter().map(|s| s.row).collect();
        let seeds = newest_heaviest(&rows[rows.len().saturating_sub(5)..], self.fitted.tuning.newest);
        BlendTab { fitted: self.fitted }.recommend(&Ask { seeds: &seeds, ..*ask }, scratch)
    }
}

struct Between<'a> {
    fitted: &'a Fitted<'a>,
}

impl Recommender for Between<'_> {
    fn recommend(&self, ask: &Ask<'_>, scratch: &mut Scratch) -> Vec<Hit> {
        let fitted = self.fitted;
        let Some((from, to)) = ask.seeds.first().zip(ask.seeds.last()) else { return Vec::new() };
        let (after, before) = (fitted.towards(Direction::After), fitted.towards(Direction::Before));
        let (after, before) = (OneSeed(&after, *from), OneSeed(&before, *to));
        let (played, walk) = (fitted.played(), fitted.walk());
        let parts = vec![
            Part { model: &played, weight: 1.0 },
            Part { model: &walk, weight: fitted.tuning.blend_walk },
            Part { model: &after, weight: fitted.tuning.next_after },
            Part { model: &before, weight: fitted.tuning.next_after },
        ];
        fitted.blend(parts).recommend(ask, scratch)
    }
}

/// A model asked about one of the seeds.
struct OneSeed<'a>(&'a dyn Recommender, crate::recommend::Seed);

impl Recommender for OneSeed<'_> {
    fn recommend(&self, ask: &Ask<'_>, scratch: &mut Scratch) -> Vec<Hit> {
        self.0.recommend(&Ask { seeds: &[self.1], ..*ask }, scratch)
    }
}
