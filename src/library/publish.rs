//! Publishing: names and search after a commit, the model after a fit.

use std::{
    io,
    path::Path,
    sync::{Arc, atomic::Ordering::Relaxed},
    time::Duration,
};

use rayon::ThreadPool;

use super::{
    Library, LibraryError,
    fit::{self, FitReport},
    model::Fitted,
    open::lock,
    read,
    served::Followed,
    snapshot::{
        MODEL, PAGES, SEARCH, Snapshot, TABLES,
        segment::{self, SegmentError},
    },
};
use crate::{
    catalogue::{Catalogue, WriterLock},
    recommend::als::FitProgress,
};

/// A batch of the crawl is written in a moment; an import may hold the lock for minutes, and then the snapshot stays in memory.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long after it could not be written a snapshot is tried again.
const AGAIN: Duration = Duration::from_secs(30);

/// Stands before what was wrong, which is long: at 80 columns the end of it is cut.
const MADE_AGAIN: &str = "Damaged, and made again:";

/// What is to be published.
enum New {
    /// Names, plays and search.
    Names(Box<Snapshot>),
    Model(Box<Fitted>),
    /// What is served from memory.
    Again,
}

impl Library {
    /// Makes names and search again from the catalogue where what another process has published cannot be read; says so once.
    pub(super) fn replace_unreadable(&self, why: &SegmentError) {
        let made = match self.publish_names() {
            Ok(()) => format!("{MADE_AGAIN} {why}."),
            Err(e) => format!("What is damaged cannot be made again ({e}): {why}."),
        };
        tracing::warn!("{made}");
        *lock(&self.found_wrong) = Some(made);
    }

    /// What was found wrong with the files since this was last asked.
    pub fn take_found_wrong(&self) -> Option<String> {
        lock(&self.found_wrong).take()
    }

    /// Brings names, plays and search up to the catalogue and publishes them with the model there is. What did not change is
    /// taken over from the current snapshot, where that is whole. Where it cannot be written it serves from memory.
    pub fn publish_names(&self) -> Result<(), LibraryError> {
        let _alone = lock(&self.publishing);
        let base = self.snapshot();
        let whole =
            base.verify_names().map_err(|e| tracing::warn!("{e}; names are read from the catalogue")).is_ok();
        self.remake(&base, whole)
    }

    /// For who holds `publishing`.
    fn remake(&self, base: &Snapshot, whole: bool) -> Result<(), LibraryError> {
        // A connection of its own: nobody waits for it.
        let catalogue = Catalogue::open(&self.paths().catalogue_db())?;
        let tables = read::tables(&catalogue, whole.then_some(&base.tables))?;
        let snapshot = if whole { Snapshot::following(tables, base) } else { Snapshot::new(tables) };
        self.publish(New::Names(Box::new(snapshot)));
        Ok(())
    }

    /// Checks the checksums of everything that is served, which reads it whole: for the background. What is damaged is made
    /// again; what was wrong is told.
    pub fn check(&self) -> Result<Option<String>, LibraryError> {
        let base = self.snapshot();
        let (names, model) = (base.verify_names().err(), base.verify_model().err());
        if names.is_none() && model.is_none() {
            return Ok(None);
        }
        let _alone = lock(&self.publishing);
        if let Some(e) = &model {
            self.serve(base.with_model(None), &e.to_string());
        }
        self.remake(&base, names.is_none())?;
        let found = names.into_iter().chain(model).map(|e| format!("{MADE_AGAIN} {e}."));
        Ok(found.reduce(|all, said| format!("{all} {said}")).inspect(|said| tracing::warn!("{said}")))
    }

    /// Whether the model is missing, older than the names, or made with other settings; with other settings only where this library has
    /// not fitted these names yet. Two programs with different settings, each of which took the other's model for the wrong one, would fit
    /// without end.
    pub fn wants_fit(&self) -> bool {
        let snapshot = self.current.load();
        let generation = snapshot.generation();
        snapshot.model.as_ref().is_none_or(|m| {
            let is_done = self.fitted_names.load(Relaxed) == generation;
            m.meta.generation != generation
                || (!is_done && m.meta.settings != fit::fingerprint(&self.recommend))
        })
    }

    /// Fits the model on the current snapshot's plays (warm where an earlier one serves) and publishes it; then what can be told
    /// by sound is learned on it.
    pub fn fit(
        &self,
        pool: &ThreadPool,
        progress: &mut dyn FnMut(FitProgress),
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<FitReport, LibraryError> {
        let base = self.snapshot();
        let (model, report) =
            fit::fit(&base.tables, &self.recommend, base.model.as_ref(), pool, progress, stop)?;
        self.fitted_names.store(base.generation(), Relaxed);
        {
            let _alone = lock(&self.publishing);
            self.publish(New::Model(Box::new(model)));
        }
        if let Err(e) = self.learn_heads(pool, stop) {
            tracing::warn!("nothing is learned from what was heard: {e}");
        }
        Ok(report)
    }

    /// Writes the snapshot and names it the current one. Where the folder cannot be written, or another process is writing, it
    /// serves from memory and is tried again by and by.
    fn publish(&self, new: New) {
        let (store, _lock) =
            match (&self.store, WriterLock::wait(&self.paths().catalogue_db(), PATIENCE, &|| false)) {
                (Some(store), Ok(lock)) => (store, lock),
                (None, _) => return self.serve(self.compose(new), "there is no folder for it"),
                (_, Err(e)) => return self.serve(self.compose(new), &e.to_string()),
            };
        // Another process may have published while this was made; then the model belongs to its names.
        let newer = matches!(self.follow(), Followed::Newer);
        let base = self.snapshot();
        if let New::Names(names) = &new
            && newer
            && base.generation() > names.generation()
        {
            return;
        }
        let same: &[&str] = match new {
            New::Names(_) => &[MODEL],
            New::Model(_) => &[TABLES, SEARCH, PAGES],
            New::Again => &[],
        };
        let snapshot = self.compose(new);
        let linked = |dir: &Path, name: &str| {
            let old = base.held().filter(|_| same.contains(&name));
            old.is_some_and(|old| std::fs::hard_link(old.path.join(name), dir.join(name)).is_ok())
        };
        let published = store.publish(snapshot.generation(), |dir| write(dir, &snapshot, &linked));
        match published.map(Snapshot::open) {
            Ok(Ok(opened)) => {
                self.current.store(Arc::new(opened));
                *lock(&self.unwritten) = None;
            }
            Ok(Err(e)) => self.serve(snapshot, &e.to_string()),
            Err(e) => self.serve(snapshot, &e.to_string()),
        }
    }

    /// Puts what is new together with the rest of the current snapshot.
    fn compose(&self, new: New) -> Snapshot {
        let base = self.snapshot();
        match new {
            New::Names(names) => names.with_model(base.model.clone()),
            New::Model(model) => base.with_model(Some(*model)),
            New::Again => base.with_model(base.model.clone()),
        }
    }

    /// Tries again to write what is in memory alone.
    pub(super) fn write_again(&self) {
        let due = lock(&self.unwritten).as_ref().is_some_and(|unwritten| unwritten.tried.elapsed() >= AGAIN);
        if let (true, Ok(_alone)) = (due, self.publishing.try_lock()) {
            self.publish(New::Again);
        }
    }
}

/// The files of a snapshot, but for those that `linked` brings over from an earlier one.
fn write(dir: &Path, snapshot: &Snapshot, linked: &dyn Fn(&Path, &str) -> bool) -> io::Result<()> {
    let meta = snapshot.tables.meta;
    if !linked(dir, TABLES) {
        segment::write(&dir.join(TABLES), meta, &snapshot.tables.sections())?;
    }
    if !linked(dir, SEARCH) {
        segment::write(&dir.join(SEARCH), meta, &snapshot.search.sections())?;
    }
    if !linked(dir, PAGES) {
        segment::write(&dir.join(PAGES), meta, &snapshot.pages.sections())?;
    }
    match &snapshot.model {
        Some(model) if !linked(dir, MODEL) => model.write(&dir.join(MODEL)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::{
        catalogue::{Change, MixLine, MixOrigin},
        config::Recommend,
        library::{fixture, snapshot::paged::PageIndex},
        search::SearchIndex,
    };

    fn mixes(from: usize, to: usize) -> Vec<Change> {
        let line =
            |mix: usize, n: usize| format!("Artist {} - Title {} [Label]", (mix + n) % 30, mix * 7 % 50 + n);
        let mix = |mix: usize| MixLine {
            title: format!("2001-01-{:02} - Ann - Show {mix}", mix % 28 + 1),
            tracklist: (0..8).map(|n| line(mix, n)).collect(),
            ..MixLine::default()
        };
        (from..to).map(|n| Change::Upsert(mix(n).incoming(MixOrigin::Import))).collect()
    }

    /// A library of forty mixes, fitted.
    fn library(dir: &Path) -> Library {
        let (paths, mut settings) = fixture::bare(dir);
        settings.recommend = Recommend { factors: 8, iterations: 2, ..Recommend::default() };
        let library = Library::open(&paths, &settings).expect("opens");
        library.writer().expect("free").apply(&mixes(0, 40)).expect("applied");
        library.publish_names().expect("published");
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
        library.fit(&pool, &mut |_| {}, &|| false).expect("fitted");
        library
    }

    #[test]
    fn two_programs_with_different_settings_each_fit_once() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let one = library(dir.path());
        let (paths, mut settings) = fixture::bare(dir.path());
        settings.recommend = Recommend { factors: 16, iterations: 2, ..Recommend::default() };
        let other = Library::open(&paths, &settings).expect("opens");
        assert!(!one.wants_fit() && other.wants_fit());
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
        other.fit(&pool, &mut |_| {}, &|| false).expect("fitted");
        one.follow();
        assert_eq!(one.snapshot().model.as_ref().map(|model| model.view().shape.factors), Some(16));
        assert!(!one.wants_fit() && !other.wants_fit(), "the other's model is as good");
        one.writer().expect("free").apply(&mixes(40, 41)).expect("applied");
        one.publish_names().expect("published");
        assert!(one.wants_fit(), "names that came since are fitted again");
    }

    fn assert_as_read_anew(library: &Library) {
        let snapshot = library.snapshot();
        let anew = read::tables(&library.catalogue(), None).expect("read");
        assert!(snapshot.held().is_some(), "published");
        assert!(snapshot.tables.sections() == anew.sections());
        assert!(snapshot.search.sections() == SearchIndex::build(&anew).sections());
        assert!(snapshot.pages.sections() == PageIndex::new(&anew).sections());
    }

    #[test]
    fn a_newer_snapshot_that_cannot_be_read_is_made_again_and_said() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let library = library(dir.path());
        assert!(!library.refresh());
        let (paths, settings) = fixture::bare(dir.path());
        let other = Library::open(&paths, &settings).expect("opens");
        other.writer().expect("free").apply(&mixes(40, 45)).expect("applied");
        other.publish_names().expect("published");
        let tables = other.snapshot().held().expect("published").path.join(TABLES);
        drop(other);
        fs::write(tables, "rubbish").expect("written");
        assert!(library.refresh(), "the old names do not go on as if nothing were");
        assert_eq!(library.snapshot().tables.n_mixes(), 45);
        let said = library.take_found_wrong().expect("said");
        assert!(said.contains("tables.seg") && said.contains("made again"), "{said}");
        assert!(!library.refresh() && library.take_found_wrong().is_none(), "once");
    }

    #[cfg(unix)]
    #[test]
    fn new_names_are_published_beside_the_model_s_file_as_it_is() {
        use std::os::unix::fs::MetadataExt as _;
        let dir = tempfile::tempdir().expect("temporary folder");
        let library = library(dir.path());
        let file = |library: &Library, name| {
            let held = library.snapshot().held().expect("held").path.join(name);
            fs::metadata(held).expect("there").ino()
        };
        let (model, tables) = (file(&library, MODEL), file(&library, TABLES));
        library.writer().expect("free").apply(&mixes(40, 41)).expect("applied");
        library.publish_names().expect("published");
        assert_eq!(file(&library, MODEL), model);
        assert_ne!(file(&library, TABLES), tables);
        assert!(library.wants_fit() && library.snapshot().mixes_behind() == 1);
        assert_as_read_anew(&library);
    }

    #[test]
    fn the_catalogue_can_be_asked_while_names_are_published() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let library = library(dir.path());
        library.writer().expect("free").apply(&mixes(40, 41)).expect("applied");
        std::thread::scope(|scope| {
            let asked = library.catalogue();
            let publishing = scope.spawn(|| library.publish_names());
            let begin = std::time::Instant::now();
            while !publishing.is_finished() && begin.elapsed() < std::time::Duration::from_secs(20) {
                std::thread::sleep(std::time::Duration::from_millis(1));
            }
            assert!(publishing.is_finished(), "it waits for who asks");
            drop(asked);
        });
    }

    #[test]
    fn what_is_damaged_on_the_disk_is_not_taken_over() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let library = library(dir.path());
        let path = library.snapshot().held().expect("held").path.join(TABLES);
        let whole = fs::read(&path).expect("read");
        let at = whole.windows(8).position(|bytes| bytes == b"Artist 7").expect("a name");
        let mut file = fs::File::options().write(true).open(&path).expect("opens");
        io::Seek::seek(&mut file, io::SeekFrom::Start(at as u64)).expect("seeks");
        io::Write::write_all(&mut file, b"a").expect("written");
        library.writer().expect("free").apply(&mixes(40, 41)).expect("applied");
        library.publish_names().expect("published");
        assert_as_read_anew(&library);
    }

    #[test]
    fn a_catalogue_of_another_history_is_never_shown_under_an_old_snapshot() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let generation = library(dir.path()).snapshot().generation();
        let (paths, settings) = fixture::bare(dir.path());
        for end in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(paths.data.join(format!("catalogue.db{end}")));
        }
        let mut writer =
            crate::catalogue::Writer::acquire(&paths.catalogue_db(), &paths.user_db()).expect("free");
        for n in 0..generation {
            writer.apply(&mixes(100 + n as usize, 101 + n as usize)).expect("applied");
        }
        // Another program is writing all the time: what is shown is right all the same.
        let opened = Library::open(&paths, &settings).expect("opens");
        assert_eq!(opened.snapshot().tables.n_mixes() as u64, generation);
        assert!(opened.snapshot().held().is_none());
        drop(writer);
        let opened = Library::open(&paths, &settings).expect("opens");
        assert_as_read_anew(&opened);
    }

    #[test]
    fn what_was_committed_and_not_published_is_there_after_the_next_start() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let before = library(dir.path());
        before.writer().expect("free").apply(&mixes(40, 41)).expect("applied");
        drop(before);
        let (paths, settings) = fixture::bare(dir.path());
        let opened = Library::open(&paths, &settings).expect("opens");
        assert_eq!(opened.snapshot().tables.n_mixes(), 41);
        assert_as_read_anew(&opened);
    }

    #[test]
    fn a_fit_that_ends_keeps_the_names_that_came_meanwhile() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let (fitting, other) = (library(dir.path()), {
            let (paths, settings) = fixture::bare(dir.path());
            Library::open(&paths, &settings).expect("opens")
        });
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
        let mut meanwhile = Some(());
        fitting
            .fit(
                &pool,
                &mut |_| {
                    if meanwhile.take().is_some() {
                        other.writer().expect("free").apply(&mixes(40, 41)).expect("applied");
                        other.publish_names().expect("published");
                    }
                },
                &|| false,
            )
            .expect("fitted");
        assert_eq!(fitting.snapshot().tables.n_mixes(), 41);
        assert_as_read_anew(&fitting);
        assert!(fitting.snapshot().mixes_behind() > 0, "the model knows nothing of it yet");
    }

    #[test]
    fn a_snapshot_that_cannot_be_written_serves_from_memory_and_stays() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let library = library(dir.path());
        let writer = library.writer().expect("free");
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
        library.fit(&pool, &mut |_| {}, &|| false).expect("fitted");
        let at = library.snapshot().model.as_ref().map(|model| model.at);
        assert!(library.unwritten().is_some() && library.snapshot().held().is_none());
        assert!(
            !library.refresh() && library.snapshot().held().is_none(),
            "not thrown away at the next look"
        );
        assert_eq!(library.snapshot().model.as_ref().map(|model| model.at), at);
        drop(writer);
        library.publish_names().expect("published");
        assert!(library.unwritten().is_none());
        assert_as_read_anew(&library);
    }

    #[test]
    fn damage_is_found_by_the_check_made_good_and_told() {
        for file in [TABLES, SEARCH, PAGES, MODEL] {
            let dir = tempfile::tempdir().expect("temporary folder");
            let library = library(dir.path());
            assert_eq!(library.check().expect("checked"), None);
            let path = library.snapshot().held().expect("held").path.join(file);
            let mut bytes = fs::read(&path).expect("read");
            let middle = bytes.len() / 2;
            bytes[middle..middle + 64].iter_mut().for_each(|byte| *byte ^= 0x55);
            fs::write(&path, bytes).expect("written");
            let said = library.check().expect("checked").expect("noticed");
            assert!(said.contains(file), "{said}");
            assert_eq!(library.snapshot().model.is_none(), file == MODEL);
            assert_eq!(library.check().expect("checked"), None);
            assert_as_read_anew(&library);
        }
    }
}
