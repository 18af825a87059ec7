//! Time as this room sees it, so that a test can own it.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Turns true when nobody wants the answer any more.
pub type CancelSignal<'s> = &'s dyn Fn() -> bool;

/// A clock and a way to wait.
pub trait WaitClock: Send + Sync {
    /// UTC seconds.
    fn now(&self) -> i64;
    /// Time since some fixed point; never jumps.
    fn passed(&self) -> Duration;
    /// Waits, but no longer than until `stop` turns true.
    fn sleep(&self, wait: Duration, stop: CancelSignal<'_>);
}

/// The machine's.
#[derive(Clone, Copy, Debug)]
pub struct SystemWaitClock(Instant);

impl Default for SystemWaitClock {
    fn default() -> Self {
        Self(Instant::now())
    }
}

/// How often a wait looks whether it is to end.
const SLICE: Duration = Duration::from_millis(50);

impl WaitClock for SystemWaitClock {
    fn now(&self) -> i64 {
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs().cast_signed())
    }

    fn passed(&self) -> Duration {
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
}

#[cfg(test)]
pub(crate) mod fake {
    use std::{
        sync::atomic::{AtomicI64, Ordering},
        time::Duration,
    };

    use super::{CancelSignal, WaitClock};

    /// A clock that sleeps by moving itself on, in whole milliseconds.
    #[derive(Debug)]
    pub(crate) struct FakeClock(AtomicI64);

    impl FakeClock {
        pub(crate) fn at(seconds: i64) -> Self {
            Self(AtomicI64::new(seconds * 1000))
        }

        pub(crate) fn advance(&self, by: Duration) {
            self.0.fetch_add(by.as_millis() as i64, Ordering::SeqCst);
        }
    }

    impl WaitClock for FakeClock {
        fn now(&self) -> i64 {
            self.0.load(Ordering::SeqCst) / 1000
        }

        fn passed(&self) -> Duration {
            Duration::from_millis(self.0.load(Ordering::SeqCst).cast_unsigned())
        }

        fn sleep(&self, wait: Duration, _: CancelSignal<'_>) {
            self.advance(wait);
        }
    }
}
