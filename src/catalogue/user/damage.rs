//! A `user.db` in which something was found damaged is read as far as that goes, and nothing is written over it.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::User;
use crate::catalogue::{CatalogueError, error::damaged, schema::IN_MEMORY};

/// What is wrong with which file, whoever in this process has found it.
static DAMAGED: Mutex<BTreeMap<PathBuf, String>> = Mutex::new(BTreeMap::new());

fn lock() -> MutexGuard<'static, BTreeMap<PathBuf, String>> {
    DAMAGED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// For `map_err`: gives an SQLite error its file and its meaning, and remembers damage.
pub(super) fn noted(path: &Path) -> impl Fn(rusqlite::Error) -> CatalogueError + '_ {
    move |e| {
        let e = CatalogueError::at(path)(e);
        if let CatalogueError::Damaged { detail, .. } = &e
            && path != Path::new(IN_MEMORY)
        {
            lock().entry(path.to_owned()).or_insert_with(|| detail.clone());
        }
        e
    }
}

/// Another file stands there now.
pub(super) fn forget(path: &Path) {
    lock().remove(path);
}

impl User {
    /// What was found damaged in the file since it is open: nothing is written to it any more.
    pub fn damage(&self) -> Option<CatalogueError> {
        let detail = lock().get(&self.path)?.clone();
        Some(CatalogueError::Damaged { path: self.path.clone(), detail })
    }

    /// Looks through all of the file; takes as long as reading it.
    pub fn check(&self) -> Result<(), CatalogueError> {
        self.read(|db| {
            let said: String = db.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
            if said == "ok" { Ok(()) } else { Err(damaged(said.replace('\n', " "))) }
        })
    }
}
