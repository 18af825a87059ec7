//! A Spotify of one's own on loopback: it remembers, and it does on demand what the real one does at its worst.
//!
//! Tests in a pseudo-terminal include this file too, so it leans on nothing of the program.

mod api;
mod http;

use std::{
    collections::VecDeque,
    io::Write as _,
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
};

use self::{
    api::{api, error, token},
    http::{Request, read},
};

/// What goes wrong with one request to the API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nothing.
    None,
    /// The access token is no longer good.
    Unauthorized,
    /// HTTP 403, as JSON.
    Forbidden,
    /// HTTP 403 in plain text: not among the app's users.
    Stranger,
    /// HTTP 429 with so many seconds to wait.
    Busy(u64),
    /// The connection breaks before anything is done.
    DroppedBefore,
    /// It breaks after everything is done.
    DroppedAfter,
    /// It is done, and the answer is plain text with this status.
    Plain(u16),
    /// The refresh token is no longer good either.
    Revoked,
}

/// A record in the fake's catalogue.
#[derive(Clone, Debug)]
pub(crate) struct FakeTrack {
    pub(crate) id: String,
    pub(crate) artists: Vec<String>,
    pub(crate) name: String,
    pub(crate) isrc: Option<String>,
    pub(crate) playable: bool,
}

/// A playlist and its rows.
#[derive(Clone, Debug)]
pub(crate) struct FakePlaylist {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) public: bool,
    pub(crate) owner: String,
    pub(crate) uris: Vec<String>,
}

/// Everything it knows.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    pub(crate) tracks: Vec<FakeTrack>,
    pub(crate) playlists: Vec<FakePlaylist>,
    pub(crate) saved: Vec<String>,
    pub(crate) faults: VecDeque<Fault>,
    /// A refresh answers without a refresh token.
    pub(crate) keeps_refresh: bool,
    /// A new playlist's answer has no rows.
    pub(crate) without_items: bool,
    /// Records come without `external_ids`.
    pub(crate) without_isrc: bool,
    /// Method, path and query of every request.
    pub(crate) seen: Vec<String>,
    access: String,
    refresh: String,
    code: Option<String>,
    count: u32,
}

impl Memory {
    /// A record with a number for an id.
    pub(crate) fn put(&mut self, artist: &str, name: &str) -> String {
        let id = format!("{:022}", self.tracks.len() + 1);
        self.tracks.push(FakeTrack {
            id: id.clone(),
            artists: artist.split(", ").map(str::to_owned).collect(),
            name: name.to_owned(),
            isrc: Some(format!("XX{:010}", self.tracks.len() + 1)),
            playable: true,
        });
        format!("spotify:track:{id}")
    }

    fn next(&mut self, what: &str) -> String {
        self.count += 1;
        format!("FAKE-{what}-{}", self.count)
    }
}

/// The server. It ends with the process.
#[derive(Clone, Debug)]
pub(crate) struct Fake {
    memory: Arc<Mutex<Memory>>,
    port: u16,
}

/// Status, more heads, body.
type Answer = (u16, String, String);

impl Fake {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let fake = Self { memory: Arc::default(), port };
        let serving = fake.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let serving = serving.clone();
                thread::spawn(move || serving.serve(stream));
            }
        });
        fake
    }

    pub(crate) fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn api(&self) -> String {
        format!("http://127.0.0.1:{}/v1", self.port)
    }

    pub(crate) fn accounts(&self) -> String {
        format!("http://127.0.0.1:{}/accounts", self.port)
    }

    /// What somebody who logs in comes back with.
    pub(crate) fn code(&self) -> String {
        let mut memory = self.memory();
        let code = memory.next("CODE");
        memory.code = Some(code.clone());
        code
    }

    /// Access and refresh token of a fresh login.
    pub(crate) fn login(&self) -> (String, String) {
        let mut memory = self.memory();
        (memory.access, memory.refresh) = (memory.next("ACCESS"), memory.next("REFRESH"));
        (memory.access.clone(), memory.refresh.clone())
    }

    fn serve(&self, mut stream: TcpStream) {
        let mut buffer = Vec::new();
        while let Some(request) = read(&mut stream, &mut buffer) {
            let Some((status, headers, body)) = self.answer(&request) else { return };
            let head = format!(
                "HTTP/1.1 {status} Whatever\r\n{headers}content-type: application/json\r\ncontent-length: {}\r\n\r\n",
                body.len()
            );
            if stream.write_all(format!("{head}{body}").as_bytes()).is_err() {
                return;
            }
        }
    }

    /// The answer; none where the connection breaks.
    fn answer(&self, request: &Request) -> Option<Answer> {
        let mut memory = self.memory();
        let query: Vec<String> =
            request.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        memory.seen.push(format!("{} {} {}", request.method, request.path, query.join("&")));
        if request.path == "/accounts/api/token" {
            return Some(token(&mut memory, request));
        }
        let Some(path) = request.path.strip_prefix("/v1") else {
            return Some((404, String::new(), "no such place".into()));
        };
        let fault = memory.faults.pop_front().unwrap_or(Fault::None);
        match fault {
            Fault::Unauthorized => memory.access.clear(),
            Fault::Revoked => {
                memory.access.clear();
                memory.refresh.clear();
            }
            Fault::Forbidden => return Some(error(403, "Forbidden")),
            Fault::Stranger => {
                return Some((403, String::new(), "User not registered in the Developer Dashboard".into()));
            }
            Fault::Busy(seconds) => {
                let (status, _, body) = error(429, "API rate limit exceeded");
                return Some((status, format!("retry-after: {seconds}\r\n"), body));
            }
            Fault::DroppedBefore => return None,
            Fault::None | Fault::DroppedAfter | Fault::Plain(_) => {}
        }
        if memory.access.is_empty() || request.bearer.as_deref() != Some(&memory.access) {
            return Some(error(401, "The access token expired"));
        }
        let (status, answer) = api(&mut memory, request, path);
        match fault {
            Fault::DroppedAfter => None,
            Fault::Plain(status) => Some((status, String::new(), "upstream connect error".into())),
            _ => Some((status, String::new(), answer.to_string())),
        }
    }
}
