//! Keys that need an answer before they can go on.

use crate::{
    app::{Question, Slot},
    tui::{
        effect::Effect,
        popup::write::Write,
        state::{
            State,
            keys::{Jump, Pending},
            popup::Purpose,
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

/// What is held is forgotten, and with it the answer it waits for. A contact that was written for it comes back in its line.
pub(super) fn forget(state: &mut State, effects: &mut Vec<Effect>) {
    if let Some(Pending::Jump { to, .. }) = state.keys.pending.take() {
        let contact = match state.slots.awaited(Slot::Jump) {
            Some(Question::Offers { contact: Some(contact), .. }) => Some(contact.clone()),
            _ => None,
        };
        cancel(state, to, effects);
        if let Some(contact) = contact {
            state.popups.push(Box::new(Write::new(Purpose::Contact, &contact)));
        }
    }
}

/// Nobody waits for the answer any more; true where it was under way.
pub(super) fn withdraw(state: &mut State, effects: &mut Vec<Effect>) -> bool {
    let waited = state.slots.forget(Slot::Jump);
    if waited {
        effects.push(Effect::Cancel(Slot::Jump));
    }
    waited
}

/// The same, which is said.
pub(super) fn cancel(state: &mut State, jump: Jump, effects: &mut Vec<Effect>) {
    if withdraw(state, effects) {
        state.say(Tone::Good, format!("Stopped: {}.", jump.doing()));
    }
}
