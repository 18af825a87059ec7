//! One durable write: beside the file, synced, renamed over it, and the folder synced.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU64, Ordering},
};

use super::sweep;

/// Who may read the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// The user alone (0600), whatever the permissions were.
    Owner,
    /// Whoever could before; whoever the user's mask lets where it is new.
    Anyone,
}

/// Links followed before a loop is assumed, as Linux does.
const LINKS: usize = 40;

static COUNT: AtomicU64 = AtomicU64::new(0);

/// Replaces the file at `path` by `content`. A symbolic link stays one: the file it leads to is replaced. An existing file keeps its
/// permissions unless it is for its owner alone; a write-protected one is refused, and so is what is no regular file. After an error
/// the old content stands.
pub fn replace_file(path: &Path, who: Who, content: &[u8]) -> io::Result<()> {
    replace_with(path, who, |file| file.write_all(content))
}

fn replace_with(path: &Path, who: Who, write: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    let mut replacement = Replacement::begin(path, who)?;
    write(&mut replacement.file)?;
    replacement.finish().map(drop)
}

/// As [`replace_file`], by what `write` writes, where programs may have the old file mapped. Windows replaces no such file but
/// renames it, so there it goes aside first, and whoever next writes in the folder removes it. A kill between the two leaves no
/// file: only for what can be made again.
pub fn replace_mapped(
    path: &Path,
    who: Who,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<()> {
    let mut replacement = Replacement::begin(path, who)?;
    write(&mut replacement.file)?;
    let aside = if cfg!(windows) { set_aside(&replacement.target)? } else { None };
    let target = replacement.target.clone();
    let finished = replacement.finish();
    if let Some(aside) = aside {
        // Mapped, it stays for now.
        let _ = if finished.is_ok() { fs::remove_file(aside) } else { fs::rename(aside, target) };
    }
    finished.map(drop)
}

/// Renames a file to a name that [`sweep`] removes; `None` where there is none.
fn set_aside(target: &Path) -> io::Result<Option<PathBuf>> {
    let aside = folder_of(target).join(sweep::name(process::id(), COUNT.fetch_add(1, Ordering::Relaxed)));
    match fs::rename(target, &aside) {
        Ok(()) => Ok(Some(aside)),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e),
    }
}

/// A file being written beside the one that it will replace; gone again unless it is finished.
#[derive(Debug)]
pub struct Replacement {
    file: File,
    beside: PathBuf,
    target: PathBuf,
}

impl Replacement {
    /// Makes it, empty and for its owner alone. What killed programs left in the folder is removed.
    pub fn begin(path: &Path, who: Who) -> io::Result<Self> {
        let target = follow(path)?;
        let before = existing(&target)?;
        let folder = folder_of(&target);
        sweep(folder);
        let beside = folder.join(sweep::name(process::id(), COUNT.fetch_add(1, Ordering::Relaxed)));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        if who == Who::Owner || before.is_some() {
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        }
        let file = options.open(&beside)?;
        let replacement = Self { file, beside, target };
        // The lock says that somebody is at it; a file system without locks has the process's number in the name.
        let _ = replacement.file.try_lock();
        if let Some(before) = before {
            take_over(&replacement.file, &before, who)?;
        }
        Ok(replacement)
    }

    /// Where it is written meanwhile.
    pub fn beside(&self) -> &Path {
        &self.beside
    }

    /// The file that is replaced, links followed.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// For SQLite, which locks the file itself, and says so where that is not possible.
    pub fn unlock(&self) {
        let _ = self.file.unlock();
    }

    /// Puts it in the other's place; from then on it also survives a power cut. Returns its size in bytes.
    pub fn finish(self) -> io::Result<u64> {
        self.file.sync_all()?;
        let size = self.file.metadata()?.len();
        rename(&self.beside, &self.target)?;
        sync_folder(folder_of(&self.target))?;
        Ok(size)
    }
}

impl Drop for Replacement {
    fn drop(&mut self) {
        // After finishing there is nothing of that name.
        let _ = fs::remove_file(&self.beside);
    }
}

/// Makes a folder that only its user can enter, and those above it.
pub fn private_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Takes from everyone but its owner what a folder was given before. A folder of somebody else's, one for everybody (`/tmp`) and
/// the home folder stay as they are.
#[cfg(unix)]
pub fn keep_private(folder: &Path) {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    const STICKY: u32 = 0o1000;
    let Ok(found) = fs::metadata(folder) else { return };
    let mode = found.permissions().mode();
    let own = found.uid() == rustix::process::geteuid().as_raw();
    let home = std::env::home_dir().and_then(|home| fs::metadata(home).ok());
    let is_home = home.is_some_and(|home| (home.dev(), home.ino()) == (found.dev(), found.ino()));
    if own
        && !is_home
        && mode & STICKY == 0
        && mode & 0o077 != 0
        && let Err(error) = fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
    {
        tracing::warn!(%error, "others may look into {}", folder.display());
    }
}

/// Nothing to take away.
#[cfg(not(unix))]
pub fn keep_private(_: &Path) {}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The file that a chain of symbolic links leads to; the last need not be there.
fn follow(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        match fs::read_link(&path) {
            Ok(to) => path = folder_of(&path).join(to),
            // No link, or nothing there: what is wrong otherwise shows when writing.
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("its symbolic links lead in a circle"))
}

fn existing(target: &Path) -> io::Result<Option<fs::Metadata>> {
    let before = match fs::symlink_metadata(target) {
        Ok(before) => before,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(e),
    };
    if !before.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
    }
    if before.permissions().readonly() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is write-protected"));
    }
    Ok(Some(before))
}

fn take_over(file: &File, before: &fs::Metadata, who: Who) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let own = file.metadata()?;
        if (own.uid(), own.gid()) != (before.uid(), before.gid()) {
            // Only root may give a file away; for anyone else the content is what counts.
            let _ = std::os::unix::fs::fchown(file, Some(before.uid()), Some(before.gid()));
        }
    }
    if who == Who::Owner { Ok(()) } else { file.set_permissions(before.permissions()) }
}

#[cfg(unix)]
fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)
}

/// Who reads a file for a moment, a virus scanner or an indexer, keeps Windows from replacing it: it is tried for a second.
#[cfg(not(unix))]
fn rename(from: &Path, to: &Path) -> io::Result<()> {
    for _ in 0..20 {
        match fs::rename(from, to) {
            Err(e) if e.kind() == io::ErrorKind::PermissionDenied => {
                std::thread::sleep(std::time::Duration::from_millis(50));
            }
            renamed => return renamed,
        }
    }
    fs::rename(from, to)
}

/// Makes sure that what was named in a folder is still named there after a power cut.
#[cfg(unix)]
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    match File::open(folder) {
        Ok(folder) => folder.sync_all(),
        // A folder may be writable and not readable; the rename is done all the same.
        Err(e) if e.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        Err(e) => Err(e),
    }
}

#[cfg(not(unix))]
pub fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name());
        let mut names: Vec<_> = entries.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn the_old_content_stands_until_the_new_one_is_whole() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        replace_file(&path, Who::Anyone, b"old").unwrap();
        let failed = replace_with(&path, Who::Anyone, |file| {
            file.write_all(b"half of the n")?;
            assert_eq!(fs::read(&path)?, b"old");
            Err(io::Error::other("no more"))
        });
        assert_eq!(failed.unwrap_err().to_string(), "no more");
        assert_eq!((fs::read(&path).unwrap(), names(dir.path())), (b"old".to_vec(), vec!["a".to_owned()]));
        replace_file(&path, Who::Anyone, b"new").unwrap();
        assert_eq!((fs::read(&path).unwrap(), names(dir.path())), (b"new".to_vec(), vec!["a".to_owned()]));
    }

    #[test]
    fn a_file_that_goes_aside_is_gone_with_the_next_write() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        assert_eq!(set_aside(&path).unwrap(), None);
        fs::write(&path, "old").unwrap();
        let aside = set_aside(&path).unwrap().unwrap();
        assert_eq!((fs::read(&aside).unwrap(), path.exists()), (b"old".to_vec(), false));
        replace_mapped(&path, Who::Owner, |file| file.write_all(b"new")).unwrap();
        assert_eq!((fs::read(&path).unwrap(), names(dir.path())), (b"new".to_vec(), vec!["a".to_owned()]));
    }

    #[cfg(unix)]
    #[test]
    fn links_stay_links_and_permissions_stay() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::create_dir(at("dotfiles")).unwrap();
        fs::write(at("dotfiles/real"), "old").unwrap();
        fs::set_permissions(at("dotfiles/real"), fs::Permissions::from_mode(0o640)).unwrap();
        symlink("dotfiles/real", at("middle")).unwrap();
        symlink("middle", at("link")).unwrap();
        replace_file(&at("link"), Who::Anyone, b"new").unwrap();
        assert!(fs::symlink_metadata(at("link")).unwrap().is_symlink());
        assert_eq!(fs::read(at("dotfiles/real")).unwrap(), b"new");
        assert_eq!(fs::metadata(at("dotfiles/real")).unwrap().permissions().mode() & 0o777, 0o640);

        symlink("dotfiles/later", at("dangling")).unwrap();
        replace_file(&at("dangling"), Who::Owner, b"made").unwrap();
        assert_eq!(fs::metadata(at("dotfiles/later")).unwrap().permissions().mode() & 0o777, 0o600);

        replace_file(&at("link"), Who::Owner, b"secret").unwrap();
        assert_eq!(fs::metadata(at("dotfiles/real")).unwrap().permissions().mode() & 0o777, 0o600);

        symlink("round", at("round")).unwrap();
        assert!(replace_file(&at("round"), Who::Owner, b"").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn write_protected_files_folders_and_devices_are_refused() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        fs::write(&path, "mine").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
        let refused = replace_file(&path, Who::Anyone, b"new").unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::PermissionDenied);
        for path in [dir.path(), Path::new("/dev/null")] {
            let refused = replace_file(path, Who::Anyone, b"new").unwrap_err();
            assert_eq!(refused.kind(), io::ErrorKind::InvalidInput, "{}", path.display());
        }
        assert_eq!(fs::read(&path).unwrap(), b"mine");
    }
}
