//! Into the prompt and out of it.

use crate::tui::{
    effect::Effect,
    state::{Focus, State, popup::Popup, toast::Tone},
    update::{digging, sounds},
};

/// To the prompt, its old text selected.
pub(super) fn enter(state: &mut State) {
    if state.focus != Focus::Prompt {
        state.before_prompt = (state.focus, state.searching);
    }
    state.focus = Focus::Prompt;
    state.zoomed = false;
    state.searching = true;
    state.prompt.select();
}

/// The hit becomes the seed; a link or a file is listened to.
pub(super) fn accept(state: &mut State, effects: &mut Vec<Effect>) {
    if let Some(Popup::Palette(_)) = state.popups.last() {
        return;
    }
    if sounds::names_sound(state.prompt.text().trim()) {
        return sounds::listen(state, effects);
    }
    if state.hits.current().is_some() {
        state.searching = true;
        digging::dig(state);
        state.prompt.deselect();
    } else {
        state.toasts.say(Tone::Good, "Nothing to choose from.", state.now);
    }
}

/// To the hits.
pub(super) fn to_hits(state: &mut State) {
    state.prompt.deselect();
    digging::to_hits(state);
}

/// Back where one was.
pub(super) fn leave(state: &mut State) {
    state.prompt.deselect();
    let (focus, searching) = state.before_prompt;
    state.focus = focus;
    state.searching = searching || state.trail.here().is_none();
}
