//! An address to open or copy.

use ratatui::layout::Rect;

use crate::{
    config::theme::Role,
    tui::{
        link::Link,
        pen::Pen,
        state::{State, popup::Card},
        text::width,
    },
};

fn place(state: &State, card: &Card) -> (Rect, Vec<String>) {
    let (columns, lines) = state.size;
    let wide = (width(&card.url).max(width(&card.title) + 4) as u16 + 4).max(30).min(columns);
    let room = wide.saturating_sub(4).max(1) as usize;
    let broken: Vec<String> =
        card.url.chars().collect::<Vec<_>>().chunks(room).map(|c| c.iter().collect()).collect();
    let high = (broken.len() as u16 + 4).min(lines);
    (Rect::new((columns - wide) / 2, (lines - high) / 2, wide, high), broken)
}

/// The address's lines as links.
#[must_use]
pub(super) fn links(state: &State, card: &Card) -> Vec<Link> {
    let (area, broken) = place(state, card);
    let rows = area.top() + 1..area.bottom().saturating_sub(2);
    broken
        .iter()
        .zip(rows)
        .map(|(line, y)| Link { x: area.x + 2, y, width: width(line) as u16, url: card.url.clone() })
        .collect()
}

/// Draws the box; a long address is broken, so that all of it can be read.
pub(super) fn draw(state: &State, card: &Card, pen: &mut Pen<'_>) {
    let (area, broken) = place(state, card);
    let body = pen.frame(area, &card.title);
    for (line, y) in broken.iter().zip(body.top()..body.bottom()) {
        pen.put(body.x, y, body.right(), line, Role::Title);
    }
    let y = body.bottom().saturating_sub(1);
    pen.pieces(
        body.x,
        y,
        body.right(),
        &[
            ("y".to_owned(), Role::Key),
            (" copy  ".to_owned(), Role::Hint),
            ("esc".to_owned(), Role::Key),
            (" close".to_owned(), Role::Hint),
        ],
    );
}
