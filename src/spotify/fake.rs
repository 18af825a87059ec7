//! A Spotify of one's own on loopback: it remembers, and it does on demand what the real one does at its worst.
//!
//! Tests in a pseudo-terminal include this file too, so it leans on nothing of the program.

use std::{
    collections::VecDeque,
    io::{Read as _, Write as _},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
};

use serde_json::{Value, json};

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

struct Request {
    method: String,
    path: String,
    query: Vec<(String, String)>,
    bearer: Option<String>,
    body: Vec<u8>,
}

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

fn error(status: u16, message: &str) -> Answer {
    (status, String::new(), json!({ "error": { "status": status, "message": message } }).to_string())
}

fn token(memory: &mut Memory, request: &Request) -> Answer {
    let form = pairs(&String::from_utf8_lossy(&request.body));
    let value = |name: &str| form.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone()).unwrap_or_default();
    let known = match value("grant_type").as_str() {
        "refresh_token" => !memory.refresh.is_empty() && value("refresh_token") == memory.refresh,
        "authorization_code" => {
            value("code_verifier").len() >= 43 && memory.code.take().is_some_and(|code| code == value("code"))
        }
        _ => false,
    };
    if !known {
        let body = json!({ "error": "invalid_grant", "error_description": "Refresh token revoked" });
        return (400, String::new(), body.to_string());
    }
    memory.access = memory.next("ACCESS");
    let mut answer = json!({
        "access_token": memory.access, "token_type": "Bearer", "expires_in": 3600, "scope": "playlist-modify-private",
    });
    if value("grant_type") == "authorization_code" || !memory.keeps_refresh {
        memory.refresh = memory.next("REFRESH");
        answer["refresh_token"] = json!(memory.refresh);
    }
    (200, String::new(), answer.to_string())
}

fn api(memory: &mut Memory, request: &Request, path: &str) -> (u16, Value) {
    let refused =
        |status: u16, message: &str| (status, json!({ "error": { "status": status, "message": message } }));
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let number = |name: &str, usual: usize| {
        let found = request.query.iter().find(|(n, _)| n == name);
        found.map_or(Some(usual), |(_, value)| value.parse().ok()).unwrap_or(usize::MAX)
    };
    let (limit, offset) = (number("limit", 20), number("offset", 0));
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    match (request.method.as_str(), &parts[..]) {
        ("GET", ["me"]) => (200, json!({ "id": "testdj", "display_name": "Test DJ", "type": "user" })),
        ("GET", ["search"]) if number("limit", 5) > 10 => refused(400, "Invalid limit"),
        ("GET", ["search"]) => {
            let query = request.query.iter().find(|(name, _)| name == "q").map_or("", |(_, value)| value);
            let items: Vec<Value> = search(memory, query).iter().map(|track| shown(memory, track)).collect();
            (200, json!({ "tracks": { "items": items, "total": items.len(), "next": null } }))
        }
        ("GET", ["tracks", id]) => match memory.tracks.iter().find(|track| track.id == *id) {
            Some(track) => (200, shown(memory, track)),
            None => refused(404, "Non existing id"),
        },
        _ if limit > 50 => refused(400, "Invalid limit"),
        ("GET", ["me", "tracks"]) => {
            let uris = memory.saved.clone();
            (200, page(memory, &uris, limit, offset, "track"))
        }
        ("GET", ["me", "playlists"]) => {
            let mine: Vec<Value> = memory.playlists.iter().map(described).collect();
            let items: Vec<&Value> = mine.iter().skip(offset).take(limit).collect();
            let next = (offset + items.len() < mine.len()).then_some("more");
            (200, json!({ "items": items, "total": mine.len(), "next": next }))
        }
        ("POST", ["me", "playlists"]) => {
            memory.count += 1;
            let new = FakePlaylist {
                id: format!("P{:021}", memory.count),
                name: body["name"].as_str().unwrap_or_default().into(),
                description: body["description"].as_str().unwrap_or_default().into(),
                public: body["public"].as_bool().unwrap_or(true),
                owner: "testdj".into(),
                uris: Vec::new(),
            };
            let mut answer = described(&new);
            if !memory.without_items {
                answer["items"] = json!({ "items": [], "total": 0 });
            }
            memory.playlists.insert(0, new);
            (201, answer)
        }
        (method, ["playlists", id, rest @ ..]) if matches!(rest, [] | ["items"]) => {
            playlist(memory, method, id, rest.is_empty(), (limit, offset), &body)
        }
        // The paths of before 2026.
        _ => refused(403, "Forbidden"),
    }
}

fn refused(status: u16, message: &str) -> (u16, Value) {
    (status, json!({ "error": { "status": status, "message": message } }))
}

fn playlist(
    memory: &mut Memory,
    method: &str,
    id: &str,
    itself: bool,
    (limit, offset): (usize, usize),
    body: &Value,
) -> (u16, Value) {
    let Some(place) = memory.playlists.iter().position(|playlist| playlist.id == id) else {
        return refused(404, "Resource not found");
    };
    let uris: Vec<String> = body["uris"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|uri| uri.as_str().map(str::to_owned))
        .collect();
    let foreign = memory.playlists[place].owner != "testdj";
    let known = |uri: &String| {
        memory.tracks.iter().any(|track| uri.strip_prefix("spotify:track:") == Some(&track.id))
    };
    let rows = memory.playlists[place].uris.clone();
    match (method, itself) {
        ("GET", true) => return (200, described(&memory.playlists[place])),
        ("GET", false) => return (200, page(memory, &rows, limit, offset, "item")),
        _ if foreign => return refused(403, "You cannot change a playlist you don't own"),
        ("POST" | "PUT", false) if uris.len() > 100 || !uris.iter().all(known) => {
            return refused(400, "Invalid track uri");
        }
        ("POST", false) => {
            let at = body["position"].as_u64().map_or(rows.len(), |at| at as usize);
            if at > rows.len() {
                return refused(400, "Index out of bounds");
            }
            memory.playlists[place].uris.splice(at..at, uris);
        }
        ("PUT", false) => memory.playlists[place].uris = uris,
        ("DELETE", false) => {
            let items = body["items"].as_array().into_iter().flatten();
            let gone: Vec<&str> = items.filter_map(|item| item["uri"].as_str()).collect();
            if gone.is_empty() || gone.len() > 100 {
                return refused(400, "Invalid items");
            }
            memory.playlists[place].uris.retain(|uri| !gone.contains(&uri.as_str()));
        }
        _ => return refused(405, "Method not allowed"),
    }
    memory.count += 1;
    (201, json!({ "snapshot_id": format!("S{}", memory.count) }))
}

fn described(playlist: &FakePlaylist) -> Value {
    json!({
        "id": playlist.id, "name": playlist.name, "description": playlist.description, "public": playlist.public,
        "owner": { "id": playlist.owner }, "type": "playlist",
    })
}

fn page(memory: &Memory, uris: &[String], limit: usize, offset: usize, under: &str) -> Value {
    let rows: Vec<Value> = uris
        .iter()
        .skip(offset)
        .take(limit)
        .map(|uri| {
            let track =
                memory.tracks.iter().find(|track| uri.strip_prefix("spotify:track:") == Some(&track.id));
            let shown = track.map_or_else(
                || json!({ "uri": uri, "id": null, "name": "a file", "is_local": true }),
                |track| shown(memory, track),
            );
            json!({ "added_at": "2026-01-01T00:00:00Z", under: shown })
        })
        .collect();
    let next = (offset + rows.len() < uris.len()).then_some("more");
    json!({ "items": rows, "total": uris.len(), "next": next, "limit": limit, "offset": offset })
}

fn shown(memory: &Memory, track: &FakeTrack) -> Value {
    let artists: Vec<Value> =
        track.artists.iter().map(|name| json!({ "name": name, "type": "artist" })).collect();
    let mut shown = json!({
        "id": track.id, "uri": format!("spotify:track:{}", track.id), "name": track.name, "artists": artists,
        "album": { "name": "An album", "release_date": "2004-02-02" }, "duration_ms": 276_773, "type": "track",
        "is_playable": track.playable, "is_local": false,
    });
    if !memory.without_isrc {
        shown["external_ids"] = json!({ "isrc": track.isrc });
    }
    shown
}

/// Records with at least half of the words, those with most first, ten at most: about what the real one does.
fn search(memory: &Memory, query: &str) -> Vec<FakeTrack> {
    if let Some(isrc) = query.strip_prefix("isrc:") {
        return memory.tracks.iter().filter(|track| track.isrc.as_deref() == Some(isrc)).cloned().collect();
    }
    let fields = query.contains("track:");
    let query = query.replace("track:", " ").replace("artist:", " ");
    let wanted = words(&query);
    let mut found: Vec<(usize, usize, &FakeTrack)> = Vec::new();
    for (place, track) in memory.tracks.iter().enumerate() {
        let have = words(&format!("{} {}", track.artists.join(" "), track.name));
        let hits = wanted.iter().filter(|word| have.contains(word)).count();
        let needed = if fields { wanted.len() } else { wanted.len().div_ceil(2) };
        if hits >= needed.max(1) {
            found.push((wanted.len() - hits, place, track));
        }
    }
    found.sort_by_key(|(missed, place, _)| (*missed, *place));
    found.into_iter().take(10).map(|(.., track)| track.clone()).collect()
}

fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn read(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<Request> {
    let end = loop {
        if let Some(end) = buffer.windows(4).position(|w| w == b"\r\n\r\n") {
            break end;
        }
        fill(stream, buffer)?;
    };
    let head = String::from_utf8_lossy(&buffer[..end]).into_owned();
    let header = |name: &str| {
        head.lines().find_map(|line| {
            let (n, value) = line.split_once(':')?;
            n.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        })
    };
    let length = header("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
    while buffer.len() < end + 4 + length {
        fill(stream, buffer)?;
    }
    let body = buffer[end + 4..end + 4 + length].to_vec();
    buffer.drain(..end + 4 + length);
    let mut line = head.lines().next()?.split(' ');
    let (method, target) = (line.next()?.to_owned(), line.next()?.to_owned());
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let bearer = header("authorization").and_then(|text| text.strip_prefix("Bearer ").map(str::to_owned));
    Some(Request { method, path: path.to_owned(), query: pairs(query), bearer, body })
}

fn fill(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<()> {
    let mut chunk = [0; 4096];
    match stream.read(&mut chunk) {
        Ok(n) if n > 0 => {
            buffer.extend_from_slice(&chunk[..n]);
            Some(())
        }
        _ => None,
    }
}

fn pairs(text: &str) -> Vec<(String, String)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).map(|(n, v)| (plain(n), plain(v))).collect()
}

/// Takes `%20` and `+` back.
fn plain(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let code = text.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (bytes[at], code) {
            (b'%', Some(code)) => {
                out.push(code);
                at += 3;
                continue;
            }
            (b'+', _) => out.push(b' '),
            (byte, _) => out.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}
