//! A pasted list: read, turned round, kept.

use crate::{
    app::{KeptList, PastedText, Question, UserChange},
    config::actions::Action,
    tui::{
        effect::Effect,
        popup::pasted::PastedList,
        state::{State, history::UndoStep, pasted::Pasted, toast::Tone},
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

/// It is kept; undo takes it out again.
pub(super) fn kept(state: &mut State, kept: KeptList) {
    let KeptList { title, plays, notes, undo, known } = kept;
    state.import.pasted = Pasted::default();
    state.popups.retain(|popup| popup.name() != PastedList::NAME);
    let notes: String = notes.iter().flat_map(|note| [" ", note, "."]).collect();
    if title.is_empty() {
        return state.say(Tone::Note, format!("Not kept.{notes}"));
    }
    if known {
        return state.say(Tone::Note, format!("Nothing is new: {title} is kept already.{notes}"));
    }
    let plays = plural(plays, "play");
    if let Some(set) = undo {
        let whose = if set.public {
            let undo = state.keys.name(Action::Undo);
            format!(
                " It names another DJ and counts like any mix; {undo} takes it out, later segue sets remove."
            )
        } else {
            String::new()
        };
        let step = |on| vec![UserChange::Set { set: set.clone(), title: title.clone(), on }];
        let name = format!("kept: {title}");
        state.user.steps.push(UndoStep::of(name, step(true), step(false), state.user.cursor));
        state.say(Tone::Good, format!("kept: {title}, {plays}.{whose}{notes}"));
    } else {
        let undo = state.keys.name(Action::Undo);
        let text = format!(
            "kept in place of an older one: {title}, {plays}. {undo} does not bring that back.{notes}"
        );
        state.say(Tone::Note, text);
    }
}
