//! The socket, and who has joined it.

use std::fs;
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use crate::sound::player::{CHANNELS, RATE};
use crate::sound::wav;

/// More would only be a mistake.
const MOST: usize = 8;
/// What the kernel keeps for a listener that does not read, bytes: a third of a second.
const KEPT: usize = 64 * 1024;

/// Serves the socket until dropped.
pub(super) struct Hub {
    path: PathBuf,
    inode: u64,
    audience: Audience,
    closing: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Hub {
    /// Takes `path`, unless somebody else serves there.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        match UnixStream::connect(path) {
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
        let inode = fs::metadata(path)?.ino();
        let (audience, closing) = (Audience::default(), Arc::new(AtomicBool::new(false)));
        let (joined, closed) = (audience.clone(), closing.clone());
        let thread = std::thread::Builder::new().name("listeners".to_owned()).spawn(move || {
            for stream in listener.incoming() {
                if closed.load(Ordering::SeqCst) {
                    return;
                }
                if let Err(error) = stream.and_then(|stream| joined.admit(stream)) {
                    tracing::debug!(%error, "a listener did not come in");
                }
            }
        })?;
        Ok(Self { path: path.to_owned(), inode, audience, closing, thread: Some(thread) })
    }

    pub(super) fn audience(&self) -> &Audience {
        &self.audience
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        self.closing.store(true, Ordering::SeqCst);
        // Wakes the thread, so it can end; if the socket is not ours any more, the thread is left to the process's end.
        let ours = fs::metadata(&self.path).is_ok_and(|data| data.ino() == self.inode);
        if ours
            && UnixStream::connect(&self.path).is_ok()
            && let Some(thread) = self.thread.take()
        {
            let _ = thread.join();
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Who listens. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Audience(Arc<Mutex<Vec<Listener>>>);

struct Listener {
    stream: UnixStream,
    /// The rest of a block that only went out in part, so that no frame is torn.
    rest: Vec<u8>,
}

impl Audience {
    /// How many there are now.
    pub(super) fn count(&self) -> usize {
        let mut listeners = self.listeners();
        listeners.retain_mut(Listener::is_there);
        listeners.len()
    }

    fn admit(&self, mut stream: UnixStream) -> io::Result<()> {
        let mut listeners = self.listeners();
        if listeners.len() >= MOST {
            return Err(io::Error::other("too many listeners"));
        }
        stream.write_all(&wav::header(CHANNELS, RATE, None))?;
        stream.set_nonblocking(true)?;
        rustix::net::sockopt::set_socket_send_buffer_size(&stream, KEPT)?;
        listeners.push(Listener { stream, rest: Vec::new() });
        Ok(())
    }

    /// Sends a block of whole frames to everybody. Who does not keep up misses it; who has gone is forgotten.
    pub(super) fn send(&self, block: &[u8]) {
        self.listeners().retain_mut(|listener| listener.send(block).is_ok());
    }

    fn listeners(&self) -> MutexGuard<'_, Vec<Listener>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Listener {
    /// A listener says nothing; where there is something to read, it is the end.
    fn is_there(&mut self) -> bool {
        matches!(self.stream.read(&mut [0; 64]), Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted))
    }

    fn send(&mut self, block: &[u8]) -> io::Result<()> {
        let sent = write(&mut self.stream, &self.rest)?;
        self.rest.drain(..sent);
        if self.rest.is_empty() {
            let sent = write(&mut self.stream, block)?;
            if sent > 0 {
                self.rest.extend_from_slice(&block[sent..]);
            }
        }
        Ok(())
    }
}

/// As many bytes as go out now.
fn write(stream: &mut UnixStream, bytes: &[u8]) -> io::Result<usize> {
    let mut sent = 0;
    while sent < bytes.len() {
        match stream.write(&bytes[sent..]) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(n) => sent += n,
            Err(e) if e.kind() == ErrorKind::WouldBlock => break,
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(sent)
}
