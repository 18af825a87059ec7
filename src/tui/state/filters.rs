//! Filters of the recommendations: what they hide is counted, never silent.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::{
    app::answer::{
        Controls, Kin, MixingFacts, NEW_TO_ME, NOT_MINE, ONLY_MINE, Only, OwnSets, djs_name, own_name,
        played_name, styles_name, years_name,
    },
    track::{NoYears, TrackId, Years},
    tui::state::{facts::FactsByTrack, list::Row, queue::UserLists},
};

/// What is hidden.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a filter of its own")]
pub struct Filters {
    /// Rows last played with the seed before this year.
    pub since: Option<u16>,
    /// Rows with fewer DJs in common.
    pub djs: Option<u32>,
    /// More rows of one artist than this.
    pub per_artist: Option<u32>,
    /// Rows by an artist of a seed.
    pub own_artist: bool,
    /// Rows heard before.
    pub heard: bool,
    /// Rows in the queue.
    pub queued: bool,
    /// Records that came out in other years.
    pub years: Option<Years>,
    /// Records that are in no mix of these styles.
    pub styles: Vec<String>,
    /// Records that none of these DJs has played.
    pub played_by: Vec<String>,
    /// Leaves only what is in a mix, or only what is in none.
    pub played: Option<bool>,
    /// Leaves only what is in the user's own folders, or hides it.
    pub mine: Option<bool>,
    /// Records of the user's own sets.
    pub new_to_me: bool,
    /// Rows whose tempo or key does not mix with the seed, or is not known.
    pub fit: bool,
    /// Rows in another key than the seed.
    pub same_key: bool,
    /// Rows further than so many beats per minute from the seed.
    pub bpm: Option<u32>,
    /// Leaves what is of the seed's genre, or of others.
    pub genre: Option<Kin>,
    /// Leaves what the user's own sets hold, or what others' mixes hold.
    pub own: Option<bool>,
}

/// What the filters go by.
#[derive(Clone, Copy, Debug)]
pub struct Basis<'b> {
    /// The artists of the seeds.
    pub artists: &'b [String],
    /// Queue, verdicts, collection.
    pub mine: &'b UserLists,
    /// Tempo and key of the rows.
    pub facts: &'b FactsByTrack,
    /// Those of the seed.
    pub seed: MixingFacts,
    /// How far a deck is pitched, in per cent.
    pub pitch: f32,
}

/// One filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    /// By the last year.
    Since,
    /// By DJs in common.
    Djs,
    /// By how many of one artist.
    PerArtist,
    /// By the seeds' artists.
    OwnArtist,
    /// By what was heard.
    Heard,
    /// By what is queued.
    Queued,
    /// By the year it came out.
    Years,
    /// By the styles of its mixes.
    Styles,
    /// By who has played it.
    PlayedBy,
    /// By whether any mix has it.
    Played,
    /// By tempo and key.
    Fit,
    /// By the seed's key.
    SameKey,
    /// By the seed's tempo.
    Bpm,
    /// By the seed's genre.
    Genre,
    /// By what the user has.
    Mine,
    /// By whether the user has played it in a set of their own.
    NewToMe,
    /// By what the user has played.
    Own,
}

impl Filter {
    /// All, in the order of the bar: those first that narrow pages too.
    pub const ALL: [Self; 17] = [
        Self::Years,
        Self::Styles,
        Self::PlayedBy,
        Self::Mine,
        Self::NewToMe,
        Self::Heard,
        Self::Queued,
        Self::PerArtist,
        Self::Fit,
        Self::SameKey,
        Self::Bpm,
        Self::Since,
        Self::Djs,
        Self::OwnArtist,
        Self::Played,
        Self::Own,
        Self::Genre,
    ];
    /// Those that narrow pages of DJs, labels and artists too.
    pub const OF_PAGES: &'static [Self] = Self::ALL.split_at(10).0;

    /// What it does.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Since => "last played since",
            Self::Djs => "DJs in common, at least",
            Self::PerArtist => "rows of one artist, at most",
            Self::OwnArtist => "without the seed's artists",
            Self::Heard => "without what was heard",
            Self::Queued => "without what is queued",
            Self::Years => "came out in",
            Self::Styles => "in mixes of the style",
            Self::PlayedBy => "played by the DJ",
            Self::Played => "played in a mix",
            Self::Mine => NOT_MINE,
            Self::NewToMe => NEW_TO_ME,
            Self::Fit => "tempo and key fit",
            Self::SameKey => "in the seed's key",
            Self::Bpm => "bpm from the seed, at most",
            Self::Genre => "of another genre",
            Self::Own => "in my own sets",
        }
    }

    /// Whether its value is written, not chosen.
    #[must_use]
    pub fn is_written(self) -> bool {
        matches!(self, Self::Styles | Self::PlayedBy)
    }

    /// Whether it is on or off and nothing else.
    #[must_use]
    pub fn is_switch(self) -> bool {
        matches!(
            self,
            Self::OwnArtist | Self::NewToMe | Self::Heard | Self::Queued | Self::Fit | Self::SameKey
        )
    }

    /// Whether the library applies it, which then lists as many rows as ever; the others hide rows of the list.
    #[must_use]
    pub fn is_asked(self) -> bool {
        use Filter::{Genre, Mine, NewToMe, Own, Played, PlayedBy, Styles, Years};
        matches!(self, Years | Styles | PlayedBy | Played | Mine | NewToMe | Genre | Own)
    }
}

const YEARS: [u16; 7] = [1995, 2000, 2005, 2010, 2015, 2018, 2020];
const FEW: [u32; 4] = [1, 2, 3, 5];
/// Since a year, the latest first, then decades.
const PERIODS: [Years; 8] = [
    Years { from: 2020, to: 9999 },
    Years { from: 2015, to: 9999 },
    Years { from: 2010, to: 9999 },
    Years { from: 2000, to: 9999 },
    Years { from: 2010, to: 2019 },
    Years { from: 2000, to: 2009 },
    Years { from: 1990, to: 1999 },
    Years { from: 0, to: 1989 },
];
const BPM: [u32; 4] = [1, 3, 5, 10];

impl Filters {
    /// How many filters are on.
    #[must_use]
    pub fn on(&self) -> usize {
        Filter::ALL.iter().filter(|f| self.is_on(**f)).count()
    }

    /// Whether one is on.
    #[must_use]
    pub fn is_on(&self, filter: Filter) -> bool {
        match filter {
            Filter::Since => self.since.is_some(),
            Filter::Djs => self.djs.is_some(),
            Filter::PerArtist => self.per_artist.is_some(),
            Filter::OwnArtist => self.own_artist,
            Filter::Heard => self.heard,
            Filter::Queued => self.queued,
            Filter::Years => self.years.is_some(),
            Filter::Styles => !self.styles.is_empty(),
            Filter::PlayedBy => !self.played_by.is_empty(),
            Filter::Fit => self.fit,
            Filter::SameKey => self.same_key,
            Filter::Bpm => self.bpm.is_some(),
            Filter::Genre => self.genre.is_some(),
            Filter::Played => self.played.is_some(),
            Filter::Mine => self.mine.is_some(),
            Filter::NewToMe => self.new_to_me,
            Filter::Own => self.own.is_some(),
        }
    }

    /// What the library is asked to leave out; `owned` is what the user has.
    #[must_use]
    pub fn controls(&self, owned: &HashSet<TrackId>) -> Controls {
        let mut tracks: Vec<TrackId> = owned.iter().copied().filter(|_| self.mine.is_some()).collect();
        tracks.sort_unstable();
        let mut controls = Controls {
            per_artist: None,
            years: self.years,
            styles: self.styles.clone(),
            djs: self.played_by.clone(),
            played: self.played,
            new_to_me: self.new_to_me,
            own: self.own_sets(),
            ..Controls::default()
        };
        match self.mine {
            Some(true) => controls.only.push(Only { name: ONLY_MINE.to_owned(), tracks }),
            _ => controls.without = tracks,
        }
        controls
    }

    /// What pages of DJs, labels and artists are narrowed by.
    #[must_use]
    pub fn page_controls(&self, owned: &HashSet<TrackId>) -> Controls {
        let of_pages = Self { played: None, own: None, ..self.clone() };
        of_pages.controls(owned)
    }

    /// Which mixes count.
    #[must_use]
    pub fn own_sets(&self) -> OwnSets {
        match self.own {
            None => OwnSets::With,
            Some(true) => OwnSets::Only,
            Some(false) => OwnSets::Without,
        }
    }

    /// Sets a filter to what was written, names apart by commas; nothing switches it off. Says what is wrong with it.
    pub fn write(&mut self, filter: Filter, text: &str) -> Result<(), String> {
        let names = || text.split(',').map(str::trim).filter(|n| !n.is_empty()).map(str::to_owned).collect();
        match filter {
            Filter::Years if text.trim().is_empty() => self.years = None,
            Filter::Years => self.years = Some(text.parse().map_err(|e: NoYears| e.to_string())?),
            Filter::Styles => self.styles = names(),
            Filter::PlayedBy => self.played_by = names(),
            _ => {}
        }
        Ok(())
    }

    /// Whether any goes by tempo or key.
    #[must_use]
    pub fn need_facts(&self) -> bool {
        [Filter::Fit, Filter::SameKey, Filter::Bpm].iter().any(|f| self.is_on(*f))
    }

    /// Its value in a word.
    #[must_use]
    pub fn value(&self, filter: Filter) -> String {
        let names = |names: &[String]| names.join(", ");
        match filter {
            Filter::Years if self.years.is_some() => {
                return self.years.map(|years| years.to_string()).unwrap_or_default();
            }
            Filter::Styles if !self.styles.is_empty() => return names(&self.styles),
            Filter::PlayedBy if !self.played_by.is_empty() => return names(&self.played_by),
            Filter::Played if self.played == Some(true) => return "only those".to_owned(),
            Filter::Played if self.played == Some(false) => return "never".to_owned(),
            Filter::Mine if self.mine == Some(true) => return "only in them".to_owned(),
            Filter::Own if self.own == Some(true) => return "only those".to_owned(),
            Filter::Own if self.own == Some(false) => return "without those".to_owned(),
            Filter::Genre if self.genre == Some(Kin::Same) => return "the seed's".to_owned(),
            _ => {}
        }
        let number = match filter {
            Filter::Since => self.since.map(u32::from),
            Filter::Djs => self.djs,
            Filter::PerArtist => self.per_artist,
            Filter::Bpm => self.bpm,
            _ => None,
        };
        match number {
            Some(number) => number.to_string(),
            None if self.is_on(filter) => "on".to_owned(),
            None => "off".to_owned(),
        }
    }

    /// Sets one to its next or previous value; off stands before the first.
    pub fn turn(&mut self, filter: Filter, forward: bool) {
        match filter {
            Filter::Since => self.since = turned(&YEARS, self.since, forward),
            Filter::Djs => self.djs = turned(&FEW[1..], self.djs, forward),
            Filter::PerArtist => self.per_artist = turned(&FEW, self.per_artist, forward),
            Filter::OwnArtist => self.own_artist ^= true,
            Filter::Heard => self.heard ^= true,
            Filter::Queued => self.queued ^= true,
            Filter::Years => self.years = turned(&PERIODS, self.years, forward),
            Filter::Styles => self.styles.clear(),
            Filter::PlayedBy => self.played_by.clear(),
            Filter::Fit => self.fit ^= true,
            Filter::SameKey => self.same_key ^= true,
            Filter::Bpm => self.bpm = turned(&BPM, self.bpm, forward),
            Filter::Genre => self.genre = turned(&[Kin::Same, Kin::Other], self.genre, forward),
            Filter::Played => self.played = turned(&[true, false], self.played, forward),
            Filter::Mine => self.mine = turned(&[false, true], self.mine, forward),
            Filter::NewToMe => self.new_to_me ^= true,
            Filter::Own => self.own = turned(&[true, false], self.own, forward),
        }
    }

    /// Switches one off, or on to its first value.
    pub fn switch(&mut self, filter: Filter) {
        let on = self.is_on(filter);
        self.turn(filter, true);
        while on && self.is_on(filter) {
            self.turn(filter, true);
        }
    }

    /// What stays is few words: what a filter leaves, for the line above the list.
    #[must_use]
    pub fn short(&self, filter: Filter) -> String {
        let value = || self.value(filter);
        match filter {
            Filter::Since => format!("since {}", value()),
            Filter::Djs => format!("{} DJs or more", value()),
            Filter::PerArtist => format!("{} an artist", value()),
            Filter::OwnArtist => "other artists".to_owned(),
            Filter::Heard => "not heard".to_owned(),
            Filter::NewToMe => "new to you".to_owned(),
            Filter::Queued => "not queued".to_owned(),
            Filter::Years => format!("out {}", value()),
            Filter::Styles => value(),
            Filter::PlayedBy => format!("by {}", value()),
            Filter::Played => played_name(self.played == Some(true)).to_owned(),
            Filter::Mine => if self.mine == Some(true) { "mine" } else { "not mine" }.to_owned(),
            Filter::Own => own_name(self.own_sets()).to_owned(),
            Filter::Fit => "fit".to_owned(),
            Filter::SameKey => "same key".to_owned(),
            Filter::Bpm => format!("{} bpm", value()),
            Filter::Genre => self.genre.map(Kin::name).unwrap_or_default().to_owned(),
        }
    }

    /// How the library calls one that it applies.
    fn asked_name(&self, filter: Filter) -> Option<String> {
        Some(match filter {
            Filter::Years => years_name(self.years?),
            Filter::Styles => styles_name(&self.styles),
            Filter::PlayedBy => djs_name(&self.played_by),
            Filter::Played => played_name(self.played?).to_owned(),
            Filter::Mine => if self.mine? { ONLY_MINE } else { NOT_MINE }.to_owned(),
            Filter::Own => own_name(self.own_sets()).to_owned(),
            Filter::NewToMe => NEW_TO_ME.to_owned(),
            Filter::Genre => self.genre?.name().to_owned(),
            _ => return None,
        })
    }

    /// How many rows each filter that is on hides: the library's counts, by their names, and those of the list.
    #[must_use]
    pub fn counted(&self, left_out: &[(String, u32)], here: &[(Filter, u32)]) -> Vec<(Filter, u32)> {
        let of = |filter: Filter| {
            let name = self.asked_name(filter);
            let asked = left_out
                .iter()
                .filter(|(known, _)| name.as_ref().is_some_and(|n| known.starts_with(n.as_str())));
            let shown = here.iter().filter(|(known, _)| *known == filter);
            asked.map(|(_, rows)| rows).chain(shown.map(|(_, rows)| rows)).sum()
        };
        Filter::ALL
            .into_iter()
            .filter(|filter| self.is_on(*filter))
            .map(|filter| (filter, of(filter)))
            .collect()
    }

    /// The rows that stay, and how many each filter of the list hides. A row counts for the first that hides it; one that
    /// stands for no record stays.
    #[must_use]
    pub fn apply(&self, rows: &[Row], basis: Basis<'_>) -> (Vec<Row>, Vec<(Filter, u32)>) {
        if self.on() == 0 {
            return (rows.to_vec(), Vec::new());
        }
        let seeds: HashSet<String> = basis.artists.iter().map(|artist| artist.to_lowercase()).collect();
        let mut by_artist: HashMap<String, u32> = HashMap::new();
        let mut hidden = [0_u32; Filter::ALL.len()];
        let mut kept = Vec::new();
        for row in rows {
            let artist = row.record().map(|record| record.artist.to_lowercase());
            let so_far = artist.as_ref().and_then(|artist| by_artist.get(artist)).copied().unwrap_or(0);
            let hides = Filter::ALL.iter().position(|f| self.hides(*f, row, &seeds, so_far, basis));
            if let Some(filter) = hides {
                hidden[filter] += 1;
            } else {
                if let Some(artist) = artist {
                    *by_artist.entry(artist).or_default() += 1;
                }
                kept.push(row.clone());
            }
        }
        let counted = Filter::ALL.into_iter().zip(hidden).filter(|(_, rows)| *rows > 0);
        (kept, counted.collect())
    }

    fn hides(
        &self,
        filter: Filter,
        row: &Row,
        seeds: &HashSet<String>,
        so_far: u32,
        basis: Basis<'_>,
    ) -> bool {
        if let Row::Mix(_) = row {
            let out = |years: Years| row.year().is_none_or(|year| !years.contains(year));
            return filter == Filter::Years && self.years.is_some_and(out);
        }
        let Some(record) = row.record() else { return false };
        let Basis { mine, seed, .. } = basis;
        let id: TrackId = record.id;
        let facts = || basis.facts.of(record);
        let similar = match row {
            Row::Similar(similar) => Some(similar),
            _ => None,
        };
        match filter {
            Filter::Since => self.since.zip(similar).is_some_and(|(since, row)| {
                let year = row.last.as_deref().and_then(|d| d.get(..4)).and_then(|y| y.parse::<u16>().ok());
                year.is_none_or(|year| year < since)
            }),
            Filter::Djs => self.djs.zip(similar).is_some_and(|(least, row)| row.djs_together < least),
            Filter::PerArtist => self.per_artist.is_some_and(|most| so_far >= most),
            Filter::OwnArtist => {
                self.own_artist && similar.is_some() && seeds.contains(&record.artist.to_lowercase())
            }
            Filter::Heard => self.heard && mine.heard.contains(&id),
            Filter::Queued => self.queued && mine.is_queued(id),
            // The library has left them out.
            Filter::Years
            | Filter::Styles
            | Filter::PlayedBy
            | Filter::Played
            | Filter::Mine
            | Filter::NewToMe
            | Filter::Genre
            | Filter::Own => false,
            Filter::Fit => self.fit && !seed.fits(&facts(), basis.pitch),
            Filter::SameKey => self.same_key && !seed.same_key(&facts()),
            Filter::Bpm => self.bpm.is_some_and(|bpm| !seed.within_bpm(&facts(), bpm as f32)),
        }
    }
}

fn turned<T: Copy + PartialEq>(values: &[T], now: Option<T>, forward: bool) -> Option<T> {
    let at = now.and_then(|now| values.iter().position(|v| *v == now));
    match (at, forward) {
        (None, true) => values.first().copied(),
        (None, false) => values.last().copied(),
        (Some(at), true) => values.get(at + 1).copied(),
        (Some(at), false) => at.checked_sub(1).and_then(|at| values.get(at).copied()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_turn_through_off_in_both_directions() {
        for filter in Filter::ALL.into_iter().filter(|filter| !filter.is_written()) {
            for forward in [true, false] {
                let mut filters = Filters::default();
                let mut turns = 0;
                loop {
                    filters.turn(filter, forward);
                    turns += 1;
                    if filters == Filters::default() {
                        break;
                    }
                    assert_eq!(filters.on(), 1);
                }
                assert!((2..=10).contains(&turns), "{filter:?}");
            }
        }
    }

    #[test]
    fn a_switch_goes_between_off_and_the_first_value() {
        let mut filters = Filters::default();
        filters.switch(Filter::Mine);
        assert_eq!(filters.mine, Some(false));
        filters.turn(Filter::Mine, true);
        filters.switch(Filter::Mine);
        assert_eq!(filters, Filters::default());
    }

    #[test]
    fn written_values_are_read_shown_and_asked_for() {
        let mut filters = Filters::default();
        filters.write(Filter::Years, "1995..1999").expect("years");
        filters.write(Filter::Styles, "Dub Techno, House").expect("styles");
        filters.write(Filter::PlayedBy, " Andy C ").expect("a DJ");
        assert_eq!(filters.on(), 3);
        assert_eq!(filters.value(Filter::Years), "1995..1999");
        assert_eq!(filters.value(Filter::Styles), "Dub Techno, House");
        let owned = HashSet::from([TrackId(7)]);
        filters.turn(Filter::Played, false);
        assert_eq!(filters.value(Filter::Played), "never");
        let controls = filters.controls(&owned);
        assert_eq!((&*controls.djs, controls.played), (&["Andy C".to_owned()][..], Some(false)));
        filters.switch(Filter::Played);
        assert!(controls.without.is_empty());
        filters.turn(Filter::Mine, true);
        assert_eq!(filters.controls(&owned).without, [TrackId(7)]);
        filters.turn(Filter::Mine, true);
        let controls = filters.controls(&owned);
        assert!(controls.without.is_empty() && controls.only[0].tracks == [TrackId(7)]);
        assert!(filters.write(Filter::Years, "long ago").is_err());
        filters.write(Filter::Years, "").expect("off");
        filters.turn(Filter::Styles, true);
        filters.turn(Filter::PlayedBy, false);
        filters.turn(Filter::Mine, true);
        assert_eq!(filters, Filters::default());
    }
}
