//! The list in the middle, and the search beside it where there is room.

use ratatui::layout::Rect;

use crate::{
    app::answer::NEAR,
    config::theme::Role,
    tui::{
        layout::{self, Layout, Main, filter_lines, hits::HitsArea},
        pen::Pen,
        state::{
            State,
            list::{List, ListPhase, Row},
            screen::Focus,
        },
        text::{thousands, width},
        view::{
            columns::{MARKS, Table},
            empty, row,
        },
    },
};

/// Draws both.
pub(super) fn draw(state: &State, layout: &Layout, pen: &mut Pen<'_>) {
    let beside = layout.search.area() > 0;
    if layout.main == Main::List || beside {
        if state.trail.here().is_some() && (beside || !state.search.open) {
            if let Some(stop) = state.trail.here() {
                filters(state, layout, pen);
                let focused = state.screen.focus == Focus::List && !state.search.open;
                let list = stop.list();
                let head = if list.nothing_after && !list.rows.is_empty() && layout.head.area() > 0 {
                    nothing_after(list, layout.head, pen);
                    Rect::ZERO
                } else {
                    layout.head
                };
                pane(state, list, head, layout.list, focused, pen);
            }
        } else if beside {
            empty::nowhere(state, layout.list, pen);
        } else {
            let focused = matches!(state.screen.focus, Focus::List | Focus::Prompt);
            hits(state, layout, focused, pen);
        }
    }
    if beside {
        let focused = state.search.open && matches!(state.screen.focus, Focus::List | Focus::Prompt);
        hits(state, layout, focused, pen);
    }
}

/// Which filters are on, and what each hides.
fn filters(state: &State, layout: &Layout, pen: &mut Pen<'_>) {
    let area = layout.filters;
    for (line, y) in filter_lines(state, layout).iter().zip(area.top()..area.bottom()) {
        pen.put_cut(area.x + 1, y, area.right(), line, Role::Warning);
    }
}

fn hits(state: &State, layout: &Layout, focused: bool, pen: &mut Pen<'_>) {
    let HitsArea { intro, top, head, body } = layout::hits::hits(state, layout);
    for (line, y) in intro.iter().zip(top.top()..top.bottom()) {
        pen.put(top.x + MARKS, y, top.right(), line, Role::Dim);
    }
    if state.search.is_closest() {
        // A page may be called so.
        let what = if state.search.found.pages.is_empty() { "" } else { "record " };
        let missing = format!("No {what}'{}'.", state.search.found.query);
        let short = format!("{missing} Closest:");
        let long = format!("{missing} Closest below; not it? Paste a link, and it is analysed.");
        let fits = width(&long) <= head.width.saturating_sub(MARKS) as usize;
        if head.area() > 0 {
            pen.put_cut(
                head.x + MARKS,
                head.y,
                head.right(),
                if fits { &long } else { &short },
                Role::Warning,
            );
        }
        pane(state, &state.search.hits, Rect::ZERO, body, focused, pen);
    } else {
        pane(state, &state.search.hits, head, body, focused, pen);
    }
}

/// Above what stands in for it.
fn nothing_after(list: &List, head: Rect, pen: &mut Pen<'_>) {
    let near = match list.rows.first() {
        Some(Row::Similar(row)) if row.distance.is_some_and(|records| records <= NEAR) => {
            " Within five records:"
        }
        _ => "",
    };
    let long = format!("Nobody is known to have played anything straight after it.{near}");
    let short = format!("Nothing known straight after it.{near}");
    let fits = width(&long) <= head.width.saturating_sub(MARKS) as usize;
    pen.put_cut(head.x + MARKS, head.y, head.right(), if fits { &long } else { &short }, Role::Warning);
}

/// `… 12 more`, in place of the row that has the last line of a pane where others follow; not in one of few lines.
pub(super) fn more_below(
    row: usize,
    rows: usize,
    (offset, height): (usize, u16),
    pen: &Pen<'_>,
) -> Option<String> {
    let is_last = row + 1 == offset + usize::from(height);
    let more = rows.saturating_sub(row);
    (is_last && more > 1 && height > 6)
        .then(|| format!("{} {} more", pen.glyphs().ellipsis, thousands(more as u64)))
}

fn pane(state: &State, list: &List, head: Rect, area: Rect, focused: bool, pen: &mut Pen<'_>) {
    if list.rows.is_empty() {
        empty::list(state, list, area, pen);
        return;
    }
    let by = state.trail.here().filter(|_| !std::ptr::eq(list, &raw const state.search.hits));
    let by = by.and_then(|stop| stop.by(&state.trail.tabs));
    let table = Table::new(list, by, area, state);
    if head.area() > 0 {
        table.head(head, state, pen);
    }
    let height = area.height as usize;
    for (i, one) in list.rows.iter().enumerate().skip(list.offset).take(height) {
        let y = area.y + (i - list.offset) as u16;
        let line = Rect { y, height: 1, ..area };
        if let Some(more) = more_below(i, list.rows.len(), (list.offset, area.height), pen)
            && i != list.cursor
        {
            pen.put_cut(area.x + MARKS, y, area.right(), &more, Role::Dim);
            break;
        }
        if i == list.cursor {
            pen.press(line, if focused { Role::Cursor } else { Role::CursorAway });
            pen.put(area.x, y, area.right(), pen.glyphs().cursor, Role::Accent);
        }
        let above = i.checked_sub(1).filter(|_| i > list.offset).and_then(|i| list.rows.get(i));
        row::draw(line, one, above, &table, state, pen);
        pen.lift();
    }
    if let ListPhase::Failed(fault) = &list.phase {
        let line = Rect { y: area.bottom() - 1, height: 1, ..area };
        pen.ground(line, Role::Text);
        pen.put_cut(
            area.x + 1,
            line.y,
            area.right(),
            &format!("{}: {}", fault.title, fault.cause),
            Role::Error,
        );
    }
}
