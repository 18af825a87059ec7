//! What a DJ may ask of any list.

use super::graph::Graph;

/// Which tracks are in a mix that is wanted.
#[must_use]
pub fn in_mixes(graph: &Graph<'_>, wanted: impl Fn(u32) -> bool) -> Vec<bool> {
    let mut found = vec![false; graph.tracks()];
    for (tracks, mix) in graph.mixes.iter().zip(0..) {
        if wanted(mix) {
            for &track in tracks {
                found[track as usize] = true;
            }
        }
    }
    found
}

/// Seeds of a set that goes on: each counts `factor` times what the one after it counts, and 1 on the mean, so that they
/// are as much evidence together as seeds that count alike.
#[must_use]
pub fn newest_heaviest(rows: &[u32], factor: f32) -> Vec<super::Seed> {
    let mut weight = 1.0;
    let mut seeds: Vec<super::Seed> = Vec::with_capacity(rows.len());
    for &row in rows.iter().rev() {
        seeds.push(super::Seed { row, weight });
        weight *= factor;
    }
    seeds.reverse();
    let mean = seeds.iter().map(|s| s.weight).sum::<f32>() / seeds.len().max(1) as f32;
    for seed in &mut seeds {
        seed.weight /= mean;
    }
    seeds
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recommend::graph::GraphBuf;
    use crate::recommend::lists::{Lists, ListsBuf};

    #[test]
    fn tracks_of_wanted_mixes_are_found() {
        let mixes: ListsBuf = [vec![0, 1], vec![1, 2], vec![3]].into_iter().collect();
        let graph = GraphBuf::new(5, mixes.view(), Lists::default(), &[]);
        assert_eq!(in_mixes(&graph.view(), |mix| mix == 1), [false, true, true, false, false]);
    }

    #[test]
    fn the_newest_seed_weighs_most() {
        let seeds = newest_heaviest(&[4, 5, 6], 0.5);
        assert_eq!(seeds.iter().map(|s| s.row).collect::<Vec<_>>(), [4, 5, 6]);
        assert!((seeds[2].weight - 12.0 / 7.0).abs() < 1e-6);
        assert!((seeds[0].weight - 3.0 / 7.0).abs() < 1e-6);
    }
}
