//! The door of systems without Unix sockets: a port of this machine alone. A private file names it, with a word for each side to
//! say: other users of the machine can reach the port, but know neither.

use std::fs;
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::files::{Who, replace_file};

pub type Stream = TcpStream;

/// How long one side waits for the other's word. Meanwhile nobody else comes in.
const PATIENCE: Duration = Duration::from_secs(1);

/// What the file says: `HOST GUEST PORT`.
#[derive(Clone, Debug, PartialEq)]
struct Sign {
    port: u16,
    /// What the server says first, so that no guest gives his word away to a stranger on the port of a server that has gone.
    host: [u8; 32],
    /// What the guest answers.
    guest: [u8; 32],
}

impl Sign {
    fn new(port: u16) -> Self {
        Self { port, host: word(), guest: word() }
    }

    fn read(path: &Path) -> io::Result<Self> {
        let text = fs::read_to_string(path)?;
        let mut parts = text.split_ascii_whitespace();
        let mut word = || parts.next().and_then(|word| word.as_bytes().try_into().ok());
        let (host, guest) = (word(), word());
        let port = parts.next().and_then(|port| port.parse().ok());
        match (port, host, guest) {
            (Some(port), Some(host), Some(guest)) => Ok(Self { port, host, guest }),
            _ => Err(ErrorKind::ConnectionRefused.into()),
        }
    }

    fn text(&self) -> Vec<u8> {
        [&self.host[..], b" ", &self.guest, b" ", self.port.to_string().as_bytes(), b"\n"].concat()
    }
}

/// The file that names the port, as long as its program serves.
pub struct Door {
    path: PathBuf,
    sign: Sign,
}

/// Where guests come in.
pub struct Doorway {
    listener: TcpListener,
    sign: Sign,
}

impl Door {
    /// Takes `path`, unless somebody else serves there.
    pub fn open(path: &Path) -> io::Result<(Self, Doorway)> {
        match join(path) {
            Ok(_) => return Err(ErrorKind::AddrInUse.into()),
            Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::ConnectionRefused) => {}
            Err(e) => return Err(e),
        }
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let sign = Sign::new(listener.local_addr()?.port());
        replace_file(path, Who::Owner, &sign.text())?;
        Ok((Self { path: path.to_owned(), sign: sign.clone() }, Doorway { listener, sign }))
    }

    /// False where another program has taken the file over.
    pub fn is_ours(&self) -> bool {
        Sign::read(&self.path).is_ok_and(|sign| sign == self.sign)
    }
}

impl Doorway {
    /// Waits for the next guest; an error where that one does not know the word.
    pub fn next(&self) -> io::Result<Stream> {
        let (mut guest, _) = self.listener.accept()?;
        guest.write_all(&self.sign.host)?;
        if !says(&mut guest, &self.sign.guest)? {
            return Err(ErrorKind::PermissionDenied.into());
        }
        Ok(guest)
    }
}

/// Comes in where `path` says. [`ErrorKind::ConnectionRefused`] where its program has gone.
pub fn join(path: &Path) -> io::Result<Stream> {
    let sign = Sign::read(path)?;
    let port = SocketAddr::from((Ipv4Addr::LOCALHOST, sign.port));
    // Windows asks a shut port again and again before it says so.
    let gone = |_| io::Error::from(ErrorKind::ConnectionRefused);
    let mut host = TcpStream::connect_timeout(&port, PATIENCE / 2).map_err(gone)?;
    if !says(&mut host, &sign.host).map_err(gone)? {
        return Err(ErrorKind::ConnectionRefused.into());
    }
    host.write_all(&sign.guest)?;
    Ok(host)
}

/// Whether the other side says `word`.
fn says(other: &mut TcpStream, word: &[u8; 32]) -> io::Result<bool> {
    let mut said = [0; 32];
    other.set_read_timeout(Some(PATIENCE))?;
    other.read_exact(&mut said)?;
    other.set_read_timeout(None)?;
    Ok(said == *word)
}

/// 128 bits that nobody can guess, in hexadecimal: hashes under keys that the system gives at random.
fn word() -> [u8; 32] {
    use std::hash::{BuildHasher as _, RandomState};
    let mut word = [0; 32];
    for half in word.chunks_exact_mut(16) {
        half.copy_from_slice(format!("{:016x}", RandomState::new().hash_one(0_u8)).as_bytes());
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_read_the_file_comes_in_and_nobody_else() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let path = dir.path().join("door");
        let (door, doorway) = Door::open(&path).expect("opened");
        std::thread::scope(|scope| {
            let guest = scope.spawn(|| join(&path).expect("comes in"));
            doorway.next().expect("let in").write_all(b"sound").expect("sent");
            let mut heard = String::new();
            guest.join().expect("joined").read_to_string(&mut heard).expect("read");
            assert_eq!(heard, "sound");
        });
        let mut stranger =
            TcpStream::connect((Ipv4Addr::LOCALHOST, door.sign.port)).expect("reaches the port");
        stranger.write_all(&word()).expect("sent");
        assert_eq!(doorway.next().expect_err("kept out").kind(), ErrorKind::PermissionDenied);
    }

    #[test]
    fn a_stranger_on_the_port_of_one_that_has_gone_learns_nothing() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let path = dir.path().join("door");
        let stranger = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("bound");
        let sign = Sign::new(stranger.local_addr().expect("an address").port());
        fs::write(&path, sign.text()).expect("written");
        std::thread::scope(|scope| {
            let heard = scope.spawn(|| {
                let (mut guest, _) = stranger.accept().expect("somebody comes");
                guest.write_all(&word()).expect("sent");
                let mut heard = Vec::new();
                let _ = guest.read_to_end(&mut heard);
                heard
            });
            assert_eq!(join(&path).expect_err("no segue").kind(), ErrorKind::ConnectionRefused);
            assert_eq!(heard.join().expect("ended"), b"");
        });
    }

    #[test]
    fn a_file_that_leads_nowhere_is_taken_over_and_one_that_leads_somewhere_is_not() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let path = dir.path().join("door");
        assert_eq!(join(&path).expect_err("nothing").kind(), ErrorKind::NotFound);
        fs::write(&path, "no sign").expect("written");
        let (first, doorway) = Door::open(&path).expect("taken over");
        std::thread::scope(|scope| {
            scope.spawn(|| doorway.next());
            assert_eq!(Door::open(&path).err().map(|e| e.kind()), Some(ErrorKind::AddrInUse));
        });
        assert!(first.is_ours());
        drop(doorway);
        let (second, _) = Door::open(&path).expect("taken over");
        assert!(second.is_ours() && !first.is_ours());
    }
}
