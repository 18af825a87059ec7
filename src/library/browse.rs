//! Without a seed: the records of some styles and years, by what a DJ may look for.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, HashSet},
};

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use super::{
    query::TrackRow,
    snapshot::tables::{Tables, Witnesses},
};
use crate::track::{self, TrackId, Whose, Years};

/// What comes first, and `--by`, whose help these lines are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum BrowseBy {
    /// What most DJs play
    #[default]
    Djs,
    /// What other DJs play more of late than before
    Rising,
    /// What few mixes have, and many DJs for that
    Rare,
    /// What other DJs first played last
    New,
}

/// What is asked for: records of mixes of these styles and years.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Browse {
    /// One of them is enough; none is all.
    pub styles: Vec<String>,
    /// When the mixes were played.
    pub years: Option<Years>,
    /// What comes first.
    pub by: BrowseBy,
    /// At most so many records.
    pub limit: usize,
}

/// The records of a [`Browse`], in the shape that `--json` prints.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BrowseAnswer {
    /// As asked.
    pub styles: Vec<String>,
    /// As asked.
    pub years: Option<String>,
    /// As asked.
    pub by: BrowseBy,
    /// Mixes of these styles and years.
    pub mixes: u32,
    /// How many records they play in that order; some orders leave out what says nothing.
    pub total: u32,
    /// The years of the first and the last mix of these styles; `None` where none has a date.
    #[serde(skip)]
    pub known: Option<(u16, u16)>,
    /// The first of them.
    pub tracks: Vec<BrowseRow>,
}

/// One record of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BrowseRow {
    /// The record.
    #[serde(flatten)]
    pub row: TrackRow,
    /// Mixes of these styles and years that play it.
    pub mixes_here: u32,
    /// Independent DJs among them.
    pub djs_here: u32,
    /// The date of the first mix of all that plays it, as written.
    pub first_played: Option<String>,
    /// Mixes of these styles that play it, by year; years without one are left out.
    pub by_year: Vec<(u16, u32)>,
}

/// A style and how many mixes are of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StyleCount {
    /// Its name.
    pub style: String,
    /// Mixes filed under it.
    pub mixes: u32,
    /// Records that they play.
    pub tracks: u32,
}

/// The styles of a catalogue, in the shape that `--json` prints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StylesAnswer {
    /// Mixes with a style.
    pub mixes: u32,
    /// Records that are in a mix with a style.
    pub tracks: u32,
    /// How many styles there are.
    pub total: u32,
    /// The first of them, the one with the most mixes first.
    pub styles: Vec<StyleCount>,
}

/// Of late: in the last so many years that others' mixes of these are of.
const LATE: u16 = 2;
/// What is rising is played of late by so many at least.
const RISING_FROM: u32 = 2;
/// What is rare is in so many mixes of all at most, and in two at least: of one nobody can tell.
const RARE: std::ops::RangeInclusive<u32> = 2..=6;

impl Tables {
    /// The records of mixes of some styles and years, in some order.
    pub fn browse(&self, browse: &Browse) -> BrowseAnswer {
        let chosen = Chosen::new(self, browse);
        let mut witnesses = Witnesses::new(&self.djs_of, self.djs.len());
        let rows = 0..self.n_tracks() as u32;
        let mut found: Vec<Candidate> =
            rows.filter_map(|row| chosen.candidate(self, row, browse.by, &mut witnesses)).collect();
        let total = found.len() as u32;
        found.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.rest(self).cmp(&b.rest(self))));
        found.truncate(browse.limit);
        BrowseAnswer {
            styles: browse.styles.clone(),
            years: browse.years.map(|years| years.to_string()),
            by: browse.by,
            mixes: chosen.mixes,
            total,
            known: chosen.known(self),
            tracks: found.iter().map(|candidate| candidate.shown(self, &chosen)).collect(),
        }
    }

    /// The styles there are, the one with the most mixes first; at most so many.
    pub fn style_counts(&self, limit: usize) -> StylesAnswer {
        let mut mixes = vec![0_u32; self.styles.len()];
        let of_mix = |mix: u32| self.styles_of.get(mix).iter().map(|style| *style as usize);
        let filed = |mix: &u32| of_mix(*mix).next().is_some();
        for style in (0..self.n_mixes() as u32).flat_map(of_mix) {
            mixes[style] += 1;
        }
        let (mut tracks, mut filed_tracks) = (vec![0_u32; mixes.len()], 0);
        for row in 0..self.n_tracks() as u32 {
            let own: BTreeSet<usize> = self.mixes_of(row).flat_map(of_mix).collect();
            filed_tracks += u32::from(!own.is_empty());
            for style in own {
                tracks[style] += 1;
            }
        }
        let count = |(style, (mixes, tracks)): (u32, (u32, u32))| StyleCount {
            style: self.styles.get(style).to_owned(),
            mixes,
            tracks,
        };
        let mut styles: Vec<StyleCount> = (0..).zip(mixes.into_iter().zip(tracks)).map(count).collect();
        styles.retain(|style| style.mixes > 0);
        styles.sort_by(|a, b| b.mixes.cmp(&a.mixes).then_with(|| a.style.cmp(&b.style)));
        let total = styles.len() as u32;
        styles.truncate(limit);
        let mixes = (0..self.n_mixes() as u32).filter(filed).count() as u32;
        StylesAnswer { mixes, tracks: filed_tracks, total, styles }
    }

    /// The style that most mixes of these records are filed under.
    pub fn commonest_style(&self, records: impl Iterator<Item = TrackId>) -> Option<String> {
        let mixes: HashSet<u32> =
            records.filter_map(|id| self.row_of(id)).flat_map(|row| self.mixes_of(row)).collect();
        let mut counts = vec![0_u32; self.styles.len()];
        mixes.iter().flat_map(|mix| self.styles_of.get(*mix)).for_each(|style| counts[*style as usize] += 1);
        let most = (0_u32..).zip(counts).max_by_key(|(style, count)| (*count, Reverse(*style)))?;
        (most.1 > 0).then(|| self.styles.get(most.0).to_owned())
    }

    /// The year of a mix; `None` where it has no date.
    pub(super) fn mix_year(&self, mix: u32) -> Option<u16> {
        self.mix_date.get(mix).get(..4)?.parse().ok()
    }
}

/// The mixes that count.
struct Chosen {
    /// Mix row → it is of these styles and years.
    is: Vec<bool>,
    /// Mix row → it is of these styles.
    of_style: Vec<bool>,
    mixes: u32,
    /// Nobody else's mix is among them, so that the user's and friends' sets say what is rising and new.
    own_alone: bool,
    /// The first year that is of late, and the share of the mixes that are, of those that say what is rising.
    late: (u16, f64),
}

impl Chosen {
    fn new(tables: &Tables, browse: &Browse) -> Self {
        let wanted: HashSet<String> = browse.styles.iter().map(|style| track::fold(style)).collect();
        let styles: Vec<bool> = (0..tables.styles.len() as u32)
            .map(|style| wanted.contains(&track::fold(tables.styles.get(style))))
            .collect();
        let all = 0..tables.n_mixes() as u32;
        let has_style = |mix: u32| {
            let mut own = tables.styles_of.get(mix).iter();
            wanted.is_empty() || own.any(|style| styles.get(*style as usize) == Some(&true))
        };
        let of_style: Vec<bool> = all.clone().map(has_style).collect();
        let in_years = |mix: u32| {
            browse.years.is_none_or(|years| tables.mix_year(mix).is_some_and(|year| years.contains(year)))
        };
        let is: Vec<bool> = all.clone().map(|mix| of_style[mix as usize] && in_years(mix)).collect();
        let mixes = is.iter().filter(|is| **is).count() as u32;
        let own_alone = !all.clone().any(|mix| is[mix as usize] && tables.whose(mix) == Whose::World);
        let mut chosen = Self { is, of_style, mixes, own_alone, late: (0, 0.0) };
        chosen.late = chosen.late_among(tables, all);
        chosen
    }

    /// The first year that is of late, and the share of these mixes that are, as far as they tell.
    fn late_among(&self, tables: &Tables, mixes: std::ops::Range<u32>) -> (u16, f64) {
        let telling = || mixes.clone().filter(|mix| self.is[*mix as usize] && self.tells(tables, *mix));
        let years = || telling().filter_map(|mix| tables.mix_year(mix));
        let from = years().max().unwrap_or(0).saturating_sub(LATE - 1);
        let late = years().filter(|year| *year >= from).count();
        (from, late as f64 / telling().count().max(1) as f64)
    }

    fn known(&self, tables: &Tables) -> Option<(u16, u16)> {
        let all = 0..tables.n_mixes() as u32;
        tables.years_of(all.filter(|mix| self.of_style[*mix as usize]))
    }

    /// Whether a mix says what is rising and new: the user's own set of last night does not make the world's last year an old one.
    fn tells(&self, tables: &Tables, mix: u32) -> bool {
        self.own_alone || tables.whose(mix) == Whose::World
    }

    fn candidate(
        &self,
        tables: &Tables,
        row: u32,
        by: BrowseBy,
        witnesses: &mut Witnesses<'_>,
    ) -> Option<Candidate> {
        let here = || tables.mixes_of(row).filter(|mix| self.is[*mix as usize]);
        let mixes = here().count() as u32;
        if mixes == 0 || (by == BrowseBy::Rare && !RARE.contains(&Tables::at(&tables.mixes, row))) {
            return None;
        }
        let djs = witnesses.count(here());
        let score = match by {
            BrowseBy::Djs => f64::from(djs),
            BrowseBy::Rising => {
                let telling = || here().filter(|mix| self.tells(tables, *mix));
                let years = telling().filter_map(|mix| tables.mix_year(mix));
                self.rise(years, telling().count() as u32, witnesses.count(telling()))?
            }
            BrowseBy::Rare => rarity(djs, Tables::at(&tables.mixes, row))?,
            BrowseBy::New => {
                let telling = tables.mixes_of(row).filter(|mix| self.tells(tables, *mix));
                let first = tables.first_of(telling).filter(|mix| self.is[*mix as usize])?;
                f64::from(track::sortable_date(tables.mix_date.get(first)))
            }
        };
        Some(Candidate { row, mixes, djs, score })
    }

    /// How far above its share the plays of late are, in standard deviations of as many plays by chance.
    fn rise(&self, years: impl Iterator<Item = u16>, mixes: u32, djs: u32) -> Option<f64> {
        let (from, share) = self.late;
        let late = years.filter(|year| *year >= from).count() as u32;
        let expected = f64::from(mixes) * share;
        let score = (f64::from(late) - expected) / (expected * (1.0 - share) + 1.0).sqrt();
        (late >= RISING_FROM && djs >= RISING_FROM && score > 0.0).then_some(score)
    }
}

/// DJs for each mix; of two alike the one that more DJs play. One DJ alone finds nothing rare for others.
fn rarity(djs: u32, mixes: u32) -> Option<f64> {
    (djs > 1).then(|| f64::from(djs) / f64::from(mixes.max(1)) + f64::from(djs) / 100.0)
}

struct Candidate {
    row: u32,
    mixes: u32,
    djs: u32,
    score: f64,
}

impl Candidate {
    /// What decides between equal scores.
    fn rest(&self, tables: &Tables) -> impl Ord + use<> {
        (Reverse(self.djs), Reverse(self.mixes), Reverse(tables.popularity(self.row)), self.row)
    }

    fn shown(&self, tables: &Tables, chosen: &Chosen) -> BrowseRow {
        let mut by_year = std::collections::BTreeMap::new();
        for mix in tables.mixes_of(self.row).filter(|mix| chosen.of_style[*mix as usize]) {
            if let Some(year) = tables.mix_year(mix) {
                *by_year.entry(year).or_insert(0) += 1;
            }
        }
        let first = tables.first_played(self.row);
        BrowseRow {
            row: tables.track_row(self.row),
            mixes_here: self.mixes,
            djs_here: self.djs,
            first_played: first.and_then(|mix| tables.mix_date.some(mix)).map(str::to_owned),
            by_year: by_year.into_iter().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::fixture;

    fn tables() -> Tables {
        let style = "[[Category:Techno]]";
        fixture::tables(&[
            ("2001-01-01 - Ann - One", &[style, "H - Hit", "O - Old", "R - Rare"]),
            ("2002-01-01 - Bob - Two", &[style, "H - Hit", "O - Old"]),
            ("2003-01-01 - Cyd - Three", &[style, "H - Hit", "O - Old"]),
            ("2004-01-01 - Dee - Four", &[style, "H - Hit", "O - Old", "O - One DJ"]),
            ("2005-01-01 - Dee - Five", &[style, "O - One DJ"]),
            ("2009-01-01 - Eve - Nine", &[style, "U - Up", "H - Hit"]),
            ("2010-01-01 - Fay - Ten", &[style, "U - Up", "H - Hit", "R - Rare"]),
            ("2010-06-01 - Gil - Ten", &["[[Category:House]]", "H - Hit", "N - Newest"]),
        ])
    }

    fn titles(styles: &[&str], years: Option<&str>, by: BrowseBy) -> Vec<String> {
        let styles = styles.iter().map(|style| (*style).to_owned()).collect();
        let years = years.map(|years| years.parse().expect("years"));
        let answer = tables().browse(&Browse { styles, years, by, limit: 10 });
        assert_eq!(answer.total as usize, answer.tracks.len());
        answer.tracks.into_iter().map(|track| track.row.title).collect()
    }

    #[test]
    fn most_djs_come_first_within_styles_and_years() {
        assert_eq!(titles(&[], None, BrowseBy::Djs)[..2], ["Hit", "Old"]);
        assert_eq!(titles(&["techno"], Some("2009.."), BrowseBy::Djs), ["Hit", "Up", "Rare"]);
        assert_eq!(titles(&["House"], None, BrowseBy::Djs), ["Hit", "Newest"]);
        assert!(titles(&["House"], Some("..2000"), BrowseBy::Djs).is_empty());
    }

    #[test]
    fn rising_is_what_is_played_more_of_late_than_before() {
        assert_eq!(titles(&["Techno"], None, BrowseBy::Rising)[0], "Up");
        assert!(!titles(&["Techno"], None, BrowseBy::Rising).contains(&"Old".to_owned()));
    }

    /// The tables with a set of the user's own of ten years later, which plays these.
    fn with_own(records: &[&str]) -> Tables {
        let style = "[[Category:Techno]]";
        let mut tables = fixture::tables(&[
            ("2001-01-01 - Ann - One", &[style, "H - Hit", "O - Old"]),
            ("2002-01-01 - Bob - Two", &[style, "H - Hit", "O - Old"]),
            ("2009-01-01 - Eve - Nine", &[style, "U - Up", "H - Hit"]),
            ("2010-01-01 - Fay - Ten", &[style, "U - Up", "N - Newest"]),
            ("2020-01-01 - Me - Mine", records),
        ]);
        let own = |mix: u32| u8::from(mix == 4);
        tables.mix_whose = (0..tables.n_mixes() as u32).map(own).collect::<Vec<_>>().into();
        tables
    }

    #[test]
    fn what_is_rising_and_new_is_told_by_others_mixes_whatever_the_user_has_played() {
        let order = |records: &[&str], by| {
            let answer = with_own(records).browse(&Browse { by, limit: 10, ..Browse::default() });
            answer.tracks.into_iter().map(|track| track.row.title).collect::<Vec<_>>()
        };
        for own in [&["O - Old", "M - Mine"][..], &["U - Up"], &["N - Newest", "O - Old"]] {
            assert_eq!(order(own, BrowseBy::Rising), ["Up"], "{own:?}");
            assert_eq!(order(own, BrowseBy::New), ["Newest", "Up", "Hit", "Old"], "{own:?}");
        }
        assert!(
            order(&["M - Mine"], BrowseBy::Djs).contains(&"Mine".to_owned()),
            "it is browsed all the same"
        );
        assert_eq!(with_own(&["M - Mine"]).years(), Some((2001, 2010)), "where the catalogue ends");
    }

    #[test]
    fn where_there_are_own_sets_alone_they_tell_what_is_new() {
        let mut tables = tables();
        tables.mix_whose = vec![1; tables.n_mixes()].into();
        let new = tables.browse(&Browse { by: BrowseBy::New, limit: 2, ..Browse::default() });
        assert_eq!(new.tracks[0].row.title, "Newest");
        assert_eq!(tables.years(), Some((2001, 2010)));
    }

    #[test]
    fn rare_is_few_mixes_and_many_djs_for_that() {
        let rare = titles(&["Techno"], None, BrowseBy::Rare);
        assert!(rare.contains(&"Rare".to_owned()) && rare.contains(&"Up".to_owned()), "{rare:?}");
        assert!(!rare.contains(&"One DJ".to_owned()) && !rare.contains(&"Hit".to_owned()), "{rare:?}");
    }

    #[test]
    fn new_is_by_the_first_play_of_all() {
        assert_eq!(titles(&[], None, BrowseBy::New)[..2], ["Newest", "Up"]);
        assert_eq!(titles(&["House"], None, BrowseBy::New), ["Newest"], "a hit of 2001 is not new to house");
    }

    #[test]
    fn styles_are_counted_with_their_mixes_and_records() {
        let answer = tables().style_counts(1);
        assert_eq!((answer.mixes, answer.tracks, answer.total), (8, 6, 2));
        assert_eq!(answer.styles, [StyleCount { style: "Techno".into(), mixes: 7, tracks: 5 }]);
        let house = tables().style_counts(9).styles.pop().expect("another");
        assert_eq!((house.style.as_str(), house.mixes, house.tracks), ("House", 1, 2));
    }

    #[test]
    fn a_row_says_what_it_is_here_and_by_year() {
        let browse = Browse {
            styles: vec!["Techno".into()],
            years: "2009..".parse().ok(),
            limit: 1,
            ..Browse::default()
        };
        let answer = tables().browse(&browse);
        assert_eq!((answer.mixes, answer.total), (2, 3));
        let hit = &answer.tracks[0];
        assert_eq!((hit.mixes_here, hit.djs_here, hit.first_played.as_deref()), (2, 2, Some("2001-01-01")));
        assert_eq!(hit.by_year, [(2001, 1), (2002, 1), (2003, 1), (2004, 1), (2009, 1), (2010, 1)]);
    }
}
