//! The command palette.

use ratatui::layout::{Position, Rect};

use crate::{
    config::{actions::entry, theme::Role},
    tui::{
        pen::Pen,
        state::{
            State,
            list::scrolled,
            popup::{Palette, palette_lines},
        },
        view::prompt,
    },
};

/// Draws the box; the cursor's cell comes back.
pub(super) fn draw(state: &State, palette: &Palette, pen: &mut Pen<'_>) -> Position {
    let (columns, lines) = state.size;
    let width = columns.min(76);
    let height = lines.saturating_sub(2).min(20);
    let area = Rect::new((columns - width) / 2, u16::from(lines > 14), width, height);
    let body = pen.frame(area, "command");
    let x = pen.put(body.x, body.y, body.right(), ": ", Role::Accent);
    let at = prompt::text(&palette.input, (x, body.y, body.right()), true, pen);
    let found = palette_lines(&state.keymap, palette.input.text());
    let list = Rect { y: body.y + 1, height: body.height.saturating_sub(1), ..body };
    if found.is_empty() {
        pen.put(list.x, list.y, list.right(), "No command is called so.", Role::Dim);
    }
    let first = scrolled(0, palette.cursor, found.len(), list.height as usize);
    for (i, action) in found.iter().enumerate().skip(first).take(list.height as usize) {
        let Some(entry) = entry(*action) else { continue };
        let y = list.y + (i - first) as u16;
        if i == palette.cursor {
            pen.press(Rect { y, height: 1, ..list }, Role::Cursor);
        }
        let keys = state.keymap.keys(*action).first().map(ToString::to_string).unwrap_or_default();
        let end = pen.put_right(list.x, y, list.right(), &keys, Role::Key).saturating_sub(1);
        let name = entry.name.replace('_', " ");
        let x = pen.put(list.x, y, end, &format!("{name:<16} "), Role::Title);
        pen.put_cut(x, y, end, entry.does, Role::Dim);
        pen.lift();
    }
    at
}
