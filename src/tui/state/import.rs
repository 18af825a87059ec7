//! What the screen holds while something is to be imported.

use crate::tui::state::{finding::Finding, pasted::Pasted, session::SavedImport};

/// What can be imported, and a list that was pasted.
#[derive(Clone, Debug, Default)]
pub struct Importing {
    /// What is here, and the path that is written.
    pub finding: Finding,
    /// What another process was importing when this one started; kept for the next start, as its end may cut it.
    pub elsewhere: Option<SavedImport>,
    /// A list that was pasted.
    pub pasted: Pasted,
    /// It is the beginning of a longer one.
    pub cut: bool,
}
