//! How far an export is, kept at every step, so that it goes on where it stopped.

use serde::{Deserialize, Serialize};

use crate::{
    catalogue::{Export, User},
    spotify::{SERVICE, SpotifyError},
};

/// What becomes of a playlist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PlaylistGoal {
    /// It holds the queue's tracks and nothing else.
    Whole,
    /// What it holds stays; the queue's tracks come after it.
    Append,
}

/// A track that is to be there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaylistEntry {
    /// The queue's row, by its key.
    pub key: String,
    /// Spotify's record.
    pub uri: String,
}

/// One export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportProgress {
    /// The playlist's name.
    pub name: String,
    /// What becomes of it.
    pub goal: PlaylistGoal,
    /// The queue's tracks in order, each once.
    pub want: Vec<PlaylistEntry>,
    /// Shown on the user's profile, where it is made.
    pub public: bool,
    /// The playlist; none before it is made.
    pub target: Option<String>,
    /// Stands in a new playlist's description, so that one that was made without our hearing of it is found.
    pub mark: String,
    /// Making it has been asked for.
    pub asked: bool,
    /// Those to come after what was there, once that is known.
    pub new: Option<Vec<String>>,
    /// Those that an export of this queue put there before; they are not somebody else's.
    pub ours: Vec<String>,
    /// Those that Spotify does not take.
    pub refused: Vec<String>,
    /// So many are there.
    pub sent: usize,
    /// Read back and right.
    pub done: bool,
}

impl ExportProgress {
    /// Nothing done yet. `target` is the playlist to change; without one a new one is made.
    pub fn new(
        name: &str,
        goal: PlaylistGoal,
        want: Vec<PlaylistEntry>,
        target: Option<String>,
        public: bool,
    ) -> Self {
        Self {
            name: name.to_owned(),
            goal,
            mark: mark(&want),
            want: once(want),
            public,
            target,
            asked: false,
            new: None,
            ours: Vec::new(),
            refused: Vec::new(),
            sent: 0,
            done: false,
        }
    }

    /// The queue as it is now into the playlist that it went to before.
    pub fn again(before: Self, want: Vec<PlaylistEntry>) -> Self {
        let mut ours = before.ours;
        ours.extend(before.new.into_iter().flatten());
        let mark = if before.target.is_none() { before.mark } else { mark(&want) };
        let asked = before.asked && before.target.is_none();
        Self { mark, asked, ours, ..Self::new(&before.name, before.goal, want, before.target, before.public) }
    }

    /// What Spotify is to have of the queue.
    pub fn uris(&self) -> Vec<String> {
        let uris = self.want.iter().map(|entry| &entry.uri);
        uris.filter(|uri| !self.refused.contains(uri)).cloned().collect()
    }

    /// The last one of a queue. One that cannot be read is an error: without it a second playlist would be made.
    pub fn of(user: &User, queue: &str) -> Result<Option<Self>, SpotifyError> {
        let kept = user.export(SERVICE, queue)?;
        let read = |state: &str| {
            serde_json::from_str(state).map_err(|e| SpotifyError::Progress { why: e.to_string() })
        };
        kept.map(|export| read(&export.state)).transpose()
    }

    /// Keeps it.
    pub fn keep(&self, user: &mut User, queue: &str, now: i64) -> Result<(), SpotifyError> {
        let state =
            serde_json::to_string(self).map_err(|e| SpotifyError::Unreadable { why: e.to_string() })?;
        let export = Export { target: self.target.clone(), state, at: now };
        Ok(user.set_export(SERVICE, queue, Some(&export))?)
    }
}

/// The first of each.
fn once(want: Vec<PlaylistEntry>) -> Vec<PlaylistEntry> {
    let mut seen = std::collections::HashSet::new();
    want.into_iter().filter(|entry| seen.insert(entry.uri.clone())).collect()
}

/// Unlike any other export's.
fn mark(want: &[PlaylistEntry]) -> String {
    use std::hash::{BuildHasher as _, RandomState};
    let uris: Vec<&str> = want.iter().map(|entry| entry.uri.as_str()).collect();
    format!("segue-{:016x}", RandomState::new().hash_one(uris))
}
