//! Stages that say something: what goes on, what came of it, what went wrong.

use ratatui::layout::Rect;

use crate::{
    app::{answer::PlaylistReport, export::ExportCommand},
    config::{actions::Action, theme::Role},
    tui::{
        link::TextLink,
        pen::{Pen, wrap},
        popup::{
            export::reply::{close, stay},
            listbox::{ListBox, scroll},
        },
        state::{
            State,
            export::Stage,
            popup::{BORDERS, Deed, Hint, Lines, PopupArea, PopupReply, PopupStep, hint},
        },
        text::width,
    },
};

/// Cells inside.
const WIDE: u16 = 68;

/// What the box is about.
fn about(state: &State) -> &'static str {
    if state.export.imports() { "import from Spotify" } else { "export" }
}

/// What happened, and what to do about it.
fn said(state: &State) -> (String, String) {
    match &state.export.stage {
        Stage::Over(_, path) => (format!("{path} is there already."), String::new()),
        Stage::Trouble(trouble) => (trouble.text.clone(), trouble.remedy.clone()),
        _ => (String::new(), String::new()),
    }
}

/// The same in lines of so many cells.
fn said_lines(state: &State, wide: u16) -> Vec<(String, Role)> {
    let (text, remedy) = said(state);
    let lines = |text: &str, role| wrap(text, usize::from(wide)).into_iter().map(move |line| (line, role));
    lines(&text, Role::Text).chain(lines(&remedy, Role::Dim)).collect()
}

/// The lines of which there may be more than fit.
pub(super) fn shown(state: &State, body: Rect) -> Option<Lines> {
    match &state.export.stage {
        Stage::Busy(..) => None,
        Stage::Report(report) => {
            let lines = report_lines(state, report);
            Some(Lines::from(first_reported(state, &lines, body), lines.len(), body))
        }
        _ => Some(Lines::from(first_said(state, body).0, said_lines(state, body.width).len(), body)),
    }
}

/// The first line shown of what is said, and the last one that can be: the list's cursor is where it is scrolled to.
fn first_said(state: &State, body: Rect) -> (usize, usize) {
    let most = said_lines(state, body.width).len().saturating_sub(usize::from(body.height));
    (state.export.list.cursor(most + 1), most)
}

/// The wheel moves by so many lines.
pub(super) fn wheel(state: &mut State, by: isize, body: Rect) {
    let (first, most) = first_said(state, body);
    state.export.list = ListBox::at(first.saturating_add_signed(by).min(most));
}

pub(super) fn shape(state: &State) -> PopupArea {
    let wide = WIDE.min(state.screen.size.0.saturating_sub(BORDERS));
    let (high, hints) = match &state.export.stage {
        Stage::Busy(..) => (3, busy_hints()),
        Stage::Report(report) => (report_lines(state, report).len() as u16, report_hints(report)),
        stage => {
            let high = said_lines(state, wide).len() as u16;
            let mut hints = said_hints(stage);
            if high + 2 > state.screen.size.1 {
                hints.insert(0, hint(&[Action::Down, Action::Up], "scroll"));
            }
            (high, hints)
        }
    };
    let title = if matches!(state.export.stage, Stage::Report(_)) { "exported" } else { about(state) };
    PopupArea { title: title.to_owned(), wide, high, hints, ..PopupArea::default() }
}

fn busy_hints() -> Vec<Hint> {
    vec![hint(&[Action::Reject], "stop"), hint(&[Action::Escape], "close, it goes on")]
}

fn report_hints(report: &PlaylistReport) -> Vec<Hint> {
    let why = (!report.missing.is_empty()).then(|| hint(&[Action::Down, Action::Up], "why not"));
    let copy = hint(&[Action::Copy], if report.in_file { "copy the path" } else { "copy the address" });
    why.into_iter()
        .chain([copy, hint(&[Action::Export], "again"), hint(&[Action::Dig, Action::Escape], "close")])
        .collect()
}

fn said_hints(stage: &Stage) -> Vec<Hint> {
    let (actions, does, leaves) = match stage {
        Stage::Over(..) => (&[Action::Dig][..], "write over it".to_owned(), "back"),
        Stage::Trouble(trouble) => match trouble.login {
            Some(at) if at > 0 => {
                (&[Action::Export, Action::Dig][..], format!("log in and go on at {at}"), "close")
            }
            Some(_) => (&[Action::Export, Action::Dig][..], "log in".to_owned(), "close"),
            None => (&[Action::Export, Action::Dig][..], "again".to_owned(), "close"),
        },
        _ => (&[][..], String::new(), "close"),
    };
    vec![hint(actions, does), hint(&[Action::Escape], leaves)]
}

pub(super) fn key(state: &mut State, action: Action, body: Rect) -> PopupReply {
    use Action as A;
    match (state.export.stage.clone(), action) {
        (Stage::Busy(..), A::Reject) => stay(PopupStep::Give(ExportCommand::Stop)),
        (Stage::Over(format, path), A::Dig) => {
            stay(PopupStep::Give(ExportCommand::Write(format, path, true)))
        }
        (Stage::Trouble(trouble), A::Dig | A::Export) => stay(match trouble.login {
            Some(_) => PopupStep::LogIn,
            None if state.export.imports() => PopupStep::Ask(ExportCommand::Sources),
            None => PopupStep::Menu,
        }),
        (Stage::Report(_), A::Dig) => close(state),
        (Stage::Report(_), A::Export) => stay(PopupStep::Menu),
        (Stage::Report(report), A::Copy) => {
            let missing = state.export.cursor().checked_sub(1).and_then(|at| report.missing.get(at));
            let link = missing.and_then(|missing| missing.links.first().map(|(_, link)| link.clone()));
            PopupReply::Stay(link.or(report.written).map(Deed::Copy).into_iter().collect())
        }
        (Stage::Report(_), _) => {
            let (height, page) = (state.export.height(), state.screen.half());
            state.export.list.key(action, height, page);
            PopupReply::Stay(Vec::new())
        }
        (Stage::Over(..) | Stage::Trouble(_), _) => {
            let (first, most) = first_said(state, body);
            state.export.list = ListBox::at(scroll(first, action, state.screen.half(), most));
            PopupReply::Stay(Vec::new())
        }
        _ => PopupReply::Stay(Vec::new()),
    }
}

pub(super) fn draw(state: &State, body: Rect, pen: &mut Pen<'_>) {
    match &state.export.stage {
        Stage::Busy(what, of) => busy(state, what, *of, body, pen),
        Stage::Report(report) => reported(state, report, body, pen),
        _ => {
            let lines = said_lines(state, body.width);
            let shown = Lines::from(first_said(state, body).0, lines.len(), body);
            for ((text, role), y) in lines[shown.first..shown.end()].iter().zip(body.top()..) {
                pen.put(body.x, y, body.right(), text, *role);
            }
        }
    }
}

fn busy(state: &State, what: &str, of: Option<(usize, usize)>, body: Rect, pen: &mut Pen<'_>) {
    let count = of.map(|(at, of)| format!(", {at} of {of}")).unwrap_or_default();
    pen.put_cut(body.x, body.y, body.right(), &format!("{what}{count}"), Role::Text);
    if let Some((at, of)) = of {
        pen.bar(body.x, body.y + 1, body.right(), at as f64 / of.max(1) as f64);
    }
    if let Some(note) = &state.export.note {
        pen.put_cut(body.x, body.y + 2, body.right(), note, Role::Warning);
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

fn report_lines(state: &State, report: &PlaylistReport) -> Vec<ReportLine> {
    let line = |text: String, indent, link, of, role| ReportLine { text, indent, link, of, role };
    let head = if report.missing.is_empty() { Role::Good } else { Role::Title };
    let mut lines = vec![line(format!("{}.", report.headline()), 0, None, 0, head)];
    lines.extend(report.written.clone().map(|to| {
        let link = (!report.in_file).then(|| to.clone());
        line(to, 0, link, 0, Role::Text)
    }));
    for (at, missing) in report.missing.iter().enumerate() {
        lines.push(line(missing.track.name.to_string(), 0, None, at + 1, Role::Text));
        lines.push(line(missing.reason.clone(), 2, None, at + 1, Role::Dim));
        if state.export.cursor() == at + 1 {
            for (shop, link) in &missing.links {
                lines.push(line((*shop).to_owned(), 2, Some(link.clone()), at + 1, Role::Key));
            }
        }
    }
    lines
}

/// The lines shown, each with its row on the screen.
fn shown_lines<'l>(
    state: &State,
    lines: &'l [ReportLine],
    body: Rect,
) -> impl Iterator<Item = (&'l ReportLine, u16)> + use<'l> {
    lines.iter().skip(first_reported(state, lines, body)).zip(body.top()..body.bottom())
}

/// The first line shown: those of the choice under the cursor are seen.
fn first_reported(state: &State, lines: &[ReportLine], body: Rect) -> usize {
    let cursor = state.export.cursor();
    let last = lines.iter().rposition(|line| line.of == cursor).unwrap_or(0);
    (last + 1).saturating_sub(usize::from(body.height))
}

/// Addresses of the report, as links.
pub(super) fn links(state: &State, report: &PlaylistReport, body: Rect) -> Vec<TextLink> {
    let lines = report_lines(state, report);
    let link = |(line, y): (&ReportLine, u16)| {
        let x = body.x + line.indent;
        let room = body.right().saturating_sub(x);
        Some(TextLink { x, y, width: (width(&line.text) as u16).min(room), url: line.link.clone()? })
    };
    shown_lines(state, &lines, body).filter_map(link).collect()
}

fn reported(state: &State, report: &PlaylistReport, body: Rect, pen: &mut Pen<'_>) {
    let lines = report_lines(state, report);
    for (line, y) in shown_lines(state, &lines, body) {
        if line.of == state.export.cursor() && !report.missing.is_empty() {
            pen.press(Rect { y, height: 1, ..body }, Role::Cursor);
        }
        pen.put_cut(body.x + line.indent, y, body.right(), &line.text, line.role);
        pen.lift();
    }
}
