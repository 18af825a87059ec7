//! Which mixes are held out.
//!
//! A fifth of all mixes, drawn by DJ, is set aside: only [`Split::Reserved`], [`Split::Known`] and [`Split::Time`] ask about it, and
//! nothing is ever chosen by what they say. Draws for tuning are made among the other four fifths.

use std::collections::HashSet;

use clap::ValueEnum;
use segue::chance::Rng;

use super::corpus::Corpus;

/// How mixes are held out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, ValueEnum)]
pub enum Split {
    /// The fifth that is set aside, its DJs unknown
    Reserved,
    /// The same fifth in five parts, each asked about by models that know all else, so most of its DJs
    Known,
    /// Five times the mixes that came after a date, asked of what came before; those of the fifth
    Time,
    /// A tenth of the other four fifths, at random: for choosing settings
    Random,
    /// All mixes of some DJs of the other four fifths: for choosing settings
    Dj,
    /// As two files say
    #[value(skip)]
    Files,
}

impl Split {
    /// Its name in answers and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Reserved => "reserved",
            Self::Known => "known",
            Self::Time => "time",
            Self::Random => "random",
            Self::Dj => "dj",
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

/// Share of the mixes that is set aside.
const RESERVED: f64 = 0.2;
/// Of the draw that sets them aside; it never changes.
const RESERVED_SEED: u64 = 20_261_129;
/// Share of the rest that a draw for tuning holds out.
const SHARE: f64 = 0.1;
/// Parts of [`Split::Known`].
const PARTS: usize = 5;
/// Of the mixes by date, what came before each origin; the next tenth is asked about.
const ORIGINS: [f64; 5] = [0.5, 0.6, 0.7, 0.8, 0.9];

/// The split's pairs of known and asked mixes; `seed` draws those of [`Split::Random`] and [`Split::Dj`].
#[must_use]
pub fn hold_out(corpus: &Corpus, split: Split, seed: u64) -> Vec<Held> {
    let all = corpus.all();
    let set_aside = by_dj(corpus, &all, RESERVED, RESERVED_SEED);
    let others: Vec<u32> = all.iter().copied().filter(|mix| !set_aside.contains(mix)).collect();
    match split {
        Split::Files => Vec::new(),
        Split::Reserved => vec![unknown(corpus, &all, &set_aside)],
        Split::Known => parts(&all, &set_aside),
        Split::Time => origins(corpus, &set_aside),
        Split::Random => {
            let mut order = others.clone();
            Rng::new(seed).shuffle(&mut order);
            order.truncate(wanted(&others, SHARE));
            vec![held(&others, &order.into_iter().collect())]
        }
        Split::Dj => vec![unknown(corpus, &others, &by_dj(corpus, &others, SHARE, seed))],
    }
}

fn wanted(mixes: &[u32], share: f64) -> usize {
    (mixes.len() as f64 * share).round() as usize
}

fn held(among: &[u32], test: &HashSet<u32>) -> Held {
    let (test, train) = among.iter().partition(|mix| test.contains(mix));
    Held { train, test }
}

/// As [`held`], without the mixes in which a DJ of a held-out mix plays with others: they are neither known nor asked about.
fn unknown(corpus: &Corpus, among: &[u32], test: &HashSet<u32>) -> Held {
    let djs = |mix: &u32| &corpus.mixes[*mix as usize].djs;
    let asked: HashSet<u32> = test.iter().flat_map(djs).copied().collect();
    let mut held = held(among, test);
    held.train.retain(|mix| !djs(mix).iter().any(|dj| asked.contains(dj)));
    held
}

/// All mixes of DJs drawn at random, until they are this share; a mix by nobody known stands for a DJ of its own.
fn by_dj(corpus: &Corpus, among: &[u32], share: f64, seed: u64) -> HashSet<u32> {
    let djs = |mix: u32| &corpus.mixes[mix as usize].djs;
    let mut of_dj: std::collections::BTreeMap<(bool, u32), Vec<u32>> = std::collections::BTreeMap::new();
    for &mix in among {
        for &dj in djs(mix) {
            of_dj.entry((false, dj)).or_default().push(mix);
        }
        if djs(mix).is_empty() {
            of_dj.insert((true, mix), vec![mix]);
        }
    }
    let mut groups: Vec<Vec<u32>> = of_dj.into_values().collect();
    Rng::new(seed).shuffle(&mut groups);
    let mut drawn = HashSet::new();
    for group in groups {
        if drawn.len() >= wanted(among, share) {
            break;
        }
        drawn.extend(group);
    }
    drawn
}

fn parts(all: &[u32], set_aside: &HashSet<u32>) -> Vec<Held> {
    let mut order: Vec<u32> = set_aside.iter().copied().collect();
    order.sort_unstable();
    Rng::new(RESERVED_SEED).shuffle(&mut order);
    let part = |i: usize| order.iter().skip(i).step_by(PARTS).copied().collect();
    (0..PARTS).map(|i| held(all, &part(i))).collect()
}

fn origins(corpus: &Corpus, set_aside: &HashSet<u32>) -> Vec<Held> {
    let mut dated = corpus.all();
    let date = |mix: &u32| corpus.mixes[*mix as usize].date;
    dated.retain(|mix| date(mix) > 0);
    dated.sort_by_key(|mix| (date(mix), *mix));
    let at = |share: f64| wanted(&dated, share);
    let origin = |share: f64| Held {
        train: dated[..at(share)].to_vec(),
        test: dated[at(share)..at(share + SHARE).min(dated.len())]
            .iter()
            .copied()
            .filter(|mix| set_aside.contains(mix))
            .collect(),
    };
    ORIGINS.into_iter().map(origin).collect()
}
