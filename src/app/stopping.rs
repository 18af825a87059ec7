//! Waiting for threads that were told to stop.

use std::{
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// Two threads are waited for in turn, and leaving takes two seconds at most.
const PATIENCE: Duration = Duration::from_millis(800);

/// Waits for a thread that was told to stop; one that does not is left to the end of the process: what it writes is written
/// whole or not at all.
pub(super) fn wait_for(thread: JoinHandle<()>) {
    let end = Instant::now() + PATIENCE;
    while !thread.is_finished() {
        if Instant::now() >= end {
            tracing::warn!("{} does not stop", thread.thread().name().unwrap_or("a thread"));
            return;
        }
        thread::sleep(Duration::from_millis(2));
    }
    let _ = thread.join();
}
