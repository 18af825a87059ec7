//! Lines to choose from: one cursor, the same keys and the same picture in every popup.

use ratatui::layout::Rect;

use crate::{
    config::{actions::Action, theme::Role},
    tui::{
        pen::Pen,
        state::{list::scrolled, popup::Lines},
    },
};

/// A cursor on lines that something else holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListBox {
    cursor: usize,
}

impl ListBox {
    /// On this line.
    #[must_use]
    pub fn at(cursor: usize) -> Self {
        Self { cursor }
    }

    /// The line under the cursor, of so many.
    #[must_use]
    pub fn cursor(self, count: usize) -> usize {
        self.cursor.min(count.saturating_sub(1))
    }

    /// Moves the cursor, a line at a time from the last line on to the first; a page is `page` lines. False where it is
    /// none of its keys.
    pub fn key(&mut self, action: Action, count: usize, page: usize) -> bool {
        use Action as A;
        let (at, last) = (self.cursor(count), count.saturating_sub(1));
        self.cursor = match action {
            A::Down | A::HitDown => (at + 1) % count.max(1),
            A::Up | A::HitUp => at.checked_sub(1).unwrap_or(last),
            A::HalfDown | A::PageDown | A::HitPageDown => (at + page).min(last),
            A::HalfUp | A::PageUp | A::HitPageUp => at.saturating_sub(page),
            A::Top => 0,
            A::Bottom => last,
            _ => return false,
        };
        true
    }

    /// Moves by so many lines, not beyond the ends.
    pub fn step(&mut self, by: isize, count: usize) {
        self.cursor = self.cursor(count).saturating_add_signed(by).min(count.saturating_sub(1));
    }

    /// Which lines an area shows.
    #[must_use]
    pub fn lines(self, area: Rect, count: usize) -> Lines {
        Lines { area, first: scrolled(0, self.cursor(count), count, usize::from(area.height)), count }
    }

    /// Draws the lines an area shows, each by `each`.
    pub fn draw(
        self,
        area: Rect,
        count: usize,
        pen: &mut Pen<'_>,
        mut each: impl FnMut(usize, Rect, &mut Pen<'_>),
    ) {
        let first = self.lines(area, count).first;
        for (line, y) in (first..count).zip(area.top()..area.bottom()) {
            let row = Rect { y, height: 1, ..area };
            if line == self.cursor(count) {
                pen.press(row, Role::Cursor);
            }
            each(line, row, pen);
            pen.lift();
        }
    }
}

/// The moves of a list under a line that one writes; the others edit the line.
#[must_use]
pub fn is_move(action: Action) -> bool {
    use Action::{HitDown, HitPageDown, HitPageUp, HitUp};
    matches!(action, HitDown | HitUp | HitPageDown | HitPageUp)
}

/// Where that list stands: below the line.
#[must_use]
pub fn below(body: Rect) -> Rect {
    Rect { y: body.y + 1, height: body.height.saturating_sub(1), ..body }
}

/// The first line shown of a text that is scrolled, after a key; no further than `most`.
#[must_use]
pub fn scroll(line: usize, action: Action, page: usize, most: usize) -> usize {
    use Action as A;
    match action {
        A::Down | A::HitDown => line.saturating_add(1).min(most),
        A::Up | A::HitUp => line.saturating_sub(1),
        A::HalfDown | A::PageDown | A::HitPageDown => line.saturating_add(page).min(most),
        A::HalfUp | A::PageUp | A::HitPageUp => line.saturating_sub(page),
        A::Top => 0,
        A::Bottom => most,
        _ => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_goes_round_and_pages_stop_at_the_ends() {
        let mut list = ListBox::default();
        list.key(Action::Up, 3, 10);
        assert_eq!(list.cursor(3), 2);
        list.key(Action::Down, 3, 10);
        assert_eq!(list.cursor(3), 0);
        list.key(Action::PageDown, 3, 10);
        assert_eq!(list.cursor(3), 2);
        assert!(!list.key(Action::Like, 3, 10));
        list.key(Action::Down, 0, 10);
        assert_eq!(list.cursor(0), 0);
    }

    #[test]
    fn a_click_finds_the_line_that_is_shown_there() {
        let lines = ListBox::at(9).lines(Rect::new(2, 5, 10, 4), 10);
        assert_eq!(lines.first, 6);
        assert_eq!(
            (lines.at(3, 5), lines.at(3, 8), lines.at(3, 9), lines.at(1, 5)),
            (Some(6), Some(9), None, None)
        );
    }
}
