//! What is evaluated on: mixes with their DJs and dates.

use crate::recommend::graph::{GraphBuf, distinct};
use crate::recommend::interactions::{NONE, Plays};
use crate::recommend::lists::{Lists, ListsBuf};
use crate::recommend::mixing::Rng;

/// Mixes as dense rows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Corpus<'a> {
    /// Plays in playing order, the artists and label of every track, the date of every mix.
    pub plays: Plays<'a>,
    /// The DJs of each mix.
    pub djs: Lists<'a>,
}

/// What the models may know: some of the mixes, their tracks numbered anew.
#[derive(Clone, Debug)]
pub struct Training {
    /// Plays, artists and labels of the known tracks.
    pub graph: GraphBuf,
    /// In how many training mixes each track is; never zero.
    pub support: Vec<u32>,
    /// The new number of every track of the corpus, [`NONE`] where no training mix has it.
    pub known: Vec<u32>,
    /// The date of each training mix.
    pub dates: Vec<u32>,
}

impl Training {
    /// Takes the mixes of these numbers.
    #[must_use]
    pub fn new(corpus: &Corpus<'_>, mixes: &[u32]) -> Self {
        let mut known = vec![NONE; corpus.plays.tracks];
        let mut old = Vec::new();
        let mut lists = ListsBuf::default();
        for &mix in mixes {
            let mut list = distinct(corpus.plays.mixes.get(mix as usize));
            for track in &mut list {
                let new = &mut known[*track as usize];
                if *new == NONE {
                    *new = old.len() as u32;
                    old.push(*track);
                }
                *track = *new;
            }
            lists.push(&list);
        }
        let artists: ListsBuf = old.iter().map(|&t| corpus.plays.artists.get(t as usize)).collect();
        let labels: Vec<u32> =
            old.iter().map(|&t| corpus.plays.labels.get(t as usize).copied().unwrap_or(NONE)).collect();
        let graph = GraphBuf::new(old.len(), lists.view(), artists.view(), &labels);
        let dates = mixes.iter().map(|&mix| corpus.plays.date(mix as usize)).collect();
        Self { support: support(&graph), graph, known, dates }
    }

    /// The same mixes' lengths and the same tracks' numbers of plays, but who played what is drawn anew, and so are
    /// the tracks' artists and labels: whatever a model still finds, it has no business finding.
    #[must_use]
    pub fn permuted(&self, seed: u64) -> Self {
        let mut rng = Rng::new(seed);
        let graph = self.graph.view();
        let mut plays = graph.mixes.values().to_vec();
        rng.shuffle(&mut plays);
        let mut rest = plays.as_slice();
        let mut lists = ListsBuf::default();
        for mix in graph.mixes.iter() {
            let (list, after) = rest.split_at(mix.len());
            lists.push(list);
            rest = after;
        }
        let mut tracks: Vec<usize> = (0..self.support.len()).collect();
        rng.shuffle(&mut tracks);
        let artists: ListsBuf = tracks.iter().map(|&t| graph.artists.get(t)).collect();
        let labels: Vec<u32> = tracks.iter().map(|&t| graph.labels[t]).collect();
        let graph = GraphBuf::new(tracks.len(), lists.view(), artists.view(), &labels);
        Self { support: support(&graph), graph, known: self.known.clone(), dates: self.dates.clone() }
    }

    /// What holds of the corpus's tracks, of the training rows; nothing where nothing is known.
    #[must_use]
    pub fn by_rows(&self, of_corpus: &[bool]) -> Vec<bool> {
        if of_corpus.is_empty() {
            return Vec::new();
        }
        let mut rows = vec![false; self.support.len()];
        for (&row, &holds) in self.known.iter().zip(of_corpus) {
            if row != NONE {
                rows[row as usize] = holds;
            }
        }
        rows
    }

    /// The plays as a fit wants them.
    #[must_use]
    pub fn plays(&self) -> Plays<'_> {
        let graph = self.graph.view();
        Plays {
            tracks: self.support.len(),
            mixes: graph.mixes,
            artists: graph.artists,
            labels: graph.labels,
            dates: &self.dates,
        }
    }
}

fn support(graph: &GraphBuf) -> Vec<u32> {
    graph.of_track.view().iter().map(|mixes| mixes.len() as u32).collect()
}
