//! How a command fails: what, why, what to do next, and the nearest names where there are any.

use serde::Serialize;

use super::link::LinkError;
use crate::{
    catalogue::CatalogueError,
    config::{ConfigError, PathsError},
    export::ExportError,
    import::ImportError,
    library::{LibraryError, query::TrackRow, resolve::Unknown},
    plain::one_line,
    preview::WrongAddress,
    spotify::SpotifyError,
    updater::UpdateError,
};

/// A failed command. `kind` is for programs, the rest for people.
#[derive(Debug, Serialize)]
pub struct Failure {
    /// A word that stays the same from version to version: `unknown_track`, `locked`, `io`, …
    pub kind: &'static str,
    /// What went wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// The nearest tracks, at most five.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub candidates: Option<Vec<TrackRow>>,
}

impl Failure {
    /// A failure with a way out.
    pub fn new(kind: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { kind, message: message.into(), hint: Some(hint.into()), candidates: None }
    }
}

impl From<LibraryError> for Failure {
    fn from(e: LibraryError) -> Self {
        Self { kind: e.kind(), message: e.to_string(), hint: e.hint(), candidates: None }
    }
}

impl From<CatalogueError> for Failure {
    fn from(e: CatalogueError) -> Self {
        LibraryError::from(e).into()
    }
}

impl From<SpotifyError> for Failure {
    fn from(e: SpotifyError) -> Self {
        Self::new(e.kind(), e.to_string(), e.hint())
    }
}

impl From<UpdateError> for Failure {
    fn from(e: UpdateError) -> Self {
        Self { kind: e.kind(), message: e.to_string(), hint: e.hint(), candidates: None }
    }
}

impl From<ImportError> for Failure {
    fn from(e: ImportError) -> Self {
        match e {
            ImportError::Store(e) => e.into(),
            e => Self::new("import", e.to_string(), e.hint()),
        }
    }
}

impl From<ExportError> for Failure {
    fn from(e: ExportError) -> Self {
        let kind = if matches!(e, ExportError::Exists { .. }) { "exists" } else { "export" };
        Self::new(kind, e.to_string(), e.hint())
    }
}

impl From<WrongAddress> for Failure {
    fn from(e: WrongAddress) -> Self {
        Self::new("config", e.to_string(), "Mend the line in the settings, or take it out.")
    }
}

impl From<LinkError> for Failure {
    fn from(e: LinkError) -> Self {
        match e {
            LinkError::Store(e) => e.into(),
            LinkError::Spotify(e) => e.into(),
            LinkError::Isrc { .. } => {
                Self::new("unknown_track", e.to_string(), "Give it as 'Artist - Title'.")
            }
        }
    }
}

impl From<(&str, Unknown)> for Failure {
    fn from((words, unknown): (&str, Unknown)) -> Self {
        Self {
            kind: "unknown_track",
            message: format!("{}: '{}'", unknown.reason, one_line(words)),
            hint: Some(unknown.hint),
            candidates: Some(unknown.candidates),
        }
    }
}

impl From<ConfigError> for Failure {
    fn from(e: ConfigError) -> Self {
        Self::new(
            "config",
            e.to_string(),
            "Mend or remove the line; config.example.toml shows every setting.",
        )
    }
}

impl From<PathsError> for Failure {
    fn from(e: PathsError) -> Self {
        Self { kind: "paths", message: e.to_string(), hint: None, candidates: None }
    }
}
