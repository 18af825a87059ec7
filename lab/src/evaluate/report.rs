//! What an evaluation says.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    Collected,
    lineup::BASELINES,
    metrics::{Measure, Measures, Outcome, measures, paired},
};

/// Of the intervals' resamples; the same for every row, so that rows of the same mixes are resampled alike.
const SEED: u64 = 1;

/// What the others are compared with.
const PLAYED: &str = "played";

/// How a report came about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Protocol {
    /// How mixes were held out.
    pub split: &'static str,
    /// Pairs of known and asked mixes.
    pub splits: usize,
    /// Random starts of every fit.
    pub starts: u64,
    /// Mixes the models knew, on the mean.
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
    /// Held-out mixes with more known records than seeds: what the measures are means over.
    pub n: usize,
    /// Of all held-out mixes, known records or not, the share that gets at least one right row.
    pub any: f64,
    /// What it got.
    #[serde(flatten)]
    pub measures: Measures,
    /// Its recall less *Played with*'s, mix by mix.
    pub less_played: Option<Measure>,
    /// Recall of every mix, in order of mixes.
    #[serde(skip)]
    pub recalls: BTreeMap<u32, f64>,
}

/// A model left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// The model.
    pub model: &'static str,
    /// Why.
    pub reason: String,
}

/// What `segue-lab evaluate --json` prints.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// How it came about.
    pub protocol: Protocol,
    /// A row for each model and number of seeds.
    pub results: Vec<Row>,
    /// Models left out.
    pub skipped: Vec<Skipped>,
}

/// One model beside another on the same mixes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Against {
    /// Seeds asked with.
    pub seeds: usize,
    /// The other.
    pub other: &'static str,
    /// How much more recall the one has.
    pub more: Measure,
    /// How many times the other's recall it has.
    pub times: f64,
}

impl Report {
    /// A model beside the best of these, for each number of seeds.
    #[must_use]
    pub fn against_best(&self, model: &str, of: &[&str]) -> Vec<Against> {
        let rows = self.results.iter().filter(|row| row.model == model);
        let against = |row: &Row| {
            let rivals = self
                .results
                .iter()
                .filter(|r| r.seeds == row.seeds && r.model != model && of.contains(&r.model));
            let best = rivals.max_by(|a, b| recall(a).total_cmp(&recall(b)))?;
            let more = less(&row.recalls, &best.recalls);
            Some(Against { seeds: row.seeds, other: best.model, more, times: recall(row) / recall(best) })
        };
        rows.filter_map(against).collect()
    }

    /// *Played with* beside the best baseline, and *Blend* beside the best model that stands alone.
    #[must_use]
    pub fn in_short(&self) -> Vec<(&'static str, Against)> {
        let alone: Vec<&str> = BASELINES.into_iter().chain(["walk", "played"]).collect();
        let named = |model: &'static str, of: &[&str]| {
            self.against_best(model, of).into_iter().map(move |against| (model, against)).collect::<Vec<_>>()
        };
        [named("played", &BASELINES), named("blend", &alone)].concat()
    }
}

fn recall(row: &Row) -> f64 {
    row.measures.recall.value
}

fn less(a: &BTreeMap<u32, f64>, b: &BTreeMap<u32, f64>) -> Measure {
    let both: Vec<(f64, f64)> = a.iter().filter_map(|(mix, a)| Some((*a, *b.get(mix)?))).collect();
    let (a, b): (Vec<f64>, Vec<f64>) = both.into_iter().unzip();
    paired(&a, &b, SEED)
}

/// Sums up what every model got; a mix counts once however many starts and splits asked about it.
pub(super) fn report(
    protocol: Protocol,
    names: &[&'static str],
    collected: Collected,
    known: usize,
    skipped: Vec<Skipped>,
) -> Report {
    let mut results: Vec<Row> = collected
        .into_iter()
        .map(|((place, seeds), of_mix)| {
            let mixes: Vec<u32> = of_mix.keys().copied().collect();
            let outcomes: Vec<Outcome> = of_mix.into_values().map(|of| Outcome::mean(&of)).collect();
            let hits: f64 = outcomes.iter().map(|o| o.hit).sum();
            Row {
                model: names[place],
                seeds,
                split: protocol.split,
                n: outcomes.len(),
                any: hits / protocol.test_mixes.max(1) as f64,
                measures: measures(&outcomes, known, SEED),
                less_played: None,
                recalls: mixes.into_iter().zip(outcomes.iter().map(|o| o.recall)).collect(),
            }
        })
        .collect();
    let played: BTreeMap<usize, BTreeMap<u32, f64>> = results
        .iter()
        .filter(|row| row.model == PLAYED)
        .map(|row| (row.seeds, row.recalls.clone()))
        .collect();
    for row in results.iter_mut().filter(|row| row.model != PLAYED) {
        row.less_played = played.get(&row.seeds).map(|played| less(&row.recalls, played));
    }
    Report { protocol, results, skipped }
}
