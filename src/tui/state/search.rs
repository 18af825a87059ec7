//! The prompt, and what the search found.

use crate::{
    app::answer::PageHit,
    tui::state::{
        list::{List, Row},
        screen::Focus,
        textbox::TextBox,
    },
};

/// So many pages stand above the records.
pub const PAGES: usize = 3;

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
    /// What has a page and is called so.
    pub pages: Vec<PageHit>,
    /// The row that the cursor begins on is only near to what was typed.
    pub unsure: bool,
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
    /// All its pages are shown.
    pub unfolded: bool,
    /// The row that the cursor begins on.
    pub home: usize,
    /// The cursor was moved since the text was changed.
    pub pointed: bool,
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
            unfolded: false,
            home: 0,
            pointed: false,
            open: true,
            back: (Focus::List, true),
        }
    }
}

impl Search {
    /// The pages that are shown, as rows.
    #[must_use]
    pub fn page_rows(&self) -> Vec<Row> {
        let most = if self.unfolded { self.found.pages.len() } else { PAGES };
        self.found.pages.iter().take(most).cloned().map(Row::Page).collect()
    }

    /// Nothing is called as it was typed, and the rows are what is nearest.
    #[must_use]
    pub fn is_closest(&self) -> bool {
        self.found.closest && !self.hits.rows.is_empty()
    }

    /// Whether the row under the cursor is what was typed, or was chosen.
    #[must_use]
    pub fn is_meant(&self) -> bool {
        self.pointed || !self.found.unsure
    }

    /// How many pages stand above the records.
    #[must_use]
    pub fn pages_shown(&self) -> usize {
        self.hits.rows.iter().filter(|row| matches!(row, Row::Page(_))).count()
    }
}
