//! How a command's failure is said, and what it returns.

pub use crate::app::Failure;

/// What a command returns.
pub type CommandResult = Result<(), Failure>;

impl Failure {
    /// A failure that the command's answer has told already.
    pub fn told() -> Self {
        Self { kind: TOLD, message: String::new(), hint: None, candidates: None }
    }

    /// Whether nothing is left to say.
    pub fn is_told(&self) -> bool {
        self.kind == TOLD
    }

    /// The reader of our output went away, as `segue search … | head` does. Nothing is wrong.
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
