//! A damped walk: from the seeds to the mixes they are in, to the tracks beside them, and once more.
//!
//! Weak rows (artists, labels) are walked like mixes. The degrees damp: a long mix says less about each of its tracks,
//! a track in many mixes is met by chance. It finds what ALS cannot, tracks that are in a single mix.

use super::graph::Graph;
use super::recommender::{Ask, Recommender, Scratch};
use super::scan::ScoredRow;
use crate::config::BlendSettings;

/// Tracks from which the two more hops start: the best of the first two.
const MIDDLE: usize = 500;
/// Weak rows with more tracks than this say too little for what they cost.
const LONGEST: usize = 1000;

/// The walk over a graph.
#[derive(Clone, Copy, Debug)]
pub struct Walk<'a> {
    /// Where to walk.
    pub graph: Graph<'a>,
    /// In how many mixes each track is.
    pub support: &'a [u32],
    /// How.
    pub settings: &'a BlendSettings,
}

impl Walk<'_> {
    /// Two hops from a track, `weight` strong.
    fn step(&self, row: u32, weight: f32, near: f32, to: &mut Scratch) {
        let (graph, s) = (&self.graph, self.settings);
        for &mix in graph.of_track.get(row as usize) {
            let tracks = graph.mixes.get(mix as usize);
            let weight = weight * (tracks.len() as f32).powf(-s.length_power);
            if near > 0.0
                && let Some(at) = tracks.iter().position(|&t| t == row)
            {
                let mut falling = weight * near;
                let flat = weight * (1.0 - near);
                for distance in 1..tracks.len() {
                    falling *= s.decay;
                    let before = at.checked_sub(distance).map(|i| tracks[i]);
                    let after = tracks.get(at + distance).copied();
                    if before.is_none() && after.is_none() {
                        break;
                    }
                    for track in before.into_iter().chain(after) {
                        to.add(track, flat + falling);
                    }
                }
            } else {
                for &track in tracks {
                    to.add(track, weight);
                }
            }
        }
        let mut weak = |tracks: &[u32], r: f32| {
            if r > 0.0 && tracks.len() > 1 && tracks.len() <= LONGEST {
                let weight = weight * r * (tracks.len() as f32).powf(-s.length_power);
                for &track in tracks {
                    to.add(track, weight);
                }
            }
        };
        for &artist in graph.artists.get(row as usize) {
            weak(graph.by_artist.get(artist as usize), s.walk_artist);
        }
        if let Some(label) = graph.label(row) {
            weak(graph.by_label.get(label as usize), s.walk_label);
        }
    }

    fn damping(&self, row: u32) -> f32 {
        (self.support[row as usize].max(1) as f32).powf(-self.settings.support_power)
    }
}

impl Recommender for Walk<'_> {
    fn recommend(&self, ask: &Ask<'_>, scratch: &mut Scratch) -> Vec<ScoredRow> {
        scratch.prepare(self.support.len());
        for seed in ask.seeds.iter().filter(|s| s.weight > 0.0 && (s.row as usize) < self.support.len()) {
            if (ask.stop)() {
                break;
            }
            self.step(seed.row, seed.weight * self.damping(seed.row), self.settings.near, scratch);
        }
        if self.settings.more > 0.0 {
            let everything = Ask { limit: MIDDLE, excluded: &|_| false, ..*ask };
            let middle = scratch.best(&everything, self.support, |row, sum| sum * self.damping(row));
            for hit in middle {
                if (ask.stop)() {
                    break;
                }
                let weight = self.settings.more * hit.score * self.damping(hit.row);
                self.step(hit.row, weight, 0.0, scratch);
            }
        }
        let hits = scratch.best(ask, self.support, |row, sum| sum * self.damping(row));
        scratch.clear();
        hits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recommend::Seed;
    use crate::recommend::graph::GraphBuf;
    use crate::recommend::lists::ListsBuf;

    fn rows(settings: BlendSettings, seed: u32) -> Vec<u32> {
        // Track 1 beside 0, 2 far from it; 3 shares a mix with 1 only; 5 shares 0's artist only.
        let mixes: ListsBuf = [vec![0, 1, 6, 7, 8, 2], vec![1, 3], vec![5]].into_iter().collect();
        let artists: ListsBuf = [vec![0], vec![1], vec![2], vec![3], vec![4], vec![0]].into_iter().collect();
        let built = GraphBuf::new(9, mixes.view(), artists.view(), &[]);
        let support = [1, 2, 1, 1, 0, 1, 1, 1, 1];
        let walk = Walk { graph: built.view(), support: &support, settings: &settings };
        let ask =
            Ask { seeds: &[Seed::liked(seed)], limit: 20, excluded: &|row| row == seed, stop: &|| false };
        walk.recommend(&ask, &mut Scratch::default()).iter().map(|hit| hit.row).collect()
    }

    #[test]
    fn near_tracks_come_first_and_two_more_hops_and_the_artist_reach_further() {
        let all = rows(BlendSettings { near: 0.8, ..BlendSettings::default() }, 0);
        assert_eq!(all[0], 1);
        let at = |row| all.iter().position(|&r| r == row);
        assert!(at(2) > at(6), "{all:?}");
        assert!(at(3).is_some() && at(5).is_some(), "{all:?}");
        let short = rows(BlendSettings { more: 0.0, walk_artist: 0.0, ..BlendSettings::default() }, 0);
        assert!(!short.contains(&3) && !short.contains(&5), "{short:?}");
    }

    #[test]
    fn a_seed_that_is_no_row_gives_nothing() {
        assert!(rows(BlendSettings::default(), 99).is_empty());
    }
}
