//! The screen's edge: everything it asks of the rest of the program, as one trait.
//!
//! Calls block and are made on worker threads, never by the event loop. Those with a `stop` give up soon after it
//! turns true; what they return then is dropped.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    config::Consent,
    library::{
        Facts, Together,
        news::Interest,
        query::{
            ArtistPage, By, DjPage, Evidence, LabelPage, MixPage, News, SearchAnswer, SimilarAnswer,
            TrackPage, TrackRow,
        },
        similar::controls::Controls,
        sound::{Kin, Said},
    },
    track::{MixId, TrackId},
    tui::handover::{Order, Tell},
};

/// Turns true when nobody wants the answer any more.
pub type Stop<'a> = &'a (dyn Fn() -> bool + Sync);

/// What went wrong, for a person: title, cause, what to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What could not be done.
    pub title: String,
    /// Why.
    pub cause: String,
    /// What to do.
    pub remedy: String,
}

/// An answer or what went wrong.
pub type Outcome<T> = Result<T, Fault>;

/// A queue's row, known by a number that the screen makes up and that never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ItemId(pub u64);

/// A record in a queue.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Its number.
    pub id: ItemId,
    /// The record, as seen when it was added or as the catalogue has it now.
    pub row: TrackRow,
}

/// What the user thinks of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// More like it.
    Like,
    /// Not this.
    Reject,
}

/// One change to what the user made; the screen has made it already, the store follows in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// A new row in the queue, after another or first.
    Insert {
        /// The row.
        item: Item,
        /// Its predecessor.
        after: Option<ItemId>,
    },
    /// A row leaves the queue.
    Remove {
        /// The row.
        item: ItemId,
    },
    /// A row goes elsewhere, after another or first.
    Move {
        /// The row.
        item: ItemId,
        /// Its new predecessor.
        after: Option<ItemId>,
    },
    /// A verdict on a record, or none any more.
    Verdict {
        /// The record, as seen.
        row: TrackRow,
        /// The verdict.
        verdict: Option<Verdict>,
    },
    /// An artist is rejected, or no longer.
    Artist {
        /// The name as written.
        artist: String,
        /// Rejected now.
        rejected: bool,
    },
    /// A note on a record, or none any more.
    Note {
        /// The record, as seen.
        row: TrackRow,
        /// The note; empty for none.
        text: String,
    },
    /// Somebody is followed, or no longer.
    Follow {
        /// Who.
        subject: Subject,
        /// Followed now.
        on: bool,
    },
    /// Listening in the background stops, or goes on.
    Listening {
        /// It stops.
        stopped: bool,
    },
    /// Previews may be analysed, or may not.
    Previews {
        /// They may.
        allowed: bool,
    },
    /// A record was listened to.
    Heard {
        /// The record, as seen.
        row: TrackRow,
    },
    /// Another queue is open; made where it is missing.
    OpenQueue {
        /// Its name.
        name: String,
    },
}

/// Whom one can follow.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A DJ.
    Dj(String),
    /// A label.
    Label(String),
    /// An artist.
    Artist(String),
}

/// A queue among others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueName {
    /// Its name.
    pub name: String,
    /// Records in it.
    pub records: u32,
}

/// What the user made, as stored.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UserData {
    /// The store's version when this was read.
    pub version: u64,
    /// The open queue's name.
    pub queue_name: String,
    /// The open queue.
    pub queue: Vec<Item>,
    /// Verdicts.
    pub verdicts: Vec<(TrackId, Verdict)>,
    /// Rejected artists, as written.
    pub rejected_artists: Vec<String>,
    /// Heard before.
    pub heard: Vec<TrackId>,
    /// In the user's own collection.
    pub mine: Vec<TrackId>,
    /// Notes on records.
    pub notes: Vec<(TrackId, String)>,
    /// Who is followed.
    pub follows: Vec<Subject>,
    /// All queues.
    pub queues: Vec<QueueName>,
}

/// What to recommend for.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    /// The seeds, the last added last.
    pub seeds: Vec<TrackId>,
    /// What they are to each other.
    pub together: Together,
    /// Which tab.
    pub by: By,
    /// The rarity dial: 0 for recurring records, larger for rarer ones.
    pub rarity: f32,
    /// What is left out.
    pub controls: Controls,
    /// Of the seeds' genre, or of others, among what was heard.
    pub genre: Option<Kin>,
    /// So many rows.
    pub limit: usize,
    /// Liked records; they steer.
    pub liked: Vec<TrackId>,
    /// Rejected records; they steer away and do not come back.
    pub rejected: Vec<TrackId>,
    /// Rejected artists; none of their records come back.
    pub rejected_artists: Vec<String>,
}

/// How often a record was played, year by year, and who began.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// Plays by year, in order of years.
    pub years: Vec<(u16, u32)>,
    /// The first DJ known to have played it, with the date as written.
    pub first: Option<(String, String)>,
}

/// Long work going on.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    /// What it is: `fetching`, `refitting`.
    pub name: String,
    /// Done, from 0 to 1, where known.
    pub done: Option<f32>,
    /// Time left, where known.
    pub left: Option<Duration>,
}

/// How listening stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listening {
    /// Records that were listened to.
    pub heard: u64,
    /// Whether previews may be analysed.
    pub previews: Consent,
    /// The network is not to be used.
    pub offline: bool,
    /// Time left until all that waits is listened to.
    pub left: Option<Duration>,
    /// Somebody stopped it.
    pub stopped: bool,
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
    pub work: Vec<Work>,
    /// How listening stands.
    pub listening: Listening,
    /// What is to be said once, at the start.
    pub notice: Option<String>,
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
    /// When it is asked again, as local time.
    pub next: Option<String>,
    /// When the last update ended, as local time, and what it did, or why it stopped and what to do about it.
    pub last: Option<(String, Result<String, String>)>,
}

impl Status {
    /// There is no model yet, but soon there will be: recommendations wait for it.
    #[must_use]
    pub fn is_learning(&self) -> bool {
        self.fitted.is_none() && !self.work.is_empty()
    }
}

/// Everything the screen asks for.
pub trait Services: Send + Sync {
    /// The recommenders there are, in the order of their tabs.
    fn tabs(&self) -> Vec<By>;
    /// The state of things; cheap, asked about once a second.
    fn status(&self) -> Status;
    /// Five records to begin with.
    fn welcome(&self, stop: Stop<'_>) -> Outcome<Vec<TrackRow>>;
    /// Fuzzy search.
    fn search(&self, query: &str, limit: usize, stop: Stop<'_>) -> Outcome<SearchAnswer>;
    /// Recommendations.
    fn similar(&self, ask: &Ask, stop: Stop<'_>) -> Outcome<SimilarAnswer>;
    /// Listens to what was named: a file, a link, a record that no mix has; it is a seed like any other then.
    fn listen(&self, words: &str, stop: Stop<'_>) -> Outcome<TrackRow>;
    /// The mixes that hold the row and one of the seeds, the best first.
    fn evidence(&self, seeds: &[TrackId], row: TrackId, stop: Stop<'_>) -> Outcome<Vec<Evidence>>;
    /// The records of these numbers, as far as they are known, in their order.
    fn rows(&self, ids: &[TrackId]) -> Outcome<Vec<TrackRow>>;
    /// All versions of a record, itself among them.
    fn versions(&self, id: TrackId, stop: Stop<'_>) -> Outcome<Vec<TrackRow>>;
    /// Plays by year.
    fn history(&self, id: TrackId, stop: Stop<'_>) -> Outcome<History>;
    /// A DJ's page.
    fn dj(&self, name: &str, stop: Stop<'_>) -> Outcome<DjPage>;
    /// A label's page.
    fn label(&self, name: &str, stop: Stop<'_>) -> Outcome<LabelPage>;
    /// An artist's page.
    fn artist(&self, name: &str, stop: Stop<'_>) -> Outcome<ArtistPage>;
    /// A mix's page.
    fn mix(&self, id: MixId, stop: Stop<'_>) -> Outcome<MixPage>;
    /// A record's page.
    fn track(&self, id: TrackId, stop: Stop<'_>) -> Outcome<TrackPage>;
    /// The mixes that came in after one.
    fn news(&self, since: MixId, interest: &Interest) -> Outcome<News>;
    /// Tempo, key and energy of each of the rows, in their order.
    fn facts(&self, rows: &[TrackRow], stop: Stop<'_>) -> Outcome<Vec<Facts>>;
    /// What the user made.
    fn user(&self) -> Outcome<UserData>;
    /// Stores a change, durably when it returns. Changes come one at a time, in order.
    fn change(&self, change: &Change) -> Outcome<()>;
    /// Takes an order about handing the queue over; returns at once, what comes of it is told.
    fn hand_over(&self, order: Order, tell: &Tell);
    /// The session as last saved, as JSON.
    fn session(&self) -> Outcome<Option<String>>;
    /// Saves the session.
    fn save_session(&self, session: &str) -> Outcome<()>;
    /// Asks the wiki for changes in the background. A contact is kept in the settings, and switches updates on. What
    /// will happen is said.
    fn update(&self, contact: Option<&str>) -> Outcome<String>;
}
