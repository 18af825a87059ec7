//! The trail of seeds and pages, and what is known of the last seed.

use ratatui::layout::Rect;

use crate::{
    app::{History, answer::TrackRow},
    config::theme::Role,
    tui::{
        layout::{Layout, LayoutStep},
        pen::Pen,
        state::{
            State,
            screen::Focus,
            trail::{Place, TrailStop},
        },
        text::{cut_middle, fit, plural, width},
        view::{mixing, spark::spark},
        words,
    },
};

/// A stop of the trail in its line, or a sign that there are more before.
struct Crumb {
    /// Its first column.
    x: u16,
    text: String,
    /// Which stop it is.
    stop: Option<usize>,
}

/// Draws the line.
pub(super) fn draw(state: &State, layout: &Layout, pen: &mut Pen<'_>) {
    let area = layout.trail;
    if state.screen.focus == Focus::Seed {
        return chosen(state, if area.area() > 0 { area } else { layout.tabs }, pen);
    }
    if area.area() == 0 {
        return;
    }
    let facts = facts(state, layout.step);
    let end = end(state, layout, &facts);
    if let Some(end) = end {
        pen.pieces(end + 2, area.y, area.right(), &facts);
    }
    let end = end.unwrap_or(area.right());
    let crumbs = crumbs(state, layout, end);
    for (i, Crumb { x, text, .. }) in crumbs.iter().enumerate() {
        let here = i + 1 == crumbs.len();
        let x = pen.put(*x, area.y, end, text, if here { Role::Seed } else { Role::Dim });
        if !here {
            pen.put(x, area.y, end, state.screen.look.glyphs.step, Role::Faint);
        }
    }
}

/// The stop whose name stands at a column of the trail's line.
#[must_use]
pub fn stop_at(state: &State, layout: &Layout, column: u16) -> Option<usize> {
    let end = end(state, layout, &facts(state, layout.step)).unwrap_or(layout.trail.right());
    let at = |crumb: &Crumb| (crumb.x..crumb.x + width(&crumb.text) as u16).contains(&column);
    crumbs(state, layout, end).into_iter().find(at)?.stop
}

/// Cells that a place's name keeps before the facts beside it give way.
const NAME: usize = 24;

/// The column up to which stops may stand beside the facts; `None` where there is no room for these.
fn end(state: &State, layout: &Layout, facts: &[(String, Role)]) -> Option<u16> {
    let taken: usize = facts.iter().map(|(text, _)| width(text)).sum();
    let name = width(&here_name(state, layout.step, state.trail.here()?)).min(NAME);
    let area = layout.trail;
    (taken > 0 && taken + 3 + name < usize::from(area.width)).then(|| area.right() - 3 - taken as u16)
}

/// The stops that fit before column `end`: the one where one is, and as many before it as there is room for.
fn crumbs(state: &State, layout: &Layout, end: u16) -> Vec<Crumb> {
    let (stops, at) = state.trail.stops();
    let Some(here) = stops.get(at) else { return Vec::new() };
    let glyphs = state.screen.look.glyphs;
    let room = usize::from(end.saturating_sub(layout.trail.x + 1));
    let before = |stop: &TrailStop| width(&place(&stop.place, state, layout.step)) + width(glyphs.step);
    let before: usize = stops[..at].iter().map(before).sum();
    // Its artist stands there too where no other stop has to give way.
    let full = Some(here_name(state, LayoutStep::Wide, here)).filter(|full| before + width(full) <= room);
    let name = full.unwrap_or_else(|| cut_name(state, layout.step, here, room));
    let mut left = room - width(&name);
    let mut names = vec![(name, Some(at))];
    for (stop, before) in stops[..at].iter().enumerate().rev() {
        let name = place(&before.place, state, layout.step);
        let needs = width(&name) + width(glyphs.step);
        if needs > left {
            if left > width(glyphs.step) {
                names.push((glyphs.ellipsis.to_owned(), None));
            }
            break;
        }
        left -= needs;
        names.push((name, Some(stop)));
    }
    let mut x = layout.trail.x + 1;
    let placed = names.into_iter().rev().map(|(text, stop)| {
        let crumb = Crumb { x, text, stop };
        x += (width(&crumb.text) + width(glyphs.step)) as u16;
        crumb
    });
    placed.collect()
}

/// The name of the place where one is, and what it keeps away from.
fn here_name(state: &State, step: LayoutStep, here: &TrailStop) -> String {
    place_name(state, step, here) + &away(&here.against)
}

/// The name of the place where one is.
fn place_name(state: &State, step: LayoutStep, here: &TrailStop) -> String {
    let on_deck = state.visit.deck.is_on(&here.place, state.status.on_deck.as_deref());
    let deck = if on_deck { "on deck: " } else { "" };
    format!("{deck}{}", place(&here.place, state, step))
}

/// The same in so many cells: the place and what it keeps away from are cut each by itself, the place first.
fn cut_name(state: &State, step: LayoutStep, here: &TrailStop, room: usize) -> String {
    let (place, away) = (place_name(state, step, here), away(&here.against));
    let ellipsis = state.screen.look.glyphs.ellipsis;
    let least = width(&place).min(room / 2);
    let away = cut_middle(&away, room - least, ellipsis);
    format!("{}{away}", cut_middle(&place, room - width(&away), ellipsis))
}

/// The seed under the header's cursor, in full: it takes the line.
fn chosen(state: &State, area: Rect, pen: &mut Pen<'_>) {
    let Some((stop, seed)) = state.trail.here().and_then(|stop| Some((stop, stop.seed()?))) else { return };
    let seeds = stop.place.seeds();
    let which = match seeds.iter().position(|one| one.id == seed.id) {
        None => "less of: ".to_owned(),
        Some(at) if seeds.len() > 1 => format!("seed {} of {}: ", at + 1, seeds.len()),
        Some(_) => "seed: ".to_owned(),
    };
    pen.press(area, Role::Cursor);
    let x = pen.put(area.x, area.y, area.right(), pen.glyphs().cursor, Role::Accent);
    let x = pen.put(x, area.y, area.right(), &which, Role::Heading);
    let room = usize::from(area.right().saturating_sub(x + 1));
    let glyphs = state.screen.look.glyphs;
    let line = fit(&seed.artist, &seed.title, seed.version.as_deref(), glyphs.dash, room, glyphs.ellipsis);
    let dash = if line.artist.is_empty() { "" } else { glyphs.dash };
    let name = format!("{}{dash}{}{}", line.artist, line.title, line.version);
    pen.put(x, area.y, area.right(), &name, Role::Seed);
    pen.lift();
}

/// `, less of Alien Girl`: what the place keeps away from.
fn away(against: &[TrackRow]) -> String {
    match against {
        [] => String::new(),
        [one] => format!(", less of {}", one.title),
        [one, rest @ ..] => format!(", less of {} +{}", one.title, rest.len()),
    }
}

/// A place's name: with the artist where there is room.
fn place(place: &Place, state: &State, step: LayoutStep) -> String {
    match place {
        Place::Seeds(seeds) => {
            let names: Vec<String> = seeds.iter().map(|seed| record(seed, state, step)).collect();
            match names.as_slice() {
                [one] => one.clone(),
                [one, other] if step >= LayoutStep::Wide => format!("{one} + {other}"),
                [one, rest @ ..] => format!("{one} +{}", rest.len()),
                [] => String::new(),
            }
        }
        Place::Continue(seeds) => match seeds.last() {
            Some(last) => format!("on from {}", record(last, state, step)),
            None => String::new(),
        },
        Place::Between(seeds) => {
            let names: Vec<String> = seeds.iter().map(|seed| record(seed, state, step)).collect();
            format!("between {}", names.join(" and "))
        }
        Place::Dj(name) => format!("DJ {name}"),
        Place::Label(name) => format!("label {name}"),
        Place::Artist(name) => format!("by {name}"),
        Place::Mix(_, title) => title.clone(),
        Place::Track(row) => format!("plays of {}", row.title),
        Place::News(_) => "new".to_owned(),
        Place::Browse { .. } => format!("browse {}", short_name(place)),
    }
}

/// A place's name without artists.
#[must_use]
pub(super) fn short_name(place: &Place) -> String {
    match place {
        Place::Seeds(seeds) | Place::Continue(seeds) | Place::Between(seeds) => {
            seeds.iter().map(|s| s.title.as_str()).collect::<Vec<_>>().join(" + ")
        }
        Place::Dj(name) | Place::Label(name) | Place::Artist(name) | Place::Mix(_, name) => name.clone(),
        Place::Track(row) => row.title.clone(),
        Place::News(_) => "new".to_owned(),
        Place::Browse { styles, years } => {
            let styles = if styles.is_empty() { "all styles".to_owned() } else { styles.join(", ") };
            format!("{styles}{}", years.map(|years| format!(" {years}")).unwrap_or_default())
        }
    }
}

fn record(row: &TrackRow, state: &State, step: LayoutStep) -> String {
    let version = row.version.as_ref().map(|v| format!(" ({v})")).unwrap_or_default();
    if step >= LayoutStep::Wide {
        format!("{}{}{}{version}", row.artist, state.screen.look.glyphs.dash, row.title)
    } else {
        format!("{}{version}", row.title)
    }
}

fn facts(state: &State, step: LayoutStep) -> Vec<(String, Role)> {
    let seed = match state.trail.here().map(|stop| &stop.place) {
        Some(Place::Seeds(seeds) | Place::Continue(seeds)) => seeds.last(),
        Some(Place::Track(row)) => Some(row),
        _ => None,
    };
    let Some(seed) = seed else { return Vec::new() };
    let dot = state.screen.look.glyphs.dot;
    let mut facts: Vec<(String, Role)> = Vec::new();
    let [bpm, key] =
        mixing::cells_after(state, None, &state.refine.facts.of(seed)).bpm_and_key().map(|(text, _)| text);
    if !bpm.is_empty() || !key.is_empty() {
        facts.push((format!("{bpm} {key}{dot}"), Role::Number));
    }
    let held = match seed.mixes {
        0 => words::held(state, seed),
        mixes => format!("{}{dot}{}", plural(u64::from(mixes), "mix"), plural(u64::from(seed.djs), "DJ")),
    };
    facts.push((held, Role::Dim));
    if let Some((_, history)) = state.why.history.as_ref().filter(|(id, _)| *id == seed.id) {
        facts.extend(years(history, state, step));
    }
    facts
}

fn years(history: &History, state: &State, step: LayoutStep) -> Vec<(String, Role)> {
    let glyphs = state.screen.look.glyphs;
    let (Some(first), Some(last)) = (history.years.first(), history.years.last()) else { return Vec::new() };
    let mut out = Vec::new();
    if let (Some((dj, _)), true) = (&history.first, step >= LayoutStep::Broad) {
        out.push((format!("{}first {dj}", glyphs.dot), Role::Dim));
    }
    if first.0 == last.0 {
        out.push((format!("{}{}", glyphs.dot, first.0), Role::Dim));
    } else if step >= LayoutStep::Wide {
        out.push((format!("{}{} ", glyphs.dot, first.0), Role::Dim));
        out.push((spark(&history.years, 24, glyphs), Role::Spark));
        out.push((format!(" {}", last.0), Role::Dim));
    } else {
        out.push((format!("{}{}{}{}", glyphs.dot, first.0, glyphs.range, last.0), Role::Dim));
    }
    out
}
