//! The screen itself: its size, its looks, and who takes the keys.

use crate::tui::{look::Look, paint::Ground, state::toast::Toasts};

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
    /// The spectrogram: keys mean what plays.
    Picture,
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
    /// The terminal's background.
    pub ground: Ground,
    /// What stands between it and who looks at it.
    pub between: Between,
    /// Messages.
    pub toasts: Toasts,
}

/// What stands between the program and its terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Between {
    /// SSH: it is seen from another machine.
    pub ssh: bool,
    /// tmux, which passes what is copied on only where it is told to.
    pub tmux: bool,
}

impl Screen {
    /// At the start, in the prompt.
    #[must_use]
    pub fn new(size: (u16, u16), look: Look) -> Self {
        Self {
            size,
            look,
            focus: Focus::Prompt,
            zoomed: false,
            made_up: false,
            ground: Ground::Dark,
            between: Between { ssh: true, tmux: false },
            toasts: Toasts::default(),
        }
    }

    /// Draws like this from now on.
    pub fn look_like(&mut self, mut look: Look) {
        look.paint.stand_on(self.ground);
        self.look = look;
    }

    /// The terminal has said what its background is.
    pub fn stand_on(&mut self, ground: Ground) {
        self.ground = ground;
        self.look.paint.stand_on(ground);
    }

    /// Half its rows: how far a page of a popup goes.
    #[must_use]
    pub fn half(&self) -> usize {
        usize::from(self.size.1 / 2).max(1)
    }
}
