//! Where the hits stand, below what the start page says.

use ratatui::layout::Rect;

use crate::{
    config::actions::Action,
    tui::{layout::Layout, pen::wrap, state::State, text::thousands},
};

/// Cells beside the start page's lines.
const MARGIN: u16 = 6;
/// Records to begin with that are seen before the lines above them.
const RECORDS: usize = 5;

/// The hits, and what is above them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HitsArea {
    /// Lines of the start page, above the heads.
    pub intro: Vec<String>,
    /// Where these stand.
    pub top: Rect,
    /// The line for the heads of the columns, or for what was not found; it has no area where there is no room for it.
    pub head: Rect,
    /// The rows.
    pub body: Rect,
}

/// The places for the state.
#[must_use]
pub fn hits(state: &State, layout: &Layout) -> HitsArea {
    let beside =
        Rect { y: layout.search.y + 1, height: layout.search.height.saturating_sub(1), ..layout.search };
    let area = if layout.search.area() > 0 { beside } else { layout.list };
    let intro = intro(state, area);
    let (head, area) = match (layout.search.area(), intro.is_empty()) {
        (0, _) => (layout.head, area),
        (_, true) if area.height > 2 => {
            (Rect { height: 1, ..area }, Rect { y: area.y + 1, height: area.height - 1, ..area })
        }
        _ => (Rect::ZERO, area),
    };
    if intro.is_empty() && state.search.is_closest() && head.area() == 0 && area.height > 2 {
        // That nothing is called so is said before what is nearest.
        let head = Rect { height: 1, ..area };
        let body = Rect { y: area.y + 1, height: area.height - 1, ..area };
        return HitsArea { intro, top: Rect::ZERO, head, body };
    }
    if intro.is_empty() {
        return HitsArea { intro, top: Rect::ZERO, head, body: area };
    }
    let lines = intro.len() as u16;
    let heads = u16::from(lines > 1);
    HitsArea {
        top: Rect { height: lines, ..area },
        head: Rect { y: area.y + lines, height: heads, ..area },
        body: Rect { y: area.y + lines + heads, height: area.height - lines - heads, ..area },
        intro,
    }
}

/// Lines above the records to begin with.
fn intro(state: &State, area: Rect) -> Vec<String> {
    let records = state.search.hits.rows.len();
    if !state.search.prompt.text().trim().is_empty() || records == 0 || !state.status.ready {
        return Vec::new();
    }
    let enter = state.keys.opening(Action::Accept);
    let wide = usize::from(area.width.saturating_sub(MARGIN));
    let mut lines = wrap(&greeting(state, &enter), wide);
    if state.status.listening.offline && !state.screen.made_up {
        lines.extend(wrap("Offline: search, Played with and your files work.", wide));
    }
    let (list, typing) = (state.keys.opening(Action::Help), state.keys.name(Action::HelpTyping));
    lines.extend(wrap(&format!("{list} shows every key and sign; {typing} while you type."), wide));
    lines.push(String::new());
    // The heads take a line more.
    let room = usize::from(area.height).saturating_sub(records.min(RECORDS));
    if lines.len() < room {
        return lines;
    }
    let short = vec![format!("Type, or press {enter} on one of these:")];
    if short.len() > room { Vec::new() } else { short }
}

fn greeting(state: &State, enter: &str) -> String {
    let status = &state.status;
    let mixes = thousands(status.mixes);
    if state.screen.made_up {
        let play = state.keys.opening(Action::Play);
        return format!(
            "{mixes} made-up mixes of made-up records, played by the program itself. Type, or press {enter} on one of these, then {play}:"
        );
    }
    let range = state.screen.look.glyphs.range;
    let years = status.years.map(|(from, to)| format!(", {from}{range}{to}")).unwrap_or_default();
    format!(
        "{mixes} mixes{years}, by MixesDB's contributors. Type a record, a DJ or a label, or press {enter} on one of these:"
    )
}
