//! Updates of a real library from the wiki in memory.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use tokio_util::sync::CancellationToken;

use super::{
    Order, UpdateActivity, UpdateError, UpdateReport, Updater, UpdaterStatus, fresh::Rhythm, greet,
    offers::in_year, update, update::in_rhythm,
};
use crate::{
    catalogue::WriterLock,
    config::{Paths, Settings},
    jobs::Pools,
    library::Library,
    mixesdb::fake::{FakeClock, Fault, Server, Wiki, wiki_title},
};

/// A wiki, and a library in a folder of its own.
struct Bench {
    _dir: tempfile::TempDir,
    _runtime: tokio::runtime::Runtime,
    server: Server,
    settings: Settings,
    library: Arc<Library>,
    pools: Pools,
}

impl Bench {
    fn new(mixes: u64) -> Self {
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = runtime.worker_threads(1).enable_all().build().expect("a runtime");
        let server = runtime.block_on(Server::start(Wiki::with_mixes(FakeClock::default(), mixes)));
        let dir = tempfile::tempdir().expect("a folder");
        let data = dir.path().join("data");
        let paths = Paths::find(Some(dir.path().join("config.toml")), Some(data)).expect("paths");
        paths.make().expect("folders");
        let mut settings = Settings::default();
        settings.library.starter = false;
        settings.mixesdb.api = server.api();
        settings.recommend.factors = 8;
        settings.recommend.iterations = 12;
        let library = Arc::new(Library::open(&paths, &settings).expect("a library"));
        let pools = Pools::with_cores(2).expect("pools");
        Self { _dir: dir, _runtime: runtime, server, settings, library, pools }
    }

    fn update_with(
        &self,
        order: &Order,
        on: &mut dyn FnMut(UpdateActivity),
        stop: &CancellationToken,
    ) -> Result<UpdateReport, UpdateError> {
        update(&self.library, &self.settings, order, self.pools.background(), on, stop, &|| {})
    }

    fn update(&self) -> Result<UpdateReport, UpdateError> {
        self.update_with(&Order::default(), &mut |_| {}, &CancellationToken::new())
    }

    fn mixes(&self) -> usize {
        self.library.snapshot().tables.n_mixes()
    }
}

#[test]
fn an_update_fetches_publishes_and_fits_and_the_next_has_nothing_to_do() {
    let bench = Bench::new(60);
    let mut doings = Vec::new();
    let report = bench
        .update_with(&Order::default(), &mut |d| doings.push(d), &CancellationToken::new())
        .expect("updated");
    assert_eq!((report.mixes_added, bench.mixes()), (60, 60));
    assert_eq!(report.requests, bench.server.asked().len() as u64);
    let refit = report.refit.expect("fitted");
    assert!(refit.loss.is_finite() && refit.iterations == 12, "{refit:?}");
    assert!(!bench.library.wants_fit());
    for wanted in [
        UpdateActivity::Asking,
        UpdateActivity::Fetching { done: 50, total: Some(60), at: Some("2003-01".into()), left: None },
        UpdateActivity::Publishing,
        UpdateActivity::Refitting { done: 46, total: 46 },
        UpdateActivity::Idle,
    ] {
        assert!(doings.contains(&wanted), "{wanted:?} in {doings:?}");
    }
    let again = bench.update().expect("updated");
    assert_eq!((again.mixes_added, again.refit, again.generation), (0, None, report.generation));
}

#[test]
fn new_mixes_refit_warm() {
    let bench = Bench::new(60);
    bench.update().expect("filled");
    bench
        .server
        .wiki
        .lock()
        .expect("wiki")
        .save("2020-01-01 - Newcomer - Show", "== Tracklist ==\n# A - B\n");
    let report = bench.update().expect("updated");
    assert_eq!(report.mixes_added, 1);
    assert!(report.refit.expect("refitted").iterations <= 3, "warm: {report:?}");
}

#[test]
fn what_was_fetched_before_a_fault_is_published() {
    let bench = Bench::new(120);
    bench.server.fail([Fault::None, Fault::None, Fault::Instead(403, "cf-mitigated: challenge\r\n", "")]);
    let error = bench.update().expect_err("stopped");
    assert_eq!(error.kind(), "challenge");
    assert_eq!(bench.mixes(), 50);
    bench.update().expect("goes on");
    assert_eq!(bench.mixes(), 120);
}

#[test]
fn a_stopped_refit_is_made_up_for_by_the_next_update() {
    let bench = Bench::new(60);
    let stop = CancellationToken::new();
    let mut on = |doing: UpdateActivity| {
        if matches!(doing, UpdateActivity::Refitting { .. }) {
            stop.cancel();
        }
    };
    let error = bench.update_with(&Order::default(), &mut on, &stop).expect_err("stopped");
    assert!(error.is_stop(), "{error}");
    assert_eq!(bench.mixes(), 60, "the names are there without the fit");
    let report = bench.update().expect("updated");
    assert!(report.mixes_added == 0 && report.refit.is_some());
}

#[test]
fn a_program_that_is_offline_or_has_no_contact_asks_nobody() {
    let mut bench = Bench::new(3);
    bench.settings.library.offline = true;
    assert_eq!(bench.update().expect_err("offline").kind(), "offline");
    bench.settings.library.offline = false;
    bench.settings.mixesdb.api = "https://mixesdb.invalid/w/api.php".into();
    let error = bench.update().expect_err("no contact");
    assert_eq!(error.kind(), "no_contact");
    assert!(error.hint().expect("a hint").contains("[mixesdb] contact"));
}

#[test]
fn a_second_writer_is_refused() {
    let bench = Bench::new(3);
    let held = bench.library.writer().expect("the lock");
    let error = bench.update().expect_err("locked");
    assert_eq!(error.kind(), "locked");
    assert_eq!(bench.server.asked().len(), 0, "nobody is asked for nothing");
    drop(held);
    bench.update().expect("updated");
}

#[test]
fn while_it_fetches_others_write_and_what_came_is_published_and_fitted() {
    let bench = Bench::new(300);
    let (mut published, mut models, mut wrote) = (Vec::new(), Vec::new(), false);
    let mut on = |doing: UpdateActivity| {
        if let UpdateActivity::Fetching { done, .. } = doing {
            let snapshot = bench.library.snapshot();
            published.push((done, snapshot.tables.n_mixes()));
            models.extend(snapshot.model.as_ref().map(|model| model.mixes));
            let newest = snapshot.search("hit maker", 1, &|| false).expect("an answer").total;
            assert!(newest == 1 || snapshot.tables.n_mixes() == 0, "what is published is found");
            // Another program has its turn between two batches.
            wrote |= bench.library.writer().is_ok();
        }
    };
    let rhythm = Rhythm { mixes: 100, ..Rhythm::default() };
    let report = in_rhythm(
        &bench.library,
        &bench.settings,
        &Order::default(),
        bench.pools.background(),
        &mut on,
        &CancellationToken::new(),
        &|| {},
        rhythm,
    );
    let report = report.expect("updated");
    assert_eq!((report.mixes_added, bench.mixes()), (300, 300));
    assert!(wrote, "the lock is a batch's, not the crawl's");
    assert!(published.iter().any(|(done, mixes)| (100..300).contains(mixes) && *done < 300), "{published:?}");
    assert!(published.is_sorted_by_key(|published| published.1), "nothing goes back: {published:?}");
    assert!(!bench.library.wants_fit());
}

#[test]
fn a_batch_waits_for_another_writer() {
    let bench = Bench::new(120);
    let (held, met) = (Mutex::new(None), AtomicUsize::new(0));
    let mut on = |doing: UpdateActivity| {
        let mut held = held.lock().expect("held");
        if held.is_none() && matches!(doing, UpdateActivity::Fetching { done: 50, .. }) {
            *held = bench.library.writer().ok();
        }
    };
    // Nothing is fitted, so that only a batch that waits lets others go first: then the other writer is done.
    let rest = || {
        met.fetch_add(usize::from(held.lock().expect("held").take().is_some()), Ordering::SeqCst);
    };
    let order = Order { no_refit: true, ..Order::default() };
    let (pool, stop) = (bench.pools.background(), CancellationToken::new());
    let report = update(&bench.library, &bench.settings, &order, pool, &mut on, &stop, &rest);
    assert_eq!((report.expect("updated").mixes_added, met.into_inner()), (120, 1));
}

#[test]
fn two_updates_of_one_folder_never_ask_at_once() {
    let bench = Bench::new(3);
    let held = WriterLock::of_updates(&bench.library.paths().catalogue_db()).expect("the lock");
    let error = bench.update().expect_err("another is at it");
    assert_eq!((error.kind(), bench.server.asked().len()), ("locked", 0));
    drop(held);
    bench.update().expect("updated");
}

#[test]
fn a_wiki_that_answers_says_who_it_is_when_asked_once() {
    let bench = Bench::new(30);
    let greeting = greet(&bench.settings, &CancellationToken::new()).expect("an answer");
    assert_eq!((greeting.site.name.as_str(), greeting.articles), ("MixesDB", 30));
    assert_eq!((greeting.software.as_str(), bench.server.asked().len()), ("MediaWiki 1.44.0", 1));
}

#[test]
fn offers_are_sized_by_one_question() {
    let bench = Bench::new(300);
    let offers =
        in_year(&bench.library.paths().catalogue_db(), &bench.settings, &["House".to_owned()], 2019, &|| {
            false
        })
        .expect("offers");
    let told: Vec<(String, u64)> = offers.iter().map(|offer| (offer.to_string(), offer.pages)).collect();
    assert_eq!(
        told,
        [
            ("the last two years, 1 min".to_owned(), 30),
            ("House since 2009, 1 min".to_owned(), 55),
            ("everything, newest first, 1 min".to_owned(), 300)
        ]
    );
    assert_eq!(bench.server.asked().len(), 1);
}

#[test]
fn nobody_waits_for_offers_that_are_not_wanted_any_more() {
    let mut bench = Bench::new(4);
    bench.settings.mixesdb.min_delay = 3_600.0;
    let error = in_year(&bench.library.paths().catalogue_db(), &bench.settings, &[], 2019, &|| true)
        .expect_err("stopped");
    assert_eq!((error.is_stop(), bench.server.asked().len()), (true, 0));
    let held = WriterLock::of_updates(&bench.library.paths().catalogue_db()).expect("the lock");
    let error = in_year(&bench.library.paths().catalogue_db(), &bench.settings, &[], 2019, &|| false);
    assert_eq!(error.expect_err("an update is at it").kind(), "locked");
    drop(held);
}

/// Waits until the updater's state is as wanted; a minute is for ever.
fn wait(updater: &Updater, mut wanted: impl FnMut(&UpdaterStatus) -> bool) -> UpdaterStatus {
    let begin = Instant::now();
    loop {
        let status = updater.status();
        if wanted(&status) {
            return status;
        }
        assert!(begin.elapsed() < Duration::from_mins(1), "{status:?}");
        thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn the_background_updater_asks_at_once_where_it_is_switched_on_and_then_when_told() {
    let mut bench = Bench::new(40);
    bench.settings.update.every = "6h".into();
    let updater =
        Updater::start(bench.library.clone(), bench.settings.clone(), bench.pools.clone()).expect("a thread");
    let status = wait(&updater, |s| s.last.is_some() && s.next.is_some());
    assert_eq!(status.doing, UpdateActivity::Idle);
    assert_eq!(status.last.expect("done").outcome.expect("well").mixes_added, 40);
    assert_eq!(bench.mixes(), 40, "the open library has the new mixes");
    bench.server.wiki.lock().expect("wiki").delete(&wiki_title(3));
    updater.ask(Order::default());
    let removed = |s: &UpdaterStatus| {
        s.last.as_ref().is_some_and(|last| last.outcome.as_ref().is_ok_and(|r| r.mixes_removed == 1))
    };
    wait(&updater, removed);
    assert_eq!(bench.mixes(), 39);
}

#[test]
fn the_open_library_answers_all_the_while() {
    let bench = Bench::new(60);
    bench.update().expect("filled");
    let hit = bench.library.snapshot().search("hit maker", 1, &|| false).expect("an answer").tracks[0].row.id;
    bench
        .server
        .wiki
        .lock()
        .expect("wiki")
        .save("2020-01-01 - New - Show", "== Tracklist ==\n# Hit Maker - Hit\n");
    let updater =
        Updater::start(bench.library.clone(), bench.settings.clone(), bench.pools.clone()).expect("a thread");
    updater.ask(Order::default());
    let mut answers = 0;
    wait(&updater, |status| {
        let ask = crate::library::SimilarQuery::new(&[hit], 5);
        let answer = bench.library.snapshot().played_with(&ask, bench.pools.interactive(), &|| false);
        assert_eq!(answer.expect("an answer").tracks.len(), 5);
        answers += 1;
        status.last.is_some()
    });
    assert!(answers > 1 && bench.mixes() == 61);
}

#[test]
fn it_is_off_until_it_is_switched_on_and_an_error_says_what_to_do() {
    let mut bench = Bench::new(4);
    let updater =
        Updater::start(bench.library.clone(), bench.settings.clone(), bench.pools.clone()).expect("a thread");
    bench.settings.update.every = "6h".into();
    bench.server.fail([Fault::Instead(403, "", "")]);
    assert_eq!(updater.status(), UpdaterStatus::default());
    updater.setter()(&bench.settings);
    let status = wait(&updater, |s| s.last.is_some());
    let said = status.last.expect("done").outcome.expect_err("forbidden");
    assert!(said.contains("HTTP 403") && said.contains("browser"), "{said}");
}

#[test]
fn a_pause_lasts_until_somebody_asks_and_then_it_goes_on_where_it_was() {
    let mut bench = Bench::new(200);
    bench.settings.update.every = "6h".into();
    bench.settings.mixesdb.min_delay = 0.5;
    let updater =
        Updater::start(bench.library.clone(), bench.settings.clone(), bench.pools.clone()).expect("a thread");
    wait(&updater, |s| matches!(s.doing, UpdateActivity::Fetching { done: 50.., .. }));
    updater.pause();
    let status = wait(&updater, |s| s.paused && s.doing == UpdateActivity::Idle);
    assert_eq!((status.next, status.last), (None, None), "a pause is no failure");
    let asked = bench.server.asked().len();
    assert!((50..200).contains(&bench.mixes()), "what was fetched is published");
    bench.settings.mixesdb.min_delay = 0.0;
    updater.setter()(&bench.settings);
    updater.ask(Order::default());
    wait(&updater, |s| !s.paused && s.last.as_ref().is_some_and(|last| last.outcome.is_ok()));
    assert_eq!(bench.mixes(), 200);
    let lists = bench.server.asked()[asked..].iter().filter(|seen| seen.target.contains("allpages")).count();
    assert!(lists <= 4, "{lists} lists after the pause");
}

#[test]
fn a_pause_outlasts_what_was_asked_for_before_it() {
    let mut bench = Bench::new(200);
    bench.settings.mixesdb.min_delay = 0.5;
    let updater =
        Updater::start(bench.library.clone(), bench.settings.clone(), bench.pools.clone()).expect("a thread");
    updater.ask(Order::default());
    wait(&updater, |s| matches!(s.doing, UpdateActivity::Fetching { done: 50.., .. }));
    updater.ask(Order::default());
    updater.pause();
    wait(&updater, |s| s.paused && s.doing == UpdateActivity::Idle);
    assert!((50..200).contains(&bench.mixes()), "it did not begin again");
}

#[test]
fn dropping_it_ends_a_long_wait_at_once() {
    let mut bench = Bench::new(4);
    bench.settings.update.every = "6h".into();
    bench.settings.mixesdb.min_delay = 3_600.0;
    let updater =
        Updater::start(bench.library.clone(), bench.settings.clone(), bench.pools.clone()).expect("a thread");
    wait(&updater, |s| s.doing == UpdateActivity::Asking);
    drop(updater);
    assert_eq!(bench.server.asked().len(), 0);
}
