//! Text boxes: the one that takes what is typed, and its keys.

use crate::{
    config::actions::Action,
    tui::state::{State, popup::Popup, textbox::TextBox, toast::Tone},
};

/// The text box that takes what is typed, where one does.
fn text_box(state: &mut State) -> &mut TextBox {
    match state.popups.last_mut() {
        Some(Popup::Palette(palette)) => &mut palette.input,
        Some(Popup::Write(write)) => &mut write.input,
        Some(Popup::Export) if state.export.writes() => &mut state.export.input,
        _ => &mut state.prompt,
    }
}

/// Types into the open text box.
pub(super) fn type_text(state: &mut State, text: &str) {
    let whole = text_box(state).insert(text);
    typed(state);
    if !whole {
        state.toasts.say(Tone::Note, "The text was too long; its end is cut.", state.now);
    }
}

/// What follows every change of a text box.
fn typed(state: &mut State) {
    if let Some(Popup::Palette(palette)) = state.popups.last_mut() {
        palette.cursor = 0;
    } else if state.popups.is_empty() {
        state.searching = true;
        state.hits.cursor = 0;
    }
}

/// Does a key that edits a line.
pub(super) fn edit(state: &mut State, action: Action) {
    let text = text_box(state);
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
    if text.text().len() != before {
        typed(state);
    }
}
