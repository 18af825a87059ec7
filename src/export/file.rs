//! Writing the file: whole or not at all, and never over another unless told to.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use super::{Format, NamedQueue, file_name, render};
use crate::{
    files::{Who, replace_file},
    plain::io_cause,
};

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// Something is there already.
    #[error("{} is there already", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// It cannot be written.
    #[error("cannot write {}: {}", path.display(), io_cause(source))]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl ExportError {
    /// What a person can do next.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Exists { .. } => "Choose another name, or --force to write over it.",
            Self::Unwritable { .. } => "Choose another place, and see that there is room.",
        }
    }
}

/// Writes the file; returns its path. A folder gets a file named after the queue. Another file of that name stays unless
/// `overwrite` says otherwise, and then until the new one is whole.
pub fn write(
    format: Format,
    playlist: NamedQueue<'_>,
    path: &Path,
    overwrite: bool,
) -> Result<PathBuf, ExportError> {
    write_bytes(&file_path(format, playlist.title, path), &render(format, playlist), overwrite)
}

/// The file itself, where `path` may be the folder for it.
pub fn file_path(format: Format, title: &str, path: &Path) -> PathBuf {
    if path.is_dir() { path.join(file_name(title, format)) } else { path.to_owned() }
}

/// As [`write()`], with contents that are rendered already.
pub fn write_bytes(path: &Path, bytes: &[u8], overwrite: bool) -> Result<PathBuf, ExportError> {
    let path = path.to_owned();
    let done = if overwrite { replace_file(&path, Who::Anyone, bytes) } else { create(&path, bytes) };
    match done {
        Ok(()) => Ok(path),
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => Err(ExportError::Exists { path }),
        Err(source) => Err(ExportError::Unwritable { path, source }),
    }
}

/// Never over another file, so it needs no other name meanwhile.
fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).inspect_err(|_| {
        let _ = fs::remove_file(path);
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{export::ExportRecord, track::Name};

    #[test]
    fn a_file_is_never_written_over_unasked() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a \"name\"; with ünusual %20 signs.txt");
        let records = [ExportRecord::new(Name::parse("A", "One"))];
        let playlist = NamedQueue { title: "x/y", records: &records };
        fs::write(&path, "mine").unwrap();
        assert!(matches!(write(Format::Text, playlist, &path, false), Err(ExportError::Exists { .. })));
        assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
        assert_eq!(write(Format::Text, playlist, &path, true).unwrap(), path);
        assert_eq!(fs::read_to_string(&path).unwrap(), "A - One\n");
        assert_eq!(write(Format::Text, playlist, dir.path(), false).unwrap(), dir.path().join("x_y.txt"));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2, "nothing unfinished is left");
    }

    #[test]
    fn a_place_that_cannot_be_written_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("no such folder/a.txt");
        let error = write(Format::Text, NamedQueue { title: "x", records: &[] }, &path, false).unwrap_err();
        assert!(error.to_string().contains("no such folder"), "{error}");
    }
}
