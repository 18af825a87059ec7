//! The card that says how the sound comes to another machine.

use ratatui::layout::Rect;

use crate::{
    config::theme::Role,
    tui::{
        pen::{Pen, wrap},
        state::{State, popup::Silence},
        text::width,
    },
};

/// Draws the box.
pub(super) fn draw(state: &State, silence: &Silence, pen: &mut Pen<'_>) {
    let (columns, rows) = state.size;
    let texts = [
        ("On your laptop:".to_owned(), Role::Text),
        (silence.line.clone(), Role::Title),
        ("The spectrogram works anyway.".to_owned(), Role::Text),
    ];
    let widest = texts.iter().map(|(text, _)| width(text)).max().unwrap_or(0) as u16;
    let wide = (widest + 4).clamp(34.min(columns), columns);
    let room = usize::from(wide.saturating_sub(4)).max(1);
    let lines: Vec<(String, Role)> = texts
        .iter()
        .flat_map(|(text, role)| wrap(text, room).into_iter().map(|line| (line, *role)))
        .collect();
    let high = (lines.len() as u16 + 4).min(rows);
    let area = Rect::new((columns - wide) / 2, (rows - high) / 2, wide, high);
    let body = pen.frame(area, "No sound on this host");
    for ((line, role), y) in lines.iter().zip(body.top()..body.bottom()) {
        pen.put(body.x, y, body.right(), line, *role);
    }
    let hints = [("y", " copy  "), ("space", " pause  "), ("esc", " close")];
    let hints: Vec<_> = hints
        .iter()
        .flat_map(|(key, does)| [((*key).to_owned(), Role::Key), ((*does).to_owned(), Role::Hint)])
        .collect();
    pen.pieces(body.x, body.bottom().saturating_sub(1), body.right(), &hints);
}
