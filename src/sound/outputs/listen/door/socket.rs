//! The door of Unix systems: a socket that only its user can open.

use std::fs;
use std::io::{self, ErrorKind};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};

pub type Stream = UnixStream;

/// What the kernel keeps for a listener that does not read, bytes: a third of a second.
const KEPT: usize = 64 * 1024;

/// The socket's file.
pub struct Door {
    path: PathBuf,
    inode: u64,
}

/// Where guests come in.
pub struct Doorway(UnixListener);

impl Door {
    /// Takes `path`, unless somebody else serves there.
    pub fn open(path: &Path) -> io::Result<(Self, Doorway)> {
        match join(path) {
            Ok(_) => return Err(ErrorKind::AddrInUse.into()),
            Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::ConnectionRefused) => {}
            Err(e) => return Err(e),
        }
        // Closed to others before it has its name.
        let fresh = path.with_extension(format!("{}", std::process::id()));
        let _ = fs::remove_file(&fresh);
        let listener = UnixListener::bind(&fresh)?;
        fs::set_permissions(&fresh, fs::Permissions::from_mode(0o600))?;
        fs::rename(&fresh, path)?;
        Ok((Self { path: path.to_owned(), inode: fs::metadata(path)?.ino() }, Doorway(listener)))
    }

    /// False where another program has taken the path over.
    pub fn is_ours(&self) -> bool {
        fs::metadata(&self.path).is_ok_and(|data| data.ino() == self.inode)
    }
}

impl Doorway {
    /// Waits for the next guest.
    pub fn next(&self) -> io::Result<Stream> {
        let (guest, _) = self.0.accept()?;
        rustix::net::sockopt::set_socket_send_buffer_size(&guest, KEPT)?;
        Ok(guest)
    }
}

/// Comes in at `path`. [`ErrorKind::ConnectionRefused`] where its program has gone.
pub fn join(path: &Path) -> io::Result<Stream> {
    UnixStream::connect(path)
}
