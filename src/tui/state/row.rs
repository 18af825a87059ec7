//! A row of any list, and what makes it the same row in another answer.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::{
    app::answer::{
        BrowseRow, CountedRow, DatedRow, EntryRow, MixRow, NewMix, PageHit, PageKind, PlayRow, SearchHit,
        SimilarRow, TrackRow,
    },
    track::{MixId, TrackId},
};

/// A row of any list.
#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    /// A record alone.
    Track(TrackRow),
    /// A record of a label or an artist.
    Dated(DatedRow),
    /// A search hit.
    Hit(SearchHit),
    /// A recommendation.
    Similar(SimilarRow),
    /// A record and how often a DJ played it.
    Counted(CountedRow),
    /// A record of the page to browse.
    Browse(BrowseRow),
    /// A mix.
    Mix(MixRow),
    /// A mix that came in.
    New(NewMix),
    /// A play of the page's record.
    Play(PlayRow),
    /// A line of a mix, and its record where it names one.
    Entry(EntryRow, Option<TrackRow>),
    /// Something that has a page, found by its name.
    Page(PageHit),
    /// No row: in *Next* what was played straight after stands above it, what is likely below.
    Divider,
}

/// What makes a row the same row in another answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RowKey {
    /// By its record.
    Track(TrackId),
    /// By its mix.
    Mix(MixId),
    /// By what it is, and its name's hash.
    Page(PageKind, u64),
}

/// A date as mixes have it; what it does not say is 0, which stands before what it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names say it")]
pub struct DayPlayed {
    pub year: u16,
    pub month: u8,
    pub day: u8,
}

impl DayPlayed {
    /// Of `2011-11-19`, `2011-11`, `2011` or `2011-1X`; none where not even the year is told.
    fn read(date: &str) -> Option<Self> {
        let mut parts = date.split('-');
        let year = parts.next()?.parse().ok()?;
        let mut part = || parts.next().and_then(|part| part.parse().ok()).unwrap_or(0);
        Some(Self { year, month: part(), day: part() })
    }
}

impl Row {
    /// The record it stands for.
    #[must_use]
    pub fn record(&self) -> Option<&TrackRow> {
        match self {
            Self::Track(row) => Some(row),
            Self::Dated(row) => Some(&row.row),
            Self::Hit(hit) => Some(&hit.row),
            Self::Similar(row) => Some(&row.row),
            Self::Counted(row) => Some(&row.row),
            Self::Browse(row) => Some(&row.row),
            Self::Entry(_, row) => row.as_ref(),
            Self::Mix(_) | Self::New(_) | Self::Play(_) | Self::Page(_) | Self::Divider => None,
        }
    }

    /// The mix it stands for.
    #[must_use]
    pub fn mix(&self) -> Option<(MixId, &str, Option<&str>)> {
        match self {
            Self::Mix(mix) | Self::New(NewMix { mix, .. }) => Some((mix.id, &mix.title, mix.url.as_deref())),
            Self::Play(play) => Some((play.id, &play.mix, play.url.as_deref())),
            _ => None,
        }
    }

    /// The year its record came out.
    #[must_use]
    pub fn released(&self) -> Option<u16> {
        self.record().and_then(|row| row.year)
    }

    /// When its record was last played, with a seed or in the styles of the page, or when the mix or play itself was.
    #[must_use]
    pub fn last_played(&self) -> Option<DayPlayed> {
        let day = |date: &Option<String>| date.as_deref().and_then(DayPlayed::read);
        match self {
            Self::Mix(mix) | Self::New(NewMix { mix, .. }) => day(&mix.date),
            Self::Play(play) => day(&play.date),
            Self::Similar(row) => day(&row.last),
            Self::Browse(row) => {
                row.by_year.last().map(|(year, _)| DayPlayed { year: *year, month: 0, day: 0 })
            }
            _ => None,
        }
    }

    /// Its key.
    #[must_use]
    pub fn key(&self) -> Option<RowKey> {
        if let Self::Page(page) = self {
            let mut hash = DefaultHasher::new();
            page.name.hash(&mut hash);
            return Some(RowKey::Page(page.kind, hash.finish()));
        }
        self.record().map(|r| RowKey::Track(r.id)).or_else(|| self.mix().map(|(id, ..)| RowKey::Mix(id)))
    }

    /// Whether it is another version of the row above and stands under its title.
    #[must_use]
    pub fn is_version_of(&self, above: &Self) -> bool {
        match (self, above) {
            (Self::Similar(a), Self::Similar(b)) => same_title(&a.row, &b.row),
            (Self::Hit(a), Self::Hit(b)) => same_title(&a.row, &b.row),
            _ => false,
        }
    }
}

/// Whether two records are called the same, but for the version.
#[must_use]
pub fn same_title(a: &TrackRow, b: &TrackRow) -> bool {
    // Asked of every pair of a queue: most differ, and plain letters are compared without a copy.
    let others = |a: &str, b: &str| !(a.is_ascii() && b.is_ascii()) && a.to_lowercase() == b.to_lowercase();
    let same = |a: &str, b: &str| a.len() == b.len() && (a.eq_ignore_ascii_case(b) || others(a, b));
    same(&a.title, &b.title) && same(&a.artist, &b.artist)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_stand_in_order_however_much_of_them_is_known() {
        let days =
            ["2009-12-31", "2011", "2011-1X", "2011-02", "2011-02-03", "2011-11-19"].map(DayPlayed::read);
        assert!(days.iter().all(Option::is_some) && days.is_sorted(), "{days:?}");
        assert_eq!(DayPlayed::read("199X"), None);
    }
}
