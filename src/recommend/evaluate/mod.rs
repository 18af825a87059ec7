//! Offline quality: whole mixes held out, every model asked for the rest of them.

mod axes;
mod corpus;
mod lineup;
mod metrics;
mod read;
mod split;
mod tune;

use rayon::{ThreadPool, prelude::*};
use serde::Serialize;

pub use axes::{AXES, Axis, Stage};
pub use corpus::{Corpus, Training};
pub use lineup::{Controls, Fitted, Line, Task, fit_played, original};
pub use metrics::{DEPTH, Measure, Measures, Outcome, judge, measures, paired};
pub use read::CorpusBuf;
pub use split::{Case, Held, Split, cases, hold_out};
pub use tune::{Trial, Tried, VALIDATION, tune};

use super::als::{FitError, Stop};
use super::fold_in::Seed;
use super::recommender::{Ask, Recommender, Scratch};
use super::tuning::Tuning;

/// What to evaluate.
#[derive(Clone, Debug)]
pub struct Options {
    /// How mixes are held out; ignored where [`evaluate`] is given the split.
    pub split: Split,
    /// The split's seed.
    pub seed: u64,
    /// Numbers of seeds to ask with.
    pub seeds: Vec<usize>,
    /// Settings of the models.
    pub tuning: Tuning,
    /// Whether the training plays are drawn anew, as a check that nothing leaks.
    pub permuted: bool,
    /// What the lists of *Played with* and *Blend* leave out in two rows more.
    pub controls: Option<Controls>,
}

/// How a report came about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Protocol {
    /// How mixes were held out.
    pub split: &'static str,
    /// The split's seed.
    pub seed: u64,
    /// Mixes the models knew.
    pub train_mixes: usize,
    /// Mixes held out and asked about.
    pub test_mixes: usize,
    /// Held-out mixes left out because a training mix has most of their tracks.
    pub dropped_duplicates: usize,
}

/// A model's measures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// The model.
    pub model: &'static str,
    /// Seeds it was asked with.
    pub seeds: usize,
    /// How mixes were held out.
    pub split: &'static str,
    /// Cases.
    pub n: usize,
    /// What it got.
    #[serde(flatten)]
    pub measures: Measures,
    /// Recall case by case, for paired differences.
    #[serde(skip)]
    pub recalls: Vec<f64>,
}

/// A model left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// The model.
    pub model: &'static str,
    /// Why.
    pub reason: String,
}

/// What `segue evaluate --json` prints.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// How it came about.
    pub protocol: Protocol,
    /// A row for each model and number of seeds.
    pub results: Vec<Row>,
    /// Models left out.
    pub skipped: Vec<Skipped>,
}

/// *Blend* beside the best of the models that stand alone, case by case.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Against {
    /// Seeds asked with.
    pub seeds: usize,
    /// The best model that stands alone.
    pub best: &'static str,
    /// How much more recall *Blend* has, with the interval of the paired difference.
    pub more: Measure,
}

/// Models that are no blend of others.
const ALONE: [&str; 9] = [
    "popularity",
    "co-occurrence",
    "item-knn-cosine",
    "item-knn-bm25",
    "ease",
    "original",
    "transitions",
    "walk",
    "played",
];

impl Report {
    /// *Blend* beside the best single model, for each number of seeds.
    #[must_use]
    pub fn blend_against_best(&self) -> Vec<Against> {
        let blends = self.results.iter().filter(|row| row.model == "blend");
        let against = |blend: &Row| {
            let rivals = self.results.iter().filter(|r| r.seeds == blend.seeds && ALONE.contains(&r.model));
            let best = rivals.max_by(|a, b| a.measures.recall.value.total_cmp(&b.measures.recall.value))?;
            let more = paired(&blend.recalls, &best.recalls, self.protocol.seed);
            Some(Against { seeds: blend.seeds, best: best.model, more })
        };
        blends.filter_map(against).collect()
    }
}

/// How far an evaluation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Steps done.
    pub done: usize,
    /// Steps in all.
    pub of: usize,
    /// What comes now.
    pub what: &'static str,
}

/// Evaluates every model on the held-out mixes.
pub fn evaluate(
    corpus: &Corpus<'_>,
    held: &Held,
    options: &Options,
    pool: &ThreadPool,
    progress: &mut dyn FnMut(Step),
    stop: Stop<'_>,
) -> Result<Report, FitError> {
    let mut training = Training::new(corpus, &held.train);
    let (cases, dropped) = cases(corpus, &training, &held.test);
    if options.permuted {
        training = training.permuted(options.seed);
    }
    let mut results = Vec::new();
    let fitting = 3;
    let fitted = Fitted::new(
        &training,
        &options.tuning,
        pool,
        &mut |done, what| {
            progress(Step { done, of: fitting + 16, what });
        },
        stop,
    )?;
    let played = fitted.played();
    let controls = options
        .controls
        .as_ref()
        .map(|asked| Controls { allowed: training.by_rows(&asked.allowed), ..asked.clone() });
    let dialled = fitted.dialled(controls.as_ref().map_or(0.0, |controls| controls.rarity));
    let mut lines = fitted.lines(&fitted.tabs(&played));
    if let Some(controls) = &controls {
        lines.extend(fitted.controlled(&dialled, controls));
    }
    let of = fitting + lines.len();
    for (i, line) in lines.iter().enumerate() {
        progress(Step { done: fitting + i, of, what: line.name });
        for (seeds, task) in line.tasks(&options.seeds) {
            let outcomes = outcomes(&training, &cases, seeds, task, line.model.as_ref(), pool, stop)?;
            results.push(Row {
                model: line.name,
                seeds,
                split: options.split.name(),
                n: outcomes.len(),
                measures: measures(&outcomes, training.support.len(), options.seed),
                recalls: outcomes.iter().map(|o| o.recall).collect(),
            });
        }
    }
    progress(Step { done: of, of, what: "done" });
    let protocol = Protocol {
        split: options.split.name(),
        seed: options.seed,
        train_mixes: held.train.len(),
        test_mixes: held.test.len() - dropped,
        dropped_duplicates: dropped,
    };
    let skipped = fitted.skipped();
    Ok(Report { protocol, results, skipped })
}

/// Asks a model about every case that has more tracks than seeds.
pub fn outcomes(
    training: &Training,
    cases: &[Case],
    seeds: usize,
    task: Task,
    model: &dyn Recommender,
    pool: &ThreadPool,
    stop: Stop<'_>,
) -> Result<Vec<Outcome>, FitError> {
    let graph = training.graph.view();
    let outcomes: Option<Vec<Outcome>> = pool.install(|| {
        let usable: Vec<&Case> = cases.iter().filter(|case| Task::usable(case, seeds)).collect();
        usable
            .into_par_iter()
            .map_init(Scratch::default, |scratch, case| {
                if stop() {
                    return None;
                }
                let (rows, targets) = task.pose(case, seeds);
                let weighted: Vec<Seed> = rows.iter().copied().map(Seed::liked).collect();
                let excluded = |row: u32| rows.contains(&row);
                let ask = Ask { seeds: &weighted, limit: DEPTH, excluded: &excluded };
                let hits = model.recommend(&ask, scratch);
                let artists: Vec<u32> =
                    rows.iter().flat_map(|&row| graph.artists.get(row as usize)).copied().collect();
                let own = |row: u32| graph.artists.get(row as usize).iter().any(|a| artists.contains(a));
                Some(judge(hits.iter().map(|hit| hit.row).collect(), &targets, &training.support, own))
            })
            .collect()
    });
    outcomes.ok_or(FitError::Stopped)
}

#[cfg(test)]
mod tests;
