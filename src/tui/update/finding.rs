//! What can be imported: asked for, chosen, taken.

use std::{path::PathBuf, time::Duration};

use crate::{
    app::{Fault, Question, Slot},
    config::actions::Action,
    plain::one_line,
    tui::{
        effect::Effect,
        popup::{file_path::PathLine, found::Found},
        state::{
            State,
            busy::Busy,
            finding::Taking,
            popup::FindingStep,
            toast::{Toast, Tone},
        },
        text::plural,
        update::{SESSION_DELAY, export},
    },
};

/// What is said where one import is to wait for another.
const RUNS: &str = "The import before this one still runs";

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
            let text = state.import.finding.refused.clone();
            state.popups.push(Box::new(PathLine::new(text.as_deref())));
        }
        FindingStep::Complete(text) => ask(state, Question::Complete(text), effects),
        FindingStep::Take(paths) => take(state, paths, None, effects),
        FindingStep::TakeWritten(text) => take(state, vec![PathBuf::from(&text)], Some(text), effects),
    }
}

fn take(state: &mut State, paths: Vec<PathBuf>, written: Option<String>, effects: &mut Vec<Effect>) {
    if paths.is_empty() {
        return;
    }
    if state.import.finding.taking.is_some() {
        let esc = state.keys.name(Action::Escape);
        state.import.finding.refused = written;
        return state.say(Tone::Note, format!("{RUNS}; {esc} stops it."));
    }
    let what = match &paths[..] {
        [one] => format!("importing {}", one.display()),
        many => format!("importing {}", plural(many.len() as u64, "file")),
    };
    let busy = Busy { what: one_line(&what), since: state.now };
    state.import.finding.taking = Some(Taking { busy, written });
    ask(state, Question::Import(paths), effects);
}

/// What was imported.
pub(super) fn taken(state: &mut State, said: String) {
    let taking = over(state);
    if taking.is_some_and(|taking| taking.written.is_some()) {
        state.import.finding.refused = None;
    }
    state.say(Tone::Note, said);
}

/// Nothing could be imported. A path that was just written comes back with the reason.
pub(super) fn refused(state: &mut State, fault: &Fault) {
    /// Later than this one does something else.
    const STILL_THERE: Duration = Duration::from_secs(1);
    let taking = over(state);
    let written = taking.and_then(|Taking { busy, written }| written.zip(Some(busy.since)));
    let soon = |since| state.popups.is_empty() && state.now < since + STILL_THERE;
    match written {
        Some((text, since)) if soon(since) => {
            let line = PathLine::refused(&text, fault.told());
            state.import.finding.refused = Some(text);
            state.popups.push(Box::new(line));
            state.screen.toasts.keep(Toast { tone: Tone::Error, text: fault.told(), at: state.now });
        }
        written => {
            if let Some((text, _)) = written {
                state.import.finding.refused = Some(text);
            }
            state.screen.toasts.fault(fault, state.now);
        }
    }
}

/// Stops what is being imported; false where nothing is.
pub(super) fn stop(state: &mut State, effects: &mut Vec<Effect>) -> bool {
    let stopped = over(state).is_some();
    if stopped {
        state.slots.forget(Slot::Import);
        effects.push(Effect::Cancel(Slot::Import));
        let text =
            "The import is stopped: what was read until now is kept, and importing the same again goes on.";
        state.say(Tone::Note, text);
    }
    stopped
}

/// The import that was under way is so no longer: what was said of it is true no longer, and the session tells of none.
fn over(state: &mut State) -> Option<Taking> {
    state.visit.due.get_or_insert(state.now + SESSION_DELAY);
    state.screen.toasts.withdraw(RUNS, state.now);
    state.import.finding.taking.take()
}

fn ask(state: &mut State, question: Question, effects: &mut Vec<Effect>) {
    let ticket = state.slots.ask_again(&question);
    effects.push(Effect::Ask(ticket, question));
}
