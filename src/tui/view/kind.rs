//! Which columns a list of some kind of rows can have, and which of them give way first.

use crate::{app::answer::By, tui::state::list::Row};

/// The columns that tell of mixes that hold both.
pub(super) const SHARED: [&str; 5] = ["way", BOTH, "DJ", "mx", "last"];

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
    pub(super) fn of(row: Option<&Row>, by: Option<By>) -> Self {
        match row {
            Some(Row::Similar(_)) => match by {
                Some(By::Next) => Self::Next,
                Some(By::Sound) => Self::Sound,
                _ => Self::Together,
            },
            Some(Row::Hit(_) | Row::Track(_) | Row::Dated(_)) => Self::Record,
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

    /// The same with those that the rows are sorted or filtered by: they are there where they else would not be, before what is
    /// shared with the seed, and stay to the last.
    pub(super) fn columns_with(self, wanted: &[(&'static str, u16)]) -> Vec<(&'static str, u16, u8)> {
        let mut columns = self.columns().to_vec();
        for &(name, cells) in wanted {
            if let Some((.., place)) = columns.iter_mut().find(|(one, ..)| *one == name) {
                *place = 0;
            } else {
                let at = columns.iter().position(|(one, ..)| SHARED.contains(one)).unwrap_or(columns.len());
                columns.insert(at, (name, cells, 0));
            }
        }
        columns
    }
}
