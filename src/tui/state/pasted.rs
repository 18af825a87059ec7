//! A list that was pasted, and what was understood of it.

use crate::app::{Outcome, PastedText, answer::ListPreview};

/// So many lines with something on them are a list; fewer are words for the prompt.
const LINES: usize = 3;

/// Whether a paste is a list.
#[must_use]
pub fn is_list(text: &str) -> bool {
    text.lines().filter(|line| !line.trim().is_empty()).nth(LINES - 1).is_some()
}

/// What the screen holds of a pasted list until it is kept or put away.
#[derive(Clone, Debug, Default)]
pub struct Pasted {
    /// The list; empty while a paste is awaited.
    pub list: PastedText,
    /// What was understood of it.
    pub read: Option<Outcome<ListPreview>>,
    /// It is being kept.
    pub keeping: bool,
}

impl Pasted {
    /// The list, where it could be read.
    #[must_use]
    pub fn preview(&self) -> Option<&ListPreview> {
        self.read.as_ref()?.as_ref().ok()
    }
}
