//! The evidence behind a recommendation: which mixes hold both, by whom, how far apart and on which side.

use std::collections::{HashMap, HashSet};

use super::{
    own::OwnSets,
    query::{Evidence, PlayOrder, StraightAfter},
    snapshot::tables::{Tables, Witnesses},
};

/// What the shared mixes say about one track, summed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Together {
    /// Shared mixes, ascending rows, each once.
    pub mixes: Vec<u32>,
    /// Independent DJs among them.
    pub djs: u32,
    /// Smallest distance in records.
    pub distance: u32,
    /// Seen before the seed.
    pub before: bool,
    /// Seen after the seed.
    pub after: bool,
}

impl Together {
    /// On which side it was played.
    pub fn direction(&self) -> Option<PlayOrder> {
        match (self.before, self.after) {
            (true, true) => Some(PlayOrder::Both),
            (true, false) => Some(PlayOrder::Before),
            (false, true) => Some(PlayOrder::After),
            (false, false) => None,
        }
    }

    /// The date of the last shared mix, as written.
    pub fn last<'a>(&self, tables: &'a Tables) -> Option<&'a str> {
        self.mixes.iter().filter_map(|&m| tables.mix_date.some(m)).max()
    }
}

/// A play of a seed: where in the mix.
#[derive(Clone, Copy)]
struct SeedPlay {
    seed: u32,
    place: u16,
    line: u16,
}

/// Everything that was ever played in one mix with the seeds.
#[derive(Debug, Default)]
pub struct SharedMix {
    /// Track row → what the shared mixes say. Seeds are among the keys only where they share a mix with another.
    pub by_track: HashMap<u32, Together>,
    /// Mixes that hold a seed.
    pub mixes: Vec<u32>,
    /// What these are filed under.
    pub styles: HashSet<u32>,
}

fn seed_plays(tables: &Tables, seeds: &[u32], own: OwnSets) -> HashMap<u32, Vec<SeedPlay>> {
    let mut by_mix: HashMap<u32, Vec<SeedPlay>> = HashMap::new();
    for &seed in seeds {
        for &play in tables.plays_of.get(seed) {
            let mix = Tables::at(&tables.play_mix, play);
            if !own.counts(tables.whose(mix)) {
                continue;
            }
            let at = SeedPlay {
                seed,
                place: Tables::at(&tables.play_place, play),
                line: Tables::at(&tables.play_line, play),
            };
            by_mix.entry(mix).or_default().push(at);
        }
    }
    by_mix
}

/// Whether any record is known to have been played straight after one of the seeds.
pub fn straight_after(tables: &Tables, seeds: &[u32]) -> bool {
    seeds.iter().any(|&seed| successors_of(tables, seed).next().is_some())
}

/// The records that were played straight after one of the seeds, and the mixes where.
fn successors_of(tables: &Tables, seed: u32) -> impl Iterator<Item = (u32, u32)> + '_ {
    tables.plays_of.get(seed).iter().filter_map(move |&play| {
        let mix = Tables::at(&tables.play_mix, play);
        let place = Tables::at(&tables.play_place, play);
        let after =
            (play as usize + 1..tables.plays.range(mix).end).find(|&p| tables.plays.values[p] != seed)?;
        let follows = Tables::at(&tables.play_place, after as u32) == place.saturating_add(1);
        follows.then(|| (tables.plays.values[after], mix))
    })
}

/// What was played straight after the seeds: by how many independent DJs and how often, by record.
pub fn successors(tables: &Tables, seeds: &[u32]) -> HashMap<u32, StraightAfter> {
    let mut mixes: HashMap<u32, Vec<u32>> = HashMap::new();
    for (row, mix) in seeds.iter().flat_map(|&seed| successors_of(tables, seed)) {
        mixes.entry(row).or_default().push(mix);
    }
    let mut witnesses = Witnesses::new(&tables.djs_of, tables.djs.len());
    let counted = mixes.into_iter().map(|(row, mut mixes)| {
        let times = mixes.len() as u32;
        mixes.sort_unstable();
        mixes.dedup();
        (row, StraightAfter { djs: witnesses.count(mixes.into_iter()), times })
    });
    counted.collect()
}

/// Collects what is played with the seeds, in one pass over the seeds' mixes, as far as they count.
pub fn shared(tables: &Tables, seeds: &[u32], own: OwnSets) -> SharedMix {
    let plays = seed_plays(tables, seeds, own);
    let mut mixes: Vec<u32> = plays.keys().copied().collect();
    mixes.sort_unstable();
    let mut by_track: HashMap<u32, Together> = HashMap::new();
    for &mix in &mixes {
        for play in tables.plays.range(mix) {
            let track = tables.plays.values[play];
            let place = Tables::at(&tables.play_place, play as u32);
            for seed in plays[&mix].iter().filter(|s| s.seed != track) {
                let t = by_track.entry(track).or_default();
                let distance = u32::from(seed.place.abs_diff(place));
                if t.mixes.is_empty() || distance < t.distance {
                    t.distance = distance;
                }
                if t.mixes.last() != Some(&mix) {
                    t.mixes.push(mix);
                }
                t.before |= place < seed.place;
                t.after |= place > seed.place;
            }
        }
    }
    let mut witnesses = Witnesses::new(&tables.djs_of, tables.djs.len());
    for t in by_track.values_mut() {
        t.djs = witnesses.count(t.mixes.iter().copied());
    }
    let styles = mixes.iter().flat_map(|&mix| tables.styles_of.get(mix)).copied().collect();
    SharedMix { by_track, mixes, styles }
}

impl SharedMix {
    /// All evidence comes from one mix, or there is none.
    pub fn is_thin(&self) -> bool {
        self.mixes.len() <= 1
    }

    /// The record that bridges from the seeds to a track that shares no mix with them: played with a seed by most
    /// DJs, then in most mixes with the track, then nearest to the seed.
    pub fn bridge(&self, tables: &Tables, track: u32, seeds: &[u32]) -> Option<u32> {
        let mut with_track: HashMap<u32, u32> = HashMap::new();
        for mix in tables.mixes_of(track) {
            for &other in tables.plays.get(mix) {
                if self.by_track.contains_key(&other) && !seeds.contains(&other) && other != track {
                    *with_track.entry(other).or_default() += 1;
                }
            }
        }
        with_track
            .into_iter()
            .max_by_key(|&(other, times)| {
                let t = &self.by_track[&other];
                (t.djs.min(times), t.djs, t.mixes.len(), std::cmp::Reverse((t.distance, other)))
            })
            .map(|(other, _)| other)
    }
}

/// The shared mixes of one row in detail, for the why-panel: nearest first within the latest mixes first.
pub fn details(tables: &Tables, seeds: &[u32], track: u32, own: OwnSets) -> Vec<Evidence> {
    let plays = seed_plays(tables, seeds, own);
    let mut mixes: Vec<u32> = tables.mixes_of(track).filter(|mix| plays.contains_key(mix)).collect();
    tables.latest_first(&mut mixes);
    mixes.into_iter().filter_map(|mix| nearest_pair(tables, &plays[&mix], mix, track)).collect()
}

fn nearest_pair(tables: &Tables, seeds: &[SeedPlay], mix: u32, track: u32) -> Option<Evidence> {
    let rows = tables.plays.range(mix).filter(|&play| tables.plays.values[play] == track);
    let pairs = rows.flat_map(|play| {
        let place = Tables::at(&tables.play_place, play as u32);
        let line = Tables::at(&tables.play_line, play as u32);
        seeds.iter().filter(|s| s.seed != track).map(move |s| (s.place.abs_diff(place), *s, place, line))
    });
    let (distance, seed, place, line) =
        pairs.min_by_key(|(distance, s, place, _)| (*distance, s.place, *place))?;
    Some(Evidence {
        mix: tables.mix_row(mix),
        djs: tables.dj_names(mix),
        distance: distance.into(),
        direction: if place < seed.place { PlayOrder::Before } else { PlayOrder::After },
        seed: tables.id_of(seed.seed)?,
        lines: (seed.line.into(), line.into()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::fixture::{self, row};

    #[test]
    fn evidence_counts_mixes_djs_distance_and_side() {
        let tables = fixture::tables(&[
            ("2001-01-01 - Ann - One", &["S - Seed", "A - Near", "B - Far"]),
            ("2003-02 - Ann - Two", &["A - Near", "S - Seed"]),
            ("2002 - Bob - Three", &["C - Other", "B - Far", "S - Seed"]),
        ]);
        let seeds = [row(&tables, "Seed")];
        let shared = shared(&tables, &seeds, OwnSets::With);
        let near = &shared.by_track[&row(&tables, "Near")];
        assert_eq!((near.mixes.len(), near.djs, near.distance), (2, 1, 1));
        assert_eq!(near.direction(), Some(PlayOrder::Both));
        assert_eq!(near.last(&tables), Some("2003-02"));
        let far = &shared.by_track[&row(&tables, "Far")];
        assert_eq!((far.mixes.len(), far.djs, far.distance), (2, 2, 1));
        assert!(!shared.is_thin());

        let why = details(&tables, &seeds, row(&tables, "Far"), OwnSets::With);
        let said: Vec<_> = why.iter().map(|e| (e.djs[0].as_str(), e.distance, e.direction)).collect();
        assert_eq!(said, [("Bob", 1, PlayOrder::Before), ("Ann", 2, PlayOrder::After)]);
    }

    #[test]
    fn what_follows_an_unknown_record_was_not_played_straight_after() {
        let tables = fixture::tables(&[
            ("2001 - Ann - One", &["S - Seed", "?", "A - Near", "E - End"]),
            ("2002 - Bob - Two", &["B - Other", "S - Seed"]),
        ]);
        assert!(!straight_after(&tables, &[row(&tables, "Seed")]));
        assert!(straight_after(&tables, &[row(&tables, "Near"), row(&tables, "Seed")]));
        assert!(!straight_after(&tables, &[row(&tables, "End")]));
    }

    #[test]
    fn successors_are_counted_by_djs_and_times() {
        let tables = fixture::tables(&[
            ("2001 - Ann - One", &["S - Seed", "A - Next", "S - Seed", "B - Other"]),
            ("2002 - Ann - Two", &["S - Seed", "A - Next"]),
            ("2003 - Bob - Three", &["S - Seed", "A - Next"]),
            ("2004 - Cyd - Four", &["S - Seed", "?", "C - Not Straight"]),
        ]);
        let found = successors(&tables, &[row(&tables, "Seed")]);
        assert_eq!(found[&row(&tables, "Next")], StraightAfter { djs: 2, times: 3 });
        assert_eq!(found[&row(&tables, "Other")], StraightAfter { djs: 1, times: 1 });
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn where_no_mix_is_shared_a_record_bridges() {
        let tables = fixture::tables(&[
            ("2001 - Ann - One", &["S - Seed", "B - Bridge", "X - Lonely"]),
            ("2002 - Bob - Two", &["S - Seed", "B - Bridge"]),
            ("2003 - Cyd - Three", &["B - Bridge", "T - Target", "X - Lonely"]),
        ]);
        let seeds = [row(&tables, "Seed")];
        let shared = shared(&tables, &seeds, OwnSets::With);
        assert!(!shared.by_track.contains_key(&row(&tables, "Target")));
        let via = shared.bridge(&tables, row(&tables, "Target"), &seeds);
        assert_eq!(via, Some(row(&tables, "Bridge")), "two DJs beat one");
    }
}
