//! How many database files this process has open, so that its end can wait until they are closed: the last to close one brings its
//! journal in and removes it.

use std::{
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

static OPEN: Mutex<usize> = Mutex::new(0);
static CLOSED: Condvar = Condvar::new();

fn lock() -> MutexGuard<'static, usize> {
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One open file; dropped once it is closed.
#[derive(Debug)]
pub(super) struct OpenFile(());

impl OpenFile {
    pub(super) fn count() -> Self {
        *lock() += 1;
        Self(())
    }
}

impl Drop for OpenFile {
    fn drop(&mut self) {
        *lock() -= 1;
        CLOSED.notify_all();
    }
}

/// Waits at most so long until this process has no database file open; false where one is open still.
pub fn all_closed_within(at_most: Duration) -> bool {
    let end = Instant::now() + at_most;
    let mut open = lock();
    while *open > 0 {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return false;
        }
        open = CLOSED.wait_timeout(open, left).unwrap_or_else(PoisonError::into_inner).0;
    }
    true
}
