//! One of several: places, queues, ways for the sound.

use ratatui::layout::{Position, Rect};

use crate::{
    config::{actions::Action, theme::Role},
    tui::{
        pen::{Pen, wrap},
        popup::listbox::ListBox,
        state::{
            Popup, State,
            popup::{BORDERS, Deed, Lines, PopupArea, PopupReply, hint},
        },
        text::width,
    },
};

/// Cells before a line: its digit.
const DIGITS: u16 = 2;
/// Cells of a question.
const WIDE: u16 = 66;

/// A line of a choice.
#[derive(Clone, Debug)]
pub struct ChoiceLine {
    text: String,
    deed: Deed,
    /// Its own key, besides its digit.
    key: Option<Action>,
}

impl ChoiceLine {
    /// A line and what it does.
    #[must_use]
    pub fn new(text: impl Into<String>, deed: Deed) -> Self {
        Self { text: text.into(), deed, key: None }
    }

    /// The same with a key of its own.
    #[must_use]
    pub fn on(self, key: Action) -> Self {
        Self { key: Some(key), ..self }
    }
}

/// A choice.
#[derive(Clone, Debug)]
pub struct Choice {
    title: String,
    /// The question above the lines, where the title does not say it.
    question: String,
    lines: Vec<ChoiceLine>,
    list: ListBox,
}

impl Choice {
    /// Of these lines, each with what it does, the cursor on one of them.
    #[must_use]
    pub fn new(title: impl Into<String>, lines: Vec<(String, Deed)>, cursor: usize) -> Self {
        let lines = lines.into_iter().map(|(text, deed)| ChoiceLine::new(text, deed)).collect();
        Self { title: title.into(), question: String::new(), lines, list: ListBox::at(cursor) }
    }

    /// A question with its answers, the cursor on the first.
    #[must_use]
    pub fn asking(title: impl Into<String>, question: impl Into<String>, lines: Vec<ChoiceLine>) -> Self {
        Self { title: title.into(), question: question.into(), lines, list: ListBox::default() }
    }

    /// The question, broken into lines, with an empty one below it; a title that the border has no room for is one.
    fn question(&self, screen: u16, wide: u16) -> Vec<String> {
        let mut lines = wrap(self.asks(screen), usize::from(wide));
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines
    }

    fn asks(&self, screen: u16) -> &str {
        let is_cut = self.question.is_empty() && width(&self.title) + 6 > usize::from(screen);
        if is_cut { &self.title } else { &self.question }
    }

    /// Where the lines stand.
    fn below(&self, state: &State, body: Rect) -> Rect {
        let above =
            (self.question(state.screen.size.0, body.width).len() as u16).min(body.height.saturating_sub(1));
        Rect { y: body.y + above, height: body.height - above, ..body }
    }
}

impl Popup for Choice {
    fn name(&self) -> &'static str {
        "choose"
    }

    fn shape(&self, state: &State) -> PopupArea {
        let widest = self.lines.iter().map(|line| width(&line.text) as u16).max().unwrap_or(0);
        let asked = (width(self.asks(state.screen.size.0)) as u16).min(WIDE);
        let wide = (widest + DIGITS).max(asked).min(state.screen.size.0.saturating_sub(BORDERS));
        PopupArea {
            title: self.title.clone(),
            wide,
            high: (self.lines.len() + self.question(state.screen.size.0, wide).len()) as u16,
            hints: vec![
                hint(&[Action::Dig], "choose"),
                hint(&[Action::Down, Action::Up], "move"),
                hint(&[Action::Escape], "close"),
            ],
            ..PopupArea::default()
        }
    }

    fn key(&mut self, state: &mut State, action: Action) -> PopupReply {
        if action == Action::Dig {
            return self.pick(state, self.list.cursor(self.lines.len()));
        }
        if let Some(own) = self.lines.iter().position(|line| line.key == Some(action)) {
            return self.pick(state, own);
        }
        self.list.key(action, self.lines.len(), state.screen.half());
        PopupReply::Stay(Vec::new())
    }

    fn lines(&self, state: &State, body: Rect) -> Option<Lines> {
        Some(self.list.lines(self.below(state, body), self.lines.len()))
    }

    fn pick(&mut self, _: &mut State, line: usize) -> PopupReply {
        match self.lines.get(line) {
            Some(line) => PopupReply::Close(vec![line.deed.clone()]),
            None => PopupReply::Stay(Vec::new()),
        }
    }

    fn has_labels(&self, _: &State) -> bool {
        true
    }

    fn wheel(&mut self, _: &mut State, by: isize) {
        self.list.step(by, self.lines.len());
    }

    fn draw(&self, state: &State, body: Rect, pen: &mut Pen<'_>) -> Option<Position> {
        for (line, y) in self.question(state.screen.size.0, body.width).iter().zip(body.top()..body.bottom())
        {
            pen.put(body.x, y, body.right(), line, Role::Text);
        }
        self.list.draw(self.below(state, body), self.lines.len(), pen, |line, area, pen| {
            let x = pen.label(area, state.keys.label(line));
            let ChoiceLine { text, key, .. } = &self.lines[line];
            let keys = key.map(|key| state.keys.names(&[key])).unwrap_or_default();
            let end = pen
                .put_right(x, area.y, area.right(), &keys, Role::Key)
                .saturating_sub(u16::from(!keys.is_empty()));
            pen.put_cut(x, area.y, end, text, Role::Text);
        });
        None
    }
}
