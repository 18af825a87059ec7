//! A search for better settings on validation splits: one setting after the other, the best value kept.
//!
//! Validation splits are drawn among the mixes that are not set aside, so nothing that `evaluate` reports on is ever seen here.
//! Every trial is handed out as soon as it is done and asked for before it is made, so a search that was stopped goes on where
//! it stood.

use rayon::ThreadPool;
use segue::recommend::als::StopSignal;
use serde::{Deserialize, Serialize};

use super::{
    Cases, EvaluateError, Settings,
    axes::{AXES, Stage, key},
    case::{Case, cases},
    corpus::Corpus,
    history::{History, histories},
    lineup::Fits,
    metrics::Outcome,
    outcomes,
    split::{Split, hold_out},
    training::Training,
};

/// Seeds of the validation splits: on three of each kind a single setting's columns are off by up to 4 % by chance.
pub const VALIDATION: [u64; 8] = [101, 102, 103, 104, 105, 106, 107, 108];
/// Numbers of seeds asked with.
const SEEDS: [usize; 2] = [1, 5];
/// A value has to be this much better than the present one to replace it: the fit's random start alone moves the mean of all
/// columns by up to 2.4 % (three starts of the same settings: 1, .976, .978).
const WORTH: f64 = 1.025;

/// One setting of everything, tried.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trial {
    /// What was tried: the stage and the settings that matter to it.
    pub key: String,
    /// Recall@20 (next-track hit rate for *Next* and *Continue*) of one and five seeds, on random splits and by DJ.
    pub columns: [f64; 4],
}

/// How far a search is.
#[derive(Clone, Debug, PartialEq)]
pub struct Tried<'a> {
    /// Trials done.
    pub done: usize,
    /// Trials in all.
    pub of: usize,
    /// The trial.
    pub trial: &'a Trial,
    /// Its mean beside that of the settings the search started from.
    pub score: f64,
    /// Whether it is the best of its stage so far.
    pub best: bool,
}

struct Validation {
    split: Split,
    training: Training,
    cases: Vec<Case>,
    histories: std::collections::BTreeMap<u32, History>,
}

fn validation(corpus: &Corpus, draws: usize) -> Result<Vec<Validation>, EvaluateError> {
    let mut sets = Vec::new();
    for split in [Split::Random, Split::Dj] {
        for &seed in VALIDATION.iter().take(draws) {
            for held in hold_out(corpus, split, seed) {
                let training = Training::new(corpus, &held.train)?;
                let cases = cases(corpus, &training, &held.test).0;
                let histories = histories(corpus, &training, &held.test);
                sets.push(Validation { split, training, cases, histories });
            }
        }
    }
    Ok(sets)
}

/// What to search, and on how much.
#[derive(Clone, Debug)]
pub struct Search<'a> {
    /// Where it starts.
    pub from: &'a Settings,
    /// The stages searched.
    pub stages: &'a [Stage],
    /// Draws of each kind, at most as many as [`VALIDATION`].
    pub draws: usize,
}

/// Searches. `known` answers trials made before, `tried` is told every trial.
pub fn tune(
    corpus: &Corpus,
    search: &Search<'_>,
    pool: &ThreadPool,
    known: &dyn Fn(&str) -> Option<Trial>,
    tried: &mut dyn FnMut(&Tried<'_>),
    stop: StopSignal<'_>,
) -> Result<Settings, EvaluateError> {
    let sets = validation(corpus, search.draws)?;
    let axes = |stage: Stage| AXES.iter().filter(move |axis| axis.stage == stage);
    let of: usize = search.stages.iter().flat_map(|&s| axes(s)).map(|axis| axis.values.len()).sum();
    let (of, mut done) = (of + search.stages.len(), 0);
    let mut best = search.from.clone();
    for &stage in search.stages {
        let bench = Bench { stage, pool, stop, sets: Bench::fitted(&sets, stage, &best, pool, stop)? };
        let first = bench.trial(&best, known)?;
        done += 1;
        tried(&Tried { done, of, trial: &first, score: 1.0, best: true });
        let mut best_score = 1.0;
        for axis in axes(stage) {
            let present = best.clone();
            for &value in axis.values {
                let mut candidate = present.clone();
                (axis.set)(&mut candidate, value);
                done += 1;
                if candidate == present {
                    continue;
                }
                let trial = bench.trial(&candidate, known)?;
                let score = relative(&trial, &first);
                let better = score > best_score * WORTH;
                if better {
                    (best, best_score) = (candidate, score);
                }
                tried(&Tried { done, of, trial: &trial, score, best: better });
            }
        }
    }
    Ok(best)
}

/// The mean of the columns' ratios.
fn relative(trial: &Trial, first: &Trial) -> f64 {
    let ratios = trial.columns.iter().zip(first.columns).filter(|(_, first)| *first > 0.0);
    let (sum, n) = ratios.fold((0.0, 0.0), |(sum, n), (c, first)| (sum + c / first, n + 1.0));
    if n > 0.0 { sum / n } else { 1.0 }
}

/// One stage's trials.
struct Bench<'a> {
    stage: Stage,
    pool: &'a ThreadPool,
    stop: StopSignal<'a>,
    /// The validation sets; those whose fit the stage does not change with it.
    sets: Vec<(&'a Validation, Option<Fits<'a>>)>,
}

impl<'a> Bench<'a> {
    fn fitted(
        sets: &'a [Validation],
        stage: Stage,
        settings: &Settings,
        pool: &'a ThreadPool,
        stop: StopSignal<'_>,
    ) -> Result<Vec<(&'a Validation, Option<Fits<'a>>)>, EvaluateError> {
        let fits = |set: &'a Validation| {
            let kept = stage.keeps_its_fit();
            let fits = kept
                .then(|| Fits::new(&set.training, settings, &[stage.model()], start(settings), pool, stop));
            Ok((set, fits.transpose()?))
        };
        sets.iter().map(fits).collect()
    }

    fn trial(
        &self,
        settings: &Settings,
        known: &dyn Fn(&str) -> Option<Trial>,
    ) -> Result<Trial, EvaluateError> {
        let key = key(self.stage, settings);
        if let Some(trial) = known(&key) {
            return Ok(trial);
        }
        let mut sums = [(0.0, 0usize); 4];
        for (set, kept) in &self.sets {
            let training = &set.training;
            let fits = match kept {
                Some(fits) => fits.with(settings),
                None => Fits::new(
                    training,
                    settings,
                    &[self.stage.model()],
                    start(settings),
                    self.pool,
                    self.stop,
                )?,
            };
            let Ok(line) = fits.line(self.stage.model(), None) else { continue };
            for (k, seeds) in SEEDS.into_iter().enumerate() {
                let column = &mut sums[k + if set.split == Split::Dj { 2 } else { 0 }];
                let asked = Cases { cases: &set.cases, histories: &set.histories, seeds };
                for (mix, o) in outcomes(training, &fits, &line, asked, self.pool, self.stop)? {
                    if self.stage == Stage::You && !set.histories.contains_key(&mix) {
                        continue;
                    }
                    column.0 += self.worth(&o);
                    column.1 += 1;
                }
            }
        }
        Ok(Trial { key, columns: sums.map(|(sum, n)| sum / n.max(1) as f64) })
    }

    fn worth(&self, outcome: &Outcome) -> f64 {
        match self.stage {
            Stage::Next | Stage::Continue => outcome.next_hit,
            Stage::You => f64::midpoint(outcome.recall, outcome.new.0),
            _ => outcome.recall,
        }
    }
}

fn start(settings: &Settings) -> u64 {
    settings.segue.recommend.seed
}
