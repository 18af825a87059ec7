//! The one place that knows rspotify. It makes the requests; what it does badly is done here.
//!
//! rspotify loses the refresh token where a refresh answers without one, keeps its tokens in a file that everybody can
//! read, honours no `Retry-After`, and its types want fields that Development Mode leaves out. So tokens are kept by
//! [`TokenFile`], requests go through its untyped calls, and answers are read with the types of [`super::wire`].

use crate::time::{Clock, SystemClock, retry_after};
use std::{
    collections::{HashMap, HashSet},
    fmt,
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use rspotify::{
    AuthCodePkceSpotify, ClientError, Config, Credentials, OAuth,
    http::HttpError,
    prelude::{BaseClient as _, OAuthClient as _},
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use super::{
    SpotifyError, Token, TokenFile,
    answer::judged,
    wait::{LONGEST_WAIT, WaitFile},
    wire::{PagingObject, PlaylistObject, PlaylistTrackObject, ROWS, SearchResponse, Track, UserObject},
};
use crate::{config, network::why};

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
/// Rows of a search; Development Mode gives no more.
pub const HITS: u32 = 10;
/// Tracks that one request may add or remove.
pub const CHUNK: usize = 100;

/// Whom to ask, as what app, and where the login is.
#[derive(Clone, Debug)]
pub struct SpotifyAccess {
    client_id: String,
    redirect: String,
    api: String,
    accounts: String,
    pub(super) file: TokenFile,
    waiting: WaitFile,
}

impl SpotifyAccess {
    /// From the settings; without a client id there is none.
    pub fn new(settings: &config::Spotify, file: PathBuf) -> Result<Self, SpotifyError> {
        let client_id = settings.client_id.trim();
        if client_id.is_empty() {
            return Err(SpotifyError::NoClientId);
        }
        Ok(Self {
            client_id: client_id.to_owned(),
            redirect: settings.redirect(),
            api: settings.api.clone(),
            accounts: settings.accounts.clone(),
            waiting: WaitFile::beside(&file),
            file: TokenFile::at(file),
        })
    }

    /// The login, where there is one for this app.
    pub fn login(&self) -> Result<Option<Token>, SpotifyError> {
        Ok(self.file.read()?.filter(|token| token.client_id == self.client_id))
    }

    /// Until when Spotify has asked this app to wait, in UTC seconds, where that is not over.
    #[must_use]
    pub fn waits_until(&self, now: i64) -> Option<i64> {
        // What is further off was written by a clock that was wrong, or by a program that believed every number.
        let last = now.saturating_add_unsigned(LONGEST_WAIT.as_secs());
        self.waiting.until(&self.client_id).filter(|until| (now + 1..=last).contains(until))
    }

    fn rspotify(&self) -> AuthCodePkceSpotify {
        let scopes: HashSet<String> = SCOPES.iter().map(|&scope| scope.to_owned()).collect();
        let oauth = OAuth { redirect_uri: self.redirect.clone(), scopes, ..OAuth::default() };
        let config = Config {
            api_base_url: self.api.clone(),
            auth_base_url: self.accounts.clone(),
            token_cached: false,
            token_refreshing: false,
            ..Config::default()
        };
        AuthCodePkceSpotify::with_config(Credentials::new_pkce(&self.client_id), oauth, config)
    }
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
    let mut rspotify = access.rspotify();
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
    sent: Option<Duration>,
}

impl fmt::Debug for SpotifyClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("access", &self.access).finish_non_exhaustive()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Method {
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
        let rspotify = access.rspotify();
        Ok(Self { access, world, runtime, rspotify, token: None, sent: None })
    }

    /// Whose login it is.
    pub fn me(&mut self) -> Result<UserObject, SpotifyError> {
        self.get("me", &[])
    }

    /// Records that fit, at most [`HITS`].
    pub fn search(&mut self, query: &str) -> Result<Vec<Track>, SpotifyError> {
        let limit = HITS.to_string();
        let answer: SearchResponse =
            self.get("search", &[("q", query), ("type", "track"), ("limit", &limit)])?;
        Ok(answer.tracks.items.into_iter().flatten().collect())
    }

    /// One record.
    pub fn track(&mut self, id: &str) -> Result<Track, SpotifyError> {
        self.get(&format!("tracks/{id}"), &[])
    }

    /// A new playlist of the user's.
    pub fn create(
        &mut self,
        name: &str,
        description: &str,
        public: bool,
    ) -> Result<PlaylistObject, SpotifyError> {
        let body = json!({ "name": name, "description": description, "public": public });
        self.ask(Method::Post, "me/playlists", &[], &body)
    }

    /// A playlist without its rows.
    pub fn playlist(&mut self, id: &str) -> Result<PlaylistObject, SpotifyError> {
        let fields = "id,name,description,owner(id,display_name)";
        self.get(&format!("playlists/{id}"), &[("fields", fields)])
    }

    /// The user's playlists from `offset` on.
    pub fn playlists(&mut self, offset: u32) -> Result<PagingObject<PlaylistObject>, SpotifyError> {
        self.page("me/playlists", offset)
    }

    /// Rows of a playlist from `offset` on.
    pub fn items(
        &mut self,
        id: &str,
        offset: u32,
    ) -> Result<PagingObject<PlaylistTrackObject>, SpotifyError> {
        self.page(&format!("playlists/{id}/items"), offset)
    }

    /// The saved tracks from `offset` on.
    pub fn saved(&mut self, offset: u32) -> Result<PagingObject<PlaylistTrackObject>, SpotifyError> {
        self.page("me/tracks", offset)
    }

    /// Adds at most [`CHUNK`] tracks at a place.
    pub fn add(&mut self, id: &str, uris: &[String], position: usize) -> Result<(), SpotifyError> {
        let body = json!({ "uris": uris, "position": position });
        self.ask::<Value>(Method::Post, &format!("playlists/{id}/items"), &[], &body).map(drop)
    }

    /// Puts at most [`CHUNK`] tracks in place of all there are.
    pub fn replace(&mut self, id: &str, uris: &[String]) -> Result<(), SpotifyError> {
        let body = json!({ "uris": uris });
        self.ask::<Value>(Method::Put, &format!("playlists/{id}/items"), &[], &body).map(drop)
    }

    /// Removes at most [`CHUNK`] tracks, wherever they stand.
    pub fn remove(&mut self, id: &str, uris: &[String]) -> Result<(), SpotifyError> {
        let items: Vec<Value> = uris.iter().map(|uri| json!({ "uri": uri })).collect();
        let body = json!({ "items": items });
        self.ask::<Value>(Method::Delete, &format!("playlists/{id}/items"), &[], &body).map(drop)
    }

    /// Waits, where the one who uses the client has to.
    pub(super) fn pause(&self, wait: Duration) {
        self.world.clock.sleep(wait, &*self.world.stop);
    }

    /// UTC seconds of the client's clock.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.world.clock.unix()
    }

    fn page<T: DeserializeOwned>(
        &mut self,
        path: &str,
        offset: u32,
    ) -> Result<PagingObject<T>, SpotifyError> {
        let (limit, offset) = (ROWS.to_string(), offset.to_string());
        self.get(path, &[("limit", &limit), ("offset", &offset)])
    }

    fn get<T: DeserializeOwned>(&mut self, path: &str, query: &[(&str, &str)]) -> Result<T, SpotifyError> {
        self.ask(Method::Get, path, query, &Value::Null)
    }

    /// Asks, again where that can help and do no harm.
    fn ask<T: DeserializeOwned>(
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
        if (self.world.stop)() { Err(SpotifyError::Stopped) } else { Ok(()) }
    }

    fn space(&mut self) -> Result<(), SpotifyError> {
        if let Some(sent) = self.sent {
            let passed = self.world.clock.now().saturating_sub(sent);
            self.pause(SPACING.saturating_sub(passed));
        }
        self.sent = Some(self.world.clock.now());
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
