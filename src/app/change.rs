//! What the user made and each change to it, as the screen has them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::fault::Fault;
use crate::{library::query::TrackRow, track::TrackId};

/// A queue's row, known by a number that the screen makes up and that never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct QueueEntryId(pub u64);

/// A record in a queue.
#[derive(Clone, Debug, PartialEq)]
pub struct QueueEntry {
    /// Its number.
    pub id: QueueEntryId,
    /// The record, as seen when it was added or as the catalogue has it now.
    pub row: TrackRow,
}

/// What the user thinks of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Opinion {
    /// More like it.
    Like,
    /// Not this.
    Reject,
}

/// One change to what the user made; the screen has made it already, the store follows in order.
#[derive(Clone, Debug, PartialEq)]
pub enum UserChange {
    /// A new row in the queue, after another or first.
    Insert {
        /// The row.
        item: QueueEntry,
        /// Its predecessor.
        after: Option<QueueEntryId>,
    },
    /// A row leaves the queue.
    Remove {
        /// The row.
        item: QueueEntryId,
    },
    /// A row goes elsewhere, after another or first.
    Move {
        /// The row.
        item: QueueEntryId,
        /// Its new predecessor.
        after: Option<QueueEntryId>,
    },
    /// Rows stand in this order, in the places that they have now.
    Arrange {
        /// The rows; others stay where they are.
        items: Vec<QueueEntryId>,
    },
    /// A verdict on a record, or none any more.
    Verdict {
        /// The record, as seen.
        row: TrackRow,
        /// The verdict.
        verdict: Option<Opinion>,
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
    /// Half or double of a record's tempo is decided on.
    Tempo {
        /// The record, as seen.
        row: TrackRow,
        /// Beats per minute.
        bpm: f32,
    },
    /// The user says that two records work, or no longer.
    Pair {
        /// The one that is played first.
        first: TrackRow,
        /// The other one.
        second: TrackRow,
        /// They work.
        on: bool,
    },
    /// Somebody is followed, or no longer.
    Follow {
        /// Who.
        subject: FollowSubject,
        /// Followed now.
        on: bool,
    },
    /// Listening in the background stops, or goes on.
    Listening {
        /// It stops.
        stopped: bool,
    },
    /// The newest play of a growing history is wanted, or no longer.
    Deck {
        /// It is wanted.
        followed: bool,
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
    /// A list that was kept as a set is taken out, or kept again.
    Set {
        /// The set.
        set: KeptSet,
        /// How it is called.
        title: String,
        /// Kept.
        on: bool,
    },
    /// A queue is called otherwise.
    RenameQueue {
        /// As it was called.
        from: String,
        /// As it is called from now on.
        to: String,
    },
    /// A queue is taken away, or comes back.
    TakeQueue {
        /// The queue.
        queue: QueueName,
        /// It is taken away.
        away: bool,
    },
    /// Another queue is open; made where it is missing.
    OpenQueue {
        /// Its name.
        name: String,
    },
    /// A queue that was made is left, and goes where it is empty.
    UnmakeQueue {
        /// The queue.
        name: String,
        /// The one that is open from now on.
        open: String,
    },
}

impl UserChange {
    /// Whether it goes to `user.db`; what does not is forgotten at the end, or stands in the settings.
    pub fn is_stored(&self) -> bool {
        !matches!(self, Self::Previews { .. } | Self::Listening { .. } | Self::Deck { .. })
    }
}

/// A list that was pasted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PastedText {
    /// As pasted.
    pub text: Arc<str>,
    /// Whether titles stand first; `None` where the user does not say.
    pub titles_first: Option<bool>,
}

/// A list that was kept as a set, as it can be taken out and kept again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptSet {
    /// The list.
    pub list: PastedText,
    /// By what the set is known.
    pub identity: String,
    /// It is another DJ's, and stands in the catalogue alone.
    pub public: bool,
}

/// Whom one can follow.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FollowSubject {
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
    /// Its number in the store; `None` before the store has it.
    pub id: Option<i64>,
    /// Its name.
    pub name: String,
    /// Records in it.
    pub records: u32,
}

impl QueueName {
    /// Whether both are the same queue, whatever it is called by now: by their numbers, or by their names where one has none yet.
    pub fn is(&self, other: &Self) -> bool {
        match (self.id, other.id) {
            (Some(one), Some(other)) => one == other,
            _ => self.name == other.name,
        }
    }
}

/// What the user made, as stored.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UserData {
    /// The store's version when this was read.
    pub version: u64,
    /// The open queue's name.
    pub queue_name: String,
    /// The open queue.
    pub queue: Vec<QueueEntry>,
    /// Verdicts.
    pub verdicts: Vec<(TrackId, Opinion)>,
    /// Rejected artists, as written.
    pub rejected_artists: Vec<String>,
    /// Heard before.
    pub heard: Vec<TrackId>,
    /// In the user's own collection.
    pub mine: Vec<TrackId>,
    /// Notes on records.
    pub notes: Vec<(TrackId, String)>,
    /// Pairs that the user says work, the one that is played first first.
    pub pairs: Vec<(TrackRow, TrackRow)>,
    /// Who is followed.
    pub follows: Vec<FollowSubject>,
    /// All queues.
    pub queues: Vec<QueueName>,
    /// The store is damaged: this is what can be read of it, and nothing is written to it.
    pub damaged: Option<Fault>,
}
