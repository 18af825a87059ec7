//! The values a filter goes through, and how they are written.

use super::{Filter, Filters};
use crate::{
    app::answer::{Kin, own_name, played_name},
    track::{NoYears, Years},
};

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
            Filter::Genre if self.genre == Some(Kin::Other) => return "another".to_owned(),
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
            Filter::Heard => "not auditioned".to_owned(),
            Filter::NewToMe => "new to you".to_owned(),
            Filter::Queued => "not queued".to_owned(),
            Filter::Years => format!("out or played {}", value()),
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
    use std::collections::HashSet;

    use super::*;
    use crate::track::TrackId;

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
