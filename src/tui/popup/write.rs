//! A line to write: a note, a name, a filter's value.

use ratatui::layout::{Position, Rect};

use crate::{
    config::actions::Action,
    tui::{
        pen::Pen,
        state::{
            Popup, State,
            filters::Filter,
            popup::{Deed, PopupArea, PopupReply, Purpose, hint},
            textbox::TextBox,
        },
        text::width,
    },
};

/// Cells inside.
const WIDE: u16 = 66;

/// A line to write.
#[derive(Clone, Debug)]
pub struct Write {
    purpose: Purpose,
    input: TextBox,
}

impl Write {
    /// For a purpose, with the text there is already.
    #[must_use]
    pub fn new(purpose: Purpose, text: &str) -> Self {
        Self { purpose, input: TextBox::with(text) }
    }

    fn title(&self) -> String {
        match &self.purpose {
            Purpose::Note(row) => format!("note on {}", row.title),
            Purpose::Queue => "a new queue".to_owned(),
            Purpose::QueueName(queue) => format!("another name for the queue {queue}"),
            Purpose::Contact => "your e-mail or web page, told to MixesDB with each request".to_owned(),
            Purpose::BrowseYears => {
                "played in: 1995..2005, 2015.., ..1999, 2020; empty is all years".to_owned()
            }
            Purpose::Filter(Filter::Years) => {
                "out, or first played, in: 1995..2005, 2015.., ..1999, 2020".to_owned()
            }
            Purpose::Filter(filter) => {
                format!("{}: separate with commas, leave empty to clear", filter.name())
            }
        }
    }
}

impl Popup for Write {
    fn name(&self) -> &'static str {
        "write"
    }

    fn shape(&self, _: &State) -> PopupArea {
        let title = self.title();
        PopupArea {
            wide: WIDE.max(width(&title) as u16 + 2),
            title,
            high: 1,
            hints: vec![hint(&[Action::Accept], "keep"), hint(&[Action::Leave], "cancel")],
            ..PopupArea::default()
        }
    }

    fn writes(&self, _: &State) -> bool {
        true
    }

    fn text_box<'b>(&'b mut self, _: &'b mut State) -> Option<&'b mut TextBox> {
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
        Some(pen.text_box(&self.input, (body.x, body.y, body.right()), true))
    }
}
