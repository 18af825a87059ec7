//! Opening the library: the catalogue and the snapshot that is current.

use std::{
    io,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::AtomicU64},
    time::Duration,
};

use arc_swap::{ArcSwap, ArcSwapOption};

use super::{
    mine::OwnedIndex,
    model::Fitted,
    served::{Followed, Unwritten},
    snapshot::{NamesVersion, Snapshot, segment::SegmentError, store::SnapshotStore},
    sound::{Heads, Sounds},
};
use crate::{
    catalogue::{self, Catalogue, CatalogueError, Lag, LateUser, Writer, WriterLock, starter},
    config::{Paths, Recommend, Settings, TempoRange},
    files::sweep,
    plain::io_cause,
    recommend::als::FitError,
    sound::{
        ear::Ear,
        embed::{EmbedError, Embedder},
    },
    track::RULES,
};

/// Why the library cannot be opened or brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// A store.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// The snapshots' folder.
    #[error("cannot write the snapshot in {path}: {}", io_cause(source))]
    Snapshot {
        /// The folder.
        path: std::path::PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The fit.
    #[error("the model could not be fitted: {0}")]
    Fit(#[from] FitError),
    /// The network that listens.
    #[error(transparent)]
    Ear(#[from] EmbedError),
}

impl LibraryError {
    /// A word for programs.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Catalogue(CatalogueError::Locked { .. }) => "locked",
            Self::Catalogue(CatalogueError::Full { .. }) => "disk_full",
            Self::Catalogue(CatalogueError::ReadOnly { .. }) => "read_only",
            Self::Catalogue(CatalogueError::TooManyFiles { .. }) => "too_many_files",
            Self::Catalogue(CatalogueError::Newer { .. }) => "newer",
            Self::Catalogue(CatalogueError::Damaged { .. }) => "damaged",
            Self::Catalogue(CatalogueError::NoFile { .. } | CatalogueError::Occupied { .. }) => "path",
            Self::Catalogue(_) => "catalogue",
            Self::Snapshot { .. } => "snapshot",
            Self::Fit(_) => "fit",
            Self::Ear(_) => "model",
        }
    }

    /// What to do.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Catalogue(e) => Some(e.hint()),
            Self::Snapshot { .. } => {
                Some("Free some space or make the folder writable; nothing was lost.".into())
            }
            Self::Fit(FitError::Damaged) => Some(
                "Remove the folder snapshot in the data folder: it is built again from the catalogue."
                    .into(),
            ),
            Self::Fit(_) => None,
            Self::Ear(_) => Some("Remove the setting that names another model, or mend its file.".into()),
        }
    }
}

/// The open library. Everything read is one immutable snapshot; a new one is swapped in whole.
#[derive(Debug)]
pub struct Library {
    paths: Paths,
    pub(super) recommend: Recommend,
    pub(super) store: Option<SnapshotStore>,
    pub(super) current: ArcSwap<Snapshot>,
    catalogue: Mutex<Catalogue>,
    notices: Vec<String>,
    /// Held while a snapshot is made of the current one, so that none of two gets lost.
    pub(super) publishing: Mutex<()>,
    /// The names that this library has fitted a model on last; 0 before it has.
    pub(super) fitted_names: AtomicU64,
    /// Why the current snapshot is in memory alone; `None` where it is not.
    pub(super) unwritten: Mutex<Option<Unwritten>>,
    /// What was found wrong with the files and is to be said.
    pub(super) found_wrong: Mutex<Option<String>>,
    pub(super) hearing: Hearing,
    /// What the user owns and what was analysed, as it was when somebody last searched.
    pub(super) mine: ArcSwap<OwnedIndex>,
    tempo_range: Option<TempoRange>,
}

/// What the library hears with, made when first asked for, and what it has heard.
#[derive(Debug, Default)]
pub(super) struct Hearing {
    /// Another network than the one built in.
    pub model: Option<PathBuf>,
    pub ear: Mutex<Option<Arc<Ear>>>,
    pub embedder: Mutex<Option<Arc<Embedder>>>,
    pub sounds: ArcSwapOption<Sounds>,
    /// What was learned from it.
    pub heads: ArcSwapOption<Heads>,
    /// Records that the user's own projection was last fitted on; 0 without one.
    pub fitted_on: Mutex<usize>,
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The note in a catalogue that says whether its folder began with the starter.
const STARTER: &str = "starter";
/// The note that says which edition of the starter, and of telling styles, a catalogue was brought up to.
const EDITION: &str = "starter edition";
/// How long a second program waits for the first to fill a fresh folder.
const FILLING: Duration = Duration::from_secs(30);

impl Library {
    /// Opens the data folder, made and filled with the starter where it is fresh. A damaged `catalogue.db` or `analysed.db` is set
    /// aside and begun anew; a missing or unusable snapshot is built from the catalogue.
    pub fn open(paths: &Paths, settings: &Settings) -> Result<Self, LibraryError> {
        let library = Self::open_beside(paths, settings, &LateUser::at(&paths.user_db()))?;
        library.tidy();
        Ok(library)
    }

    /// As [`Library::open`] for who has `user.db` open already, and calls [`Library::tidy`] when there is time.
    pub fn open_beside(paths: &Paths, settings: &Settings, user: &LateUser) -> Result<Self, LibraryError> {
        let mut notices = Vec::new();
        let catalogue = open_or_begin_anew(paths, settings.library.starter, &mut notices)?;
        let store = SnapshotStore::open(&paths.snapshots())
            .map_err(|e| tracing::warn!("no snapshot folder: {e}"))
            .ok();
        let library = Self {
            paths: paths.clone(),
            recommend: settings.recommend,
            current: ArcSwap::from_pointee(Snapshot::default()),
            store,
            catalogue: Mutex::new(catalogue),
            notices,
            publishing: Mutex::new(()),
            fitted_names: AtomicU64::new(0),
            unwritten: Mutex::new(None),
            found_wrong: Mutex::new(None),
            hearing: Hearing { model: settings.sound.model(), ..Hearing::default() },
            mine: ArcSwap::default(),
            tempo_range: settings.mixing.tempo_range,
        };
        let newer = library.refresh_keys() | library.refresh_starter();
        let took = library.take_sets(user, &settings.me.called());
        if !library.load_current() || newer || took || library.is_outdated()? {
            library.publish_names()?;
        }
        if newer && let Ok(mut writer) = library.writer() {
            writer.apply_noting(&[], &[(EDITION, Some(starter::EDITION))])?;
        }
        Ok(library)
    }

    /// Brings the user's sets into a catalogue that has other ones: it was begun anew, or another process kept some while it was being
    /// changed. True where the catalogue is different now. What cannot be done now is done at the next start.
    fn take_sets(&self, user: &LateUser, me: &str) -> bool {
        let take = || -> Result<bool, CatalogueError> {
            if !user.ask(|user| self.catalogue().lacks_sets(user, me))? {
                return Ok(false);
            }
            let mut writer = Writer::acquire(&self.paths.catalogue_db(), &self.paths.user_db())?;
            Ok(user.ask(|user| writer.take_sets(user, me))?.changed())
        };
        take().unwrap_or_else(|e| {
            tracing::warn!("the sets of user.db are not in the catalogue yet: {e}");
            false
        })
    }

    /// Makes the keys of a folder of an earlier program anew where the rules of what is one record have changed since, and says whether
    /// names have to be published anew. Where another program is writing, the next start does it.
    fn refresh_keys(&self) -> bool {
        if self.catalogue().is_keyed().unwrap_or(true) {
            return false;
        }
        self.writer().map_err(|e| tracing::warn!("keys stay as they were: {e}")).is_ok()
    }

    /// Brings a folder of an earlier program up to what the starter says of its mixes now, and says whether names have to be published
    /// anew. Where another program is writing, the next start does it.
    fn refresh_starter(&self) -> bool {
        let known = self.catalogue().note(EDITION);
        if known.is_ok_and(|known| known.as_deref() == Some(starter::EDITION)) {
            return false;
        }
        let refreshed = self.writer().and_then(|mut writer| Ok(starter::refresh(&mut writer)?));
        refreshed.map_err(|e| tracing::warn!("the starter's mixes stay as they were: {e}")).is_ok()
    }

    /// What the user should know about how the library was opened.
    pub fn notices(&self) -> &[String] {
        &self.notices
    }

    /// The current snapshot; it stays as it is for as long as it is held.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.current.load_full()
    }

    /// The catalogue, for reading.
    pub fn catalogue(&self) -> MutexGuard<'_, Catalogue> {
        lock(&self.catalogue)
    }

    /// Brings what is stored into the databases' files, where nobody uses them just now.
    pub fn empty_journals(&self) {
        if let Ok(mut catalogue) = self.catalogue.try_lock() {
            catalogue.empty_journals();
        }
    }

    /// A writer of the catalogue, or who holds the lock.
    pub fn writer(&self) -> Result<Writer, LibraryError> {
        Ok(Writer::acquire(&self.paths.catalogue_db(), &self.paths.user_db())?)
    }

    /// As [`Library::writer`], but waits for who holds the lock, until `stop` says so or `patience` is over.
    pub fn next_writer(&self, patience: Duration, stop: &dyn Fn() -> bool) -> Result<Writer, CatalogueError> {
        Writer::wait(&self.paths.catalogue_db(), &self.paths.user_db(), patience, stop)
    }

    /// Where everything is.
    pub fn paths(&self) -> &Paths {
        &self.paths
    }

    /// The octave that heard tempi are folded into, where one is set.
    pub fn tempo_range(&self) -> Option<TempoRange> {
        self.tempo_range
    }

    /// Looks after the catalogue's files; true where another one was put there and its names are published.
    fn has_another_catalogue(&self) -> bool {
        let other = self.catalogue().stay();
        match other.map_err(LibraryError::from).map(|other| other && self.publish_names().is_ok()) {
            Ok(other) => other,
            Err(e) => {
                tracing::warn!("{e}");
                *lock(&self.found_wrong) = Some(e.to_string());
                false
            }
        }
    }

    /// Looks whether another process has published, and takes its snapshot; true where there is a new one. One that cannot be read
    /// is made again. What is in memory alone is written as soon as that goes.
    pub fn refresh(&self) -> bool {
        if self.has_another_catalogue() {
            return true;
        }
        match self.follow() {
            Followed::Newer => return true,
            Followed::Unreadable(why) => {
                self.replace_unreadable(&why);
                return true;
            }
            Followed::Nothing => self.write_again(),
        }
        false
    }

    fn load_current(&self) -> bool {
        let snapshot = match self.published() {
            Some(Ok(snapshot)) => snapshot,
            Some(Err(e)) => {
                tracing::warn!("{e}; it is built again");
                return false;
            }
            None => return false,
        };
        self.current.store(Arc::new(snapshot));
        true
    }

    /// The snapshot that is published; `None` where there is none, or one of another program's rules.
    pub(super) fn published(&self) -> Option<Result<Snapshot, SegmentError>> {
        let held = self.store.as_ref().and_then(SnapshotStore::current)?;
        match Snapshot::open(held) {
            Ok(snapshot) if snapshot.tables.meta.rules != RULES => None,
            opened => Some(opened),
        }
    }

    /// Whether the loaded snapshot is not what the catalogue holds. One that is merely behind serves on where another process is
    /// writing: that one publishes.
    fn is_outdated(&self) -> Result<bool, LibraryError> {
        let snapshot = self.current.load();
        let NamesVersion { generation, history } = snapshot.names_version();
        let lag = self.catalogue().contents()?.lag(generation, history)?;
        if lag != Lag::None {
            tracing::info!(?lag, generation, "the snapshot is not the catalogue's");
        }
        Ok(match lag {
            Lag::None => false,
            Lag::Other => true,
            Lag::Behind => WriterLock::acquire(&self.paths.catalogue_db()).is_ok(),
        })
    }

    /// Removes what killed programs left, where nobody is writing.
    pub fn tidy(&self) {
        if let (Some(store), Ok(_lock)) = (&self.store, WriterLock::acquire(&self.paths.catalogue_db())) {
            store.tidy();
            sweep(&self.paths.data);
        }
    }

    /// The fitted model's share of the current snapshot, for reports.
    pub fn model(&self) -> Option<Fitted> {
        self.current.load().model.clone()
    }
}

/// Opens the catalogue; of its two files each that is damaged is set aside and begun anew, which is noted.
fn open_or_begin_anew(
    paths: &Paths,
    with_starter: bool,
    notices: &mut Vec<String>,
) -> Result<Catalogue, LibraryError> {
    let files = [paths.catalogue_db(), paths.analysed_db()];
    for _ in &files {
        match open_catalogue(paths, with_starter) {
            Err(LibraryError::Catalogue(e @ CatalogueError::Damaged { .. }))
                if files.iter().any(|file| file == e.path()) =>
            {
                let aside = catalogue::set_aside(e.path())
                    .map_err(|source| LibraryError::Snapshot { path: e.path().into(), source })?;
                notices.push(format!("{e}. It was set aside as {} and begun anew.", aside.display()));
            }
            opened => return opened,
        }
    }
    open_catalogue(paths, with_starter)
}

/// Opens `catalogue.db`. Where the folder is fresh the choice of a starter is stored and the starter loaded; where the
/// folding rules have changed, keys are made again.
fn open_catalogue(paths: &Paths, with_starter: bool) -> Result<Catalogue, LibraryError> {
    let path = paths.catalogue_db();
    let begin = std::time::Instant::now();
    loop {
        let catalogue = Catalogue::open(&path)?;
        if catalogue.generation()? > 0 || catalogue.note(STARTER)?.is_some() {
            return Ok(catalogue);
        }
        drop(catalogue);
        match Writer::acquire(&path, &paths.user_db()) {
            Ok(mut writer) => {
                if with_starter {
                    starter::load(&mut writer)?;
                }
                let choice = if with_starter { "loaded" } else { "left out" };
                let notes = [(STARTER, Some(choice)), (EDITION, Some(starter::EDITION))];
                writer.apply_noting(&[], &notes)?;
                return Ok(writer.into_catalogue());
            }
            // Another segue is filling this folder just now.
            Err(CatalogueError::Locked { .. }) if begin.elapsed() < FILLING => {
                std::thread::sleep(Duration::from_millis(50));
            }
            Err(e) => return Err(e.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        catalogue::{Change, MixLine, MixOrigin},
        library::fixture,
        track::Rules,
    };

    #[test]
    fn a_folder_whose_keys_were_made_with_earlier_rules_is_keyed_anew_at_the_start() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let (paths, settings) = fixture::bare(dir.path());
        let earlier = Rules { version: RULES - 1, ..Rules::current().without_aliases() };
        let mut writer =
            Writer::acquire_with(&paths.catalogue_db(), &paths.user_db(), &earlier).expect("free");
        let mix = |title: &str, line: &str| {
            let tracklist = vec![line.to_owned()];
            let mix = MixLine { title: title.into(), tracklist, ..MixLine::default() };
            Change::Upsert(mix.incoming(MixOrigin::Import))
        };
        let mixes =
            [mix("2001 - A - X", "Plastikman - Puurkusiv"), mix("2002 - B - Y", "Plastikman - Purrkusiv")];
        writer.apply(&mixes).expect("applied");
        assert_eq!(writer.contents().and_then(|c| c.counts()).expect("read").tracks, 2);
        drop(writer);
        let library = Library::open(&paths, &settings).expect("opens");
        assert!(library.catalogue().is_keyed().expect("read"));
        assert_eq!(library.snapshot().tables.n_tracks(), 1);
        let generation = library.snapshot().generation();
        drop(library);
        assert_eq!(Library::open(&paths, &settings).expect("opens").snapshot().generation(), generation);
    }

    #[test]
    fn both_files_are_whole_by_themselves_once_the_journals_are_emptied() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let (paths, settings) = fixture::bare(dir.path());
        let library = Library::open(&paths, &settings).expect("opens");
        // Another connection, as threads have them, keeps the journals there.
        let other = Catalogue::open(&paths.catalogue_db()).expect("opens");
        let tracklist = vec!["A - One".to_owned()];
        let mix = MixLine { title: "2001 - A - X".into(), tracklist, ..MixLine::default() };
        let change = Change::Upsert(mix.incoming(MixOrigin::Import));
        library.writer().expect("free").apply(&[change]).expect("applied");
        let key = crate::track::Name::parse("A", "One").key();
        other.note_unheard(&key, "no sound", 9).expect("noted");
        let sizes = || {
            [paths.catalogue_db(), paths.analysed_db()].map(|path| {
                let mut journal = path.into_os_string();
                journal.push("-wal");
                std::fs::metadata(journal).map_or(0, |found| found.len())
            })
        };
        assert!(sizes().iter().all(|size| *size > 0), "{:?}", sizes());
        library.empty_journals();
        assert_eq!(sizes(), [0, 0]);
        // Who reads just now is not waited for.
        other.note_unheard(&key, "no sound", 10).expect("noted");
        let reader = rusqlite::Connection::open(paths.analysed_db()).expect("opens");
        reader.execute_batch("BEGIN; SELECT * FROM unheard").expect("reads");
        other.note_unheard(&key, "no sound", 11).expect("noted");
        library.empty_journals();
        assert!(sizes()[1] > 0);
    }
}
