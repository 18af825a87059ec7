//! Time as the providers' quotas and the memory of misses see it, so that a test can own it.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// What time it is.
pub trait Clock: Send + Sync {
    /// Time since some fixed point; it never jumps.
    fn now(&self) -> Duration;
    /// The wall clock, in Unix seconds.
    fn unix(&self) -> i64;
}

/// The machine's clocks.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock(Instant);

impl Default for SystemClock {
    fn default() -> Self {
        Self(Instant::now())
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Duration {
        self.0.elapsed()
    }

    fn unix(&self) -> i64 {
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs().cast_signed())
    }
}

#[cfg(test)]
pub(crate) mod fake {
    use std::{
        sync::{Arc, Mutex},
        time::Duration,
    };

    use super::Clock;

    /// A clock that stands until it is moved. Clones share the time.
    #[derive(Clone, Debug, Default)]
    pub(crate) struct FakeClock(Arc<Mutex<Duration>>);

    impl FakeClock {
        pub(crate) fn advance(&self, by: Duration) {
            *self.0.lock().expect("clock") += by;
        }
    }

    impl Clock for FakeClock {
        fn now(&self) -> Duration {
            *self.0.lock().expect("clock")
        }

        fn unix(&self) -> i64 {
            1_700_000_000 + self.now().as_secs().cast_signed()
        }
    }
}
