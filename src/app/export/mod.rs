//! Exporting and importing beside the screen: commands to a worker, events back.
//!
//! A command returns at once; what comes of it is told as an [`ExportEvent`].

mod worker;

pub(super) use worker::{Exporter, notice};

use std::{sync::Arc, time::Duration};

use crate::{
    export::Format,
    import::spotify::SpotifyImport,
    library::query::TrackRow,
    spotify::{
        Aim, ExportActivity,
        matching::{MatchRow, SpotifyTrack},
        playlists::PlaylistReport,
    },
};

/// What is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportCommand {
    /// Whether Spotify can be reached, and where the open queue went before.
    Look,
    /// Log in.
    LogIn,
    /// Forget the login.
    LogOut,
    /// The address that the browser ended on.
    Pasted(String),
    /// What the open queue's records are on Spotify.
    Match,
    /// The user's own playlists.
    Playlists,
    /// The row is this one.
    Choose(usize, SpotifyTrack),
    /// The row stays out.
    LeaveOut(usize),
    /// The row is the one that this link leads to.
    Link(usize, String),
    /// Send what is certain.
    Send(Aim),
    /// What can be imported.
    Sources,
    /// Import it; its name.
    Import(SpotifyImport, String),
    /// Write a file; over another only where that is said.
    Write(Format, String, bool),
    /// The queue as text for the clipboard.
    Copy,
    /// End what goes on.
    Stop,
}

/// Where a queue went before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    /// The playlist's name.
    pub name: String,
    /// So many were there when it stopped.
    pub sent: usize,
    /// Tracks the playlist should contain.
    pub of: usize,
    /// It was finished.
    pub done: bool,
}

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportTrouble {
    /// What happened and what is kept.
    pub text: String,
    /// What to do.
    pub remedy: String,
    /// Logging in helps; then it goes on at this record, where some are there.
    pub login: Option<usize>,
}

/// What an import brought.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// The queue that it is now, where it has records.
    pub queue: Option<String>,
    /// Its records, in order.
    pub rows: Vec<TrackRow>,
    /// They count as the user's own.
    pub owned: bool,
    /// Rows that name no record.
    pub skipped: usize,
}

/// What the worker tells.
#[derive(Clone, Debug, PartialEq)]
pub enum ExportEvent {
    /// Where the queue went before; why Spotify cannot be asked, where it cannot; a warning before the consent ends.
    Looked {
        /// Before.
        before: Option<Before>,
        /// Why Spotify cannot be asked at all.
        closed: Option<String>,
        /// Somebody is logged in.
        logged_in: bool,
        /// The consent ends soon.
        warning: Option<String>,
    },
    /// A login waits for this address to be opened; why nothing is listened for, where that is so.
    LoggingIn(String, Option<String>),
    /// What was pasted is not it.
    Wrong(String),
    /// Logged in as.
    LoggedIn(String),
    /// The login is forgotten.
    LoggedOut,
    /// How far it is.
    Doing(ExportActivity),
    /// Spotify asks to wait.
    Waiting(Duration),
    /// What the queue's rows are.
    Matched(Arc<Vec<MatchRow>>),
    /// What a row is now; with the candidate that a link led to.
    Decided(usize, Box<MatchRow>, Option<SpotifyTrack>),
    /// A link led nowhere.
    NoLink(String),
    /// The user's own playlists: id and name.
    Playlists(Vec<(String, String)>),
    /// What can be imported, with its name.
    Sources(Vec<(SpotifyImport, String)>),
    /// So many records of it are read.
    Reading(u64),
    /// Imported.
    Imported(Box<Imported>),
    /// Sent.
    Sent(Box<PlaylistReport>),
    /// The file was written: its path, how many tracks, and why the others are missing.
    Written(Box<PlaylistReport>),
    /// A file is there already.
    Exists(Format, String),
    /// For the clipboard: the text, and how many records.
    Text(String, usize),
    /// It did not work.
    Failed(ExportTrouble),
}

/// Takes the events.
pub type OnExport = Arc<dyn Fn(ExportEvent) + Send + Sync>;
