//! A line to write: a note, a name.

use ratatui::layout::{Position, Rect};

use crate::{
    config::theme::Role,
    tui::{
        pen::Pen,
        state::{
            State,
            filters::Filter,
            popup::{Purpose, Write},
        },
        view::prompt,
    },
};

/// Draws the box; the cursor's cell comes back.
pub(super) fn draw(state: &State, write: &Write, pen: &mut Pen<'_>) -> Position {
    let (columns, lines) = state.size;
    let wide = columns.min(70);
    let area = Rect::new((columns - wide) / 2, lines.saturating_sub(4) / 2, wide, 4.min(lines));
    let title = match &write.purpose {
        Purpose::Note(row) => format!("note on {}", row.title),
        Purpose::Queue => "a new queue".to_owned(),
        Purpose::Contact => "your e-mail or web page, told to MixesDB with each request".to_owned(),
        Purpose::Filter(Filter::Years) => "came out in: 1995..2005, 2015.., ..1999, 2020".to_owned(),
        Purpose::Filter(filter) => format!("{}; several by commas, nothing lifts it", filter.name()),
    };
    let body = pen.frame(area, &title);
    let at = prompt::text(&write.input, (body.x, body.y, body.right()), true, pen);
    let hints = [
        ("enter".to_owned(), Role::Key),
        (" keep  ".to_owned(), Role::Hint),
        ("esc".to_owned(), Role::Key),
        (" as it was".to_owned(), Role::Hint),
    ];
    pen.pieces(body.x, body.bottom().saturating_sub(1), body.right(), &hints);
    at
}
