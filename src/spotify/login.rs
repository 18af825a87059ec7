//! Logging in: PKCE, with a listener on loopback and a box to paste the address into, both at once.

use crate::time::{CancelSignal, Clock};
use std::{fmt, sync::mpsc, time::Duration};

use super::{
    SpotifyAccess, SpotifyClient, SpotifyError, Token,
    client::{self, Begun},
    listener::Listener,
    redirect::{self, RedirectRefusal},
};
use crate::config;

/// Nobody is waited for longer than this.
const PATIENCE: Duration = Duration::from_mins(10);
/// How often listener and paste box are looked at.
const LOOK: Duration = Duration::from_millis(50);

/// A login under way.
pub struct Login {
    begun: Begun,
    listener: Option<Listener>,
    deaf: Option<String>,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login").field("deaf", &self.deaf).finish_non_exhaustive()
    }
}

impl Login {
    /// Begins: the listener is open when this returns. Where its port is taken, pasting still works.
    pub fn begin(access: &SpotifyAccess, settings: &config::Spotify) -> Result<Self, SpotifyError> {
        let begun = client::authorize(access)?;
        let (listener, deaf) = match Listener::open(settings.port, &begun.state) {
            Ok(listener) => (Some(listener), None),
            Err(e) => (None, Some(format!("port {} cannot be listened on: {e}", settings.port))),
        };
        Ok(Self { begun, listener, deaf })
    }

    /// The address to open in a browser.
    pub fn url(&self) -> &str {
        &self.begun.url
    }

    /// Why nothing is listened for, where that is so.
    pub fn deaf(&self) -> Option<&str> {
        self.deaf.as_deref()
    }

    /// Waits for the browser or for a pasted address, whichever comes first; a wrong address is told and waited over.
    pub fn wait(
        &self,
        pasted: &mpsc::Receiver<String>,
        clock: &dyn Clock,
        stop: CancelSignal<'_>,
        wrong: &mut dyn FnMut(&RedirectRefusal),
    ) -> Result<String, SpotifyError> {
        let end = clock.now() + PATIENCE;
        while clock.now() < end {
            if stop() {
                return Err(SpotifyError::Stopped);
            }
            let heard = self.listener.as_ref().and_then(Listener::poll);
            let typed = || {
                let text = pasted.try_recv().ok().filter(|text| !text.trim().is_empty())?;
                Some(redirect::code(&text, &self.begun.state))
            };
            match heard.or_else(typed) {
                Some(Ok(code)) => return Ok(code),
                Some(Err(RedirectRefusal::Denied(why))) => return Err(SpotifyError::Denied(why)),
                Some(Err(stranger)) => wrong(&stranger),
                None => clock.sleep(LOOK, stop),
            }
        }
        Err(SpotifyError::LoginTimedOut(PATIENCE))
    }

    /// Changes the code for tokens and keeps them.
    pub fn finish(self, client: &mut SpotifyClient, code: &str) -> Result<Token, SpotifyError> {
        client.exchange(self.begun, code)
    }
}
