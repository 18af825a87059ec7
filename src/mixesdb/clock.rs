//! Time and chance as the crawler sees them, so that a test can own both.

use std::{
    future::Future,
    hash::{BuildHasher, RandomState},
    pin::Pin,
    time::{Duration, Instant},
};

/// A clock that only goes forward. The wall clock is never asked: it may jump.
pub trait MonotonicClock: Send + Sync {
    /// Time since some fixed point.
    fn now(&self) -> Duration;
    /// Resolves `wait` later.
    fn sleep(&self, wait: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// The machine's monotonic clock.
#[derive(Debug)]
pub struct SystemMonotonicClock(Instant);

impl Default for SystemMonotonicClock {
    fn default() -> Self {
        Self(Instant::now())
    }
}

impl MonotonicClock for SystemMonotonicClock {
    fn now(&self) -> Duration {
        self.0.elapsed()
    }

    fn sleep(&self, wait: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(wait))
    }
}

/// Numbers in `0.0..1.0`, so that many copies of the program do not ask in step.
pub type Jitter = Box<dyn FnMut() -> f64 + Send>;

/// A jitter seeded by the operating system. Good enough to spread requests, for nothing else.
#[must_use]
pub fn system_jitter() -> Jitter {
    let seeds = RandomState::new();
    let mut turn = 0_u64;
    Box::new(move || {
        turn += 1;
        (seeds.hash_one(turn) >> 11) as f64 / (1_u64 << 53) as f64
    })
}

#[cfg(test)]
pub(crate) mod fake {
    use std::{
        future::Future,
        pin::Pin,
        sync::{Arc, Mutex},
        time::Duration,
    };

    use super::MonotonicClock;

    /// A clock that sleeps by moving itself on. Clones share the time, so a server and its client can have one clock.
    #[derive(Clone, Debug, Default)]
    pub(crate) struct FakeClock(Arc<Mutex<Duration>>);

    impl FakeClock {
        pub(crate) fn advance(&self, by: Duration) {
            *self.0.lock().expect("clock") += by;
        }
    }

    impl MonotonicClock for FakeClock {
        fn now(&self) -> Duration {
            *self.0.lock().expect("clock")
        }

        fn sleep(&self, wait: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
            Box::pin(async move { self.advance(wait) })
        }
    }
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
