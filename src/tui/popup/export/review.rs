//! The rows before they go to Spotify: the doubtful on top, the certain in one line.

use ratatui::layout::Rect;

use crate::{
    app::{
        answer::{Aim, Matched, SpotifyTrack, TrackRow, Wanted, unknown_row},
        export::ExportCommand,
    },
    config::{
        actions::{Action, Group, entry},
        theme::Role,
    },
    track::TrackId,
    tui::{
        pen::Pen,
        popup::export::reply::stay,
        state::{
            State,
            audition::Pane,
            export::{ExportGoal, Line, Stage},
            popup::{Deed, Lines, PopupArea, PopupReply, PopupStep, hint},
            toast::Tone,
        },
        text::plural,
        view::playing,
    },
};

/// Cells inside.
const WIDE: u16 = 92;

pub(super) fn shape(state: &State) -> PopupArea {
    PopupArea {
        title: "before it goes to Spotify".to_owned(),
        wide: WIDE,
        high: state.export.review.lines().len() as u16 + 2,
        hints: vec![
            hint(&[Action::Play], "hear"),
            hint(&[Action::Dig], "take"),
            hint(&[Action::Reject], "leave out"),
            hint(&[Action::Prompt], "paste a link"),
            hint(&[Action::Export], "send"),
            hint(&[Action::Escape], "close"),
        ],
        ..PopupArea::default()
    }
}

/// The rows stand between a headline and the line about what is heard.
fn area(body: Rect) -> Rect {
    Rect { y: body.y + 1, height: body.height.saturating_sub(2), ..body }
}

pub(super) fn lines(state: &State, body: Rect) -> Lines {
    state.export.list.lines(area(body), state.export.review.lines().len())
}

pub(super) fn draw(state: &State, body: Rect, pen: &mut Pen<'_>) {
    let review = &state.export.review;
    let open = match review.undecided() {
        0 => String::new(),
        n => format!(", {n} to decide; undecided ones stay here"),
    };
    let ready = plural(review.ready() as u64, "record");
    pen.put_cut(body.x, body.y, body.right(), &format!("{ready} ready to go{open}."), Role::Title);
    let all = review.lines();
    state.export.list.draw(area(body), all.len(), pen, |line, area, pen| row(state, all[line], area, pen));
    // What is heard, or why it is not; the line below the panes is covered where there is little room.
    let said =
        state.audition.on.as_ref().filter(|on| on.pane == Pane::Review).and_then(|_| playing::line(state));
    let toast = state.screen.toasts.shown().filter(|toast| toast.tone != Tone::Good);
    let said = said.or_else(|| toast.map(|toast| vec![(toast.text.clone(), Role::Warning)]));
    pen.pieces(body.x, body.bottom().saturating_sub(1), body.right(), &said.unwrap_or_default());
}

pub(super) fn key(state: &mut State, action: Action) -> PopupReply {
    use Action as A;
    let export = &mut state.export;
    let Some(&line) = export.review.lines().get(export.cursor()) else { return PopupReply::Stay(Vec::new()) };
    let row = line.row();
    match (action, row) {
        (A::Export, _) => {
            let aim = match &export.goal {
                Some(ExportGoal::Known(aim)) => aim.clone(),
                _ => Aim::Again,
            };
            PopupReply::Stay(vec![
                Deed::Export(PopupStep::Hush),
                Deed::Export(PopupStep::Ask(ExportCommand::Send(aim))),
            ])
        }
        (A::Dig, None) => {
            export.review.unfolded = !export.review.unfolded;
            PopupReply::Stay(Vec::new())
        }
        (A::Dig, Some(row)) => match export.review.hit(line).cloned() {
            Some(hit) if matches!(line, Line::Hit(..)) => {
                next_open(state, row);
                stay(PopupStep::Give(ExportCommand::Choose(row, hit)))
            }
            _ => link_to(state, row),
        },
        (A::Reject, Some(row)) => {
            next_open(state, row);
            stay(PopupStep::Give(ExportCommand::LeaveOut(row)))
        }
        (A::Prompt, Some(row)) => link_to(state, row),
        (A::Play, Some(_)) => hear(state, line),
        (A::PlayNext | A::PlayPrevious, _) => {
            let height = export.height();
            export.list.step(if action == A::PlayNext { 1 } else { -1 }, height);
            let line = export.review.lines().get(export.cursor()).copied();
            line.map_or(PopupReply::Stay(Vec::new()), |line| hear(state, line))
        }
        (A::AuditionRun, _) => PopupReply::Stay(Vec::new()),
        _ if entry(action).is_some_and(|entry| entry.group == Group::Audition) => PopupReply::Pass,
        _ => {
            let (height, page) = (export.height(), state.screen.half());
            state.export.list.key(action, height, page);
            PopupReply::Stay(Vec::new())
        }
    }
}

fn link_to(state: &mut State, row: usize) -> PopupReply {
    state.export.show(Stage::Link(row));
    PopupReply::Stay(Vec::new())
}

/// Plays what a line names: the candidate as Spotify writes it, or the queue's own record to compare with.
fn hear(state: &State, line: Line) -> PopupReply {
    let review = &state.export.review;
    let candidate = review.hit(line).filter(|_| !matches!(line, Line::Open(_)));
    let (name, isrc) = match (line, candidate) {
        (_, Some(hit)) => (hit.name(), hit.isrc.clone()),
        (Line::Open(row), None) => match review.rows.get(row) {
            Some(row) => (row.track.name.clone(), None),
            None => return PopupReply::Stay(Vec::new()),
        },
        _ => return PopupReply::Stay(Vec::new()),
    };
    let wish = Wanted::new(name, isrc);
    let row = TrackRow { id: TrackId::outside(&wish.key), ..unknown_row(&wish.name) };
    stay(PopupStep::Hear(Box::new(row), Box::new(wish)))
}

/// On to the next row to decide about.
fn next_open(state: &mut State, row: usize) {
    let lines = state.export.review.lines();
    let here = state.export.cursor();
    let is_next = |line: &Line| match line {
        Line::Open(at) => *at != row,
        Line::Certain(_) => true,
        _ => false,
    };
    if let Some(on) = lines.iter().skip(here).position(is_next) {
        state.export.list.step(on as isize, lines.len());
    }
}

/// A link that is pasted is that of the row under the cursor.
pub(super) fn pasted(state: &mut State, text: &str) -> PopupReply {
    let line = state.export.review.lines().get(state.export.cursor()).copied();
    match line.and_then(Line::row) {
        Some(row) => stay(PopupStep::Give(ExportCommand::Link(row, text.trim().to_owned()))),
        None => PopupReply::Pass,
    }
}

/// Whether it is this candidate that is heard.
fn is_on(state: &State, hit: &SpotifyTrack) -> bool {
    let on = state.audition.on.as_ref().filter(|on| on.pane == Pane::Review);
    on.is_some_and(|on| on.row.id == TrackId::outside(&hit.name().key()))
}

fn row(state: &State, line: Line, at: Rect, pen: &mut Pen<'_>) {
    let review = &state.export.review;
    match line {
        Line::Certain(count) => {
            let sign = if review.unfolded { "-" } else { "+" };
            let records = plural(count as u64, "record");
            pen.put_cut(
                at.x,
                at.y,
                at.right(),
                &format!("{sign} {records} as they are in the queue"),
                Role::Good,
            );
        }
        Line::Open(row) => {
            let Some(row) = review.rows.get(row) else { return };
            let (word, role) = match &row.matched {
                Matched::Doubtful(_) => ("which?", Role::Warning),
                Matched::Missing => ("not found", Role::Dim),
                Matched::LeftOut => ("left out", Role::Dim),
                Matched::Exact(_) | Matched::Chosen(_) => ("taken", Role::Good),
            };
            let end = pen.put_right(at.x, at.y, at.right(), word, role).saturating_sub(1);
            pen.put_cut(at.x, at.y, end, &row.track.name.to_string(), Role::Text);
        }
        Line::Sure(row) => {
            let Some(row) = review.rows.get(row) else { return };
            let Some(hit) = row.matched.certain() else {
                pen.put_cut(at.x + 2, at.y, at.right(), &format!("{}: left out", row.track.name), Role::Dim);
                return;
            };
            let role = if hit.unplayable { Role::Dim } else { Role::Text };
            let sign = if is_on(state, hit) { pen.glyphs().play } else { "*" };
            candidate(hit, sign, Rect { x: at.x + 2, width: at.width.saturating_sub(2), ..at }, role, pen);
        }
        Line::Hit(row, hit) => {
            let Some(hit) = review.hits.get(row).and_then(|hits| hits.get(hit)) else { return };
            let taken =
                review.rows.get(row).and_then(|row| row.matched.certain()).is_some_and(|t| t.id == hit.id);
            let role = if taken { Role::Good } else { Role::Text };
            let sign = match (is_on(state, hit), taken) {
                (true, _) => pen.glyphs().play,
                (_, true) => "*",
                _ => " ",
            };
            candidate(hit, sign, Rect { x: at.x + 2, width: at.width.saturating_sub(2), ..at }, role, pen);
        }
    }
}

/// Artists, title, where it is from and how long it is.
fn candidate(hit: &SpotifyTrack, sign: &str, at: Rect, role: Role, pen: &mut Pen<'_>) {
    let length =
        hit.duration_ms.map(|ms| format!("{}:{:02}", ms / 60_000, ms / 1000 % 60)).unwrap_or_default();
    let year = hit.year.map(|year| year.to_string()).unwrap_or_default();
    let end = pen
        .put_right(at.x, at.y, at.right(), format!("{year} {length}").trim(), Role::Number)
        .saturating_sub(1);
    let x = pen.put(at.x, at.y, end, &format!("{sign} "), role);
    let text = format!("{} - {}", hit.artist, hit.title);
    let x = pen.put_cut(x, at.y, end, &text, role);
    if let Some(album) = hit.album.as_deref().filter(|_| end > x + 4) {
        pen.put_cut(x + 2, at.y, end, album, Role::Dim);
    }
}
