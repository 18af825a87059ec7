//! Which mixes are held out.

use std::collections::HashSet;

use super::corpus::{Corpus, Training};
use crate::recommend::graph::distinct;
use crate::recommend::interactions::NONE;
use crate::recommend::mixing::Rng;

/// How mixes are held out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Split {
    /// At random.
    Random,
    /// All mixes of DJs drawn at random.
    Dj,
    /// The latest by date.
    Time,
    /// Given as two files.
    Files,
}

impl Split {
    /// Its name in answers and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Random => "random",
            Self::Dj => "dj",
            Self::Time => "time",
            Self::Files => "files",
        }
    }
}

/// Numbers of mixes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// What models may know.
    pub train: Vec<u32>,
    /// What they are asked about.
    pub test: Vec<u32>,
}

/// Share of the mixes that is held out.
const SHARE: f64 = 0.1;
/// A held-out mix with more of its tracks than this share in one training mix is the same recording again.
const DUPLICATE: f64 = 0.6;

/// Holds out a tenth of `among` (all mixes, or those a validation may use).
#[must_use]
pub fn hold_out(corpus: &Corpus<'_>, among: &[u32], split: Split, seed: u64) -> Held {
    let wanted = (among.len() as f64 * SHARE).round() as usize;
    let mut rng = Rng::new(seed);
    let test: HashSet<u32> = match split {
        Split::Files => HashSet::new(),
        Split::Random => {
            let mut order = among.to_vec();
            rng.shuffle(&mut order);
            order.into_iter().take(wanted).collect()
        }
        Split::Dj => {
            let mut djs: Vec<u32> = among
                .iter()
                .flat_map(|&m| corpus.djs.get(m as usize))
                .copied()
                .collect::<HashSet<_>>()
                .into_iter()
                .collect();
            djs.sort_unstable();
            rng.shuffle(&mut djs);
            let of_dj = corpus.djs.inverted(djs.iter().max().map_or(0, |&m| m as usize + 1));
            let allowed: HashSet<u32> = among.iter().copied().collect();
            let mut test = HashSet::new();
            for dj in djs {
                if test.len() >= wanted {
                    break;
                }
                test.extend(of_dj.view().get(dj as usize).iter().filter(|m| allowed.contains(m)));
            }
            test
        }
        Split::Time => {
            let mut dated: Vec<u32> =
                among.iter().copied().filter(|&m| corpus.plays.date(m as usize) > 0).collect();
            dated.sort_by_key(|&m| std::cmp::Reverse((corpus.plays.date(m as usize), m)));
            dated.into_iter().take(wanted).collect()
        }
    };
    let (test, train) = among.iter().partition(|m| test.contains(m));
    Held { train, test }
}

/// A held-out mix: its tracks that the training mixes know, in playing order, each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The mix's number in the corpus.
    pub mix: u32,
    /// Its tracks in training rows.
    pub tracks: Vec<u32>,
}

/// The held-out mixes as cases, and how many were left out as copies of training mixes.
#[must_use]
pub fn cases(corpus: &Corpus<'_>, training: &Training, test: &[u32]) -> (Vec<Case>, usize) {
    let of_track = training.graph.of_track.view();
    let mut shared = vec![0u32; training.graph.mixes.view().len()];
    let (mut cases, mut dropped) = (Vec::new(), 0);
    for &mix in test {
        let all = distinct(corpus.plays.mixes.get(mix as usize));
        let tracks: Vec<u32> =
            all.iter().map(|&t| training.known[t as usize]).filter(|&t| t != NONE).collect();
        shared.fill(0);
        for &track in &tracks {
            of_track.get(track as usize).iter().for_each(|&m| shared[m as usize] += 1);
        }
        let most = shared.iter().max().copied().unwrap_or(0);
        if !all.is_empty() && f64::from(most) > DUPLICATE * all.len() as f64 {
            dropped += 1;
        } else {
            cases.push(Case { mix, tracks });
        }
    }
    (cases, dropped)
}
