//! Every key, from the table.

use ratatui::layout::Rect;

use crate::{
    config::{actions::Group, theme::Role},
    tui::{pen::Pen, state::State, text::width},
};

enum Line {
    Heading(&'static str),
    Key(String, &'static str),
    Gap,
}

fn lines(state: &State) -> Vec<Line> {
    let mut lines = Vec::new();
    for group in Group::ALL {
        if !lines.is_empty() {
            lines.push(Line::Gap);
        }
        lines.push(Line::Heading(group.title()));
        for (entry, keys) in state.keymap.entries().filter(|(e, _)| e.group == group) {
            let keys = keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
            lines.push(Line::Key(if keys.is_empty() { ":".to_owned() } else { keys }, entry.does));
        }
    }
    lines
}

/// Draws the page, from a line on.
pub(super) fn draw(state: &State, from: usize, pen: &mut Pen<'_>) {
    let (width_all, height) = state.size;
    let (left, top) = if width_all >= 100 { (4, 1) } else { (0, 0) };
    let area = Rect::new(left, top, width_all - 2 * left, height - 2 * top);
    let body = pen.frame(area, "keys");
    pen.put_right(area.x + 10, area.bottom() - 1, area.right() - 2, " j k scroll, esc closes ", Role::Hint);
    let lines = lines(state);
    let columns = if body.width >= 130 { 2 } else { 1 };
    let per = lines.len().div_ceil(columns);
    let from = from.min(per.saturating_sub(body.height as usize));
    let column = body.width / columns as u16;
    let keys =
        lines.iter().map(|l| if let Line::Key(k, _) = l { width(k) } else { 0 }).max().unwrap_or(0) as u16;
    let keys = keys.min(column / 3);
    for (c, chunk) in lines.chunks(per.max(1)).enumerate() {
        let x = body.x + c as u16 * column;
        let end = x + column - u16::from(columns > 1) * 2;
        for (line, y) in chunk.iter().skip(from).zip(body.top()..body.bottom()) {
            match line {
                Line::Gap => {}
                Line::Heading(text) => {
                    pen.put_cut(x, y, end, text, Role::Accent);
                }
                Line::Key(key, does) => {
                    pen.put_cut(x, y, x + keys, key, Role::Key);
                    pen.put_cut(x + keys + 2, y, end, does, Role::Text);
                }
            }
        }
    }
}
