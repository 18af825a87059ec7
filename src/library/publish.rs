//! Publishing: names and search after a commit, the model after a fit.

use std::{io, path::Path, sync::Arc, time::Duration};

use rayon::ThreadPool;

use super::{
    Library, LibraryError,
    fit::{self, FitReport},
    open::lock,
    read,
    snapshot::{MODEL, SEARCH, Snapshot, TABLES, segment},
};
use crate::{
    catalogue::{Catalogue, WriterLock},
    recommend::als::Progress,
};

/// A batch of the crawl is written in a moment; an import may hold the lock for minutes, and then the snapshot stays in memory.
const PATIENCE: Duration = Duration::from_secs(2);

impl Library {
    /// Brings names, plays and search up to the catalogue and publishes them with the model there is. What did not change is
    /// taken over from the current snapshot, where that is whole.
    pub fn publish_names(&self) -> Result<(), LibraryError> {
        let _alone = lock(&self.publishing);
        let base = self.snapshot();
        let whole =
            base.verify_names().map_err(|e| tracing::warn!("{e}; names are read from the catalogue")).is_ok();
        // A connection of its own: nobody waits for it.
        let catalogue = Catalogue::open(&self.paths().catalogue_db())?;
        let tables = read::tables(&catalogue, whole.then_some(&base.tables))?;
        let snapshot = if whole { Snapshot::following(tables, &base) } else { Snapshot::new(tables) };
        self.publish(snapshot.with_model(base.model.clone()), &base, &[MODEL])
    }

    /// Whether the model is missing, older than the names, or made with other settings.
    #[must_use]
    pub fn wants_fit(&self) -> bool {
        let snapshot = self.current.load();
        snapshot.model.as_ref().is_none_or(|m| {
            m.meta.generation != snapshot.generation() || m.meta.settings != fit::fingerprint(&self.recommend)
        })
    }

    /// Fits the model on the current snapshot's plays (warm where an earlier one serves) and publishes it; then what can be told
    /// by sound is learned on it.
    pub fn fit(
        &self,
        pool: &ThreadPool,
        progress: &mut dyn FnMut(Progress),
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<FitReport, LibraryError> {
        let base = self.snapshot();
        let (model, report) =
            fit::fit(&base.tables, &self.recommend, base.model.as_ref(), pool, progress, stop)?;
        {
            let _alone = lock(&self.publishing);
            // Names may have been published meanwhile.
            let now = self.snapshot();
            self.publish(now.with_model(Some(model)), &now, &[TABLES, SEARCH])?;
        }
        if let Err(e) = self.learn_heads(pool, stop) {
            tracing::warn!("nothing is learned from what was heard: {e}");
        }
        Ok(report)
    }

    /// Writes the snapshot and names it the current one; the files `same` are those of `base`. Where the folder cannot be
    /// written, or another process is writing, it serves from memory and the next start tries again.
    fn publish(&self, snapshot: Snapshot, base: &Snapshot, same: &[&str]) -> Result<(), LibraryError> {
        let free = WriterLock::wait(&self.paths().catalogue_db(), PATIENCE, &|| false);
        let (Some(store), Ok(_free)) = (&self.store, free) else {
            tracing::info!("another process publishes; this snapshot stays in memory");
            self.current.store(Arc::new(snapshot));
            return Ok(());
        };
        let linked = |dir: &Path, name: &str| {
            let old = base.held().filter(|_| same.contains(&name));
            old.is_some_and(|old| std::fs::hard_link(old.path.join(name), dir.join(name)).is_ok())
        };
        let published = store.publish(snapshot.generation(), |dir| write(dir, &snapshot, &linked));
        match published.map(Snapshot::open) {
            Ok(Ok(opened)) => self.current.store(Arc::new(opened)),
            Ok(Err(e)) => {
                tracing::warn!("{e}; it stays in memory");
                self.current.store(Arc::new(snapshot));
            }
            Err(source) => {
                let path = self.paths().snapshots();
                self.current.store(Arc::new(snapshot));
                return Err(LibraryError::Snapshot { path, source });
            }
        }
        Ok(())
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
        catalogue::{Change, MixLine, Origin},
        config::Recommend,
        library::fixture,
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
        (from..to).map(|n| Change::Upsert(mix(n).incoming(Origin::Import))).collect()
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

    fn assert_as_read_anew(library: &Library) {
        let snapshot = library.snapshot();
        let anew = read::tables(&library.catalogue(), None).expect("read");
        assert!(snapshot.held().is_some(), "published");
        assert!(snapshot.tables.sections() == anew.sections());
        assert!(snapshot.search.sections() == SearchIndex::build(&anew).sections());
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
}
