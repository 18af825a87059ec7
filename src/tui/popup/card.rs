//! An address to open or copy.

use ratatui::layout::{Position, Rect};

use crate::{
    config::{actions::Action, theme::Role},
    tui::{
        link::{Link, links},
        pen::Pen,
        state::{
            Popup, State,
            popup::{BORDERS, Deed, Reply, Shape, hint},
        },
        text::{broken, width},
    },
};

/// An address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// What it is.
    pub title: String,
    /// The address.
    pub url: String,
}

impl Card {
    /// The address's lines: a long one is broken, so that all of it can be read.
    fn lines(&self, state: &State) -> Vec<String> {
        broken(&self.url, state.screen.size.0.saturating_sub(BORDERS))
    }
}

impl Popup for Card {
    fn name(&self) -> &'static str {
        "card"
    }

    fn shape(&self, state: &State) -> Shape {
        Shape {
            title: self.title.clone(),
            wide: width(&self.url).max(26) as u16,
            high: self.lines(state).len() as u16,
            hints: vec![hint(&[Action::Copy], "copy"), hint(&[Action::Escape], "close")],
            ..Shape::default()
        }
    }

    fn key(&mut self, _: &mut State, action: Action) -> Reply {
        match action {
            Action::Copy | Action::Dig => Reply::Close(vec![Deed::Copy(self.url.clone())]),
            _ => Reply::Stay(Vec::new()),
        }
    }

    fn draw(&self, state: &State, body: Rect, pen: &mut Pen<'_>) -> Option<Position> {
        for (line, y) in self.lines(state).iter().zip(body.top()..body.bottom()) {
            pen.put(body.x, y, body.right(), line, Role::Title);
        }
        None
    }

    fn links(&self, state: &State, body: Rect) -> Vec<Link> {
        links(&self.lines(state), body, &self.url)
    }
}
