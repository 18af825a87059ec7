//! A path to write, with completion.

use ratatui::layout::{Position, Rect};

use crate::{
    config::{actions::Action, theme::Role},
    tui::{
        pen::{Pen, wrap},
        state::{
            Popup, State,
            popup::{BORDERS, Deed, FindingStep, Lines, PopupArea, PopupReply, hint},
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
    /// Why nothing was imported from the path as it stands.
    why: Option<String>,
}

impl PathLine {
    /// With this path, or with the home folder.
    #[must_use]
    pub fn new(path: Option<&str>) -> Self {
        Self { input: TextBox::with(path.unwrap_or("~/")), why: None }
    }

    /// With a path from which nothing could be imported, and why.
    #[must_use]
    pub fn refused(path: &str, why: String) -> Self {
        Self { input: TextBox::with(path), why: Some(why) }
    }

    /// Why nothing was imported, in lines of so many cells.
    fn why(&self, room: u16) -> Vec<String> {
        self.why.as_deref().map(|why| wrap(why, usize::from(room.max(1)))).unwrap_or_default()
    }

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
        let why = self.why(WIDE.min(state.screen.size.0.saturating_sub(BORDERS)));
        PopupArea {
            title: "import a file or a folder".to_owned(),
            wide: WIDE,
            high: 1 + (why.len() + state.import.finding.ends.len().min(SHOWN)) as u16,
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
        self.why = None;
        state.import.finding.ends.clear();
        Some(&mut self.input)
    }

    fn key(&mut self, state: &mut State, action: Action) -> PopupReply {
        self.take_over(state);
        let text = self.input.text().trim().to_owned();
        match action {
            Action::Accept if text.is_empty() => PopupReply::Close(Vec::new()),
            Action::Accept => PopupReply::Close(vec![Deed::Find(FindingStep::TakeWritten(text))]),
            Action::ToHits => PopupReply::Stay(vec![Deed::Find(FindingStep::Complete(text))]),
            Action::HitDown | Action::HitUp | Action::HitPageDown | Action::HitPageUp => {
                PopupReply::Stay(Vec::new())
            }
            _ => PopupReply::Pass,
        }
    }

    fn shown(&self, state: &State, body: Rect) -> Option<Lines> {
        let above = 1 + self.why(body.width).len() as u16;
        let area = Rect { y: body.y + above, height: body.height.saturating_sub(above), ..body };
        Some(Lines::from(0, state.import.finding.ends.len(), area))
    }

    fn draw(&self, state: &State, body: Rect, pen: &mut Pen<'_>) -> Option<Position> {
        let why = self.why(body.width).into_iter().map(|line| (line, Role::Error));
        let ends = state.import.finding.ends.iter().map(|name| (name.clone(), Role::Dim));
        for ((text, role), y) in why.chain(ends).zip(body.y + 1..body.bottom()) {
            pen.put_cut(body.x, y, body.right(), &text, role);
        }
        Some(pen.text_box(&self.line(state), (body.x, body.y, body.right()), true))
    }
}
