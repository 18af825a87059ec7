//! How a command fails: what, why, what to do next, and the nearest names where there are any.

use serde::Serialize;

use crate::library::query::TrackRow;

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

/// What a command returns.
pub type CommandResult = Result<(), Failure>;

impl Failure {
    /// A failure with a way out.
    pub fn new(kind: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { kind, message: message.into(), hint: Some(hint.into()), candidates: None }
    }

    /// A failure that the command's answer has told already.
    #[must_use]
    pub fn told() -> Self {
        Self { kind: TOLD, message: String::new(), hint: None, candidates: None }
    }

    /// Whether nothing is left to say.
    #[must_use]
    pub fn is_told(&self) -> bool {
        self.kind == TOLD
    }

    /// The reader of our output went away, as `segue search … | head` does. Nothing is wrong.
    #[must_use]
    pub fn is_broken_pipe(&self) -> bool {
        self.kind == BROKEN_PIPE
    }
}

const BROKEN_PIPE: &str = "broken_pipe";
const TOLD: &str = "told";

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)?;
        if let Some(hint) = &self.hint {
            write!(f, "\n{hint}")?;
        }
        for row in self.candidates.iter().flatten() {
            write!(f, "\n  {}  {}", row.id, super::text::record(row))?;
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}

impl From<std::io::Error> for Failure {
    fn from(e: std::io::Error) -> Self {
        let kind = if e.kind() == std::io::ErrorKind::BrokenPipe { BROKEN_PIPE } else { "io" };
        Self { kind, message: e.to_string(), hint: None, candidates: None }
    }
}

impl From<crate::config::ConfigError> for Failure {
    fn from(e: crate::config::ConfigError) -> Self {
        Self::new(
            "config",
            e.to_string(),
            "Mend or remove the line; config.example.toml shows every setting.",
        )
    }
}

impl From<crate::config::PathsError> for Failure {
    fn from(e: crate::config::PathsError) -> Self {
        Self { kind: "paths", message: e.to_string(), hint: None, candidates: None }
    }
}
