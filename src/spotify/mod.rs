//! Spotify: login, client, matching, playlists. The user's own app in Development Mode; without it everything else works.

mod access;
mod answer;
mod calls;
mod client;
mod error;
mod export;
pub mod link;
mod listener;
mod login;
pub mod matching;
mod names;
pub mod playlists;
mod redirect;
mod token;
mod wait;
pub mod wire;

#[cfg(test)]
mod fake;
#[cfg(test)]
pub(crate) mod tests;

use crate::config::{Paths, Settings};

pub use access::SpotifyAccess;
pub use calls::{CHUNK, HITS};
pub use client::{SpotifyClient, SpotifyWorld};
pub use error::SpotifyError;
pub use export::{Aim, ExportActivity, QueueExport, stopped};
pub use link::SpotifyLink;
pub use login::Login;
pub use names::name_of;
pub use redirect::RedirectRefusal;
pub use token::{Token, TokenFile};
pub use wire::ROWS;

/// The user's own app, where one is set and the network is allowed.
pub fn access(settings: &Settings, paths: &Paths) -> Result<SpotifyAccess, SpotifyError> {
    if settings.library.offline {
        return Err(SpotifyError::Offline);
    }
    SpotifyAccess::new(&settings.spotify, paths.spotify_login())
}

/// Its name in the store of what the user made.
pub const SERVICE: &str = "spotify";
