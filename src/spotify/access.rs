//! Whom to ask, as what app, and what is kept of it on the disk.

use std::path::PathBuf;

use super::{
    SpotifyError, Token, TokenFile,
    wait::{LONGEST_WAIT, WaitFile},
};
use crate::config;

/// Whom to ask, as what app, and where the login is.
#[derive(Clone, Debug)]
pub struct SpotifyAccess {
    pub(super) client_id: String,
    pub(super) redirect: String,
    pub(super) api: String,
    pub(super) accounts: String,
    pub(super) file: TokenFile,
    pub(super) waiting: WaitFile,
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
    pub fn waits_until(&self, now: i64) -> Option<i64> {
        // What is further off was written by a clock that was wrong, or by a program that believed every number.
        let last = now.saturating_add_unsigned(LONGEST_WAIT.as_secs());
        self.waiting.until(&self.client_id).filter(|until| (now + 1..=last).contains(until))
    }
}
