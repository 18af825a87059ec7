//! Login to Spotify, and its end.

use std::sync::mpsc::Receiver;

use jiff::Timestamp;
use serde::Serialize;

use super::Workspace;
use crate::{
    app::failure::Failure,
    spotify::{self, Login, SpotifyAccess, SpotifyClient, SpotifyWorld, TokenFile},
    time::SystemClock,
};

/// A login that waits for the browser, or for the address that the browser ended on.
pub struct LoginInvitation {
    login: Login,
    access: SpotifyAccess,
}

/// Whose login it is, in the shape that `--json` prints.
#[derive(Debug, Serialize)]
pub struct SpotifyAccount {
    /// The id.
    pub user: String,
    /// The name shown.
    pub name: Option<String>,
    /// The day on which consent is asked for again.
    pub consent_ends: Option<String>,
}

impl Workspace {
    /// Begins a login of the user's own app.
    pub fn begin_login(&self) -> Result<LoginInvitation, Failure> {
        let access = spotify::access(&self.settings, &self.paths)?;
        Ok(LoginInvitation { login: Login::begin(&access, &self.settings.spotify)?, access })
    }

    /// Forgets the login; whether there was one.
    pub fn log_out(&self) -> Result<bool, Failure> {
        Ok(TokenFile::at(self.paths.spotify_login()).remove()?)
    }
}

impl LoginInvitation {
    /// The address to open in a browser.
    pub fn url(&self) -> &str {
        self.login.url()
    }

    /// Why nothing is listened for, where that is so.
    pub fn deaf(&self) -> Option<&str> {
        self.login.deaf()
    }

    /// Waits for the browser or a pasted address, whichever comes first; a wrong address is told and waited over.
    pub fn wait(self, pasted: &Receiver<String>, wrong: fn(&str)) -> Result<SpotifyAccount, Failure> {
        let told = &mut |refusal: &spotify::RedirectRefusal| wrong(&refusal.to_string());
        let code = self.login.wait(pasted, &SystemClock::default(), &|| false, told)?;
        let mut client = SpotifyClient::new(self.access, SpotifyWorld::default())?;
        let token = self.login.finish(&mut client, &code)?;
        let me = client.me()?;
        let ends = Timestamp::from_second(token.consent_ends()).ok();
        Ok(SpotifyAccount {
            user: me.id,
            name: me.display_name,
            consent_ends: ends.map(|at| at.strftime("%F").to_string()),
        })
    }
}
