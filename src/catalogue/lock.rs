//! One writer at a time: a lock that dies with its process.

use std::{
    fs::{File, TryLockError},
    io::{Read, Seek, Write},
    path::{Path, PathBuf},
    process, thread,
    time::{Duration, Instant},
};

use super::CatalogueError;

/// Guards `catalogue.db` and the snapshots. Released when dropped, and by the system when the process ends.
#[derive(Debug)]
pub struct WriterLock {
    _file: File,
}

impl WriterLock {
    /// Takes the lock in the folder of `catalogue`, or says who holds it ([`CatalogueError::Locked`]). Never waits.
    pub fn acquire(catalogue: &Path) -> Result<Self, CatalogueError> {
        Self::take(catalogue.with_extension("lock"))
    }

    /// As [`WriterLock::acquire`], but waits for who holds it, until `patience` is over or `stop` says so.
    pub fn wait(
        catalogue: &Path,
        patience: Duration,
        stop: &dyn Fn() -> bool,
    ) -> Result<Self, CatalogueError> {
        let begin = Instant::now();
        loop {
            match Self::acquire(catalogue) {
                Err(CatalogueError::Locked { .. }) if begin.elapsed() < patience && !stop() => {
                    thread::sleep(Duration::from_millis(10));
                }
                taken => return taken,
            }
        }
    }

    /// Takes the lock of whoever follows the wiki into `catalogue`; between two batches others may write. Never waits.
    pub fn of_updates(catalogue: &Path) -> Result<Self, CatalogueError> {
        Self::take(catalogue.with_file_name("update.lock"))
    }

    fn take(path: PathBuf) -> Result<Self, CatalogueError> {
        let mut file = File::options()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path)
            .map_err(CatalogueError::io(&path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut text = String::new();
                // On some systems the holder's lock also forbids reading; then nobody is named.
                let _ = file.read_to_string(&mut text);
                return Err(CatalogueError::Locked { path, pid: text.trim().parse().ok() });
            }
            Err(TryLockError::Error(e)) => return Err(CatalogueError::io(&path)(e)),
        }
        file.set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| writeln!(file, "{}", process::id()))
            .map_err(CatalogueError::io(&path))?;
        Ok(Self { _file: file })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn a_second_writer_learns_who_holds_the_lock() {
        let dir = tempfile::tempdir().unwrap();
        let catalogue = dir.path().join("catalogue.db");
        let held = WriterLock::acquire(&catalogue).unwrap();
        match WriterLock::acquire(&catalogue) {
            Err(CatalogueError::Locked { pid, .. }) => {
                assert!(cfg!(windows) || pid == Some(process::id()));
            }
            other => panic!("expected a held lock, got {other:?}"),
        }
        let updates = WriterLock::of_updates(&catalogue).unwrap();
        assert!(WriterLock::of_updates(&catalogue).is_err());
        drop((held, updates));
        WriterLock::acquire(&catalogue).unwrap();
    }

    #[test]
    fn who_waits_gets_it_as_soon_as_it_is_free_and_gives_up_when_told() {
        let dir = tempfile::tempdir().unwrap();
        let catalogue = dir.path().join("catalogue.db");
        let held = WriterLock::acquire(&catalogue).unwrap();
        let minute = Duration::from_mins(1);
        assert!(WriterLock::wait(&catalogue, Duration::ZERO, &|| false).is_err());
        assert!(WriterLock::wait(&catalogue, minute, &|| true).is_err());
        thread::scope(|scope| {
            let (waits, told) = mpsc::channel();
            let catalogue = &catalogue;
            let waiting =
                scope.spawn(move || WriterLock::wait(catalogue, minute, &|| waits.send(()).is_err()).is_ok());
            told.recv().expect("it was found held");
            drop(held);
            assert!(waiting.join().unwrap());
        });
    }
}
