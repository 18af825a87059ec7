//! The one place that knows rspotify. It makes the requests; what it does badly is done here.
//!
//! rspotify loses the refresh token where a refresh answers without one, keeps its tokens in a file that everybody can
//! read, honours no `Retry-After`, and its types want fields that Development Mode leaves out. So tokens are kept by
//! [`super::TokenFile`], requests go through its untyped calls, and answers are read with the types of [`super::wire`].

use std::{
    collections::{HashMap, HashSet},
    fmt,
    sync::Arc,
    time::Duration,
};

use rspotify::{
    AuthCodePkceSpotify, ClientError, Config, Credentials, OAuth,
    http::HttpError,
    prelude::{BaseClient as _, OAuthClient as _},
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::runtime::Runtime;

use super::{SpotifyAccess, SpotifyError, Token, answer::judged, wait::LONGEST_WAIT};
use crate::{
    network::why,
    time::{Clock, Limiter, SystemClock, Urgency, retry_after},
};

/// What the login asks for.
const SCOPES: [&str; 5] = [
    "playlist-read-private",
    "playlist-read-collaborative",
    "playlist-modify-private",
    "playlist-modify-public",
    "user-library-read",
];
/// An access token this close to its end is refreshed first.
const MARGIN: i64 = 60;
/// Least time from one request to the next.
const SPACING: Duration = Duration::from_millis(100);
/// A `Retry-After` up to this is waited for.
const SHORT: Duration = Duration::from_mins(1);
/// So often a request is made again where that can do no harm.
const TRIES: u32 = 4;

/// rspotify, told whom to ask and to keep no token of its own.
fn rspotify(access: &SpotifyAccess) -> AuthCodePkceSpotify {
    let scopes: HashSet<String> = SCOPES.iter().map(|&scope| scope.to_owned()).collect();
    let oauth = OAuth { redirect_uri: access.redirect.clone(), scopes, ..OAuth::default() };
    let config = Config {
        api_base_url: access.api.clone(),
        auth_base_url: access.accounts.clone(),
        token_cached: false,
        token_refreshing: false,
        ..Config::default()
    };
    AuthCodePkceSpotify::with_config(Credentials::new_pkce(&access.client_id), oauth, config)
}

/// How the client reaches its world; tests bring their own.
pub struct SpotifyWorld {
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Asked all the time: whether to end.
    pub stop: Arc<dyn Fn() -> bool + Send + Sync>,
    /// Told before a wait that Spotify asks for.
    pub on_wait: Box<dyn FnMut(Duration) + Send>,
}

impl Default for SpotifyWorld {
    fn default() -> Self {
        Self { clock: Arc::new(SystemClock::default()), stop: Arc::new(|| false), on_wait: Box::new(|_| {}) }
    }
}

/// A login that was begun: where to send the browser, and what proves that the answer is ours.
pub(super) struct Begun {
    pub(super) url: String,
    pub(super) state: String,
    verifier: String,
}

pub(super) fn authorize(access: &SpotifyAccess) -> Result<Begun, SpotifyError> {
    let mut rspotify = rspotify(access);
    let url =
        rspotify.get_authorize_url(Some(96)).map_err(|e| SpotifyError::Unreadable { why: e.to_string() })?;
    let verifier = rspotify.verifier.unwrap_or_default();
    Ok(Begun { url, state: rspotify.oauth.state, verifier })
}

/// Makes requests on behalf of the user, one at a time. Calls block.
pub struct SpotifyClient {
    access: SpotifyAccess,
    world: SpotifyWorld,
    runtime: Runtime,
    rspotify: AuthCodePkceSpotify,
    token: Option<Token>,
    limiter: Limiter,
}

impl fmt::Debug for SpotifyClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("access", &self.access).finish_non_exhaustive()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Get,
    Post,
    Put,
    Delete,
}

/// What came back in place of a good answer.
enum Trouble {
    Status { status: u16, after: Option<Duration>, body: String },
    Other(SpotifyError),
}

impl SpotifyClient {
    /// A client that has asked nothing yet. It must not be used on a thread of an asynchronous runtime.
    pub fn new(access: SpotifyAccess, world: SpotifyWorld) -> Result<Self, SpotifyError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|source| SpotifyError::Unreachable { why: source.to_string() })?;
        let limiter = Limiter::new(1, SPACING, world.clock.clone());
        let rspotify = rspotify(&access);
        Ok(Self { access, world, runtime, rspotify, token: None, limiter })
    }

    /// Waits, where the one who uses the client has to.
    pub(super) fn pause(&self, wait: Duration) {
        self.world.clock.sleep(wait, &*self.world.stop);
    }

    /// UTC seconds of the client's clock.
    pub fn now(&self) -> i64 {
        self.world.clock.unix()
    }

    /// Asks, again where that can help and do no harm.
    pub(super) fn ask<T: DeserializeOwned>(
        &mut self,
        method: Method,
        path: &str,
        query: &[(&str, &str)],
        body: &Value,
    ) -> Result<T, SpotifyError> {
        let (mut failed, mut refreshed) = (0, false);
        let now = self.now();
        // This program or another was asked to wait: asking before that is over would only prolong it.
        if let Some(until) = self.access.waits_until(now) {
            return Err(SpotifyError::Busy {
                wait: Duration::from_secs((until - now).unsigned_abs()),
                until,
            });
        }
        loop {
            let used = self.fresh()?;
            self.space()?;
            tracing::debug!(?method, path, "asking Spotify");
            let error = match self.send(method, path, query, body) {
                Ok(text) => match serde_json::from_str(&text) {
                    Ok(answer) => return Ok(answer),
                    Err(e) => SpotifyError::Unreadable { why: e.to_string() },
                },
                Err(Trouble::Other(error)) => error,
                Err(Trouble::Status { status: 401, .. }) if !refreshed => {
                    refreshed = true;
                    self.refresh(&used)?;
                    continue;
                }
                Err(Trouble::Status { status: 429, after, .. }) => {
                    self.wait_for(after, &mut failed)?;
                    continue;
                }
                Err(Trouble::Status { status, body, .. }) => judged(status, &body, path),
            };
            // What may have been done is not done again here: whoever asked looks first.
            let again = method == Method::Get && error.is_uncertain() && failed + 1 < TRIES;
            tracing::warn!(?method, path, %error, again, "Spotify");
            if !again {
                return Err(error);
            }
            self.pause(Duration::from_secs(1 << failed));
            failed += 1;
        }
    }

    /// Sits through a short `Retry-After`.
    fn wait_for(&mut self, after: Option<Duration>, failed: &mut u32) -> Result<(), SpotifyError> {
        let asked = after.unwrap_or(Duration::from_secs(5 << *failed));
        let wait = asked.min(LONGEST_WAIT);
        tracing::warn!(?asked, ?wait, "Spotify asks to wait");
        if wait > SHORT || *failed + 1 >= TRIES {
            let until = self.now().saturating_add_unsigned(wait.as_secs());
            if wait > SHORT {
                self.access.waiting.keep(&self.access.client_id, until);
            }
            return Err(SpotifyError::Busy { wait, until });
        }
        *failed += 1;
        (self.world.on_wait)(wait);
        self.pause(wait);
        self.go_on()
    }

    /// Waits until the last request is long enough ago.
    fn space(&self) -> Result<(), SpotifyError> {
        while let Err(wait) = self.limiter.take(Urgency::Now) {
            self.pause(wait);
            self.go_on()?;
        }
        self.go_on()
    }

    fn go_on(&self) -> Result<(), SpotifyError> {
        if (self.world.stop)() { Err(SpotifyError::Stopped) } else { Ok(()) }
    }

    /// The access token to use, refreshed where it is about to end.
    fn fresh(&mut self) -> Result<String, SpotifyError> {
        if self.token.is_none() {
            let token = self.access.login()?.ok_or(SpotifyError::LoggedOut)?;
            self.take(token);
        }
        let token = self.token.as_ref().ok_or(SpotifyError::LoggedOut)?;
        let access = token.access.clone();
        if token.expires - MARGIN > self.now() {
            return Ok(access);
        }
        self.refresh(&access)
    }

    fn take(&mut self, token: Token) {
        let theirs = rspotify::Token {
            access_token: token.access.clone(),
            refresh_token: Some(token.refresh.clone()),
            ..rspotify::Token::default()
        };
        let shared = Arc::clone(&self.rspotify.token);
        self.runtime.block_on(async {
            if let Ok(mut held) = shared.lock().await {
                *held = Some(theirs);
            }
        });
        self.token = Some(token);
    }

    /// Gets the next access token in place of `used`, or takes the one that another program has got meanwhile.
    fn refresh(&mut self, used: &str) -> Result<String, SpotifyError> {
        let _alone = self.access.file.lock()?;
        let kept = self.access.login()?.ok_or(SpotifyError::LoggedOut)?;
        let is_new = kept.access != used && kept.expires - MARGIN > self.now();
        self.take(kept.clone());
        if is_new {
            return Ok(kept.access);
        }
        let mut failed = 0;
        let new = loop {
            let answer = self.runtime.block_on(async {
                match self.rspotify.refetch_token().await {
                    Ok(token) => Ok(token),
                    Err(e) => Err(trouble(e).await),
                }
            });
            let error = match answer {
                Ok(Some(new)) => break new,
                Ok(None) => return Err(SpotifyError::LoggedOut),
                Err(Trouble::Status { status: 429, after, .. }) => {
                    self.wait_for(after, &mut failed)?;
                    continue;
                }
                Err(Trouble::Status { status, body, .. }) => {
                    if body.contains("invalid_grant") {
                        self.access.file.remove()?;
                        self.token = None;
                        return Err(SpotifyError::Expired);
                    }
                    judged(status, &body, "token")
                }
                Err(Trouble::Other(error)) => error,
            };
            if !error.is_uncertain() || failed + 1 >= TRIES || (self.world.stop)() {
                return Err(error);
            }
            self.pause(Duration::from_secs(1 << failed));
            failed += 1;
        };
        let token = Token {
            access: new.access_token,
            // An answer without a refresh token means that the old one goes on serving.
            refresh: new.refresh_token.filter(|token| !token.is_empty()).unwrap_or(kept.refresh),
            expires: self.now() + new.expires_in.num_seconds(),
            ..kept
        };
        self.access.file.write(&token)?;
        let access = token.access.clone();
        self.take(token);
        Ok(access)
    }

    fn send(
        &self,
        method: Method,
        path: &str,
        query: &[(&str, &str)],
        body: &Value,
    ) -> Result<String, Trouble> {
        let query: HashMap<&str, &str> = query.iter().copied().collect();
        self.runtime.block_on(async {
            let answer = match method {
                Method::Get => self.rspotify.api_get(path, &query).await,
                Method::Post => self.rspotify.api_post(path, body).await,
                Method::Put => self.rspotify.api_put(path, body).await,
                Method::Delete => self.rspotify.api_delete(path, body).await,
            };
            match answer {
                Ok(text) => Ok(text),
                Err(e) => Err(trouble(e).await),
            }
        })
    }

    /// Changes the code of a login for tokens and keeps them.
    pub(super) fn exchange(&mut self, begun: Begun, code: &str) -> Result<Token, SpotifyError> {
        let SpotifyAccess { client_id, .. } = self.access.clone();
        self.rspotify.verifier = Some(begun.verifier);
        let shared = Arc::clone(&self.rspotify.token);
        let new = self.runtime.block_on(async {
            match self.rspotify.request_token(code).await {
                Ok(()) => Ok(shared.lock().await.ok().and_then(|held| held.clone())),
                Err(e) => Err(trouble(e).await),
            }
        });
        let new = match new {
            Ok(token) => token.ok_or(SpotifyError::LoggedOut)?,
            Err(Trouble::Status { status, body, .. }) => return Err(judged(status, &body, "token")),
            Err(Trouble::Other(error)) => return Err(error),
        };
        let Some(refresh) = new.refresh_token.filter(|token| !token.is_empty()) else {
            return Err(SpotifyError::Unreadable { why: "the login came without a refresh token".into() });
        };
        let now = self.now();
        let expires = now + new.expires_in.num_seconds();
        let token = Token { client_id, access: new.access_token, refresh, expires, agreed: now };
        self.access.file.write(&token)?;
        self.take(token.clone());
        Ok(token)
    }
}

/// What went wrong, with the answer's words read out.
async fn trouble(error: ClientError) -> Trouble {
    match error {
        ClientError::Http(error) => match *error {
            HttpError::StatusCode(response) => {
                let status = response.status().as_u16();
                let after = retry_after(response.headers());
                let body = response.text().await.unwrap_or_default();
                Trouble::Status { status, after, body }
            }
            HttpError::Client(error) => Trouble::Other(SpotifyError::Unreachable { why: why(&error) }),
        },
        error => Trouble::Other(SpotifyError::Unreadable { why: error.to_string() }),
    }
}
