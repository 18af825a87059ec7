//! Whether nobody needs the machine, so that work in the background may take a second core.

use std::{
    num::NonZero,
    sync::Mutex,
    thread,
    time::{Duration, Instant},
};

use super::lock::lock;

/// For so long nobody has pressed a key or heard anything.
const UNUSED: Duration = Duration::from_mins(1);
/// Cores that other work may keep busy.
const OTHERS: f32 = 0.5;

/// When the program was last used.
#[derive(Debug)]
pub(super) struct Idleness {
    used: Mutex<Instant>,
}

impl Idleness {
    pub(super) fn new() -> Self {
        Self { used: Mutex::new(Instant::now()) }
    }

    /// Somebody uses the program just now.
    pub(super) fn used(&self) {
        *lock(&self.used) = Instant::now();
    }

    /// Whether nobody needs the machine but so many threads of the program itself. Only where the system tells its load, as Linux does,
    /// where threads in the background also have a low priority.
    pub(super) fn is_idle(&self, own: usize) -> bool {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let unused = lock(&self.used).elapsed();
        unused >= UNUSED && load().is_some_and(|load| leaves_a_core(load, own, cores))
    }
}

fn leaves_a_core(load: f32, own: usize, cores: usize) -> bool {
    cores > 1 && load - own as f32 <= OTHERS
}

/// Threads that wanted to run in the last minute, on average.
fn load() -> Option<f32> {
    std::fs::read_to_string("/proc/loadavg").ok()?.split(' ').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_listens_itself_does_not_count_as_load_and_one_core_is_no_two() {
        assert!(leaves_a_core(0.0, 1, 2) && leaves_a_core(1.2, 1, 2));
        assert!(leaves_a_core(2.3, 2, 2), "two of its own go on");
        assert!(!leaves_a_core(1.8, 1, 2) && !leaves_a_core(3.1, 2, 2));
        assert!(!leaves_a_core(0.0, 1, 1));
    }

    #[test]
    fn just_used_is_not_idle() {
        let idleness = Idleness::new();
        assert!(!idleness.is_idle(1));
        idleness.used();
        assert!(!idleness.is_idle(1));
    }
}
