//! How long Spotify asks to be left alone, kept beside the login so that the next program knows it.

use std::{fs, io, path::PathBuf, time::Duration};

use serde::{Deserialize, Serialize};

use crate::files::{Who, replace_file};

/// Whatever Spotify says, it is asked again after this.
pub(super) const LONGEST_WAIT: Duration = Duration::from_hours(24);

/// Where it is kept.
#[derive(Clone, Debug)]
pub(super) struct WaitFile(PathBuf);

/// Spotify counts by app.
#[derive(Serialize, Deserialize)]
struct Wait {
    client_id: String,
    until: i64,
}

impl WaitFile {
    pub(super) fn beside(login: &std::path::Path) -> Self {
        Self(login.with_extension("wait.json"))
    }

    /// Until when the app is to wait, in UTC seconds; what cannot be read asks for nothing.
    pub(super) fn until(&self, client_id: &str) -> Option<i64> {
        let wait: Wait = serde_json::from_slice(&fs::read(&self.0).ok()?).ok()?;
        (wait.client_id == client_id).then_some(wait.until)
    }

    /// Forgets it; nothing where there is none.
    pub(super) fn forget(&self) {
        if let Err(error) = fs::remove_file(&self.0)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "how long Spotify asked to wait cannot be forgotten");
        }
    }

    /// Keeps it. Where that fails this program knows it all the same.
    pub(super) fn keep(&self, client_id: &str, until: i64) {
        let wait = Wait { client_id: client_id.to_owned(), until };
        let written = serde_json::to_vec(&wait)
            .map_err(io::Error::from)
            .and_then(|text| replace_file(&self.0, Who::Owner, &text));
        if let Err(error) = written {
            tracing::warn!(%error, "how long Spotify asks to wait cannot be kept");
        }
    }
}
