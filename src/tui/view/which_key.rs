//! The keys that go on from the ones pressed so far.

use ratatui::layout::Rect;

use crate::{
    config::{keys::Chord, theme::Role},
    tui::{
        keymap::ChordMatch,
        pen::Pen,
        state::{State, popup::BORDERS},
        text::width,
    },
};

/// Cells between two columns.
const GAP: u16 = 2;

/// Draws the popup over the footer, where a sequence is open.
pub(super) fn draw(state: &State, pen: &mut Pen<'_>) {
    if state.keys.pressed.is_empty() {
        return;
    }
    let ChordMatch::Prefix(next) = state.keys.map.find(state.key_place(), &state.keys.pressed) else {
        return;
    };
    let title = state.keys.pressed.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let (columns, lines) = state.screen.size;
    let room = usize::from(lines.saturating_sub(3)).max(1);
    // Where it is low, the keys stand beside each other.
    let beside = next.len().div_ceil(room).max(1);
    let rows = next.len().div_ceil(beside);
    let height = (rows as u16 + 2).min(lines.saturating_sub(1));
    // Each of these columns is as wide as what it holds.
    let needs = |(chord, name): &(Chord, &str)| (width(&chord.to_string()) + 2 + width(name)) as u16;
    let widths: Vec<u16> =
        next.chunks(rows).map(|keys| keys.iter().map(needs).max().unwrap_or(0) + GAP).collect();
    let inner = (widths.iter().sum::<u16>() + BORDERS - GAP).max(14).min(columns);
    let area = Rect::new(columns - inner, lines.saturating_sub(height + 1), inner, height);
    let body = pen.frame(area, &title);
    let mut left = body.x;
    for (keys, wide) in next.chunks(rows).zip(widths) {
        for ((chord, name), y) in keys.iter().zip(body.top()..body.bottom()) {
            let x = pen.put(left, y, body.right(), &chord.to_string(), Role::Key);
            pen.put_cut(x + 2, y, body.right(), name, Role::Text);
        }
        left += wide;
    }
}
