//! Saving the session, and the end.

use crate::{
    config::actions::Action,
    tui::{
        effect::Effect,
        popup::choose::{Choice, ChoiceLine},
        state::{State, popup::Deed, screen::Focus, session, toast::Tone},
        text::plural,
        update::{digging, moving},
    },
};

/// The key that quits. It closes what is open first, then goes back on the trail, and ends the program only at the trail's start: not
/// where it came in one piece with other keys, as a pasted word does, and with a question where a queue would go with the demo, or an
/// import is under way.
pub(super) fn close(state: &mut State, effects: &mut Vec<Effect>) {
    if !state.quits_here() {
        if !back_one(state) {
            digging::back(state);
            let quits =
                if state.quits_here() { state.keys.name(Action::Quit) } else { state.quits_anywhere() };
            state.say(Tone::Good, format!("One stop back; {quits} quits."));
        }
    } else if state.keys.at_once {
        let text =
            format!("{} came together with other keys; alone it quits.", state.keys.opening(Action::Quit));
        state.say(Tone::Note, text);
    } else {
        leave(state, effects);
    }
}

/// Ctrl-c where it is no other key: how to quit; straight after another one, it does.
pub(super) fn interrupt(state: &mut State, effects: &mut Vec<Effect>) {
    if std::mem::replace(&mut state.keys.interrupted, true) {
        state.popups.clear();
        leave(state, effects);
    } else {
        how_to_quit(state);
    }
}

/// Ends the program from anywhere, with a question where a queue would go with the demo or an import is under way.
pub(super) fn leave(state: &mut State, effects: &mut Vec<Effect>) {
    let rows = state.user.mine.items.len();
    if state.screen.made_up && rows > 0 {
        let text = format!(
            "The demo's queue of {} is not kept; {} writes it to a file first.",
            plural(rows as u64, "record"),
            state.keys.name(Action::Export)
        );
        ask(state, text, "leave the demo");
    } else if let Some(taking) = state.import.finding.taking.as_ref().filter(|_| !state.screen.made_up) {
        let text = format!(
            "Leaving stops {}: what was read until now is kept, and importing the same again goes on.",
            taking.busy.what
        );
        ask(state, text, "leave now");
    } else {
        quit(state, effects);
    }
}

/// Asks whether to leave.
fn ask(state: &mut State, text: String, leave: &str) {
    let lines = vec![ChoiceLine::new(leave, Deed::Leave), ChoiceLine::new("stay", Deed::Stay)];
    state.popups.push(Box::new(Choice::asking("leave?", text, lines)));
}

/// Saves the session where it is another than the one saved last.
pub(super) fn save_session(state: &mut State, effects: &mut Vec<Effect>) {
    let text = session::save(state);
    if text != state.visit.saved {
        state.visit.saved.clone_from(&text);
        effects.push(Effect::SaveSession(text));
    }
}

/// Saves the session and ends; what is being stored is finished first.
pub(super) fn quit(state: &mut State, effects: &mut Vec<Effect>) {
    save_session(state, effects);
    state.visit.over = true;
}

/// Closes what is open over the list of the seeds; false at the root.
pub(super) fn back_one(state: &mut State) -> bool {
    if state.screen.zoomed {
        moving::zoom(state);
    } else if matches!(state.screen.focus, Focus::Why | Focus::Queue | Focus::Seed | Focus::Picture) {
        state.screen.focus = Focus::List;
    } else if state.search.open && state.trail.here().is_some() {
        state.search.open = false;
    } else if state.trail.on_a_page() {
        digging::close_page(state);
    } else {
        return false;
    }
    true
}

/// Says which key quits.
pub(super) fn how_to_quit(state: &mut State) {
    let quit = state.keys.name(Action::Quit);
    let key = if state.quits_here() { quit } else { format!("{quit} goes back, {}", state.quits_anywhere()) };
    match &state.user.fault {
        None if state.screen.made_up => {
            state.say(Tone::Good, format!("{key} quits the demo; nothing of it is kept"));
        }
        Some(fault) => state.say(Tone::Error, format!("{key} quits. {}.", fault.title)),
        None => state.say(Tone::Good, format!("{key} quits; everything is saved")),
    }
}
