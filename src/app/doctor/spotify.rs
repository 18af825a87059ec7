//! What of Spotify is set up; nothing is asked of it.

use super::{Check, Installation};
use crate::{
    spotify::{self, SpotifyError},
    time::{Clock as _, SystemClock},
};

pub(super) fn check(here: &Installation<'_>) -> Check {
    const NAME: &str = "Spotify";
    let access = match spotify::access(here.settings, here.paths) {
        Ok(access) => access,
        Err(SpotifyError::Offline) => return Check::ok(NAME, "offline"),
        Err(e) => {
            return Check::note(NAME, "no client id is set; everything else works without it", e.hint());
        }
    };
    let now = SystemClock::default().unix();
    if let Some(until) = access.waits_until(now) {
        let found = format!("it asks to be left alone until {}", crate::time::local(until));
        return Check::note(NAME, found, "Everything is kept; what was begun goes on after that.");
    }
    match access.login() {
        Ok(Some(token)) => match token.warning(now) {
            None => Check::ok(NAME, "logged in"),
            Some(warning) => Check::note(NAME, format!("logged in; {warning}"), "segue login renews it."),
        },
        Ok(None) => Check::note(NAME, "not logged in", "segue login logs in."),
        Err(e) => Check::bad(NAME, e.to_string(), Some(e.hint())),
    }
}
