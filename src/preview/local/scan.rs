//! A music folder into the index: only what is new or changed is read.

use std::{
    collections::{HashMap, HashSet},
    fs,
    path::{Path, PathBuf},
};

use super::tags;
use crate::{
    catalogue::{self, Owned, OwnedSource, User},
    files::{check_kind, real_path},
    plain::io_cause,
};

/// So many files are stored at once: what was read before somebody stops the scan stays.
const BATCH: usize = 500;
/// Folders below a folder at most; deeper is a circle of links.
const DEEPEST: usize = 32;

/// What a scan found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scan {
    /// Files that were not there before.
    pub added: u64,
    /// Files that are different now.
    pub changed: u64,
    /// Files that are as they were.
    pub unchanged: u64,
    /// Files that are gone.
    pub removed: u64,
    /// Files that look like sound and have no record: which, and why.
    pub skipped: Vec<(PathBuf, String)>,
    /// The folder and all below it.
    pub folders: Vec<PathBuf>,
}

/// Why a folder was not scanned to its end.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// It is not there or cannot be read; nothing is forgotten, as a disk that is not plugged in is no empty folder.
    #[error("cannot read the music folder {}: {}", folder.display(), io_cause(source))]
    Unreadable {
        /// The folder.
        folder: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Somebody ended it; what was read is kept.
    #[error("stopped")]
    Stopped,
    /// `user.db` cannot be written.
    #[error(transparent)]
    Store(#[from] catalogue::CatalogueError),
}

/// What a scan tells and asks.
pub struct ScanWatch<'w> {
    /// Told after every file: how many so far.
    pub progress: &'w mut dyn FnMut(u64),
    /// Asked after every file.
    pub stop: &'w (dyn Fn() -> bool + Sync),
}

/// The name under which a folder's files are kept.
pub fn origin(folder: &Path) -> String {
    real_path(folder).unwrap_or_else(|_| folder.to_owned()).to_string_lossy().into_owned()
}

/// Brings the index of `folder` up to date. `now` is UTC seconds.
pub fn scan(folder: &Path, user: &mut User, now: i64, watch: &mut ScanWatch<'_>) -> Result<Scan, ScanError> {
    let unreadable = |source| ScanError::Unreadable { folder: folder.to_owned(), source };
    let root = real_path(folder).map_err(unreadable)?;
    fs::read_dir(&root).map_err(unreadable)?;
    let origin = origin(&root);
    let known: HashMap<String, Option<i64>> = user
        .owned_of(OwnedSource::Folder, &origin)?
        .into_iter()
        .map(|owned| (owned.location, owned.modified))
        .collect();
    let mut scan = Scan::default();
    let mut seen = HashSet::new();
    let mut batch: Vec<Owned> = Vec::new();
    let mut walk = Walk::new(root);
    while let Some(path) = walk.next() {
        if (watch.stop)() {
            user.put_owned(OwnedSource::Folder, &origin, &batch)?;
            return Err(ScanError::Stopped);
        }
        let location = path.to_string_lossy().into_owned();
        let before = known.get(&location);
        let modified = fs::metadata(&path).ok().and_then(|about| tags::modified(&about));
        if before.is_some_and(|before| before.is_some() && *before == modified) {
            scan.unchanged += 1;
            seen.insert(location);
        } else {
            match tags::read(&path, now) {
                Ok(owned) => {
                    *if before.is_some() { &mut scan.changed } else { &mut scan.added } += 1;
                    seen.insert(location);
                    batch.push(owned);
                }
                Err(why) => scan.skipped.push((path, why)),
            }
        }
        if batch.len() >= BATCH {
            user.put_owned(OwnedSource::Folder, &origin, &std::mem::take(&mut batch))?;
        }
        (watch.progress)(scan.added + scan.changed + scan.unchanged + scan.skipped.len() as u64);
    }
    if !batch.is_empty() {
        user.put_owned(OwnedSource::Folder, &origin, &batch)?;
    }
    let hidden = |location: &String| walk.unread.iter().any(|folder| Path::new(location).starts_with(folder));
    let gone: Vec<String> = known.into_keys().filter(|l| !seen.contains(l) && !hidden(l)).collect();
    if !gone.is_empty() {
        user.remove_owned(OwnedSource::Folder, &origin, &gone)?;
    }
    scan.removed = gone.len() as u64;
    // Folders inside this one that were read by themselves before are part of it now.
    for inner in user.owned_origins(OwnedSource::Folder)? {
        if inner != origin && Path::new(&inner).starts_with(&origin) {
            user.replace_owned(OwnedSource::Folder, &inner, &[])?;
        }
    }
    let because =
        |paths: Vec<PathBuf>, why: &'static str| paths.into_iter().map(move |path| (path, why.to_owned()));
    scan.skipped.extend(walk.odd.into_iter().map(|(path, what)| (path, format!("cannot be read: {what}"))));
    scan.skipped.extend(because(walk.unread, "cannot be read"));
    scan.skipped.extend(because(walk.outside, "leads out of the folder"));
    scan.folders = walk.folders;
    Ok(scan)
}

/// All files below a folder that look like sound, folder by folder in order of names.
struct Walk {
    root: PathBuf,
    ahead: Vec<(PathBuf, usize)>,
    files: std::vec::IntoIter<PathBuf>,
    folders: Vec<PathBuf>,
    visited: HashSet<PathBuf>,
    unread: Vec<PathBuf>,
    /// What is called like audio and is no file, and what it is.
    odd: Vec<(PathBuf, String)>,
    /// Links that lead out of the folder: what is imported is the folder and nothing else.
    outside: Vec<PathBuf>,
}

impl Walk {
    fn new(root: PathBuf) -> Self {
        Self {
            ahead: vec![(root.clone(), 0)],
            root,
            odd: Vec::new(),
            outside: Vec::new(),
            files: Vec::new().into_iter(),
            folders: Vec::new(),
            visited: HashSet::new(),
            unread: Vec::new(),
        }
    }

    fn enter(&mut self, folder: PathBuf, depth: usize) {
        // A link may lead back up; each real folder is entered once.
        let real = real_path(&folder).unwrap_or_else(|_| folder.clone());
        if !real.starts_with(&self.root) {
            return self.outside.push(folder);
        }
        if depth > DEEPEST || !self.visited.insert(real) {
            return;
        }
        let Ok(entries) = fs::read_dir(&folder) else { return self.unread.push(folder) };
        let mut files = Vec::new();
        let mut below = Vec::new();
        for entry in entries.flatten() {
            let path = entry.path();
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            let Ok(about) = fs::metadata(&path) else { continue };
            if about.is_dir() && !hidden {
                below.push(path);
            } else if !hidden && tags::is_audio(&path) {
                match check_kind(about.file_type()) {
                    Err(e) => self.odd.push((path, e.to_string())),
                    Ok(()) if self.holds(&entry) => files.push(path),
                    Ok(()) => self.outside.push(path),
                }
            }
        }
        files.sort();
        below.sort();
        self.files = files.into_iter();
        self.ahead.extend(below.into_iter().rev().map(|path| (path, depth + 1)));
        self.folders.push(folder);
    }

    /// Whether what an entry leads to lies in the folder; only a link is asked where it goes.
    fn holds(&self, entry: &fs::DirEntry) -> bool {
        let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
        !is_link || real_path(&entry.path()).is_ok_and(|real| real.starts_with(&self.root))
    }

    fn next(&mut self) -> Option<PathBuf> {
        loop {
            if let Some(file) = self.files.next() {
                return Some(file);
            }
            let (folder, depth) = self.ahead.pop()?;
            self.enter(folder, depth);
        }
    }
}
