//! The settings of the user's own Spotify app.

use serde::{Deserialize, Serialize};

/// `[spotify]`
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Spotify {
    /// The client id of the user's own app; without one nothing is asked.
    pub client_id: String,
    /// The port of the redirect address `http://127.0.0.1:PORT/callback`, as the app's page names it.
    pub port: u16,
    /// New playlists are shown on the user's profile.
    pub public: bool,
    /// The address of the Web API.
    pub api: String,
    /// The address of the accounts service.
    pub accounts: String,
}

impl Default for Spotify {
    fn default() -> Self {
        Self {
            client_id: String::new(),
            port: 8898,
            public: false,
            api: "https://api.spotify.com/v1".into(),
            accounts: "https://accounts.spotify.com".into(),
        }
    }
}

impl Spotify {
    /// The address that the browser is sent back to.
    pub fn redirect(&self) -> String {
        format!("http://127.0.0.1:{}/callback", self.port)
    }
}

/// Whether tokens may be sent there: over TLS, or to this machine.
pub(super) fn is_safe(address: &str) -> bool {
    let local = |rest: &str| {
        let host = rest.split(['/', ':', '?', '#']).next().unwrap_or_default();
        matches!(host, "127.0.0.1" | "localhost") && !rest.contains('@')
    };
    address.starts_with("https://") || address.strip_prefix("http://").is_some_and(local)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_go_over_tls_or_stay_here() {
        for safe in ["https://api.spotify.com/v1", "http://127.0.0.1:8094", "http://localhost/v1"] {
            assert!(is_safe(safe), "{safe}");
        }
        for unsafe_ in [
            "http://api.spotify.com/v1",
            "http://127.0.0.1@evil.example/",
            "http://127.0.0.1.evil.example",
            "ftp://x",
            "",
        ] {
            assert!(!is_safe(unsafe_), "{unsafe_}");
        }
    }
}
