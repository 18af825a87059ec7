//! The screen itself: its size, its looks, and who takes the keys.

use crate::tui::look::Look;

/// Who takes the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// The prompt.
    Prompt,
    /// The list, or the hits where the search is open.
    List,
    /// The why-panel.
    Why,
    /// The queue.
    Queue,
    /// The seed in the header.
    Seed,
}

/// The screen.
#[derive(Clone, Debug)]
pub struct Screen {
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// How to draw.
    pub look: Look,
    /// Who takes the keys.
    pub focus: Focus,
    /// Only the pane in focus is shown.
    pub zoomed: bool,
    /// The catalogue is made up: the demo's.
    pub made_up: bool,
}

impl Screen {
    /// At the start, in the prompt.
    #[must_use]
    pub fn new(size: (u16, u16), look: Look) -> Self {
        Self { size, look, focus: Focus::Prompt, zoomed: false, made_up: false }
    }

    /// Half its rows: how far a page of a popup goes.
    #[must_use]
    pub fn half(&self) -> usize {
        usize::from(self.size.1 / 2).max(1)
    }
}
