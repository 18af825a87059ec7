//! What can be imported: what DJ programs have here, a path that is being written, and what is being taken.

use crate::{app::answer::FoundPlace, tui::state::busy::Busy};

/// What is known of it.
#[derive(Clone, Debug, Default)]
pub struct Finding {
    /// What DJ programs have; `None` while it is looked for.
    pub places: Option<Vec<FoundPlace>>,
    /// What the path may go on with.
    pub ends: Vec<String>,
    /// The path as far as all ends agree, not yet taken over by the line that is written.
    pub completed: Option<String>,
    /// What is being imported.
    pub taking: Option<Taking>,
    /// The path that was written last, where nothing could be imported from it.
    pub refused: Option<String>,
}

/// An import under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taking {
    /// What it is, and since when.
    pub busy: Busy,
    /// The path, where it was written by hand.
    pub written: Option<String>,
}
