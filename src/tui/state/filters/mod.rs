//! Filters of the recommendations: what they hide is counted, never silent.

mod filter;
mod rows;
mod values;

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

pub use self::{filter::Filter, rows::Basis};
use crate::{
    app::answer::{
        Controls, Kin, NEW_TO_ME, NOT_MINE, ONLY_MINE, Only, OwnSets, djs_name, own_name, played_name,
        styles_name, years_name,
    },
    track::{TrackId, Years},
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

    /// Whether any goes by tempo or key.
    #[must_use]
    pub fn need_facts(&self) -> bool {
        [Filter::Fit, Filter::SameKey, Filter::Bpm].iter().any(|f| self.is_on(*f))
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
}
