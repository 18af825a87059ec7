//! Cursors, panes, scrolling.

use crate::tui::{
    layout::{Layout, Main, hits, layout, queue},
    state::{State, screen::Focus, toast::Tone},
    update::digging,
};

/// Moves the cursor of the pane in focus.
pub(super) fn step(state: &mut State, by: isize) {
    match state.screen.focus {
        Focus::Prompt | Focus::List => state.list_mut().step(by),
        Focus::Why => state.why.step(by),
        Focus::Queue => state.user.step(by),
        Focus::Seed => among_seeds(state, by),
        Focus::Picture => {}
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
        Focus::Seed | Focus::Picture => 1,
    };
    step(state, direction * (height / part).max(1) as isize);
}

/// Moves among the hits, from the prompt.
pub(super) fn hit(state: &mut State, by: isize) {
    state.search.open = true;
    state.search.pointed = true;
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

/// The pane `by` places on: list, queue, why, and the spectrogram where there is one.
pub(super) fn pane(state: &mut State, by: isize) {
    const ORDER: [Focus; 4] = [Focus::List, Focus::Queue, Focus::Why, Focus::Picture];
    let panes = ORDER.len() - usize::from(!state.audition.picture.shown());
    let at = ORDER.iter().position(|f| *f == state.screen.focus).unwrap_or(0) as isize;
    state.screen.focus = ORDER[(at + by).rem_euclid(panes as isize) as usize];
    // Where it has no pane of its own, all of the screen is its pane.
    state.screen.zoomed |= state.screen.focus == Focus::Picture && !has_picture(state);
}

/// The pane in focus alone, the spectrogram on the whole screen; or all panes again.
pub(super) fn zoom(state: &mut State) {
    let before = layout(state);
    state.screen.zoomed = !state.screen.zoomed;
    if state.screen.zoomed && layout(state) == before {
        state.screen.zoomed = false;
        return state.say(Tone::Good, "This pane has all the room there is.");
    }
    if !state.screen.zoomed && state.screen.focus == Focus::Picture && !has_picture(state) {
        state.screen.focus = Focus::List;
    }
}

/// Whether the spectrogram stands among the panes, in more than a line.
fn has_picture(state: &State) -> bool {
    layout(state).spectrogram.height > 1
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
    // What is hidden stays as it is.
    if layout.main == Main::Picture {
        return;
    }
    let height = hits_height(state, &layout);
    state.search.hits.scroll(height);
    if let Some(stop) = state.trail.here_mut() {
        stop.list_mut().scroll(layout.list.height as usize);
    }
    if state.screen.focus == Focus::Queue {
        state.user.added = None;
    }
    let height = queue_height(state, &layout);
    state.user.scroll(height);
    state.why.cursor = state.why.cursor.min(state.why.mixes.len().saturating_sub(1));
}
