//! Fetching over the network with an end to everything: time, size, silence, and the user's patience.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock, PoisonError, mpsc},
    time::Duration,
};

use reqwest::{
    Url,
    header::{ACCEPT_ENCODING, CONTENT_RANGE, RANGE},
    redirect,
};
use tokio::runtime::Runtime;

use crate::{
    network::why,
    time::{Clock, retry_after},
};

/// How long a server may be silent, and a connection may take.
const SILENCE: Duration = Duration::from_secs(5);
/// A host that could not be reached is not tried again for so long: a dead network costs one wait, not one a record.
const DOWN: Duration = Duration::from_secs(15);
/// Whatever a server says, it is asked again after this.
const LONGEST_WAIT: Duration = Duration::from_hours(24);
/// How often the caller is asked whether to stop.
const LOOK: Duration = Duration::from_millis(20);

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpReply {
    /// HTTP status.
    pub status: u16,
    /// `Retry-After` in seconds, where sent.
    pub retry_after: Option<Duration>,
    /// The body, unpacked.
    pub body: Vec<u8>,
}

/// What came back of one part of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// HTTP status; only 206 has a body.
    pub(super) status: u16,
    /// The first byte that was sent, and how long the whole file is, as the server says.
    pub(super) range: Option<(u64, Option<u64>)>,
    /// No more than was asked for; less where the line broke.
    pub(super) body: Vec<u8>,
    /// Where it was in the end.
    pub(super) url: Url,
}

/// Why nothing came back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NetError {
    /// `--offline`.
    #[error("offline")]
    Offline,
    /// Nobody wants it any more.
    #[error("stopped")]
    Stopped,
    /// No connection.
    #[error("{0}")]
    Unreachable(String),
    /// The connection broke.
    #[error("{0}")]
    Broken(String),
    /// Too slow.
    #[error("no answer within {} s", .0.as_secs().max(1))]
    Slow(Duration),
    /// Larger than allowed.
    #[error("larger than {} MB", .0 >> 20)]
    TooLarge(usize),
}

/// A client whose calls block; they may be made from any thread.
pub struct Net {
    /// Made by the first request: no screen waits for a client that may never ask for anything.
    line: OnceLock<Result<Line, String>>,
    offline: bool,
    clock: Arc<dyn Clock>,
    silence: Duration,
    down: Mutex<HashMap<String, (Duration, String)>>,
}

/// What requests go over.
struct Line {
    runtime: Runtime,
    http: reqwest::Client,
}

impl Line {
    fn new(silence: Duration) -> Result<Self, String> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("fetch")
            .enable_all()
            .build()
            .map_err(|e| e.to_string())?;
        let http = reqwest::Client::builder()
            .user_agent(concat!("segue/", env!("CARGO_PKG_VERSION")))
            .gzip(true)
            .redirect(redirect::Policy::limited(4))
            .connect_timeout(silence)
            .read_timeout(silence)
            .build()
            .map_err(|e| why(&e))?;
        Ok(Self { runtime, http })
    }
}

impl Net {
    /// A client that has asked nothing yet.
    pub fn new(offline: bool, clock: Arc<dyn Clock>) -> Self {
        Self::with_silence(offline, clock, SILENCE)
    }

    /// As [`Net::new`], with another patience for silent servers.
    pub fn with_silence(offline: bool, clock: Arc<dyn Clock>, silence: Duration) -> Self {
        Self { line: OnceLock::new(), offline, clock, silence, down: Mutex::default() }
    }

    /// Whether the network is not to be used.
    pub fn is_offline(&self) -> bool {
        self.offline
    }

    /// Fetches at most `most` bytes within `patience`.
    pub fn get(
        &self,
        url: Url,
        most: usize,
        patience: Duration,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<HttpReply, NetError> {
        let host = url.host_str().unwrap_or_default().to_owned();
        let silence = self.silence;
        self.wait(&host, |http| async move { fetch(&http, url, most, silence).await }, patience, stop)
    }

    /// Fetches at most `len` bytes of a file from `from` on within `patience`. What is answered without a part is not read.
    pub(super) fn part(
        &self,
        url: Url,
        from: u64,
        len: u64,
        patience: Duration,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<Part, NetError> {
        let host = url.host_str().unwrap_or_default().to_owned();
        let silence = self.silence;
        let fetch = |http: reqwest::Client| async move { fetch_part(&http, url, from, len, silence).await };
        self.wait(&host, fetch, patience, stop)
    }

    fn line(&self) -> Result<&Line, NetError> {
        if self.offline {
            return Err(NetError::Offline);
        }
        let line = self.line.get_or_init(|| Line::new(self.silence)).as_ref();
        line.map_err(|why| NetError::Broken(format!("the network cannot be used: {why}")))
    }

    fn wait<T: Send + 'static, F: Future<Output = Result<T, NetError>> + Send + 'static>(
        &self,
        host: &str,
        fetch: impl FnOnce(reqwest::Client) -> F,
        patience: Duration,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<T, NetError> {
        let Line { runtime, http } = self.line()?;
        self.check_down(host)?;
        let (answer, inbox) = mpsc::channel();
        let fetch = fetch(http.clone());
        let task = runtime.spawn(async move {
            let reply = tokio::time::timeout(patience, fetch).await.unwrap_or(Err(NetError::Slow(patience)));
            let _ = answer.send(reply);
        });
        loop {
            match inbox.recv_timeout(LOOK) {
                Ok(reply) => {
                    if let Err(NetError::Unreachable(why)) = &reply {
                        self.note_down(host, why);
                    }
                    return reply;
                }
                Err(mpsc::RecvTimeoutError::Timeout) if stop() => {
                    task.abort();
                    return Err(NetError::Stopped);
                }
                Err(mpsc::RecvTimeoutError::Timeout) => {}
                Err(mpsc::RecvTimeoutError::Disconnected) => return Err(NetError::Stopped),
            }
        }
    }

    fn check_down(&self, host: &str) -> Result<(), NetError> {
        let now = self.clock.now();
        let mut down = self.down.lock().unwrap_or_else(PoisonError::into_inner);
        down.retain(|_, (until, _)| *until > now);
        match down.get(host) {
            Some((_, why)) => Err(NetError::Unreachable(why.clone())),
            None => Ok(()),
        }
    }

    fn note_down(&self, host: &str, why: &str) {
        let until = self.clock.now() + DOWN;
        let mut down = self.down.lock().unwrap_or_else(PoisonError::into_inner);
        down.insert(host.to_owned(), (until, why.to_owned()));
    }
}

impl Drop for Net {
    fn drop(&mut self) {
        // Also where the last owner lives on another runtime's thread, where waiting is not allowed.
        if let Some(Ok(line)) = self.line.take() {
            line.runtime.shutdown_background();
        }
    }
}

impl std::fmt::Debug for Net {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Net").field("offline", &self.offline).finish_non_exhaustive()
    }
}

fn failed(e: &reqwest::Error, silence: Duration) -> NetError {
    if e.is_connect() {
        NetError::Unreachable(why(e))
    } else if e.is_timeout() {
        NetError::Slow(silence)
    } else {
        NetError::Broken(why(e))
    }
}

async fn fetch_part(
    http: &reqwest::Client,
    url: Url,
    from: u64,
    len: u64,
    silence: Duration,
) -> Result<Part, NetError> {
    let range = format!("bytes={from}-{}", from.saturating_add(len).saturating_sub(1));
    let request = http.get(url).header(RANGE, range).header(ACCEPT_ENCODING, "identity");
    let mut response = request.send().await.map_err(|e| failed(&e, silence))?;
    let range = response.headers().get(CONTENT_RANGE).and_then(|value| content_range(value.to_str().ok()?));
    let (status, url) = (response.status().as_u16(), response.url().clone());
    let mut body = Vec::new();
    while status == 206 && (body.len() as u64) < len {
        match response.chunk().await {
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Err(e) if body.is_empty() => return Err(failed(&e, silence)),
            // What came before the line broke is part of the file all the same.
            Ok(None) | Err(_) => break,
        }
    }
    body.truncate(usize::try_from(len).unwrap_or(usize::MAX));
    Ok(Part { status, range, body, url })
}

/// `bytes 0-99/2000`: the first byte and the whole length; `*` is an unknown one.
fn content_range(value: &str) -> Option<(u64, Option<u64>)> {
    let (part, whole) = value.trim().strip_prefix("bytes")?.trim().split_once('/')?;
    let first = part.split_once('-').map_or(Some(0), |(first, _)| first.trim().parse().ok())?;
    Some((first, whole.trim().parse().ok()))
}

async fn fetch(
    http: &reqwest::Client,
    url: Url,
    most: usize,
    silence: Duration,
) -> Result<HttpReply, NetError> {
    let failed = |e: reqwest::Error| failed(&e, silence);
    let mut response = http.get(url).send().await.map_err(failed)?;
    if response.content_length().is_some_and(|length| length > most as u64) {
        return Err(NetError::TooLarge(most));
    }
    let retry_after = retry_after(response.headers()).map(|wait| wait.min(LONGEST_WAIT));
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(failed)? {
        if body.len() + chunk.len() > most {
            return Err(NetError::TooLarge(most));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(HttpReply { status, retry_after, body })
}
