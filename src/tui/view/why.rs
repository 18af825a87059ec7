//! Why the row is there: who, when, how far and which way; and the tracklist around it.

use ratatui::layout::Rect;

use crate::{
    app::answer::MixPage,
    config::{actions::Action, theme::Role},
    tui::{
        layout::{
            Layout,
            why::{EvidenceLine, WhyPart, YEAR, inside, lines},
        },
        pen::Pen,
        state::{State, screen::Focus},
        text::{fit, thousands, width},
        view::row,
        words,
    },
};

/// Draws both panes.
pub(super) fn draw(state: &State, layout: &Layout, pen: &mut Pen<'_>) {
    if layout.why.area() > 0 {
        let below = why(state, inside(layout.why), pen);
        if layout.tracklist.area() == 0 && below.height > 0 {
            plays(state, below, pen);
        }
    }
    if layout.tracklist.height >= 3 {
        let area = inside(layout.tracklist);
        tracklist(state, area, pen);
        played_by(state, area, pen);
    }
}

/// The room below its words comes back.
fn why(state: &State, area: Rect, pen: &mut Pen<'_>) -> Rect {
    if area.height == 1 {
        one_line(state, area, pen);
        return Rect::ZERO;
    }
    let focused = state.screen.focus == Focus::Why;
    let lines = lines(state, area);
    if lines.head.is_empty() {
        pen.put(area.x, area.y, area.right(), "why", title_role(focused));
        let body = Rect { y: area.y + 1, height: area.height - 1, ..area };
        pen.paragraph(body, &words::absence(state), Role::Dim);
        return Rect::ZERO;
    }
    for ((line, part), y) in lines.head.iter().zip(area.top()..) {
        let role = match part {
            WhyPart::Title if y == area.y => title_role(focused),
            WhyPart::Title | WhyPart::Note => Role::Text,
            WhyPart::Summary | WhyPart::Pairs => Role::Dim,
            WhyPart::Facts => Role::Number,
        };
        pen.put_cut(area.x, y, area.right(), line, role);
    }
    if let (Some(summary), Some((title, _))) = (&lines.beside, lines.head.first()) {
        pen.put_right(area.x + width(title) as u16 + 2, area.y, area.right(), summary, Role::Dim);
    }
    for (line, y) in lines.mixes.iter().zip(lines.area.top()..) {
        mix_line(state, line, Rect { y, height: 1, ..area }, focused, pen);
    }
    lines.area
}

fn title_role(focused: bool) -> Role {
    if focused { Role::Accent } else { Role::Heading }
}

/// A mix behind the row: when, who, how far and which way.
fn mix_line(state: &State, line: &EvidenceLine, area: Rect, focused: bool, pen: &mut Pen<'_>) {
    let Some(one) = state.why.mixes.get(line.mix) else { return };
    let y = area.y;
    let chosen = line.mix == state.why.cursor;
    if chosen && focused {
        pen.press(Rect { x: area.x - 1, width: area.width + 1, ..area }, Role::Cursor);
    } else if chosen && line.first {
        pen.put(area.x - 1, y, area.right(), pen.glyphs().cursor, Role::Dim);
    }
    let who = area.x + YEAR;
    let distance = words::distance(one);
    let end = area.right().saturating_sub(width(&distance) as u16 + 1);
    if line.first {
        pen.put(area.x, y, who, words::when(one), Role::Number);
        pen.put_right(end, y, area.right(), &distance, Role::Number);
    }
    pen.put_cut(who, y, end, &line.who, Role::Text);
    pen.lift();
}

fn one_line(state: &State, area: Rect, pen: &mut Pen<'_>) {
    let (text, role) = match &state.why.row {
        None => (words::absence(state), Role::Dim),
        Some(_) if !state.why.mixes.is_empty() => {
            let all: Vec<String> = state.why.mixes.iter().map(words::in_a_line).collect();
            (all.join("; "), Role::Text)
        }
        Some(row) => (words::summary(state, row).join(state.screen.look.glyphs.dot), Role::Dim),
    };
    if !text.is_empty() {
        let x = pen.put(area.x, area.y, area.right(), "why: ", Role::Heading);
        pen.put_cut(x, area.y, area.right(), &text, role);
    }
}

fn tracklist(state: &State, area: Rect, pen: &mut Pen<'_>) {
    let Some(page) = &state.why.tracklist else { return };
    if Some(page.mix.id) != state.mix_beside() {
        return;
    }
    pen.rule(Rect { height: 1, x: area.x - 1, width: area.width + 2, ..area });
    pen.put_cut(area.x, area.y, area.right(), &format!("{} ", page.mix.title), Role::Heading);
    let body = Rect { y: area.y + 1, height: area.height - 2, ..area };
    lines_of(state, page, body, pen);
    if let Some(url) = &page.mix.url {
        let address =
            url.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
        let hint = state.keys.map.keys(Action::OpenMixesdb).first();
        let hint = hint.map(|keys| format!(" ({keys})")).unwrap_or_default();
        let y = area.bottom() - 1;
        let end = area.right().saturating_sub(width(&hint) as u16);
        let x = pen.put_cut(area.x, y, end, address, Role::Dim);
        pen.put(x, y, area.right(), &hint, Role::Key);
    }
}

/// Where no mix is behind the row: when and by whom its record was played at all, under a heading.
fn played_by(state: &State, area: Rect, pen: &mut Pen<'_>) {
    let body = Rect { y: area.y + 1, height: area.height - 1, ..area };
    if plays(state, body, pen) {
        pen.rule(Rect { height: 1, x: area.x - 1, width: area.width + 2, ..area });
        pen.put_cut(area.x, area.y, area.right(), "played by ", Role::Heading);
    }
}

/// The plays of the row's record, the latest first; false where there is something else to show, or they are not known yet.
fn plays(state: &State, body: Rect, pen: &mut Pen<'_>) -> bool {
    let Some(page) = state.why.plays.as_ref().filter(|page| state.plays_beside() == Some(page.track.id))
    else {
        return false;
    };
    let high = usize::from(body.height);
    let kept = if page.plays.len() > high { high - 1 } else { page.plays.len() };
    for (play, y) in page.plays.iter().take(kept).zip(body.top()..) {
        let year = play.date.as_deref().map(row::year).unwrap_or_default();
        let x = pen.put(body.x, y, body.right(), year, Role::Number).max(body.x + YEAR);
        let who = if play.djs.is_empty() { play.mix.clone() } else { play.djs.join(" & ") };
        pen.put_cut(x, y, body.right(), &who, Role::Text);
    }
    if kept < page.plays.len() {
        let more = thousands((page.plays.len() - kept) as u64);
        let all = state.keys.name(Action::PageTrack);
        let text = format!("{} {more} more: {all}", pen.glyphs().ellipsis);
        pen.put_cut(body.x, body.bottom() - 1, body.right(), &text, Role::Dim);
    }
    true
}

/// The lines of the record and of the seed: those of the evidence, else where the page has them.
fn marked(state: &State, page: &MixPage) -> (Option<usize>, Option<usize>) {
    if let (None, Some(evidence)) = (state.play(), state.why.current()) {
        return (Some(evidence.lines.1 as usize), Some(evidence.lines.0 as usize));
    }
    let at = |id| page.entries.iter().position(|entry| entry.track == Some(id));
    let row = state.list_record().and_then(|row| at(row.id));
    let seeds = state.trail.seeds().iter();
    (row, seeds.filter_map(|seed| at(seed.id)).find(|line| Some(*line) != row))
}

fn lines_of(state: &State, page: &MixPage, area: Rect, pen: &mut Pen<'_>) {
    let (row, seed) = marked(state, page);
    let height = area.height as usize;
    // The two lines in the middle; where they are too far apart, the row's surroundings.
    let here = row.or(seed).unwrap_or(0);
    let (from, to) = (seed.unwrap_or(here).min(here), seed.unwrap_or(here).max(here));
    let middle = if to - from < height { usize::midpoint(from, to) } else { here };
    let first = middle.saturating_sub(height / 2).min(page.entries.len().saturating_sub(height));
    let glyphs = state.screen.look.glyphs;
    for (i, entry) in page.entries.iter().enumerate().skip(first).take(height) {
        let y = area.y + (i - first) as u16;
        let (sign, role) = match i {
            i if Some(i) == row => (glyphs.here, Role::Accent),
            i if Some(i) == seed => (glyphs.seed, Role::Seed),
            _ => (" ", Role::Dim),
        };
        let x = pen.put(area.x, y, area.right(), sign, role) + 1;
        match (&entry.artist, &entry.title) {
            (Some(artist), Some(title)) => {
                let room = area.right().saturating_sub(x) as usize;
                let line = fit(artist, title, None, glyphs.dash, room, glyphs.ellipsis);
                let text = format!("{}{}{}", line.artist, glyphs.dash, line.title);
                pen.put_cut(x, y, area.right(), &text, if role == Role::Dim { Role::Dim } else { role });
            }
            _ => {
                pen.put_cut(x, y, area.right(), &entry.words(glyphs.dash), Role::Dim);
            }
        }
    }
}
