//! A held-out mix as a question.

use segue::recommend::interactions::NONE;

use super::{corpus::Corpus, history::History, training::Training};

/// A held-out mix with more of its records than this share in one training mix is the same recording again.
const DUPLICATE: f64 = 0.6;

/// A held-out mix: its records that the training mixes know, in playing order, each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The mix's number in the corpus.
    pub mix: u32,
    /// Its known records in training rows.
    pub tracks: Vec<u32>,
    /// Which record of the mix each of them is, unknown ones counted.
    pub places: Vec<usize>,
    /// Records of the mix, known or not.
    pub records: usize,
}

/// What a case is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// The first records are the seeds, the rest the answers.
    Rest,
    /// The first and the third are the seeds, the second the answer.
    Between,
}

/// Seeds, and the answers that are right.
#[derive(Clone, Debug, PartialEq)]
pub struct Posed {
    /// In playing order.
    pub seeds: Vec<u32>,
    /// In playing order.
    pub answers: Vec<u32>,
    /// All later plays, those of records that no training mix has too.
    pub later: usize,
    /// What the DJ had played before.
    pub history: History,
}

impl Task {
    /// The question, where the mix has more known records than seeds.
    #[must_use]
    pub fn pose(self, case: &Case, seeds: usize) -> Option<Posed> {
        let tracks = &case.tracks;
        if tracks.len() <= seeds {
            return None;
        }
        Some(match self {
            Self::Rest => Posed {
                seeds: tracks[..seeds].to_vec(),
                answers: tracks[seeds..].to_vec(),
                later: case.records - 1 - case.places[seeds - 1],
                history: History::default(),
            },
            Self::Between => Posed {
                seeds: vec![tracks[0], tracks[2]],
                answers: vec![tracks[1]],
                later: 1,
                history: History::default(),
            },
        })
    }
}

/// The held-out mixes as cases, and how many were left out as copies of training mixes.
#[must_use]
pub fn cases(corpus: &Corpus, training: &Training, test: &[u32]) -> (Vec<Case>, usize) {
    let of_track = training.snapshot.graph().of_track;
    let mut shared = vec![0u32; training.snapshot.tables.n_mixes()];
    let (mut cases, mut dropped) = (Vec::new(), 0);
    for &mix in test {
        let all = &corpus.mixes[mix as usize].records;
        let known = all.iter().map(|&record| training.known[record as usize]).enumerate();
        let (places, tracks): (Vec<usize>, Vec<u32>) = known.filter(|(_, row)| *row != NONE).unzip();
        shared.fill(0);
        for &track in &tracks {
            of_track.get(track as usize).iter().for_each(|&m| shared[m as usize] += 1);
        }
        let most = shared.iter().max().copied().unwrap_or(0);
        if !all.is_empty() && f64::from(most) > DUPLICATE * all.len() as f64 {
            dropped += 1;
        } else {
            cases.push(Case { mix, tracks, places, records: all.len() });
        }
    }
    (cases, dropped)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::made;

    #[test]
    fn a_copy_of_a_training_mix_is_no_case_and_unknown_records_are_no_answers() {
        let corpus = made::corpus(&[
            ("2001 - Ann - A", &["A - 0", "A - 1", "A - 2", "A - 3", "A - 4"]),
            ("2002 - Bob - B", &["A - 5", "A - 6", "A - 7"]),
            ("2003 - Cyd - C", &["A - 4", "A - 3", "A - 2", "A - 1", "A - 9"]),
            ("2004 - Dee - D", &["A - 5", "A - 0", "A - 8", "A - 6", "A - 5", "A - 3"]),
        ]);
        let training = Training::new(&corpus, &[0, 1]).expect("read");
        let (cases, dropped) = cases(&corpus, &training, &[2, 3]);
        assert_eq!(dropped, 1);
        let [case] = &cases[..] else { panic!("{cases:?}") };
        assert_eq!((case.mix, case.records, case.places.as_slice()), (3, 5, &[0, 1, 3, 4][..]));
        assert!(training.known.contains(&NONE));
        let posed = Task::Rest.pose(case, 2).expect("four known");
        assert_eq!((posed.seeds.len(), posed.answers.len(), posed.later), (2, 2, 3));
        assert_eq!(Task::Rest.pose(case, 4), None);
    }
}
