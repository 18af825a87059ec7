//! Numbers that look random and are the same everywhere: keys for ties, starts of fits, samples.

/// Mixes a number well (the finaliser of `SplitMix64`, Steele et al. 2014).
#[must_use]
pub fn mix(x: u64) -> u64 {
    let x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// A number in 0..1 for `index`, another sequence for every seed.
#[must_use]
pub fn unit(seed: u64, index: u64) -> f32 {
    (mix(mix(seed) ^ index) >> 40) as f32 / (1u64 << 24) as f32
}

/// The key by which equal scores are ordered: never the row itself, whose order follows the mixes and would leak it.
#[must_use]
pub fn tie_key(row: u32) -> u32 {
    (mix(u64::from(row) ^ 0x7469_6573) >> 32) as u32
}

/// A small generator for shuffles and samples.
#[derive(Clone, Debug)]
pub struct Rng(u64);

impl Rng {
    /// Starts a sequence.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(mix(seed))
    }

    /// The next number.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(1);
        mix(self.0)
    }

    /// A number below `n`, which is not zero.
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next_u64()) * n as u128) >> 64) as usize
    }

    /// Shuffles in place (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_fill_the_interval_and_shuffles_keep_everything() {
        let mean = (0..10_000).map(|i| f64::from(unit(7, i))).sum::<f64>() / 10_000.0;
        assert!((mean - 0.5).abs() < 0.02, "{mean}");
        let mut items: Vec<u32> = (0..100).collect();
        Rng::new(3).shuffle(&mut items);
        assert!(!items.is_sorted());
        items.sort_unstable();
        assert!(items.iter().copied().eq(0..100));
        assert_ne!(tie_key(1) < tie_key(2), tie_key(2) < tie_key(3), "keys do not follow rows");
    }
}
