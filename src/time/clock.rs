//! One clock for everything that waits, counts quotas or remembers until when.

use std::{
    future::Future,
    pin::Pin,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

/// The machine's wall clock, in UTC seconds; 0 where it stands before 1970.
pub fn unix() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs().cast_signed())
}

/// Turns true when nobody wants the answer any more.
pub type CancelSignal<'s> = &'s dyn Fn() -> bool;

/// A clock and two ways to wait.
pub trait Clock: Send + Sync {
    /// The wall clock, in UTC seconds. It may jump.
    fn unix(&self) -> i64;
    /// Time since some fixed point; it only goes forward.
    fn now(&self) -> Duration;
    /// Blocks for `wait`, but no longer than until `stop` turns true.
    fn sleep(&self, wait: Duration, stop: CancelSignal<'_>);
    /// Resolves `wait` later.
    fn later(&self, wait: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// The machine's clocks.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock(Instant);

impl Default for SystemClock {
    fn default() -> Self {
        Self(Instant::now())
    }
}

/// How often a wait looks whether it is to end.
const SLICE: Duration = Duration::from_millis(50);

impl Clock for SystemClock {
    fn unix(&self) -> i64 {
        unix()
    }

    fn now(&self) -> Duration {
        self.0.elapsed()
    }

    fn sleep(&self, wait: Duration, stop: CancelSignal<'_>) {
        let mut left = wait;
        while !left.is_zero() && !stop() {
            let slice = left.min(SLICE);
            std::thread::sleep(slice);
            left -= slice;
        }
    }

    fn later(&self, wait: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(wait))
    }
}

#[cfg(test)]
pub(crate) mod fake {
    use std::{
        future::Future,
        pin::Pin,
        sync::{Arc, Mutex},
        time::Duration,
    };

    use super::{CancelSignal, Clock};

    /// A clock that sleeps by moving itself on. Clones share the time, so a server and its client can have one clock.
    #[derive(Clone, Debug)]
    pub(crate) struct FakeClock {
        begin: i64,
        passed: Arc<Mutex<Duration>>,
    }

    impl Default for FakeClock {
        fn default() -> Self {
            Self::at(1_700_000_000)
        }
    }

    impl FakeClock {
        /// A clock whose wall stands at so many UTC seconds.
        pub(crate) fn at(begin: i64) -> Self {
            Self { begin, passed: Arc::default() }
        }

        pub(crate) fn advance(&self, by: Duration) {
            *self.passed.lock().expect("clock") += by;
        }
    }

    impl Clock for FakeClock {
        fn unix(&self) -> i64 {
            self.begin + self.now().as_secs().cast_signed()
        }

        fn now(&self) -> Duration {
            *self.passed.lock().expect("clock")
        }

        fn sleep(&self, wait: Duration, _: CancelSignal<'_>) {
            self.advance(wait);
        }

        fn later(&self, wait: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
            Box::pin(async move { self.advance(wait) })
        }
    }
}
