//! What the rows of a list are sorted by.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use crate::{
    app::answer::{Mode, MusicalKey, camelot},
    tui::state::{
        facts::FactsByTrack,
        row::{DayPlayed, Row},
    },
};

/// What comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SortBy {
    /// As found: what fits best, or is played most.
    #[default]
    Found,
    /// The slowest.
    Tempo,
    /// Round the wheel of keys, from 1A.
    Key,
    /// What drives most.
    Drive,
    /// What came out last.
    Year,
    /// What was played last, with a seed or at all; of mixes and plays the latest.
    Last,
    /// What most DJs play.
    Djs,
    /// By artist, then title.
    Name,
}

impl SortBy {
    /// All, in the order in which a key goes through them.
    pub const ALL: [Self; 8] =
        [Self::Found, Self::Tempo, Self::Key, Self::Drive, Self::Year, Self::Last, Self::Djs, Self::Name];

    /// In a word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Found => "as found",
            Self::Tempo => "by tempo",
            Self::Key => "by key",
            Self::Drive => "by drive",
            Self::Year => "by release year",
            Self::Last => "by last played",
            Self::Djs => "by DJs",
            Self::Name => "by name",
        }
    }

    /// The same above the list, where there is little room.
    #[must_use]
    pub fn short(self) -> &'static str {
        match self {
            Self::Year => "by release",
            Self::Last => "by last",
            by => by.name(),
        }
    }

    /// What the rows need to have for it to tell them apart.
    #[must_use]
    pub fn needs(self) -> &'static str {
        match self {
            Self::Found => "a place",
            Self::Tempo => "a tempo",
            Self::Key => "a key",
            Self::Drive => "a drive",
            Self::Year => "a release year",
            Self::Last => "a date",
            Self::Djs => "DJs",
            Self::Name => "a name",
        }
    }

    /// The column that shows it, and its cells.
    #[must_use]
    pub fn column(self) -> Option<(&'static str, u16)> {
        match self {
            Self::Found | Self::Name => None,
            Self::Tempo => Some(("BPM", 5)),
            Self::Key => Some(("key", 5)),
            Self::Drive => Some(("drive", 6)),
            Self::Year => Some(("year", 5)),
            Self::Last => Some(("last", 5)),
            Self::Djs => Some(("DJ", 4)),
        }
    }

    /// Whether it goes by what has to be asked for first.
    #[must_use]
    pub fn needs_facts(self) -> bool {
        matches!(self, Self::Tempo | Self::Key | Self::Drive)
    }

    /// The next one that tells some of these rows apart.
    #[must_use]
    pub fn next(self, rows: &[Row], facts: &FactsByTrack) -> Self {
        let at = Self::ALL.iter().position(|by| *by == self).unwrap_or(0);
        let mut following = (1..=Self::ALL.len()).map(|by| Self::ALL[(at + by) % Self::ALL.len()]);
        following.find(|by| by.tells(rows, facts)).unwrap_or_default()
    }

    /// Whether any of these rows has what it goes by.
    #[must_use]
    pub fn tells(self, rows: &[Row], facts: &FactsByTrack) -> bool {
        self == Self::Found || rows.iter().any(|row| self.value(row, facts) != Value::Unknown)
    }

    /// Puts the rows in this order; what is not known stands last, and what is alike stays as found.
    pub fn sort(self, rows: &mut Vec<Row>, facts: &FactsByTrack) {
        if self == Self::Found {
            return;
        }
        rows.retain(|row| *row != Row::Divider);
        rows.sort_by_cached_key(|row| self.value(row, facts));
    }

    fn value(self, row: &Row, facts: &FactsByTrack) -> Value {
        let known = || row.record().map(|record| facts.of(record)).unwrap_or_default();
        let number = match self {
            Self::Found => None,
            Self::Tempo => known().tempo.map(|tempo| (tempo.value * 100.0) as i64),
            Self::Key => known().key.map(|key| wheel(key.value)),
            Self::Drive => known().energy.map(|energy| -i64::from(energy.step)),
            Self::Year => row.released().map(|year| -i64::from(year)),
            Self::Last => return row.last_played().map_or(Value::Unknown, |day| Value::Day(Reverse(day))),
            Self::Djs => djs(row).map(|djs| -i64::from(djs)),
            Self::Name => return name(row),
        };
        number.map_or(Value::Unknown, Value::Number)
    }
}

/// What a row is sorted by; what is not known stands behind everything.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Value {
    Number(i64),
    Day(Reverse<DayPlayed>),
    Name(String, String),
    Unknown,
}

fn wheel(key: MusicalKey) -> i64 {
    i64::from(camelot::hour(key)) * 2 + i64::from(key.mode == Mode::Major)
}

/// As the column has it: with a seed, or in the styles of the page, or at all.
fn djs(row: &Row) -> Option<u32> {
    match row {
        Row::Similar(row) => Some(row.djs_together),
        Row::Browse(row) => Some(row.djs_here),
        _ => row.record().map(|record| record.djs),
    }
}

fn name(row: &Row) -> Value {
    match (row.record(), row.mix()) {
        (Some(record), _) => Value::Name(record.artist.to_lowercase(), record.title.to_lowercase()),
        (None, Some((_, title, _))) => Value::Name(title.to_lowercase(), String::new()),
        (None, None) => Value::Unknown,
    }
}
