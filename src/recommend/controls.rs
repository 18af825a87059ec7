//! What a DJ may ask of any list.

use super::graph::Graph;
use super::scan::Hit;

/// Leaves at most `most` rows by any one artist, in order, and at most `limit` in all. Ask for more rows than `limit`
/// beforehand, or the list comes out short.
#[must_use]
pub fn at_most_per_artist(hits: Vec<Hit>, graph: &Graph<'_>, most: usize, limit: usize) -> Vec<Hit> {
    let mut count = std::collections::HashMap::<u32, usize>::new();
    let fits = |hit: &Hit| {
        let artists = graph.artists.get(hit.row as usize);
        let fits = artists.iter().all(|artist| count.get(artist).is_none_or(|&n| n < most));
        if fits {
            for &artist in artists {
                *count.entry(artist).or_default() += 1;
            }
        }
        fits
    };
    hits.into_iter().filter(fits).take(limit).collect()
}

/// Seeds of a set that goes on: each counts `factor` times what the one after it counts, the newest 1.
#[must_use]
pub fn newest_heaviest(rows: &[u32], factor: f32) -> Vec<super::Seed> {
    let mut weight = 1.0;
    let mut seeds: Vec<super::Seed> = Vec::with_capacity(rows.len());
    for &row in rows.iter().rev() {
        seeds.push(super::Seed { row, weight });
        weight *= factor;
    }
    seeds.reverse();
    seeds
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recommend::graph::GraphBuf;
    use crate::recommend::lists::{Lists, ListsBuf};

    #[test]
    fn an_artist_gets_so_many_rows_and_the_rest_move_up() {
        let artists: ListsBuf = [vec![0], vec![0, 1], vec![0], vec![1], vec![]].into_iter().collect();
        let graph = GraphBuf::new(5, Lists::default(), artists.view(), &[]);
        let hits = (0..5).map(|row| Hit { row, score: 1.0 }).collect();
        let rows: Vec<u32> = at_most_per_artist(hits, &graph.view(), 1, 3).iter().map(|h| h.row).collect();
        assert_eq!(rows, [0, 3, 4]);
    }

    #[test]
    fn the_newest_seed_weighs_most() {
        let seeds = newest_heaviest(&[4, 5, 6], 0.5);
        assert_eq!(
            seeds.iter().map(|s| (s.row, s.weight)).collect::<Vec<_>>(),
            [(4, 0.25), (5, 0.5), (6, 1.0)]
        );
    }
}
