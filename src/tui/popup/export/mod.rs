//! The dialog that hands the queue over and imports: one file a kind of stage. It goes on behind while it is closed, so
//! its state is `state::export`.

mod line;
mod lists;
mod news;
mod reply;
mod review;

use ratatui::layout::{Position, Rect};

use crate::{
    config::actions::Action,
    tui::{
        link::TextLink,
        pen::Pen,
        popup::listbox::ListBox,
        state::{
            Popup, State,
            export::Stage,
            popup::{Lines, PopupArea, PopupReply},
            textbox::TextBox,
        },
    },
};

/// The dialog.
#[derive(Clone, Copy, Debug, Default)]
pub struct Dialog;

impl Popup for Dialog {
    fn name(&self) -> &'static str {
        "export"
    }

    fn shape(&self, state: &State) -> PopupArea {
        match &state.export.stage {
            Stage::Menu | Stage::Playlists(..) | Stage::Sources(_) | Stage::Imported(_) => {
                lists::shape(state)
            }
            Stage::Review => review::shape(state),
            Stage::Login(_) | Stage::Path(_) | Stage::Link(_) => line::shape(state),
            Stage::Busy(..) | Stage::Over(..) | Stage::Report(_) | Stage::Trouble(_) => news::shape(state),
        }
    }

    fn key(&mut self, state: &mut State, action: Action) -> PopupReply {
        match &state.export.stage {
            Stage::Menu | Stage::Playlists(..) | Stage::Sources(_) | Stage::Imported(_) => {
                lists::key(state, action)
            }
            Stage::Review => review::key(state, action),
            Stage::Login(_) | Stage::Path(_) | Stage::Link(_) => line::key(state, action),
            Stage::Busy(..) | Stage::Over(..) | Stage::Report(_) | Stage::Trouble(_) => {
                let body = state.body(self);
                news::key(state, action, body)
            }
        }
    }

    fn draw(&self, state: &State, body: Rect, pen: &mut Pen<'_>) -> Option<Position> {
        match &state.export.stage {
            Stage::Menu | Stage::Playlists(..) | Stage::Sources(_) | Stage::Imported(_) => {
                lists::draw(state, body, pen);
            }
            Stage::Review => review::draw(state, body, pen),
            Stage::Login(_) | Stage::Path(_) | Stage::Link(_) => return Some(line::draw(state, body, pen)),
            Stage::Busy(..) | Stage::Over(..) | Stage::Report(_) | Stage::Trouble(_) => {
                news::draw(state, body, pen);
            }
        }
        None
    }

    fn close(&mut self, state: &mut State) -> PopupReply {
        reply::close(state)
    }

    fn writes(&self, state: &State) -> bool {
        state.export.writes()
    }

    fn text_box<'b>(&'b mut self, state: &'b mut State) -> Option<&'b mut TextBox> {
        state.export.writes().then_some(&mut state.export.input)
    }

    fn pasted(&mut self, state: &mut State, text: &str) -> PopupReply {
        if state.export.stage == Stage::Review { review::pasted(state, text) } else { PopupReply::Pass }
    }

    fn lines(&self, state: &State, body: Rect) -> Option<Lines> {
        match &state.export.stage {
            Stage::Menu | Stage::Playlists(..) | Stage::Sources(_) | Stage::Imported(_) => {
                Some(lists::lines(state, body))
            }
            Stage::Review => Some(review::lines(state, body)),
            _ => None,
        }
    }

    fn pick(&mut self, state: &mut State, line: usize) -> PopupReply {
        state.export.list = ListBox::at(line);
        // A click in the review only goes to the row; what is taken is told by the key.
        if state.export.stage == Stage::Review {
            PopupReply::Stay(Vec::new())
        } else {
            lists::key(state, Action::Dig)
        }
    }

    fn shown(&self, state: &State, body: Rect) -> Option<Lines> {
        match &state.export.stage {
            Stage::Login(_) => line::shown(state, body),
            Stage::Busy(..) | Stage::Over(..) | Stage::Report(_) | Stage::Trouble(_) => {
                news::shown(state, body)
            }
            _ => self.lines(state, body),
        }
    }

    fn has_labels(&self, state: &State) -> bool {
        lists::is_shown(state)
    }

    fn wheel(&mut self, state: &mut State, by: isize) {
        if matches!(state.export.stage, Stage::Over(..) | Stage::Trouble(_)) {
            let body = state.body(self);
            return news::wheel(state, by, body);
        }
        let height = state.export.height();
        state.export.list.step(by, height);
    }

    fn links(&self, state: &State, body: Rect) -> Vec<TextLink> {
        match &state.export.stage {
            Stage::Login(url) => line::links(state, url, body),
            Stage::Report(report) => news::links(state, report, body),
            _ => Vec::new(),
        }
    }
}
