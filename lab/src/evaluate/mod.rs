//! Offline quality: whole mixes held out, every model asked for the rest of them.

mod axes;
mod case;
mod corpus;
mod history;
mod lineup;
#[cfg(test)]
mod made;
mod metrics;
mod report;
mod split;
mod training;
mod tune;

use std::collections::BTreeMap;

use rayon::{ThreadPool, prelude::*};

pub use axes::{AXES, Axis, Stage};
pub use case::{Case, Posed, Task, cases};
pub use corpus::{Corpus, Mix};
pub use history::{History, histories};
pub use lineup::{Asked, BASELINES, CONTROLLED, Fits, Line, MODELS};
pub use metrics::{DEPTH, Measure, Measures, Outcome, judge, measures, paired};
pub use report::{Protocol, Report, Row, Skipped};
pub use split::{Held, Split, hold_out};
pub use training::Training;
pub use tune::{Search, Trial, Tried, VALIDATION, tune};

use segue::recommend::{
    Scratch,
    als::{FitError, StopSignal},
};

use crate::baselines;

/// Settings of all models.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// Ours, as a settings file has them.
    pub segue: segue::config::Settings,
    /// The baselines'.
    pub baselines: baselines::Settings,
}

/// What to evaluate.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Numbers of seeds to ask with.
    pub seeds: Vec<usize>,
    /// Random starts of the fits: 0, 1, …
    pub starts: u64,
    /// Names of models; all where empty.
    pub models: Vec<&'static str>,
    /// Settings of the models.
    pub settings: Settings,
    /// Whether the training plays are drawn anew, by this seed, as a check that nothing leaks.
    pub permuted: Option<u64>,
    /// Whether the models are told what the DJ of each mix had played before; only mixes with
    /// [`FEWEST_SETS`](segue::recommend::history::FEWEST_SETS) sets before them are asked about then.
    pub history: bool,
    /// What the lists of *Played with* and *Blend* leave out in two rows more.
    pub controls: Option<Asked>,
}

/// Why there is no report.
#[derive(Debug)]
pub enum EvaluateError {
    /// The fit.
    Fit(FitError),
    /// The training mixes' catalogue.
    Catalogue(segue::catalogue::CatalogueError),
}

impl std::fmt::Display for EvaluateError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Fit(e) => e.fmt(f),
            Self::Catalogue(e) => e.fmt(f),
        }
    }
}

impl std::error::Error for EvaluateError {}

impl From<FitError> for EvaluateError {
    fn from(e: FitError) -> Self {
        Self::Fit(e)
    }
}

impl From<segue::catalogue::CatalogueError> for EvaluateError {
    fn from(e: segue::catalogue::CatalogueError) -> Self {
        Self::Catalogue(e)
    }
}

/// How far an evaluation is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Steps done.
    pub done: usize,
    /// Steps in all.
    pub of: usize,
    /// What comes now.
    pub what: String,
}

/// Of a model from so many seeds: what each held-out mix got, one for each start.
type Collected = BTreeMap<(usize, usize), BTreeMap<u32, Vec<Outcome>>>;

/// Evaluates every model on the held-out mixes of `held`, a training for each.
pub fn evaluate(
    corpus: &Corpus,
    split: Split,
    held: &[Held],
    options: &Options,
    pool: &ThreadPool,
    progress: &mut dyn FnMut(Step),
    stop: StopSignal<'_>,
) -> Result<Report, EvaluateError> {
    let names = names(options);
    let starts = options.starts.max(1);
    let of = held.len() * starts as usize * names.len();
    let mut done = 0;
    let mut collected = Collected::new();
    let mut protocol = Protocol { split: split.name(), starts, splits: held.len(), ..Protocol::default() };
    let (mut skipped, mut known) = (Vec::new(), 0);
    for held in held {
        let mut training = Training::new(corpus, &held.train)?;
        let (mut cases, dropped) = cases(corpus, &training, &held.test);
        let histories = histories(corpus, &training, &held.test);
        cases.retain(|case| !options.history || histories.contains_key(&case.mix));
        if let Some(seed) = options.permuted {
            training = training.permuted(seed);
        }
        protocol.train_mixes += held.train.len();
        protocol.test_mixes += cases.len();
        protocol.dropped_duplicates += dropped;
        known = known.max(training.snapshot.tables.n_tracks());
        for start in 0..starts {
            let wanted: Vec<&'static str> =
                names.iter().copied().filter(|name| start == 0 || lineup::has_a_start(name)).collect();
            let fits = Fits::new(&training, &options.settings, &wanted, start, pool, stop)?;
            for (place, name) in names.iter().enumerate().filter(|(_, name)| wanted.contains(name)) {
                done += 1;
                progress(Step { done, of, what: (*name).to_owned() });
                let line = match fits.line(name, options.controls.as_ref()) {
                    Ok(line) => line,
                    Err(why) => {
                        if !skipped.contains(&why) {
                            skipped.push(why);
                        }
                        continue;
                    }
                };
                for seeds in line.seeds(&options.seeds) {
                    let asked = Cases { cases: &cases, histories: &histories, seeds };
                    let got = outcomes(&training, &fits, &line, asked, pool, stop)?;
                    let of_mix = collected.entry((place, seeds)).or_default();
                    for (mix, outcome) in got {
                        of_mix.entry(mix).or_default().push(outcome);
                    }
                }
            }
        }
    }
    protocol.train_mixes /= held.len().max(1);
    Ok(report::report(protocol, &names, collected, known, skipped))
}

fn names(options: &Options) -> Vec<&'static str> {
    let wanted = |name: &&'static str| {
        if options.history { lineup::WITH_HISTORY.contains(name) } else { !name.ends_with(", you") }
    };
    let named = |name: &&'static str| options.models.is_empty() || options.models.contains(name);
    let all = MODELS.into_iter().filter(wanted).filter(named);
    all.chain(CONTROLLED.into_iter().filter(|_| options.controls.is_some())).collect()
}

/// What is asked about.
#[derive(Clone, Copy, Debug)]
pub struct Cases<'a> {
    /// The held-out mixes.
    pub cases: &'a [Case],
    /// What their DJs had played before.
    pub histories: &'a BTreeMap<u32, History>,
    /// So many seeds.
    pub seeds: usize,
}

/// Asks a model about every case that has more known records than seeds; what each mix got.
pub fn outcomes(
    training: &Training,
    fits: &Fits<'_>,
    line: &Line<'_>,
    asked: Cases<'_>,
    pool: &ThreadPool,
    stop: StopSignal<'_>,
) -> Result<Vec<(u32, Outcome)>, FitError> {
    let tables = &training.snapshot.tables;
    let artists = training.snapshot.graph().artists;
    let outcomes: Option<Vec<(u32, Outcome)>> = pool.install(|| {
        let pose = |case: &Case| {
            let history = asked.histories.get(&case.mix).cloned().unwrap_or_default();
            Some((case.mix, Posed { history, ..line.task.pose(case, asked.seeds)? }))
        };
        let posed: Vec<(u32, Posed)> = asked.cases.iter().filter_map(pose).collect();
        posed
            .into_par_iter()
            .map_init(Scratch::default, |scratch, (mix, posed)| {
                let rows = fits.rows(line, &posed, scratch, stop)?;
                let of_seeds: Vec<u32> =
                    posed.seeds.iter().flat_map(|&row| artists.get(row as usize)).copied().collect();
                let own = |row: u32| artists.get(row as usize).iter().any(|a| of_seeds.contains(a));
                Some((mix, judge(rows, &posed, &tables.mixes, own)))
            })
            .collect()
    });
    outcomes.ok_or(FitError::Stopped)
}

#[cfg(test)]
mod tests;
