//! Item to item through shared mixes: co-occurrence, item-kNN and `RP3beta`, all neighbours kept.
//!
//! All of them are `score(j) = sum over seeds i, over mixes u with i and j, of a_i b_u c_j`; they differ in the weights.

use segue::recommend::{Ask, Recommender, ScoredRow, Scratch, graph::Graph};

use super::Bm25;

/// Powers by which numbers of mixes and lengths count: `a_i = n_i^-seed`, `b_u = l_u^-mix`, `c_j = n_j^-record`.
///
/// Co-occurrence has `mix` alone. The cosine of two columns has 0.5, 0, 0.5. `RP3beta` (Christoffel et al. 2015) walks from
/// record to mix to record, each step's probability to the power alpha, and divides by popularity to the power beta: alpha,
/// alpha, beta.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weighting {
    /// Of a seed's number of mixes.
    pub seed: f32,
    /// Of a mix's length.
    pub mix: f32,
    /// Of the answer's number of mixes.
    pub record: f32,
}

/// An item-to-item recommender.
#[derive(Clone, Debug)]
pub struct Neighbours<'a> {
    graph: Graph<'a>,
    support: &'a [u32],
    of_seed: Vec<f32>,
    of_mix: Vec<f32>,
    of_record: Vec<f32>,
}

impl<'a> Neighbours<'a> {
    /// Weighs by powers.
    #[must_use]
    pub fn new(graph: Graph<'a>, support: &'a [u32], weighting: Weighting) -> Self {
        let powers = |power: f32| support.iter().map(|&n| (n.max(1) as f32).powf(-power)).collect();
        Self {
            graph,
            support,
            of_seed: powers(weighting.seed),
            of_mix: graph.mixes.iter().map(|mix| (mix.len().max(1) as f32).powf(-weighting.mix)).collect(),
            of_record: powers(weighting.record),
        }
    }

    /// Weighs by BM25.
    #[must_use]
    pub fn bm25(graph: Graph<'a>, support: &'a [u32], Bm25 { k1, b }: Bm25) -> Self {
        let tracks = support.len() as f32;
        let mean = support.iter().sum::<u32>() as f32 / tracks.max(1.0);
        let of_track: Vec<f32> =
            support.iter().map(|&n| (k1 + 1.0) / (k1 * (1.0 - b + b * n as f32 / mean) + 1.0)).collect();
        let of_mix = |mix: &[u32]| (tracks.ln() - (mix.len() as f32).ln_1p()).powi(2);
        let of_mix = graph.mixes.iter().map(of_mix).collect();
        Self { graph, support, of_seed: of_track.clone(), of_mix, of_record: of_track }
    }
}

impl Recommender for Neighbours<'_> {
    fn recommend(&self, ask: &Ask<'_>, scratch: &mut Scratch) -> Vec<ScoredRow> {
        scratch.prepare(self.support.len());
        for seed in ask.seeds.iter().filter(|s| s.weight > 0.0) {
            let weight = seed.weight * self.of_seed[seed.row as usize];
            for &mix in self.graph.of_track.get(seed.row as usize) {
                let weight = weight * self.of_mix[mix as usize];
                for &track in self.graph.mixes.get(mix as usize) {
                    scratch.add(track, weight);
                }
            }
        }
        let hits = scratch.best(ask, self.support, |row, sum| sum * self.of_record[row as usize]);
        scratch.clear();
        hits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use segue::recommend::{
        Seed,
        graph::GraphBuf,
        lists::{Lists, ListsBuf},
    };

    fn scores(weighting: Weighting) -> Vec<(u32, f32)> {
        // Record 1 is in three mixes, one of them with the seed; record 2 in one, with the seed and longer.
        let mixes: ListsBuf = [vec![0, 1], vec![0, 2, 3, 4], vec![1, 3], vec![1, 4]].into_iter().collect();
        let built = GraphBuf::new(5, mixes.view(), Lists::default(), &[]);
        let support: Vec<u32> = built.of_track.view().iter().map(|l| l.len() as u32).collect();
        let model = Neighbours::new(built.view(), &support, weighting);
        let ask = Ask { seeds: &[Seed::liked(0)], limit: 9, excluded: &|row| row == 0, stop: &|| false };
        model.recommend(&ask, &mut Scratch::default()).iter().map(|h| (h.row, h.score)).collect()
    }

    #[test]
    fn the_powers_are_those_of_the_methods() {
        let co_occurrence = scores(Weighting { seed: 0.0, mix: 1.0, record: 0.0 });
        assert_eq!(co_occurrence[0], (1, 0.5));
        let cosine = scores(Weighting { seed: 0.5, mix: 0.0, record: 0.5 });
        assert_eq!(cosine[0].0, 2);
        assert!((cosine[0].1 - 0.5f32.sqrt()).abs() < 1e-6);
        // From 0 with 1/2 to the second mix, from there with 1/4 to 2, which is in one mix.
        let rp3 = scores(Weighting { seed: 1.0, mix: 1.0, record: 0.5 });
        let of_two = rp3.iter().find(|(row, _)| *row == 2).expect("found").1;
        assert!((of_two - 0.125).abs() < 1e-6);
    }
}
