//! The rows before they go to Spotify: the doubtful on top, the certain in one line.

use ratatui::layout::Rect;

use crate::{
    config::theme::Role,
    spotify::matching::{Hit, Matched},
    track::TrackId,
    tui::{
        pen::Pen,
        state::{State, audition::Pane, export::Line, list::scrolled, toast::Tone},
        text::plural,
        view::{export::hints, playing},
    },
};

/// Draws the box.
pub(super) fn draw(state: &State, pen: &mut Pen<'_>) {
    let (columns, lines) = state.size;
    let review = &state.export.review;
    let all = review.lines();
    let (wide, high) = (columns.min(96), (all.len() as u16 + 5).min(lines.saturating_sub(2)));
    let area = Rect::new((columns - wide) / 2, (lines - high) / 2, wide, high);
    let body = pen.frame(area, "before it goes to Spotify");
    let open = match review.undecided() {
        0 => String::new(),
        n => format!(", {n} to decide; undecided ones stay here"),
    };
    let ready = plural(review.ready() as u64, "record");
    pen.put_cut(body.x, body.y, body.right(), &format!("{ready} ready to go{open}."), Role::Title);
    let room = usize::from(body.height.saturating_sub(3));
    let first = scrolled(0, state.export.cursor, all.len(), room);
    for ((at, line), y) in all.iter().enumerate().skip(first).take(room).zip(body.y + 1..) {
        if at == state.export.cursor {
            pen.press(Rect { y, height: 1, ..body }, Role::Cursor);
        }
        row(state, *line, Rect { y, height: 1, ..body }, pen);
        pen.lift();
    }
    // What is heard, or why it is not; the line below the panes is covered where there is little room.
    let said =
        state.audition.on.as_ref().filter(|on| on.pane == Pane::Review).and_then(|_| playing::line(state));
    let toast = state.toasts.shown().filter(|toast| toast.tone != Tone::Good);
    let said = said.or_else(|| toast.map(|toast| vec![(toast.text.clone(), Role::Warning)]));
    pen.pieces(body.x, body.bottom().saturating_sub(2), body.right(), &said.unwrap_or_default());
    let keys = [
        ("space", "hear"),
        ("enter", "take"),
        ("x", "leave out"),
        ("/", "paste a link"),
        ("E", "send"),
        ("esc", "close"),
    ];
    hints(pen, body, &keys);
}

/// Whether it is this candidate that is heard.
fn is_on(state: &State, hit: &Hit) -> bool {
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
fn candidate(hit: &Hit, sign: &str, at: Rect, role: Role, pen: &mut Pen<'_>) {
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
