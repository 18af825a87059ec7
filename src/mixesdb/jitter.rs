//! Chance as the crawler sees it, so that a test can own it.

use std::hash::{BuildHasher, RandomState};

/// Numbers in `0.0..1.0`, so that many copies of the program do not ask in step.
pub type Jitter = Box<dyn FnMut() -> f64 + Send>;

/// A jitter seeded by the operating system. Good enough to spread requests, for nothing else.
pub fn system_jitter() -> Jitter {
    let seeds = RandomState::new();
    let mut turn = 0_u64;
    Box::new(move || {
        turn += 1;
        (seeds.hash_one(turn) >> 11) as f64 / (1_u64 << 53) as f64
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jitter_stays_between_nought_and_one_and_varies() {
        let mut jitter = system_jitter();
        let drawn: Vec<f64> = (0..1000).map(|_| jitter()).collect();
        assert!(drawn.iter().all(|j| (0.0..1.0).contains(j)));
        assert!(drawn.iter().any(|j| *j < 0.2) && drawn.iter().any(|j| *j > 0.8));
    }
}
