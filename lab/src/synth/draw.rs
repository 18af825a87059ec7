//! Randomness that can be asked out of order: a number for each place, from a seed.

use segue::chance::mix;

/// A seed of numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Draw(u64);

impl Draw {
    pub(super) fn new(seed: u64) -> Self {
        Self(mix(seed ^ 0x5e67_7565))
    }

    /// A stream of its own, for one purpose.
    pub(super) fn stream(self, purpose: u64) -> Self {
        Self(mix(self.0 ^ mix(purpose.wrapping_add(0x9e37_79b9_7f4a_7c15))))
    }

    /// The number at a place.
    pub(super) fn at(self, place: u64) -> u64 {
        mix(self.0.wrapping_add(place.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    }

    /// In 0..1.
    pub(super) fn unit(self, place: u64) -> f64 {
        (self.at(place) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// In 0..`end`; 0 where that is empty.
    pub(super) fn below(self, place: u64, end: u64) -> u64 {
        ((u128::from(self.at(place)) * u128::from(end)) >> 64) as u64
    }

    /// In 0..`end`, low numbers more often: the n-th about as often as n to the power `1 / skew - 1`.
    pub(super) fn skewed(self, place: u64, end: u64, skew: f64) -> u64 {
        ((self.unit(place).powf(skew) * end as f64) as u64).min(end.saturating_sub(1))
    }
}

/// The numbers below `len` in an order of their own, without a table: a Feistel network on the next power of four,
/// walked until the number is inside.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shuffle {
    draw: Draw,
    len: u64,
    half: u32,
}

impl Shuffle {
    pub(super) fn new(draw: Draw, len: u64) -> Self {
        let bits = 64 - len.saturating_sub(1).leading_zeros();
        Self { draw, len, half: bits.div_ceil(2).max(1) }
    }

    /// Which number stands at `place`, below `len`.
    pub(super) fn at(self, place: u64) -> u64 {
        let low = (1_u64 << self.half) - 1;
        let mut value = place;
        loop {
            for round in 0..4 {
                let (left, right) = (value >> self.half, value & low);
                value = (right << self.half) | (left ^ (self.draw.stream(round).at(right) & low));
            }
            if value < self.len {
                return value;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shuffle_has_every_number_once() {
        for len in [1, 2, 3, 100, 1000] {
            let shuffle = Shuffle::new(Draw::new(7), len);
            let mut all: Vec<u64> = (0..len).map(|place| shuffle.at(place)).collect();
            if len == 1000 {
                assert_ne!(all[..10], (0..10).collect::<Vec<_>>());
            }
            all.sort_unstable();
            assert_eq!(all, (0..len).collect::<Vec<_>>());
        }
    }

    #[test]
    fn draws_stay_inside() {
        let draw = Draw::new(1);
        assert!((0..1000).all(|place| draw.below(place, 7) < 7 && draw.skewed(place, 7, 4.0) < 7));
        assert!((0..1000).all(|place| (0.0..1.0).contains(&draw.unit(place))));
        assert_eq!((draw.below(0, 0), draw.skewed(0, 0, 2.0)), (0, 0));
    }
}
