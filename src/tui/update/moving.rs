//! Cursors, panes, scrolling.

use crate::tui::{
    layout::{Layout, hits, layout, queue},
    state::{State, screen::Focus},
    update::digging,
};

/// Moves the cursor of the pane in focus.
pub(super) fn step(state: &mut State, by: isize) {
    match state.screen.focus {
        Focus::Prompt | Focus::List => state.list_mut().step(by),
        Focus::Why => state.why.step(by),
        Focus::Queue => state.user.step(by),
        Focus::Seed => among_seeds(state, by),
    }
}

/// One row up; from the first row to the seed above the list.
pub(super) fn up(state: &mut State) {
    let first = state.screen.focus == Focus::List && !state.search.open && state.list().cursor == 0;
    let seeded = state.trail.here().is_some_and(|stop| !stop.place.seeds().is_empty());
    if first && seeded { digging::to_seed(state) } else { step(state, -1) }
}

/// Among the seeds of the header; below the last one begins the list.
fn among_seeds(state: &mut State, by: isize) {
    let moved = state.trail.here_mut().is_some_and(|stop| stop.next_seed(by > 0));
    if !moved && by > 0 {
        state.screen.focus = Focus::List;
    }
}

/// Moves by pages, or parts of one.
pub(super) fn pages(state: &mut State, direction: isize, part: usize) {
    let layout = layout(state);
    let height = match state.screen.focus {
        Focus::Prompt | Focus::List => list_height(state, &layout),
        Focus::Why => layout.why.height as usize,
        Focus::Queue => queue_height(state, &layout),
        Focus::Seed => 1,
    };
    step(state, direction * (height / part).max(1) as isize);
}

/// Moves among the hits, from the prompt.
pub(super) fn hit(state: &mut State, by: isize) {
    state.search.open = true;
    state.search.hits.step(by);
}

/// Moves among the hits by pages.
pub(super) fn hit_pages(state: &mut State, direction: isize) {
    let height = hits_height(state, &layout(state));
    hit(state, direction * height.max(1) as isize);
}

/// Gives a pane the focus.
pub(super) fn focus(state: &mut State, focus: Focus) {
    // The same key leads back.
    state.screen.focus = if state.screen.focus == focus { Focus::List } else { focus };
}

/// The pane `by` places on: list, queue, why.
pub(super) fn pane(state: &mut State, by: usize) {
    const ORDER: [Focus; 3] = [Focus::List, Focus::Queue, Focus::Why];
    let at = ORDER.iter().position(|f| *f == state.screen.focus).unwrap_or(0);
    state.screen.focus = ORDER[(at + by) % ORDER.len()];
}

/// Rows of the list that has the cursor.
fn list_height(state: &State, layout: &Layout) -> usize {
    if state.search.open { hits_height(state, layout) } else { layout.list.height as usize }
}

fn hits_height(state: &State, layout: &Layout) -> usize {
    usize::from(hits::hits(state, layout).body.height)
}

fn queue_height(state: &State, layout: &Layout) -> usize {
    usize::from(queue::rows(state, layout).height)
}

/// Brings every cursor into range and into view.
pub(super) fn scroll(state: &mut State) {
    let layout = layout(state);
    let height = hits_height(state, &layout);
    state.search.hits.scroll(height);
    if let Some(stop) = state.trail.here_mut() {
        stop.list_mut().scroll(layout.list.height as usize);
    }
    let height = queue_height(state, &layout);
    state.user.scroll(height);
    state.why.cursor = state.why.cursor.min(state.why.mixes.len().saturating_sub(1));
}
