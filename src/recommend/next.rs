//! *Next*: what is played after a record (or before it), near ones counting more, with back-off to its artists.

use super::graph::Graph;
use super::recommender::{Ask, Recommender, Scratch};
use super::scan::ScoredRow;
use crate::config::BlendSettings;

/// Which way to look from a seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// What was played after it.
    After,
    /// What was played before it.
    Before,
}

/// Other tracks of an artist that are looked at.
const MOST_TRACKS: usize = 200;

/// Tracks further away than this are not looked at.
const REACH: usize = 60;

/// Position-weighted transitions.
#[derive(Clone, Copy, Debug)]
pub struct Next<'a> {
    /// The plays.
    pub graph: Graph<'a>,
    /// In how many mixes each track is.
    pub support: &'a [u32],
    /// Which way.
    pub direction: Direction,
    /// How.
    pub settings: &'a BlendSettings,
}

impl Next<'_> {
    fn step(&self, row: u32, weight: f32, to: &mut Scratch) {
        for &mix in self.graph.of_track.get(row as usize) {
            let tracks = self.graph.mixes.get(mix as usize);
            let Some(at) = tracks.iter().position(|&t| t == row) else { continue };
            let (before, after) = (tracks[..at].iter().rev(), tracks[at + 1..].iter());
            let (ahead, behind) = match self.direction {
                Direction::After => (1.0, self.settings.back),
                Direction::Before => (self.settings.back, 1.0),
            };
            self.fade(after, weight * ahead, to);
            self.fade(before, weight * behind, to);
        }
    }

    fn fade<'t>(&self, tracks: impl Iterator<Item = &'t u32>, weight: f32, to: &mut Scratch) {
        let mut weight = weight;
        for &track in tracks.take(if weight > 0.0 { REACH } else { 0 }) {
            to.add(track, weight);
            weight *= self.settings.next_decay;
        }
    }
}

impl Recommender for Next<'_> {
    fn recommend(&self, ask: &Ask<'_>, scratch: &mut Scratch) -> Vec<ScoredRow> {
        scratch.prepare(self.support.len());
        let known = |s: &&super::Seed| s.weight > 0.0 && (s.row as usize) < self.support.len();
        for seed in ask.seeds.iter().filter(known) {
            if (ask.stop)() {
                break;
            }
            self.step(seed.row, seed.weight, scratch);
            if self.settings.next_artist > 0.0 {
                for &artist in self.graph.artists.get(seed.row as usize) {
                    let others = self.graph.by_artist.get(artist as usize);
                    let weight =
                        seed.weight * self.settings.next_artist / (others.len().max(1) as f32).sqrt();
                    for &other in others.iter().filter(|&&o| o != seed.row).take(MOST_TRACKS) {
                        if (ask.stop)() {
                            break;
                        }
                        self.step(other, weight, scratch);
                    }
                }
            }
        }
        let hits = scratch.best(ask, self.support, |_, sum| sum);
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

    fn rows(direction: Direction, settings: BlendSettings) -> Vec<u32> {
        // 0 is followed by 1 then 2, preceded by 4; artist mate 5 is followed by 6.
        let mixes: ListsBuf = [vec![4, 0, 1, 2], vec![5, 6]].into_iter().collect();
        let artists: ListsBuf =
            [vec![0], vec![1], vec![2], vec![3], vec![4], vec![0], vec![5]].into_iter().collect();
        let built = GraphBuf::new(7, mixes.view(), artists.view(), &[]);
        let support = [1; 7];
        let next = Next { graph: built.view(), support: &support, direction, settings: &settings };
        let ask = Ask { seeds: &[Seed::liked(0)], limit: 20, excluded: &|row| row == 0, stop: &|| false };
        next.recommend(&ask, &mut Scratch::default()).iter().map(|hit| hit.row).collect()
    }

    #[test]
    fn direction_and_distance_decide_and_the_artist_helps_out() {
        let one_way = BlendSettings { back: 0.0, ..BlendSettings::default() };
        assert_eq!(rows(Direction::After, one_way), [1, 2, 6]);
        assert_eq!(rows(Direction::Before, one_way), [4]);
        let alone = BlendSettings { next_artist: 0.0, ..one_way };
        assert_eq!(rows(Direction::After, alone), [1, 2]);
        let both = BlendSettings { back: 0.3, next_artist: 0.0, ..one_way };
        assert_eq!(rows(Direction::After, both).len(), 3);
    }
}
