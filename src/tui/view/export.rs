//! Exporting the queue: where to, how far, what came of it.

use std::fmt::Write as _;

use ratatui::layout::{Position, Rect};

use crate::{
    app::export::Imported,
    config::theme::Role,
    spotify::playlists::Report,
    tui::{
        link::Link,
        pen::{Pen, wrap},
        state::{
            State,
            export::{Stage, uses},
            list::scrolled,
        },
        text::{plural, width},
        view::{prompt, review},
    },
};

/// Draws the box; the cursor's cell comes back where something is written.
pub(super) fn draw(state: &State, pen: &mut Pen<'_>) -> Option<Position> {
    let export = &state.export;
    let name = &state.mine.name;
    match &export.stage {
        Stage::Review => {
            review::draw(state, pen);
            None
        }
        Stage::Menu => {
            let lines: Vec<String> = export.offers().into_iter().map(|(text, _)| text).collect();
            list(state, pen, &format!("export {name}"), &lines, &[("enter", "choose"), ("esc", "close")]);
            None
        }
        Stage::Playlists(list_of, append) => {
            let lines: Vec<String> = list_of.iter().map(|(_, name)| name.clone()).collect();
            let title = if *append { "after the records of" } else { "in place of the records of" };
            list(state, pen, title, &lines, &[("enter", "choose"), ("esc", "back")]);
            None
        }
        Stage::Sources(list_of) => {
            let lines: Vec<String> = list_of.iter().map(|(_, name)| name.clone()).collect();
            list(state, pen, "import from Spotify", &lines, &[("enter", "import"), ("esc", "close")]);
            None
        }
        Stage::Imported(imported) => {
            let lines: Vec<String> = uses(imported).into_iter().map(|(text, _)| text).collect();
            list(state, pen, &brought(imported), &lines, &[("enter", "choose"), ("esc", "close")]);
            None
        }
        Stage::Login(url) => Some(login(state, url, pen)),
        Stage::Path(_) => Some(line(state, pen, "file", &[("enter", "write"), ("esc", "back")])),
        Stage::Link(row) => {
            let row = export.review.rows.get(*row).map(|row| row.track.name.to_string());
            let title = format!("link to {}", row.unwrap_or_default());
            Some(line(state, pen, &title, &[("enter", "take it"), ("esc", "back")]))
        }
        Stage::Over(_, path) => {
            let text = format!("{path} is there already.");
            said(state, pen, &text, "", &[("enter", "write over it"), ("esc", "back")]);
            None
        }
        Stage::Busy(what, of) => {
            busy(state, what, *of, pen);
            None
        }
        Stage::Report(report) => {
            reported(state, report, pen);
            None
        }
        Stage::Trouble(trouble) => {
            let key = match trouble.login {
                Some(at) if at > 0 => format!("log in and go on at {at}"),
                Some(_) => "log in".to_owned(),
                None => "again".to_owned(),
            };
            said(state, pen, &trouble.text, &trouble.remedy, &[("E", &key), ("esc", "close")]);
            None
        }
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

/// What the box is about.
fn about(state: &State) -> &'static str {
    if state.export.imports() { "import from Spotify" } else { "export" }
}

fn boxed(state: &State, wide: u16, high: u16) -> Rect {
    let (columns, lines) = state.size;
    let (wide, high) = (wide.min(columns), high.min(lines));
    Rect::new((columns - wide) / 2, (lines - high) / 2, wide, high)
}

/// Keys and what they do, on the last line.
pub(super) fn hints(pen: &mut Pen<'_>, body: Rect, keys: &[(&str, &str)]) {
    let mut pieces = Vec::new();
    for (key, does) in keys {
        pieces.push(((*key).to_owned(), Role::Key));
        pieces.push((format!(" {does}  "), Role::Hint));
    }
    pen.pieces(body.x, body.bottom().saturating_sub(1), body.right(), &pieces);
}

fn list(state: &State, pen: &mut Pen<'_>, title: &str, lines: &[String], keys: &[(&str, &str)]) {
    let export = &state.export;
    let widest = lines.iter().map(|line| width(line)).max().unwrap_or(0).max(width(title) + 4);
    let wide = (widest as u16 + 4).clamp(40, 76).min(state.size.0);
    let note =
        export.note.as_deref().map(|note| wrap(note, wide.saturating_sub(4) as usize)).unwrap_or_default();
    let area = boxed(state, wide, (lines.len() + note.len()) as u16 + 4);
    let body = pen.frame(area, title);
    let mut y = body.y;
    for text in note.iter().take(usize::from(body.height / 2)) {
        pen.put(body.x, y, body.right(), text, Role::Warning);
        y += 1;
    }
    if lines.is_empty() {
        pen.put_cut(body.x, y, body.right(), "There is none.", Role::Dim);
    }
    let room = usize::from((body.bottom().saturating_sub(2)).saturating_sub(y));
    let first = scrolled(0, export.cursor, lines.len(), room);
    for (at, text) in lines.iter().enumerate().skip(first).take(room) {
        if at == export.cursor {
            pen.press(Rect { y, height: 1, ..body }, Role::Cursor);
        }
        pen.put_cut(body.x, y, body.right(), text, Role::Text);
        pen.lift();
        y += 1;
    }
    hints(pen, body, keys);
}

fn line(state: &State, pen: &mut Pen<'_>, title: &str, keys: &[(&str, &str)]) -> Position {
    let body = pen.frame(boxed(state, 76, 5), title);
    let at = prompt::text(&state.export.input, (body.x, body.y, body.right()), true, pen);
    hints(pen, body, keys);
    at
}

fn said(state: &State, pen: &mut Pen<'_>, text: &str, remedy: &str, keys: &[(&str, &str)]) {
    let room = 72_u16.min(state.size.0).saturating_sub(4) as usize;
    let high = wrap(text, room).len() + wrap(remedy, room).len();
    let body = pen.frame(boxed(state, 72, high as u16 + 4), about(state));
    let used = pen.paragraph(body, text, Role::Text);
    let below = Rect { y: body.y + used, height: body.height.saturating_sub(used + 1), ..body };
    pen.paragraph(below, remedy, Role::Dim);
    hints(pen, body, keys);
}

fn busy(state: &State, what: &str, of: Option<(usize, usize)>, pen: &mut Pen<'_>) {
    let body = pen.frame(boxed(state, 60, 6), about(state));
    let count = of.map(|(at, of)| format!(", {at} of {of}")).unwrap_or_default();
    pen.put_cut(body.x, body.y, body.right(), &format!("{what}{count}"), Role::Text);
    if let Some((at, of)) = of {
        let full = usize::from(body.width) * at / of.max(1);
        let mut x = body.x;
        for cell in 0..usize::from(body.width) {
            let (sign, role) = if cell < full { (0, Role::Good) } else { (1, Role::Faint) };
            x = pen.put(x, body.y + 1, body.right(), pen.glyphs().bar[sign], role);
        }
    }
    if let Some(note) = &state.export.note {
        pen.put_cut(body.x, body.y + 2, body.right(), note, Role::Warning);
    }
    hints(pen, body, &[("x", "stop"), ("esc", "close, it goes on")]);
}

fn login_place(state: &State, url: &str) -> (Rect, Vec<String>) {
    let wide = 76_u16.min(state.size.0);
    let room = wide.saturating_sub(4).max(1) as usize;
    let chars: Vec<char> = url.chars().collect();
    let broken: Vec<String> = chars.chunks(room).map(|part| part.iter().collect()).collect();
    (boxed(state, wide, broken.len() as u16 + 8), broken)
}

fn login(state: &State, url: &str, pen: &mut Pen<'_>) -> Position {
    let (area, broken) = login_place(state, url);
    let body = pen.frame(area, "log in to Spotify");
    pen.put_cut(
        body.x,
        body.y,
        body.right(),
        "Open this address in a browser (it is on the clipboard):",
        Role::Text,
    );
    let mut y = body.y + 1;
    for part in &broken {
        pen.put(body.x, y, body.right(), part, Role::Title);
        y += 1;
    }
    let heard = match &state.export.note {
        Some(note) => (note.clone(), Role::Warning),
        None => ("Waiting for the browser to come back.".to_owned(), Role::Dim),
    };
    pen.put_cut(body.x, y, body.right(), &heard.0, heard.1);
    pen.put_cut(body.x, y + 1, body.right(), "Where it cannot, paste the address it ends on:", Role::Text);
    let at = prompt::text(&state.export.input, (body.x, y + 2, body.right()), true, pen);
    hints(pen, body, &[("enter", "take it"), ("esc", "close")]);
    at
}

/// Addresses on the screen, as links.
pub(super) fn links(state: &State) -> Vec<Link> {
    match &state.export.stage {
        Stage::Login(url) => {
            let (area, broken) = login_place(state, url);
            let rows = area.y + 2..area.bottom().saturating_sub(1);
            let link = |(part, y): (&String, u16)| Link {
                x: area.x + 2,
                y,
                width: width(part) as u16,
                url: url.clone(),
            };
            broken.iter().zip(rows).map(link).collect()
        }
        Stage::Report(report) => {
            let (area, lines) = report_lines(state, report);
            let room = usize::from(area.height.saturating_sub(3));
            let first = first_line(&lines, state.export.cursor, room);
            let shown = lines.iter().skip(first).take(room).zip(area.y + 1..);
            let link = |(line, y): (&ReportLine, u16)| {
                let url = line.link.clone()?;
                let x = area.x + 2 + line.indent;
                let room = area.right().saturating_sub(2).saturating_sub(x);
                Some(Link { x, y, width: (width(&line.text) as u16).min(room), url })
            };
            shown.filter_map(link).collect()
        }
        _ => Vec::new(),
    }
}

struct ReportLine {
    text: String,
    indent: u16,
    link: Option<String>,
    /// The choice that it belongs to.
    of: usize,
    role: Role,
}

fn report_lines(state: &State, report: &Report) -> (Rect, Vec<ReportLine>) {
    let line = |text: String, indent, link, of, role| ReportLine { text, indent, link, of, role };
    let head = if report.missing.is_empty() { Role::Good } else { Role::Title };
    let mut lines = vec![line(format!("{}.", report.headline()), 0, None, 0, head)];
    lines.extend(report.written.clone().map(|to| {
        let link = to.starts_with("http").then(|| to.clone());
        line(to, 0, link, 0, Role::Text)
    }));
    for (at, missing) in report.missing.iter().enumerate() {
        lines.push(line(missing.track.name.to_string(), 0, None, at + 1, Role::Text));
        lines.push(line(missing.reason.clone(), 2, None, at + 1, Role::Dim));
        if state.export.cursor == at + 1 {
            for (shop, link) in &missing.links {
                lines.push(line((*shop).to_owned(), 2, Some(link.clone()), at + 1, Role::Key));
            }
        }
    }
    let high = (lines.len() as u16 + 4).min(state.size.1.saturating_sub(2));
    (boxed(state, 76, high), lines)
}

fn first_line(lines: &[ReportLine], cursor: usize, room: usize) -> usize {
    let last = lines.iter().rposition(|line| line.of == cursor).unwrap_or(0);
    (last + 1).saturating_sub(room)
}

fn reported(state: &State, report: &Report, pen: &mut Pen<'_>) {
    let (area, lines) = report_lines(state, report);
    let body = pen.frame(area, "exported");
    let room = usize::from(body.height.saturating_sub(1));
    let first = first_line(&lines, state.export.cursor, room);
    for (line, y) in lines.iter().skip(first).take(room).zip(body.y..) {
        if line.of == state.export.cursor && !report.missing.is_empty() {
            pen.press(Rect { y, height: 1, ..body }, Role::Cursor);
        }
        pen.put_cut(body.x + line.indent, y, body.right(), &line.text, line.role);
        pen.lift();
    }
    hints(pen, body, &[("j k", "why not"), ("y", "copy the address"), ("esc", "close")]);
}
