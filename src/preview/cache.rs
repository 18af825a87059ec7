//! Fetched previews on the disk, up to a limit; the ones not heard for longest go first.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use sha2::{Digest as _, Sha256};

use super::wanted::Provider;
use crate::files::private_folder;

/// A folder of clips. Losing it loses nothing.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
    limit: u64,
    turn: Mutex<u64>,
}

const ENDING: &str = "clip";

impl Cache {
    /// Clips in `folder`, at most `limit` bytes of them; 0 keeps none. The folder is made when it is needed.
    pub fn new(folder: &Path, limit: u64) -> Self {
        Self { folder: folder.to_owned(), limit, turn: Mutex::default() }
    }

    /// A provider's clip, where it is here.
    pub fn get(&self, provider: Provider, id: &str) -> Option<Arc<[u8]>> {
        let path = self.path(provider, id);
        let bytes = fs::read(&path).ok()?;
        // What was heard just now is the last to go.
        let touched = fs::File::options().write(true).open(&path);
        let _ = touched.and_then(|file| file.set_modified(SystemTime::now()));
        Some(bytes.into())
    }

    /// Keeps a clip. One that is larger than everything else together is not kept.
    pub fn put(&self, provider: Provider, id: &str, bytes: &[u8]) -> io::Result<()> {
        let size = bytes.len() as u64;
        if size > self.limit / 2 {
            return Ok(());
        }
        let mut turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        private_folder(&self.folder)?;
        self.make_room(size)?;
        *turn += 1;
        // Written aside and renamed: a reader never sees half a clip, not even after a crash.
        let unfinished = self.folder.join(format!("{}-{turn}.unfinished", std::process::id()));
        fs::write(&unfinished, bytes)?;
        fs::rename(&unfinished, self.path(provider, id)).inspect_err(|_| {
            let _ = fs::remove_file(&unfinished);
        })
    }

    /// Forgets a clip that turned out to be none.
    pub fn remove(&self, provider: Provider, id: &str) {
        let _ = fs::remove_file(self.path(provider, id));
    }

    fn make_room(&self, size: u64) -> io::Result<()> {
        let mut clips = self.clips()?;
        clips.sort_by_key(|clip| clip.used);
        let mut all: u64 = clips.iter().map(|clip| clip.size).sum();
        for clip in clips {
            if all + size <= self.limit {
                break;
            }
            // Another process may have been faster.
            if fs::remove_file(&clip.path).is_ok() {
                all -= clip.size;
            }
        }
        Ok(())
    }

    fn clips(&self) -> io::Result<Vec<Kept>> {
        let folder = match fs::read_dir(&self.folder) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            folder => folder?,
        };
        let mut clips = Vec::new();
        for entry in folder {
            let path = entry?.path();
            let Ok(about) = fs::metadata(&path) else { continue };
            if about.is_file() {
                let used = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
                // What a crash left half-written goes first.
                let whole = path.extension().is_some_and(|e| e == ENDING);
                clips.push(Kept {
                    path,
                    size: about.len(),
                    used: if whole { used } else { used.min(hour_ago()) },
                });
            }
        }
        Ok(clips)
    }

    fn path(&self, provider: Provider, id: &str) -> PathBuf {
        let hash = Sha256::digest(format!("{} {id}", provider.name()));
        let name = hash.first_chunk().map_or(0, |half| u128::from_be_bytes(*half));
        self.folder.join(format!("{name:032x}.{ENDING}"))
    }
}

struct Kept {
    path: PathBuf,
    size: u64,
    used: SystemTime,
}

fn hour_ago() -> SystemTime {
    SystemTime::now().checked_sub(std::time::Duration::from_hours(1)).unwrap_or(SystemTime::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// Gives a clip an age, so that no test waits for the file system's clock.
    fn age(cache: &Cache, id: &str, minutes: u64) {
        let file = fs::File::options().write(true).open(cache.path(Provider::Deezer, id)).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_mins(minutes)).unwrap();
    }

    fn size(cache: &Cache) -> u64 {
        cache.clips().unwrap_or_default().iter().map(|clip| clip.size).sum()
    }

    #[test]
    fn the_limit_holds_and_the_longest_unheard_goes() {
        let dir = tempfile::tempdir().unwrap();
        let cache = Cache::new(&dir.path().join("previews"), 1_000);
        for (id, minutes) in [("a", 30), ("b", 20), ("c", 10)] {
            cache.put(Provider::Deezer, id, &[7; 300]).unwrap();
            age(&cache, id, minutes);
        }
        assert_eq!(cache.get(Provider::Deezer, "a").unwrap().len(), 300);
        cache.put(Provider::Deezer, "d", &[7; 300]).unwrap();
        assert!(size(&cache) <= 1_000);
        let there = |id| cache.get(Provider::Deezer, id).is_some();
        assert!(there("a") && !there("b") && there("c") && there("d"));
    }

    #[test]
    fn providers_do_not_share_ids() {
        let dir = tempfile::tempdir().unwrap();
        let cache = Cache::new(dir.path(), 1_000);
        cache.put(Provider::Deezer, "1", b"one").unwrap();
        assert_eq!(cache.get(Provider::Itunes, "1"), None);
        cache.remove(Provider::Deezer, "1");
        assert_eq!(cache.get(Provider::Deezer, "1"), None);
    }

    #[test]
    fn what_is_too_large_or_unwanted_is_not_kept() {
        let dir = tempfile::tempdir().unwrap();
        let cache = Cache::new(dir.path(), 1_000);
        cache.put(Provider::Deezer, "big", &[7; 900]).unwrap();
        assert_eq!(cache.get(Provider::Deezer, "big"), None);
        let none = Cache::new(dir.path(), 0);
        none.put(Provider::Deezer, "small", &[7; 9]).unwrap();
        assert_eq!(size(&none), 0);
    }
}
