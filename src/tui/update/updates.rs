//! Asking the wiki for new mixes.

use crate::tui::{
    effect::Effect,
    state::{
        State,
        popup::{Popup, Purpose, Write},
        textbox::TextBox,
        toast::Tone,
    },
};

/// Asks now; where nobody is known whom the wiki can write to, that is asked for first.
pub(super) fn ask(state: &mut State, effects: &mut Vec<Effect>) {
    if let Some(doing) = &state.status.updates.doing {
        let text = format!("At it already: {doing}.");
        state.toasts.say(Tone::Good, text, state.now);
    } else if state.status.updates.contact {
        effects.push(Effect::Update(None));
    } else {
        state.popups.push(Popup::Write(Write { purpose: Purpose::Contact, input: TextBox::default() }));
    }
}

/// Switches updates on.
pub(super) fn with_contact(state: &mut State, contact: String, effects: &mut Vec<Effect>) {
    if contact.is_empty() {
        state.toasts.say(Tone::Good, "Updates stay off.", state.now);
    } else {
        effects.push(Effect::Update(Some(contact)));
    }
}
