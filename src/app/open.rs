//! The running program: library, stores, pools and what goes on in the background, opened once and ended in order.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, Once, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use super::{
    audition::FindPoints,
    collection::Collection,
    export,
    fault::{self, Outcome},
    fitting::Fitting,
    follow::Follower,
    hearing::Hearing,
    listening::Listening,
    lock::lock,
    mending::Mending,
    own_history::Remembered,
    points::PointFinder,
};
use crate::{
    catalogue::{LateUser, User},
    config::Settings,
    jobs::{Pools, stand_back},
    library::Library,
    preview::{Chain, PlayableTrack, Wanted},
    updater::Updater,
};

/// Library, stores and pools of the running program.
#[derive(Debug)]
pub struct App {
    pub(super) library: Arc<Library>,
    pub(super) pools: Pools,
    pub(super) user: Mutex<User>,
    pub(super) user_version: Arc<AtomicU64>,
    pub(super) collection: Mutex<Collection>,
    pub(super) remembered: Mutex<Remembered>,
    pub(super) fitting: Fitting,
    pub(super) updater: Option<Updater>,
    /// When the last session was saved, UTC seconds.
    pub(super) left: OnceLock<i64>,
    pub(super) listening: Listening,
    pub(super) settings: Arc<Mutex<Settings>>,
    pub(super) hearing: Hearing,
    pub(super) follower: Option<Follower>,
    pub(super) exporter: export::Exporter,
    pub(super) notice: Arc<Mutex<Option<String>>>,
    pub(super) mending: Arc<Mending>,
    /// What the first picture does not wait for.
    begun: Once,
}

impl App {
    /// Begins to serve; what goes on in the background, such as fitting a missing model, starts with the first [`App::tick`].
    pub fn new(library: Arc<Library>, user: User, pools: Pools, settings: &Settings) -> Self {
        let updater = Updater::start(library.clone(), settings.clone(), pools.clone())
            .map_err(|e| tracing::error!("no thread for the updater: {e}"))
            .ok();
        let hearing = Hearing::new(&library, &pools, settings);
        let kept = Arc::new(Mutex::new(settings.clone()));
        let exporter = export::Exporter::start(library.clone(), kept.clone());
        let of_spotify = export::notice(settings, library.paths());
        let notices = library.notices().iter().cloned().chain(user.notice()).chain(of_spotify);
        let notice = notices.reduce(|all, notice| format!("{all} {notice}"));
        let library_of_follower = library.clone();
        Self {
            library,
            pools,
            user: Mutex::new(user),
            user_version: Arc::new(AtomicU64::new(1)),
            collection: Mutex::default(),
            remembered: Mutex::default(),
            fitting: Fitting::default(),
            updater,
            left: OnceLock::new(),
            listening: Listening::new(kept.clone()),
            follower: Follower::start(library_of_follower, kept.clone()),
            settings: kept,
            hearing,
            exporter,
            notice: Arc::new(Mutex::new(notice)),
            mending: Arc::default(),
            begun: Once::new(),
        }
    }

    /// Begins, once, what goes on beside the screen: reading ahead, checking, the music folders, listening.
    pub(super) fn begin_in_background(&self) {
        self.begun.call_once(|| {
            self.library.tidy();
            self.check_in_background();
            self.hearing.begin(LateUser::at(&self.library.paths().user_db()));
        });
    }

    /// Has the files in memory that a search reads, then checks whether they, and what the user made, are as they were written.
    fn check_in_background(&self) {
        let (library, mending, check) = (self.library.clone(), self.mending.clone(), self.checker());
        let version = self.user_version.clone();
        in_background("read ahead", move || {
            library.snapshot().read_ahead();
            let _ = mending.check(&check);
            let checked = User::open(&library.paths().user_db()).and_then(|user| user.check());
            if let Err(e) = checked {
                tracing::error!("{e}");
                // Read again, it says that it is damaged.
                version.fetch_add(1, Ordering::Relaxed);
            }
        });
    }

    /// Has the files made again of which one was cut.
    pub(super) fn mend_in_background(&self) {
        let (mending, check) = (self.mending.clone(), self.checker());
        in_background("mend", move || drop(mending.mend(&check)));
    }

    /// Checks the files, makes those again that are damaged, and says so.
    pub(super) fn checker(&self) -> impl Fn() -> Outcome<()> + Send + 'static {
        let (library, notice, forgive) = (self.library.clone(), self.notice.clone(), self.fitting.forgive());
        let version = self.user_version.clone();
        move || {
            let said = library.check().map_err(|e| {
                tracing::error!("what is damaged cannot be made again: {e}");
                fault::of("A file of the snapshot is damaged and cannot be made again", &e)
            })?;
            if said.is_some() {
                forgive();
                // What was answered meanwhile is asked again.
                version.fetch_add(1, Ordering::Relaxed);
                *lock(&notice) = said;
            }
            Ok(())
        }
    }

    /// Who is asked for a record that somebody waits for; none where the stores cannot be opened.
    pub fn chain(&self) -> Option<Chain> {
        self.hearing.chain()
    }

    /// To be told what is auditioned: where it may be, it is listened to.
    pub fn listened(&self) -> impl Fn(&Wanted, &PlayableTrack) + Send + Sync + 'static {
        self.hearing.listened()
    }

    /// To be asked where to mix what is auditioned; may take as long as decoding a file.
    pub fn points(&self) -> FindPoints {
        let (library, opened) = (self.library.clone(), OnceLock::new());
        Box::new(move |playable, stop| {
            // Not before something plays: the first picture would wait for it.
            let finder = opened.get_or_init(|| {
                let user = User::open(&library.paths().user_db());
                let user = user.inspect_err(|e| tracing::error!("where to mix is not known: {e}")).ok();
                user.map(|user| PointFinder::new(library.clone(), user))
            });
            finder.as_ref()?.points(playable, stop)
        })
    }

    /// Takes changed settings: from then on they count for everything that goes on.
    pub fn settings_taker(&self) -> Box<dyn Fn(&Settings) + Send + Sync> {
        let hearing = self.hearing.setter();
        let kept = self.settings.clone();
        let tell = self.updater.as_ref().map(Updater::setter);
        Box::new(move |settings| {
            hearing(settings);
            lock(&kept).clone_from(settings);
            if let Some(tell) = &tell {
                tell(settings);
            }
        })
    }

    pub(super) fn store(&self) -> MutexGuard<'_, User> {
        lock(&self.user)
    }
}

fn in_background(name: &str, work: impl FnOnce() + Send + 'static) {
    let work = move || {
        stand_back();
        work();
    };
    if let Err(e) = thread::Builder::new().name(name.to_owned()).spawn(work) {
        tracing::debug!("{name}: no thread: {e}");
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.hearing.finish();
        self.fitting.finish();
        self.listening.finish();
    }
}
