//! Spotify: login, client, matching, playlists. The user's own app in Development Mode; without it everything else works.

mod client;
mod clock;
mod error;
mod handover;
pub mod link;
mod listener;
mod login;
pub mod matching;
pub mod playlists;
mod redirect;
mod token;
pub mod wire;

#[cfg(test)]
mod fake;
#[cfg(test)]
pub(crate) mod tests;

pub use client::{Access, CHUNK, Client, HITS, ROWS, World};
pub use clock::{Clock, Stop, SystemClock};
pub use error::{Error, human};
pub use handover::{Aim, Doing, Handover, doubtful, stopped};
pub use link::Link;
pub use login::Login;
pub use redirect::Stranger;
pub use token::{Token, TokenFile};

/// Its name in the store of what the user made.
pub const SERVICE: &str = "spotify";
