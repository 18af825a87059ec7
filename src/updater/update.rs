//! One whole update: ask, keep, publish the names, refit, publish the model.

use std::{
    sync::mpsc::{Receiver, sync_channel},
    thread,
    time::Duration,
};

use rayon::ThreadPool;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{
    UpdateActivity, UpdateReport,
    fresh::{Publisher, Rhythm},
    status::Speed,
};
use crate::{
    catalogue::WriterLock,
    config::Settings,
    library::{FitReport, Library, LibraryError},
    mixesdb::{
        self, BatchOutcome, CatalogueStore, CrawlProgress, CrawlScope, WikiAccess, WikiClient, WikiWorld,
        WriterSource,
    },
    recommend::als::{self, FitError},
};

/// What to do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Order {
    /// Compare the revision of every page.
    pub full: bool,
    /// Another API than the settings name.
    pub api: Option<String>,
    /// Leave the model as it is.
    pub no_refit: bool,
}

/// Why an update stopped.
#[derive(Debug, thiserror::Error)]
pub enum UpdateError {
    /// `[library] offline`.
    #[error("the program is set to stay off the network")]
    Offline,
    #[error(transparent)]
    Wiki(#[from] mixesdb::CrawlError),
    /// The catalogue, a snapshot or the fit.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// No threads for the network.
    #[error("the network cannot be used: {0}")]
    Runtime(#[from] std::io::Error),
}

impl UpdateError {
    /// A word that stays the same from version to version.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Offline => "offline",
            Self::Wiki(e) => e.kind(),
            Self::Library(e) => e.kind(),
            Self::Runtime(_) => "io",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Offline => Some("Leave out --offline, or set `[library] offline = false`.".into()),
            Self::Wiki(e) => Some(e.hint()),
            Self::Library(e) => e.hint(),
            Self::Runtime(_) => None,
        }
    }

    /// Whether somebody asked for the end.
    pub fn is_stop(&self) -> bool {
        matches!(
            self,
            Self::Wiki(mixesdb::CrawlError::Cancelled) | Self::Library(LibraryError::Fit(FitError::Stopped))
        )
    }
}

/// Brings the library up to date with the wiki. `on` hears what it is doing; `stop` ends it, and `rest` is called
/// often by the fit, and by a batch that waits for another writer, to let others go first. While it fetches, what came is published, and the model follows on a thread of its own.
/// Must not be called from inside an async task: it brings its own.
pub fn update(
    library: &Library,
    settings: &Settings,
    order: &Order,
    pool: &ThreadPool,
    on: &mut dyn FnMut(UpdateActivity),
    stop: &CancellationToken,
    rest: &(dyn Fn() + Sync),
) -> Result<UpdateReport, UpdateError> {
    in_rhythm(library, settings, order, pool, on, stop, rest, Rhythm::default())
}

#[allow(clippy::too_many_arguments)] // those of `update`, and the rhythm that tests set
pub(super) fn in_rhythm(
    library: &Library,
    settings: &Settings,
    order: &Order,
    pool: &ThreadPool,
    on: &mut dyn FnMut(UpdateActivity),
    stop: &CancellationToken,
    rest: &(dyn Fn() + Sync),
    rhythm: Rhythm,
) -> Result<UpdateReport, UpdateError> {
    if settings.library.offline {
        return Err(UpdateError::Offline);
    }
    let _alone = WriterLock::of_updates(&library.paths().catalogue_db()).map_err(LibraryError::from)?;
    let ended = || {
        rest();
        stop.is_cancelled()
    };
    let crawled = thread::scope(|scope| {
        let (ask, asked) = sync_channel(0);
        let ended = &ended;
        scope.spawn(move || follow_with_fits(library, pool, asked, ended));
        let mut publisher = Publisher::new(library, rhythm, (!order.no_refit).then_some(ask));
        crawl(library, settings, order, on, stop, ended, &mut |kept| publisher.kept(kept))
    });
    // What was fetched is there to be found, also where the crawl ended early.
    let stored = library.catalogue().generation().map_err(LibraryError::from)?;
    if stored != library.snapshot().generation() {
        on(UpdateActivity::Publishing);
        library.publish_names()?;
    }
    let mut report = crawled?;
    if !order.no_refit && library.wants_fit() {
        report.refit = Some(refit(library, pool, on, &ended)?);
    }
    report.generation = library.snapshot().generation();
    on(UpdateActivity::Idle);
    Ok(report)
}

/// Fits whenever it is asked to, until nobody can ask any more; who asks while it fits is not heard.
fn follow_with_fits(
    library: &Library,
    pool: &ThreadPool,
    asked: Receiver<()>,
    ended: &(dyn Fn() -> bool + Sync),
) {
    for () in asked {
        match library.fit(pool, &mut |_| {}, ended) {
            Ok(report) => tracing::info!(?report, "refitted during the crawl"),
            Err(LibraryError::Fit(FitError::Stopped)) => {}
            // The end of the update fits again, and says why it cannot.
            Err(e) => tracing::warn!("the model is refitted later: {e}"),
        }
    }
}

/// So long a batch waits for another program that writes …
const PATIENCE: Duration = Duration::from_mins(15);
/// … and the begin, before anybody is asked: somebody watches.
const AT_BEGIN: Duration = Duration::from_secs(2);

fn crawl(
    library: &Library,
    settings: &Settings,
    order: &Order,
    on: &mut dyn FnMut(UpdateActivity),
    stop: &CancellationToken,
    ended: &dyn Fn() -> bool,
    on_kept: &mut dyn FnMut(BatchOutcome),
) -> Result<UpdateReport, UpdateError> {
    let wiki = &settings.mixesdb;
    let scope = CrawlScope::new(&wiki.style, &wiki.category, &wiki.years)?;
    let (words, mut heard) = mpsc::unbounded_channel();
    let mut client = client(settings, order.api.as_deref(), stop, words.clone())?;
    let mut begun = false;
    let borrow = || {
        let patience = if std::mem::replace(&mut begun, true) { PATIENCE } else { AT_BEGIN };
        library.next_writer(patience, ended)
    };
    let store = CatalogueStore::new(WriterSource::Borrowed(Box::new(borrow))).map_err(LibraryError::from)?;
    let mut store = store.telling(Box::new(on_kept));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut kept = BatchOutcome::default();
    let mut tell = |progress: CrawlProgress| {
        let _ = words.send(progress);
    };
    let mut speed = Speed::default();
    let outcome = runtime.block_on(async {
        let crawl = mixesdb::update(&mut client, &mut store, &scope, order.full, &mut tell, &mut kept);
        tokio::pin!(crawl);
        loop {
            tokio::select! {
                biased;
                Some(progress) = heard.recv() => on(speed.doing(progress)),
                outcome = &mut crawl => break outcome,
            }
        }
    });
    Ok(UpdateReport {
        mixes_added: kept.added,
        mixes_changed: kept.changed,
        mixes_removed: kept.removed,
        requests: client.requests(),
        notes: outcome?.notes,
        ..UpdateReport::default()
    })
}

/// A client for the wiki of the settings, or for another API. Its long waits go to `words`.
pub(super) fn client(
    settings: &Settings,
    api: Option<&str>,
    stop: &CancellationToken,
    words: mpsc::UnboundedSender<CrawlProgress>,
) -> Result<WikiClient, mixesdb::CrawlError> {
    let wiki = &settings.mixesdb;
    let access = WikiAccess {
        api: api.unwrap_or(&wiki.api).to_owned(),
        contact: wiki.contact.clone(),
        min_delay: Duration::try_from_secs_f64(wiki.min_delay).unwrap_or_default(),
        consent: wiki.consent,
    };
    let on_wait = Box::new(move |wait, why: &str| {
        let _ = words.send(CrawlProgress::Waiting { wait, why: why.to_owned() });
    });
    WikiClient::new(&access, WikiWorld::default(), stop.clone(), on_wait)
}

fn refit(
    library: &Library,
    pool: &ThreadPool,
    on: &mut dyn FnMut(UpdateActivity),
    ended: &(dyn Fn() -> bool + Sync),
) -> Result<FitReport, UpdateError> {
    on(UpdateActivity::Refitting { done: 0, total: 1 });
    let mut progress =
        |p: als::FitProgress| on(UpdateActivity::Refitting { done: p.done as u64, total: p.of as u64 });
    Ok(library.fit(pool, &mut progress, ended)?)
}
