//! Messages and errors so far.

use ratatui::layout::Rect;

use crate::{
    config::theme::Role,
    tui::{
        pen::{Pen, wrap},
        state::{State, toast::Tone},
        text::short,
    },
};

/// Draws the page, from a line on.
pub(super) fn draw(state: &State, from: usize, pen: &mut Pen<'_>) {
    let (columns, lines) = state.size;
    let area = Rect::new(0, 0, columns, lines);
    let body = pen.frame(area, "messages");
    pen.put_right(area.x + 12, area.bottom() - 1, area.right() - 2, " j k scroll, esc closes ", Role::Hint);
    let past = state.toasts.past();
    if past.is_empty() {
        pen.put_cut(body.x, body.y, body.right(), "Nothing has gone wrong.", Role::Dim);
    }
    let mut text: Vec<(String, Role)> = Vec::new();
    for toast in past {
        let role = if toast.tone == Tone::Error { Role::Error } else { Role::Text };
        let age = format!("{} after the start", short(toast.at));
        text.push((age, Role::Dim));
        text.extend(
            wrap(&toast.text, body.width.saturating_sub(2) as usize)
                .into_iter()
                .map(|line| (format!("  {line}"), role)),
        );
    }
    let from = from.min(text.len().saturating_sub(body.height as usize));
    for ((line, role), y) in text.iter().skip(from).zip(body.top()..body.bottom()) {
        pen.put_cut(body.x, y, body.right(), line, *role);
    }
}
