//! One of several: places, queues, ways for the sound.

use ratatui::layout::{Position, Rect};

use crate::{
    config::{actions::Action, theme::Role},
    tui::{
        pen::Pen,
        popup::listbox::ListBox,
        state::{
            Popup, State,
            popup::{Deed, Lines, PopupArea, PopupReply, hint},
        },
        text::width,
    },
};

/// Cells before a line: its digit.
const DIGITS: u16 = 2;

/// A choice.
#[derive(Clone, Debug)]
pub struct Choice {
    title: String,
    lines: Vec<(String, Deed)>,
    list: ListBox,
}

impl Choice {
    /// Of these lines, each with what it does, the cursor on one of them.
    #[must_use]
    pub fn new(title: impl Into<String>, lines: Vec<(String, Deed)>, cursor: usize) -> Self {
        Self { title: title.into(), lines, list: ListBox::at(cursor) }
    }
}

impl Popup for Choice {
    fn name(&self) -> &'static str {
        "choose"
    }

    fn shape(&self, _: &State) -> PopupArea {
        let widest = self.lines.iter().map(|(text, _)| width(text) as u16).max().unwrap_or(0);
        PopupArea {
            title: self.title.clone(),
            wide: widest + DIGITS,
            high: self.lines.len() as u16,
            hints: vec![
                hint(&[Action::Down, Action::Up], "move"),
                hint(&[Action::Dig], "choose"),
                hint(&[Action::Escape], "close"),
            ],
            ..PopupArea::default()
        }
    }

    fn key(&mut self, state: &mut State, action: Action) -> PopupReply {
        if action == Action::Dig {
            return self.pick(state, self.list.cursor(self.lines.len()));
        }
        self.list.key(action, self.lines.len(), state.screen.half());
        PopupReply::Stay(Vec::new())
    }

    fn lines(&self, _: &State, body: Rect) -> Option<Lines> {
        Some(self.list.lines(body, self.lines.len()))
    }

    fn pick(&mut self, _: &mut State, line: usize) -> PopupReply {
        match self.lines.get(line) {
            Some((_, deed)) => PopupReply::Close(vec![deed.clone()]),
            None => PopupReply::Stay(Vec::new()),
        }
    }

    fn wheel(&mut self, _: &mut State, by: isize) {
        self.list.step(by, self.lines.len());
    }

    fn draw(&self, _: &State, body: Rect, pen: &mut Pen<'_>) -> Option<Position> {
        self.list.draw(body, self.lines.len(), pen, |line, area, pen| {
            let x = pen.digit(area, line);
            pen.put_cut(x, area.y, area.right(), &self.lines[line].0, Role::Text);
        });
        None
    }
}
