//! How often a server is asked: so many requests in so much time, never before it wants to be asked again, and how long to wait
//! where that is used up.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use super::Clock;

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Urgency {
    /// Somebody waits for it.
    Now,
    /// Work in the background; it leaves half of every quota to those who wait.
    Later,
}

/// One server's quota. Shared by everything that asks this server.
pub struct Limiter {
    most: usize,
    window: Duration,
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    taken: VecDeque<Duration>,
    closed_until: Duration,
}

impl Limiter {
    /// At most `most` requests in any `window`; with one, `window` is the least time from one to the next.
    pub fn new(most: usize, window: Duration, clock: Arc<dyn Clock>) -> Self {
        Self { most, window, clock, state: Mutex::default() }
    }

    /// Takes one request, or says how long to wait for it.
    pub fn take(&self, urgency: Urgency) -> Result<(), Duration> {
        let now = self.clock.now();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let closed = state.closed_until.saturating_sub(now);
        if !closed.is_zero() {
            return Err(closed);
        }
        while state.taken.front().is_some_and(|taken| *taken + self.window <= now) {
            state.taken.pop_front();
        }
        let most = if urgency == Urgency::Now { self.most } else { self.most.div_ceil(2) };
        if state.taken.len() >= most {
            // So many must have become old before one more is allowed.
            let over = state.taken.len() - most;
            return Err((state.taken[over] + self.window).saturating_sub(now));
        }
        state.taken.push_back(now);
        Ok(())
    }

    /// Nobody asks for so long: the server said that its quota is used up, or wants a rest between two requests.
    pub fn hold(&self, wait: Duration) {
        let until = self.clock.now() + wait;
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.closed_until = state.closed_until.max(until);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::FakeClock;

    fn limiter(most: usize, seconds: u64) -> (Limiter, FakeClock) {
        let clock = FakeClock::default();
        (Limiter::new(most, Duration::from_secs(seconds), Arc::new(clock.clone())), clock)
    }

    #[test]
    fn no_window_holds_more_than_the_quota() {
        let (limiter, clock) = limiter(50, 5);
        let mut granted = Vec::new();
        for _ in 0..2_000 {
            match limiter.take(Urgency::Now) {
                Ok(()) => granted.push(clock.now()),
                Err(wait) => assert!(wait <= Duration::from_secs(5) && !wait.is_zero()),
            }
            clock.advance(Duration::from_millis(17));
        }
        let most = granted.iter().map(|start| {
            granted.iter().filter(|t| *t >= start && **t < *start + Duration::from_secs(5)).count()
        });
        assert_eq!(most.max(), Some(50));
    }

    #[test]
    fn after_the_wait_it_says_one_may_ask() {
        let (limiter, clock) = limiter(20, 60);
        for _ in 0..20 {
            limiter.take(Urgency::Now).expect("within the quota");
            clock.advance(Duration::from_secs(1));
        }
        let wait = limiter.take(Urgency::Now).expect_err("used up");
        assert_eq!(wait, Duration::from_secs(40));
        clock.advance(wait);
        limiter.take(Urgency::Now).expect("one is old by now");
        assert!(limiter.take(Urgency::Now).is_err());
    }

    #[test]
    fn background_work_leaves_half_to_those_who_wait() {
        let (limiter, clock) = limiter(20, 60);
        let later = (0..20).filter(|_| limiter.take(Urgency::Later).is_ok()).count();
        assert_eq!(later, 10);
        let now = (0..20).filter(|_| limiter.take(Urgency::Now).is_ok()).count();
        assert_eq!(now, 10);
        clock.advance(limiter.take(Urgency::Later).expect_err("used up"));
        limiter.take(Urgency::Later).expect("all are old by now");
    }

    #[test]
    fn one_in_a_window_is_a_distance() {
        let (limiter, clock) = limiter(1, 10);
        assert_eq!(limiter.take(Urgency::Later), Ok(()));
        clock.advance(Duration::from_secs(4));
        assert_eq!(limiter.take(Urgency::Now), Err(Duration::from_secs(6)));
        clock.advance(Duration::from_secs(6));
        assert_eq!(limiter.take(Urgency::Now), Ok(()));
    }

    #[test]
    fn a_server_that_says_no_is_left_alone() {
        let (limiter, clock) = limiter(20, 60);
        limiter.hold(Duration::from_mins(1));
        limiter.hold(Duration::from_secs(1));
        assert_eq!(limiter.take(Urgency::Now), Err(Duration::from_mins(1)));
        clock.advance(Duration::from_secs(59));
        assert_eq!(limiter.take(Urgency::Later), Err(Duration::from_secs(1)));
        clock.advance(Duration::from_secs(1));
        assert_eq!(limiter.take(Urgency::Now), Ok(()));
    }
}
