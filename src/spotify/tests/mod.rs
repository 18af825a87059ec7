//! The room against a Spotify of its own.

mod export;
mod faults;
mod links;
mod login;
mod polite;

use crate::time::{Clock, FakeClock};
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use super::{
    SpotifyAccess, SpotifyClient, SpotifyWorld, Token,
    fake::{Fake, Fault},
};
use crate::config;

/// A server, a clock, and a folder with a login.
pub(crate) struct House {
    pub(crate) fake: Fake,
    pub(crate) clock: Arc<FakeClock>,
    pub(crate) settings: config::Spotify,
    pub(crate) dir: tempfile::TempDir,
    pub(crate) waits: Arc<Mutex<Vec<Duration>>>,
    pub(crate) stop: Arc<AtomicBool>,
}

impl House {
    /// Logged in.
    pub(crate) fn new() -> Self {
        let fake = Fake::start();
        let settings = config::Spotify {
            client_id: "app".into(),
            api: fake.api(),
            accounts: fake.accounts(),
            ..config::Spotify::default()
        };
        let house = Self {
            fake,
            clock: Arc::new(FakeClock::at(1_800_000_000)),
            settings,
            dir: tempfile::tempdir().unwrap(),
            waits: Arc::default(),
            stop: Arc::default(),
        };
        house.login();
        house
    }

    /// Logs in, past all browsers.
    pub(crate) fn login(&self) {
        let (access, refresh) = self.fake.login();
        let now = self.clock.unix();
        let token = Token { client_id: "app".into(), access, refresh, expires: now + 3600, agreed: now };
        self.access().file.write(&token).unwrap();
    }

    pub(crate) fn access(&self) -> SpotifyAccess {
        SpotifyAccess::new(&self.settings, self.dir.path().join("spotify.json")).unwrap()
    }

    pub(crate) fn client(&self) -> SpotifyClient {
        let (waits, stop) = (Arc::clone(&self.waits), Arc::clone(&self.stop));
        let world = SpotifyWorld {
            clock: self.clock.clone(),
            stop: Arc::new(move || stop.load(Ordering::SeqCst)),
            on_wait: Box::new(move |wait| waits.lock().unwrap().push(wait)),
        };
        SpotifyClient::new(self.access(), world).unwrap()
    }

    /// What goes wrong with the next requests.
    pub(crate) fn faults(&self, faults: impl IntoIterator<Item = Fault>) {
        self.fake.memory().faults.extend(faults);
    }

    pub(crate) fn seen(&self) -> Vec<String> {
        self.fake.memory().seen.clone()
    }
}
