//! Saving the session, and the end.

use crate::tui::{
    effect::Effect,
    state::{State, session},
};

/// Saves the session where it is another than the one saved last.
pub(super) fn save_session(state: &mut State, effects: &mut Vec<Effect>) {
    let text = session::save(state);
    if text != state.saved_session {
        state.saved_session.clone_from(&text);
        effects.push(Effect::SaveSession(text));
    }
}

/// Saves the session and ends; what is being stored is finished first.
pub(super) fn quit(state: &mut State, effects: &mut Vec<Effect>) {
    save_session(state, effects);
    state.quitting = true;
}
