//! One writer at a time: a lock that dies with its process.

use std::{
    fs::{File, TryLockError},
    io::{Read, Seek, Write},
    path::{Path, PathBuf},
    process,
};

use super::Error;

/// Guards `catalogue.db` and the snapshots. Released when dropped, and by the system when the process ends.
#[derive(Debug)]
pub struct WriterLock {
    _file: File,
}

impl WriterLock {
    /// Takes the lock in the folder of `catalogue`, or says who holds it ([`Error::Locked`]). Never waits.
    pub fn acquire(catalogue: &Path) -> Result<Self, Error> {
        let path = lock_path(catalogue);
        let mut file = File::options()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path)
            .map_err(Error::io(&path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut text = String::new();
                // On some systems the holder's lock also forbids reading; then nobody is named.
                let _ = file.read_to_string(&mut text);
                return Err(Error::Locked { path, pid: text.trim().parse().ok() });
            }
            Err(TryLockError::Error(e)) => return Err(Error::io(&path)(e)),
        }
        file.set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| writeln!(file, "{}", process::id()))
            .map_err(Error::io(&path))?;
        Ok(Self { _file: file })
    }
}

fn lock_path(catalogue: &Path) -> PathBuf {
    catalogue.with_extension("lock")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_writer_learns_who_holds_the_lock() {
        let dir = tempfile::tempdir().unwrap();
        let catalogue = dir.path().join("catalogue.db");
        let held = WriterLock::acquire(&catalogue).unwrap();
        match WriterLock::acquire(&catalogue) {
            Err(Error::Locked { pid, .. }) => {
                assert!(cfg!(windows) || pid == Some(process::id()));
            }
            other => panic!("expected a held lock, got {other:?}"),
        }
        drop(held);
        WriterLock::acquire(&catalogue).unwrap();
    }
}
