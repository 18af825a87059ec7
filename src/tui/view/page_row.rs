//! A row among the hits that stands for a page: `DJ Jim Bean · 28 mixes`.

use ratatui::layout::Rect;

use crate::{
    app::answer::PageHit,
    config::{actions::Action, theme::Role},
    tui::{
        pen::Pen,
        state::{State, list::Row},
        text::{cut_middle, plural, width},
        view::columns::MARKS,
    },
};

/// Draws it; the last of those shown says that there are more, and by which key.
pub(super) fn draw(area: Rect, page: &PageHit, state: &State, pen: &mut Pen<'_>) {
    let search = &state.search;
    let shown = search.pages_shown();
    let more = search.found.pages.len().saturating_sub(shown);
    let is_last = search.found.pages.get(shown.wrapping_sub(1)) == Some(page);
    // The key works where the cursor is on such a row.
    let hint = match search.hits.current() {
        _ if !is_last || more == 0 => String::new(),
        Some(Row::Page(_)) => format!("{} {more} more", state.keys.name(Action::NextPane)),
        _ => format!("{more} more"),
    };
    let end = pen.put_right(area.x + MARKS, area.y, area.right().saturating_sub(1), &hint, Role::Hint);
    let end = end.saturating_sub(u16::from(!hint.is_empty()));
    let (count, what) = page.holds();
    let holds = format!("{}{}", state.screen.look.glyphs.dot, plural(u64::from(count), what));
    let x = pen.put(area.x + MARKS, area.y, end, page.kind.word(), Role::Dim);
    let room = usize::from(end.saturating_sub(x + 1)).saturating_sub(width(&holds));
    let name = cut_middle(&page.name, room, state.screen.look.glyphs.ellipsis);
    let x = pen.put(x + 1, area.y, end, &name, Role::Title);
    pen.put(x, area.y, end, &holds, Role::Dim);
}
