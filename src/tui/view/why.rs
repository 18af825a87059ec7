//! Why the row is there: who, when, how far and which way; and the tracklist around it.

use ratatui::layout::Rect;

use crate::{
    config::theme::Role,
    library::query::{By, Evidence, MixPage, PlayOrder, SimilarRow, TrackRow},
    tui::{
        layout::Layout,
        pen::Pen,
        state::{
            State,
            list::{Row, scrolled},
            screen::Focus,
        },
        text::{fit, plural, width},
        view::{mixing, row::year},
    },
};

/// Draws both panes.
pub(super) fn draw(state: &State, layout: &Layout, pen: &mut Pen<'_>) {
    let inset = |area: Rect| Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    if layout.why.area() > 0 {
        why(state, inset(layout.why), pen);
    }
    if layout.tracklist.area() > 0 {
        tracklist(state, inset(layout.tracklist), pen);
    }
}

fn why(state: &State, area: Rect, pen: &mut Pen<'_>) {
    let focused = state.screen.focus == Focus::Why;
    if area.height == 1 {
        return one_line(state, area, pen);
    }
    let title_role = if focused { Role::Accent } else { Role::Heading };
    let mut x = pen.put(area.x, area.y, area.right(), "why", title_role);
    let Some(row) = &state.why.row else {
        nothing(state, area, pen);
        return;
    };
    x = pen.put(x, area.y, area.right(), state.screen.look.glyphs.dot, Role::Faint);
    let beside = area.height <= 4;
    let taste = of_taste(state, row);
    let summary = summary(state, row);
    if beside {
        let dot = if taste.is_empty() { "" } else { state.screen.look.glyphs.dot };
        let summary = format!("{taste}{dot}{summary}");
        // A low pane: the summary stands beside the title.
        x = pen.put_cut(x, area.y, area.right(), &row.title, Role::Text);
        if x + 3 < area.right() {
            pen.put_right(x + 2, area.y, area.right(), &summary, Role::Dim);
        }
    } else {
        pen.put_cut(x, area.y, area.right(), &row.title, Role::Text);
        pen.put_cut(area.x, area.y + 1, area.right(), &summary, Role::Dim);
    }
    let mut top = area.y + if beside { 1 } else { 2 };
    if !beside && !taste.is_empty() {
        pen.put_cut(area.x, top, area.right(), &taste, Role::Accent);
        top += 1;
    }
    if let Some(note) = state.user.mine.notes.get(&row.id).filter(|_| area.height > 3) {
        let x = pen.put(area.x, top, area.right(), pen.glyphs().note, Role::Warning);
        pen.put_cut(x + 1, top, area.right(), note, Role::Text);
        top += 1;
    }
    if let Some(line) = mixing::line(state, &state.refine.facts.of(row)).filter(|_| !beside) {
        pen.put_cut(area.x, top, area.right(), &line, Role::Number);
        top += 1;
    }
    let body = Rect { y: top, height: area.bottom().saturating_sub(top), ..area };
    evidence(state, body, focused, pen);
}

fn nothing(state: &State, area: Rect, pen: &mut Pen<'_>) {
    let body = Rect { y: area.y + 1, height: area.height - 1, ..area };
    pen.paragraph(body, &absence(state), Role::Dim);
}

/// Why there is no evidence.
fn absence(state: &State) -> String {
    let text = match (&state.why.fault, state.trail.seeds().is_empty(), state.record()) {
        (Some(fault), ..) => return format!("{}: {}. {}", fault.title, fault.cause, fault.remedy),
        (None, true, _) => "The mixes that hold both a row and the seed stand here.",
        (None, false, Some(row)) if state.trail.is_seed(row.id) => "This is the seed.",
        (None, false, None) if !state.list().rows.is_empty() => "This line names no record.",
        _ => "",
    };
    text.to_owned()
}

/// `3 of its 10 mixes hold the seed · 2 DJs`, or the record that bridges.
fn summary(state: &State, row: &TrackRow) -> String {
    let dot = state.screen.look.glyphs.dot;
    let mixes = state.why.mixes.len();
    let seeds = if state.trail.seeds().len() > 1 { "a seed" } else { "the seed" };
    let wanted = wanted_by(state, row) + &by_sound(state, row);
    if mixes == 0 {
        return match bridge(state, row) {
            Some(via) => {
                format!("bridged by {}{}{}{wanted}", via.artist, state.screen.look.glyphs.dash, via.title)
            }
            None => format!("no mix holds it and {seeds}{wanted}"),
        };
    }
    let djs = witnesses(state, row);
    let thin = if mixes == 1 { format!("{dot}thin") } else { String::new() };
    let part = match mixes as u64 {
        1 if row.mixes == 1 => "its only mix".to_owned(),
        2.. if mixes as u64 == u64::from(row.mixes) => format!("all its {mixes} mixes"),
        _ => format!("{mixes} of its {}", plural(u64::from(row.mixes), "mix")),
    };
    let hold = if mixes == 1 { "holds" } else { "hold" };
    format!("{part} {hold} {seeds}{dot}{}{thin}{wanted}", plural(djs, "DJ"))
}

/// Which models wanted the row and at which rank, where more than one could have.
fn wanted_by(state: &State, row: &TrackRow) -> String {
    let by = state.trail.here().and_then(|stop| stop.by(&state.trail.tabs));
    if !matches!(by, Some(By::Blend | By::Next)) {
        return String::new();
    }
    let dot = state.screen.look.glyphs.dot;
    let why = state.list().rows.iter().find_map(|one| match one {
        Row::Similar(similar) if similar.row.id == row.id => Some(similar.models()),
        _ => None,
    });
    let ranks: Vec<String> =
        why.into_iter().flatten().map(|why| format!("{dot}{} {}", why.model, why.rank)).collect();
    ranks.concat()
}

/// That the user's own taste put the row there, and that they have played it.
fn of_taste(state: &State, row: &TrackRow) -> String {
    let dot = state.screen.look.glyphs.dot;
    let similar = state.list().rows.iter().find_map(|one| match one {
        Row::Similar(similar) if similar.row.id == row.id => Some(similar),
        _ => None,
    });
    let told = [
        (similar.is_some_and(SimilarRow::is_your_taste), "your taste"),
        (similar.is_some_and(|row| row.played_before), "in your sets"),
    ];
    let told: Vec<&str> = told.iter().filter(|(is, _)| *is).map(|(_, words)| *words).collect();
    told.join(dot)
}

/// How far a row is by sound, its rank where *Played with* has it too, and the tags in common.
fn by_sound(state: &State, row: &TrackRow) -> String {
    let dot = state.screen.look.glyphs.dot;
    let similar = state.list().rows.iter().find_map(|one| match one {
        Row::Similar(similar) if similar.row.id == row.id => Some(similar),
        _ => None,
    });
    let Some((similar, distance)) = similar.and_then(|s| Some((s, s.sound_distance?))) else {
        return String::new();
    };
    let played = similar.why.iter().find(|why| why.model == "als");
    let played = played.map(|why| format!("{dot}{} in Played with", why.rank)).unwrap_or_default();
    let tags =
        if similar.tags.is_empty() { String::new() } else { format!("{dot}{}", similar.tags.join(", ")) };
    format!("{dot}{distance:.2} away{played}{tags}")
}

/// How many independent DJs the mixes are by, as the row counts them.
fn witnesses(state: &State, row: &TrackRow) -> u64 {
    let counted = state.list().rows.iter().find_map(|one| match one {
        Row::Similar(similar) if similar.row.id == row.id => Some(u64::from(similar.djs_together)),
        _ => None,
    });
    counted.unwrap_or_else(|| {
        let mut djs: Vec<&Vec<String>> = state.why.mixes.iter().map(|e| &e.djs).collect();
        djs.sort_unstable();
        djs.dedup();
        djs.len() as u64
    })
}

/// The record that is played with both, where no mix is shared.
fn bridge<'a>(state: &'a State, row: &TrackRow) -> Option<&'a TrackRow> {
    state.list().rows.iter().find_map(|one| match one {
        Row::Similar(similar) if similar.row.id == row.id => similar.via.as_ref(),
        _ => None,
    })
}

fn one_line(state: &State, area: Rect, pen: &mut Pen<'_>) {
    let x = pen.put(area.x, area.y, area.right(), "why: ", Role::Heading);
    let Some(row) = &state.why.row else {
        pen.put_cut(x, area.y, area.right(), &absence(state), Role::Dim);
        return;
    };
    if state.why.mixes.is_empty() {
        pen.put_cut(x, area.y, area.right(), &summary(state, row), Role::Dim);
        return;
    }
    let all: Vec<String> = state
        .why
        .mixes
        .iter()
        .map(|e| format!("{} {} {}", when(e), who(e), distance(e)).trim().to_owned())
        .collect();
    pen.put_cut(x, area.y, area.right(), &all.join(", "), Role::Text);
}

fn when(evidence: &Evidence) -> &str {
    evidence.mix.date.as_deref().map(year).unwrap_or_default()
}

fn who(evidence: &Evidence) -> String {
    if evidence.djs.is_empty() { evidence.mix.title.clone() } else { evidence.djs.join(" & ") }
}

fn distance(evidence: &Evidence) -> String {
    let way = match evidence.direction {
        PlayOrder::Before => "before",
        PlayOrder::After => "after",
        PlayOrder::Both => "around",
    };
    format!("{} {way}", evidence.distance)
}

fn evidence(state: &State, area: Rect, focused: bool, pen: &mut Pen<'_>) {
    let mixes = &state.why.mixes;
    let height = area.height as usize;
    let first = scrolled(0, state.why.cursor, mixes.len(), height);
    for (i, one) in mixes.iter().enumerate().skip(first).take(height) {
        let y = area.y + (i - first) as u16;
        let line = Rect { y, height: 1, x: area.x - 1, width: area.width + 1 };
        if i == state.why.cursor && focused {
            pen.press(line, Role::Cursor);
        } else if i == state.why.cursor {
            pen.put(area.x - 1, y, area.right(), pen.glyphs().cursor, Role::Dim);
        }
        let mut x = area.x;
        let year = when(one);
        x = pen.put(x, y, area.right(), &format!("{year:<4} "), Role::Number);
        let distance = distance(one);
        let end = area.right().saturating_sub(width(&distance) as u16 + 1);
        pen.put_cut(x, y, end, &who(one), Role::Text);
        pen.put_right(end, y, area.right(), &distance, Role::Number);
        pen.lift();
    }
}

fn tracklist(state: &State, area: Rect, pen: &mut Pen<'_>) {
    let (Some(page), Some(evidence)) = (&state.why.tracklist, state.why.current()) else { return };
    if page.mix.id != evidence.mix.id || area.height < 3 {
        return;
    }
    pen.rule(Rect { height: 1, x: area.x - 1, width: area.width + 2, ..area });
    pen.put_cut(area.x, area.y, area.right(), &format!("{} ", page.mix.title), Role::Heading);
    let body = Rect { y: area.y + 1, height: area.height - 2, ..area };
    lines(state, page, evidence, body, pen);
    if let Some(url) = &page.mix.url {
        let address =
            url.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
        let hint = state.keys.map.keys(crate::config::actions::Action::OpenMixesdb).first();
        let hint = hint.map(|keys| format!(" ({keys})")).unwrap_or_default();
        let y = area.bottom() - 1;
        let end = area.right().saturating_sub(width(&hint) as u16);
        let x = pen.put_cut(area.x, y, end, address, Role::Dim);
        pen.put(x, y, area.right(), &hint, Role::Key);
    }
}

fn lines(state: &State, page: &MixPage, evidence: &Evidence, area: Rect, pen: &mut Pen<'_>) {
    let (seed, row) = (evidence.lines.0 as usize, evidence.lines.1 as usize);
    let height = area.height as usize;
    // The two lines in the middle; where they are too far apart, the row's surroundings.
    let (from, to) = (seed.min(row), seed.max(row));
    let middle = if to - from < height { usize::midpoint(from, to) } else { row };
    let first = middle.saturating_sub(height / 2).min(page.entries.len().saturating_sub(height));
    let glyphs = state.screen.look.glyphs;
    for (i, entry) in page.entries.iter().enumerate().skip(first).take(height) {
        let y = area.y + (i - first) as u16;
        let (sign, role) = match i {
            i if i == seed => (glyphs.seed, Role::Seed),
            i if i == row => (glyphs.here, Role::Accent),
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
                pen.put_cut(x, y, area.right(), &entry.raw, Role::Faint);
            }
        }
    }
}
