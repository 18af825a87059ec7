//! What a DJ has played before, as a second and weaker question beside the seeds.

use super::Seed;

/// With fewer sets it is too early to speak of a taste.
pub const FEWEST_SETS: usize = 3;
/// A play counts half as much after so many years.
const HALF_LIFE: f32 = 3.0;
/// A record counts at most as much as so many plays of today.
const MOST_PLAYS: f32 = 2.0;
/// So many records are kept, those that count most.
pub const MOST_RECORDS: usize = 300;

/// A play of a record, so many years ago.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Play<K> {
    /// Which record.
    pub record: K,
    /// How long ago; zero where that is unknown counts as today.
    pub years: f32,
    /// What it counts as long as it is new.
    pub worth: f32,
}

/// How much each record counts: more the oftener and the later it was played; the heaviest first.
#[must_use]
pub fn weights<K: Copy + Ord>(plays: impl IntoIterator<Item = Play<K>>) -> Vec<(K, f32)> {
    let mut sums = std::collections::BTreeMap::<K, f32>::new();
    for play in plays {
        *sums.entry(play.record).or_default() += play.worth * 0.5f32.powf(play.years.max(0.0) / HALF_LIFE);
    }
    let mut records: Vec<(K, f32)> =
        sums.into_iter().map(|(record, sum)| (record, sum.min(MOST_PLAYS))).collect();
    records.sort_by(|a, b| b.1.total_cmp(&a.1));
    records.truncate(MOST_RECORDS);
    records
}

/// What the history weighs beside these seeds: `you` beside one, less beside more, as they say more themselves.
#[must_use]
pub fn weight(you: f32, fading: f32, seeds: &[Seed]) -> f32 {
    let liked = seeds.iter().filter(|seed| seed.weight > 0.0).count().max(1);
    you * (liked as f32).powf(-fading)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn late_and_frequent_plays_count_most_and_none_counts_without_end() {
        let play = |record: u32, years: f32| Play { record, years, worth: 1.0 };
        let found =
            weights([play(1, 0.0), play(2, 3.0), play(3, 0.0), play(3, 0.0), play(3, 1.0), play(2, 3.0)]);
        assert_eq!(found[0], (3, 2.0));
        assert!((found[1].1 - 1.0).abs() < 1e-6 && (found[2].1 - 1.0).abs() < 1e-6);
        assert_eq!(weights((0..1000).map(|n| play(n, 0.0))).len(), MOST_RECORDS);
    }

    #[test]
    fn it_weighs_less_beside_more_seeds_and_rejected_ones_are_none() {
        let seeds =
            [Seed::liked(1), Seed::liked(2), Seed { row: 3, weight: -1.0 }, Seed::liked(4), Seed::liked(5)];
        assert!((weight(0.1, 0.0, &seeds) - 0.1).abs() < 1e-6);
        assert!((weight(0.1, 0.5, &seeds) - 0.05).abs() < 1e-6);
        assert!((weight(0.1, 0.5, &seeds[..1]) - 0.1).abs() < 1e-6);
    }
}
