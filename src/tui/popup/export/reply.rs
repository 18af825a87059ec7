//! What the stages of the dialog have in common: going on, and going back.

use crate::tui::{
    handover::Order,
    state::{
        State,
        handover::{Line, Stage},
        popup::{Deed, Reply, Step},
    },
};

/// What stays open, with one thing to do.
pub(super) fn stay(step: Step) -> Reply {
    Reply::Stay(vec![Deed::Export(step)])
}

/// Goes a stage back, or closes. What goes on goes on; what was said is forgotten.
pub(super) fn close(state: &mut State) -> Reply {
    let handover = &mut state.handover;
    let mut deeds = vec![Deed::Export(Step::Hush)];
    match &handover.stage {
        Stage::Link(row) => {
            let row = *row;
            handover.show(Stage::Review);
            handover.go_to(Line::Open(row));
            return Reply::Stay(Vec::new());
        }
        Stage::Login(_) => {
            deeds.push(Deed::Export(Step::Give(Order::Stop)));
            handover.show(Stage::Menu);
        }
        Stage::Path(_) | Stage::Over(..) | Stage::Playlists(..) => {
            handover.show(Stage::Menu);
            return Reply::Stay(Vec::new());
        }
        Stage::Report(_) | Stage::Sources(_) | Stage::Imported(_) => handover.show(Stage::Menu),
        Stage::Trouble(_) if handover.imports() => handover.show(Stage::Menu),
        _ => {}
    }
    // What an import waited for is wanted no longer, unless it goes on behind.
    if handover.imports() && !matches!(handover.stage, Stage::Busy(..)) {
        handover.pending = None;
    }
    Reply::Close(deeds)
}
