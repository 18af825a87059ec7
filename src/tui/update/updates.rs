//! Asking the wiki for new mixes: the first time with a choice of slices, later to pause and to go on.

use crate::{
    app::{Question, UpdateCommand, answer::SliceOffer},
    config::actions::Action,
    tui::{
        effect::Effect,
        popup::{choose::Choice, write::Write},
        state::{
            State,
            keys::Jump,
            popup::{Deed, Purpose},
            toast::Tone,
        },
        text::plural,
        update::jump,
    },
};

/// Asks now, or offers to pause what goes on. Where nobody is known whom the wiki can write to, that is asked for first.
pub(super) fn ask(state: &mut State, effects: &mut Vec<Effect>) {
    let updates = &state.status.updates;
    match &updates.doing {
        Some(doing) => {
            let title = format!("An update is already running: {doing}");
            let key = state.keys.name(Action::Update);
            let lines = vec![
                (format!("pause; {key} goes on where it stood"), Deed::Update(UpdateCommand::Pause)),
                ("fetch another slice of the wiki".to_owned(), Deed::Act(Action::UpdateSlice)),
            ];
            state.popups.push(Box::new(Choice::new(title, lines, 0)));
        }
        None if updates.paused => effects.push(Effect::Update(UpdateCommand::Ask { contact: None })),
        None => offers(state, false, effects),
    }
}

/// Asks what there is to choose from.
pub(super) fn slices(state: &mut State, effects: &mut Vec<Effect>) {
    offers(state, true, effects);
}

fn offers(state: &mut State, always: bool, effects: &mut Vec<Effect>) {
    if state.status.listening.offline {
        let text = "segue is offline, so the wiki is not asked: start it without --offline, or set offline = false under [library].";
        return state.say(Tone::Note, text);
    }
    if state.status.updates.contact {
        ask_wiki(state, &Question::Offers { contact: None, always }, effects);
    } else {
        state.popups.push(Box::new(Write::new(Purpose::Contact, "")));
    }
}

/// Asks what there is to choose from; that takes as long as the wiki takes.
fn ask_wiki(state: &mut State, question: &Question, effects: &mut Vec<Effect>) {
    state.say(Tone::Good, "Asking the wiki.");
    jump::ask(state, Jump::Slice, question, effects);
}

/// A contact was written.
pub(super) fn with_contact(state: &mut State, contact: String, effects: &mut Vec<Effect>) {
    if contact.is_empty() {
        state.say(Tone::Good, "Updates stay off.");
    } else {
        ask_wiki(state, &Question::Offers { contact: Some(contact), always: false }, effects);
    }
}

/// What can be fetched has come; where nobody need choose, it is asked for.
pub(super) fn offered(
    state: &mut State,
    contact: Option<&String>,
    offers: Option<Vec<SliceOffer>>,
    effects: &mut Vec<Effect>,
) {
    let contact = contact.cloned();
    let offers = offers.unwrap_or_default();
    if offers.is_empty() {
        return effects.push(Effect::Update(UpdateCommand::Ask { contact }));
    }
    let line = |offer: SliceOffer| {
        let text = format!("{offer}, {}", plural(offer.pages, "mix"));
        (text, Deed::Update(UpdateCommand::Fetch { contact: contact.clone(), slice: offer.slice }))
    };
    let lines = offers.into_iter().map(line).collect();
    state.popups.push(Box::new(Choice::new("What to fetch; wider slices can follow later", lines, 0)));
}
