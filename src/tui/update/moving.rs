//! Cursors, panes, scrolling.

use crate::tui::{
    layout::{Layout, layout},
    state::{Focus, State, list::scrolled},
};

/// Moves the cursor of the pane in focus.
pub(super) fn step(state: &mut State, by: isize) {
    match state.focus {
        Focus::Prompt | Focus::List => state.list_mut().step(by),
        Focus::Why => state.why.cursor = moved(state.why.cursor, by, state.why.mixes.len()),
        Focus::Queue => state.queue_cursor = moved(state.queue_cursor, by, state.mine.items.len()),
    }
}

fn moved(cursor: usize, by: isize, count: usize) -> usize {
    cursor.saturating_add_signed(by).min(count.saturating_sub(1))
}

/// Moves by pages, or parts of one.
pub(super) fn pages(state: &mut State, direction: isize, part: usize) {
    let layout = layout(state);
    let height = match state.focus {
        Focus::Prompt | Focus::List => list_height(state, &layout),
        Focus::Why => layout.why.height as usize,
        Focus::Queue => queue_rows(&layout),
    };
    step(state, direction * (height / part).max(1) as isize);
}

/// Moves among the hits, from the prompt.
pub(super) fn hits(state: &mut State, by: isize) {
    state.searching = true;
    state.hits.step(by);
}

/// Moves among the hits by pages.
pub(super) fn hit_pages(state: &mut State, direction: isize) {
    let height = hits_height(&layout(state));
    hits(state, direction * height.max(1) as isize);
}

/// Gives a pane the focus.
pub(super) fn focus(state: &mut State, focus: Focus) {
    // The same key leads back.
    state.focus = if state.focus == focus { Focus::List } else { focus };
}

/// The pane `by` places on: list, queue, why.
pub(super) fn pane(state: &mut State, by: usize) {
    const ORDER: [Focus; 3] = [Focus::List, Focus::Queue, Focus::Why];
    let at = ORDER.iter().position(|f| *f == state.focus).unwrap_or(0);
    state.focus = ORDER[(at + by) % ORDER.len()];
}

/// Rows of the list that has the cursor.
fn list_height(state: &State, layout: &Layout) -> usize {
    if state.searching { hits_height(layout) } else { layout.list.height as usize }
}

fn hits_height(layout: &Layout) -> usize {
    if layout.search.height > 0 {
        layout.search.height.saturating_sub(1) as usize
    } else {
        layout.list.height as usize
    }
}

/// Rows of the queue beside its heading (and, where there is room, its hints).
#[must_use]
pub fn queue_rows(layout: &Layout) -> usize {
    (layout.queue.height as usize).saturating_sub(1)
}

/// Brings every cursor into range and into view.
pub(super) fn scroll(state: &mut State) {
    let layout = layout(state);
    state.hits.scroll(hits_height(&layout));
    if let Some(stop) = state.trail.here_mut() {
        stop.list_mut().scroll(layout.list.height as usize);
    }
    let count = state.mine.items.len();
    state.queue_cursor = state.queue_cursor.min(count.saturating_sub(1));
    state.queue_offset = scrolled(state.queue_offset, state.queue_cursor, count, queue_rows(&layout));
    state.why.cursor = state.why.cursor.min(state.why.mixes.len().saturating_sub(1));
}
