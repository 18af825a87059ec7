//! The session of the last time.

use super::{
    fault::{self, Outcome},
    open::App,
    time::now,
};

/// Its name in the store.
const SESSION: &str = "screen";

impl App {
    /// The session as last saved, as JSON.
    pub fn session(&self) -> Outcome<Option<String>> {
        let session = self.store().session(SESSION);
        let session = session.map_err(|e| fault::of("The last session cannot be read", &e.into()))?;
        Ok(session.map(|(text, at)| {
            self.left.get_or_init(|| at);
            text
        }))
    }

    /// Saves the session.
    pub fn save_session(&self, session: &str) -> Outcome<()> {
        let saved = self.store().save_session(SESSION, session, now());
        saved.map_err(|e| fault::of("Cannot save the session", &e.into()))
    }
}
