//! Where the key that quits leads from here, and what quits from anywhere.

use crate::{
    config::{actions::Action, keys::Chord},
    tui::{
        keymap::{ChordMatch, KeyPlace},
        state::{State, screen::Focus},
    },
};

impl State {
    /// Nothing lies behind on the trail.
    fn begins_here(&self) -> bool {
        self.trail.stops().1 == 0
    }

    /// Whether the key that quits ends the program here: nothing is open over the trail's first stop. Hits over a page that is the first
    /// stop are the root: there is nothing behind them but the page.
    #[must_use]
    pub fn quits_here(&self) -> bool {
        let over_a_page = self.search.open && self.trail.on_a_page();
        self.begins_here() && (over_a_page || !self.is_something_open())
    }

    /// Whether one step back closes something over the list of the seeds.
    fn is_something_open(&self) -> bool {
        let in_a_pane = matches!(self.screen.focus, Focus::Why | Focus::Queue | Focus::Seed | Focus::Picture);
        let hits = self.search.open && self.trail.here().is_some();
        self.screen.zoomed || in_a_pane || hits || self.trail.on_a_page()
    }

    /// What quits from anywhere: Ctrl-c twice, or the command where Ctrl-c is another key.
    #[must_use]
    pub fn quits_anywhere(&self) -> String {
        match self.keys.map.find(KeyPlace::Lists, &[Chord::ctrl('c')]) {
            ChordMatch::Nothing => "ctrl-c twice".to_owned(),
            _ => format!("{} quit", self.keys.name(Action::Palette)),
        }
    }
}
