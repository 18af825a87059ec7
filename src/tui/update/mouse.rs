//! Clicks and the wheel.

use ratatui::layout::{Position, Rect};

use crate::{
    app::audition::STEP,
    config::actions::Action,
    tui::{
        effect::Effect,
        layout::{Region, hits, layout, picture, queue, tabs, why},
        state::{State, screen::Focus, spectrogram::View},
        update::{act, audition, digging, moving, prompt},
        view,
    },
};

/// Rows that one notch of the wheel moves.
const NOTCH: isize = 3;

/// A click chooses a row; on the chosen row it digs.
pub(super) fn click(state: &mut State, column: u16, row: u16, effects: &mut Vec<Effect>) {
    if !state.screen.look.mouse || popup_click(state, column, row, effects) {
        return;
    }
    let layout = layout(state);
    match layout.hit(column, row) {
        Some(Region::Prompt) => prompt::enter(state),
        Some(Region::List) => {
            let hits_elsewhere = layout.search.area() > 0;
            if hits_elsewhere && state.trail.here().is_some() {
                state.search.open = false;
            }
            let hits_here = !hits_elsewhere && (state.search.open || state.trail.here().is_none());
            let top = if hits_here { hits::hits(state, &layout).body.y } else { layout.list.y };
            choose(state, row.checked_sub(top));
        }
        Some(Region::Search) => {
            state.search.open = true;
            choose(state, row.checked_sub(hits::hits(state, &layout).body.y));
        }
        Some(Region::Queue) if queue::rows(state, &layout).contains(Position::new(column, row)) => {
            state.screen.focus = Focus::Queue;
            let shown = state.user.offset + usize::from(row - layout.queue.y - 1);
            if shown < state.user.mine.items.len() {
                state.user.cursor = shown;
            }
        }
        Some(Region::Why) => {
            state.screen.focus = Focus::Why;
            let lines = why::lines(state, why::inside(layout.why));
            let line = row.checked_sub(lines.area.y).and_then(|line| lines.mixes.get(usize::from(line)));
            if let Some(mix) = line.map(|line| line.mix) {
                state.why.cursor = mix;
            }
        }
        Some(Region::Tabs) => match tabs::hit(state, layout.tabs, column) {
            Some(0) => digging::to_hits(state),
            Some(tab) => digging::tab(state, tab - 1),
            None => {}
        },
        Some(Region::Trail) => {
            if let Some(stop) = view::stop_at(state, &layout, column) {
                digging::go_back_to(state, stop);
            }
        }
        Some(Region::Spectrogram) => spectrogram(state, picture::area(&layout), column, effects),
        _ => {}
    }
}

/// With a popup open a click chooses one of its lines; beside the popup it closes it. False where none is open.
fn popup_click(state: &mut State, column: u16, row: u16, effects: &mut Vec<Effect>) -> bool {
    let Some(popup) = state.popups.last() else { return false };
    let placed = state.placed(popup.as_ref());
    let lines = popup.lines(state, placed.body);
    if let Some(line) = lines.and_then(|lines| lines.at(column, row)) {
        act::picked(state, line, effects);
    } else if !placed.frame.contains(Position::new(column, row)) {
        act::act(state, Action::Escape, effects);
    }
    true
}

/// A click in the spectrogram seeks.
fn spectrogram(state: &mut State, area: Rect, column: u16, effects: &mut Vec<Effect>) {
    let Some(on) = state.audition.playing() else { return };
    let column = usize::from(column.saturating_sub(area.x)).min(usize::from(area.width.saturating_sub(1)));
    let to = match (&state.audition.picture.sweep, state.audition.picture.view) {
        (Some((_, sweep)), View::Sweep) => {
            // The last time that this column was written.
            let width = usize::from(area.width.max(1));
            let back = (sweep.column_at(on.position) + width - column) % width;
            on.position.saturating_sub(STEP * back as u32)
        }
        _ => on.length.mul_f64((column as f64 + 0.5) / f64::from(area.width.max(1))),
    };
    audition::seek(state, to, effects);
}

/// The row so many lines below the first one shown is chosen; where it was chosen before, it is dug.
fn choose(state: &mut State, line: Option<u16>) {
    let focused = state.screen.focus == Focus::List;
    state.screen.focus = Focus::List;
    let shown = line.map(|line| state.list().offset + usize::from(line));
    let Some(shown) = shown.filter(|&shown| shown < state.list().rows.len()) else { return };
    let again = focused && state.list().cursor == shown;
    state.list_mut().cursor = shown;
    if again {
        digging::dig(state);
    }
}

/// The wheel moves the cursor of the pane it is over.
pub(super) fn wheel(state: &mut State, column: u16, row: u16, by: i8) {
    if !state.screen.look.mouse {
        return;
    }
    let by = isize::from(by) * NOTCH;
    if let Some(mut popup) = state.popups.pop() {
        popup.wheel(state, by);
        state.popups.push(popup);
        return;
    }
    let focus = state.screen.focus;
    match layout(state).hit(column, row) {
        Some(Region::Queue) => state.screen.focus = Focus::Queue,
        Some(Region::Why) => state.screen.focus = Focus::Why,
        _ => {}
    }
    moving::step(state, by);
    if focus == Focus::Prompt {
        state.screen.focus = focus;
    }
}
