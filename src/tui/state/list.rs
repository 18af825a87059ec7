//! A list of rows with a cursor: search hits, recommendations, pages.

pub use super::row::{DayPlayed, Row, RowKey, same_title};
use crate::{
    app::{
        Fault,
        answer::{ListeningCounts, SimilarRow, TrackRow},
    },
    tui::{
        state::{filters::Filter, sorting::SortBy},
        text::width,
    },
};

/// Versions of one title stand together where the best of them stood.
#[must_use]
pub fn versions_together(rows: Vec<SimilarRow>) -> Vec<Row> {
    let key = |row: &TrackRow| (row.artist.to_lowercase(), row.title.to_lowercase());
    let mut places = std::collections::HashMap::new();
    let mut groups: Vec<Vec<Row>> = Vec::new();
    for row in rows {
        let place = *places.entry(key(&row.row)).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[place].push(Row::Similar(row));
    }
    groups.into_iter().flatten().collect()
}

/// Of *Next*: what was played straight after a seed, and under a line what is likely.
#[must_use]
pub fn divided(mut rows: Vec<Row>) -> Vec<Row> {
    rows.retain(|row| *row != Row::Divider);
    let straight = |row: &Row| matches!(row, Row::Similar(row) if row.straight_after.is_some());
    let first = rows.iter().take_while(|row| straight(row)).count();
    if first > 0 && first < rows.len() {
        rows.insert(first, Row::Divider);
    }
    rows
}

/// Cells that the names of a list take.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameWidths {
    /// Artist, title and version of all but the longest three in a hundred.
    pub most: u16,
    /// Those three in a hundred, ascending.
    pub longest: Vec<u16>,
    /// The longest label.
    pub label: u16,
}

impl NameWidths {
    fn of(rows: &[Row]) -> Self {
        let mut names: Vec<u16> = rows.iter().filter_map(Row::record).map(name_cells).collect();
        names.sort_unstable();
        let at = (names.len() * 97).div_ceil(100).saturating_sub(1);
        let labels = rows.iter().filter_map(Row::record).filter_map(|row| row.label.as_deref());
        Self {
            most: names.get(at).copied().unwrap_or(0),
            longest: names.into_iter().skip(at + 1).collect(),
            label: labels.map(|label| width(label) as u16).max().unwrap_or(0),
        }
    }
}

/// Cells of `artist – title (version)`.
#[must_use]
pub fn name_cells(row: &TrackRow) -> u16 {
    let version = row.version.as_deref().map_or(0, |version| width(version) + 3);
    (width(&row.artist) + 3 + width(&row.title) + version) as u16
}

/// How far a list is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum ListPhase {
    /// Never asked for, or to be asked for again.
    #[default]
    Unasked,
    /// Asked; the rows are those of before, if any.
    Loading,
    /// Here.
    Ready,
    /// It could not be had.
    Failed(Fault),
}

/// The list.
#[derive(Clone, Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct List {
    /// How far it is.
    pub phase: ListPhase,
    /// Its rows.
    pub rows: Vec<Row>,
    /// Its rows before filters and as they were found.
    pub all: Vec<Row>,
    /// The row under the cursor; in range unless there are no rows.
    pub cursor: usize,
    /// The first row shown.
    pub offset: usize,
    /// Every row's evidence comes from one mix.
    pub thin: bool,
    /// Nobody is known to have played anything straight after a seed.
    pub nothing_after: bool,
    /// The filters that are on, and how many rows each hides.
    pub hidden: Vec<(Filter, u32)>,
    /// What its rows are sorted by.
    pub sort: SortBy,
    /// How much of what could be here was listened to, on a list by sound.
    pub listened: Option<ListeningCounts>,
    /// The user has played enough sets for their taste to be asked.
    pub taste: bool,
    /// What of that the library left out.
    pub left_out: Vec<(String, u32)>,
    /// Tempo and key of its rows were known when the filters were last laid over it.
    pub judged: bool,
    /// The snapshot that answered.
    pub generation: u64,
    /// Mixes in the catalogue then.
    pub mixes: u64,
    /// The fit that answered, 0 where there was none yet; `None` where no fit is asked.
    pub fit: Option<u64>,
    /// Cells that its names take.
    pub names: NameWidths,
    /// Where the cursor shall stand once the rows are here.
    pub wanted: Option<RowKey>,
}

impl List {
    /// The row under the cursor.
    #[must_use]
    pub fn current(&self) -> Option<&Row> {
        self.rows.get(self.cursor)
    }

    /// Shows these rows; the cursor is left alone.
    pub fn set(&mut self, rows: Vec<Row>) {
        self.names = NameWidths::of(&rows);
        self.rows = rows;
        self.phase = ListPhase::Ready;
    }

    /// New rows; the cursor stays on its row where that is still there, else at its place.
    pub fn fill(&mut self, rows: Vec<Row>) {
        let key = self.wanted.take().or_else(|| self.current().and_then(Row::key));
        self.set(rows);
        let found = key.and_then(|key| self.rows.iter().position(|r| r.key() == Some(key)));
        self.cursor = found.unwrap_or(self.cursor).min(self.rows.len().saturating_sub(1));
        self.off_divider(false);
    }

    /// Moves the cursor by so many rows, over the divider.
    pub fn step(&mut self, by: isize) {
        self.cursor = self.cursor.saturating_add_signed(by).min(self.rows.len().saturating_sub(1));
        self.off_divider(by < 0);
    }

    /// The cursor stands on rows only; there is one on either side of the divider.
    fn off_divider(&mut self, up: bool) {
        if self.current() == Some(&Row::Divider) {
            self.cursor = if up { self.cursor.saturating_sub(1) } else { self.cursor + 1 };
        }
    }

    /// How many rows there are down to the cursor, and in all.
    #[must_use]
    pub fn position(&self) -> (usize, usize) {
        let rows = |rows: &[Row]| rows.iter().filter(|row| **row != Row::Divider).count();
        (rows(&self.rows[..self.rows.len().min(self.cursor + 1)]), rows(&self.rows))
    }

    /// Scrolls so that the cursor is among `height` rows, two from the edge where there is room.
    pub fn scroll(&mut self, height: usize) {
        let (cursor, count) = (self.cursor, self.rows.len());
        self.offset = scrolled(self.offset, cursor, count, height);
    }
}

/// The first row shown, so that `cursor` is among `height` of `count` rows, two from the edge where there is room.
#[must_use]
pub fn scrolled(offset: usize, cursor: usize, count: usize, height: usize) -> usize {
    if height == 0 {
        return 0;
    }
    let margin = 2.min((height - 1) / 2);
    let least = (cursor + margin + 1).saturating_sub(height);
    let most = cursor.saturating_sub(margin);
    offset.clamp(least.min(most), most).min(count.saturating_sub(height))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::track::TrackId;

    fn track(id: u32, artist: &str, title: &str) -> TrackRow {
        TrackRow {
            id: TrackId(id),
            artist: artist.into(),
            title: title.into(),
            version: None,
            label: None,
            year: None,
            mixes: 1,
            djs: 1,
        }
    }

    #[test]
    fn a_refreshed_list_keeps_the_cursor_on_its_row() {
        let rows = |ids: &[u32]| ids.iter().map(|&i| Row::Track(track(i, "a", "t"))).collect::<Vec<_>>();
        let mut list = List { rows: rows(&[1, 2, 3]), cursor: 1, ..List::default() };
        list.fill(rows(&[9, 8, 2]));
        assert_eq!(list.cursor, 2);
        list.fill(rows(&[5]));
        assert_eq!(list.cursor, 0);
    }

    #[test]
    fn the_cursor_is_always_among_the_rows_shown() {
        for height in 1..9 {
            for cursor in 0..20 {
                for offset in 0..20 {
                    let first = scrolled(offset, cursor, 20, height);
                    assert!(first <= cursor && cursor < first + height, "{height} {cursor} {offset} {first}");
                }
            }
        }
    }
}
