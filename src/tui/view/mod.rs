//! The picture of a state: one file a block. Nothing here changes anything.

mod arc;
mod bottom;
mod columns;
mod empty;
mod kind;
mod list;
pub(in crate::tui) mod mixing;
mod page_row;
pub mod playing;
mod points;
mod popups;
mod prompt;
mod queue;
mod reason;
mod row;
mod spark;
mod spectrogram;
mod tabs;
mod trail;
mod which_key;
mod why;

pub use trail::stop_at;

use ratatui::{buffer::Buffer, layout::Position};
use unicode_width::UnicodeWidthStr;

use crate::{
    config::theme::Role,
    tui::{
        glyphs,
        layout::{self, LayoutStep, Main, layout},
        link::TextLink,
        pen::Pen,
        state::State,
    },
};

/// Draws the state; where the terminal's cursor stands comes back, if it is to be seen.
pub fn draw(state: &State, buffer: &mut Buffer) -> Option<Position> {
    let layout = layout(state);
    let mut pen = Pen::new(buffer, &state.screen.look);
    pen.ground(layout.screen, Role::Text);
    let cursor =
        if layout.step == LayoutStep::Tiny { tiny(state, &mut pen) } else { panes(state, &layout, &mut pen) };
    if state.screen.look.glyphs.ascii {
        to_ascii(buffer);
    }
    cursor
}

fn tiny(state: &State, pen: &mut Pen<'_>) -> Option<Position> {
    let (width, height) = state.screen.size;
    let (least, least_high) = layout::LEAST;
    let text =
        format!("segue needs {least}x{least_high} cells; here are {width}x{height}. Keys go on working.");
    let area = ratatui::layout::Rect::new(0, 0, width, height);
    pen.paragraph(area, &text, Role::Warning);
    None
}

fn panes(state: &State, layout: &layout::Layout, pen: &mut Pen<'_>) -> Option<Position> {
    let mut cursor = None;
    if layout.main != Main::Picture {
        cursor = middle(state, layout, pen);
    }
    spectrogram::draw(state, layout, pen);
    bottom::draw(state, layout, pen);
    for popup in &state.popups {
        cursor = popups::draw(state, popup.as_ref(), pen);
    }
    which_key::draw(state, pen);
    cursor
}

/// All but the spectrogram and what stands below it.
fn middle(state: &State, layout: &layout::Layout, pen: &mut Pen<'_>) -> Option<Position> {
    let cursor = prompt::draw(state, layout, pen);
    trail::draw(state, layout, pen);
    tabs::draw(state, layout, pen);
    list::draw(state, layout, pen);
    why::draw(state, layout, pen);
    queue::draw(state, layout, pen);
    for rule in [layout.rule, layout.why_rule, layout.bottom_rule] {
        pen.rule(rule);
    }
    for divider in layout.dividers {
        pen.divider(divider);
    }
    cursor
}

/// Every symbol that is not ASCII becomes its nearest; the last safety net for foreign names.
fn to_ascii(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        if !cell.symbol().is_ascii() {
            let symbol = cell.symbol().to_owned();
            cell.set_symbol(&glyphs::ascii(&symbol, symbol.width()));
        }
    }
}

/// The links on the screen.
#[must_use]
pub fn links(state: &State) -> Vec<TextLink> {
    let links = state.popups.last().map(|popup| popup.links(state, state.body(popup.as_ref())));
    links.unwrap_or_default()
}

/// The terminal's title: where one is.
#[must_use]
pub fn title(state: &State) -> String {
    match state.trail.here().map(|stop| &stop.place) {
        Some(place) => format!("segue: {}", trail::short_name(place)),
        None => "segue".to_owned(),
    }
}
