//! Keys, clicks and the wheel for what lies over the panes.

use crate::{
    config::actions::Action,
    tui::{
        popup::{filters::Bar, help::Help, jobs::Jobs, messages::Messages, palette::Palette, write::Write},
        state::{
            Popup, State,
            popup::{Deed, PopupReply, Purpose},
            toast::{Toast, Tone},
        },
    },
};

/// Opens the popup of an action.
pub(super) fn open(state: &mut State, action: Action) {
    let popup: Box<dyn Popup> = match action {
        Action::Palette => Box::new(Palette::default()),
        Action::PageErrors => Box::new(Messages::default()),
        Action::Filters => Box::new(Bar::default()),
        Action::PageJobs => Box::new(Jobs::default()),
        _ => Box::new(Help::default()),
    };
    state.popups.push(popup);
}

/// What was written cannot be taken: its line comes back with the reason in it, which a message below it might not be seen to give.
pub(super) fn refuse(state: &mut State, purpose: Purpose, text: &str, why: String) {
    state.screen.toasts.keep(Toast { tone: Tone::Error, text: why.clone(), at: state.now });
    state.popups.push(Box::new(Write::refused(purpose, text, why)));
}

/// Does the action in the topmost popup: what is to be done then. `None` where there is none, or where it is none of its
/// keys.
pub(super) fn key(state: &mut State, action: Action) -> Option<Vec<Deed>> {
    use Action as A;
    match action {
        A::Suspend | A::Redraw => None,
        A::Escape | A::Quit | A::Leave => ask(state, |popup, state| popup.close(state)),
        // The keys are told over every other popup, and the page of keys closes by its own key.
        A::Help => {
            let open = state.popups.len();
            ask(state, |popup, state| popup.key(state, action));
            (state.popups.len() < open).then(Vec::new)
        }
        _ => ask(state, |popup, state| popup.key(state, action)),
    }
}

/// Text is pasted: what is to be done, where the topmost popup has a place of its own for it.
pub(super) fn paste(state: &mut State, text: &str) -> Option<Vec<Deed>> {
    ask(state, |popup, state| popup.pasted(state, text))
}

/// A line was clicked, or its digit pressed: what is to be done. `None` where the topmost popup has no such line.
pub(super) fn pick(state: &mut State, line: usize) -> Option<Vec<Deed>> {
    let popup = state.popups.last()?;
    let lines = popup.lines(state, state.body(popup.as_ref()))?;
    if line >= lines.count {
        return None;
    }
    ask(state, |popup, state| popup.pick(state, line))
}

/// Has the topmost popup answer, and closes it where that is its answer.
fn ask(
    state: &mut State,
    answer: impl FnOnce(&mut dyn Popup, &mut State) -> PopupReply,
) -> Option<Vec<Deed>> {
    let mut popup = state.popups.pop()?;
    match answer(popup.as_mut(), state) {
        PopupReply::Close(deeds) => Some(deeds),
        PopupReply::Stay(deeds) => {
            state.popups.push(popup);
            Some(deeds)
        }
        PopupReply::Pass => {
            state.popups.push(popup);
            None
        }
    }
}
