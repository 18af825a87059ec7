//! The filters: what the list hides.

use ratatui::layout::{Position, Rect};

use crate::{
    config::{actions::Action, theme::Role},
    tui::{
        pen::Pen,
        popup::listbox::ListBox,
        state::{
            Popup, State,
            filters::Filter,
            popup::{Deed, Lines, PopupArea, PopupReply, Turn, hint},
        },
        text::cut,
    },
};

/// Cells inside.
const WIDE: u16 = 52;

/// The bar of filters.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bar {
    list: ListBox,
}

impl Popup for Bar {
    fn name(&self) -> &'static str {
        "filters"
    }

    fn shape(&self, _: &State) -> PopupArea {
        PopupArea {
            title: "filters".to_owned(),
            wide: WIDE,
            high: Filter::ALL.len() as u16,
            hints: vec![
                hint(&[Action::Back, Action::Forward], "change"),
                hint(&[Action::Dig], "write"),
                hint(&[Action::Escape], "close"),
            ],
            ..PopupArea::default()
        }
    }

    fn key(&mut self, _: &mut State, action: Action) -> PopupReply {
        let filter = Filter::ALL[self.list.cursor(Filter::ALL.len())];
        let writes = match action {
            Action::Dig => filter.is_written() || filter == Filter::Years,
            Action::Forward => filter.is_written(),
            _ => false,
        };
        let deed = match action {
            _ if writes => Deed::WriteFilter(filter),
            Action::Dig | Action::Forward => Deed::TurnFilter(filter, Turn::Forward),
            Action::Back => Deed::TurnFilter(filter, Turn::Back),
            _ => {
                self.list.key(action, Filter::ALL.len(), 3);
                return PopupReply::Stay(Vec::new());
            }
        };
        PopupReply::Stay(vec![deed])
    }

    fn lines(&self, _: &State, body: Rect) -> Option<Lines> {
        Some(self.list.lines(body, Filter::ALL.len()))
    }

    fn pick(&mut self, _: &mut State, line: usize) -> PopupReply {
        self.list = ListBox::at(line);
        PopupReply::Stay(Vec::new())
    }

    fn wheel(&mut self, _: &mut State, by: isize) {
        self.list.step(by, Filter::ALL.len());
    }

    fn draw(&self, state: &State, body: Rect, pen: &mut Pen<'_>) -> Option<Position> {
        let filters = &state.refine.filters;
        self.list.draw(body, Filter::ALL.len(), pen, |line, area, pen| {
            let filter = Filter::ALL[line];
            let role = if filters.is_on(filter) { Role::Accent } else { Role::Dim };
            let value = filters.value(filter);
            let value = cut(&value, usize::from(area.width / 2), pen.glyphs().ellipsis);
            let end = pen.put_right(area.x, area.y, area.right(), &value, role);
            pen.put_cut(area.x, area.y, end.saturating_sub(1), filter.name(), Role::Text);
        });
        None
    }
}
