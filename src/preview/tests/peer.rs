//! A server on loopback that answers as a test wants it, also in ways no server should.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use reqwest::Url;

pub(super) enum Answer {
    Json(String),
    Sound(Vec<u8>),
    Html,
    Status(u16),
    /// Says that so many bytes follow, and sends none.
    Announced(usize),
    /// Sends and never ends.
    Endless,
    /// Takes the question and says nothing.
    Hang,
    /// Ends in the middle.
    Cut,
    /// Elsewhere.
    Moved(String),
}

pub(super) struct Peer {
    pub(super) url: Url,
    asked: Arc<Mutex<Vec<String>>>,
    end: Arc<AtomicBool>,
}

impl Peer {
    /// Answers each path (with its query) by `answer`, which is told the server's own address.
    pub(super) fn start(answer: impl Fn(&str, &str) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback");
        let url = format!("http://{}/", listener.local_addr().expect("bound"));
        let (asked, end) = (Arc::<Mutex<Vec<String>>>::default(), Arc::<AtomicBool>::default());
        let (log, ended, own, answer) = (asked.clone(), end.clone(), url.clone(), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if ended.load(Ordering::Relaxed) {
                    return;
                }
                let (log, ended, own, answer) = (log.clone(), ended.clone(), own.clone(), answer.clone());
                thread::spawn(move || {
                    let Some(path) = path(&stream) else { return };
                    log.lock().expect("log").push(path.clone());
                    let _ = give(&stream, answer(&path, &own), &ended);
                });
            }
        });
        Self { url: Url::parse(&url).expect("an address"), asked, end }
    }

    /// The paths asked for so far.
    pub(super) fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("log").clone()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.end.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect((self.url.host_str().unwrap_or_default(), self.url.port().unwrap_or(0)));
    }
}

fn path(stream: &TcpStream) -> Option<String> {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next()?.ok()?;
    while lines.next()?.ok().is_some_and(|line| !line.is_empty()) {}
    Some(first.split(' ').nth(1)?.to_owned())
}

fn give(mut stream: &TcpStream, answer: Answer, ended: &AtomicBool) -> std::io::Result<()> {
    let mut send = |status: u16, kind: &str, more: &str, length: Option<usize>, body: &[u8]| {
        let length = length.map_or_else(String::new, |length| format!("content-length: {length}\r\n"));
        let head =
            format!("HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\n{more}{length}connection: close\r\n\r\n");
        stream.write_all(head.as_bytes())?;
        stream.write_all(body)
    };
    let page = b"<!DOCTYPE html><html><body>Not here</body></html>";
    match answer {
        Answer::Json(text) => send(200, "application/json", "", Some(text.len()), text.as_bytes()),
        Answer::Sound(bytes) => send(200, "audio/mpeg", "", Some(bytes.len()), &bytes),
        Answer::Html => send(200, "audio/mpeg", "", Some(page.len()), page),
        Answer::Status(status) => send(status, "text/html", "", Some(page.len()), page),
        Answer::Announced(length) => send(200, "audio/mpeg", "", Some(length), b"ID3"),
        Answer::Moved(to) => send(302, "text/html", &format!("location: {to}\r\n"), Some(0), b""),
        Answer::Cut => send(200, "audio/mpeg", "", Some(10_000), b"ID3 and then nothing"),
        Answer::Endless => {
            send(200, "audio/mpeg", "", None, b"ID3")?;
            while !ended.load(Ordering::Relaxed) {
                stream.write_all(&[0x55; 8_192])?;
            }
            Ok(())
        }
        Answer::Hang => {
            while !ended.load(Ordering::Relaxed) {
                thread::sleep(Duration::from_millis(10));
            }
            Ok(())
        }
    }
}
