//! What a DJ may leave out of any list: too many rows of one artist, other years, styles and DJs, what they have.

use std::collections::{HashMap, HashSet};

use super::FoundRow;
use crate::{
    library::{
        OwnSets, Snapshot, UnknownName,
        query::PageKind,
        snapshot::{
            columns::{ListColumn, Strings},
            tables::Tables,
        },
    },
    recommend::{controls::in_mixes, graph::Graph},
    track::{self, TrackId, Years},
};

/// What is left out; nothing by default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Controls {
    /// More rows by any one artist than this.
    pub per_artist: Option<usize>,
    /// What came out in other years: the year that tracklists name, else that of the first mix it is in.
    pub years: Option<Years>,
    /// What is in no mix of any of these styles.
    pub styles: Vec<String>,
    /// What none of these DJs has played.
    pub djs: Vec<String>,
    /// Which mixes count: what only others hold is left out.
    pub own: OwnSets,
    /// Records that are in no mix, or only leaves those.
    pub played: Option<bool>,
    /// These records: what the user has.
    pub without: Vec<TrackId>,
    /// What the user has played in a set of their own.
    pub new_to_me: bool,
    /// What is not among these.
    pub only: Vec<Only>,
}

/// What hides the user's own records.
pub const NOT_MINE: &str = "not in my folders";

/// What hides the records of the user's own sets.
pub const NEW_TO_ME: &str = "not played by me";
/// How a control is called where it says what it hides.
pub fn years_name(years: Years) -> String {
    format!("out or played {years}")
}

/// As [`years_name`].
pub fn styles_name(styles: &[String]) -> String {
    format!("in {} mixes", styles.join(" or "))
}

/// As [`years_name`].
pub fn djs_name(djs: &[String]) -> String {
    format!("played by {}", djs.join(" or "))
}

/// As [`years_name`].
pub fn played_name(played: bool) -> &'static str {
    if played { "in mixes" } else { "in no mix" }
}

/// As [`years_name`].
pub fn own_name(own: OwnSets) -> &'static str {
    if own == OwnSets::Only { "in my own sets" } else { "in others' mixes" }
}

/// What leaves the user's own records alone.
pub const ONLY_MINE: &str = "in my folders";

/// Records that may stay, and what they have in common.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Only {
    /// In a word.
    pub name: String,
    /// Which.
    pub tracks: Vec<TrackId>,
}

impl Controls {
    /// Whether anything is left out.
    pub fn any(&self) -> bool {
        *self != Self::default()
    }

    /// The first name that the catalogue does not know.
    pub fn stranger(&self, snapshot: &Snapshot) -> Option<UnknownName> {
        let missing = |kind, names: &[String]| {
            let name = names.iter().find(|name| !snapshot.tables.has_page(kind, name))?;
            Some(snapshot.unknown(kind, name))
        };
        missing(PageKind::Style, &self.styles).or_else(|| missing(PageKind::Dj, &self.djs))
    }
}

/// Rows of these names, compared folded.
fn rows_of(column: &Strings, names: &[String]) -> HashSet<u32> {
    let wanted: HashSet<String> = names.iter().map(|name| track::fold(name)).collect();
    let known = |row: &u32| !wanted.is_empty() && wanted.contains(&track::fold(column.get(*row)));
    (0..column.len() as u32).filter(known).collect()
}

/// The controls as tests on rows, in the order in which a hidden row is counted. Records that no mix has are rows behind those of the
/// tables.
pub struct Sieve<'a> {
    tables: &'a Tables,
    outside: &'a [TrackId],
    per_artist: Option<usize>,
    tests: Vec<(String, Vec<bool>)>,
}

impl<'a> Sieve<'a> {
    /// Looks up which rows each control leaves; `outside` are records that no mix has, ascending.
    pub fn new(tables: &'a Tables, graph: &Graph<'_>, controls: &Controls, outside: &'a [TrackId]) -> Self {
        let mut tests: Vec<(String, Vec<bool>)> = Vec::new();
        let row_of = |id: TrackId| row_of(tables, outside, id);
        let rows = tables.n_tracks() + outside.len();
        if let Some(played) = controls.played {
            let in_mixes = |row: u32| Tables::at(&tables.mixes, row) > 0;
            let passes = (0..rows as u32).map(|row| in_mixes(row) == played).collect();
            tests.push((played_name(played).to_owned(), passes));
        }
        if let Some(years) = controls.years {
            let rows = 0..tables.n_tracks() as u32;
            let out = rows.map(|row| tables.came_out(row).is_some_and(|year| years.contains(year)));
            tests.push((years_name(years), out.collect()));
        }
        if controls.own != OwnSets::With {
            let counts = |mix| controls.own.counts(tables.whose(mix));
            tests.push((own_name(controls.own).to_owned(), in_mixes(graph, counts)));
        }
        let mut of_mixes = |name: String, names: &[String], column: &Strings, lists: &ListColumn| {
            if !names.is_empty() {
                let wanted = rows_of(column, names);
                let holds = |mix| lists.get(mix).iter().any(|row| wanted.contains(row));
                tests.push((name, in_mixes(graph, holds)));
            }
        };
        of_mixes(styles_name(&controls.styles), &controls.styles, &tables.styles, &tables.styles_of);
        of_mixes(djs_name(&controls.djs), &controls.djs, &tables.djs, &tables.djs_of);
        if !controls.without.is_empty() {
            tests.push((NOT_MINE.to_owned(), all_but(tables, outside, &controls.without)));
        }
        for only in &controls.only {
            let mut these = vec![false; rows];
            for row in only.tracks.iter().filter_map(|&id| row_of(id)) {
                these[row as usize] = true;
            }
            tests.push((only.name.clone(), these));
        }
        Self { tables, outside, per_artist: controls.per_artist, tests }
    }

    /// The same without the records that the user has played, where the controls say so.
    #[must_use]
    pub fn without_played(mut self, controls: &Controls, played: &[TrackId]) -> Self {
        if controls.new_to_me {
            self.tests.push((NEW_TO_ME.to_owned(), all_but(self.tables, self.outside, played)));
        }
        self
    }

    /// Whether a record passes what does not depend on others.
    pub fn keeps(&self, id: TrackId) -> bool {
        self.tests.is_empty() || row_of(self.tables, self.outside, id).is_some_and(|row| self.passes(row))
    }

    /// How many of these records each control hides. A record counts for the first control that hides it.
    pub fn hidden(&self, all: impl Iterator<Item = TrackId>) -> Vec<(String, u32)> {
        let mut hidden = vec![0; self.tests.len()];
        for row in all.filter_map(|id| row_of(self.tables, self.outside, id)) {
            if let Some(test) = self.first_failed(row) {
                hidden[test] += 1;
            }
        }
        let names = self.tests.iter().map(|(name, _)| name.clone());
        names.zip(hidden).filter(|(_, rows)| *rows > 0).collect()
    }

    fn first_failed(&self, row: u32) -> Option<usize> {
        let fails = |(_, passes): &(String, Vec<bool>)| !passes.get(row as usize).copied().unwrap_or(false);
        self.tests.iter().position(fails)
    }

    /// Whether a row passes what does not depend on other rows.
    pub fn passes(&self, row: u32) -> bool {
        self.first_failed(row).is_none()
    }

    /// The first `limit` rows that stay, and how many rows above the last of them each control hides. A row counts for
    /// the first control that hides it.
    pub fn sift(&self, found: Vec<FoundRow>, limit: usize) -> (Vec<FoundRow>, Vec<(String, u32)>) {
        let mut hidden = vec![0; self.tests.len() + 1];
        let mut by_artist: HashMap<u32, usize> = HashMap::new();
        let mut kept = Vec::new();
        for one in found {
            if kept.len() == limit {
                break;
            }
            let artists = self.tables.artists_of.get(one.row);
            let full = |artist: &u32| {
                self.per_artist.is_some_and(|most| by_artist.get(artist).is_some_and(|&n| n >= most))
            };
            if let Some(test) = self.first_failed(one.row) {
                hidden[test] += 1;
            } else if artists.iter().any(full) {
                hidden[self.tests.len()] += 1;
            } else {
                for &artist in artists {
                    *by_artist.entry(artist).or_default() += 1;
                }
                kept.push(one);
            }
        }
        let most = self.per_artist.map(|most| format!("rows of one artist, at most {most}"));
        let names = self.tests.iter().map(|(name, _)| name.clone()).chain(most);
        let counted = names.zip(hidden).filter(|(_, rows)| *rows > 0).collect();
        (kept, counted)
    }
}

/// Which rows are none of these records.
fn all_but(tables: &Tables, outside: &[TrackId], these: &[TrackId]) -> Vec<bool> {
    let mut others = vec![true; tables.n_tracks() + outside.len()];
    for row in these.iter().filter_map(|&id| row_of(tables, outside, id)) {
        others[row as usize] = false;
    }
    others
}

/// A record's row; one that no mix has stands behind those of the tables.
fn row_of(tables: &Tables, outside: &[TrackId], id: TrackId) -> Option<u32> {
    let behind = || outside.binary_search(&id).ok().map(|at| (tables.n_tracks() + at) as u32);
    tables.row_of(id).or_else(behind)
}

impl Tables {
    /// The year a record came out: the one that tracklists name, else that of the first mix it is in.
    pub fn came_out(&self, row: u32) -> Option<u16> {
        match Self::at(&self.year, row) {
            0 => self.mix_date.get(self.first_played(row)?).get(..4)?.parse().ok(),
            year => Some(year),
        }
    }
}
