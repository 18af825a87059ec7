//! A pasted list: read, turned round, kept.

use crate::{
    app::{KeptList, PastedText, Question},
    tui::{
        effect::Effect,
        popup::pasted::PastedList,
        state::{State, pasted::Pasted, toast::Tone},
        text::plural,
    },
};

/// Shows what is understood of a list; without one, a paste is awaited.
pub(super) fn open(state: &mut State, text: &str) {
    if state.import.pasted.keeping {
        return state.say(Tone::Note, "The list before is being kept; paste this one then.");
    }
    state.import.pasted =
        Pasted { list: PastedText { text: text.into(), titles_first: None }, ..Pasted::default() };
    state.popups.clear();
    state.popups.push(Box::new(PastedList::default()));
}

/// Titles are artists and artists titles.
pub(super) fn turn(state: &mut State) {
    let Some(titles_first) = state.import.pasted.preview().map(|preview| preview.titles_first) else {
        return;
    };
    if !state.import.pasted.keeping {
        state.import.pasted.list.titles_first = Some(!titles_first);
        state.import.pasted.read = None;
    }
}

/// Keeps the list as a set.
pub(super) fn keep(state: &mut State, effects: &mut Vec<Effect>) {
    if state.import.pasted.keeping {
        return;
    }
    state.import.pasted.keeping = true;
    let question = Question::KeepList(state.import.pasted.list.clone());
    let ticket = state.slots.ask_again(&question);
    effects.push(Effect::Ask(ticket, question));
}

/// It is kept.
pub(super) fn kept(state: &mut State, kept: &KeptList) {
    state.import.pasted = Pasted::default();
    state.popups.retain(|popup| popup.name() != PastedList::NAME);
    let notes: String = kept.notes.iter().flat_map(|note| [" ", note, "."]).collect();
    if kept.title.is_empty() {
        state.say(Tone::Note, format!("Not kept.{notes}"));
    } else {
        state.say(Tone::Good, format!("kept: {}, {}.{notes}", kept.title, plural(kept.plays, "play")));
    }
}
