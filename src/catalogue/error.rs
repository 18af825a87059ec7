//! What can go wrong with a store, and what to do about it.

use std::{
    io,
    path::{Path, PathBuf},
};

use rusqlite::ErrorCode;

use crate::plain::io_cause;

/// A store could not be opened, read or written. Nothing was overwritten; a failed change set left no trace.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// The file is no SQLite file, or its pages or records make no sense.
    #[error("{} is damaged: {detail}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What SQLite or the decoder said.
        detail: String,
    },
    /// A later version of the program wrote it.
    #[error("{} was written by a newer segue (version {found}, this one knows {known})", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// The version it has.
        found: u32,
        /// The latest version known here.
        known: u32,
    },
    /// A database of another program.
    #[error("{} is not one of segue's databases", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// A folder, a pipe or a device stands where a file belongs.
    #[error("{} is no file", path.display())]
    NoFile {
        /// What is there.
        path: PathBuf,
    },
    /// A copy would replace something else.
    #[error("{} is not replaced: {why}", path.display())]
    Occupied {
        /// The file.
        path: PathBuf,
        /// What it is.
        why: &'static str,
    },
    /// It was deleted, or emptied, while it was open, and cannot be written back.
    #[error("{} was {} while segue had it open", path.display(), if *gone { "deleted" } else { "emptied or cut" })]
    TakenAway {
        /// The file.
        path: PathBuf,
        /// It is not there, or not any more.
        gone: bool,
    },
    /// Another file took its place while it was open.
    #[error("another file was put in the place of {} and cannot be used: {why}", path.display())]
    Replaced {
        /// The file.
        path: PathBuf,
        /// The copy of what was in it.
        kept: PathBuf,
        /// What is wrong with the other.
        why: String,
    },
    /// Another file took its place while something was stored.
    #[error("another file was put in the place of {} while it was written", path.display())]
    Exchanged {
        /// The file.
        path: PathBuf,
    },
    /// No space left.
    #[error("cannot write {}: the disk is full", path.display())]
    Full {
        /// The file.
        path: PathBuf,
    },
    /// The file or its folder cannot be written.
    #[error("cannot write {}: it is read-only", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// This program or the whole system has too many files open.
    #[error("cannot open {}: too many files are open", path.display())]
    TooManyFiles {
        /// The file.
        path: PathBuf,
    },
    /// Another process is the catalogue's writer.
    #[error("another segue{} is changing the catalogue", pid.map_or_else(String::new, |pid| format!(" (process {pid})")))]
    Locked {
        /// The lock file.
        path: PathBuf,
        /// Who holds it, where it says so.
        pid: Option<u32>,
    },
    /// Another program held the file for longer than the time-out.
    #[error("{} is busy", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// A file operation failed.
    #[error("{}: {}", path.display(), io_cause(source))]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Anything else that SQLite says.
    #[error("{}: {source}", path.display())]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// Why.
        source: rusqlite::Error,
    },
}

impl CatalogueError {
    /// The file it is about.
    pub fn path(&self) -> &Path {
        match self {
            Self::Damaged { path, .. }
            | Self::Newer { path, .. }
            | Self::Foreign { path }
            | Self::NoFile { path }
            | Self::Occupied { path, .. }
            | Self::TakenAway { path, .. }
            | Self::Replaced { path, .. }
            | Self::Exchanged { path }
            | Self::Full { path }
            | Self::ReadOnly { path }
            | Self::TooManyFiles { path }
            | Self::Locked { path, .. }
            | Self::Busy { path }
            | Self::Io { path, .. }
            | Self::Sqlite { path, .. } => path,
        }
    }

    /// What a person can do next.
    pub fn hint(&self) -> String {
        match self {
            Self::Damaged { path, .. } => {
                format!(
                    "nothing was changed; restore a copy, or move {} away and start again",
                    path.display()
                )
            }
            Self::Newer { .. } => "start the newer segue, or use another folder with --data-dir".into(),
            Self::Foreign { .. } => "choose another folder with --data-dir".into(),
            Self::NoFile { path } => format!("move {} away, or name another file", path.display()),
            Self::Occupied { .. } => "name another file for the copy".into(),
            Self::TakenAway { path, .. } => {
                format!("bring back a copy as {}, if there is one", path.display())
            }
            Self::Replaced { path, kept, .. } => {
                format!(
                    "what was in it is kept as {}; end segue and rename it to {}",
                    kept.display(),
                    path.display()
                )
            }
            Self::Exchanged { .. } => "nothing was stored in the new one; try again".into(),
            Self::Full { path } => {
                let folder = path.parent().unwrap_or(path).display();
                format!(
                    "free some space where {folder} is, or choose a folder on another disk with --data-dir"
                )
            }
            Self::ReadOnly { path } => {
                format!(
                    "make {} writable, or choose another folder with --data-dir",
                    path.parent().unwrap_or(path).display()
                )
            }
            Self::TooManyFiles { .. } => {
                "end other programs, or allow more open files (ulimit -n), and try again".into()
            }
            Self::Locked { .. } => "wait until it has finished, or end it".into(),
            Self::Busy { .. } => "try again; segue doctor names what stands in the way".into(),
            Self::Io { .. } | Self::Sqlite { .. } => {
                "segue doctor checks the folder; the log has the details".into()
            }
        }
    }

    /// For `map_err`: gives an SQLite error its file and its meaning.
    pub(super) fn at(path: &Path) -> impl Fn(rusqlite::Error) -> Self + '_ {
        move |source| Self::sqlite(path, source)
    }

    /// For `map_err`: gives an I/O error its file and its meaning.
    pub(super) fn io(path: &Path) -> impl Fn(io::Error) -> Self + '_ {
        move |source| {
            let path = path.to_path_buf();
            match source.kind() {
                _ if is_too_many_files(&source) => Self::TooManyFiles { path },
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full { path },
                io::ErrorKind::InvalidInput | io::ErrorKind::IsADirectory => Self::NoFile { path },
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                    Self::ReadOnly { path }
                }
                _ => Self::Io { path, source },
            }
        }
    }

    fn sqlite(path: &Path, source: rusqlite::Error) -> Self {
        use rusqlite::Error as E;
        let path = path.to_path_buf();
        if let E::FromSqlConversionFailure(_, _, why) = &source {
            return Self::Damaged { path, detail: why.to_string() };
        }
        if let E::InvalidColumnType(..) | E::IntegralValueOutOfRange(..) = source {
            return Self::Damaged { path, detail: source.to_string() };
        }
        match source.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Damaged { path, detail: source.to_string() }
            }
            Some(ErrorCode::DiskFull) => Self::Full { path },
            Some(ErrorCode::CannotOpen) if no_file_opens(&path) => Self::TooManyFiles { path },
            // There is not even room for what readers share, or for an empty file.
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen) if is_full(&source, &path) => {
                Self::Full { path }
            }
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Self::ReadOnly { path }
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy { path },
            _ => Self::Sqlite { path, source },
        }
    }
}

/// SQLite makes its shared file larger before it reads; of the rest it says only that it failed, and the disk what is left of it.
fn is_full(error: &rusqlite::Error, path: &Path) -> bool {
    let code = error.sqlite_error().map(|error| error.extended_code);
    code == Some(rusqlite::ffi::SQLITE_IOERR_SHMSIZE) || has_no_room(folder_of(path))
}

/// Whether the disk of a folder has no room for the least that SQLite needs, or for one more file.
#[cfg(unix)]
fn has_no_room(folder: &Path) -> bool {
    // What readers share.
    const LEAST: u64 = 1 << 16;
    // Some file systems do not count files: they say that there are none, and none left.
    let full = |found: rustix::fs::StatVfs| {
        found.f_bavail.saturating_mul(found.f_frsize) < LEAST || (found.f_files > 0 && found.f_favail == 0)
    };
    rustix::fs::statvfs(folder).is_ok_and(full)
}

#[cfg(not(unix))]
fn has_no_room(_: &Path) -> bool {
    false
}

/// The folder that a file stands in.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// SQLite says of a file only that it cannot be opened; what its folder answers is the reason.
fn no_file_opens(path: &Path) -> bool {
    std::fs::File::open(folder_of(path)).is_err_and(|e| is_too_many_files(&e))
}

#[cfg(unix)]
fn is_too_many_files(error: &io::Error) -> bool {
    use rustix::io::Errno;
    error
        .raw_os_error()
        .is_some_and(|code| [Errno::MFILE, Errno::NFILE].iter().any(|no| no.raw_os_error() == code))
}

#[cfg(not(unix))]
fn is_too_many_files(_: &io::Error) -> bool {
    false
}

/// A record that cannot be what the program wrote; [`CatalogueError::at`] makes it [`CatalogueError::Damaged`].
pub(super) fn damaged(detail: impl Into<String>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Blob, detail.into().into())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn too_many_open_files_are_not_a_read_only_folder() {
        let too_many = io::Error::from_raw_os_error(rustix::io::Errno::MFILE.raw_os_error());
        let said = CatalogueError::io(Path::new("user.db"))(too_many);
        assert!(matches!(said, CatalogueError::TooManyFiles { .. }), "{said}");
        let denied = CatalogueError::io(Path::new("user.db"))(io::ErrorKind::PermissionDenied.into());
        assert!(matches!(denied, CatalogueError::ReadOnly { .. }), "{denied}");
    }
}
