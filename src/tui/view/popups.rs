//! The frame that every popup stands in: its title above, its hints below.

use ratatui::layout::{Position, Rect};

use crate::{
    config::theme::Role,
    tui::{
        pen::Pen,
        state::{Popup, State, popup::PopupArea},
        text::width,
    },
};

/// Draws a popup; where the terminal's cursor stands comes back, if it is to be seen.
pub(super) fn draw(state: &State, popup: &dyn Popup, pen: &mut Pen<'_>) -> Option<Position> {
    let (shape, frame) = (popup.shape(state), state.frame(popup));
    pen.frame(frame, &shape.title);
    hints(state.hints(&shape), frame, pen);
    popup.draw(state, PopupArea::body(frame), pen)
}

/// The hints in the lower border. Where there is too little room those before the last give way: the last one closes.
fn hints(mut hints: Vec<(String, String)>, frame: Rect, pen: &mut Pen<'_>) {
    let needs = |hints: &[(String, String)]| -> usize {
        hints.iter().map(|(keys, does)| width(keys) + width(does) + 3).sum::<usize>() + 1
    };
    let room = usize::from(frame.width.saturating_sub(4));
    while hints.len() > 1 && needs(&hints) > room {
        hints.remove(hints.len() - 2);
    }
    let (y, end) = (frame.bottom().saturating_sub(1), frame.right().saturating_sub(1));
    let mut x = frame.x + 2;
    for (keys, does) in hints {
        x = pen.put(x, y, end, " ", Role::Border);
        x = pen.put(x, y, end, &keys, Role::Key);
        x = pen.put(x, y, end, &format!(" {does} "), Role::Hint);
    }
}
