//! What a list of answers is worth.

use std::collections::HashSet;

use serde::Serialize;

use crate::recommend::mixing::Rng;

/// Rows looked at.
pub const DEPTH: usize = 20;
/// Resamplings of the mixes behind an interval.
const RESAMPLES: usize = 1000;

/// What one case got, as sums that add up over cases.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// Of the answers, how many are right, over `min(answers, 20)`.
    pub recall: f64,
    /// Normalised discounted cumulative gain.
    pub ndcg: f64,
    /// One over the rank of the first right row.
    pub mrr: f64,
    /// Whether any row is right.
    pub hit: f64,
    /// Whether the track played next is among the rows.
    pub next_hit: f64,
    /// Share of rows by an artist of the seeds.
    pub own_artist: f64,
    /// Right rows and answers among tracks in one, two or three, and more mixes.
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

/// Judges the rows answered; `targets` are the right ones in playing order.
#[must_use]
pub fn judge(rows: Vec<u32>, targets: &[u32], support: &[u32], own_artist: impl Fn(u32) -> bool) -> Outcome {
    let wanted: HashSet<u32> = targets.iter().copied().collect();
    let best = wanted.len().min(DEPTH);
    let gain = |rank: usize| 1.0 / ((rank + 2) as f64).log2();
    let ideal: f64 = (0..best).map(gain).sum();
    let mut outcome = Outcome::default();
    let bin = |row: u32| match support[row as usize] {
        0 | 1 => 0,
        2 | 3 => 1,
        _ => 2,
    };
    for (rank, row) in rows.iter().enumerate().filter(|(_, row)| wanted.contains(row)) {
        outcome.recall += 1.0 / best as f64;
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
    outcome.next_hit = f64::from(u8::from(targets.first().is_some_and(|t| rows.contains(t))));
    let own = rows.iter().filter(|&&row| own_artist(row)).count();
    outcome.own_artist = own as f64 / rows.len().max(1) as f64;
    outcome.rows = rows;
    outcome
}

/// Sums the outcomes up. The same `seed` and number of cases draw the same resamples.
#[must_use]
pub fn measures(outcomes: &[Outcome], known: usize, seed: u64) -> Measures {
    let mean = |of: &dyn Fn(&Outcome) -> f64| measure(outcomes, &|o| (of(o), 1.0), seed);
    let part = |i: usize| measure(outcomes, &|o: &Outcome| o.by_support[i], seed);
    Measures {
        recall: mean(&|o| o.recall),
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
    let ratio = |over: &mut dyn Iterator<Item = usize>| {
        let (top, bottom) = over.fold((0.0, 0.0), |(t, b), i| (t + parts[i].0, b + parts[i].1));
        if bottom > 0.0 { top / bottom } else { 0.0 }
    };
    let value = ratio(&mut (0..parts.len()));
    let mut rng = Rng::new(seed);
    let resampled = (0..RESAMPLES).map(|_| ratio(&mut (0..parts.len()).map(|_| rng.below(parts.len()))));
    let (low, high) = interval(resampled.collect());
    Measure { value, low, high }
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
    let mut rng = Rng::new(seed);
    let resampled: Vec<f64> = (0..RESAMPLES / 5)
        .map(|_| share(&mut (0..outcomes.len()).map(|_| rng.below(outcomes.len()))))
        .collect();
    let centre = resampled.iter().sum::<f64>() / resampled.len().max(1) as f64;
    let (low, high) = interval(resampled);
    Measure { value, low: (value + low - centre).max(0.0), high: value + high - centre }
}

/// The middle 95 %.
fn interval(mut values: Vec<f64>) -> (f64, f64) {
    values.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| {
        values.get(((values.len() as f64 - 1.0) * share).round() as usize).copied().unwrap_or(0.0)
    };
    (at(0.025), at(0.975))
}

/// The interval of the mean difference of two models on the same cases.
#[must_use]
pub fn paired(a: &[f64], b: &[f64], seed: u64) -> Measure {
    let outcomes: Vec<Outcome> =
        a.iter().zip(b).map(|(a, b)| Outcome { recall: a - b, ..Outcome::default() }).collect();
    measure(&outcomes, &|o| (o.recall, 1.0), seed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_judged_as_the_definitions_have_it() {
        // Answers 4, 7, 9; found at ranks 2 (9) and 3 (4).
        let support = [1, 1, 1, 1, 5, 1, 1, 2, 1, 1];
        let o = judge(vec![1, 9, 4], &[4, 7, 9], &support, |row| row == 1);
        assert!((o.recall - 2.0 / 3.0).abs() < 1e-12);
        let ideal = 1.0 + 1.0 / 3f64.log2() + 0.5;
        assert!((o.ndcg - (1.0 / 3f64.log2() + 0.5) / ideal).abs() < 1e-12);
        assert!((o.mrr - 0.5).abs() < 1e-12);
        assert_eq!((o.hit, o.next_hit), (1.0, 1.0));
        assert!((o.own_artist - 1.0 / 3.0).abs() < 1e-12);
        assert_eq!(o.by_support, [(1.0, 1.0), (0.0, 1.0), (1.0, 1.0)]);
    }

    #[test]
    fn recall_is_over_twenty_where_there_are_more_answers() {
        let targets: Vec<u32> = (0..30).collect();
        let o = judge((0..20).collect(), &targets, &[1; 40], |_| false);
        assert!((o.recall - 1.0).abs() < 1e-12 && (o.ndcg - 1.0).abs() < 1e-12);
    }

    #[test]
    fn intervals_hold_the_value_and_narrow_with_more_cases() {
        let outcomes = |n: usize| -> Vec<Outcome> {
            (0..n).map(|i| judge(vec![i as u32 % 7], &[i as u32 % 3], &[1; 9], |_| false)).collect()
        };
        let (few, many) = (measures(&outcomes(30), 9, 1), measures(&outcomes(3000), 9, 1));
        for m in [few.recall, few.coverage, many.recall, many.recall_1] {
            assert!(m.low <= m.value && m.value <= m.high, "{m:?}");
        }
        assert!(many.recall.high - many.recall.low < few.recall.high - few.recall.low);
        assert_eq!(measures(&[], 0, 1), Measures::default());
    }
}
