//! Keys that need an answer before they can go on.

use crate::{
    app::{Question, Slot},
    tui::{
        effect::Effect,
        state::{
            State,
            keys::{Jump, Pending},
        },
    },
};

/// Asks what a jump needs before it can go on.
pub(super) fn ask(state: &mut State, jump: Jump, question: &Question, effects: &mut Vec<Effect>) {
    state.keys.jump(jump);
    let ticket = state.slots.ask_again(question);
    effects.push(Effect::Ask(ticket, question.clone()));
}

/// What is held is forgotten, and with it the answer it waits for.
pub(super) fn forget(state: &mut State, effects: &mut Vec<Effect>) {
    if let Some(Pending::Jump { .. }) = state.keys.pending.take() {
        cancel(state, effects);
    }
}

/// Nobody waits for the answer any more.
pub(super) fn cancel(state: &mut State, effects: &mut Vec<Effect>) {
    if state.slots.forget(Slot::Jump) {
        effects.push(Effect::Cancel(Slot::Jump));
    }
}
