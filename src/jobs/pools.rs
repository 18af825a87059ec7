//! The two thread pools: *interactive* on all cores, *background* on all but one. Results never depend on which one
//! works.

use std::{
    num::NonZero,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

/// Both pools and the count of questions being answered just now.
#[derive(Clone, Debug)]
pub struct Pools {
    interactive: Arc<ThreadPool>,
    background: Arc<ThreadPool>,
    asking: Arc<AtomicUsize>,
}

/// Background work waits while one of these lives.
#[derive(Debug)]
pub struct Asking(Arc<AtomicUsize>);

impl Drop for Asking {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Release);
    }
}

/// How far background threads stand back, as `nice` counts it.
#[cfg(target_os = "linux")]
const NICE: i32 = 10;

/// Background work looks so many times whether it may go on …
const PAUSES: u32 = 25;
/// … and waits so long in between.
const PAUSE: Duration = Duration::from_millis(2);

/// Gives the calling thread low priority: the processor goes to others first. Only Linux knows priorities of threads.
pub fn stand_back() {
    #[cfg(target_os = "linux")]
    if let Err(e) = rustix::process::setpriority_process(None, NICE) {
        tracing::debug!("no low priority: {e}");
    }
}

impl Pools {
    /// Pools for this machine.
    pub fn new() -> Result<Self, ThreadPoolBuildError> {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        Self::with_cores(cores)
    }

    /// Pools as on a machine with so many cores.
    pub fn with_cores(cores: usize) -> Result<Self, ThreadPoolBuildError> {
        let pool = |name: &'static str, threads: usize| {
            ThreadPoolBuilder::new().num_threads(threads.max(1)).thread_name(move |i| format!("{name}-{i}"))
        };
        Ok(Self {
            interactive: Arc::new(pool("interactive", cores).build()?),
            background: Arc::new(pool("background", cores - 1).start_handler(|_| stand_back()).build()?),
            asking: Arc::default(),
        })
    }

    /// For what somebody waits for.
    pub fn interactive(&self) -> &ThreadPool {
        &self.interactive
    }

    /// For everything else.
    pub fn background(&self) -> &ThreadPool {
        &self.background
    }

    /// Says that somebody waits for an answer until the returned value is dropped.
    pub fn asking(&self) -> Asking {
        self.asking.fetch_add(1, Ordering::Acquire);
        Asking(self.asking.clone())
    }

    /// Lets interactive work go first: background work calls this wherever it looks whether to stop. Waits at most
    /// 50 ms, so that a stuck question cannot hold up a fit for ever.
    pub fn give_way(&self) {
        self.wait_while_asked(&mut || thread::sleep(PAUSE));
    }

    fn wait_while_asked(&self, pause: &mut dyn FnMut()) {
        for _ in 0..PAUSES {
            if self.asking.load(Ordering::Acquire) == 0 {
                return;
            }
            pause();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_core_still_has_a_background_thread() {
        let pools = Pools::with_cores(1).expect("pools");
        assert_eq!(pools.background().current_num_threads(), 1);
        assert_eq!(pools.background().install(|| 6 * 7), 42);
        assert_eq!(Pools::with_cores(4).expect("pools").background().current_num_threads(), 3);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn background_threads_have_low_priority_and_interactive_ones_do_not() {
        let pools = Pools::with_cores(2).expect("pools");
        let priority = || rustix::process::getpriority_process(None).expect("known");
        let ours = priority();
        assert_eq!(pools.interactive().install(priority), ours);
        assert!(pools.background().install(priority) >= NICE.max(ours));
    }

    #[test]
    fn background_work_waits_only_while_somebody_asks() {
        let pools = Pools::with_cores(2).expect("pools");
        // How often it pauses where the question is answered after so many pauses.
        let pauses = |answered_after: u32| {
            let mut asking = Some(pools.asking());
            let mut pauses = 0;
            pools.wait_while_asked(&mut || {
                pauses += 1;
                if pauses == answered_after {
                    drop(asking.take());
                }
            });
            pauses
        };
        assert_eq!(pauses(3), 3, "it goes on as soon as nobody asks");
        assert_eq!(pauses(u32::MAX), PAUSES, "a stuck question does not hold it up for ever");
        let mut paused = false;
        pools.wait_while_asked(&mut || paused = true);
        assert!(!paused, "nobody asks");
    }
}
