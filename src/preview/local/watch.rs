//! The music folders, watched while the screen runs.

use std::{
    collections::BTreeSet,
    io,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use super::scan::{self, ScanError, ScanWatch};
use crate::{
    catalogue::{LateUser, OwnedSource},
    time::{Clock as _, SystemClock},
};

/// How long it must be quiet before changes are read: a copy of an album is one change.
const QUIET: Duration = Duration::from_secs(2);
/// Folders that cannot tell (a network's, another system's) are looked through this often.
const LOOK: Duration = Duration::from_mins(10);
/// How often the thread looks at the time and whether to end.
const TICK: Duration = Duration::from_millis(300);
/// More folders are not watched one by one; the look every ten minutes finds their changes.
const WATCHED: usize = 8_000;

/// Keeps the index of the user's folders up to date. Dropping it ends it soon.
#[derive(Debug)]
pub struct Folders {
    stop: Arc<AtomicBool>,
    reading: Arc<Mutex<Option<u64>>>,
}

impl Folders {
    /// Begins to read and watch the folders the settings name, and those that were imported. `user` is a connection of its own, opened on
    /// the thread.
    pub fn start(named: Vec<PathBuf>, user: LateUser) -> io::Result<Self> {
        let (stop, reading) = (Arc::<AtomicBool>::default(), Arc::<Mutex<Option<u64>>>::default());
        let worker = Worker { named, user, stop: stop.clone(), reading: reading.clone(), teller: None };
        thread::Builder::new().name("music".into()).spawn(move || worker.run())?;
        Ok(Self { stop, reading })
    }

    /// How many files of the scan under way are read; `None` between scans.
    pub fn reading(&self) -> Option<u64> {
        *self.reading.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Folders {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

struct Worker {
    named: Vec<PathBuf>,
    user: LateUser,
    stop: Arc<AtomicBool>,
    reading: Arc<Mutex<Option<u64>>>,
    teller: Option<Teller>,
}

impl Worker {
    fn run(mut self) {
        let mut looked: Option<Instant> = None;
        let mut changed: Option<Instant> = None;
        while !self.stop.load(Ordering::Relaxed) {
            let due = looked.is_none_or(|looked| looked.elapsed() >= LOOK)
                || changed.is_some_and(|changed| changed.elapsed() >= QUIET);
            if due {
                changed = None;
                self.scan_all();
                looked = Some(Instant::now());
            }
            let told = if let Some(teller) = &self.teller {
                teller.wait(TICK)
            } else {
                thread::sleep(TICK);
                false
            };
            if told {
                changed = Some(Instant::now());
            }
        }
    }

    fn scan_all(&mut self) {
        let mut roots: BTreeSet<PathBuf> = self.named.iter().cloned().collect();
        match self.user.ask(|user| user.owned_origins(OwnedSource::Folder)) {
            Ok(origins) => roots.extend(origins.into_iter().map(PathBuf::from)),
            Err(e) => tracing::warn!("the music folders are not known: {e}"),
        }
        // What is inside another one is read with it.
        let inside = |root: &Path| roots.iter().any(|other| other != root && root.starts_with(other));
        let tops: Vec<&PathBuf> = roots.iter().filter(|root| !inside(root)).collect();
        let mut folders = Vec::new();
        // Before the scan, so that what changes meanwhile is told.
        if self.teller.is_none() {
            self.teller = Teller::new().inspect_err(|e| tracing::info!("folders tell no changes: {e}")).ok();
        }
        if let Some(teller) = &self.teller {
            for root in &tops {
                teller.add(root);
            }
        }
        for root in tops {
            let reading = self.reading.clone();
            let mut progress = |files| set(&reading, Some(files));
            let (stop, now) = (self.stop.clone(), SystemClock::default().unix());
            let mut watch =
                ScanWatch { progress: &mut progress, stop: &move || stop.load(Ordering::Relaxed) };
            let scanned = self.user.ask(|user| Ok(scan::scan(root, user, now, &mut watch)));
            match scanned.map_err(ScanError::Store).flatten() {
                Ok(scan) => {
                    tracing::debug!(
                        folder = %root.display(),
                        added = scan.added, changed = scan.changed, removed = scan.removed, skipped = scan.skipped.len(),
                        "music folder read"
                    );
                    folders.extend(scan.folders);
                }
                Err(ScanError::Stopped) => return,
                Err(e) => tracing::warn!("{e}"),
            }
        }
        if let Some(teller) = &self.teller {
            for folder in folders.iter().take(WATCHED) {
                teller.add(folder);
            }
        }
        // Whoever waits for the stores to be closed does not wait for a thread that has nothing to do.
        self.user.close();
        set(&self.reading, None);
    }
}

fn set(reading: &Mutex<Option<u64>>, files: Option<u64>) {
    *reading.lock().unwrap_or_else(PoisonError::into_inner) = files;
}

/// Tells that something below the folders has changed.
#[cfg(target_os = "linux")]
struct Teller(std::os::fd::OwnedFd);

#[cfg(target_os = "linux")]
impl Teller {
    fn new() -> io::Result<Self> {
        use rustix::fs::inotify::{CreateFlags, init};
        Ok(Self(init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC)?))
    }

    fn add(&self, folder: &Path) {
        use rustix::fs::inotify::{WatchFlags, add_watch};
        let flags = WatchFlags::CLOSE_WRITE
            | WatchFlags::CREATE
            | WatchFlags::DELETE
            | WatchFlags::MOVE
            | WatchFlags::ATTRIB
            | WatchFlags::ONLYDIR;
        if let Err(e) = add_watch(&self.0, folder, flags) {
            tracing::debug!(folder = %folder.display(), "is not watched: {e}");
        }
    }

    /// Waits at most so long; true where something changed.
    fn wait(&self, most: Duration) -> bool {
        use rustix::event::{PollFd, PollFlags, Timespec, poll};
        let mut fds = [PollFd::new(&self.0, PollFlags::IN)];
        let timeout = Timespec { tv_sec: 0, tv_nsec: most.subsec_nanos().into() };
        if !matches!(poll(&mut fds, Some(&timeout)), Ok(1..)) {
            return false;
        }
        let mut events = [0_u8; 16_384];
        while rustix::io::read(&self.0, &mut events).is_ok_and(|read| read > 0) {}
        true
    }
}

/// Other systems' folders are looked through now and then.
#[cfg(not(target_os = "linux"))]
struct Teller;

#[cfg(not(target_os = "linux"))]
impl Teller {
    fn new() -> io::Result<Self> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn add(&self, _: &Path) {}

    fn wait(&self, _: Duration) -> bool {
        false
    }
}
