//! The filters.

use ratatui::layout::Rect;

use crate::{
    config::theme::Role,
    tui::{
        state::{State, filters::Filter, list::scrolled},
        view::pen::Pen,
    },
};

/// Draws the box.
pub(super) fn draw(state: &State, chosen: usize, pen: &mut Pen<'_>) {
    let (columns, lines) = state.size;
    let wide = 44.min(columns);
    let high = (Filter::ALL.len() as u16 + 4).min(lines);
    let area = Rect::new((columns - wide) / 2, (lines - high) / 2, wide, high);
    let body = pen.frame(area, "filters");
    let room = usize::from(body.height.saturating_sub(2)).max(1);
    let first = scrolled(0, chosen, Filter::ALL.len(), room);
    for ((i, filter), y) in Filter::ALL.iter().enumerate().skip(first).take(room).zip(body.top()..) {
        if i == chosen {
            pen.press(Rect { y, height: 1, ..body }, Role::Cursor);
        }
        let role = if state.filters.is_on(*filter) { Role::Accent } else { Role::Dim };
        let end = pen.put_right(body.x, y, body.right(), &state.filters.value(*filter), role);
        pen.put_cut(body.x, y, end.saturating_sub(1), filter.name(), Role::Text);
        pen.lift();
    }
    let hints = [
        ("h l".to_owned(), Role::Key),
        (" change  ".to_owned(), Role::Hint),
        ("esc".to_owned(), Role::Key),
        (" close".to_owned(), Role::Hint),
    ];
    pen.pieces(body.x, body.bottom().saturating_sub(1), body.right(), &hints);
}
