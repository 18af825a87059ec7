//! What can be imported: asked for, chosen, taken.

use std::path::PathBuf;

use crate::{
    app::Question,
    tui::{
        effect::Effect,
        popup::{file_path::PathLine, found::Found},
        state::{State, popup::FindingStep, toast::Tone},
        update::export,
    },
};

/// Opens the list of what can be imported, and has it looked for.
pub(super) fn open(state: &mut State, effects: &mut Vec<Effect>) {
    state.import.finding.places = None;
    state.popups.push(Box::new(Found::default()));
    ask(state, Question::Places, effects);
}

/// Does what a key of the two popups wants done.
pub(super) fn step(state: &mut State, step: FindingStep, effects: &mut Vec<Effect>) {
    match step {
        FindingStep::Spotify => export::import(state, effects),
        FindingStep::Path => {
            state.import.finding.ends.clear();
            state.import.finding.completed = None;
            state.popups.push(Box::new(PathLine::default()));
        }
        FindingStep::Complete(text) => ask(state, Question::Complete(text), effects),
        FindingStep::Take(paths) => take(state, paths, effects),
    }
}

fn take(state: &mut State, paths: Vec<PathBuf>, effects: &mut Vec<Effect>) {
    if paths.is_empty() {
        return;
    }
    state.say(Tone::Good, "Importing …");
    ask(state, Question::Import(paths), effects);
}

fn ask(state: &mut State, question: Question, effects: &mut Vec<Effect>) {
    let ticket = state.slots.ask_again(&question);
    effects.push(Effect::Ask(ticket, question));
}
