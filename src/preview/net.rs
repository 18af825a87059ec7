//! Fetching over the network with an end to everything: time, size, silence, and the user's patience.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, mpsc},
    time::Duration,
};

use reqwest::{Url, header::RETRY_AFTER, redirect};
use tokio::runtime::Runtime;

use super::clock::Clock;

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
    runtime: Option<Runtime>,
    http: reqwest::Client,
    offline: bool,
    clock: Arc<dyn Clock>,
    silence: Duration,
    down: Mutex<HashMap<String, (Duration, String)>>,
}

impl Net {
    /// A client that has asked nothing yet.
    pub fn new(offline: bool, clock: Arc<dyn Clock>) -> Result<Self, std::io::Error> {
        Self::with_silence(offline, clock, SILENCE)
    }

    /// As [`Net::new`], with another patience for silent servers.
    pub fn with_silence(
        offline: bool,
        clock: Arc<dyn Clock>,
        silence: Duration,
    ) -> Result<Self, std::io::Error> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("fetch")
            .enable_all()
            .build()?;
        let http = reqwest::Client::builder()
            .user_agent(concat!("segue/", env!("CARGO_PKG_VERSION")))
            .gzip(true)
            .redirect(redirect::Policy::limited(4))
            .connect_timeout(silence)
            .read_timeout(silence)
            .build()
            .map_err(|e| std::io::Error::other(said(&e)))?;
        Ok(Self { runtime: Some(runtime), http, offline, clock, silence, down: Mutex::default() })
    }

    /// Whether the network is not to be used.
    #[must_use]
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
        let Some(runtime) = self.runtime.as_ref().filter(|_| !self.offline) else {
            return Err(NetError::Offline);
        };
        let host = url.host_str().unwrap_or_default().to_owned();
        self.check_down(&host)?;
        let (answer, inbox) = mpsc::channel();
        let http = self.http.clone();
        let silence = self.silence;
        let task = runtime.spawn(async move {
            let reply = match tokio::time::timeout(patience, fetch(&http, url, most, silence)).await {
                Ok(reply) => reply,
                Err(_) => Err(NetError::Slow(patience)),
            };
            let _ = answer.send(reply);
        });
        loop {
            match inbox.recv_timeout(LOOK) {
                Ok(reply) => {
                    if let Err(NetError::Unreachable(why)) = &reply {
                        self.note_down(&host, why);
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
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl std::fmt::Debug for Net {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Net").field("offline", &self.offline).finish_non_exhaustive()
    }
}

async fn fetch(
    http: &reqwest::Client,
    url: Url,
    most: usize,
    silence: Duration,
) -> Result<HttpReply, NetError> {
    let failed = |e: reqwest::Error| {
        if e.is_connect() {
            NetError::Unreachable(said(&e))
        } else if e.is_timeout() {
            NetError::Slow(silence)
        } else {
            NetError::Broken(said(&e))
        }
    };
    let mut response = http.get(url).send().await.map_err(failed)?;
    if response.content_length().is_some_and(|length| length > most as u64) {
        return Err(NetError::TooLarge(most));
    }
    let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
    let retry_after = retry_after
        .and_then(|text| text.trim().parse().ok())
        .map(|s| Duration::from_secs(s).min(LONGEST_WAIT));
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

/// An error without its address, which may be signed, and with the innermost cause, which says most.
fn said(error: &reqwest::Error) -> String {
    let what = if error.is_connect() { "no connection" } else { "the connection broke" };
    let mut cause = std::error::Error::source(error);
    let mut innermost = None;
    while let Some(inner) = cause {
        innermost = Some(inner.to_string());
        cause = inner.source();
    }
    innermost.map_or_else(|| what.to_owned(), |why| format!("{what}: {why}"))
}
