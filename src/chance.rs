//! Numbers that look random and are the same everywhere, and how sure a mean is by drawing its sample again.

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// Mixes a number well (a step of `SplitMix64`, Steele et al. 2014).
pub fn mix(x: u64) -> u64 {
    let x = x.wrapping_add(GOLDEN);
    let x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// A number in 0..1 for `index`, another sequence for every seed.
pub fn unit(seed: u64, index: u64) -> f32 {
    to_unit(mix(mix(seed) ^ index))
}

fn to_unit(x: u64) -> f32 {
    (x >> 40) as f32 / (1u64 << 24) as f32
}

/// `SplitMix64`, for shuffles, samples and noise.
#[derive(Clone, Debug)]
pub struct Rng(u64);

impl Rng {
    /// Starts a sequence.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn next_u64(&mut self) -> u64 {
        let x = mix(self.0);
        self.0 = self.0.wrapping_add(GOLDEN);
        x
    }

    /// A number below `n`, which is not zero.
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next_u64()) * n as u128) >> 64) as usize
    }

    /// A number in `from..to`.
    pub fn between(&mut self, from: f32, to: f32) -> f32 {
        from + (to - from) * to_unit(self.next_u64())
    }

    /// Shuffles in place (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}

/// The value below which the share `part` of ascending values lies; 0 where there are none.
pub fn percentile(ascending: &[f64], part: f64) -> f64 {
    let last = ascending.len().saturating_sub(1);
    ascending.get((last as f64 * part).round() as usize).copied().unwrap_or(0.0)
}

/// The values, ascending, that `of` has for `rounds` samples of `n` numbers below `n`, drawn with replacement (Efron 1979). Their
/// [`percentile`]s are the ends of an interval.
pub fn bootstrap(n: usize, rounds: usize, seed: u64, mut of: impl FnMut(&[usize]) -> f64) -> Vec<f64> {
    let mut rng = Rng::new(seed);
    let mut drawn = vec![0; n];
    let mut values: Vec<f64> = (0..rounds)
        .map(|_| {
            drawn.fill_with(|| rng.below(n));
            of(&drawn)
        })
        .collect();
    values.sort_unstable_by(f64::total_cmp);
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_fill_the_interval_and_shuffles_keep_everything() {
        let mean = (0..10_000).map(|i| f64::from(unit(7, i))).sum::<f64>() / 10_000.0;
        assert!((mean - 0.5).abs() < 0.02, "{mean}");
        let mut items: Vec<u32> = (0..100).collect();
        let mut rng = Rng::new(3);
        rng.shuffle(&mut items);
        assert!(!items.is_sorted());
        items.sort_unstable();
        assert!(items.iter().copied().eq(0..100));
        let drawn: Vec<f32> = (0..1000).map(|_| rng.between(-2.0, 6.0)).collect();
        assert!(drawn.iter().all(|x| (-2.0..6.0).contains(x)));
        assert!(drawn.iter().any(|x| *x < -1.5) && drawn.iter().any(|x| *x > 5.5));
    }

    #[test]
    fn the_sequence_is_splitmix64() {
        // The first numbers of the reference implementation from state 1234567.
        let mut rng = Rng::new(1_234_567);
        let expected = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert_eq!([rng.next_u64(), rng.next_u64(), rng.next_u64()], expected);
    }

    #[test]
    fn an_interval_holds_the_mean_and_narrows_with_more_values() {
        let interval = |n: usize| {
            let mean = |drawn: &[usize]| drawn.iter().map(|i| (i % 10) as f64).sum::<f64>() / n as f64;
            let means = bootstrap(n, 1000, 1, mean);
            (percentile(&means, 0.025), percentile(&means, 0.975))
        };
        let (few, many) = (interval(30), interval(3000));
        assert!(few.0 < 4.5 && 4.5 < few.1 && many.0 < 4.5 && 4.5 < many.1);
        assert!(many.1 - many.0 < few.1 - few.0);
        assert!(percentile(&bootstrap(0, 10, 1, |_| 0.0), 0.5).abs() < 1e-12);
        assert!((percentile(&[1.0, 2.0, 3.0], 0.5) - 2.0).abs() < 1e-12);
    }
}
