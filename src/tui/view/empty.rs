//! What an empty list says, and which key leads on.

use ratatui::layout::Rect;

use crate::{
    config::theme::Role,
    library::query::By,
    tui::{
        state::{
            State,
            list::{List, Phase},
            trail::Place,
        },
        view::{pen::Pen, row},
    },
};

/// Words for a list without rows.
pub(super) fn list(state: &State, list: &List, area: Rect, pen: &mut Pen<'_>) {
    let inner = Rect { x: area.x + row::MARKS, width: area.width.saturating_sub(row::MARKS + 2), ..area };
    let (text, role) = match &list.phase {
        _ if !state.status.ready => ("Opening the catalogue.".to_owned(), Role::Dim),
        Phase::Unasked if state.status.is_learning() => {
            let mixes = crate::tui::state::plural(state.status.mixes, "mix");
            (format!("Learning from {mixes} what goes with what. Search works meanwhile."), Role::Dim)
        }
        Phase::Unasked | Phase::Loading => ("Looking.".to_owned(), Role::Dim),
        Phase::Failed(fault) => (format!("{}: {}. {}", fault.title, fault.cause, fault.remedy), Role::Error),
        Phase::Ready => (words(state, list), Role::Dim),
    };
    pen.paragraph(inner, &text, role);
}

fn words(state: &State, list: &List) -> String {
    if let Some((filter, rows)) =
        list.hidden.iter().max_by_key(|(_, rows)| *rows).filter(|(_, rows)| *rows > 0)
    {
        return format!("Filters hide every row; '{filter}' hides most, {rows}. F changes it.");
    }
    let searching = std::ptr::eq(list, &raw const state.hits);
    if searching {
        return format!("No '{}', and nothing near it.", state.prompt.text().trim());
    }
    let last = state.status.years.map(|(_, to)| format!(" The catalogue ends in {to}.")).unwrap_or_default();
    match state.trail.here().map(|stop| (&stop.place, stop.tab)) {
        Some((Place::Seeds(_) | Place::Continue(_), tab)) => match state.tabs.get(tab) {
            Some(By::Next) => "Nobody is known to have played anything straight after it.".to_owned(),
            Some(By::Sound) => "Nothing here has been listened to yet.".to_owned(),
            _ => {
                let sounds = state.tabs.iter().position(|by| *by == By::Sound);
                let sounds = sounds.map(|i| format!(" {}: what sounds like it.", i + 1)).unwrap_or_default();
                format!("No mix here has this record with another.{sounds}{last}")
            }
        },
        Some((Place::News(_), _)) => {
            "No mix came in since the last time. * follows a DJ, label or artist; theirs stand first here."
                .to_owned()
        }
        Some((Place::Mix(..), _)) => "This mix has no tracklist.".to_owned(),
        _ => format!("Nothing is known here.{last}"),
    }
}

/// Words where no record has been chosen yet.
pub(super) fn nowhere(state: &State, area: Rect, pen: &mut Pen<'_>) {
    let inner = Rect { x: area.x + row::MARKS, width: area.width.saturating_sub(row::MARKS + 2), ..area };
    let text = if state.status.ready {
        "Enter on a record on the left, and this list shows what DJs play with it."
    } else {
        "Opening the catalogue."
    };
    pen.paragraph(inner, text, Role::Dim);
}
