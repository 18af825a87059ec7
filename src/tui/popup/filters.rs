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
        text::{cut, thousands},
    },
};

/// Cells inside.
const WIDE: u16 = 52;

/// The bar of filters.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bar {
    list: ListBox,
}

/// Those that narrow the list: on a page of records some, elsewhere all.
fn filters(state: &State) -> &'static [Filter] {
    match state.trail.here().map(|stop| stop.place.filters()) {
        Some(some) if !some.is_empty() => some,
        _ => &Filter::ALL,
    }
}

impl Bar {
    fn at(self, state: &State) -> usize {
        self.list.cursor(filters(state).len())
    }
}

impl Popup for Bar {
    fn name(&self) -> &'static str {
        "filters"
    }

    fn shape(&self, state: &State) -> PopupArea {
        let enter = match filters(state).get(self.at(state)) {
            Some(Filter::Years) => "write years",
            Some(filter) if filter.is_written() => "write names",
            Some(filter) if filter.is_switch() => "on, off",
            _ => "next value",
        };
        PopupArea {
            title: "filters".to_owned(),
            wide: WIDE,
            high: filters(state).len() as u16,
            hints: vec![
                hint(&[Action::Dig], enter),
                hint(&[Action::Back, Action::Forward], "change"),
                hint(&[Action::ClearFilters], "clear all"),
                hint(&[Action::Escape, Action::Filters], "close"),
            ],
            ..PopupArea::default()
        }
    }

    fn key(&mut self, state: &mut State, action: Action) -> PopupReply {
        let all = filters(state);
        let Some(&filter) = all.get(self.at(state)) else { return PopupReply::Stay(Vec::new()) };
        let writes = match action {
            Action::Dig => filter.is_written() || filter == Filter::Years,
            Action::Forward => filter.is_written(),
            _ => false,
        };
        let deed = match action {
            _ if writes => Deed::WriteFilter(filter),
            Action::Dig | Action::Forward => Deed::TurnFilter(filter, Turn::Forward),
            Action::Back => Deed::TurnFilter(filter, Turn::Back),
            Action::ClearFilters => Deed::ClearFilters,
            // Its own key closes it again.
            Action::Filters => return PopupReply::Close(Vec::new()),
            _ => {
                self.list.key(action, all.len(), 3);
                return PopupReply::Stay(Vec::new());
            }
        };
        PopupReply::Stay(vec![deed])
    }

    fn lines(&self, state: &State, body: Rect) -> Option<Lines> {
        Some(self.list.lines(body, filters(state).len()))
    }

    fn pick(&mut self, _: &mut State, line: usize) -> PopupReply {
        self.list = ListBox::at(line);
        PopupReply::Stay(Vec::new())
    }

    fn wheel(&mut self, state: &mut State, by: isize) {
        self.list.step(by, filters(state).len());
    }

    fn draw(&self, state: &State, body: Rect, pen: &mut Pen<'_>) -> Option<Position> {
        let (all, on) = (filters(state), &state.refine.filters);
        let hidden = state.trail.here().map(|stop| stop.list().hidden.as_slice()).unwrap_or_default();
        self.list.draw(body, all.len(), pen, |line, area, pen| {
            let filter = all[line];
            let role = if on.is_on(filter) { Role::Accent } else { Role::Dim };
            let hides = hidden
                .iter()
                .find(|(one, _)| *one == filter)
                .map(|(_, rows)| format!("  {} hidden", thousands(u64::from(*rows))));
            let value = on.value(filter);
            let value = cut(&value, usize::from(area.width / 2), pen.glyphs().ellipsis);
            let value = format!("{value}{}", hides.unwrap_or_default());
            let end = pen.put_right(area.x, area.y, area.right(), &value, role);
            pen.put_cut(area.x, area.y, end.saturating_sub(1), filter.name(), Role::Text);
        });
        None
    }
}
