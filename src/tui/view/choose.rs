//! One of several places to go to.

use ratatui::layout::Rect;

use crate::{
    config::theme::Role,
    tui::{
        pen::Pen,
        state::{State, list::scrolled, popup::Choice},
        text::width,
    },
};

/// Draws the box.
pub(super) fn draw(state: &State, choice: &Choice, pen: &mut Pen<'_>) {
    let (columns, lines) = state.size;
    let widest =
        choice.lines.iter().map(|(text, _)| width(text)).max().unwrap_or(0).max(choice.title.len() + 4);
    let wide = (widest as u16 + 4).min(columns);
    let high = (choice.lines.len() as u16 + 2).min(lines.saturating_sub(2));
    let area = Rect::new((columns - wide) / 2, (lines - high) / 2, wide, high);
    let body = pen.frame(area, &choice.title);
    let first = scrolled(0, choice.cursor, choice.lines.len(), body.height as usize);
    for (i, (text, _)) in choice.lines.iter().enumerate().skip(first).take(body.height as usize) {
        let y = body.y + (i - first) as u16;
        if i == choice.cursor {
            pen.press(Rect { y, height: 1, ..body }, Role::Cursor);
        }
        pen.put_cut(body.x, y, body.right(), text, Role::Text);
        pen.lift();
    }
}
