//! What of Spotify is set up; nothing is asked of it.

use super::{Check, Context};
use crate::spotify::{self, Clock as _, Error, SystemClock};

pub(super) fn check(context: &Context) -> Check {
    const NAME: &str = "Spotify";
    let access = match spotify::access(&context.settings, &context.paths) {
        Ok(access) => access,
        Err(Error::Offline) => return Check::ok(NAME, "offline"),
        Err(e) => {
            return Check::note(NAME, "no client id is set; everything else works without it", e.hint());
        }
    };
    match access.login() {
        Ok(Some(token)) => match token.days_left(SystemClock::default().now()) {
            None => Check::ok(NAME, "logged in"),
            Some(days) => {
                let found = format!("logged in; Spotify asks for your consent again in {days} days");
                Check::note(NAME, found, "segue login renews it.")
            }
        },
        Ok(None) => Check::note(NAME, "not logged in", "segue login logs in."),
        Err(e) => Check::bad(NAME, e.to_string(), Some(e.hint())),
    }
}
