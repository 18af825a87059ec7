//! The panes whose rows can be auditioned, alike for list and queue.

use crate::{
    app::answer::TrackRow,
    tui::state::{State, audition::Pane, list::Row, screen::Focus},
};

impl State {
    /// The pane whose rows the audition keys mean.
    #[must_use]
    pub fn audition_pane(&self) -> Pane {
        let on = self.audition.on.as_ref().map(|on| on.pane);
        match (self.screen.focus, on) {
            (Focus::Queue, _) | (Focus::Picture, Some(Pane::Queue)) => Pane::Queue,
            _ => Pane::List,
        }
    }

    /// Rows of a pane.
    #[must_use]
    pub fn pane_len(&self, pane: Pane) -> usize {
        match pane {
            Pane::List => self.list().rows.len(),
            Pane::Queue => self.user.mine.items.len(),
            Pane::Review | Pane::Mix => 0,
        }
    }

    /// The cursor of a pane.
    #[must_use]
    pub fn pane_cursor(&self, pane: Pane) -> usize {
        match pane {
            Pane::List => self.list().cursor,
            Pane::Queue => self.user.cursor,
            Pane::Review | Pane::Mix => 0,
        }
    }

    /// Moves the cursor of a pane.
    pub fn set_pane_cursor(&mut self, pane: Pane, row: usize) {
        match pane {
            Pane::List => self.list_mut().cursor = row,
            Pane::Queue => self.user.cursor = row,
            Pane::Review | Pane::Mix => {}
        }
    }

    /// The record of a row.
    #[must_use]
    pub fn pane_record(&self, pane: Pane, row: usize) -> Option<&TrackRow> {
        match pane {
            Pane::List => self.list().rows.get(row).and_then(Row::record),
            Pane::Queue => self.user.mine.items.get(row).map(|item| &item.row),
            Pane::Review | Pane::Mix => None,
        }
    }

    /// The row of what is on: the cursor's where it is there, else the first of that record.
    #[must_use]
    pub fn on_row(&self) -> Option<(Pane, usize)> {
        let on = self.audition.on.as_ref()?;
        let is_it = |row: usize| self.pane_record(on.pane, row).is_some_and(|r| r.id == on.row.id);
        let cursor = self.pane_cursor(on.pane);
        if is_it(cursor) {
            return Some((on.pane, cursor));
        }
        (0..self.pane_len(on.pane)).find(|row| is_it(*row)).map(|row| (on.pane, row))
    }

    /// Whether the cursor is on the row that is auditioned.
    #[must_use]
    pub fn is_auditioning(&self) -> bool {
        let Some(on) = &self.audition.on else { return false };
        if self.screen.focus == Focus::Picture {
            return self.on_row().is_some();
        }
        let pane = self.audition_pane();
        self.screen.focus != Focus::Seed
            && on.pane == pane
            && self.pane_record(pane, self.pane_cursor(pane)).is_some_and(|row| row.id == on.row.id)
    }
}
