//! What can go wrong with Spotify, and what to do about it.

use std::{io, path::PathBuf, time::Duration};

use super::wait::LONGEST_WAIT;
use crate::{
    plain::io_cause,
    time::{human, local},
};

/// Why a request, a login or an export ended.
#[derive(Debug, thiserror::Error)]
pub enum SpotifyError {
    /// The settings name no app.
    #[error("Spotify: no client id is set")]
    NoClientId,
    /// `--offline`.
    #[error("segue is offline")]
    Offline,
    /// Nobody is logged in.
    #[error("Spotify: not logged in")]
    LoggedOut,
    /// Spotify no longer takes the refresh token.
    #[error("Spotify: login expired")]
    Expired,
    /// The login was refused in the browser.
    #[error("Spotify: the login was refused ({0})")]
    Denied(String),
    /// Nobody came back from the browser.
    #[error("Spotify: nobody logged in within {} minutes", .0.as_secs().div_ceil(60))]
    LoginTimedOut(Duration),
    /// HTTP 403.
    #[error("Spotify refuses it: {why}")]
    Forbidden {
        /// Spotify's words.
        why: String,
        /// What helps.
        remedy: &'static str,
    },
    /// HTTP 404.
    #[error("Spotify does not have it: {what}")]
    NotFound {
        /// What was asked for.
        what: String,
    },
    /// HTTP 429 with a wait that is too long to sit through.
    #[error("Spotify asks to come back in {} ({})", human(*.wait), local(*.until))]
    Busy {
        /// How long it says.
        wait: Duration,
        /// Until when that is, in UTC seconds.
        until: i64,
    },
    /// Another status that says no.
    #[error("Spotify answered with HTTP {status}: {why}")]
    Refused {
        /// The status.
        status: u16,
        /// Spotify's words.
        why: String,
    },
    /// No answer, or one that broke off: whether the request was done is not known.
    #[error("Spotify cannot be reached: {why}")]
    Unreachable {
        /// What happened.
        why: String,
    },
    /// An answer in an unknown shape: whether the request was done is not known.
    #[error("Spotify answered in an unknown shape: {why}")]
    Unreadable {
        /// What the parser says.
        why: String,
    },
    /// What is kept of the last export cannot be read: whether its playlist has the records is not known.
    #[error("how far the last export of this queue came cannot be read: {why}")]
    Progress {
        /// What the parser says.
        why: String,
    },
    /// The playlist holds something else than was sent, again and again.
    #[error("the playlist does not keep what is sent: {why}")]
    Unsteady {
        /// What differs.
        why: String,
    },
    /// The login cannot be kept or read.
    #[error("the login in {path} cannot be used: {}", io_cause(source))]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A store.
    #[error(transparent)]
    Store(#[from] crate::catalogue::CatalogueError),
    /// Asked to stop.
    #[error("stopped")]
    Stopped,
}

impl SpotifyError {
    /// A word that stays the same from version to version.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::NoClientId => "no_client_id",
            Self::Offline => "offline",
            Self::LoggedOut | Self::Expired | Self::Denied(_) | Self::LoginTimedOut(_) => "login",
            Self::Forbidden { .. } => "forbidden",
            Self::NotFound { .. } => "not_found",
            Self::Busy { .. } => "busy",
            Self::Refused { .. } | Self::Unreadable { .. } | Self::Unsteady { .. } => "spotify",
            Self::Progress { .. } => "progress",
            Self::Unreachable { .. } => "network",
            Self::File { .. } => "io",
            Self::Store(_) => "store",
            Self::Stopped => "stopped",
        }
    }

    /// What the user can do next.
    pub fn hint(&self) -> String {
        match self {
            Self::NoClientId => "Make an app of your own at developer.spotify.com/dashboard (it needs Premium), give \
                                 it the redirect address that docs/spotify.md shows, and set `[spotify] client_id`."
                .into(),
            Self::Offline => "Leave out --offline, or set `[library] offline = false`.".into(),
            Self::LoggedOut | Self::Expired | Self::Denied(_) | Self::LoginTimedOut(_) => {
                "segue login logs in; nothing is lost.".into()
            }
            Self::Forbidden { remedy, .. } => (*remedy).into(),
            Self::NotFound { .. } => "Look whether the link is right and yours to see.".into(),
            Self::Busy { wait, until } => {
                let kept = format!("Everything is kept; the same command goes on from {} on.", local(*until));
                if *wait < LONGEST_WAIT {
                    return kept;
                }
                format!("{kept} It may have asked for longer: it is asked again then. segue logout forgets the wait.")
            }
            Self::Refused { status: 400, why } if why.contains("client") => {
                "Look whether `[spotify] client_id` is your app's.".into()
            }
            Self::Refused { .. } | Self::Unreachable { .. } => {
                "Everything is kept; look whether the network works, then do the same again to go on.".into()
            }
            Self::Unreadable { .. } | Self::Unsteady { .. } => {
                "Everything is kept; do the same again. If it stays so, please report it.".into()
            }
            Self::Progress { .. } => {
                "Choose a new playlist (--new), or name the one it went to to have its records replaced (--replace LINK).".into()
            }
            Self::File { .. } => "Make the data folder writable, or log in again with segue login.".into(),
            Self::Store(e) => e.hint(),
            Self::Stopped => "Everything is kept; do the same again to go on.".into(),
        }
    }

    /// Whether the request may have been done all the same.
    pub fn is_uncertain(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::Unreadable { .. } => true,
            Self::Refused { status, .. } => *status >= 500,
            _ => false,
        }
    }

    /// Whether logging in helps.
    pub fn wants_login(&self) -> bool {
        matches!(self, Self::LoggedOut | Self::Expired)
    }
}

/// HTTP 403 explained.
pub(super) fn forbidden(why: String) -> SpotifyError {
    let words = why.to_lowercase();
    let remedy = if words.contains("register") || words.contains("dashboard") {
        "This account is not among the app's users: add it under User Management on the app's page \
         (developer.spotify.com/dashboard), five at most."
    } else if words.contains("scope") {
        "The login does not cover this: segue login asks for it."
    } else if words.contains("premium") {
        "The owner of the app needs Spotify Premium."
    } else {
        "Playlists can be changed by their owner only, and the app's owner needs Premium. If this one is yours: \
         segue login, and look on developer.spotify.com/dashboard whether the app is still active."
    };
    SpotifyError::Forbidden { why, remedy }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_what_helps() {
        let remedy = |why: &str| match forbidden(why.into()) {
            SpotifyError::Forbidden { remedy, .. } => remedy,
            other => panic!("{other}"),
        };
        assert!(remedy("User not registered in the Developer Dashboard").contains("User Management"));
        assert!(remedy("Insufficient client scope").contains("segue login"));
        assert!(remedy("Premium required").contains("Premium"));
        assert!(remedy("Forbidden").contains("owner"));
    }
}
