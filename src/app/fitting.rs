//! The fit of the model in the background.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Instant,
};

use super::{
    fault::{self, Fault},
    lock::lock,
    status::LongWork,
    stopping::wait_for,
};
use crate::{
    jobs::{Pools, stand_back},
    library::Library,
    recommend::als::FitProgress,
};

/// At most one fit at a time.
#[derive(Debug, Default)]
pub(super) struct Fitting {
    shared: Arc<Shared>,
    worker: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Debug, Default)]
struct Shared {
    stop: AtomicBool,
    progress: Mutex<Option<(f32, Instant)>>,
    failed: Mutex<Option<Fault>>,
}

impl Fitting {
    /// Begins a fit where the library wants one and none goes on; one that failed is not tried again before the next start.
    pub(super) fn begin_where_wanted(&self, library: &Arc<Library>, pools: &Pools) {
        let mut worker = lock(&self.worker);
        let running = worker.as_ref().is_some_and(|w| !w.is_finished());
        if running || !library.wants_fit() || lock(&self.shared.failed).is_some() {
            return;
        }
        let (library, pools, shared) = (library.clone(), pools.clone(), self.shared.clone());
        *lock(&self.shared.progress) = Some((0.0, Instant::now()));
        let fit = move || {
            stand_back();
            fit(&library, &pools, &shared);
        };
        match thread::Builder::new().name("fit".into()).spawn(fit) {
            Ok(handle) => *worker = Some(handle),
            Err(e) => {
                *lock(&self.shared.progress) = None;
                tracing::error!("no thread for the fit: {e}");
            }
        }
    }

    /// To be called when what a fit failed on was made again: it is tried once more.
    pub(super) fn forgive(&self) -> impl Fn() + Send + 'static {
        let shared = self.shared.clone();
        move || *lock(&shared.failed) = None
    }

    /// The fit that goes on.
    pub(super) fn work(&self) -> Option<LongWork> {
        let (done, begin) = (*lock(&self.shared.progress))?;
        let left = (done > 0.2).then(|| begin.elapsed().mul_f32((1.0 - done) / done));
        Some(LongWork { name: "learning".into(), done: Some(done), left })
    }

    /// Stops the fit and waits for its thread, not for long.
    pub(super) fn finish(&self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        if let Some(worker) = lock(&self.worker).take() {
            wait_for(worker);
        }
    }
}

fn fit(library: &Library, pools: &Pools, shared: &Shared) {
    let mut progress = |p: FitProgress| {
        if let Some((done, _)) = &mut *lock(&shared.progress) {
            *done = p.done as f32 / p.of.max(1) as f32;
        }
    };
    let stop = || {
        pools.give_way();
        shared.stop.load(Ordering::Relaxed)
    };
    if let Err(e) = library.fit(pools.background(), &mut progress, &stop) {
        tracing::error!("fit: {e}");
        *lock(&shared.failed) = Some(fault::of("The model is not fitted", &e));
    }
    *lock(&shared.progress) = None;
}
