//! What the DJ of a held-out mix had played before it: the sets that a user of the program would have given it.

use std::collections::{BTreeMap, BTreeSet};

use segue::recommend::{
    history::{FEWEST_SETS, Play, weights},
    interactions::NONE,
};

use super::{corpus::Corpus, training::Training};

/// A DJ's earlier plays.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// Records that the training mixes know, in their rows, and how much each counts.
    pub records: Vec<(u32, f32)>,
    /// All of those records, however little they count.
    pub played: BTreeSet<u32>,
}

/// The histories of those mixes whose DJs have played at least [`FEWEST_SETS`] dated sets before, whoever knows them.
#[must_use]
pub fn histories(corpus: &Corpus, training: &Training, mixes: &[u32]) -> BTreeMap<u32, History> {
    let mut by_dj: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (mix, number) in corpus.mixes.iter().zip(0..) {
        for &dj in &mix.djs {
            by_dj.entry(dj).or_default().push(number);
        }
    }
    let of = |mix: u32| -> Option<(u32, History)> {
        let asked = &corpus.mixes[mix as usize];
        let sets: BTreeSet<u32> = asked.djs.iter().flat_map(|dj| &by_dj[dj]).copied().collect();
        let date = |set: &u32| corpus.mixes[*set as usize].date;
        let earlier: Vec<u32> =
            sets.into_iter().filter(|set| date(set) > 0 && date(set) < asked.date).collect();
        (earlier.len() >= FEWEST_SETS).then(|| (mix, history(corpus, training, &earlier, asked.date)))
    };
    mixes.iter().filter_map(|&mix| of(mix)).collect()
}

fn history(corpus: &Corpus, training: &Training, sets: &[u32], now: u32) -> History {
    let plays: Vec<Play<u32>> = sets
        .iter()
        .flat_map(|&set| {
            let set = &corpus.mixes[set as usize];
            let years = years(now) - years(set.date);
            let rows = set.records.iter().map(|&record| training.known[record as usize]);
            rows.filter(|row| *row != NONE).map(move |record| Play { record, years, worth: 1.0 })
        })
        .collect();
    History { played: plays.iter().map(|play| play.record).collect(), records: weights(plays) }
}

/// Years of a date `yyyymmdd`, of which the month and the day may be zero.
fn years(date: u32) -> f32 {
    (date / 10_000) as f32 + (date / 100 % 100) as f32 / 12.0 + (date % 100) as f32 / 365.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::made;

    #[test]
    fn only_earlier_sets_of_the_same_dj_are_their_history() {
        let corpus = made::corpus(&[
            ("2001-01-01 - Ann - A", &["A - 0", "A - 1"]),
            ("2002-01-01 - Ann - B", &["A - 1", "A - 2"]),
            ("2003-01-01 - Ann - C", &["A - 3"]),
            ("2003-06-01 - Bob - D", &["A - 4", "A - 0", "A - 1", "A - 2", "A - 3"]),
            ("2004-01-01 - Ann - E", &["A - 0"]),
            ("2005-01-01 - Ann - F", &["A - 4"]),
        ]);
        let training = Training::new(&corpus, &[3]).expect("read");
        let found = histories(&corpus, &training, &[2, 4, 5]);
        assert_eq!(found.keys().copied().collect::<Vec<_>>(), [4, 5], "the third has two sets before it");
        assert_eq!(found[&4].played.len(), 4, "the record of the later set is not among them");
        let weights = &found[&4].records;
        assert!(weights[0].1 > weights[3].1, "what was played twice and lately counts most: {weights:?}");
    }
}
