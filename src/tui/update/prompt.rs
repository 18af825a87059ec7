//! Into the prompt and out of it.

use crate::{
    config::actions::Action,
    tui::{
        effect::Effect,
        state::{State, screen::Focus, toast::Tone},
        update::{digging, sounds},
    },
};

/// To the prompt, its old text selected.
pub(super) fn enter(state: &mut State) {
    if state.screen.focus != Focus::Prompt {
        state.search.back = (state.screen.focus, state.search.open);
    }
    state.screen.focus = Focus::Prompt;
    state.screen.zoomed = false;
    state.search.open = true;
    state.search.prompt.select();
}

/// The hit becomes the seed; a link or a file is listened to.
pub(super) fn accept(state: &mut State, effects: &mut Vec<Effect>) {
    if sounds::names_sound(state.search.prompt.text().trim()) {
        return sounds::listen(state, effects);
    }
    if state.search.is_meant() && state.search.hits.current().is_some() {
        state.search.open = true;
        // What was said of other words is true no longer.
        state.screen.toasts.outdate(state.now);
        digging::dig(state);
        state.search.prompt.deselect();
    } else {
        nothing_found(state);
    }
}

/// How the answers begin that hold for the words they were given to alone.
const NOTHING: [&str; 2] = ["Nothing is called '", "Nothing to choose from yet."];

/// The words are others, or are done with: that nothing is called like them is said no longer.
pub(super) fn outdate(state: &mut State) {
    for beginning in NOTHING {
        state.screen.toasts.withdraw(beginning, state.now);
    }
}

/// Nothing is called as it was typed: nothing opens, and what leads on is said.
fn nothing_found(state: &mut State) {
    let typed = state.search.prompt.text().trim().to_owned();
    let [called, nothing] = NOTHING;
    let (hits, analyse) = (state.keys.name(Action::ToHits), state.keys.name(Action::Listen));
    let text = match (typed.is_empty(), state.search.hits.rows.is_empty()) {
        (true, _) => nothing.to_owned(),
        (_, true) => format!("{called}{typed}'; {analyse} analyses it: artist - title, a link or a file."),
        _ => format!("{called}{typed}'; {hits} goes to the closest, {analyse} analyses it."),
    };
    state.say(Tone::Note, text);
}

/// To the hits.
pub(super) fn to_hits(state: &mut State) {
    outdate(state);
    state.search.prompt.deselect();
    digging::turn_pages(state);
    digging::to_hits(state);
}

/// Back where one was.
pub(super) fn leave(state: &mut State) {
    outdate(state);
    state.search.prompt.deselect();
    let (focus, searching) = state.search.back;
    state.screen.focus = focus;
    state.search.open = searching || state.trail.here().is_none();
}
