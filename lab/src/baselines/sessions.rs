//! The nearest mixes vote: V-SKNN (Ludewig and Jannach 2018) and VSTAN (Ludewig et al. 2020, after STAN by Garg et al. 2019).
//!
//! The newest seeds count most, both in how near a mix is and in how much it says; VSTAN lets its records count less the further
//! they stand from the newest record shared, and older mixes count less.

use segue::recommend::{Ask, Recommender, ScoredRow, Scratch, graph::Graph};

/// How the weight of a seed falls with its age.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Decay {
    /// Seed i of n counts `i / n`.
    Linear,
    /// A seed counts `e^(-age / x)`.
    Exponential(f32),
}

impl Decay {
    fn of(self, place: usize, of: usize) -> f32 {
        match self {
            Self::Linear => (place + 1) as f32 / of.max(1) as f32,
            Self::Exponential(x) => (-((of - 1 - place) as f32) / x).exp(),
        }
    }
}

/// How they vote.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SessionSettings {
    /// So many of the nearest mixes.
    pub neighbours: usize,
    /// How seeds count.
    pub seeds: Decay,
    /// Records further away than about this from the shared one count less; 0 for all alike.
    pub near: f32,
    /// A mix counts as its length to minus this power.
    pub length: f32,
    /// A record counts as its number of mixes to minus this power.
    pub rare: f32,
    /// Mixes older than about so many years before the newest count less; 0 for all alike.
    pub years: f32,
}

/// The nearest mixes.
#[derive(Clone, Debug)]
pub struct Sessions<'a> {
    graph: Graph<'a>,
    support: &'a [u32],
    settings: SessionSettings,
    of_mix: Vec<f32>,
}

impl<'a> Sessions<'a> {
    /// `dates` are the mixes', as numbers that sort (`yyyymmdd`), 0 where unknown.
    #[must_use]
    pub fn new(graph: Graph<'a>, support: &'a [u32], dates: &[u32], settings: SessionSettings) -> Self {
        let year = |date: u32| date as f32 / 10_000.0;
        let newest = dates.iter().copied().max().map_or(0.0, year);
        let fresh = |date: u32| {
            if settings.years > 0.0 && date > 0 {
                (-(newest - year(date)) / settings.years).exp()
            } else {
                1.0
            }
        };
        let of_mix = graph.mixes.iter().enumerate().map(|(mix, tracks)| {
            let date = dates.get(mix).copied().unwrap_or(0);
            (tracks.len().max(1) as f32).powf(-settings.length) * fresh(date)
        });
        Self { graph, support, settings, of_mix: of_mix.collect() }
    }

    /// The nearest mixes, how near each is, and the newest seed that it has.
    fn nearest(&self, rows: &[u32]) -> Vec<(u32, f32, usize)> {
        let mut near = std::collections::BTreeMap::<u32, (f32, usize)>::new();
        for (place, &row) in rows.iter().enumerate() {
            for &mix in self.graph.of_track.get(row as usize) {
                let (sum, newest) = near.entry(mix).or_default();
                *sum += self.settings.seeds.of(place, rows.len());
                *newest = place;
            }
        }
        let mut near: Vec<(u32, f32, usize)> = near
            .into_iter()
            .map(|(mix, (sum, newest))| (mix, sum * self.of_mix[mix as usize], newest))
            .collect();
        near.sort_by(|a, b| b.1.total_cmp(&a.1));
        near.truncate(self.settings.neighbours);
        near
    }
}

impl Recommender for Sessions<'_> {
    fn recommend(&self, ask: &Ask<'_>, scratch: &mut Scratch) -> Vec<ScoredRow> {
        scratch.prepare(self.support.len());
        let rows: Vec<u32> = ask.seeds.iter().filter(|s| s.weight > 0.0).map(|s| s.row).collect();
        for (mix, near, newest) in self.nearest(&rows) {
            let tracks = self.graph.mixes.get(mix as usize);
            let weight = near * self.settings.seeds.of(newest, rows.len());
            let shared = tracks.iter().position(|&track| track == rows[newest]).unwrap_or(0);
            for (place, &track) in tracks.iter().enumerate() {
                let distance = place.abs_diff(shared) as f32;
                let fading =
                    if self.settings.near > 0.0 { (-distance / self.settings.near).exp() } else { 1.0 };
                scratch.add(track, weight * fading);
            }
        }
        let rare = |row: u32| (self.support[row as usize].max(1) as f32).powf(-self.settings.rare);
        let hits = scratch.best(ask, self.support, |row, sum| sum * rare(row));
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

    fn rows(settings: SessionSettings) -> Vec<u32> {
        // Seeds 0, then 1. Mix 0 has the older, mix 1 the newer, mix 2 both and is old.
        let mixes: ListsBuf = [vec![0, 2], vec![1, 3], vec![0, 1, 4, 9, 9, 5]].into_iter().collect();
        let built = GraphBuf::new(10, mixes.view(), Lists::default(), &[]);
        let support: Vec<u32> = built.of_track.view().iter().map(|l| l.len() as u32).collect();
        let model = Sessions::new(built.view(), &support, &[20_200_000, 20_200_000, 19_900_000], settings);
        let seeds = [Seed::liked(0), Seed::liked(1)];
        let ask = Ask { seeds: &seeds, limit: 9, excluded: &|row| row < 2, stop: &|| false };
        model.recommend(&ask, &mut Scratch::default()).iter().map(|h| h.row).collect()
    }

    const PLAIN: SessionSettings = SessionSettings {
        neighbours: 9,
        seeds: Decay::Linear,
        near: 0.0,
        length: 0.0,
        rare: 0.0,
        years: 0.0,
    };

    #[test]
    fn the_nearest_mixes_and_the_newest_seeds_say_most() {
        let all = rows(PLAIN);
        assert!(all.iter().position(|r| *r == 3) < all.iter().position(|r| *r == 2), "{all:?}");
        assert!([4, 5, 9].contains(&all[0]), "the mix with both is nearest: {all:?}");
        assert_eq!(rows(SessionSettings { neighbours: 1, ..PLAIN }).len(), 3);
        assert_eq!(rows(SessionSettings { near: 2.0, ..PLAIN })[0], 4, "straight after the shared one");
        assert_eq!(rows(SessionSettings { years: 5.0, ..PLAIN })[0], 3, "the old mix fades");
    }
}
