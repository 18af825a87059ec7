//! Keys that need an answer before they can go on.

use crate::{
    app::{Question, Slot},
    tui::{
        effect::Effect,
        state::{
            State,
            keys::{Jump, Pending},
            toast::Tone,
        },
    },
};

/// Asks what a jump needs before it can go on.
pub(super) fn ask(state: &mut State, jump: Jump, question: &Question, effects: &mut Vec<Effect>) {
    state.keys.jump(jump, state.now);
    let ticket = state.slots.ask_again(question);
    effects.push(Effect::Ask(ticket, question.clone()));
}

/// What is held is forgotten, and with it the answer it waits for.
pub(super) fn forget(state: &mut State, effects: &mut Vec<Effect>) {
    if let Some(Pending::Jump { to, .. }) = state.keys.pending.take() {
        cancel(state, to, effects);
    }
}

/// Nobody waits for the answer any more.
pub(super) fn cancel(state: &mut State, jump: Jump, effects: &mut Vec<Effect>) {
    if state.slots.forget(Slot::Jump) {
        effects.push(Effect::Cancel(Slot::Jump));
        state.say(Tone::Good, format!("Stopped: {}.", jump.doing()));
    }
}
