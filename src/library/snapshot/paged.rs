//! Everything that has a page, found by its name: DJs, labels, artists, styles, mixes.

use std::collections::HashMap;

use super::{
    columns::{ListColumn, Strings},
    segment::{Segment, SegmentError},
    tables::{NONE, Tables},
};
use crate::{
    library::query::{PageHit, PageKind},
    search::{self, Names, RankedHit, SearchIndex},
    slab::Slab,
    track::{MixId, fold, squash},
};

/// The names of all pages as one list: kind after kind, each in the order of its rows in the tables.
#[derive(Clone, Debug, Default)]
pub struct PageIndex {
    search: SearchIndex,
    /// Mixes and records of each DJ, then of each style. Of other kinds the tables tell the one, and the index the other.
    counts: Slab<[u32; 2]>,
}

/// A name with an error stands before those that begin as was typed where so many times as many mixes have it.
const BETTER_KNOWN: u32 = 4;
/// From so many letters on a name forgives two errors.
const LONG: usize = 8;
/// Of so many names of all kinds the nearest of one are told.
const NEAREST_OF_ALL: usize = 500;

/// The kinds, those that most people mean by a name first.
const KINDS: [PageKind; 5] =
    [PageKind::Dj, PageKind::Label, PageKind::Artist, PageKind::Style, PageKind::Mix];

fn names_of(tables: &Tables, kind: PageKind) -> &Strings {
    match kind {
        PageKind::Dj => &tables.djs,
        PageKind::Label => &tables.labels,
        PageKind::Artist => &tables.artists,
        PageKind::Style => &tables.styles,
        PageKind::Mix => &tables.mix_title,
    }
}

/// The kind of a page and its row among those of the kind.
fn place(tables: &Tables, mut page: u32) -> Option<(PageKind, u32)> {
    KINDS.into_iter().find_map(|kind| {
        let many = names_of(tables, kind).len() as u32;
        let here = page < many;
        let row = page;
        page = page.wrapping_sub(if here { 0 } else { many });
        here.then_some((kind, row))
    })
}

/// Pages as the search index wants them; `counts` holds mixes and records of each, and is only needed where the index is made.
struct Pages<'a> {
    tables: &'a Tables,
    counts: &'a [[u32; 2]],
}

impl Names for Pages<'_> {
    fn len(&self) -> usize {
        KINDS.iter().map(|kind| names_of(self.tables, *kind).len()).sum()
    }
    fn artist(&self, page: u32) -> &str {
        place(self.tables, page).map_or("", |(kind, row)| names_of(self.tables, kind).get(row))
    }
    fn title(&self, _: u32) -> &'static str {
        ""
    }
    fn version(&self, _: u32) -> &'static str {
        ""
    }
    fn label(&self, _: u32) -> &'static str {
        ""
    }
    fn work(&self, page: u32) -> u32 {
        page
    }
    fn djs(&self, page: u32) -> u32 {
        self.counts.get(page as usize).map_or(0, |[mixes, _]| *mixes)
    }
    fn mixes(&self, page: u32) -> u32 {
        self.counts.get(page as usize).map_or(0, |[_, records]| *records)
    }
    fn whole_first(&self) -> bool {
        true
    }
}

/// Counts the different values of one list after another.
struct Distinct {
    seen: Vec<u32>,
    asked: u32,
}

impl Distinct {
    fn of(values: usize) -> Self {
        Self { seen: vec![0; values], asked: 0 }
    }

    fn count(&mut self, values: impl Iterator<Item = u32>) -> u32 {
        self.asked += 1;
        let mut count = 0;
        for value in values {
            if let Some(seen) = self.seen.get_mut(value as usize).filter(|seen| **seen != self.asked) {
                *seen = self.asked;
                count += 1;
            }
        }
        count
    }
}

/// Mixes and records of each page.
fn counts(tables: &Tables) -> Vec<[u32; 2]> {
    let styled = (0..tables.n_mixes() as u32)
        .flat_map(|mix| tables.styles_of.get(mix).iter().map(move |style| (*style, mix)));
    let mixes_in = ListColumn::group(tables.styles.len(), styled);
    let (mut mixes, mut records) = (Distinct::of(tables.n_mixes()), Distinct::of(tables.n_tracks()));
    let mut by_mixes = |own: &[u32]| {
        let count = records.count(own.iter().flat_map(|mix| tables.plays.get(*mix)).copied());
        [own.len() as u32, count]
    };
    let mut by_records = |own: &[u32]| {
        let count = mixes.count(own.iter().flat_map(|row| tables.mixes_of(*row)));
        [count, own.len() as u32]
    };
    let all = KINDS.into_iter().flat_map(|kind| {
        let rows = 0..names_of(tables, kind).len() as u32;
        rows.map(move |row| (kind, row))
    });
    all.map(|(kind, row)| match kind {
        PageKind::Dj => by_mixes(tables.mixes_by.get(row)),
        PageKind::Label => by_records(tables.tracks_on.get(row)),
        PageKind::Artist => by_records(tables.tracks_by.get(row)),
        PageKind::Style => by_mixes(mixes_in.get(row)),
        PageKind::Mix => by_mixes(&[row]),
    })
    .collect()
}

fn kept(tables: &Tables, counts: &[[u32; 2]]) -> Vec<[u32; 2]> {
    let mut kept = Vec::new();
    let mut rest = counts;
    for kind in KINDS {
        let (here, others) = rest.split_at(names_of(tables, kind).len());
        if matches!(kind, PageKind::Dj | PageKind::Style) {
            kept.extend_from_slice(here);
        }
        rest = others;
    }
    kept
}

/// The earlier page of each page that has the same name, or [`NONE`].
fn same_names(now: &Tables, old: &Tables) -> Vec<u32> {
    let mut first = 0;
    let mut all = Vec::new();
    for kind in KINDS {
        let (now, old) = (names_of(now, kind), names_of(old, kind));
        let earlier: HashMap<&[u8], u32> =
            (0..old.len() as u32).map(|row| (old.bytes(row), first + row)).collect();
        all.extend((0..now.len() as u32).map(|row| earlier.get(now.bytes(row)).copied().unwrap_or(NONE)));
        first += old.len() as u32;
    }
    all
}

impl PageIndex {
    /// Of the pages that the tables make.
    pub fn new(tables: &Tables) -> Self {
        Self::with(tables, SearchIndex::build)
    }

    /// The same, byte for byte, where earlier tables and their index are at hand.
    pub fn following(tables: &Tables, old: &Tables, earlier: &Self) -> Self {
        Self::with(tables, |pages| SearchIndex::grow(pages, &earlier.search, &same_names(tables, old)))
    }

    fn with(tables: &Tables, index: impl Fn(&dyn Names) -> SearchIndex) -> Self {
        let counts = counts(tables);
        let search = index(&Pages { tables, counts: &counts });
        Self { search, counts: kept(tables, &counts).into() }
    }

    /// Name and bytes of every array, for [`super::segment::write`].
    pub fn sections(&self) -> Vec<(&'static str, &[u8])> {
        let counts = ("pages.counts", bytemuck::cast_slice(&self.counts));
        self.search.sections().into_iter().chain([counts]).collect()
    }

    /// Windows into an open file.
    pub fn from_segment(segment: &Segment) -> Result<Self, SegmentError> {
        let search = SearchIndex::from_sections(segment).map_err(|e| segment.unusable(e.to_string()))?;
        Ok(Self { search, counts: segment.slab("pages.counts")? })
    }

    /// The best pages for what was typed. `None` where `stop` said so.
    pub fn search(
        &self,
        tables: &Tables,
        query: &str,
        limit: usize,
        stop: &dyn Fn() -> bool,
    ) -> Option<FoundPages> {
        let hits = self.hits(tables, query, limit, stop)?;
        let nearly = |hit: &(RankedHit, PageHit)| is_nearly(query, &hit.1.name);
        let mixes = |hit: Option<&(RankedHit, PageHit)>| hit.map_or(0, |hit| hit.1.mixes);
        let begins = hits.first().is_some_and(|hit| hit.0.begins);
        let (mut first, mut rest): (Vec<_>, Vec<_>) =
            hits.into_iter().partition(|hit| hit.0.begins == begins);
        if begins {
            // Beside names that begin so, others would only be noise, unless they are that but for an error, and much better known.
            let best = mixes(first.first());
            let whole = first.first().is_some_and(|hit| fold(&hit.1.name) == fold(query));
            rest.retain(|hit| !whole && nearly(hit) && hit.1.mixes >= BETTER_KNOWN * best.max(1));
            rest.append(&mut first);
            first = rest;
        } else {
            // Stable: what is all of the words but for an error before what merely has them.
            first.sort_by_key(|hit| !nearly(hit));
        }
        let (whole, parts): (Vec<_>, Vec<_>) = first.into_iter().partition(|hit| !hit.0.lacks || nearly(hit));
        let typed = search::words(query);
        let named = |page: &PageHit| search::words(&page.name).iter().all(|word| typed.contains(word));
        Some(FoundPages {
            pages: whole.into_iter().map(|(_, page)| page).collect(),
            parts: parts.into_iter().map(|(_, page)| page).filter(named).collect(),
            begin: begins,
        })
    }

    /// The best names of a kind that are like one, for whoever looks for a page that is not there: those like all of it, else like
    /// one of its words, the longest first.
    pub fn nearest(&self, tables: &Tables, kind: PageKind, name: &str, limit: usize) -> Vec<String> {
        let like = |words: &str| {
            let hits = self.hits(tables, words, NEAREST_OF_ALL, &|| false).unwrap_or_default();
            hits.into_iter().map(|(_, page)| page).filter(|page| page.kind == kind).map(|page| page.name)
        };
        let mut names: Vec<String> = like(name).take(limit).collect();
        let mut words = search::words(name);
        words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
        for word in words {
            if names.is_empty() {
                names = like(&word).take(limit).collect();
            }
        }
        names
    }

    fn hits(
        &self,
        tables: &Tables,
        query: &str,
        limit: usize,
        stop: &dyn Fn() -> bool,
    ) -> Option<Vec<(RankedHit, PageHit)>> {
        let found = self.search.search(query, limit, &Pages { tables, counts: &[] }, stop)?;
        let hit = |found: RankedHit| {
            let (kind, row) = place(tables, found.row)?;
            let id = MixId(Tables::at(&tables.mix_ids, row));
            let [mixes, records] = self.holds(tables, kind, row, found.djs);
            let page = PageHit {
                kind,
                name: names_of(tables, kind).get(row).to_owned(),
                mixes,
                records,
                mix: (kind == PageKind::Mix).then_some(id),
            };
            Some((found, page))
        };
        Some(found.hits.into_iter().filter_map(hit).collect())
    }

    /// Mixes and records of a page that the index says so many mixes of.
    fn holds(&self, tables: &Tables, kind: PageKind, row: u32, mixes: u32) -> [u32; 2] {
        let counted = |at: usize| self.counts.get(at).copied().unwrap_or_default();
        match kind {
            PageKind::Dj => counted(row as usize),
            PageKind::Style => counted(tables.djs.len() + row as usize),
            PageKind::Label => [mixes, tables.tracks_on.get(row).len() as u32],
            PageKind::Artist => [mixes, tables.tracks_by.get(row).len() as u32],
            PageKind::Mix => {
                let mut records = tables.plays.get(row).to_vec();
                records.sort_unstable();
                records.dedup();
                [mixes, records.len() as u32]
            }
        }
    }
}

/// What [`PageIndex::search`] found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FoundPages {
    /// Those that hold every word, the best first.
    pub pages: Vec<PageHit>,
    /// Where none does, those whose whole names stand among the words.
    pub parts: Vec<PageHit>,
    /// The words begin words of their names.
    pub begin: bool,
}

/// Whether a name is what was typed but for an error, two in a long one; blanks and signs do not count.
pub fn is_nearly(typed: &str, name: &str) -> bool {
    // A paste need not be compared.
    if typed.len() > 4 * name.len() + 4 * LONG {
        return false;
    }
    let (typed, name) = (squash(typed), squash(name));
    let long = typed.chars().count().min(name.chars().count()) >= LONG;
    strsim::osa_distance(&typed, &name) <= if long { 2 } else { 1 }
}

/// As [`is_nearly`], of a name so long that no other is as near by chance.
pub fn is_surely(typed: &str, name: &str) -> bool {
    squash(name).chars().count() >= LONG && is_nearly(typed, name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::fixture;

    fn tables() -> Tables {
        fixture::tables(&[
            ("2001-01-01 - Jim Bean - One", &["S - Seed [Warp]", "A - Near [WARP Records - W 1]", "B - Far"]),
            ("2003-02 - Jim Bean & Warp Factor - Two", &["A - Near [Warp]", "S - Seed", "S - Seed"]),
            ("2000 - Warp Factor - Alone", &["Z - Else"]),
        ])
    }

    fn pages(tables: &Tables, query: &str) -> Vec<(PageKind, String, u32, u32)> {
        let index = PageIndex::new(tables);
        let found = index.search(tables, query, 9, &|| false).expect("nobody stops it");
        found.pages.into_iter().map(|hit| (hit.kind, hit.name, hit.mixes, hit.records)).collect()
    }

    #[test]
    fn everything_that_has_a_page_is_found_by_its_name() {
        let tables = tables();
        let first = |query| pages(&tables, query).into_iter().next().expect("a page");
        assert_eq!(first("jim bean"), (PageKind::Dj, "Jim Bean".into(), 2, 3));
        assert_eq!(first("warp"), (PageKind::Label, "Warp".into(), 2, 2), "a whole name before a longer one");
        assert_eq!(first("warp f"), (PageKind::Dj, "Warp Factor".into(), 2, 3));
        assert_eq!(first("alone"), (PageKind::Mix, "2000 - Warp Factor - Alone".into(), 1, 1));
        assert_eq!(first("a"), (PageKind::Artist, "A".into(), 2, 1));
        assert_eq!(first("jmi baen").1, "Jim Bean");
        assert!(
            pages(&tables, "jim bean").iter().all(|page| page.1.contains("Jim Bean")),
            "nothing near beside it"
        );
    }

    #[test]
    fn a_name_that_is_all_of_the_words_but_for_an_error_stands_before_one_that_has_them() {
        let tables = fixture::tables(&[
            ("2001 - Warp In The House - One", &["A - One"]),
            ("2002 - In The House Warp - Two", &["A - One"]),
            ("2003 - In The House Warp - Three", &["A - One"]),
        ]);
        assert_eq!(pages(&tables, "warp in the house")[0].1, "Warp In The House");
        assert_eq!(pages(&tables, "wrap in the house")[0].1, "Warp In The House");
    }

    #[test]
    fn what_follows_is_what_is_made_anew() {
        let old = tables();
        let now = fixture::tables(&[
            ("2001-01-01 - Jim Bean - One", &["S - Seed [Warp]"]),
            ("2004 - Ann - New", &["A - Near [Tresor]", "Q - Quite"]),
        ]);
        let following = PageIndex::following(&now, &old, &PageIndex::new(&old));
        assert!(following.sections() == PageIndex::new(&now).sections());
    }
}
