//! Who is played how often: most tracks once, a few everywhere.

/// Of a hundred tracks, so many are in one mix, in two, in three; the others in four or more.
const ONCE: f64 = 0.60;
const TWICE: f64 = 0.17;
const THRICE: f64 = 0.08;
/// The fewest plays of one of the others.
const OFTEN: u64 = 4;

/// How often each track of one genre is played. The most played come first.
#[derive(Clone, Debug)]
pub(super) struct Plays {
    /// `[often + 1]` plays before each of the tracks that are played four times or more.
    often: Vec<u64>,
    thrice: u64,
    twice: u64,
    once: u64,
}

impl Plays {
    /// `plays` spread over `tracks`, none of them more often than `most`.
    pub(super) fn new(tracks: u64, plays: u64, most: u64) -> Self {
        let all = tracks as f64;
        let spare = plays.saturating_sub(tracks) as f64;
        let (mut twice, mut thrice) = ((all * TWICE) as u64, (all * THRICE) as u64);
        let mut often = (all * (1.0 - ONCE - TWICE - THRICE)) as u64;
        let needed = (twice + 2 * thrice + (OFTEN - 1) * often) as f64;
        if needed > spare {
            // Fewer plays than the shape wants (the starter's catalogue is like that): all shares shrink alike.
            let shrink = spare / needed.max(1.0);
            let less = |count: u64| (count as f64 * shrink) as u64;
            (twice, thrice, often) = (less(twice), less(thrice), less(often));
        }
        if spare as u64 > twice + 2 * thrice && tracks > twice + thrice {
            // Whatever is left must be somebody's.
            often = often.max(1);
        }
        let once = tracks - twice - thrice - often;
        let left = plays.saturating_sub(once + 2 * twice + 3 * thrice);
        Self { often: zipf(often, left, most), thrice, twice, once }
    }

    pub(super) fn total(&self) -> u64 {
        self.often_total() + 3 * self.thrice + 2 * self.twice + self.once
    }

    fn often_total(&self) -> u64 {
        self.often.last().copied().unwrap_or(0)
    }

    /// Whose play number `k` is.
    pub(super) fn track(&self, k: u64) -> u64 {
        let often = self.often.len().saturating_sub(1) as u64;
        let Some(k) = k.checked_sub(self.often_total()) else {
            return self.often.partition_point(|&before| before <= k) as u64 - 1;
        };
        let Some(k) = k.checked_sub(3 * self.thrice) else { return often + k / 3 };
        let Some(k) = k.checked_sub(2 * self.twice) else { return often + self.thrice + k / 2 };
        often + self.thrice + self.twice + k
    }
}

/// Plays before each of `tracks` tracks that share `plays` by Zipf's law, each between [`OFTEN`] and `most`.
fn zipf(tracks: u64, plays: u64, most: u64) -> Vec<u64> {
    // Where little is to be shared, no one takes more than a quarter of it.
    let most = most.min(OFTEN + plays.saturating_sub(OFTEN * tracks) / 4);
    let count = |rank: u64, power: f64| {
        let extra = most.saturating_sub(OFTEN) as f64 * ((rank + 1) as f64).powf(-power);
        OFTEN + extra as u64
    };
    let (mut low, mut high) = (0.0, 8.0);
    for _ in 0..40 {
        let middle = f64::midpoint(low, high);
        if (0..tracks).map(|rank| count(rank, middle)).sum::<u64>() > plays {
            low = middle;
        } else {
            high = middle;
        }
    }
    let sum: u64 = (0..tracks).map(|rank| count(rank, high)).sum();
    // What rounding left over goes to the first ones.
    let (each, more) = (plays.saturating_sub(sum) / tracks.max(1), plays.saturating_sub(sum) % tracks.max(1));
    let mut before = vec![0];
    let mut total = 0;
    for rank in 0..tracks {
        total += count(rank, high) + each + u64::from(rank < more);
        before.push(total);
    }
    before
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn every_play_has_its_track() {
        for (tracks, wanted) in [(1000, 4700), (1000, 2500), (1000, 1200), (1000, 1000), (3, 100), (1, 1)] {
            let plays = Plays::new(tracks, wanted, 100);
            assert_eq!(plays.total(), wanted, "{tracks} tracks");
            let mut counts: HashMap<u64, u64> = HashMap::new();
            (0..plays.total()).for_each(|k| *counts.entry(plays.track(k)).or_default() += 1);
            assert_eq!(counts.len() as u64, tracks, "each is played");
            assert!(counts.keys().all(|track| *track < tracks));
        }
    }
}
