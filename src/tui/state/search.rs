//! The prompt, and what the search found.

use crate::tui::state::{list::List, screen::Focus, textbox::TextBox};

/// What the search found.
#[derive(Clone, Debug, Default)]
pub struct SearchResults {
    /// The text that was looked for.
    pub query: String,
    /// Nothing matched every word; these are the nearest.
    pub closest: bool,
    /// How many match.
    pub total: u32,
    /// There are more.
    pub more: bool,
}

/// The search.
#[derive(Clone, Debug)]
pub struct Search {
    /// The prompt.
    pub prompt: TextBox,
    /// Hits, or the records to begin with.
    pub hits: List,
    /// What the search found.
    pub found: SearchResults,
    /// The list shows the hits (beside the place's list where there is room).
    pub open: bool,
    /// Where Escape in the prompt goes back to: the focus, and whether the search was open.
    pub back: (Focus, bool),
}

impl Default for Search {
    fn default() -> Self {
        Self {
            prompt: TextBox::default(),
            hits: List::default(),
            found: SearchResults::default(),
            open: true,
            back: (Focus::List, true),
        }
    }
}
