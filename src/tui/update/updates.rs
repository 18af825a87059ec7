//! Asking the wiki for new mixes.

use crate::tui::{
    effect::Effect,
    popup::write::Write,
    state::{State, popup::Purpose, toast::Tone},
};

/// Asks now; where nobody is known whom the wiki can write to, that is asked for first.
pub(super) fn ask(state: &mut State, effects: &mut Vec<Effect>) {
    if let Some(doing) = &state.status.updates.doing {
        let text = format!("At it already: {doing}.");
        state.say(Tone::Good, text);
    } else if state.status.updates.contact {
        effects.push(Effect::Update(None));
    } else {
        state.popups.push(Box::new(Write::new(Purpose::Contact, "")));
    }
}

/// Switches updates on.
pub(super) fn with_contact(state: &mut State, contact: String, effects: &mut Vec<Effect>) {
    if contact.is_empty() {
        state.say(Tone::Good, "Updates stay off.");
    } else {
        effects.push(Effect::Update(Some(contact)));
    }
}
