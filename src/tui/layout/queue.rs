//! The queue's pane: its rows, and the arc below them.

use ratatui::layout::Rect;

use crate::tui::{
    layout::Layout,
    state::{State, list::name_cells},
};

/// Lines of the arc.
pub const ARC: u16 = 3;

/// Cells of tempo and key behind a name.
pub const MIXING: u16 = 11;

/// Cells before a name: the cursor, its number, two signs.
#[must_use]
pub fn before_name(state: &State) -> u16 {
    4 + state.user.mine.items.len().to_string().len().max(2) as u16
}

/// Whether tempo or key of any record is known.
#[must_use]
pub fn has_mixing(state: &State) -> bool {
    state.user.mine.items.iter().any(|item| {
        let facts = state.refine.facts.of(&item.row);
        facts.tempo.is_some() || facts.key.is_some()
    })
}

/// Cells that the pane would need to show every name whole.
#[must_use]
pub fn wanted(state: &State) -> u16 {
    let longest = state.user.mine.items.iter().map(|item| name_cells(&item.row)).max().unwrap_or(0);
    before_name(state) + longest + if has_mixing(state) { MIXING } else { 0 } + 1
}

/// Lines that the pane would need for all of its records: with its heading, and what stands below them.
#[must_use]
pub fn lines(state: &State, width: u16) -> u16 {
    let records = state.user.mine.items.len().min(usize::from(u16::MAX / 2)) as u16;
    // The last line says what goes on from here.
    let body = Rect { width, height: records + 1 + ARC, ..Rect::ZERO };
    1 + records + 1 + arc(state, body)
}

/// Where the rows stand: below the heading, above the arc.
#[must_use]
pub fn rows(state: &State, layout: &Layout) -> Rect {
    let area = layout.queue;
    let body = Rect { y: area.y + area.height.min(1), height: area.height.saturating_sub(1), ..area };
    Rect { height: body.height - arc(state, body), ..body }
}

/// Of how many of its records something is known that the arc shows.
#[must_use]
pub fn known(state: &State) -> usize {
    let known = state.user.mine.items.iter().filter(|item| {
        let facts = state.refine.facts.of(&item.row);
        facts.tempo.is_some() || facts.key.is_some() || facts.energy.is_some()
    });
    known.count()
}

/// Of fewer records than one in so many the arc would show little but its blanks.
const SPARSE: usize = 4;

/// Lines the arc takes of a pane of that size: none where there is too little room or no second record. Where too little is
/// known, one to say so, which takes no record's room.
fn arc(state: &State, area: Rect) -> u16 {
    let records = state.user.mine.items.len();
    match known(state) {
        _ if area.height < 4 + ARC || area.width < 24 || records < 2 => 0,
        known if known < 2 || known * SPARSE < records => u16::from(records < usize::from(area.height)),
        _ => ARC,
    }
}
