//! Search answers: rows of the index as rows of a list, and among them what the user owns.

use super::{
    Library, LibraryError, OwnedIndex,
    query::{SearchAnswer, SearchHit, TrackRow},
    snapshot::{
        Snapshot,
        paged::{FoundPages, is_nearly, is_surely},
        tables::Tables,
    },
};
use crate::{
    search::RankedHit,
    track::{Name, squash},
};

/// So many pages are answered.
const PAGES: usize = 20;

impl Tables {
    /// Artist, title and version as the rules of `track` take them.
    pub fn name(&self, row: u32) -> Name {
        Name {
            artist: self.artist.get(row).to_owned(),
            title: self.title.get(row).to_owned(),
            version: self.version.some(row).map(str::to_owned),
        }
    }
}

impl Snapshot {
    /// The best `limit` records of the mixes for what was typed; `None` where `stop` said so.
    pub fn search(&self, query: &str, limit: usize, stop: &dyn Fn() -> bool) -> Option<SearchAnswer> {
        let found = self.search.search(query, limit, &self.tables, stop)?;
        let hit = |hit: RankedHit| SearchHit {
            row: self.tables.track_row(hit.row),
            spellings: hit.spellings.iter().map(|row| self.tables.track_row(*row)).collect(),
            owned: false,
            score: hit.score,
            marks: hit.marks,
        };
        Some(SearchAnswer {
            query: query.to_owned(),
            closest: found.closest,
            parts: 0,
            begins: found.hits.first().is_some_and(|hit| hit.begins),
            total: found.total,
            total_is_lower_bound: found.total_is_lower_bound,
            pages: Vec::new(),
            tracks: found.hits.into_iter().map(hit).collect(),
        })
    }

    /// The best pages for what was typed; `None` where `stop` said so.
    pub fn search_pages(&self, query: &str, limit: usize, stop: &dyn Fn() -> bool) -> Option<FoundPages> {
        self.pages.search(&self.tables, query, limit, stop)
    }
}

impl Library {
    /// The best `limit` records for what was typed, of the mixes and of the user's own; what is owned is marked. An address where a mix
    /// itself is heard finds that mix alone. `None` where `stop` said so.
    pub fn search(
        &self,
        mine: &OwnedIndex,
        query: &str,
        limit: usize,
        stop: &dyn Fn() -> bool,
    ) -> Result<Option<SearchAnswer>, LibraryError> {
        if let Some(mix) = self.mix_heard_at(query)? {
            let (query, pages) = (query.to_owned(), vec![mix]);
            return Ok(Some(SearchAnswer { query, pages, ..SearchAnswer::default() }));
        }
        let snapshot = self.snapshot();
        let Some(mut answer) = snapshot.search(query, limit, stop) else { return Ok(None) };
        let may_be_owned = if mine.owns_any() { &mut answer.tracks[..] } else { &mut [] };
        for hit in may_be_owned {
            let row = snapshot.tables.row_of(hit.row.id);
            hit.owned = row.is_some_and(|row| mine.owns(&snapshot.tables.name(row).key()));
        }
        let Some(own) = self.search_mine(mine, query, limit, stop)? else { return Ok(None) };
        answer.add(own, limit);
        let Some(FoundPages { mut pages, parts, begin }) =
            snapshot.search_pages(query, limit.min(PAGES), stop)
        else {
            return Ok(None);
        };
        if !begin && answer.begins {
            // A name that is only near stands beside no record that begins so, unless it is that but for an error, and long or better known.
            let djs = answer.tracks.first().map_or(0, |hit| hit.row.djs);
            pages.retain(|page| {
                is_surely(query, &page.name) || page.mixes >= djs && is_nearly(query, &page.name)
            });
        }
        if answer.closest || answer.tracks.is_empty() {
            answer.parts = parts.len();
            pages.extend(parts);
        }
        answer.pages = pages;
        Ok(Some(answer))
    }
}

impl SearchAnswer {
    /// The place in `tracks` of the record whose name was typed, its title alone or with its artist: one whose whole name it is before
    /// another version of it; where nothing is called so, but for an error.
    pub fn named(&self) -> Option<usize> {
        let typed = squash(&self.query);
        let is = |name: &str| squash(name) == typed || (self.closest && is_nearly(&self.query, name));
        let is_called = |artist: &str, title: &str| {
            is(title) || is(&format!("{artist} {title}")) || is(&format!("{title} {artist}"))
        };
        let place = |called: &dyn Fn(&TrackRow) -> bool| self.tracks.iter().position(|hit| called(&hit.row));
        let whole = |row: &TrackRow| match &row.version {
            Some(version) => is_called(&row.artist, &format!("{} {version}", row.title)),
            None => is_called(&row.artist, &row.title),
        };
        place(&whole).or_else(|| place(&|row| is_called(&row.artist, &row.title)))
    }

    /// Adds hits of another list. What is only the closest stands beside no hit.
    fn add(&mut self, more: Self, limit: usize) {
        let nothing = |answer: &Self| answer.tracks.is_empty() || answer.closest;
        if more.tracks.is_empty() || (more.closest && !nothing(self)) {
            return;
        }
        if self.tracks.is_empty() || (self.closest && !more.closest) {
            let query = std::mem::take(&mut self.query);
            *self = Self { query, ..more };
            return;
        }
        self.begins |= more.begins;
        self.total += more.total;
        self.tracks.extend(more.tracks);
        // Stable: what more DJs play stands first.
        self.tracks.sort_by(|a, b| b.score.total_cmp(&a.score));
        self.tracks.truncate(limit);
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::library::unknown_row;

    fn hits(scores: &[f32]) -> Vec<SearchHit> {
        let row = || unknown_row(&Name::parse("A", "B"));
        let hit = |score: &f32| SearchHit {
            row: row(),
            spellings: Vec::new(),
            owned: false,
            score: *score,
            marks: crate::search::Marks::default(),
        };
        scores.iter().map(hit).collect()
    }

    #[rstest]
    #[case("phantom", false, Some(1))]
    #[case("digital - phantom", false, Some(1))]
    #[case("Phantom, Digital", false, Some(1))]
    #[case("phantom (vip)", false, Some(2))]
    #[case("remixed", false, Some(4))]
    #[case("else remixed dub", false, Some(3))]
    #[case("phantum", false, None)]
    #[case("phantum", true, Some(1))]
    #[case("digital", true, None)]
    fn a_record_is_named_by_its_title_alone_or_with_its_artist(
        #[case] query: &str,
        #[case] closest: bool,
        #[case] named: Option<usize>,
    ) {
        let names = [
            ("Phantoms", "Else"),
            ("Digital", "Phantom"),
            ("Digital", "Phantom (VIP)"),
            ("Else", "Remixed (Dub)"),
            ("Else", "Remixed"),
        ];
        let mut tracks = hits(&[5.0, 4.0, 3.0, 2.0, 1.0]);
        for (hit, (artist, title)) in tracks.iter_mut().zip(names) {
            hit.row = unknown_row(&Name::parse(artist, title));
        }
        let answer = SearchAnswer { query: query.into(), closest, tracks, ..SearchAnswer::default() };
        assert_eq!(answer.named(), named);
    }

    #[rstest]
    #[case((&[52.0, 50.0][..], false), (&[51.0][..], false), (&[52.0, 51.0, 50.0][..], false))]
    #[case((&[52.0, 50.0][..], false), (&[21.0][..], true), (&[52.0, 50.0][..], false))]
    #[case((&[22.0, 20.0][..], true), (&[51.0][..], false), (&[51.0][..], false))]
    #[case((&[22.0, 20.0][..], true), (&[21.0][..], true), (&[22.0, 21.0, 20.0][..], true))]
    #[case((&[][..], false), (&[21.0][..], true), (&[21.0][..], true))]
    #[case((&[][..], false), (&[][..], false), (&[][..], false))]
    fn what_is_only_near_stands_beside_no_hit(
        #[case] (tracks, closest): (&[f32], bool),
        #[case] (mine, mine_closest): (&[f32], bool),
        #[case] (scores, answer_closest): (&[f32], bool),
    ) {
        let (total, tracks) = (tracks.len() as u32, hits(tracks));
        let mut answer = SearchAnswer { closest, total, tracks, ..SearchAnswer::default() };
        let total = mine.len() as u32;
        answer.add(
            SearchAnswer { closest: mine_closest, total, tracks: hits(mine), ..SearchAnswer::default() },
            10,
        );
        assert_eq!(answer.tracks.iter().map(|hit| hit.score).collect::<Vec<_>>(), scores);
        assert_eq!((answer.closest, answer.total as usize), (answer_closest, scores.len()));
    }
}
