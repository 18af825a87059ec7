//! Waiting for the server's answers on a thread that must not wait for ever.

use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use std::time::{Duration, Instant};

/// The future's value; `None` where it does not come within `limit`.
pub(super) fn wait<T>(future: impl Future<Output = T>, limit: Duration) -> Option<T> {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }

    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut future = pin!(future);
    let deadline = Instant::now() + limit;
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return Some(value);
        }
        std::thread::park_timeout(deadline.checked_duration_since(Instant::now())?);
    }
}

/// When an answer came, however late one looks for it.
#[derive(Debug, Default)]
pub(super) struct Arrival(Mutex<Option<Instant>>);

impl Arrival {
    pub(super) fn at(&self) -> Option<Instant> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wake for Arrival {
    fn wake(self: Arc<Self>) {
        let mut at = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        at.get_or_insert_with(Instant::now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_waited_for_but_not_for_ever() {
        assert_eq!(wait(async { 7 }, Duration::from_secs(5)), Some(7));
        assert_eq!(wait(std::future::pending::<u8>(), Duration::from_millis(5)), None);
    }
}
