//! Stages in which a line is written: the address a login ends on, a file's path, a link.

use ratatui::layout::{Position, Rect};

use crate::{
    app::export::ExportCommand,
    config::{actions::Action, theme::Role},
    tui::{
        link::{TextLink, links as to},
        pen::{Pen, wrap},
        popup::export::reply::close,
        state::{
            State,
            export::Stage,
            popup::{BORDERS, Deed, Lines, PopupArea, PopupReply, PopupStep, hint},
        },
        text::broken,
    },
};

/// Cells inside.
const WIDE: u16 = 72;

/// A login's address in lines, so that all of it can be read.
fn address(state: &State, url: &str) -> Vec<String> {
    broken(url, WIDE.min(state.screen.size.0.saturating_sub(BORDERS)))
}

/// Lines of a login beside its address: three that say what to do, and the one that is written.
const BESIDE: u16 = 4;

/// The address as far as the line to write leaves it room; all of it is on the clipboard, and a link.
pub(super) fn shown(state: &State, body: Rect) -> Option<Lines> {
    let Stage::Login(url) = &state.export.stage else { return None };
    let area = Rect { y: body.y + 1, height: body.height.saturating_sub(BESIDE), ..body };
    Some(Lines::from(0, address(state, url).len(), area))
}

pub(super) fn shape(state: &State) -> PopupArea {
    let export = &state.export;
    let (title, high, does, leaves) = match &export.stage {
        Stage::Login(url) => {
            ("log in to Spotify".to_owned(), address(state, url).len() as u16 + BESIDE, "take it", "close")
        }
        Stage::Link(row) => {
            let row = export.review.rows.get(*row).map(|row| row.track.name.to_string());
            (format!("link to {}", row.unwrap_or_default()), 1, "take it", "back")
        }
        _ => (
            "file".to_owned(),
            1 + why(state, WIDE.min(state.screen.size.0.saturating_sub(BORDERS))).len() as u16,
            "write",
            "back",
        ),
    };
    PopupArea {
        title,
        wide: WIDE,
        high,
        hints: vec![hint(&[Action::Accept], does), hint(&[Action::Leave], leaves)],
        ..PopupArea::default()
    }
}

/// Why nothing was written to the path, in lines of so many cells.
fn why(state: &State, room: u16) -> Vec<String> {
    let note = state.export.note.as_deref().filter(|_| matches!(state.export.stage, Stage::Path(_)));
    note.map(|note| wrap(note, usize::from(room.max(1)))).unwrap_or_default()
}

pub(super) fn draw(state: &State, body: Rect, pen: &mut Pen<'_>) -> Position {
    let export = &state.export;
    let mut y = body.y;
    if let Stage::Login(url) = &export.stage {
        let open = "Open this address in a browser (it is on the clipboard):";
        pen.put_cut(body.x, y, body.right(), open, Role::Text);
        y += 1;
        let lines = shown(state, body).map_or(0, |lines| lines.end());
        for part in address(state, url).iter().take(lines) {
            pen.put(body.x, y, body.right(), part, Role::Title);
            y += 1;
        }
        let (text, role) = match &export.note {
            Some(note) => (note.as_str(), Role::Warning),
            None => ("Waiting for the browser to come back.", Role::Dim),
        };
        pen.put_cut(body.x, y, body.right(), text, role);
        pen.put_cut(
            body.x,
            y + 1,
            body.right(),
            "Where it cannot, paste the address it ends on:",
            Role::Text,
        );
        y += 2;
    }
    for (line, y) in why(state, body.width).iter().zip(y + 1..body.bottom()) {
        pen.put_cut(body.x, y, body.right(), line, Role::Error);
    }
    pen.text_box(&export.input, (body.x, y, body.right()), true)
}

/// The login's address, below its heading.
pub(super) fn links(state: &State, url: &str, body: Rect) -> Vec<TextLink> {
    let area = shown(state, body).map(|lines| lines.area).unwrap_or_default();
    to(&address(state, url), area, url)
}

pub(super) fn key(state: &mut State, action: Action) -> PopupReply {
    use Action as A;
    match action {
        A::Accept => accept(state),
        A::HitDown | A::HitUp | A::HitPageDown | A::HitPageUp | A::ToHits => PopupReply::Stay(Vec::new()),
        // The editing keys work on the text.
        _ => PopupReply::Pass,
    }
}

fn accept(state: &mut State) -> PopupReply {
    let text = state.export.input.text().trim().to_owned();
    if text.is_empty() {
        return PopupReply::Stay(Vec::new());
    }
    let order = match state.export.stage.clone() {
        Stage::Login(_) => {
            state.export.input.clear();
            ExportCommand::Pasted(text)
        }
        Stage::Path(format) => {
            state.export.note = None;
            ExportCommand::Write(format, text, false)
        }
        Stage::Link(row) => {
            close(state);
            ExportCommand::Link(row, text)
        }
        _ => return PopupReply::Stay(Vec::new()),
    };
    PopupReply::Stay(vec![Deed::Export(PopupStep::Give(order))])
}
