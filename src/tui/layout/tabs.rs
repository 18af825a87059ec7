//! The tabs' names, and which of them is under a column.

use ratatui::layout::Rect;

use crate::tui::{
    layout::{Step, step},
    state::State,
    text::width,
};

/// A tab as it is written.
pub struct Label {
    /// Its number and name.
    pub text: String,
    /// It is the one that is shown.
    pub chosen: bool,
    /// 0 is the search, 1 the place's first list.
    pub tab: usize,
}

/// The tabs of the place, from left to right.
#[must_use]
pub fn labels(state: &State, step: Step) -> Vec<Label> {
    let mut labels = Vec::new();
    let here = state.trail.here();
    let beside = step == Step::Broad;
    if !beside {
        labels.push(Label { text: "0 Search".into(), chosen: state.searching || here.is_none(), tab: 0 });
    }
    if let Some(stop) = here {
        for (i, name) in stop.place.tabs(&state.tabs).into_iter().enumerate() {
            let chosen = stop.tab == i && (beside || !state.searching);
            // Short names where there is little room, as the command line has them.
            let name = if step <= Step::Standard && name == "Sounds like" { "Sounds" } else { name };
            labels.push(Label { text: format!("{} {name}", i + 1), chosen, tab: i + 1 });
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
    for label in labels(state, step(state.size)) {
        let end = x + width(&label.shown());
        if (x..end).contains(&usize::from(column)) {
            return Some(label.tab);
        }
        x = end;
    }
    None
}
