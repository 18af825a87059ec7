//! The screen's services over the real library and the real stores.

pub(super) mod audition;
mod facts;
mod fault;
mod handover;
mod hearing;
mod listening;
mod updates;
mod user;

use std::{
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant, SystemTime},
};

use super::{
    handover::{self as handing, Tell},
    services::{Ask, Change, Fault, History, Outcome, Services, Status, Stop, UserData, Work},
};
use crate::{
    catalogue::User,
    config::Settings,
    jobs::{Pools, stand_back},
    library::{
        Facts, Library, evidence, fit,
        news::Interest,
        query::{
            ArtistPage, By, DjPage, Evidence, LabelPage, MixPage, News, SearchAnswer, SimilarAnswer,
            TrackPage, TrackRow,
        },
        similar,
    },
    preview::{Chain, Heard, Wanted},
    recommend::Tuning,
    track::{MixId, TrackId},
    updater::{Doing, Order, Updater},
};

/// Library, stores and pools of a running screen.
#[derive(Debug)]
pub struct Live {
    library: Arc<Library>,
    pools: Pools,
    user: Mutex<User>,
    user_version: AtomicU64,
    collection: Mutex<user::Collection>,
    fitting: Arc<Fitting>,
    worker: Mutex<Option<JoinHandle<()>>>,
    updater: Option<Updater>,
    /// When the last session was saved, UTC seconds.
    left: OnceLock<i64>,
    listening: listening::Listening,
    settings: Arc<Mutex<Settings>>,
    hearing: hearing::Hearing,
    desk: handover::Desk,
    notice: Option<String>,
}

/// The fit that goes on in the background.
#[derive(Debug, Default)]
struct Fitting {
    stop: AtomicBool,
    progress: Mutex<Option<(f32, Instant)>>,
    failed: Mutex<Option<Fault>>,
}

impl Live {
    /// Begins to serve; a missing or outdated model is fitted in the background.
    #[must_use]
    pub fn new(library: Arc<Library>, user: User, pools: Pools, settings: &Settings) -> Self {
        let updater = Updater::start(library.clone(), settings.clone(), pools.clone())
            .map_err(|e| tracing::error!("no thread for the updater: {e}"))
            .ok();
        let hearing = hearing::Hearing::new(&library, &pools, settings);
        let kept = Arc::new(Mutex::new(settings.clone()));
        let desk = handover::Desk::start(library.clone(), kept.clone());
        let of_spotify = handover::notice(settings, library.paths());
        let notices = library.notices().iter().cloned().chain(user.notice()).chain(of_spotify);
        let notice = notices.reduce(|all, notice| format!("{all} {notice}"));
        let live = Self {
            library,
            pools,
            user: Mutex::new(user),
            user_version: AtomicU64::new(1),
            collection: Mutex::default(),
            fitting: Arc::default(),
            worker: Mutex::new(None),
            updater,
            left: OnceLock::new(),
            listening: listening::Listening::new(settings),
            settings: kept,
            hearing,
            desk,
            notice,
        };
        live.read_ahead();
        live.fit_in_background();
        live
    }

    fn read_ahead(&self) {
        let snapshot = self.library.snapshot();
        let ahead = move || {
            stand_back();
            snapshot.read_ahead();
        };
        if let Err(e) = thread::Builder::new().name("read ahead".into()).spawn(ahead) {
            tracing::debug!("nothing is read ahead: {e}");
        }
    }

    fn fit_in_background(&self) {
        let mut worker = lock(&self.worker);
        let running = worker.as_ref().is_some_and(|w| !w.is_finished());
        // The updater fits what it has fetched itself.
        let updating = self.updater.as_ref().is_some_and(|u| u.status().doing != Doing::Idle);
        if running || updating || !self.library.wants_fit() || lock(&self.fitting.failed).is_some() {
            return;
        }
        let (library, pools, fitting) = (self.library.clone(), self.pools.clone(), self.fitting.clone());
        *lock(&fitting.progress) = Some((0.0, Instant::now()));
        let spawned = thread::Builder::new().name("fit".into()).spawn(move || {
            stand_back();
            let mut progress = |p: crate::recommend::als::Progress| {
                if let Some((done, _)) = &mut *lock(&fitting.progress) {
                    *done = p.done as f32 / p.of.max(1) as f32;
                }
            };
            let stop = || {
                pools.give_way();
                fitting.stop.load(Ordering::Relaxed)
            };
            if let Err(e) = library.fit(pools.background(), &mut progress, &stop) {
                tracing::error!("fit: {e}");
                *lock(&fitting.failed) = Some(fault::of("The model is not fitted", &e));
            }
            *lock(&fitting.progress) = None;
        });
        match spawned {
            Ok(handle) => *worker = Some(handle),
            Err(e) => {
                *lock(&self.fitting.progress) = None;
                tracing::error!("no thread for the fit: {e}");
            }
        }
    }

    /// Who is asked for a record that somebody waits for; none where the stores cannot be opened.
    #[must_use]
    pub fn chain(&self) -> Option<Chain> {
        self.hearing.chain()
    }

    /// To be told what is auditioned: where it may be, it is listened to.
    pub fn listened(&self) -> impl Fn(&Wanted, &Heard) + Send + Sync + 'static {
        self.hearing.listened()
    }

    /// Hands changed settings to the updater.
    #[must_use]
    pub fn settings_taker(&self) -> Box<dyn Fn(&Settings) + Send + Sync> {
        let (consent, hearing) = (self.listening.setter(), self.hearing.setter());
        let kept = self.settings.clone();
        let tell = self.updater.as_ref().map(Updater::setter);
        Box::new(move |settings| {
            consent(settings);
            hearing(settings);
            lock(&kept).clone_from(settings);
            if let Some(tell) = &tell {
                tell(settings);
            }
        })
    }

    /// What the updater is doing, if anything.
    fn updating(&self) -> Option<Work> {
        let doing = self.updater.as_ref()?.status().doing;
        let name = match doing {
            Doing::Idle => return None,
            Doing::Asking => "asking",
            Doing::Fetching { .. } => "fetching",
            Doing::Waiting { .. } => "waiting",
            Doing::Publishing => "publishing",
            Doing::Refitting { .. } => "refitting",
        };
        Some(Work { name: name.into(), done: doing.share(), left: None })
    }

    /// Rarity and the models' weights as set now.
    fn weights(&self) -> (f32, Tuning) {
        let settings = lock(&self.settings);
        (settings.recommend.rarity, fit::tuning(&settings))
    }

    fn user(&self) -> MutexGuard<'_, User> {
        lock(&self.user)
    }

    /// An answer of the library that a name leads to.
    fn page<T>(what: &str, name: &str, page: Option<T>) -> Outcome<T> {
        page.ok_or_else(|| Fault {
            title: format!("No {what} '{name}' here"),
            cause: "The catalogue has changed since this was shown.".into(),
            remedy: "r refreshes the list.".into(),
        })
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.fitting.stop.store(true, Ordering::Relaxed);
        if let Some(worker) = lock(&self.worker).take() {
            let _ = worker.join();
        }
        self.listening.finish();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Records to begin with: those that most DJs play, each by other artists.
const WELCOME: usize = 5;

impl Services for Live {
    fn tabs(&self) -> Vec<By> {
        vec![By::Played, By::Sound, By::Next, By::Blend]
    }

    fn status(&self) -> Status {
        self.library.refresh();
        self.fit_in_background();
        self.listening.tend(&self.library, &self.pools);
        let snapshot = self.library.snapshot();
        let changed = self.user().changed_elsewhere().unwrap_or(false);
        let user_version =
            self.user_version.fetch_add(u64::from(changed), Ordering::Relaxed) + u64::from(changed);
        let work = lock(&self.fitting.progress).map(|(done, begin)| {
            let left = (done > 0.2).then(|| begin.elapsed().mul_f32((1.0 - done) / done));
            Work { name: "fitting".into(), done: Some(done), left }
        });
        Status {
            generation: snapshot.generation(),
            tracks: snapshot.tables.n_tracks() as u64,
            mixes: snapshot.tables.n_mixes() as u64,
            newest: snapshot.tables.newest_mix(),
            years: snapshot.tables.years(),
            fitted: snapshot.model.as_ref().map(|m| coarse(m.age(SystemTime::now()))),
            behind: snapshot.mixes_behind() as u32,
            fit: snapshot.model.as_ref().map_or(0, |m| m.at.max(1)),
            updates: updates::state(&lock(&self.settings), self.updater.as_ref()),
            user_version,
            facts_version: facts::version(&self.library, &self.user),
            work: work.into_iter().chain(self.updating()).chain(self.hearing.work()).collect(),
            listening: self.listening.status(&self.library, &self.hearing.status()),
            notice: self.notice.clone(),
            ready: true,
        }
    }

    fn welcome(&self, _: Stop<'_>) -> Outcome<Vec<TrackRow>> {
        Ok(self.library.snapshot().tables.most_played_by_others(WELCOME))
    }

    fn search(&self, query: &str, limit: usize, stop: Stop<'_>) -> Outcome<SearchAnswer> {
        let _asking = self.pools.asking();
        let named = listening::linked(self, query, stop)?;
        let mut answer = self.library.snapshot().search(named.as_deref().unwrap_or(query), limit, stop);
        if let (Some(answer), Some(_)) = (&mut answer, named) {
            query.clone_into(&mut answer.query);
        }
        Ok(answer.unwrap_or_default())
    }

    fn similar(&self, ask: &Ask, stop: Stop<'_>) -> Outcome<SimilarAnswer> {
        let _asking = self.pools.asking();
        let snapshot = self.library.snapshot();
        let steer =
            ask.liked.iter().map(|&id| (id, LIKED)).chain(ask.rejected.iter().map(|&id| (id, REJECTED)));
        let (rarity, tuning) = self.weights();
        let mut controls = ask.controls.clone();
        controls.only.extend(listening::of_genre(self, ask)?);
        let question = similar::Ask {
            together: ask.together,
            controls,
            sounds: self.library.sounds_now().filter(|_| ask.by == By::Blend),
            taste: self.library.taste().filter(|_| ask.by == By::Blend),
            tuning,
            steer: steer.filter(|(id, _)| !ask.seeds.contains(id)).collect(),
            rarity: ask.rarity.max(rarity),
            rejected: ask.rejected.clone(),
            rejected_artists: ask.rejected_artists.clone(),
            ..similar::Ask::new(&ask.seeds, ask.limit)
        };
        if ask.by == By::Sound {
            let answer = self.library.sounds_like(&question, self.pools.interactive(), stop);
            let answer = answer.map_err(|e| fault::of("Nothing can be told by sound", &e))?;
            return answer.ok_or_else(|| fault::stopped("similar"));
        }
        let answer = snapshot.similar(ask.by, &question, self.pools.interactive(), stop);
        if let Some(answer) = answer.as_ref().filter(|_| ask.by == By::Blend) {
            self.hearing.candidates(answer);
        }
        answer.ok_or_else(|| fault::stopped("similar"))
    }

    fn evidence(&self, seeds: &[TrackId], row: TrackId, _: Stop<'_>) -> Outcome<Vec<Evidence>> {
        let snapshot = self.library.snapshot();
        let tables = &snapshot.tables;
        let seeds: Vec<u32> = seeds.iter().filter_map(|&id| tables.row_of(id)).collect();
        Ok(tables.row_of(row).map(|row| evidence::details(tables, &seeds, row)).unwrap_or_default())
    }

    fn rows(&self, ids: &[TrackId]) -> Outcome<Vec<TrackRow>> {
        let tables = &self.library.snapshot().tables;
        let sounds = self.library.sounds_now();
        let outside = |id: TrackId| Some(sounds.as_ref()?.outsider(id)?.row(id));
        let row = |&id: &TrackId| tables.row_of(id).map(|row| tables.track_row(row)).or_else(|| outside(id));
        Ok(ids.iter().filter_map(row).collect())
    }

    fn versions(&self, id: TrackId, _: Stop<'_>) -> Outcome<Vec<TrackRow>> {
        let tables = &self.library.snapshot().tables;
        let row = tables.row_of(id);
        Ok(row.into_iter().flat_map(|r| tables.versions_of(r)).map(|&r| tables.track_row(r)).collect())
    }

    fn history(&self, id: TrackId, _: Stop<'_>) -> Outcome<History> {
        let tables = &self.library.snapshot().tables;
        let Some(row) = tables.row_of(id) else { return Ok(History::default()) };
        let first = tables.first_played(row).and_then(|mix| {
            let dj = tables.dj_names(mix).join(", ");
            Some((dj, tables.mix_date.some(mix)?.to_owned()))
        });
        Ok(History { years: tables.plays_by_year(row), first })
    }

    fn dj(&self, name: &str, _: Stop<'_>) -> Outcome<DjPage> {
        Self::page("DJ", name, self.library.snapshot().tables.dj_page(name))
    }

    fn label(&self, name: &str, _: Stop<'_>) -> Outcome<LabelPage> {
        Self::page("label", name, self.library.snapshot().tables.label_page(name))
    }

    fn artist(&self, name: &str, _: Stop<'_>) -> Outcome<ArtistPage> {
        Self::page("artist", name, self.library.snapshot().tables.artist_page(name))
    }

    fn mix(&self, id: MixId, _: Stop<'_>) -> Outcome<MixPage> {
        let row = self.library.snapshot().tables.mix_by_id(id);
        let page = row.map_or(Ok(None), |row| self.library.mix_page(row));
        Self::page("mix", &id.to_string(), page.map_err(|e| fault::of("The mix cannot be read", &e))?)
    }

    fn track(&self, id: TrackId, _: Stop<'_>) -> Outcome<TrackPage> {
        let snapshot = self.library.snapshot();
        let page = snapshot.tables.row_of(id).map(|row| snapshot.tables.track_page(row));
        let outside = || {
            let track = self.library.sounds_now()?.outsider(id)?.row(id);
            Some(TrackPage { track, plays: Vec::new() })
        };
        let page = page.or_else(outside);
        Self::page("record", &id.to_string(), page)
    }

    fn news(&self, since: MixId, interest: &Interest) -> Outcome<News> {
        let news = self.library.snapshot().tables.news(since, interest);
        Ok(News { since: self.left.get().map(|&at| user::day(at)), ..news })
    }

    fn facts(&self, rows: &[TrackRow], stop: Stop<'_>) -> Outcome<Vec<Facts>> {
        facts::of(&self.library, &self.user, rows, stop)
    }

    fn user(&self) -> Outcome<UserData> {
        let version = self.user_version.load(Ordering::Relaxed);
        user::read(&self.library, &self.user(), &mut lock(&self.collection), version)
            .map_err(|e| fault::of("The queue cannot be read", &e))
    }

    fn listen(&self, words: &str, stop: Stop<'_>) -> Outcome<TrackRow> {
        listening::listen(self, words, stop)
    }

    fn change(&self, change: &Change) -> Outcome<()> {
        if let Change::Previews { allowed } = change {
            let path = &self.library.paths().config;
            self.listening.consent(path, *allowed)?;
            self.hearing.allow_previews(*allowed);
            return Ok(());
        }
        if let Change::Listening { stopped } = change {
            self.hearing.pause(*stopped);
            return Ok(());
        }
        user::store(&mut self.user(), change).map_err(|e| fault::of("Cannot save", &e.into()))
    }

    fn hand_over(&self, order: handing::Order, tell: &Tell) {
        self.desk.order(order, Arc::clone(tell));
    }

    fn session(&self) -> Outcome<Option<String>> {
        let session = self.user().session(SESSION);
        let session = session.map_err(|e| fault::of("The last session cannot be read", &e.into()))?;
        Ok(session.map(|(text, at)| {
            self.left.get_or_init(|| at);
            text
        }))
    }

    fn save_session(&self, session: &str) -> Outcome<()> {
        let saved = self.user().save_session(SESSION, session, user::now());
        saved.map_err(|e| fault::of("Cannot save the session", &e.into()))
    }

    fn update(&self, contact: Option<&str>) -> Outcome<String> {
        let Some(updater) = &self.updater else { return Err(updates::no_thread()) };
        let mut settings = lock(&self.settings);
        updates::refuse_offline(&settings)?;
        let said = match contact {
            Some(contact) => updates::switch_on(&mut settings, contact, &self.library.paths().config)?,
            None => "Asking the wiki what changed.".to_owned(),
        };
        updater.setter()(&settings);
        updater.ask(Order::default());
        Ok(said)
    }
}

const SESSION: &str = "screen";
/// Weights of verdicts beside a seed's 1.
const LIKED: f32 = 0.5;
const REJECTED: f32 = -0.5;

/// An age that changes seldom: minutes within the hour, hours within two days, then days.
fn coarse(age: Duration) -> Duration {
    let step = match age.as_secs() {
        0..3_600 => 60,
        3_600..172_800 => 3_600,
        _ => 86_400,
    };
    Duration::from_secs(age.as_secs() / step * step)
}
