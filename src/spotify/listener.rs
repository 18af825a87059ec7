//! The loopback listener that a browser is sent back to. It hears one answer to one login; everybody else is turned away.

use std::{
    io::{self, Read as _, Write as _},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use super::redirect::{self, RedirectRefusal};

/// A request line longer than this is none.
const LONGEST: usize = 8 << 10;
/// A caller that says nothing is hung up on.
const PATIENCE: Duration = Duration::from_secs(5);
/// So many callers at a time.
const CALLERS: usize = 16;

/// What the browser brought.
pub(super) type Brought = Result<String, RedirectRefusal>;

/// Listens until it is dropped.
#[derive(Debug)]
pub(super) struct Listener {
    socket: TcpListener,
    state: Arc<str>,
    brought: (mpsc::Sender<Brought>, mpsc::Receiver<Brought>),
    callers: Arc<AtomicUsize>,
}

impl Listener {
    /// Opens the port on loopback.
    pub(super) fn open(port: u16, state: &str) -> io::Result<Self> {
        let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        socket.set_nonblocking(true)?;
        Ok(Self { socket, state: state.into(), brought: mpsc::channel(), callers: Arc::default() })
    }

    /// Lets waiting callers in and looks whether one brought the answer. Does not block.
    pub(super) fn poll(&self) -> Option<Brought> {
        while self.callers.load(Ordering::SeqCst) < CALLERS {
            let Ok((stream, _)) = self.socket.accept() else { break };
            let (state, answer) = (Arc::clone(&self.state), self.brought.0.clone());
            let callers = Arc::clone(&self.callers);
            callers.fetch_add(1, Ordering::SeqCst);
            let counted = Arc::clone(&callers);
            let heard = thread::Builder::new().name("login".into()).spawn(move || {
                if let Some(brought) = hear(stream, &state) {
                    let _ = answer.send(brought);
                }
                callers.fetch_sub(1, Ordering::SeqCst);
            });
            if heard.is_err() {
                counted.fetch_sub(1, Ordering::SeqCst);
            }
        }
        self.brought.1.try_recv().ok()
    }

    #[cfg(test)]
    pub(super) fn port(&self) -> u16 {
        self.socket.local_addr().map_or(0, |address| address.port())
    }
}

/// Answers one caller.
fn hear(mut stream: TcpStream, state: &str) -> Option<Brought> {
    stream.set_nonblocking(false).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    stream.set_write_timeout(Some(PATIENCE)).ok()?;
    let target = target(&mut stream)?;
    let path = target.split('?').next().unwrap_or_default();
    let (brought, status, words) = if path == "/callback" {
        match redirect::code(&target, state) {
            Ok(code) => (Some(Ok(code)), "200 OK", "Logged in. Go back to segue; this page can be closed."),
            Err(RedirectRefusal::Denied(why)) => (
                Some(Err(RedirectRefusal::Denied(why))),
                "200 OK",
                "The login was refused. Go back to segue.",
            ),
            Err(_) => (None, "400 Bad Request", "This address belongs to another login."),
        }
    } else {
        (None, "404 Not Found", "Nothing here.")
    };
    let page = format!("<!doctype html><meta charset=utf-8><title>segue</title><p>{words}</p>\n");
    let head = "content-type: text/html; charset=utf-8\r\ncache-control: no-store\r\nconnection: close\r\n";
    let answer = format!("HTTP/1.1 {status}\r\n{head}content-length: {}\r\n\r\n{page}", page.len());
    let _ = stream.write_all(answer.as_bytes());
    brought
}

/// The target of a GET; the head is read to its end, so that the caller is not cut off while it writes.
fn target(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    let mut chunk = [0; 1024];
    while !head.windows(4).any(|w| w == b"\r\n\r\n") {
        if head.len() > LONGEST {
            return None;
        }
        match stream.read(&mut chunk) {
            Ok(n) if n > 0 => head.extend_from_slice(&chunk[..n]),
            _ => return None,
        }
    }
    let head = String::from_utf8_lossy(&head);
    let mut words = head.lines().next()?.split(' ');
    (words.next()? == "GET").then(|| words.next().map(str::to_owned))?
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    fn call(port: u16, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
        stream.write_all(bytes).unwrap();
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer);
        answer
    }

    /// Calls while somebody polls.
    fn calling(listener: &Listener, bytes: &'static [u8]) -> (String, Option<Brought>) {
        let port = listener.port();
        let caller = thread::spawn(move || call(port, bytes));
        let end = Instant::now() + Duration::from_mins(1);
        let mut brought = None;
        while !caller.is_finished() && Instant::now() < end {
            brought = brought.or(listener.poll());
            thread::sleep(Duration::from_millis(5));
        }
        let answer = caller.join().unwrap();
        // The answer is on its way to us while the caller already has theirs.
        for _ in 0..2000 {
            if brought.is_some() || !answer.contains("200 OK") {
                break;
            }
            brought = listener.poll();
            thread::sleep(Duration::from_millis(5));
        }
        (answer, brought)
    }

    #[test]
    fn strangers_and_favicons_are_turned_away_and_the_answer_is_heard() {
        let listener = Listener::open(0, "s1").unwrap();
        for (bytes, status) in [
            (&b"GET /favicon.ico HTTP/1.1\r\nhost: x\r\n\r\n"[..], "404"),
            (b"GET /callback?code=x&state=theirs HTTP/1.1\r\n\r\n", "400"),
            (b"POST /callback?code=x&state=s1 HTTP/1.1\r\n\r\n", ""),
            (b"\x16\x03\x01nonsense\r\n\r\n", ""),
        ] {
            let (answer, brought) = calling(&listener, bytes);
            assert!(brought.is_none(), "{answer}");
            assert!(answer.contains(status), "{answer}");
        }
        let (answer, brought) = calling(&listener, b"GET /callback?code=AQ&state=s1 HTTP/1.1\r\n\r\n");
        assert!(answer.contains("200 OK") && !answer.contains("AQ"), "{answer}");
        assert_eq!(brought, Some(Ok("AQ".into())));
    }

    #[test]
    fn a_caller_who_says_nothing_keeps_nobody_waiting() {
        let listener = Listener::open(0, "s1").unwrap();
        let _silent = TcpStream::connect((Ipv4Addr::LOCALHOST, listener.port())).unwrap();
        let (_, brought) = calling(&listener, b"GET /callback?error=access_denied&state=s1 HTTP/1.1\r\n\r\n");
        assert_eq!(brought, Some(Err(RedirectRefusal::Denied("access_denied".into()))));
    }
}
