//! The prompt and what the catalogue holds.

use ratatui::layout::Position;

use crate::{
    config::{actions::Action, theme::Role},
    tui::{
        layout::{Layout, LayoutStep},
        pen::Pen,
        state::{State, screen::Focus},
        text::{ago, plural, thousands, width},
    },
};

/// Draws the line; the cursor's cell, where it is here.
pub(super) fn draw(state: &State, layout: &Layout, pen: &mut Pen<'_>) -> Option<Position> {
    let area = layout.prompt;
    let focused = state.screen.focus == Focus::Prompt && state.popups.is_empty();
    let sign = if focused { Role::Accent } else { Role::Dim };
    let x = pen.put(area.x, area.y, area.right(), " / ", sign);
    let facts = facts(state, layout.step);
    let text_needs = width(state.search.prompt.text()) as u16 + 2;
    let end = if facts.is_empty() || x + text_needs + width(&facts) as u16 + 1 > area.right() {
        area.right()
    } else {
        pen.put_right(x, area.y, area.right() - 1, &facts, Role::Dim).saturating_sub(1)
    };
    if state.search.prompt.text().is_empty() && !focused {
        pen.put_cut(
            x,
            area.y,
            end,
            &format!("type {} to search", state.keys.name(Action::Prompt)),
            Role::Dim,
        );
    }
    let at = pen.text_box(&state.search.prompt, (x, area.y, end), focused);
    focused.then_some(at)
}

/// How far a crawl is, where the line has room for it.
#[must_use]
pub(super) fn fetching(state: &State, step: LayoutStep) -> Option<&str> {
    state.status.updates.fetching.as_deref().filter(|_| step >= LayoutStep::Standard)
}

fn facts(state: &State, step: LayoutStep) -> String {
    let status = &state.status;
    if !status.ready {
        return "opening the catalogue".to_owned();
    }
    if let Some(fetching) = fetching(state, step) {
        return fetching.to_owned();
    }
    let glyphs = state.screen.look.glyphs;
    let mut facts = Vec::new();
    if step >= LayoutStep::Wide && status.tracks > 0 {
        facts.push(format!("{} records", thousands(status.tracks)));
    }
    let mixes = if status.mixes == 0 { "no mixes yet".to_owned() } else { plural(status.mixes, "mix") };
    facts.push(match status.years {
        Some((from, to)) if step >= LayoutStep::Standard => format!("{mixes}, {from}{}{to}", glyphs.range),
        _ => mixes,
    });
    if status.behind > 0 {
        facts.push(format!("{} behind", plural(u64::from(status.behind), "mix")));
    }
    if let Some(age) = status.fitted.filter(|_| step >= LayoutStep::Wide) {
        facts.push(format!("learned {}", ago(age)));
    }
    facts.join(glyphs.dot)
}
