//! The prompt and what the catalogue holds.

use std::time::Duration;

use ratatui::layout::Position;

use crate::{
    config::theme::Role,
    tui::{
        state::{Focus, State, plural, popup::Popup, textbox::TextBox, thousands},
        text::{tail, width},
        view::{
            layout::{Layout, Step},
            pen::Pen,
        },
    },
};

/// Draws the line; the cursor's cell, where it is here.
pub(super) fn draw(state: &State, layout: &Layout, pen: &mut Pen<'_>) -> Option<Position> {
    let area = layout.prompt;
    let focused = state.focus == Focus::Prompt
        && !matches!(state.popups.last(), Some(Popup::Palette(_) | Popup::Write(_)));
    let sign = if focused { Role::Accent } else { Role::Dim };
    let x = pen.put(area.x, area.y, area.right(), " / ", sign);
    let facts = facts(state, layout.step);
    let text_needs = width(state.prompt.text()) as u16 + 2;
    let end = if facts.is_empty() || x + text_needs + width(&facts) as u16 + 1 > area.right() {
        area.right()
    } else {
        pen.put_right(x, area.y, area.right() - 1, &facts, Role::Dim).saturating_sub(1)
    };
    if state.prompt.text().is_empty() && !focused {
        pen.put_cut(x, area.y, end, "type / to search", Role::Faint);
    }
    let at = text(&state.prompt, (x, area.y, end), focused, pen);
    focused.then_some(at)
}

/// Draws a text box's text, scrolled so that its cursor is seen; the cursor's cell comes back.
pub(super) fn text(
    input: &TextBox,
    (x, y, end): (u16, u16, u16),
    focused: bool,
    pen: &mut Pen<'_>,
) -> Position {
    let room = end.saturating_sub(x).saturating_sub(1) as usize;
    let before = tail(input.before(), room);
    let role = match (input.is_selected() && focused, focused) {
        (true, _) => Role::Selected,
        (_, true) => Role::Input,
        _ => Role::Text,
    };
    let at = pen.put(x, y, end, before, role);
    pen.put_cut(at, y, end, &input.text()[input.before().len()..], role);
    Position::new(at.min(end.saturating_sub(1)), y)
}

fn facts(state: &State, step: Step) -> String {
    let status = &state.status;
    if !status.ready {
        return "opening the catalogue".to_owned();
    }
    let glyphs = state.look.glyphs;
    let mut facts = Vec::new();
    if step >= Step::Wide {
        facts.push(format!("{} records", thousands(status.tracks)));
    }
    let mixes = plural(status.mixes, "mix");
    facts.push(match status.years {
        Some((from, to)) if step >= Step::Standard => format!("{mixes}, {from}{}{to}", glyphs.range),
        _ => mixes,
    });
    if status.behind > 0 {
        facts.push(format!("{} behind", plural(u64::from(status.behind), "mix")));
    }
    if let Some(age) = status.fitted.filter(|_| step >= Step::Wide) {
        facts.push(if age.as_secs() < 60 {
            "fitted just now".to_owned()
        } else {
            format!("fitted {} ago", short(age))
        });
    }
    facts.join(glyphs.dot)
}

/// `3 s`, `5 min`, `2 h`, `4 days`.
pub(super) fn short(age: Duration) -> String {
    let seconds = age.as_secs();
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min", seconds / 60),
        3600..86_400 => format!("{} h", seconds / 3600),
        _ => plural(seconds / 86_400, "day"),
    }
}
