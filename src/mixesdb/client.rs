//! One polite connection to a MediaWiki API.

use crate::{
    network::why,
    time::{Clock, SystemClock},
};
use std::{sync::Arc, time::Duration};

use reqwest::{Url, header::HeaderMap, redirect};
use serde::Deserialize;
use tokio_util::sync::CancellationToken;

use super::{
    answer::{ApiAnswer, Continue},
    error::CrawlError,
    etiquette::{self, LONGEST_RETRY_AFTER, Pace, TRIES},
    jitter::{Jitter, system_jitter},
    robots,
    verdict::{self, AnswerVerdict},
};

/// No answer may be longer, unpacked; MediaWiki's own are 8 MiB at most.
const LONGEST_BODY: usize = 24 << 20;
/// Nor all answers that make one batch of pages, together.
const LONGEST_BATCH: usize = 64 << 20;
/// RFC 9309 wants at least 500 KiB of robots.txt read; nobody means more than this.
const LONGEST_ROBOTS: usize = 4 << 20;
/// RFC 9309 wants at least five redirects of robots.txt followed.
const ROBOTS_REDIRECTS: u32 = 5;

/// A batch is fifty pages, and a page's text fits an answer: a wiki that continues oftener never ends.
const MOST_CONTINUATIONS: u32 = 200;

/// Whom to ask, and who asks.
#[derive(Clone, Debug)]
pub struct WikiAccess {
    /// `https://www.mixesdb.com/w/api.php`.
    pub api: String,
    /// An e-mail or web page of the user; without one only loopback is asked.
    pub contact: String,
    /// The least distance of two requests on loopback. Others get at least four seconds.
    pub min_delay: Duration,
    /// The user has the site's consent to crawl against its robots.txt.
    pub consent: bool,
}

/// How the client reaches its world; tests bring their own.
pub struct WikiWorld {
    /// The clock that paces requests.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub jitter: Jitter,
    /// Longest silence of a server before the answer counts as lost.
    pub silence: Duration,
    /// Longest time for one whole answer.
    pub patience: Duration,
}

impl Default for WikiWorld {
    fn default() -> Self {
        Self {
            clock: Arc::new(SystemClock::default()),
            jitter: system_jitter(),
            silence: Duration::from_secs(30),
            patience: Duration::from_mins(3),
        }
    }
}

/// Told when the client waits longer than usual, and why.
pub type OnWait = Box<dyn FnMut(Duration, &str) + Send>;

/// Asks one wiki, one question at a time.
pub struct WikiClient {
    http: reqwest::Client,
    api: Url,
    host: String,
    consent: bool,
    pace: Pace,
    clock: Arc<dyn Clock>,
    stop: CancellationToken,
    on_wait: OnWait,
    requests: u64,
    /// Bytes of the answers that make the batch under way.
    received: usize,
}

/// An answer's status, headers and body.
struct Raw {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl WikiClient {
    /// A client that has asked nothing yet. Refuses a host that is not loopback without a contact.
    pub fn new(
        access: &WikiAccess,
        world: WikiWorld,
        stop: CancellationToken,
        on_wait: OnWait,
    ) -> Result<Self, CrawlError> {
        let bad = || CrawlError::Address(access.api.clone());
        let api = Url::parse(access.api.trim()).map_err(|_| bad())?;
        let host = api.host_str().ok_or_else(bad)?.to_owned();
        if !matches!(api.scheme(), "http" | "https") || api.query().is_some() {
            return Err(bad());
        }
        let http = reqwest::Client::builder()
            .user_agent(etiquette::user_agent(&api, &access.contact)?)
            .gzip(true)
            // A redirect followed inside the library would be a request nobody paced.
            .redirect(redirect::Policy::none())
            .pool_max_idle_per_host(1)
            .connect_timeout(world.silence)
            .read_timeout(world.silence)
            .timeout(world.patience)
            .build()
            .map_err(|e| CrawlError::GaveUp { tries: 0, why: why(&e) })?;
        let loopback = etiquette::is_loopback(&api);
        let pace = Pace::new(loopback, access.min_delay, world.jitter, world.clock.clone());
        let consent = access.consent;
        Ok(Self {
            http,
            api,
            host,
            consent,
            pace,
            clock: world.clock,
            stop,
            on_wait,
            requests: 0,
            received: 0,
        })
    }

    /// The API's address.
    pub fn api(&self) -> &Url {
        &self.api
    }

    /// API requests so far, each try counted; robots.txt apart.
    pub fn requests(&self) -> u64 {
        self.requests
    }

    /// The time from one request to the next, on average, answers themselves apart.
    pub fn pace(&self) -> Duration {
        self.pace.usual()
    }

    /// Reads robots.txt and obeys it. To be called before the first question.
    pub async fn read_robots(&mut self) -> Result<(), CrawlError> {
        let text = match self.fetch_robots().await {
            Ok(text) => text,
            Err(CrawlError::GaveUp { why, .. }) if !self.consent => {
                return Err(CrawlError::RobotsUnreachable { host: self.host.clone(), why });
            }
            Err(CrawlError::GaveUp { .. }) => Vec::new(),
            Err(other) => return Err(other),
        };
        let verdict = robots::judge(&self.api, &text);
        self.pace.crawl_delay(verdict.crawl_delay);
        match verdict.forbidden {
            Some(path) if !self.consent => Err(CrawlError::Robots { host: self.host.clone(), path }),
            Some(path) => {
                tracing::warn!(path, "robots.txt forbids this; going on with the site's consent as set");
                Ok(())
            }
            None => Ok(()),
        }
    }

    async fn fetch_robots(&mut self) -> Result<Vec<u8>, CrawlError> {
        let mut url = self.api.clone();
        url.set_path("/robots.txt");
        let (mut redirects, mut failed) = (0, 0);
        loop {
            let verdict = match self.fetch(url.clone(), LONGEST_ROBOTS).await? {
                Err(why) => AnswerVerdict::Again { why, after: None },
                Ok(raw) => match verdict::judge_status(&self.host, raw.status, &raw.headers, &raw.body) {
                    None => return Ok(raw.body),
                    Some(verdict) => verdict,
                },
            };
            match verdict {
                AnswerVerdict::Stop(CrawlError::Moved { to, .. }) if redirects < ROBOTS_REDIRECTS => {
                    match url.join(&to).ok().filter(|next| next.host_str() == Some(&self.host)) {
                        Some(next) => url = next,
                        None => return Err(CrawlError::Moved { host: self.host.clone(), to }),
                    }
                    redirects += 1;
                }
                // No robots.txt, no rules.
                AnswerVerdict::Stop(CrawlError::Status { .. }) | AnswerVerdict::Answer(_) => {
                    return Ok(Vec::new());
                }
                AnswerVerdict::Stop(error) => return Err(error),
                AnswerVerdict::Again { why, after } => self.retreat(&mut failed, why, after)?,
            }
        }
    }

    /// Asks one question, again where that can help. `params` without `action`, `format` and the like.
    pub async fn ask(&mut self, params: &[(&str, &str)], next: &Continue) -> Result<ApiAnswer, CrawlError> {
        let mut url = self.api.clone();
        url.query_pairs_mut()
            .extend_pairs([("action", "query"), ("format", "json"), ("formatversion", "2"), ("maxlag", "5")])
            .extend_pairs(params)
            .extend_pairs(next);
        let mut failed = 0;
        loop {
            let fetched = self.fetch(url.clone(), LONGEST_BODY).await;
            self.requests += 1;
            let verdict = match fetched? {
                Ok(raw) => {
                    self.received += raw.body.len();
                    verdict::judge(&self.host, raw.status, &raw.headers, &raw.body)
                }
                Err(why) => AnswerVerdict::Again { why, after: None },
            };
            let (why, after) = match verdict {
                AnswerVerdict::Answer(value) => match ApiAnswer::deserialize(value) {
                    Ok(answer) => return Ok(answer),
                    Err(e) => (format!("{} answered in a shape that is not known: {e}", self.host), None),
                },
                AnswerVerdict::Again { why, after } => (why, after),
                AnswerVerdict::Stop(error) => return Err(error),
            };
            self.retreat(&mut failed, why, after)?;
        }
    }

    /// Asks a question and its continuations until all properties of its pages are there. The answer's `next` is where
    /// the list goes on.
    pub async fn ask_batch(
        &mut self,
        params: &[(&str, &str)],
        from: &Continue,
    ) -> Result<ApiAnswer, CrawlError> {
        self.received = 0;
        let mut answer = self.ask(params, from).await?;
        let mut came = from.clone();
        for more in 0.. {
            if answer.batchcomplete {
                break;
            }
            if more == MOST_CONTINUATIONS || self.received > LONGEST_BATCH {
                return Err(CrawlError::Endless { what: "one batch of pages" });
            }
            let Some(next) = answer.next() else { break };
            if next == came {
                return Err(CrawlError::Circle { at: format!("{next:?}") });
            }
            answer.join(self.ask(params, &next).await?);
            came = next;
        }
        if answer.next().as_ref() == Some(from) {
            return Err(CrawlError::Circle { at: format!("{from:?}") });
        }
        Ok(answer)
    }

    /// Notes a failure: stays away for a while, or gives up.
    fn retreat(&mut self, failed: &mut u32, why: String, after: Option<Duration>) -> Result<(), CrawlError> {
        tracing::warn!(why, ?after, failed, "the wiki did not answer");
        if let Some(wait) = after.filter(|wait| *wait > LONGEST_RETRY_AFTER) {
            return Err(CrawlError::ComeBackLater { host: self.host.clone(), wait });
        }
        if *failed + 1 >= TRIES {
            return Err(CrawlError::GaveUp { tries: TRIES, why });
        }
        let wait = self.pace.back_off(*failed, after);
        self.pace.hold(wait);
        (self.on_wait)(wait, &why);
        *failed += 1;
        Ok(())
    }

    /// One paced request. The outer error stops the crawl, the inner one is worth another try.
    async fn fetch(&mut self, url: Url, longest: usize) -> Result<Result<Raw, String>, CrawlError> {
        let wait = self.pace.wait();
        let stop = self.stop.clone();
        if !wait.is_zero() {
            tokio::select! {
                () = stop.cancelled() => return Err(CrawlError::Cancelled),
                () = self.clock.later(wait) => {}
            }
        }
        if stop.is_cancelled() {
            return Err(CrawlError::Cancelled);
        }
        tracing::debug!(%url, "asking");
        let raw = tokio::select! {
            () = stop.cancelled() => Err(CrawlError::Cancelled),
            raw = read(&self.http, url, longest) => Ok(raw),
        };
        self.pace.ended();
        raw
    }
}

async fn read(http: &reqwest::Client, url: Url, longest: usize) -> Result<Raw, String> {
    let mut response = http.get(url).send().await.map_err(|e| why(&e))?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|e| why(&e))? {
        if body.len() + chunk.len() > longest {
            return Err(format!("the answer is longer than {} MB", longest >> 20));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Raw { status, headers, body })
}
