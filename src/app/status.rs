//! How everything stands, as the screen shows it.

use std::time::Duration;

use crate::{
    config::Consent,
    library::{query::TrackRow, sound::Said},
    track::MixId,
};

/// Long work going on.
#[derive(Clone, Debug, PartialEq)]
pub struct LongWork {
    /// What it is: `learning`, `taking in new mixes`.
    pub name: String,
    /// Done, from 0 to 1, where known.
    pub done: Option<f32>,
    /// Time left, where known.
    pub left: Option<Duration>,
}

/// How listening stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListeningStatus {
    /// Records that were listened to.
    pub heard: u64,
    /// Of these, with tempo and key of an earlier edition: they are made anew where the sound is at hand.
    pub outdated: u64,
    /// Whether previews may be analysed.
    pub previews: Consent,
    /// The network is not to be used.
    pub offline: bool,
    /// Time left until all that waits is listened to.
    pub left: Option<Duration>,
    /// Somebody stopped it.
    pub stopped: bool,
    /// Why it waits, where it does: whom it cannot ask now.
    pub waits: Option<String>,
    /// Whether taste and styles are told by sound, and how well; or why not.
    pub heads: Said,
}

/// The state of the catalogue and its models.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Status {
    /// The snapshot in use.
    pub generation: u64,
    /// Records in it.
    pub tracks: u64,
    /// Mixes in it.
    pub mixes: u64,
    /// The mix that came in last.
    pub newest: Option<MixId>,
    /// Years of the first and the last mix.
    pub years: Option<(u16, u16)>,
    /// Age of the fit; coarse, so that it changes seldom.
    pub fitted: Option<Duration>,
    /// So many mixes are stored that the snapshot does not know yet.
    pub behind: u32,
    /// Which fit it is: another number for another model, 0 for none.
    pub fit: u64,
    /// How the catalogue follows the wiki.
    pub updates: Updates,
    /// The user store's version; when it changes, the screen reads it again.
    pub user_version: u64,
    /// Changes when more is known of tempi and keys.
    pub facts_version: u64,
    /// Long work going on.
    pub work: Vec<LongWork>,
    /// How listening stands.
    pub listening: ListeningStatus,
    /// What is to be said once, at the start.
    pub notice: Option<String>,
    /// While the deck is followed: the newest play of the history that grows.
    pub on_deck: Option<Box<TrackRow>>,
    /// Records one could begin with can be asked for, searching works.
    pub ready: bool,
}

/// How the catalogue follows the wiki.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Updates {
    /// How often the wiki is asked, as set; empty is never.
    pub every: String,
    /// Somebody the wiki can write to is known.
    pub contact: bool,
    /// What goes on, in words: `fetching 41 %`, `waiting 4 s: …`; nothing while idle.
    pub doing: Option<String>,
    /// The same while pages are fetched: `fetching 2024-03, 31,200 of 280,000, 4 h left`.
    pub fetching: Option<String>,
    /// Somebody has paused it; asking goes on where it stood.
    pub paused: bool,
    /// When it is asked again, as local time.
    pub next: Option<String>,
    /// When the last update ended, as local time, and what it did, or why it stopped and what to do about it.
    pub last: Option<(String, Result<String, String>)>,
}

impl Status {
    /// There is no model yet, but soon there will be: recommendations wait for it.
    pub fn is_learning(&self) -> bool {
        self.fitted.is_none() && !self.work.is_empty()
    }
}
