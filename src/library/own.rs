//! What the user's own sets count for, and what the sets kept here teach the models.

use std::collections::{HashMap, HashSet};

use clap::ValueEnum;

use super::snapshot::tables::Tables;
use crate::{
    recommend::lists::ListsBuf,
    track::{Whose, day_number, sortable_date},
};

/// Which mixes an answer and its evidence are about, and `--own`, whose help these lines are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, ValueEnum)]
pub enum OwnSets {
    /// Like any mix
    #[default]
    With,
    /// Others' mixes alone
    Without,
    /// Your own sets alone
    Only,
}

impl OwnSets {
    /// Whether a mix of that sort counts.
    pub fn counts(self, whose: Whose) -> bool {
        match self {
            Self::With => true,
            Self::Without => whose != Whose::Me,
            Self::Only => whose == Whose::Me,
        }
    }
}

/// A set of the user's or a friend's with fewer plays teaches nothing: it is a trial, or the rest of a longer one.
const FEWEST_PLAYS: usize = 5;

/// The tracks of each mix that the models learn from, each once, in order; `None` where that is what the tables hold.
///
/// A set of the user's or a friend's teaches nothing below `FEWEST_PLAYS` plays, and a pair of records once a week and DJ: a residency would
/// drown the world. Of a week's later set the records stay that are new, and of the others as many as were in no earlier set of the
/// week together.
pub fn taught(tables: &Tables, own: OwnSets) -> Option<ListsBuf> {
    let whose: Vec<Whose> = (0..tables.n_mixes() as u32).map(|mix| tables.whose(mix)).collect();
    if whose.iter().all(|whose| *whose == Whose::World && own.counts(*whose)) {
        return None;
    }
    let mut weeks: HashMap<(Vec<u32>, i32), Week> = HashMap::new();
    let mut lists = ListsBuf::default();
    for (mix, whose) in (0..).zip(whose) {
        let mut tracks = Vec::new();
        if own.counts(whose) {
            once(tables.plays.get(mix), tables.n_tracks(), &mut tracks);
        }
        if whose != Whose::World {
            if tables.plays.get(mix).len() < FEWEST_PLAYS {
                tracks.clear();
            }
            if let Some(day) = day_number(sortable_date(tables.mix_date.get(mix))) {
                // Day 0 was a Thursday, and weeks begin on Monday.
                let week = (tables.djs_of.get(mix).to_vec(), (day + 3).div_euclid(7));
                weeks.entry(week).or_default().take(&mut tracks);
            }
        }
        lists.push(&tracks);
    }
    Some(lists)
}

/// Each once; rows that are not there (a damaged file) are passed over.
fn once(all: &[u32], tracks: usize, into: &mut Vec<u32>) {
    let mut seen = HashSet::with_capacity(all.len());
    into.extend(all.iter().copied().filter(|track| (*track as usize) < tracks && seen.insert(*track)));
}

/// What a DJ's sets of one week have taught already.
#[derive(Default)]
struct Week {
    records: HashSet<u32>,
    pairs: HashSet<(u32, u32)>,
}

impl Week {
    /// Leaves of a set only records of which no two were together before, and notes that they are now.
    fn take(&mut self, tracks: &mut Vec<u32>) {
        let mut again: Vec<u32> = Vec::new();
        tracks.retain(|&track| {
            let known = self.records.contains(&track);
            let stays = !known || !again.iter().any(|&other| self.pairs.contains(&pair(track, other)));
            if known && stays {
                again.push(track);
            }
            stays
        });
        for (at, &track) in tracks.iter().enumerate() {
            self.records.insert(track);
            self.pairs.extend(tracks[..at].iter().map(|&other| pair(track, other)));
        }
    }
}

fn pair(a: u32, b: u32) -> (u32, u32) {
    (a.min(b), a.max(b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::fixture;

    const FIVE: [&str; 5] = ["A - 1", "A - 2", "A - 3", "A - 4", "A - 5"];

    fn tables(own: &[u32], mixes: &[(&str, &[&str])]) -> Tables {
        let mut tables = fixture::tables(mixes);
        let whose = |mix: &u32| u8::from(own.contains(mix));
        tables.mix_whose = (0..mixes.len() as u32).map(|mix| whose(&mix)).collect::<Vec<_>>().into();
        tables
    }

    #[test]
    fn the_worlds_mixes_are_taught_as_they_are() {
        let tables = tables(&[], &[("2024-05-01 - Ann - One", &FIVE)]);
        assert_eq!(taught(&tables, OwnSets::With), None);
        assert_eq!(taught(&tables, OwnSets::Without), None);
        assert_eq!(taught(&tables, OwnSets::Only).map(|lists| lists.view().get(0).len()), Some(0));
    }

    #[test]
    fn a_pair_counts_once_a_week_and_a_short_set_not_at_all() {
        let again = ["A - 5", "B - 1", "A - 1", "B - 2", "A - 2"];
        let tables = tables(
            &[0, 1, 2, 3],
            &[
                ("2024-05-03 - Me - Friday", &FIVE),
                ("2024-05-04 - Me - Saturday", &again),
                ("2024-05-06 - Me - Monday", &again),
                ("2024-05-04 - Me - Trial", &["C - 1", "C - 2", "C - 3", "C - 4"]),
                ("2024-05-04 - Me - World", &["C - 1", "C - 2"]),
            ],
        );
        let titles = |own, mix| {
            let lists = taught(&tables, own).expect("something is left out");
            let title = |&row: &u32| format!("{} {}", tables.artist.get(row), tables.title.get(row));
            lists.view().get(mix).iter().map(title).collect::<Vec<_>>()
        };
        assert_eq!(titles(OwnSets::With, 0).len(), 5);
        assert_eq!(titles(OwnSets::With, 1), ["A 5", "B 1", "B 2"], "of Friday's records one");
        assert_eq!(titles(OwnSets::With, 2).len(), 5, "another week");
        assert!(titles(OwnSets::With, 3).is_empty());
        assert_eq!(titles(OwnSets::With, 4).len(), 2, "the world's is not short");
        assert!(titles(OwnSets::Without, 0).is_empty() && titles(OwnSets::Only, 4).is_empty());
    }
}
