//! The filters.

use ratatui::layout::Rect;

use crate::{
    config::theme::Role,
    tui::{
        pen::Pen,
        state::{State, filters::Filter},
        text::cut,
    },
};

/// Draws the box.
pub(super) fn draw(state: &State, chosen: usize, pen: &mut Pen<'_>) {
    let (columns, lines) = state.size;
    let wide = 56.min(columns);
    let high = (Filter::ALL.len() as u16 + 4).min(lines);
    let area = Rect::new((columns - wide) / 2, (lines - high) / 2, wide, high);
    let body = pen.frame(area, "filters");
    // The last line holds the keys; where there are more filters than lines the chosen one is among those shown.
    let room = body.height.saturating_sub(1);
    let first = (chosen + 1).saturating_sub(usize::from(room));
    let shown = Filter::ALL.iter().enumerate().skip(first);
    for ((i, filter), y) in shown.zip(body.top()..body.top() + room) {
        if i == chosen {
            pen.press(Rect { y, height: 1, ..body }, Role::Cursor);
        }
        let role = if state.filters.is_on(*filter) { Role::Accent } else { Role::Dim };
        let value = state.filters.value(*filter);
        let value = cut(&value, usize::from(body.width / 2), pen.glyphs().ellipsis);
        let end = pen.put_right(body.x, y, body.right(), &value, role);
        pen.put_cut(body.x, y, end.saturating_sub(1), filter.name(), Role::Text);
        pen.lift();
    }
    let hints = [
        ("h l".to_owned(), Role::Key),
        (" change  ".to_owned(), Role::Hint),
        ("enter".to_owned(), Role::Key),
        (" write  ".to_owned(), Role::Hint),
        ("esc".to_owned(), Role::Key),
        (" close".to_owned(), Role::Hint),
    ];
    pen.pieces(body.x, body.bottom().saturating_sub(1), body.right(), &hints);
}
