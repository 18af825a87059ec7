//! The keys that go on from the ones pressed so far.

use ratatui::layout::Rect;

use crate::{
    config::theme::Role,
    tui::{keymap::ChordMatch, pen::Pen, state::State, text::width},
};

/// Draws the popup over the footer, where a sequence is open.
pub(super) fn draw(state: &State, pen: &mut Pen<'_>) {
    if state.keys.pressed.is_empty() {
        return;
    }
    let ChordMatch::Prefix(next) = state.keys.map.find(state.key_place(), &state.keys.pressed) else {
        return;
    };
    let title = state.keys.pressed.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let widest =
        next.iter().map(|(chord, name)| width(&chord.to_string()) + 2 + width(name)).max().unwrap_or(0)
            as u16;
    let (columns, lines) = state.screen.size;
    let room = usize::from(lines.saturating_sub(3)).max(1);
    // Where it is low, the keys stand beside each other.
    let beside = next.len().div_ceil(room).max(1);
    let rows = next.len().div_ceil(beside);
    let height = (rows as u16 + 2).min(lines.saturating_sub(1));
    let inner = ((widest + 2) * beside as u16 + 2).max(14).min(columns);
    let area = Rect::new(columns - inner, lines.saturating_sub(height + 1), inner, height);
    let body = pen.frame(area, &title);
    for (at, (chord, name)) in next.iter().enumerate() {
        let (x, y) = (body.x + (at / rows) as u16 * (widest + 2), body.y + (at % rows) as u16);
        if y < body.bottom() {
            let x = pen.put(x, y, body.right(), &chord.to_string(), Role::Key);
            pen.put_cut(x + 2, y, body.right(), name, Role::Text);
        }
    }
}
