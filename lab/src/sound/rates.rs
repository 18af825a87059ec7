//! Nearest neighbours counted, with intervals.

use segue::chance::{bootstrap, percentile};
use serde::Serialize;

/// Whose a clip is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// The album's number.
    pub album: usize,
    /// The track's number.
    pub track: usize,
}

/// What came of each clip; `None` where the question makes no sense (an album of one track, a track of one clip).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcomes {
    /// Another clip of the same track is nearest.
    pub track: Vec<Option<bool>>,
    /// The nearest clip of another track is from the same album.
    pub album: Vec<Option<bool>>,
}

/// A share, or a difference of two, with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Rate {
    /// The share.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

const SAMPLES: usize = 1_000;

/// Asks every clip for its nearest others.
#[must_use]
pub fn outcomes(points: &[Vec<f32>], named: &[Named]) -> Outcomes {
    let apart = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f32>();
    let nearest = |i: usize, may: &dyn Fn(usize) -> bool| {
        let others = (0..points.len()).filter(|&j| j != i && may(j));
        others.min_by(|&a, &b| apart(&points[i], &points[a]).total_cmp(&apart(&points[i], &points[b])))
    };
    let some = |i: usize, may: &dyn Fn(usize) -> bool| (0..points.len()).any(|j| j != i && may(j));
    let track = |i: usize| {
        let same = |j: usize| named[j].track == named[i].track;
        some(i, &same).then(|| nearest(i, &|_| true).is_some_and(same))
    };
    let album = |i: usize| {
        let other = |j: usize| named[j].track != named[i].track;
        let same = |j: usize| named[j].album == named[i].album;
        some(i, &|j| other(j) && same(j)).then(|| nearest(i, &other).is_some_and(same))
    };
    Outcomes { track: (0..points.len()).map(track).collect(), album: (0..points.len()).map(album).collect() }
}

/// The share of clips that came out well.
#[must_use]
pub fn rate(outcomes: &[Option<bool>], named: &[Named], seed: u64) -> Rate {
    let values = outcomes.iter().map(|o| o.map(|well| f64::from(u8::from(well)))).collect::<Vec<_>>();
    interval(&values, named, seed)
}

/// One share less another, clip by clip.
#[must_use]
pub fn paired(a: &[Option<bool>], b: &[Option<bool>], named: &[Named], seed: u64) -> Rate {
    let number = |well: bool| f64::from(u8::from(well));
    let values: Vec<Option<f64>> =
        a.iter().zip(b).map(|(a, b)| Some(number((*a)?) - number((*b)?))).collect();
    interval(&values, named, seed)
}

/// The mean, and where it falls for 95 % of samples of tracks: the clips of one track are no independent witnesses.
fn interval(values: &[Option<f64>], named: &[Named], seed: u64) -> Rate {
    let mut by_track = std::collections::BTreeMap::<usize, (f64, f64)>::new();
    for (value, named) in values.iter().zip(named) {
        if let Some(value) = value {
            let sums = by_track.entry(named.track).or_default();
            *sums = (sums.0 + value, sums.1 + 1.0);
        }
    }
    let sums: Vec<(f64, f64)> = by_track.into_values().collect();
    let mean = |sums: &mut dyn Iterator<Item = (f64, f64)>| {
        let (sum, count) = sums.fold((0.0, 0.0), |a, b| (a.0 + b.0, a.1 + b.1));
        if count > 0.0 { sum / count } else { 0.0 }
    };
    let means = bootstrap(sums.len(), SAMPLES, seed, |drawn| mean(&mut drawn.iter().map(|&i| sums[i])));
    let value = mean(&mut sums.iter().copied());
    Rate { value, low: percentile(&means, 0.025), high: percentile(&means, 0.975) }
}

/// The same rates for points at random: same track, same album.
pub(super) fn chance(named: &[Named]) -> (f64, f64) {
    let share = |of: &dyn Fn(&Named, &Named) -> Option<bool>| {
        let (mut sum, mut count) = (0.0, 0.0);
        for (i, a) in named.iter().enumerate() {
            let others = named.iter().enumerate().filter(|(j, _)| *j != i).filter_map(|(_, b)| of(a, b));
            let (well, all) =
                others.fold((0.0, 0.0), |(w, n), well| (w + f64::from(u8::from(well)), n + 1.0));
            if well > 0.0 {
                sum += well / all;
                count += 1.0;
            }
        }
        if count > 0.0 { sum / count } else { 0.0 }
    };
    let album = |a: &Named, b: &Named| (a.track != b.track).then_some(a.album == b.album);
    (share(&|a, b| Some(a.track == b.track)), share(&album))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(of: &[(usize, usize)]) -> Vec<Named> {
        of.iter().map(|&(album, track)| Named { album, track }).collect()
    }

    #[test]
    fn the_nearest_is_judged_by_track_and_by_album() {
        let named = named(&[(0, 0), (0, 0), (0, 1), (1, 2), (1, 2)]);
        let points = [0.0, 1.0, 2.5, 9.0, 3.0].map(|x| vec![x]).to_vec();
        let found = outcomes(&points, &named);
        assert_eq!(found.track, [Some(true), Some(true), None, Some(true), Some(false)]);
        // 3.0 is nearest to 2.5, which is of another album; so is 9.0's nearest.
        assert_eq!(found.album, [Some(true), Some(true), Some(false), None, None]);
    }

    #[test]
    fn intervals_hold_the_value_and_a_sure_thing_has_none() {
        let named: Vec<Named> = (0..300).map(|i| Named { album: i / 30, track: i / 3 }).collect();
        let half: Vec<Option<bool>> = (0..300).map(|i| Some(i % 2 == 0)).collect();
        let rate_of_half = rate(&half, &named, 1);
        assert!((rate_of_half.value - 0.5).abs() < 1e-9);
        assert!(
            rate_of_half.low < 0.5 && rate_of_half.high > 0.5 && rate_of_half.high - rate_of_half.low < 0.2
        );
        let all = vec![Some(true); 300];
        assert_eq!(rate(&all, &named, 1), Rate { value: 1.0, low: 1.0, high: 1.0 });
        let gain = paired(&all, &half, &named, 1);
        assert!((gain.value - 0.5).abs() < 1e-9 && gain.low > 0.3);
        assert_eq!(rate(&[], &[], 1).value.to_bits(), 0.0_f64.to_bits());
    }

    #[test]
    fn chance_is_the_share_of_the_right_ones_among_all() {
        let (track, album) = chance(&named(&[(0, 0), (0, 0), (0, 1), (0, 1), (1, 2), (1, 2)]));
        assert!((track - 0.2).abs() < 1e-9);
        // Each of the first four has two right ones among four; the others have none and are not asked.
        assert!((album - 0.5).abs() < 1e-9);
    }
}
