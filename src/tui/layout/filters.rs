//! The line that says which filters are on, and what each hides: at every width all of them, on as many lines as that takes.

use crate::{
    config::actions::Action,
    tui::{
        state::{State, filters::Filter, list::ListPhase},
        text::{thousands, width},
    },
};

/// Rows of the list that stay, however many lines the filters take.
const LEAST: u16 = 4;

/// The lines for an area of so many columns and rows; none where no filter narrows what is shown.
#[must_use]
pub fn lines(state: &State, columns: u16, rows: u16) -> Vec<String> {
    let pieces = pieces(state);
    if pieces.is_empty() || rows <= LEAST {
        return Vec::new();
    }
    let most = usize::from(rows - LEAST).min(pieces.len());
    let room = usize::from(columns.saturating_sub(2));
    let clear = state.keys.name(Action::ClearFilters);
    let dot = state.screen.look.glyphs.dot;
    for kept in (0..=pieces.len()).rev() {
        let mut shown: Vec<String> = pieces[..kept].iter().map(|(text, _)| text.clone()).collect();
        if kept < pieces.len() {
            let rows: u32 = pieces[kept..].iter().map(|(_, rows)| rows).sum();
            shown.push(format!("{} more: {rows}", pieces.len() - kept));
        }
        shown.push(format!("{clear} shows all"));
        let lines = broken(&shown, dot, room);
        if lines.len() <= most || kept == 0 {
            return lines.into_iter().take(most).collect();
        }
    }
    Vec::new()
}

/// What each filter that narrows the list hides.
fn pieces(state: &State) -> Vec<(String, u32)> {
    let Some(stop) = state.trail.here() else { return Vec::new() };
    let filters = &state.refine.filters;
    let list = stop.list();
    let on = stop.place.filters().iter().filter(|filter| filters.is_on(**filter));
    let piece = |filter: &Filter| {
        let name = filters.short(*filter);
        let rows = list.hidden.iter().find(|(one, _)| one == filter).map(|(_, rows)| *rows);
        match rows.filter(|_| list.phase == ListPhase::Ready) {
            Some(rows) => (format!("{name}: {} hidden", thousands(rows.into())), rows),
            None => (name, 0),
        }
    };
    on.map(piece).collect()
}

/// Pieces with dots between, on lines of so many cells; a piece too long for a line is cut where it is drawn.
fn broken(pieces: &[String], dot: &str, room: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for piece in pieces {
        match lines.last_mut() {
            Some(line) if width(line) + width(dot) + width(piece) <= room => {
                line.push_str(dot);
                line.push_str(piece);
            }
            _ => lines.push(piece.clone()),
        }
    }
    lines
}
