//! Stages of which one line is chosen: where to, which playlist, what to import, what to do with it.

use std::fmt::Write as _;

use ratatui::layout::Rect;

use crate::{
    app::{
        answer::file_name,
        export::{ExportCommand, Imported},
    },
    config::{actions::Action, theme::Role},
    tui::{
        pen::{Pen, wrap},
        popup::export::reply::{close, stay},
        state::{
            State,
            export::{ExportGoal, Offer, PlaylistWay, SEEDS, Stage, Use, uses},
            popup::{BORDERS, Deed, Lines, PopupArea, PopupReply, PopupStep, hint},
            textbox::TextBox,
        },
        text::{plural, width},
    },
};

/// Cells inside, at least and at most.
const WIDE: (u16, u16) = (36, 72);

/// Whether one of these stages is shown.
pub(super) fn is_shown(state: &State) -> bool {
    matches!(state.export.stage, Stage::Menu | Stage::Playlists(..) | Stage::Sources(_) | Stage::Imported(_))
}

fn texts(state: &State) -> Vec<String> {
    match &state.export.stage {
        Stage::Menu => state.export.offers().into_iter().map(|(text, _)| text).collect(),
        Stage::Playlists(list, _) => list.iter().map(|(_, name)| name.clone()).collect(),
        Stage::Sources(list) => list.iter().map(|(_, name)| name.clone()).collect(),
        Stage::Imported(imported) => uses(imported).into_iter().map(|(text, _)| text).collect(),
        _ => Vec::new(),
    }
}

fn title(state: &State) -> String {
    match &state.export.stage {
        Stage::Playlists(_, PlaylistWay::After) => "after the records of".to_owned(),
        Stage::Playlists(_, PlaylistWay::Instead) => "in place of the records of".to_owned(),
        Stage::Sources(_) => "import from Spotify".to_owned(),
        Stage::Imported(imported) => brought(imported),
        _ => format!("export {}", state.user.mine.name),
    }
}

/// What an import brought.
fn brought(imported: &Imported) -> String {
    let mut said = format!("{} imported", plural(imported.rows.len() as u64, "record"));
    if imported.owned {
        said.push_str(", yours now");
    }
    if imported.skipped > 0 {
        let _ = write!(said, "; {} left out: no records", imported.skipped);
    }
    said
}

/// The note above the lines, in lines of so many cells, behind a title that the border has no room for.
fn note(state: &State, room: u16) -> Vec<String> {
    let title = title(state);
    let is_cut = width(&title) + 6 > usize::from(state.screen.size.0);
    let texts = [Some(title.as_str()).filter(|_| is_cut), state.export.note.as_deref()];
    texts.into_iter().flatten().flat_map(|text| wrap(text, usize::from(room))).collect()
}

pub(super) fn shape(state: &State) -> PopupArea {
    let (texts, title) = (texts(state), title(state));
    let widest = texts.iter().map(|line| width(line) + 2).max().unwrap_or(0) as u16;
    let room = state.screen.size.0.saturating_sub(BORDERS);
    let wide = widest.max(width(&title) as u16 + 2).clamp(WIDE.0, WIDE.1).min(room);
    let (does, leaves) = match &state.export.stage {
        Stage::Sources(_) => ("import", "close"),
        Stage::Playlists(..) => ("choose", "back"),
        _ => ("choose", "close"),
    };
    PopupArea {
        title,
        wide,
        high: (texts.len().max(1) + note(state, wide).len()) as u16,
        hints: vec![
            hint(&[Action::Dig], does),
            hint(&[Action::Down, Action::Up], "move"),
            hint(&[Action::Escape], leaves),
        ],
        ..PopupArea::default()
    }
}

/// Where the lines stand: below the note, which takes half of the room at most.
fn area(state: &State, body: Rect) -> Rect {
    let note = (note(state, body.width).len() as u16).min(body.height / 2);
    Rect { y: body.y + note, height: body.height - note, ..body }
}

pub(super) fn lines(state: &State, body: Rect) -> Lines {
    state.export.list.lines(area(state, body), texts(state).len())
}

pub(super) fn draw(state: &State, body: Rect, pen: &mut Pen<'_>) {
    let (texts, area) = (texts(state), area(state, body));
    for (text, y) in note(state, body.width).iter().zip(body.y..area.y) {
        pen.put(body.x, y, body.right(), text, Role::Warning);
    }
    if texts.is_empty() {
        pen.put_cut(area.x, area.y, area.right(), "There is none.", Role::Dim);
    }
    state.export.list.draw(area, texts.len(), pen, |line, area, pen| {
        let x = pen.label(area, state.keys.label(line));
        pen.put_cut(x, area.y, area.right(), &texts[line], Role::Text);
    });
}

pub(super) fn key(state: &mut State, action: Action) -> PopupReply {
    if action != Action::Dig {
        let (height, page) = (state.export.height(), state.screen.half());
        state.export.list.key(action, height, page);
        return PopupReply::Stay(Vec::new());
    }
    let cursor = state.export.cursor();
    match state.export.stage.clone() {
        Stage::Menu => match state.export.offers().get(cursor).cloned() {
            Some((_, offer)) => take(state, offer),
            None => PopupReply::Stay(Vec::new()),
        },
        Stage::Playlists(list, way) => match list.get(cursor).cloned() {
            Some((id, _)) => {
                state.export.goal = Some(ExportGoal::Known(way.into(id)));
                stay(PopupStep::Ask(ExportCommand::Match))
            }
            None => PopupReply::Stay(Vec::new()),
        },
        Stage::Sources(list) => match list.get(cursor).cloned() {
            Some((source, name)) => stay(PopupStep::Ask(ExportCommand::Import(source, name))),
            None => PopupReply::Stay(Vec::new()),
        },
        Stage::Imported(imported) => match uses(&imported).get(cursor) {
            Some((_, what)) => put_to_use(state, *imported, *what),
            None => PopupReply::Stay(Vec::new()),
        },
        _ => PopupReply::Stay(Vec::new()),
    }
}

fn take(state: &mut State, offer: Offer) -> PopupReply {
    let to_spotify = matches!(offer, Offer::Spotify(_) | Offer::Other(_));
    if let Some(closed) = state.export.closed.clone().filter(|_| to_spotify) {
        state.export.note = Some(closed);
        return PopupReply::Stay(Vec::new());
    }
    match offer {
        Offer::Spotify(aim) => {
            state.export.goal = Some(ExportGoal::Known(aim));
            stay(PopupStep::Ask(ExportCommand::Match))
        }
        Offer::Other(way) => {
            state.export.goal = Some(ExportGoal::Choose(way));
            stay(PopupStep::Ask(ExportCommand::Playlists))
        }
        Offer::File(format) if format.needs_files() && !owns_any(state) => {
            let import = state.keys.name(Action::Import);
            state.export.note = Some(format!(
                "No file of any record in the queue is known: {import} takes your rekordbox XML, playlists or music folder. \
                 CSV, JSPF and text need no files."
            ));
            PopupReply::Stay(Vec::new())
        }
        Offer::File(format) => {
            let path = format!("~/{}", file_name(&state.user.mine.name, format));
            state.export.show(Stage::Path(format));
            state.export.note = None;
            state.export.input = TextBox::with(&path);
            PopupReply::Stay(Vec::new())
        }
        Offer::Clipboard => stay(PopupStep::Give(ExportCommand::Copy)),
        Offer::LogOut => stay(PopupStep::Give(ExportCommand::LogOut)),
    }
}

/// Whether any record of the queue is the user's, so that a file of it may be known.
fn owns_any(state: &State) -> bool {
    let mine = &state.user.mine;
    mine.items.iter().any(|item| mine.owned.contains(&item.row.id))
}

/// The import's records become seeds, or its queue opens.
fn put_to_use(state: &mut State, imported: Imported, what: Use) -> PopupReply {
    let PopupReply::Close(mut deeds) = close(state) else { return PopupReply::Stay(Vec::new()) };
    match (what, imported.queue) {
        (Use::Queue, queue) => deeds.extend(queue.map(Deed::OpenQueue)),
        (Use::Seeds | Use::SoundsLike, _) => {
            let mut seeds = imported.rows;
            seeds.truncate(SEEDS);
            deeds.push(Deed::Export(PopupStep::Seeds { seeds, by_sound: what == Use::SoundsLike }));
        }
    }
    PopupReply::Close(deeds)
}
