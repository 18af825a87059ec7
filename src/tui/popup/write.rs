//! A line to write: a note, a name, a filter's value.

use ratatui::layout::{Position, Rect};

use crate::{
    config::{actions::Action, theme::Role},
    tui::{
        pen::{Pen, wrap},
        state::{
            Popup, State,
            filters::Filter,
            popup::{BORDERS, Deed, PopupArea, PopupReply, Purpose, hint},
            queue::UNNAMED,
            textbox::TextBox,
        },
    },
};

/// Cells inside.
const WIDE: u16 = 66;

/// A line to write.
#[derive(Clone, Debug)]
pub struct Write {
    purpose: Purpose,
    input: TextBox,
    /// Why it was not taken as it stands.
    why: Option<String>,
}

impl Write {
    /// For a purpose, with the text there is already.
    #[must_use]
    pub fn new(purpose: Purpose, text: &str) -> Self {
        Self { purpose, input: TextBox::with(text), why: None }
    }

    /// For a purpose, with a text that could not be taken, and why.
    #[must_use]
    pub fn refused(purpose: Purpose, text: &str, why: String) -> Self {
        Self { why: Some(why), ..Self::new(purpose, text) }
    }

    /// Why it was not taken, then how it is written; in lines of so many cells.
    fn below(&self, wide: u16) -> Vec<(String, Role)> {
        let why = self.why.as_deref().map(|why| wrap(why, usize::from(wide.max(1)))).unwrap_or_default();
        let why = why.into_iter().map(|line| (line, Role::Error));
        why.chain(self.how(wide).into_iter().map(|line| (line, Role::Dim))).collect()
    }

    fn title(&self) -> String {
        match &self.purpose {
            Purpose::Note(row) => format!("note on {}", row.title),
            Purpose::Queue => "a new queue".to_owned(),
            Purpose::QueueName(queue) if queue == UNNAMED => "a name for the queue".to_owned(),
            Purpose::QueueName(queue) => format!("another name for the queue {queue}"),
            Purpose::Contact => "your e-mail or web page".to_owned(),
            Purpose::BrowseYears => "played in".to_owned(),
            Purpose::Filter(filter) => filter.name().to_owned(),
        }
    }

    /// How it is written, or what for; in lines of so many cells.
    fn how(&self, wide: u16) -> Vec<String> {
        let text = match &self.purpose {
            Purpose::Note(_) | Purpose::Queue | Purpose::QueueName(_) => "",
            Purpose::Contact => "It is told to MixesDB with each request.",
            Purpose::BrowseYears | Purpose::Filter(Filter::Years) => {
                "1995..2005, 2015.., ..1999 or 2020; empty is all years"
            }
            Purpose::Filter(_) => "Separate with commas; empty clears it.",
        };
        wrap(text, usize::from(wide))
    }
}

impl Popup for Write {
    fn name(&self) -> &'static str {
        "write"
    }

    fn shape(&self, state: &State) -> PopupArea {
        let below = self.below(WIDE.min(state.screen.size.0.saturating_sub(BORDERS)));
        PopupArea {
            wide: WIDE,
            title: self.title(),
            high: 1 + below.len() as u16,
            hints: vec![hint(&[Action::Accept], "keep"), hint(&[Action::Leave], "cancel")],
            ..PopupArea::default()
        }
    }

    fn writes(&self, _: &State) -> bool {
        true
    }

    fn text_box<'b>(&'b mut self, _: &'b mut State) -> Option<&'b mut TextBox> {
        self.why = None;
        Some(&mut self.input)
    }

    fn key(&mut self, _: &mut State, action: Action) -> PopupReply {
        match action {
            Action::Accept => {
                let text = self.input.text().trim().to_owned();
                PopupReply::Close(vec![Deed::Written(self.purpose.clone(), text)])
            }
            Action::HitDown | Action::HitUp | Action::HitPageDown | Action::HitPageUp | Action::ToHits => {
                PopupReply::Stay(Vec::new())
            }
            _ => PopupReply::Pass,
        }
    }

    fn draw(&self, _: &State, body: Rect, pen: &mut Pen<'_>) -> Option<Position> {
        for ((line, role), y) in self.below(body.width).iter().zip(body.y + 1..body.bottom()) {
            pen.put(body.x, y, body.right(), line, *role);
        }
        Some(pen.text_box(&self.input, (body.x, body.y, body.right()), true))
    }
}
