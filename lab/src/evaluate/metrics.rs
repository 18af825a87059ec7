//! What a list of answers is worth.

use std::collections::HashSet;

use segue::chance::{bootstrap, percentile};
use serde::Serialize;

use super::case::Posed;

/// Rows looked at.
pub const DEPTH: usize = 20;
/// Rows asked for: with a history many of the first are what the DJ has played, and twenty that are not have to be left.
pub const ASKED: usize = 200;
/// R-precision looks at as many rows as there are answers, at most so many.
const R_MOST: usize = 50;
/// Resamplings of the mixes behind an interval.
const RESAMPLES: usize = 1000;

/// What one case got.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// Of the answers that training mixes know, how many are right, over `min(answers, 20)`.
    pub recall: f64,
    /// The same of all later plays, over `min(later plays, 20)`: a record that no training mix has cannot be found.
    pub recall_all: f64,
    /// Of the first R rows, how many are right, R being the number of answers, at most 50.
    pub r_precision: f64,
    /// Normalised discounted cumulative gain.
    pub ndcg: f64,
    /// One over the rank of the first right row.
    pub mrr: f64,
    /// Whether any row is right.
    pub hit: f64,
    /// Whether the record played next is among the rows.
    pub next_hit: f64,
    /// Share of rows by an artist of the seeds.
    pub own_artist: f64,
    /// Recall of the answers that the DJ had not played before, in the list without what they had; and 1 where there are any.
    pub new: (f64, f64),
    /// Right rows and answers among records in one, two or three, and more mixes.
    pub by_support: [(f64, f64); 3],
    /// The rows.
    pub rows: Vec<u32>,
}

/// A mean with its 95 % bootstrap interval over mixes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Measure {
    /// The mean.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// All measures of a model on a set of cases.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Measures {
    /// See [`Outcome::recall`].
    #[serde(rename = "recall@20")]
    pub recall: Measure,
    /// See [`Outcome::recall_all`].
    #[serde(rename = "recall_all@20")]
    pub recall_all: Measure,
    /// See [`Outcome::new`].
    pub recall_new: Measure,
    /// See [`Outcome::r_precision`].
    pub r_precision: Measure,
    /// See [`Outcome::ndcg`].
    #[serde(rename = "ndcg@20")]
    pub ndcg: Measure,
    /// See [`Outcome::mrr`].
    pub mrr: Measure,
    /// See [`Outcome::hit`].
    pub hit: Measure,
    /// See [`Outcome::next_hit`].
    pub next_hit: Measure,
    /// Share of the known tracks that came up for any case.
    pub coverage: Measure,
    /// See [`Outcome::own_artist`].
    pub own_artist: Measure,
    /// Recall of answers in one mix.
    pub recall_1: Measure,
    /// Recall of answers in two or three mixes.
    pub recall_2_3: Measure,
    /// Recall of answers in four or more mixes.
    pub recall_4: Measure,
}

/// Judges the rows answered, at most `ASKED`; only R-precision and what is new to the DJ look further than the first [`DEPTH`].
#[must_use]
pub fn judge(
    mut rows: Vec<u32>,
    posed: &Posed,
    support: &[u32],
    own_artist: impl Fn(u32) -> bool,
) -> Outcome {
    let wanted: HashSet<u32> = posed.answers.iter().copied().collect();
    let new = new_to_the_dj(&rows, &wanted, posed);
    let first = wanted.len().min(R_MOST);
    let found_of_r = rows.iter().take(first).filter(|row| wanted.contains(row)).count();
    rows.truncate(DEPTH);
    let best = wanted.len().min(DEPTH);
    let gain = |rank: usize| 1.0 / ((rank + 2) as f64).log2();
    let ideal: f64 = (0..best).map(gain).sum();
    let r_precision = found_of_r as f64 / first.max(1) as f64;
    let mut outcome = Outcome { r_precision, new, ..Outcome::default() };
    let bin = |row: u32| match support[row as usize] {
        0 | 1 => 0,
        2 | 3 => 1,
        _ => 2,
    };
    for (rank, row) in rows.iter().enumerate().filter(|(_, row)| wanted.contains(row)) {
        outcome.recall += 1.0 / best as f64;
        outcome.recall_all += 1.0 / posed.later.clamp(1, DEPTH) as f64;
        outcome.ndcg += gain(rank) / ideal;
        if outcome.hit == 0.0 {
            outcome.mrr = 1.0 / (rank + 1) as f64;
            outcome.hit = 1.0;
        }
        outcome.by_support[bin(*row)].0 += 1.0;
    }
    for &target in &wanted {
        outcome.by_support[bin(target)].1 += 1.0;
    }
    outcome.next_hit = f64::from(u8::from(posed.answers.first().is_some_and(|t| rows.contains(t))));
    let own = rows.iter().filter(|&&row| own_artist(row)).count();
    outcome.own_artist = own as f64 / rows.len().max(1) as f64;
    outcome.rows = rows;
    outcome
}

fn new_to_the_dj(rows: &[u32], wanted: &HashSet<u32>, posed: &Posed) -> (f64, f64) {
    let is_new = |row: &&u32| !posed.history.played.contains(row);
    let answers = wanted.iter().filter(is_new).count().min(DEPTH);
    let found = rows.iter().filter(is_new).take(DEPTH).filter(|row| wanted.contains(row)).count();
    if answers > 0 { (found as f64 / answers as f64, 1.0) } else { (0.0, 0.0) }
}

impl Outcome {
    /// The mean of what the same mix got of several starts or splits; the rows are those of the first.
    #[must_use]
    pub fn mean(of: &[Self]) -> Self {
        let n = of.len().max(1) as f64;
        let mean = |part: &dyn Fn(&Self) -> f64| of.iter().map(part).sum::<f64>() / n;
        Self {
            recall: mean(&|o| o.recall),
            recall_all: mean(&|o| o.recall_all),
            r_precision: mean(&|o| o.r_precision),
            ndcg: mean(&|o| o.ndcg),
            mrr: mean(&|o| o.mrr),
            hit: mean(&|o| o.hit),
            next_hit: mean(&|o| o.next_hit),
            own_artist: mean(&|o| o.own_artist),
            new: (mean(&|o| o.new.0), mean(&|o| o.new.1)),
            by_support: std::array::from_fn(|i| (mean(&|o| o.by_support[i].0), mean(&|o| o.by_support[i].1))),
            rows: of.first().map(|first| first.rows.clone()).unwrap_or_default(),
        }
    }
}

/// Sums the outcomes up. The same `seed` and number of cases draw the same resamples.
#[must_use]
pub fn measures(outcomes: &[Outcome], known: usize, seed: u64) -> Measures {
    let mean = |of: &dyn Fn(&Outcome) -> f64| measure(outcomes, &|o| (of(o), 1.0), seed);
    let part = |i: usize| measure(outcomes, &|o: &Outcome| o.by_support[i], seed);
    Measures {
        recall: mean(&|o| o.recall),
        recall_all: mean(&|o| o.recall_all),
        recall_new: measure(outcomes, &|o| o.new, seed),
        r_precision: mean(&|o| o.r_precision),
        ndcg: mean(&|o| o.ndcg),
        mrr: mean(&|o| o.mrr),
        hit: mean(&|o| o.hit),
        next_hit: mean(&|o| o.next_hit),
        own_artist: mean(&|o| o.own_artist),
        coverage: coverage(outcomes, known, seed),
        recall_1: part(0),
        recall_2_3: part(1),
        recall_4: part(2),
    }
}

/// The ratio of two sums over cases, with its interval.
#[must_use]
pub fn measure(outcomes: &[Outcome], of: &dyn Fn(&Outcome) -> (f64, f64), seed: u64) -> Measure {
    let parts: Vec<(f64, f64)> = outcomes.iter().map(of).collect();
    ratio(&parts, seed)
}

fn ratio(parts: &[(f64, f64)], seed: u64) -> Measure {
    let of = |over: &mut dyn Iterator<Item = usize>| {
        let (top, bottom) = over.fold((0.0, 0.0), |(t, b), i| (t + parts[i].0, b + parts[i].1));
        if bottom > 0.0 { top / bottom } else { 0.0 }
    };
    let resampled = bootstrap(parts.len(), RESAMPLES, seed, |drawn| of(&mut drawn.iter().copied()));
    Measure {
        value: of(&mut (0..parts.len())),
        low: percentile(&resampled, 0.025),
        high: percentile(&resampled, 0.975),
    }
}

/// Distinct rows over known tracks. A resample holds fewer distinct mixes and so always covers less; its spread is what
/// the interval is made of, around the value.
fn coverage(outcomes: &[Outcome], known: usize, seed: u64) -> Measure {
    let mut seen = vec![0u32; outcomes.iter().flat_map(|o| &o.rows).max().map_or(0, |&m| m as usize + 1)];
    let mut stamp = 0;
    let mut share = |over: &mut dyn Iterator<Item = usize>| {
        stamp += 1;
        let mut distinct = 0;
        for row in over.flat_map(|i| &outcomes[i].rows) {
            let last = &mut seen[*row as usize];
            distinct += usize::from(*last != stamp);
            *last = stamp;
        }
        distinct as f64 / known.max(1) as f64
    };
    let value = share(&mut (0..outcomes.len()));
    let resampled = bootstrap(outcomes.len(), RESAMPLES / 5, seed, |drawn| share(&mut drawn.iter().copied()));
    let centre = resampled.iter().sum::<f64>() / resampled.len().max(1) as f64;
    let (low, high) = (percentile(&resampled, 0.025), percentile(&resampled, 0.975));
    Measure { value, low: (value + low - centre).max(0.0), high: value + high - centre }
}

/// The mean difference of two models on the same cases, with its interval.
#[must_use]
pub fn paired(a: &[f64], b: &[f64], seed: u64) -> Measure {
    let differences: Vec<(f64, f64)> = a.iter().zip(b).map(|(a, b)| (a - b, 1.0)).collect();
    ratio(&differences, seed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::history::History;

    fn posed(answers: &[u32], later: usize) -> Posed {
        let history = History { played: [7].into(), ..History::default() };
        Posed { seeds: Vec::new(), answers: answers.to_vec(), later, history }
    }

    #[test]
    fn a_list_is_judged_as_the_definitions_have_it() {
        // Answers 4, 7, 9; found at ranks 2 (9) and 3 (4); two more later plays are of unknown records.
        let support = [1, 1, 1, 1, 5, 1, 1, 2, 1, 1];
        let o = judge(vec![1, 9, 4, 3], &posed(&[4, 7, 9], 5), &support, |row| row == 1);
        assert!((o.recall - 2.0 / 3.0).abs() < 1e-12);
        assert!((o.recall_all - 2.0 / 5.0).abs() < 1e-12);
        assert!((o.r_precision - 2.0 / 3.0).abs() < 1e-12);
        let ideal = 1.0 + 1.0 / 3f64.log2() + 0.5;
        assert!((o.ndcg - (1.0 / 3f64.log2() + 0.5) / ideal).abs() < 1e-12);
        assert!((o.mrr - 0.5).abs() < 1e-12);
        assert_eq!(o.new, (1.0, 1.0), "7 had been played before");
        assert_eq!((o.hit, o.next_hit), (1.0, 1.0));
        assert!((o.own_artist - 1.0 / 4.0).abs() < 1e-12);
        assert_eq!(o.by_support, [(1.0, 1.0), (0.0, 1.0), (1.0, 1.0)]);
    }

    #[test]
    fn recall_is_over_twenty_where_there_are_more_answers_and_precision_looks_further() {
        let targets: Vec<u32> = (0..30).collect();
        let o = judge((0..50).collect(), &posed(&targets, 30), &[1; 50], |_| false);
        for whole in [o.recall, o.recall_all, o.ndcg, o.r_precision] {
            assert!((whole - 1.0).abs() < 1e-12);
        }
        assert_eq!(o.rows.len(), DEPTH);
    }

    #[test]
    fn intervals_hold_the_value_and_narrow_with_more_cases() {
        let outcomes = |n: usize| -> Vec<Outcome> {
            (0..n)
                .map(|i| judge(vec![i as u32 % 7], &posed(&[i as u32 % 3], 1), &[1; 9], |_| false))
                .collect()
        };
        let (few, many) = (measures(&outcomes(30), 9, 1), measures(&outcomes(3000), 9, 1));
        for m in [few.recall, few.coverage, many.recall, many.recall_1] {
            assert!(m.low <= m.value && m.value <= m.high, "{m:?}");
        }
        assert!(many.recall.high - many.recall.low < few.recall.high - few.recall.low);
        assert_eq!(measures(&[], 0, 1), Measures::default());
    }

    #[test]
    fn several_starts_of_one_mix_count_as_one() {
        let one = |recall| Outcome { recall, by_support: [(recall, 1.0); 3], ..Outcome::default() };
        let mean = Outcome::mean(&[one(0.2), one(0.6)]);
        assert!((mean.recall - 0.4).abs() < 1e-12 && (mean.by_support[1].0 - 0.4).abs() < 1e-12);
    }
}
