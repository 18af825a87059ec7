//! Mixes that are there twice: on the wiki, as somebody's own set, as a release of open data.

use std::{cmp::Reverse, collections::HashMap};

use super::columns::ListColumn;
use crate::catalogue::{MixOrigin, same_records, within_a_day};

/// What tells which of two mixes is the copy.
pub(super) struct Mixes<'a> {
    pub origins: &'a [MixOrigin],
    /// `yyyymmdd`, 0 where unknown.
    pub dates: &'a [u32],
    pub djs: &'a ListColumn,
    /// Mix row → its plays' track rows.
    pub plays: &'a ListColumn,
    /// Track row → the mix rows of its plays, ascending.
    pub played_in: &'a ListColumn,
}

/// Which mixes are a copy of a better one: of the same records ([`same_records`]) and the same DJ, or dates at most a day apart. The
/// wiki's and what stands for it are never copies; own sets are before what is public, then the one with more records.
pub(super) fn copies(mixes: &Mixes<'_>) -> Vec<bool> {
    let rank = |mix: u32| match mixes.origins[mix as usize] {
        MixOrigin::Starter | MixOrigin::Import | MixOrigin::Wiki => 0,
        MixOrigin::Own | MixOrigin::Friend => 1,
        MixOrigin::Public => 2,
    };
    let mut dropped = vec![false; mixes.origins.len()];
    let mut candidates: Vec<u32> = (0..mixes.origins.len() as u32).filter(|&mix| rank(mix) > 0).collect();
    if candidates.is_empty() {
        return dropped;
    }
    let records: Vec<u32> =
        (0..mixes.origins.len() as u32).map(|mix| records(mixes, mix).len() as u32).collect();
    let standing = |mix: u32| (rank(mix), Reverse(records[mix as usize]), mix);
    candidates.sort_unstable_by_key(|&mix| standing(mix));
    let mut common: HashMap<u32, usize> = HashMap::new();
    for mix in candidates {
        common.clear();
        for track in self::records(mixes, mix) {
            let mut last = None;
            for &other in mixes.played_in.get(track) {
                if last.replace(other) != Some(other)
                    && !dropped[other as usize]
                    && standing(other) < standing(mix)
                {
                    *common.entry(other).or_default() += 1;
                }
            }
        }
        dropped[mix as usize] = common.iter().any(|(&other, &common)| {
            let (a, b) = (records[mix as usize] as usize, records[other as usize] as usize);
            same_records(a, b, common) && same_night(mixes, mix, other)
        });
    }
    dropped
}

fn records(mixes: &Mixes<'_>, mix: u32) -> Vec<u32> {
    let mut records = mixes.plays.get(mix).to_vec();
    records.sort_unstable();
    records.dedup();
    records
}

/// Two own sets whose dates are known are what the dates say: a residency's nights are alike.
fn same_night(mixes: &Mixes<'_>, a: u32, b: u32) -> bool {
    let own = |mix: u32| {
        mixes.dates[mix as usize] > 0
            && matches!(mixes.origins[mix as usize], MixOrigin::Own | MixOrigin::Friend)
    };
    let djs = mixes.djs.get(a);
    let same_dj = djs.iter().any(|dj| mixes.djs.get(b).contains(dj));
    same_dj && !(own(a) && own(b)) || within_a_day(mixes.dates[a as usize], mixes.dates[b as usize])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of mixes as origin, date, DJ and tracks.
    fn dropped(all: &[(MixOrigin, u32, u32, &[u32])]) -> Vec<bool> {
        let origins: Vec<MixOrigin> = all.iter().map(|mix| mix.0).collect();
        let dates: Vec<u32> = all.iter().map(|mix| mix.1).collect();
        let rows = || all.iter().zip(0..);
        let djs = ListColumn::group(all.len(), rows().map(|(mix, row)| (row, mix.2)));
        let plays = rows().flat_map(|(mix, row)| mix.3.iter().map(move |&track| (row, track)));
        let of_track = ListColumn::group(50, plays.clone().map(|(mix, track)| (track, mix)));
        let plays = ListColumn::group(all.len(), plays);
        copies(&Mixes { origins: &origins, dates: &dates, djs: &djs, plays: &plays, played_in: &of_track })
    }

    const SET: [u32; 6] = [1, 2, 3, 4, 5, 6];
    const NEARLY: [u32; 6] = [1, 2, 3, 4, 5, 7];

    #[test]
    fn the_wikis_stands_before_ones_own_and_that_before_a_dumps() {
        let (own, wiki, public) = (MixOrigin::Own, MixOrigin::Wiki, MixOrigin::Public);
        assert_eq!(
            dropped(&[(public, 0, 1, &SET), (own, 0, 1, &NEARLY), (wiki, 0, 1, &SET)]),
            [true, true, false]
        );
        assert_eq!(dropped(&[(public, 0, 1, &SET), (own, 0, 1, &NEARLY)]), [true, false]);
        assert_eq!(
            dropped(&[(wiki, 0, 1, &SET), (wiki, 0, 1, &SET)]),
            [false, false],
            "pages are what they are"
        );
    }

    #[test]
    fn another_night_by_another_dj_and_other_records_are_another_mix() {
        let night = |dj, date, records: &'static [u32]| (MixOrigin::Public, date, dj, records);
        let after = |second| dropped(&[night(1, 20_240_504, &SET), second])[1];
        assert!(after(night(2, 20_240_505, &NEARLY)), "dates a day apart");
        assert!(after(night(1, 20_240_605, &NEARLY)), "the same DJ");
        let own = |date, records: &'static [u32]| (MixOrigin::Own, date, 1, records);
        assert_eq!(
            dropped(&[own(20_240_504, &SET), own(20_240_605, &NEARLY)]),
            [false, false],
            "a residency"
        );
        assert_eq!(dropped(&[own(20_240_504, &SET), own(20_240_505, &NEARLY)]), [false, true]);
        assert!(!after(night(2, 20_240_506, &NEARLY)));
        assert!(!after(night(1, 20_240_504, &[1, 2, 3, 4])), "fewer than five in common");
        assert!(!after(night(1, 20_240_504, &[1, 2, 3, 4, 5, 11, 12, 13])), "half of it is new");
    }
}
