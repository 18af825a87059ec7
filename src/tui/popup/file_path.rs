//! A path to write, with completion.

use std::path::PathBuf;

use ratatui::layout::{Position, Rect};

use crate::{
    config::{actions::Action, theme::Role},
    tui::{
        pen::Pen,
        popup::listbox::below,
        state::{
            Popup, State,
            popup::{Deed, FindingStep, Lines, PopupArea, PopupReply, hint},
            textbox::TextBox,
        },
    },
};

/// Cells inside.
const WIDE: u16 = 66;
/// Names shown that the path may go on with; where there are more, the frame says so.
const SHOWN: usize = 8;

/// The line.
#[derive(Clone, Debug)]
pub struct PathLine {
    input: TextBox,
}

impl Default for PathLine {
    fn default() -> Self {
        Self { input: TextBox::with("~/") }
    }
}

impl PathLine {
    /// Takes over what was completed since the last key.
    fn take_over(&mut self, state: &mut State) {
        if let Some(text) = state.import.finding.completed.take() {
            self.input = TextBox::with(&text);
        }
    }

    /// The text as it is now, completed or written.
    fn line<'s>(&'s self, state: &'s State) -> std::borrow::Cow<'s, TextBox> {
        match &state.import.finding.completed {
            Some(text) => std::borrow::Cow::Owned(TextBox::with(text)),
            None => std::borrow::Cow::Borrowed(&self.input),
        }
    }
}

impl Popup for PathLine {
    fn name(&self) -> &'static str {
        "file_path"
    }

    fn shape(&self, state: &State) -> PopupArea {
        PopupArea {
            title: "import a file or a folder".to_owned(),
            wide: WIDE,
            high: 1 + state.import.finding.ends.len().min(SHOWN) as u16,
            hints: vec![
                hint(&[Action::Accept], "import"),
                hint(&[Action::ToHits], "complete"),
                hint(&[Action::Leave], "cancel"),
            ],
            ..PopupArea::default()
        }
    }

    fn writes(&self, _: &State) -> bool {
        true
    }

    fn text_box<'b>(&'b mut self, state: &'b mut State) -> Option<&'b mut TextBox> {
        self.take_over(state);
        state.import.finding.ends.clear();
        Some(&mut self.input)
    }

    fn key(&mut self, state: &mut State, action: Action) -> PopupReply {
        self.take_over(state);
        let text = self.input.text().trim().to_owned();
        match action {
            Action::Accept if text.is_empty() => PopupReply::Close(Vec::new()),
            Action::Accept => {
                PopupReply::Close(vec![Deed::Find(FindingStep::Take(vec![PathBuf::from(text)]))])
            }
            Action::ToHits => PopupReply::Stay(vec![Deed::Find(FindingStep::Complete(text))]),
            Action::HitDown | Action::HitUp | Action::HitPageDown | Action::HitPageUp => {
                PopupReply::Stay(Vec::new())
            }
            _ => PopupReply::Pass,
        }
    }

    fn shown(&self, state: &State, body: Rect) -> Option<Lines> {
        Some(Lines::from(0, state.import.finding.ends.len(), below(body)))
    }

    fn draw(&self, state: &State, body: Rect, pen: &mut Pen<'_>) -> Option<Position> {
        for (name, y) in state.import.finding.ends.iter().zip(body.y + 1..body.bottom()) {
            pen.put_cut(body.x, y, body.right(), name, Role::Dim);
        }
        Some(pen.text_box(&self.line(state), (body.x, body.y, body.right()), true))
    }
}
