//! A signal ends the program in time, whatever hangs: the terminal, a disk, a fit that does not stop.

use std::{
    process,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

/// What whoever stops programs waits for at the least, and a little to spare.
const AT_THE_LATEST: Duration = Duration::from_millis(1_900);

/// Whether a signal has come that ends the program, and how it ends.
#[derive(Debug, Default)]
pub struct Ending {
    begun: AtomicBool,
    stored: AtomicBool,
}

impl Ending {
    /// From now on the program ends in time.
    pub fn begin(self: &Arc<Self>) {
        if self.begun.swap(true, Ordering::Relaxed) {
            return;
        }
        let ending = self.clone();
        let end = move || {
            thread::sleep(AT_THE_LATEST);
            tracing::warn!("ended by a signal while something hung");
            process::exit(i32::from(!ending.stored.load(Ordering::Relaxed)));
        };
        if let Err(error) = thread::Builder::new().name("screen-end".to_owned()).spawn(end) {
            tracing::warn!(%error, "nothing ends the program where something hangs");
        }
    }

    /// Whether it has.
    pub fn has_begun(&self) -> bool {
        self.begun.load(Ordering::Relaxed)
    }

    /// Whether everything is stored, which is how the program ends where something hangs from here on.
    pub fn stored(&self, stored: bool) {
        self.stored.store(stored, Ordering::Relaxed);
    }
}
