//! Waiting for another program that has a database, and saying so.

use std::{
    cell::Cell,
    sync::OnceLock,
    thread,
    time::{Duration, Instant},
};

/// So long it is waited for.
pub(super) const BUSY: Duration = Duration::from_secs(5);
/// After so long a person wants to know.
const TELL: Duration = Duration::from_millis(800);
const STEP: Duration = Duration::from_millis(10);

static TOLD: OnceLock<fn()> = OnceLock::new();

thread_local! {
    /// When this wait began, and whether it was told.
    static WAIT: Cell<Option<(Instant, bool)>> = const { Cell::new(None) };
}

/// Has `tell` called once a wait that takes a person's patience; for commands, which have nothing else to show meanwhile.
pub fn tell_of_waiting(tell: fn()) {
    let _ = TOLD.set(tell);
}

/// SQLite's question whether to go on waiting, asked for the `tries`-th time.
pub(super) fn wait(tries: i32) -> bool {
    let (begun, told) = WAIT.get().filter(|_| tries > 0).unwrap_or_else(|| (Instant::now(), false));
    let waited = begun.elapsed();
    let tell = !told && waited >= TELL;
    if let Some(said) = TOLD.get().filter(|_| tell) {
        said();
    }
    WAIT.set(Some((begun, told || tell)));
    thread::sleep(STEP);
    waited < BUSY
}
