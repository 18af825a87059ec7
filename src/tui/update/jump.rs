//! Keys that need an answer before they can go on.

use crate::{
    app::{Question, Slot},
    tui::{
        effect::Effect,
        state::{State, popup::Jump},
    },
};

/// Asks what a jump needs before it can go on.
pub(super) fn ask(state: &mut State, jump: Jump, question: &Question, effects: &mut Vec<Effect>) {
    state.jump = Some(jump);
    let ticket = state.slots.ask_again(question);
    effects.push(Effect::Ask(ticket, question.clone()));
}

/// The answer is wanted no longer.
pub(super) fn forget(state: &mut State, effects: &mut Vec<Effect>) {
    if state.jump.take().is_some() && state.slots.forget(Slot::Jump) {
        effects.push(Effect::Cancel(Slot::Jump));
    }
}
