//! Into the prompt and out of it.

use crate::tui::{
    effect::Effect,
    state::{State, screen::Focus, toast::Tone},
    update::{digging, sounds},
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
    if state.search.hits.current().is_some() {
        state.search.open = true;
        digging::dig(state);
        state.search.prompt.deselect();
    } else {
        state.say(Tone::Good, "Nothing to choose from.");
    }
}

/// To the hits.
pub(super) fn to_hits(state: &mut State) {
    state.search.prompt.deselect();
    digging::turn_pages(state);
    digging::to_hits(state);
}

/// Back where one was.
pub(super) fn leave(state: &mut State) {
    state.search.prompt.deselect();
    let (focus, searching) = state.search.back;
    state.screen.focus = focus;
    state.search.open = searching || state.trail.here().is_none();
}
