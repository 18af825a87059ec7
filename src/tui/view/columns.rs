//! The columns of a list: what they hold decides whether they are there, and names come first.

use ratatui::layout::Rect;

use crate::{
    app::answer::{By, SimilarRow},
    config::theme::Role,
    tui::{
        layout::SHORT,
        pen::Pen,
        state::{
            State,
            list::{List, NameWidths, Row, name_cells},
            trail::TrailStop,
        },
        text::{clock, width},
        view::{
            kind::{BOTH, FIRST, Kind, SHARED, TASTE, YEARS},
            reason::Reason,
        },
    },
};

/// Cells before the name: the cursor, two marks, a space.
pub(super) const MARKS: u16 = 4;
/// A label of fewer cells is not worth its column.
pub(super) const LABEL: u16 = 8;
/// The column is no narrower than its head with a space.
const LABEL_LEAST: u16 = 6;
/// A column of fewer cells than this is narrow: most labels are longer.
const NARROW: u16 = 14;
/// Labels get no more than this.
const LABEL_MOST: u16 = 30;
/// Columns give way, the least telling first, until names have so many cells, or all they need.
const NAMES: u16 = 40;
/// Cells of the year of the first play with its whole head.
const FIRST_WHOLE: u16 = 13;
/// Words get no more cells than this of those that are left over.
const WORDS: u16 = 30;
/// Words cut to fewer cells than this say less than one word.
const CUT: usize = 10;
/// The year a record came out.
const YEAR: &str = "year";
/// When a play begins in its mix.
const AT: &str = "at";
/// Its cells where it may be the first play's, with a sign before it.
const YEAR_ABOUT: u16 = 6;
/// Cells of the key with one name.
const KEY: u16 = 5;
/// Cells of the key with both of its names.
const KEYS: u16 = 9;

/// The columns of one list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Table {
    /// What the figures tell.
    pub kind: Kind,
    /// The figures' columns, from left to right.
    pub cells: Vec<(&'static str, u16)>,
    /// What stands above the names.
    heading: Option<Heading>,
    /// Cells of the label's column; 0 where there is none.
    pub label: u16,
    /// The column has less than most labels want: they end where it ends, and begin in the room that names leave.
    pub narrow: bool,
    /// What stands above the ends of lines that have no figures: labels in a tracklist, the times of plays.
    ends: Option<&'static str>,
    /// The years that the bars are of: from the first to the last of all rows.
    pub years: Option<(u16, u16)>,
    /// The column that the rows are sorted by.
    pub sorted: Option<&'static str>,
    /// The rows are filtered by years: one without a release year shows that of its first play.
    pub by_years: bool,
    /// Cells of when the lines of a tracklist begin, the space behind them included; 0 where none says it.
    pub cue: u16,
}

/// What stands above the names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Heading {
    Records,
    Mixes,
}

impl Heading {
    /// Above rows like this one; a page's row says itself what it is.
    fn of(row: &Row) -> Option<Self> {
        match row {
            Row::Mix(_) | Row::New(_) | Row::Play(_) => Some(Self::Mixes),
            Row::Page(_) | Row::Divider => None,
            _ => Some(Self::Records),
        }
    }
}

/// Where the parts of a row stand.
pub(super) struct Place {
    pub name: (u16, u16),
    pub label: Option<(u16, u16)>,
    pub figures: u16,
    pub end: u16,
}

impl Table {
    /// For a list in an area.
    pub(super) fn new(list: &List, by: Option<By>, area: Rect, state: &State) -> Self {
        let kind = Kind::of(list.rows.iter().find(|row| !matches!(row, Row::Page(_))), by);
        let holds = held(list, state);
        let sorted = list.sort.column().filter(|(name, _)| kind != Kind::None && holds.contains(name));
        let by_years = kind != Kind::None && passed_by_years(list, state);
        let years = by_years.then_some((YEAR, YEAR_ABOUT)).filter(|(name, _)| holds.contains(name));
        let wanted: Vec<_> = sorted.into_iter().chain(years).collect();
        let mut columns = kind.columns_with(&wanted);
        if let Some((_, cells, _)) = columns.iter_mut().find(|(name, ..)| by_years && *name == YEAR) {
            *cells = YEAR_ABOUT;
        }
        columns.retain(|(name, ..)| holds.contains(name));
        let sorted = sorted.map(|(name, _)| name);
        let room = area.width.saturating_sub(MARKS + 2);
        let taken = |columns: &[(&str, u16, u8)]| columns.iter().map(|(_, cells, _)| cells).sum::<u16>();
        let least = list.names.most.min(NAMES);
        // What stands for figures needs the room of two.
        let stays = if matches!(kind, Kind::Together | Kind::Next | Kind::Sound) { 2 } else { 1 };
        let stays = stays + wanted.len();
        while columns.len() > stays && room.saturating_sub(taken(&columns)) < least {
            let last = columns.iter().map(|(.., place)| *place).max();
            columns.retain(|(.., place)| Some(*place) != last);
        }
        // Energy and the second name of the key stand where they cost no name anything.
        let spare = |columns: &[(&str, u16, u8)]| room.saturating_sub(taken(columns) + list.names.most);
        if room < taken(&columns) + list.names.most {
            columns.retain(|(name, ..)| *name != "drive" || sorted == Some("drive"));
        }
        for (name, cells) in [("key", KEYS), (FIRST, FIRST_WHOLE)] {
            let more = spare(&columns);
            if let Some((_, has, _)) = columns.iter_mut().find(|(one, ..)| *one == name)
                && more >= cells - *has
            {
                *has = cells;
            }
        }
        let want = (list.names.label + 1).clamp(LABEL_LEAST, LABEL_MOST);
        let label = spare(&columns).saturating_sub(1).min(want);
        let none = list.names.label == 0 || kind == Kind::None;
        let narrow = label < want.min(NARROW);
        // On a small screen a label that is cut, where no column aligns it, says less than the blanks.
        let says_little = label < LABEL.min(want) || narrow && state.screen.size.0 < SHORT;
        let label = if none || says_little { 0 } else { label };
        let beside_label = if label > 0 { label + 1 } else { 0 };
        let left = |columns: &[(&str, u16, u8)]| left_over(&list.names, columns, (room, beside_label));
        make_room_for_words(&mut columns, longest_words(list), sorted, left);
        let cells = columns.into_iter().map(|(name, cells, _)| (name, cells)).collect();
        Self {
            kind,
            cells,
            heading: list.rows.iter().find_map(Heading::of),
            label,
            narrow,
            ends: list.rows.iter().find_map(end_of),
            years: span(&list.rows),
            sorted,
            by_years,
            cue: cues(&list.rows),
        }
    }

    /// Where words stand in place of the columns that tell of shared mixes, and which: the long ones where they cost no
    /// name anything, with the label's room where no figures of the row stand between; else fewer, in those columns' room, cut
    /// where that still says something. What is left of them is read whole, over the figures before it if it must.
    pub(super) fn reason(
        &self,
        place: &Place,
        name_end: u16,
        reason: &Reason,
        is_blank: impl Fn(usize) -> bool,
    ) -> Option<(u16, String)> {
        let shared = self.cells.iter().position(|(name, _)| SHARED.contains(name))?;
        // Figures that this row does not have leave their room.
        let told = (0..shared).rev().find(|column| !is_blank(*column));
        let first = told.map_or(0, |column| column + 1);
        let from = place.figures + self.cells[..first].iter().map(|(_, cells)| cells).sum::<u16>();
        // A blank stands before them: those columns have one of their own only where their figures are short.
        let least = if first == 0 { (name_end + 2).min(from) } else { from + 1 };
        let at = |words: &str| place.end.saturating_sub(width(words) as u16);
        let whole = [Some(&reason.long), reason.fewer.as_ref()].into_iter().flatten();
        if let Some(words) = whole.into_iter().find(|words| at(words) >= least) {
            return Some((at(words), words.clone()));
        }
        let room = usize::from(place.end.saturating_sub(least));
        match &reason.fewer {
            Some(fewer) if reason.names && room >= CUT => Some((least, fewer.clone())),
            _ => Some((at(reason.short), reason.short.to_owned())),
        }
    }

    fn figures(&self) -> u16 {
        self.cells.iter().map(|(_, cells)| cells).sum()
    }

    /// Where the parts of a row stand; a name too long for its column takes the label's.
    pub(super) fn place(&self, area: Rect, row: &Row) -> Place {
        let name = row.record().map_or(0, name_cells);
        self.parts(area, name)
    }

    fn parts(&self, area: Rect, name: u16) -> Place {
        let end = area.right().saturating_sub(1);
        let start = area.x + MARKS;
        let figures = end.saturating_sub(self.figures()).max(start);
        let before = figures.saturating_sub(self.label);
        let has_label = self.label > 1 && start + name < before;
        let name_end = if has_label { before - 1 } else { figures.saturating_sub(1) };
        Place {
            name: (start, name_end.max(start)),
            label: has_label.then_some((before, figures)),
            figures,
            end,
        }
    }

    /// Draws the heads of the columns.
    pub(super) fn head(&self, area: Rect, state: &State, pen: &mut Pen<'_>) {
        let place = self.parts(area, 0);
        let name = match self.heading {
            Some(Heading::Records) => format!("artist{}title", state.screen.look.glyphs.dash),
            Some(Heading::Mixes) => "mix".to_owned(),
            None => String::new(),
        };
        pen.put_cut(place.name.0 + self.cue, area.y, place.name.1, &name, Role::Heading);
        if let Some(end) = self.cue.checked_sub(1) {
            pen.put_right(place.name.0, area.y, place.name.0 + end, AT, Role::Heading);
        }
        if let Some(text) = self.ends {
            pen.put_right(place.name.0, area.y, place.end, text, Role::Heading);
        }
        if let Some((start, end)) = place.label {
            let start = if self.narrow { end.saturating_sub(LABEL_LEAST) } else { start };
            pen.put_cut(start, area.y, end, "label", Role::Heading);
        }
        let mut x = place.figures;
        for (name, cells) in &self.cells {
            let years = self
                .years
                .filter(|_| *name == YEARS)
                .map(|(from, to)| format!("{from}{}{to}", state.screen.look.glyphs.range));
            let name = if *name == FIRST && *cells == FIRST_WHOLE { "first played" } else { name };
            let role = if self.sorted == Some(name) { Role::Accent } else { Role::Heading };
            pen.put_right(x, area.y, x + cells, years.as_deref().unwrap_or(name), role);
            x += cells;
        }
    }
}

/// Cells of `room` that nothing else wants: beside the columns, the label and most names, and beside the longest name that
/// stands whole, which may take blanks of the first column.
fn left_over(names: &NameWidths, columns: &[(&str, u16, u8)], (room, label): (u16, u16)) -> u16 {
    let room = room.saturating_sub(columns.iter().map(|(_, cells, _)| cells).sum());
    let whole = room + columns.first().map_or(0, |(_, cells, _)| *cells);
    let longest = names.longest.iter().rev().find(|cells| **cells <= whole);
    room.saturating_sub(names.most + label).min(room.saturating_sub(longest.copied().unwrap_or(0)))
}

/// Words in place of the columns that tell of shared mixes are read whole where nothing else wants the cells that are left.
/// Before they are cut, the key's second name and the energy go. `left` are the cells that nothing else wants.
fn make_room_for_words(
    columns: &mut Vec<(&str, u16, u8)>,
    longest: u16,
    sorted: Option<&str>,
    left: impl Fn(&[(&str, u16, u8)]) -> u16,
) {
    let is_cut = |columns: &[(&str, u16, u8)]| lacking(columns, longest) > left(columns);
    if is_cut(columns)
        && let Some((_, cells, _)) = columns.iter_mut().find(|(name, ..)| *name == "key")
    {
        *cells = KEY;
    }
    if is_cut(columns) && sorted != Some("drive") {
        columns.retain(|(name, ..)| *name != "drive");
    }
    let more = lacking(columns, longest).min(left(columns));
    if let Some((_, cells, _)) = columns.iter_mut().find(|(name, ..)| SHARED.contains(name)) {
        *cells += more;
    }
}

/// Cells that the longest words need, with a blank, over those of the columns in whose place they stand; none where no other column
/// stands before them.
fn lacking(columns: &[(&str, u16, u8)], longest: u16) -> u16 {
    match columns.iter().position(|(name, ..)| SHARED.contains(name)) {
        None | Some(0) => 0,
        Some(first) => (longest + 1).saturating_sub(columns[first..].iter().map(|(_, cells, _)| cells).sum()),
    }
}

/// Cells of the longest words that stand in place of figures, as far as room is made for them; 0 where there are none.
fn longest_words(list: &List) -> u16 {
    let words = list.rows.iter().filter_map(|row| match row {
        Row::Similar(row) if row.together == 0 => Reason::of(row),
        _ => None,
    });
    let longest = words.map(|words| width(words.fewer.as_ref().unwrap_or(&words.long)) as u16).max();
    longest.unwrap_or(0).min(WORDS)
}

/// Whether the list's rows have passed a filter of years, so that each says by which one.
fn passed_by_years(list: &List, state: &State) -> bool {
    let is_it = |stop: &TrailStop| std::ptr::eq(stop.list(), list);
    state.refine.filters.years.is_some() && state.trail.here().is_some_and(is_it)
}

/// What stands at the end of a row without figures.
fn end_of(row: &Row) -> Option<&'static str> {
    match row {
        Row::Play(play) => play.cue.map(|_| AT),
        Row::Entry(entry, _) => entry.label.as_ref().map(|_| "label"),
        _ => None,
    }
}

/// The first and the last year in which any of the rows was played.
fn span(rows: &[Row]) -> Option<(u16, u16)> {
    let years = rows.iter().filter_map(|row| match row {
        Row::Browse(row) => Some((row.by_year.first()?.0, row.by_year.last()?.0)),
        _ => None,
    });
    years.reduce(|all, row| (all.0.min(row.0), all.1.max(row.1)))
}

/// Cells of the longest time at which a line of a tracklist begins, and of the space behind it.
fn cues(rows: &[Row]) -> u16 {
    let cue = |row: &Row| match row {
        Row::Entry(entry, _) => entry.cue.map(|at| width(&clock(at)) as u16 + 1),
        _ => None,
    };
    rows.iter().filter_map(cue).max().unwrap_or(0)
}

/// The columns of which at least one row holds something.
fn held(list: &List, state: &State) -> Vec<&'static str> {
    let mut held = Vec::new();
    let mut note = |name: &'static str, holds: bool| {
        if holds && !held.contains(&name) {
            held.push(name);
        }
    };
    let by_years = state.refine.filters.years.is_some();
    for row in &list.rows {
        let Some(record) = row.record() else { continue };
        let facts = state.refine.facts.of(record);
        note("BPM", facts.tempo.is_some());
        note("key", facts.key.is_some());
        note("drive", facts.energy.is_some());
        note("year", record.year.is_some());
        match row {
            Row::Similar(row) => {
                note(YEAR, row.came_out.is_some() && by_years);
                similar(row, &mut note);
            }
            Row::Counted(row) => {
                note(YEAR, row.came_out.is_some() && by_years);
                note("plays", true);
                note("DJ", true);
            }
            Row::Browse(row) => {
                note("last", !row.by_year.is_empty());
                note(FIRST, row.first_played.is_some());
                note(YEARS, !row.by_year.is_empty());
                note("DJ", true);
                note("mx", true);
            }
            _ => {
                let dated = matches!(row, Row::Dated(row) if row.came_out.is_some());
                note(YEAR, dated && by_years);
                note("DJ", true);
                note("mx", true);
            }
        }
    }
    held
}

fn similar(row: &SimilarRow, note: &mut impl FnMut(&'static str, bool)) {
    // Words that stand for figures take the room of these three; how it sounds has a column of its own.
    let evidence = row.together > 0 || row.sound_distance.is_none() || row.via.is_some() || row.kin.is_some();
    note("DJ", evidence);
    note("mx", evidence);
    note("last", evidence);
    note("way", row.distance.is_some());
    note("near", row.sound_distance.is_some());
    note(BOTH, row.models().count() > 1);
    note(TASTE, row.is_your_taste());
}
