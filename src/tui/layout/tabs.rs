//! The tabs' names, and which of them is under a column.

use ratatui::layout::Rect;

use crate::{
    config::actions::Action,
    tui::{
        layout::{LayoutStep, step},
        state::State,
        text::width,
    },
};

/// The keys of the tabs, from left to right.
pub const TABS: [Action; 4] = [Action::Tab1, Action::Tab2, Action::Tab3, Action::Tab4];

/// A tab as it is written.
pub struct Label {
    /// What is written: its key and name.
    text: String,
    key: String,
    /// It is the one that is shown.
    pub chosen: bool,
    /// 0 is the search, 1 the place's first list.
    pub tab: usize,
}

/// The tabs of the place, from left to right, in so many cells: where they are too few, only the one that is shown has its name.
#[must_use]
pub fn labels(state: &State, step: LayoutStep, room: u16) -> Vec<Label> {
    let mut labels = named(state, step);
    if labels.iter().map(|label| width(&label.shown())).sum::<usize>() > usize::from(room) {
        for label in labels.iter_mut().filter(|label| !label.chosen && !label.key.is_empty()) {
            label.text.clone_from(&label.key);
        }
    }
    labels
}

fn named(state: &State, step: LayoutStep) -> Vec<Label> {
    let mut labels = Vec::new();
    let here = state.trail.here();
    let beside = step == LayoutStep::Broad;
    if !beside {
        let key = state.keys.name(Action::Search);
        labels.push(Label {
            text: format!("{key} Search"),
            key,
            chosen: state.search.open || here.is_none(),
            tab: 0,
        });
    }
    if let Some(stop) = here {
        for (i, name) in stop.place.tabs(&state.trail.tabs).into_iter().enumerate() {
            let chosen = stop.tab == i && (beside || !state.search.open);
            // Short names where there is little room, as the command line has them.
            let name = if step <= LayoutStep::Standard && name == "Sounds like" { "Sounds" } else { name };
            let key = TABS.get(i).map(|action| state.keys.name(*action)).unwrap_or_default();
            labels.push(Label { text: format!("{key} {name}"), key, chosen, tab: i + 1 });
        }
    }
    labels
}

impl Label {
    /// What is written, as wide whether it is chosen or not.
    #[must_use]
    pub fn shown(&self) -> String {
        if self.chosen { format!("[{}]", self.text) } else { format!(" {} ", self.text) }
    }
}

/// The tab under a column: 0 is the search.
#[must_use]
pub fn hit(state: &State, area: Rect, column: u16) -> Option<usize> {
    let mut x = area.x as usize;
    for label in labels(state, step(state.screen.size), area.width) {
        let end = x + width(&label.shown());
        if (x..end).contains(&usize::from(column)) {
            return Some(label.tab);
        }
        x = end;
    }
    None
}
