//! Item to item through shared mixes: co-occurrence and item-kNN, all neighbours kept.
//!
//! All of them are `score(j) = sum over seeds i, over mixes u with i and j, of a_i b_u a_j`; they differ in the weights.

use crate::recommend::graph::Graph;
use crate::recommend::recommender::{Ask, Recommender, Scratch};
use crate::recommend::scan::Hit;

/// The weights of an item-to-item method.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Weighting {
    /// Shared mixes, each counted as its length to this power.
    CoOccurrence(f32),
    /// Cosine of the tracks' columns.
    Cosine,
    /// BM25 as `implicit` weighs it (`K1` 1.2, `B` 0.75): a track is a document, a mix a term.
    Bm25,
}

/// An item-to-item recommender.
#[derive(Clone, Debug)]
pub struct Neighbours<'a> {
    graph: Graph<'a>,
    support: &'a [u32],
    of_track: Vec<f32>,
    of_mix: Vec<f32>,
}

impl<'a> Neighbours<'a> {
    /// Prepares the weights.
    #[must_use]
    pub fn new(graph: Graph<'a>, support: &'a [u32], weighting: Weighting) -> Self {
        let tracks = support.len() as f32;
        let mean = support.iter().sum::<u32>() as f32 / tracks.max(1.0);
        let of_track = support.iter().map(|&n| match weighting {
            Weighting::CoOccurrence(_) => 1.0,
            Weighting::Cosine => (n.max(1) as f32).powf(-0.5),
            Weighting::Bm25 => 2.2 / (1.2 * (0.25 + 0.75 * n as f32 / mean) + 1.0),
        });
        let of_mix = graph.mixes.iter().map(|mix| match weighting {
            Weighting::CoOccurrence(power) => (mix.len().max(1) as f32).powf(power),
            Weighting::Cosine => 1.0,
            Weighting::Bm25 => (tracks.ln() - (mix.len() as f32).ln_1p()).powi(2),
        });
        Self { graph, support, of_track: of_track.collect(), of_mix: of_mix.collect() }
    }
}

impl Recommender for Neighbours<'_> {
    fn recommend(&self, ask: &Ask<'_>, scratch: &mut Scratch) -> Vec<Hit> {
        scratch.prepare(self.support.len());
        for seed in ask.seeds.iter().filter(|s| s.weight > 0.0) {
            let weight = seed.weight * self.of_track[seed.row as usize];
            for &mix in self.graph.of_track.get(seed.row as usize) {
                let weight = weight * self.of_mix[mix as usize];
                for &track in self.graph.mixes.get(mix as usize) {
                    scratch.add(track, weight);
                }
            }
        }
        let hits = scratch.best(ask, self.support, |row, sum| sum * self.of_track[row as usize]);
        scratch.clear();
        hits
    }
}
