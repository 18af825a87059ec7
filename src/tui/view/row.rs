//! One row of a list: marks, name, and figures that stand under each other.

use std::fmt::Write as _;

use ratatui::layout::Rect;

use crate::{
    app::{
        Opinion,
        answer::{BrowseRow, EntryRow, Marks, PlayOrder, SimilarRow, TrackRow},
    },
    config::theme::Role,
    tui::{
        pen::Pen,
        state::{
            State,
            list::{Row, name_cells},
        },
        text::{clock, cut_middle, fit, width},
        view::{
            columns::{LABEL, MARKS, Place, Table},
            kind::{BOTH, FIRST, TASTE, YEARS},
            mixing, page_row,
            reason::Reason,
            spark::spark_over,
        },
    },
};

/// Draws a row; `above` is the row over it in the list.
pub(super) fn draw(
    area: Rect,
    row: &Row,
    above: Option<&Row>,
    table: &Table,
    state: &State,
    pen: &mut Pen<'_>,
) {
    let place = table.place(area, row);
    if let Some(record) = row.record() {
        let owned = matches!(row, Row::Hit(hit) if hit.owned);
        let played = matches!(row, Row::Similar(similar) if similar.played_before);
        marks(area, record, (owned, played), state, pen);
    }
    match row {
        Row::Mix(mix) => {
            pen.put_cut(place.name.0, area.y, place.end, &mix.title, Role::Text);
        }
        Row::New(new) => {
            let mut why = new.followed.join(", ");
            if new.queued > 0 {
                let comma = if why.is_empty() { "" } else { ", " };
                let _ = write!(why, "{comma}{} of your queue", new.queued);
            }
            let room = place.end.saturating_sub(place.name.0) / 2;
            let why = cut_middle(&why, usize::from(room), state.screen.look.glyphs.ellipsis);
            let end = pen.put_right(place.name.0, area.y, place.end, &why, Role::Accent);
            let end = end.saturating_sub(u16::from(!why.is_empty()));
            pen.put_cut(place.name.0, area.y, end, &new.mix.title, Role::Text);
        }
        Row::Play(play) => {
            let cue = play.cue.map(clock).unwrap_or_default();
            let end = pen.put_right(place.name.0, area.y, place.end, &cue, Role::Number);
            let end = end.saturating_sub(u16::from(!cue.is_empty()));
            pen.put_cut(place.name.0, area.y, end, &play.mix, Role::Text);
        }
        Row::Page(page) => page_row::draw(area, page, state, pen),
        Row::Divider => {
            let line = pen.glyphs().horizontal.repeat(3);
            let x = pen.put(place.name.0, area.y, place.end, &format!("{line} likely "), Role::Dim);
            pen.rule(Rect { x, width: place.end.saturating_sub(x), ..area });
        }
        Row::Entry(entry, record) => entry_row(area, entry, record.as_ref(), table.cue, state, pen),
        Row::Track(_) | Row::Dated(_) | Row::Hit(_) | Row::Similar(_) | Row::Counted(_) | Row::Browse(_) => {
            let Some(record) = row.record() else { return };
            let under = above.is_some_and(|above| row.is_version_of(above));
            let matched = match row {
                Row::Hit(hit) => Some(&hit.marks),
                _ => None,
            };
            let named =
                if under { place.name.0 + version_cells(record) } else { place.name.0 + name_cells(record) };
            let cells = cells(row, table, state, pen);
            let blank = |column: usize| cells.get(column).is_none_or(|(_, text, _)| text.is_empty());
            let reason = reason(row).and_then(|reason| table.reason(&place, named, &reason, blank));
            // Words take the place of the columns that they cover.
            let covered = reason.as_ref().map_or(place.end, |(at, _)| *at);
            let room = (place.name.0, name_end(&place, &cells, covered));
            name(room, area.y, record, under, matched, state, pen);
            if let (Some(column), Some(label)) = (place.label, &record.label) {
                self::label(label, (column, table.narrow), (named, covered), area.y, pen);
            }
            let figures_end = if reason.is_some() { covered.saturating_sub(1) } else { covered };
            figures(&cells, place.figures, figures_end, area.y, pen);
            if let Some((at, words)) = reason {
                pen.put_right(at, area.y, place.end, &words, Role::Dim);
            }
        }
    }
}

/// `owned` and `played`: by the user, as the row says.
fn marks(area: Rect, record: &TrackRow, (owned, played): (bool, bool), state: &State, pen: &mut Pen<'_>) {
    let glyphs = state.screen.look.glyphs;
    let mine = &state.user.mine;
    let verdict = mine.verdicts.get(&record.id);
    let wanted = [
        (state.audition.is_under_way(record.id), glyphs.play, Role::Accent),
        (state.trail.is_seed(record.id), glyphs.seed, Role::Seed),
        (verdict == Some(&Opinion::Like), glyphs.liked, Role::Liked),
        (pairs_with_a_seed(state, record), glyphs.pair, Role::Liked),
        (mine.is_rejected(record), glyphs.rejected, Role::Rejected),
        (mine.is_queued(record.id), glyphs.queued, Role::Queued),
        (played, glyphs.played, Role::Mine),
        (owned || mine.owned.contains(&record.id), glyphs.mine, Role::Mine),
        (mine.notes.contains_key(&record.id), glyphs.note, Role::Warning),
        (mine.heard.contains(&record.id), glyphs.heard, Role::Heard),
    ];
    let mut x = area.x + 1;
    for (_, sign, role) in wanted.into_iter().filter(|(on, ..)| *on).take(2) {
        x = pen.put(x, area.y, area.x + MARKS, sign, role);
    }
}

fn pairs_with_a_seed(state: &State, record: &TrackRow) -> bool {
    state.trail.seeds().iter().any(|seed| state.user.mine.are_paired(seed.id, record.id))
}

fn name(
    (start, end): (u16, u16),
    y: u16,
    record: &TrackRow,
    under: bool,
    matched: Option<&Marks>,
    state: &State,
    pen: &mut Pen<'_>,
) {
    let glyphs = state.screen.look.glyphs;
    if under {
        let x = pen.put(start, y, end, glyphs.under, Role::Faint);
        let version = record.version.as_deref().unwrap_or("original");
        pen.put_cut(x, y, end, &format!("({version})"), Role::Version);
        return;
    }
    let room = end.saturating_sub(start) as usize;
    let line =
        fit(&record.artist, &record.title, record.version.as_deref(), glyphs.dash, room, glyphs.ellipsis);
    let whole = line.artist == record.artist && line.title == record.title;
    let mut x = start;
    if !line.artist.is_empty() {
        x = pen.put(x, y, end, &line.artist, Role::Text);
        x = pen.put(x, y, end, glyphs.dash, Role::Faint);
    }
    let title_at = x;
    x = pen.put(x, y, end, &line.title, Role::Title);
    let version_at = x;
    pen.put(x, y, end, &line.version, Role::Version);
    // Matches are marked where the names stand whole; in a cut name the offsets mean nothing.
    if let Some(marks) = matched.filter(|_| whole) {
        highlight(start, y, end, &line.artist, &marks.artist, pen);
        highlight(title_at, y, end, &line.title, &marks.title, pen);
        let inner = line.version.trim_start_matches(" (").trim_end_matches(')');
        highlight(version_at + 2, y, end, inner, &marks.version, pen);
    }
}

/// Marks the characters of a text, written at `x`, that a search matched.
fn highlight(x: u16, y: u16, end: u16, text: &str, offsets: &[u32], pen: &mut Pen<'_>) {
    let mut at = x;
    for (i, c) in text.chars().enumerate() {
        let cells = width(c.encode_utf8(&mut [0; 4])) as u16;
        if at + cells > end {
            return;
        }
        if cells > 0 && offsets.contains(&(i as u32)) {
            pen.mark(Rect::new(at, y, cells, 1), Role::Match);
        }
        at += cells;
    }
}

/// Why it is there, where the figures do not tell.
fn reason(row: &Row) -> Option<Reason> {
    match row {
        Row::Similar(row) => Reason::of(row),
        _ => None,
    }
}

/// A figure of a row: the cells of its column, its text, and how that is written.
type Figure = (u16, String, Role);

/// The figures of a row, from left to right.
fn cells(row: &Row, table: &Table, state: &State, pen: &Pen<'_>) -> Vec<Figure> {
    let mixing = row.record().map(|record| mixing::cells(state, record)).unwrap_or_default();
    let texts = texts(row, table, pen);
    let figure = |(name, cells): &(&str, u16)| {
        let own = texts.iter().find(|(cell, _)| cell == name).map(|(_, text)| (text.as_str(), Role::Number));
        let (text, role) = own.or_else(|| mixing.of(name, *cells)).unwrap_or(("", Role::Number));
        (*cells, text.to_owned(), role)
    };
    table.cells.iter().map(figure).collect()
}

/// What a row says of the record itself, and of it beside the seed, by column.
fn texts(row: &Row, table: &Table, pen: &Pen<'_>) -> Vec<(&'static str, String)> {
    match row {
        Row::Similar(row) => {
            let last = row.last.as_deref().map(year).unwrap_or_default();
            let some = |count: u32| if row.together == 0 { String::new() } else { count.to_string() };
            vec![
                ("way", way(row)),
                ("near", near(row, pen)),
                (BOTH, if row.models().count() > 1 { pen.glyphs().both.to_owned() } else { String::new() }),
                (TASTE, if row.is_your_taste() { "yours".to_owned() } else { String::new() }),
                ("year", year_passed(&row.row, row.came_out, table)),
                ("DJ", some(row.djs_together)),
                ("mx", some(row.together)),
                ("last", last.to_owned()),
            ]
        }
        Row::Counted(row) => vec![
            ("year", year_passed(&row.row, row.came_out, table)),
            ("DJ", row.row.djs.to_string()),
            ("plays", row.times.to_string()),
        ],
        Row::Browse(row) => vec![
            ("year", year_of(&row.row)),
            (FIRST, row.first_played.as_deref().map(year).unwrap_or_default().to_owned()),
            (YEARS, bars(row, table, pen)),
            ("last", row.by_year.last().map(|(year, _)| year.to_string()).unwrap_or_default()),
            ("DJ", row.djs_here.to_string()),
            ("mx", row.mixes_here.to_string()),
        ],
        Row::Dated(row) => played(&row.row, year_passed(&row.row, row.came_out, table)),
        _ => row.record().map(|record| played(record, year_of(record))).unwrap_or_default(),
    }
}

/// What is known of a record by itself.
fn played(record: &TrackRow, year: String) -> Vec<(&'static str, String)> {
    vec![("year", year), ("DJ", record.djs.to_string()), ("mx", record.mixes.to_string())]
}

/// Where a name may end: one that has no room for a label beside it takes that of figures that are not there, and of the blanks
/// before the first that is.
fn name_end(place: &Place, cells: &[Figure], covered: u16) -> u16 {
    if place.label.is_some() {
        return place.name.1;
    }
    let empty: u16 = cells.iter().take_while(|(_, text, _)| text.is_empty()).map(|(cells, ..)| cells).sum();
    let first = cells.iter().find(|(_, text, _)| !text.is_empty());
    let blanks = first.map_or(0, |(cells, text, _)| cells.saturating_sub(width(text) as u16));
    (place.figures + empty + blanks).min(covered).saturating_sub(1).max(place.name.1)
}

/// A label in its column; in a narrow one it ends where the column does, and begins in the room that the name leaves. `named`
/// is where the name ends, `covered` where words begin.
fn label(
    label: &str,
    ((start, end), narrow): ((u16, u16), bool),
    (named, covered): (u16, u16),
    y: u16,
    pen: &mut Pen<'_>,
) {
    let end = end.min(covered).saturating_sub(1);
    if start < end {
        let latest = if narrow { end } else { start };
        let start = end.saturating_sub(width(label) as u16).clamp((named + 2).min(start), latest);
        pen.put_cut(start, y, end, label, Role::Dim);
    }
}

fn figures(cells: &[Figure], start: u16, covered: u16, y: u16, pen: &mut Pen<'_>) {
    let mut x = start;
    for (cells, text, role) in cells {
        let end = x + cells;
        if end > covered {
            break;
        }
        pen.put_right(x, y, end, text, *role);
        x = end;
    }
}

/// `2 after`: how far from the seed and on which side; `straight` where it was played right after it.
fn way(row: &SimilarRow) -> String {
    if row.straight_after.is_some() {
        return "straight".to_owned();
    }
    let (Some(distance), Some(direction)) = (row.distance, row.direction) else { return String::new() };
    let side = match direction {
        PlayOrder::Before => "before",
        PlayOrder::After => "after",
        PlayOrder::Both => "around",
    };
    format!("{distance} {side}")
}

/// A bar, longer for nearer sounds; unit vectors are at most 2 apart.
fn near(row: &SimilarRow, pen: &Pen<'_>) -> String {
    let Some(distance) = row.sound_distance else { return String::new() };
    let cells = ((1.0 - distance / 2.0).clamp(0.0, 1.0) * 5.0).round() as usize;
    pen.glyphs().bar[0].repeat(cells)
}

/// Cells of a version that stands under its title.
fn version_cells(record: &TrackRow) -> u16 {
    width(record.version.as_deref().unwrap_or("original")) as u16 + 4
}

/// Its mixes by year, a cell less than the column has.
fn bars(row: &BrowseRow, table: &Table, pen: &Pen<'_>) -> String {
    let cells = table.cells.iter().find(|(name, _)| *name == YEARS).map_or(0, |(_, cells)| cells - 1);
    table.years.map(|years| spark_over(years, &row.by_year, cells.into(), pen.glyphs())).unwrap_or_default()
}

fn year_of(record: &TrackRow) -> String {
    record.year.map(|y| y.to_string()).unwrap_or_default()
}

/// The year it came out; where years are filtered by and none is named, that of its first play: `~2017`.
fn year_passed(record: &TrackRow, came_out: Option<u16>, table: &Table) -> String {
    match (record.year, came_out) {
        (None, Some(year)) if table.by_years => format!("~{year}"),
        _ => year_of(record),
    }
}

/// `2 min left`, `40 s left`.
pub(super) fn left(time: std::time::Duration) -> String {
    match time.as_secs() {
        seconds @ 0..90 => format!("{seconds} s left"),
        seconds @ 90..5_400 => format!("{} min left", (seconds + 30) / 60),
        seconds => format!("{} h left", (seconds + 1_800) / 3_600),
    }
}

/// A date's year.
pub(super) fn year(date: &str) -> &str {
    date.get(..4).unwrap_or(date)
}

/// A line of a mix's tracklist; `cue` cells are for when it begins.
fn entry_row(
    area: Rect,
    entry: &EntryRow,
    record: Option<&TrackRow>,
    cue: u16,
    state: &State,
    pen: &mut Pen<'_>,
) {
    let mut end = area.right().saturating_sub(1);
    let start = area.x + MARKS;
    if let (Some(at), 2..) = (entry.cue, cue) {
        pen.put_right(start, area.y, start + cue - 1, &clock(at), Role::Number);
    }
    let mut x = start + cue;
    if entry.layered {
        x = pen.put(x, area.y, end, "+ ", Role::Dim);
    }
    let text = entry.words(state.screen.look.glyphs.dash);
    // The label stands where the name leaves it room.
    let named = x + record.map_or_else(|| width(&text) as u16, name_cells) + 2;
    if let Some(label) = &entry.label {
        let wide = width(label) as u16;
        if named + wide.min(LABEL) <= end {
            end = pen.put_right(named.max(end.saturating_sub(wide)), area.y, end, label, Role::Dim) - 1;
        }
    }
    match record {
        Some(record) => name((x, end), area.y, record, false, None, state, pen),
        None => {
            pen.put_cut(x, area.y, end, &text, Role::Dim);
        }
    }
}
