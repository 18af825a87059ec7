//! Opening what has to be a file: a pipe would be waited for, a device may never end.

use std::{
    fs::{self, File, FileType},
    io::{self, Read as _},
    path::Path,
};

/// Opens a file for reading. A folder is refused as [`io::ErrorKind::IsADirectory`]; a pipe, a socket or a device as
/// [`io::ErrorKind::InvalidInput`], without opening it.
pub fn open_file(path: &Path) -> io::Result<File> {
    check_kind(fs::metadata(path)?.file_type())?;
    let mut options = File::options();
    options.read(true);
    // Another may have taken its place by now: a pipe that nobody writes is opened without waiting, and refused.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        rustix::fs::OFlags::NONBLOCK.bits().cast_signed(),
    );
    let file = options.open(path)?;
    check_kind(file.metadata()?.file_type())?;
    Ok(file)
}

/// All of a file; see [`open_file`].
pub fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open_file(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// All of a file that is no larger than `most` bytes; see [`open_file`].
pub fn read_small_file(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open_file(path)?.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        let text = format!("it is larger than {} MB", most >> 20);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, text));
    }
    Ok(bytes)
}

/// Refuses what is no file, and says what it is.
pub fn check_kind(kind: FileType) -> io::Result<()> {
    if kind.is_file() {
        return Ok(());
    }
    if kind.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, format!("it is {}, not a file", special(kind))))
}

#[cfg(unix)]
fn special(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt as _;
    match () {
        () if kind.is_fifo() => "a pipe",
        () if kind.is_socket() => "a socket",
        () => "a device",
    }
}

#[cfg(not(unix))]
fn special(_: FileType) -> &'static str {
    "something else"
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_file_is_refused_at_once_and_named() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        assert!(std::process::Command::new("mkfifo").arg(at("pipe")).status().unwrap().success());
        std::os::unix::fs::symlink(at("pipe"), at("link")).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(at("socket")).unwrap();
        let cases =
            [("pipe", "a pipe"), ("link", "a pipe"), ("socket", "a socket"), ("/dev/zero", "a device")];
        for (name, what) in cases {
            let refused = open_file(&at(name)).unwrap_err();
            assert_eq!(refused.to_string(), format!("it is {what}, not a file"));
        }
        let endless = read_small_file(Path::new("/dev/zero"), 9).unwrap_err().to_string();
        assert!(endless.contains("a device"), "{endless}");
        fs::write(at("large"), "0123456789").unwrap();
        assert_eq!(read_small_file(&at("large"), 10).unwrap().len(), 10);
        assert_eq!(read_small_file(&at("large"), 9).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
        assert_eq!(open_file(dir.path()).unwrap_err().kind(), io::ErrorKind::IsADirectory);
        fs::write(at("file"), "text").unwrap();
        assert_eq!(read_file(&at("file")).unwrap(), b"text");
    }
}
