//! An address to open or copy.

use ratatui::layout::{Position, Rect};

use crate::{
    app::answer::{Passage, TrackRow},
    config::{actions::Action, theme::Role},
    tui::{
        link::{TextLink, links},
        pen::Pen,
        state::{
            Popup, State,
            popup::{BORDERS, Deed, Lines, PopupArea, PopupReply, hint},
        },
        text::{broken, width},
    },
};

/// An address.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// What it is.
    pub title: String,
    /// The address.
    pub url: String,
    /// What of it can be played here.
    play: Option<Box<(TrackRow, Passage)>>,
}

impl Card {
    /// An address that opens elsewhere.
    #[must_use]
    pub fn new(title: impl Into<String>, url: impl Into<String>) -> Self {
        Self { title: title.into(), url: url.into(), play: None }
    }

    /// The same with a passage that can be played here, and the record that it is of.
    #[must_use]
    pub fn playing(self, row: TrackRow, passage: Passage) -> Self {
        Self { play: Some(Box::new((row, passage))), ..self }
    }

    /// The address's lines: a long one is broken, so that all of it can be read.
    fn lines(&self, state: &State) -> Vec<String> {
        broken(&self.url, state.screen.size.0.saturating_sub(BORDERS))
    }
}

impl Popup for Card {
    fn name(&self) -> &'static str {
        "card"
    }

    fn shape(&self, state: &State) -> PopupArea {
        let play = self.play.as_ref().map(|_| hint(&[Action::Play], "play it here"));
        let others = [hint(&[Action::Copy, Action::Dig], "copy"), hint(&[Action::Escape], "close")];
        let hints = play.into_iter().chain(others).collect();
        PopupArea {
            title: self.title.clone(),
            wide: width(&self.url).max(26) as u16,
            high: self.lines(state).len() as u16,
            hints,
            ..PopupArea::default()
        }
    }

    fn key(&mut self, _: &mut State, action: Action) -> PopupReply {
        match action {
            Action::Copy | Action::Dig => PopupReply::Close(vec![Deed::Copy(self.url.clone())]),
            Action::Play => match self.play.clone() {
                Some(play) => PopupReply::Close(vec![Deed::PlayPassage(play)]),
                None => PopupReply::Stay(Vec::new()),
            },
            _ => PopupReply::Stay(Vec::new()),
        }
    }

    fn shown(&self, state: &State, body: Rect) -> Option<Lines> {
        Some(Lines::from(0, self.lines(state).len(), body))
    }

    fn draw(&self, state: &State, body: Rect, pen: &mut Pen<'_>) -> Option<Position> {
        for (line, y) in self.lines(state).iter().zip(body.top()..body.bottom()) {
            pen.put(body.x, y, body.right(), line, Role::Title);
        }
        None
    }

    fn links(&self, state: &State, body: Rect) -> Vec<TextLink> {
        links(&self.lines(state), body, &self.url)
    }
}
