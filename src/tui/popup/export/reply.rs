//! What the stages of the dialog have in common: going on, and going back.

use crate::{
    app::export::ExportCommand,
    tui::state::{
        State,
        export::{Line, Stage},
        popup::{Deed, PopupReply, PopupStep},
        textbox::TextBox,
    },
};

/// What stays open, with one thing to do.
pub(super) fn stay(step: PopupStep) -> PopupReply {
    PopupReply::Stay(vec![Deed::Export(step)])
}

/// Goes a stage back, or closes. What goes on goes on; what was said is forgotten.
pub(super) fn close(state: &mut State) -> PopupReply {
    let export = &mut state.export;
    let mut deeds = vec![Deed::Export(PopupStep::Hush)];
    match &export.stage {
        Stage::Link(row) => {
            let row = *row;
            export.show(Stage::Review);
            export.go_to(Line::Open(row));
            return PopupReply::Stay(Vec::new());
        }
        Stage::Login(_) => {
            deeds.push(Deed::Export(PopupStep::Give(ExportCommand::Stop)));
            export.show(Stage::Menu);
        }
        // Another name may do: the one that was written comes back.
        Stage::Over(format, path) => {
            let (format, path) = (*format, path.clone());
            export.show(Stage::Path(format));
            export.input = TextBox::with(&path);
            return PopupReply::Stay(Vec::new());
        }
        Stage::Path(_) | Stage::Playlists(..) => {
            export.show(Stage::Menu);
            return PopupReply::Stay(Vec::new());
        }
        Stage::Report(_) | Stage::Sources(_) | Stage::Imported(_) => export.show(Stage::Menu),
        Stage::Trouble(_) if export.imports() => export.show(Stage::Menu),
        _ => {}
    }
    // What an import waited for is wanted no longer, unless it goes on behind.
    if export.imports() && !matches!(export.stage, Stage::Busy(..)) {
        export.pending = None;
    }
    PopupReply::Close(deeds)
}
