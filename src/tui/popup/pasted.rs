//! A pasted list before it is kept: what was understood of it, line by line.

use std::fmt::Write as _;

use ratatui::layout::{Position, Rect};

use crate::{
    app::{PastedText, answer::PreviewLine},
    config::{actions::Action, theme::Role},
    tui::{
        pen::{Pen, wrap},
        popup::listbox::scroll,
        state::{
            Popup, State,
            pasted::Pasted,
            popup::{Deed, Hint, Lines, PopupArea, PopupReply, Stand, hint},
        },
        terminal::decode::PASTE_LIMIT,
        text::{clock, plural, width},
    },
};

/// Cells of a time before a line, and of the sign that a line is not sure.
const TIMES: u16 = 9;
const SIGN: u16 = 2;
/// Lines above those of the list.
const ABOVE: u16 = 2;

/// The page, scrolled by so many lines.
#[derive(Clone, Copy, Debug, Default)]
pub struct PastedList {
    from: usize,
}

impl PastedList {
    /// Its file's name.
    pub const NAME: &str = "pasted";
}

/// Where the list's lines stand.
fn below(body: Rect) -> Rect {
    let above = ABOVE.min(body.height);
    Rect { y: body.y + above, height: body.height - above, ..body }
}

fn most(state: &State, body: Rect) -> usize {
    let lines = state.import.pasted.preview().map_or(0, |preview| preview.lines.len());
    lines.saturating_sub(usize::from(below(body).height))
}

fn hints(pasted: &Pasted) -> Vec<Hint> {
    let mut hints = Vec::new();
    if let Some(Ok(preview)) = &pasted.read {
        let turned = if preview.titles_first { "artists stand first" } else { "titles stand first" };
        if preview.records > 0 {
            hints.push(hint(&[Action::Dig], "keep as a set"));
        }
        hints.push(hint(&[Action::NextPane], turned));
        hints.push(hint(&[Action::Down, Action::Up], "scroll"));
    }
    hints.push(hint(&[Action::Escape], "put away"));
    hints
}

/// What stands above the lines.
fn heading(state: &State) -> (String, Role) {
    let Pasted { list, read, keeping } = &state.import.pasted;
    match read {
        _ if list.text.is_empty() => {
            ("Paste the list now: a record a line, with or without times.".to_owned(), Role::Text)
        }
        _ if *keeping => ("Keeping it.".to_owned(), Role::Dim),
        None => ("Reading it.".to_owned(), Role::Dim),
        Some(Err(fault)) => (fault.told(), Role::Error),
        Some(Ok(preview)) => {
            let missed = preview.lines.iter().filter(|line| line.is_not_found()).count();
            let unsure = preview.lines.iter().filter(|line| line.doubt.is_some()).count() - missed;
            let dot = state.screen.look.glyphs.dot;
            let mut text = format!("{}{dot}{}", preview.title, plural(preview.records as u64, "record"));
            if unsure > 0 {
                let _ = write!(text, "{dot}{} not sure (?)", plural(unsure as u64, "line"));
            }
            if missed > 0 {
                let _ = write!(text, "{dot}{} not found", plural(missed as u64, "line"));
            }
            if state.import.cut {
                let (most, import) = (PASTE_LIMIT / 1024, state.keys.name(Action::Import));
                let _ = write!(text, "{dot}only its first {most} KiB were taken; {import} imports a file");
            }
            match &preview.doubt {
                None if state.import.cut => (text, Role::Warning),
                Some(doubt) => (format!("{text}{dot}{doubt}"), Role::Warning),
                None => (text, Role::Title),
            }
        }
    }
}

fn draw_line(line: &PreviewLine, y: u16, area: Rect, state: &State, pen: &mut Pen<'_>) {
    let glyphs = state.screen.look.glyphs;
    if line.doubt.is_some() {
        pen.put(area.x, y, area.right(), "?", Role::Warning);
    }
    let x = area.x + SIGN;
    if let Some(cue) = line.cue {
        pen.put_right(x, y, x + TIMES - 1, &clock(cue), Role::Number);
    }
    // Titles and the names of parts stand out to the left of records.
    let heads = line.name.is_none() && line.doubt.is_none();
    let x = if heads { x } else { x + TIMES };
    let why = line.doubt.as_deref().unwrap_or_default();
    let end =
        pen.put_right(x, y, area.right(), why, Role::Warning).saturating_sub(u16::from(!why.is_empty()));
    match &line.name {
        Some(name) => {
            let version = name.version.as_ref().map(|version| format!(" ({version})")).unwrap_or_default();
            let x = pen.put_cut(x, y, end, &format!("{}{}", name.artist, glyphs.dash), Role::Text);
            let x = pen.put_cut(x, y, end, &name.title, Role::Title);
            pen.put_cut(x, y, end, &version, Role::Version);
        }
        None => {
            pen.put_cut(x, y, end, &line.text, Role::Dim);
        }
    }
}

impl Popup for PastedList {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn shape(&self, state: &State) -> PopupArea {
        let stand = if state.import.pasted.list.text.is_empty() { Stand::Centre } else { Stand::Whole };
        PopupArea {
            title: "a pasted list".to_owned(),
            wide: width(&heading(state).0) as u16,
            high: 1,
            stand,
            hints: hints(&state.import.pasted),
        }
    }

    fn key(&mut self, state: &mut State, action: Action) -> PopupReply {
        let records = state.import.pasted.preview().map_or(0, |preview| preview.records);
        match action {
            Action::Dig if records > 0 => PopupReply::Stay(vec![Deed::KeepList]),
            Action::NextPane => PopupReply::Stay(vec![Deed::TurnList]),
            _ => {
                let most = most(state, state.body(self));
                self.from = scroll(self.from.min(most), action, state.screen.half(), most);
                PopupReply::Stay(Vec::new())
            }
        }
    }

    fn close(&mut self, state: &mut State) -> PopupReply {
        if state.import.pasted.keeping {
            return PopupReply::Stay(Vec::new());
        }
        state.import.pasted = Pasted::default();
        PopupReply::Close(Vec::new())
    }

    fn pasted(&mut self, state: &mut State, text: &str) -> PopupReply {
        if !state.import.pasted.keeping {
            *self = Self::default();
            state.import.pasted =
                Pasted { list: PastedText { text: text.into(), titles_first: None }, ..Pasted::default() };
        }
        PopupReply::Stay(Vec::new())
    }

    fn shown(&self, state: &State, body: Rect) -> Option<Lines> {
        let lines = state.import.pasted.preview()?.lines.len();
        Some(Lines::from(self.from, lines, below(body)))
    }

    fn wheel(&mut self, state: &mut State, by: isize) {
        let most = most(state, state.body(self));
        self.from = self.from.min(most).saturating_add_signed(by).min(most);
    }

    fn draw(&self, state: &State, body: Rect, pen: &mut Pen<'_>) -> Option<Position> {
        let (text, role) = heading(state);
        for (line, y) in wrap(&text, usize::from(body.width.max(1)))
            .iter()
            .zip(body.top()..body.bottom().min(body.y + ABOVE))
        {
            pen.put(body.x, y, body.right(), line, role);
        }
        let preview = state.import.pasted.preview()?;
        let from = self.from.min(most(state, body));
        let rows = below(body);
        for (line, y) in preview.lines.iter().skip(from).zip(rows.top()..rows.bottom()) {
            draw_line(line, y, body, state, pen);
        }
        None
    }
}
