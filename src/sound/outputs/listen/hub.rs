//! Who has come in at the door.

use std::fs;
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use super::door::{self, Door, Stream};
use crate::sound::feed::{CHANNELS, RATE};
use crate::sound::wav;

/// More would only be a mistake.
const MOST: usize = 8;

/// Lets listeners in until dropped.
pub(super) struct Hub {
    path: PathBuf,
    door: Door,
    audience: Audience,
    closing: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Hub {
    /// Takes `path`, unless somebody else serves there.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let (door, doorway) = Door::open(path)?;
        let (audience, closing) = (Audience::default(), Arc::new(AtomicBool::new(false)));
        let (joined, closed) = (audience.clone(), closing.clone());
        let thread = std::thread::Builder::new().name("listeners".to_owned()).spawn(move || {
            loop {
                let guest = doorway.next();
                if closed.load(Ordering::SeqCst) {
                    return;
                }
                if let Err(error) = guest.and_then(|guest| joined.admit(guest)) {
                    tracing::debug!(%error, "a listener did not come in");
                }
            }
        })?;
        Ok(Self { path: path.to_owned(), door, audience, closing, thread: Some(thread) })
    }

    pub(super) fn audience(&self) -> &Audience {
        &self.audience
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        self.closing.store(true, Ordering::SeqCst);
        // Wakes the thread, so it can end; if the door is not ours any more, the thread is left to the process's end.
        if self.door.is_ours()
            && door::join(&self.path).is_ok()
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
    stream: Stream,
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

    fn admit(&self, mut stream: Stream) -> io::Result<()> {
        let mut listeners = self.listeners();
        if listeners.len() >= MOST {
            return Err(io::Error::other("too many listeners"));
        }
        stream.write_all(&wav::header(CHANNELS, RATE, None))?;
        stream.set_nonblocking(true)?;
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
fn write(stream: &mut Stream, bytes: &[u8]) -> io::Result<usize> {
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
