//! A sound server as a way out: joined when it is there, left alone for a while when it fails.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::{Duration, Instant};

use super::find::{Server, ServerOrigin, Surroundings};
use super::{Pulse, trouble};
use crate::sound::outputs::way::OutputWay;
use crate::sound::outputs::{Output, OutputError, OutputKind};

/// A server that failed is tried again after this long at the earliest, unless its socket is another one.
const AGAIN: Duration = Duration::from_secs(2);
/// A try that took long is made so many times its length apart: it holds up the player.
const SPARE: u32 = 10;

/// One place where a server may answer.
pub struct Servers {
    server: Result<Server, OutputError>,
    origin: ServerOrigin,
    surroundings: Surroundings,
    failed: Option<Failed>,
}

struct Failed {
    socket: Option<Stamp>,
    again: Instant,
}

/// What tells one socket file from the next under the same name.
type Stamp = (u64, i64, i64);

impl Servers {
    /// The place of this origin; `None` where there is none. `forwarded`: the fixed path for laptops.
    pub fn new(origin: ServerOrigin, surroundings: &Surroundings, forwarded: &Path) -> Option<Self> {
        let server = match origin {
            ServerOrigin::Forwarded => Ok(Server { socket: forwarded.to_owned(), origin }),
            ServerOrigin::Named => {
                let named = surroundings.server.as_ref()?;
                let socket = surroundings.named().ok_or_else(|| trouble::unreadable(named, forwarded));
                socket.map(|socket| Server { socket, origin })
            }
            ServerOrigin::Own if surroundings.server.is_some() => return None,
            ServerOrigin::Own => Ok(Server { socket: surroundings.runtime.as_ref()?.join("native"), origin }),
        };
        Some(Self { server, origin, surroundings: surroundings.clone(), failed: None })
    }

    /// Joins, whoever asks.
    pub fn join(&mut self) -> Result<Pulse, OutputError> {
        let server = self.server.clone()?;
        let started = Instant::now();
        let joined = Pulse::join(&server, &self.surroundings.cookie()).and_then(|pulse| {
            let wanted = self.origin != ServerOrigin::Own || !pulse.is_dummy();
            wanted.then_some(pulse).ok_or_else(trouble::dummy)
        });
        if joined.is_err() {
            clear_stale(&server);
        }
        self.failed = joined.is_err().then(|| Failed {
            socket: stamp(&server.socket),
            again: Instant::now() + AGAIN.max(started.elapsed() * SPARE),
        });
        joined
    }

    fn exists(&self) -> bool {
        self.server.as_ref().is_ok_and(|server| stamp(&server.socket).is_some())
    }
}

impl OutputWay for Servers {
    fn kind(&self) -> OutputKind {
        OutputKind::Pulse
    }

    /// The speakers of an empty room are not used by themselves.
    fn is_automatic(&self) -> bool {
        self.origin != ServerOrigin::Own || !self.surroundings.over_ssh
    }

    fn is_there(&mut self) -> bool {
        self.origin == ServerOrigin::Named || self.exists()
    }

    fn is_promising(&mut self) -> bool {
        let Ok(server) = &self.server else { return false };
        let socket = stamp(&server.socket);
        let known = |failed: &Failed| failed.socket == socket && Instant::now() < failed.again;
        socket.is_some() && !self.failed.as_ref().is_some_and(known)
    }

    fn open(&mut self) -> Result<Box<dyn Output>, OutputError> {
        Ok(Box::new(self.join()?))
    }
}

fn stamp(socket: &Path) -> Option<Stamp> {
    fs::metadata(socket).ok().map(|data| (data.ino(), data.ctime(), data.ctime_nsec()))
}

/// Removes the socket that a dead ssh left: it would keep the next one from forwarding. Only at our own path, only a socket
/// behind which nobody is, and none so young that its ssh may just be about to listen.
fn clear_stale(server: &Server) {
    let age = |data: &fs::Metadata| data.modified().ok()?.elapsed().ok();
    let is_old = fs::symlink_metadata(&server.socket)
        .is_ok_and(|data| data.file_type().is_socket() && age(&data).is_some_and(|age| age > AGAIN));
    if server.origin == ServerOrigin::Forwarded
        && is_old
        && UnixStream::connect(&server.socket).is_err_and(|e| e.kind() == ErrorKind::ConnectionRefused)
    {
        let _ = fs::remove_file(&server.socket);
    }
}
