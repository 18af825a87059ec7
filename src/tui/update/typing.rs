//! Text boxes: the one that takes what is typed, and its keys.

use crate::{
    config::actions::Action,
    tui::{
        state::{State, textbox::TextBox, toast::Tone},
        update::prompt,
    },
};

/// Works on the text box that takes what is typed: the topmost popup's, or the prompt.
fn with_text<T>(state: &mut State, work: impl FnOnce(&mut TextBox) -> T) -> T {
    let popup = state.popups.pop();
    let Some(mut popup) = popup else { return work(&mut state.search.prompt) };
    let done = match popup.text_box(state) {
        Some(text) => work(text),
        None => work(&mut state.search.prompt),
    };
    state.popups.push(popup);
    done
}

/// Types into the open text box.
pub(super) fn type_text(state: &mut State, text: &str) {
    let whole = with_text(state, |line| line.insert(text));
    typed(state);
    if !whole {
        state.say(Tone::Note, "The text was too long; its end is cut.");
    }
}

/// What follows every change of a text box.
fn typed(state: &mut State) {
    if let Some(popup) = state.popups.last_mut() {
        popup.typed();
    } else {
        prompt::outdate(state);
        state.search.open = true;
        state.search.hits.cursor = state.search.home;
        state.search.pointed = false;
        state.search.unfolded = false;
    }
}

/// Does a key that edits a line.
pub(super) fn edit(state: &mut State, action: Action) {
    let changed = with_text(state, |text| {
        let before = text.text().len();
        match action {
            Action::LineStart => text.start(),
            Action::LineEnd => text.end(),
            Action::CharLeft => text.left(),
            Action::CharRight => text.right(),
            Action::DeleteBack => text.delete_back(),
            Action::DeleteForward => text.delete_forward(),
            Action::DeleteWord => text.delete_word(),
            Action::DeleteLine => text.delete_line(),
            _ => text.clear(),
        }
        text.text().len() != before
    });
    if changed {
        typed(state);
    }
}
