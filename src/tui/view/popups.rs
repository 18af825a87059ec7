//! The frame that every popup stands in: its title above, its hints below.

use ratatui::layout::{Position, Rect};

use crate::{
    config::theme::Role,
    tui::{
        pen::Pen,
        state::{
            Popup, State,
            popup::{Lines, NamedHint},
        },
        text::{cut, thousands, width},
    },
};

/// Draws a popup; where the terminal's cursor stands comes back, if it is to be seen.
pub(super) fn draw(state: &State, popup: &dyn Popup, pen: &mut Pen<'_>) -> Option<Position> {
    let (shape, placed) = (popup.shape(state), state.placed(popup));
    let frame = placed.frame;
    let more = popup.shown(state, placed.body).filter(|lines| lines.end() - lines.first < lines.count);
    let count = more.map(|lines| count(lines, pen)).unwrap_or_default();
    let room = usize::from(frame.width).saturating_sub(width(&count) + 6);
    let title = cut(&shape.title, room, pen.glyphs().ellipsis).into_owned();
    pen.frame(frame, &title);
    if let Some(lines) = more {
        pen.put_right(frame.x + 2, frame.y, frame.right().saturating_sub(2), &count, Role::Dim);
        arrows(lines, frame, pen);
    }
    let last = frame.bottom().saturating_sub(1);
    for (line, y) in placed.hints.iter().rev().zip((frame.y..=last).rev()) {
        hints(line, Rect { y, height: 1, ..frame }, pen);
    }
    popup.draw(state, placed.body, pen)
}

/// ` 1–13 of 17 `: which lines are shown, where there are more.
fn count(lines: Lines, pen: &Pen<'_>) -> String {
    let figure = |line: usize| thousands(line as u64);
    let (from, to, all) = (figure(lines.first + 1), figure(lines.end()), figure(lines.count));
    format!(" {from}{}{to} of {all} ", pen.glyphs().range)
}

/// Signs in the border beside the first and the last line shown, where the list goes on.
fn arrows(lines: Lines, frame: Rect, pen: &mut Pen<'_>) {
    let (x, end) = (frame.right().saturating_sub(1), frame.right());
    let glyphs = pen.glyphs();
    if lines.first > 0 {
        pen.put(x, lines.area.y, end, glyphs.up, Role::Accent);
    }
    if lines.end() < lines.count {
        pen.put(x, lines.area.bottom().saturating_sub(1), end, glyphs.down, Role::Accent);
    }
}

/// A line of hints, in the lower border or above it.
fn hints(hints: &[NamedHint], area: Rect, pen: &mut Pen<'_>) {
    let (y, end) = (area.y, area.right().saturating_sub(1));
    let mut x = area.x + 2;
    for (keys, does) in hints {
        x = pen.put(x, y, end, " ", Role::Border);
        x = pen.put(x, y, end, keys, Role::Key);
        x = pen.put(x, y, end, &format!(" {does} "), Role::Hint);
    }
}
