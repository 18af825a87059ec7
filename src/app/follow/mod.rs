//! Histories that grow: what is new where the user's sets came from is imported, and the newest play of one that grows is told.
//!
//! Looked at rather than told of: it works alike on every system, on sticks and on network drives, which tell of nothing.

mod histories;

use std::{
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use super::{lock::lock, seen, take_in::take};
use crate::{
    catalogue::{Seen, User},
    config::Settings,
    import::{
        found::{Holding, ProgramFolders, look},
        newest_play,
    },
    library::{Library, query::TrackRow},
};

use histories::Histories;

/// How often the histories are looked at: a record is on for minutes.
const EVERY: Duration = Duration::from_secs(2);
/// Looks between two questions which histories there are.
const CHOSEN_EVERY: u32 = 30;
/// A history that was changed within so many milliseconds before the deck was followed is of this night.
const TONIGHT: u128 = 3 * 3_600_000;

/// Follows histories on a thread of its own. Dropping it ends it.
#[derive(Debug)]
pub(super) struct Follower {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Shared {
    stop: AtomicBool,
    /// The newest play is wanted.
    deck: AtomicBool,
    on_deck: Mutex<Option<Box<TrackRow>>>,
}

impl Follower {
    /// Begins; `None` where there is no thread for it.
    pub(super) fn start(library: Arc<Library>, settings: Arc<Mutex<Settings>>) -> Option<Self> {
        let shared = Arc::<Shared>::default();
        let mut worker =
            Worker { library, settings, shared: shared.clone(), histories: Histories::default() };
        let thread = thread::Builder::new().name("histories".into()).spawn(move || worker.run());
        let thread = thread.inspect_err(|e| tracing::error!("no thread for histories: {e}")).ok()?;
        Some(Self { shared, thread: Some(thread) })
    }

    /// Wants the newest play from now on, or no longer.
    pub(super) fn follow_deck(&self, on: bool) {
        *lock(&self.shared.on_deck) = None;
        self.shared.deck.store(on, Ordering::Relaxed);
        self.wake();
    }

    /// The newest play, once one is known.
    pub(super) fn on_deck(&self) -> Option<Box<TrackRow>> {
        lock(&self.shared.on_deck).clone()
    }

    fn wake(&self) {
        if let Some(thread) = &self.thread {
            thread.thread().unpark();
        }
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        self.wake();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Worker {
    library: Arc<Library>,
    settings: Arc<Mutex<Settings>>,
    shared: Arc<Shared>,
    histories: Histories,
}

impl Worker {
    fn run(&mut self) {
        let (mut looks, mut deck) = (0_u32, false);
        loop {
            thread::park_timeout(EVERY);
            if self.shared.stop.load(Ordering::Relaxed) {
                return;
            }
            let wanted = self.shared.deck.load(Ordering::Relaxed);
            let begins = wanted && !deck;
            deck = wanted;
            let settings = lock(&self.settings).clone();
            if looks.is_multiple_of(CHOSEN_EVERY) || begins {
                self.choose(&settings, deck);
            }
            looks = looks.wrapping_add(1);
            let look = self.histories.look();
            if deck {
                let newest = if begins { self.of_tonight() } else { look.grown.last().cloned() };
                if let Some(path) = newest {
                    self.tell(&path);
                }
            }
            if settings.sets.follow && !look.ready.is_empty() {
                let stop = || self.shared.stop.load(Ordering::Relaxed);
                match take(&self.library, &settings, true, &look.ready, &stop) {
                    Ok(taken) => tracing::info!(?taken, "histories followed"),
                    Err(e) => tracing::warn!("histories cannot be followed: {e}"),
                }
            }
        }
    }

    fn choose(&mut self, settings: &Settings, deck: bool) {
        let user = User::open(&self.library.paths().user_db());
        let sets = if settings.sets.follow { user.and_then(|user| user.sets()) } else { Ok(Vec::new()) };
        let sets =
            sets.inspect_err(|e| tracing::warn!("the histories are not known: {e}")).unwrap_or_default();
        let found = if deck { look(&ProgramFolders::here()) } else { Vec::new() };
        let histories = found.into_iter().filter(|place| place.what == Holding::History);
        self.histories.choose(&sets, histories.flat_map(|place| place.paths));
    }

    fn of_tonight(&self) -> Option<std::path::PathBuf> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
        self.histories.newest(now, TONIGHT)
    }

    /// Tells the newest play of a history.
    fn tell(&self, path: &Path) {
        let Some(name) = newest_play(path) else { return };
        match seen::row(&self.library, &Seen::new(name)) {
            // Whoever stopped following meanwhile hears no more of it.
            Ok(row) if self.shared.deck.load(Ordering::Relaxed) => {
                *lock(&self.shared.on_deck) = Some(Box::new(row));
            }
            Ok(_) => {}
            Err(e) => tracing::warn!("what is on the deck is not known: {e}"),
        }
    }
}
