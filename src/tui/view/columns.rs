//! The columns of a list: what they hold decides whether they are there, and names come first.

use ratatui::layout::Rect;

use crate::{
    app::answer::{By, SimilarRow},
    config::theme::Role,
    tui::{
        pen::Pen,
        state::{
            State,
            list::{List, Row, name_cells},
        },
        text::{clock, width},
        view::reason::Reason,
    },
};

/// Cells before the name: the cursor, two marks, a space.
pub(super) const MARKS: u16 = 4;
/// A label of fewer cells is not worth its column.
pub(super) const LABEL: u16 = 8;
/// The column is no narrower than its head with a space.
const LABEL_LEAST: u16 = 6;
/// Labels get no more than this.
const LABEL_MOST: u16 = 30;
/// Columns give way, the least telling first, until names have so many cells, or all they need.
const NAMES: u16 = 40;
/// Cells of the year of the first play with its whole head.
const FIRST_WHOLE: u16 = 13;
/// Cells of the key with both of its names.
const KEYS: u16 = 9;

/// The columns that tell of mixes that hold both.
const SHARED: [&str; 5] = ["way", BOTH, "DJ", "mx", "last"];

/// The column without a head: a sign where *Played with* lists the row too.
pub(super) const BOTH: &str = "";

/// The column of rows that are there for the user's own taste.
pub(super) const TASTE: &str = "taste";
/// The year of the first play, which is called so where there is room for its head: a record may be older.
pub(super) const FIRST: &str = "first";
/// The column of the bars, whose head names the years they are of.
pub(super) const YEARS: &str = "years";

/// What the figures on the right of a list tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// DJs and mixes in common, the last year.
    Together,
    /// How far and which way, and the same.
    Next,
    /// How near in sound, and the same.
    Sound,
    /// Year, DJs, mixes.
    Record,
    /// Year, how often.
    Counted,
    /// Plays by year, when first, DJs, mixes.
    Browse,
    /// Nothing.
    None,
}

impl Kind {
    /// Of rows like this one, on the tab of a recommender.
    fn of(row: Option<&Row>, by: Option<By>) -> Self {
        match row {
            Some(Row::Similar(_)) => match by {
                Some(By::Next) => Self::Next,
                Some(By::Sound) => Self::Sound,
                _ => Self::Together,
            },
            Some(Row::Hit(_) | Row::Track(_)) => Self::Record,
            Some(Row::Counted(_)) => Self::Counted,
            Some(Row::Browse(_)) => Self::Browse,
            _ => Self::None,
        }
    }

    /// Its columns from left to right, each with its cells and its place among those that give way: 0 stays to the last.
    fn columns(self) -> &'static [(&'static str, u16, u8)] {
        match self {
            Self::Together => &[
                ("BPM", 5, 3),
                ("key", 5, 4),
                ("drive", 6, 6),
                (TASTE, 6, 5),
                ("DJ", 3, 0),
                ("mx", 4, 2),
                ("last", 5, 1),
            ],
            Self::Next => &[
                ("BPM", 5, 4),
                ("key", 5, 5),
                ("drive", 6, 7),
                (TASTE, 6, 6),
                ("way", 9, 0),
                ("DJ", 3, 1),
                ("mx", 4, 3),
                ("last", 5, 2),
            ],
            Self::Sound => &[
                ("BPM", 5, 2),
                ("key", 5, 3),
                ("drive", 6, 7),
                ("near", 6, 0),
                (BOTH, 2, 1),
                ("DJ", 3, 4),
                ("mx", 4, 6),
                ("last", 5, 5),
            ],
            Self::Record => {
                &[("BPM", 5, 3), ("key", 5, 4), ("drive", 6, 5), ("year", 5, 2), ("DJ", 4, 0), ("mx", 5, 1)]
            }
            Self::Counted => {
                &[("BPM", 5, 2), ("key", 5, 3), ("drive", 6, 4), ("year", 5, 1), ("plays", 6, 0)]
            }
            Self::Browse => &[
                ("BPM", 5, 5),
                ("key", 5, 6),
                ("drive", 6, 7),
                ("year", 5, 4),
                (FIRST, 6, 2),
                (YEARS, 10, 1),
                ("DJ", 4, 0),
                ("mx", 4, 3),
            ],
            Self::None => &[],
        }
    }
}

/// The columns of one list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Table {
    /// What the figures tell.
    pub kind: Kind,
    /// The figures' columns, from left to right.
    pub cells: Vec<(&'static str, u16)>,
    /// Cells of the label's column; 0 where there is none.
    pub label: u16,
    /// The years that the bars are of: from the first to the last of all rows.
    pub years: Option<(u16, u16)>,
    /// Cells of when the lines of a tracklist begin, the space behind them included; 0 where none says it.
    pub cue: u16,
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
        let mut columns: Vec<(&'static str, u16, u8)> =
            kind.columns().iter().filter(|(name, ..)| holds.contains(name)).copied().collect();
        let room = area.width.saturating_sub(MARKS + 2);
        let taken = |columns: &[(&str, u16, u8)]| columns.iter().map(|(_, cells, _)| cells).sum::<u16>();
        let least = list.names.most.min(NAMES);
        // What stands for figures needs the room of two.
        let stays = if matches!(kind, Kind::Together | Kind::Next | Kind::Sound) { 2 } else { 1 };
        while columns.len() > stays && room.saturating_sub(taken(&columns)) < least {
            let last = columns.iter().map(|(.., place)| *place).max();
            columns.retain(|(.., place)| Some(*place) != last);
        }
        // Energy and the second name of the key stand where they cost no name anything.
        let spare = |columns: &[(&str, u16, u8)]| room.saturating_sub(taken(columns) + list.names.most);
        if room < taken(&columns) + list.names.most {
            columns.retain(|(name, ..)| *name != "drive");
        }
        let more = spare(&columns);
        if let Some((_, cells, _)) = columns.iter_mut().find(|(name, ..)| *name == "key")
            && more >= KEYS - *cells
        {
            *cells = KEYS;
        }
        let more = spare(&columns);
        if let Some((_, cells, _)) = columns.iter_mut().find(|(name, ..)| *name == FIRST)
            && more >= FIRST_WHOLE - *cells
        {
            *cells = FIRST_WHOLE;
        }
        let want = (list.names.label + 1).clamp(LABEL_LEAST, LABEL_MOST);
        let label = spare(&columns).saturating_sub(1).min(want);
        let none = list.names.label == 0 || kind == Kind::None;
        let label = if none || label < LABEL.min(want) { 0 } else { label };
        let cells = columns.into_iter().map(|(name, cells, _)| (name, cells)).collect();
        Self { kind, cells, label, years: span(&list.rows), cue: cues(&list.rows) }
    }

    /// Where words stand in place of the columns that tell of shared mixes, and which: the long ones where they cost no
    /// name anything; those columns' room is theirs, and the label's where no figures stand between.
    pub(super) fn reason(&self, place: &Place, name_end: u16, reason: &Reason) -> Option<(u16, String)> {
        let mut x = place.figures;
        let mut from = None;
        for (name, cells) in &self.cells {
            if SHARED.contains(name) {
                from.get_or_insert(x);
            }
            x += cells;
        }
        let from = from?;
        let least = if from == place.figures { (name_end + 2).min(from) } else { from };
        let fits = |words: &str, from: u16| from + width(words) as u16 <= place.end;
        let at = |words: &str| place.end.saturating_sub(width(words) as u16).min(from);
        let words = [Some(&reason.long), reason.fewer.as_ref()]
            .into_iter()
            .flatten()
            .find(|words| fits(words, least));
        if let Some(words) = words {
            return Some((at(words), words.clone()));
        }
        let short = reason.short?;
        // Even a cut word says more than nothing.
        Some((from, short.to_owned()))
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
        if self.kind != Kind::None {
            let name = format!("artist{}title", state.screen.look.glyphs.dash);
            pen.put_cut(place.name.0, area.y, place.name.1, &name, Role::Heading);
        }
        if let Some((start, end)) = place.label {
            pen.put_cut(start, area.y, end, "label", Role::Heading);
        }
        let mut x = place.figures;
        for (name, cells) in &self.cells {
            let years = self
                .years
                .filter(|_| *name == YEARS)
                .map(|(from, to)| format!("{from}{}{to}", state.screen.look.glyphs.range));
            let name = if *name == FIRST && *cells == FIRST_WHOLE { "first played" } else { name };
            pen.put_right(x, area.y, x + cells, years.as_deref().unwrap_or(name), Role::Heading);
            x += cells;
        }
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
    for row in &list.rows {
        let Some(record) = row.record() else { continue };
        let facts = state.refine.facts.of(record);
        note("BPM", facts.tempo.is_some());
        note("key", facts.key.is_some());
        note("drive", facts.energy.is_some());
        note("year", record.year.is_some());
        match row {
            Row::Similar(row) => similar(row, &mut note),
            Row::Counted(_) => note("plays", true),
            Row::Browse(row) => {
                note(FIRST, row.first_played.is_some());
                note(YEARS, !row.by_year.is_empty());
                note("DJ", true);
                note("mx", true);
            }
            _ => {
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
