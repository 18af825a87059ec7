//! A queue to a playlist, from matching to the report.

use super::{
    SpotifyClient, SpotifyError,
    matching::{MatchRow, SpotifyTrack, matches},
    playlists::{ExportProgress, PlaylistEntry, PlaylistGoal, PlaylistReport, Playlists, report, send},
};
use crate::{
    catalogue::{Seen, User},
    plain::sentence,
};

/// Which playlist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Aim {
    /// The one that this queue went to before, repaired in place; a new one where there is none.
    Again,
    /// A new one.
    New,
    /// Another of one's own, whose rows go.
    Replace(String),
    /// Another of one's own, whose rows stay.
    Append(String),
}

/// How far a export is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportActivity {
    /// Looking for records: so many of so many.
    Matching(usize, usize),
    /// Sending: so many of so many.
    Sending(usize, usize),
}

/// A queue on its way to Spotify.
pub struct QueueExport<'h> {
    /// Asks Spotify.
    pub client: &'h mut SpotifyClient,
    /// Where matches and progress are kept.
    pub user: &'h mut User,
    /// The queue's name.
    pub queue: &'h str,
    /// Told how far it is.
    pub on: &'h mut dyn FnMut(ExportActivity),
}

impl QueueExport<'_> {
    /// Says what each of the queue's rows is on Spotify.
    pub fn matches(&mut self) -> Result<Vec<MatchRow>, SpotifyError> {
        let tracks: Vec<Seen> = self.user.queue(self.queue)?.into_iter().map(|item| item.track).collect();
        let (now, of) = (self.client.now(), tracks.len());
        matches(self.client, self.user, &tracks, now, &mut |at| (self.on)(ExportActivity::Matching(at, of)))
    }

    /// Sends what is certain among the rows, or goes on where it stopped.
    pub fn send(
        &mut self,
        rows: &[MatchRow],
        aim: &Aim,
        public: bool,
    ) -> Result<PlaylistReport, SpotifyError> {
        let mut progress = self.open(entries(rows), aim, public)?;
        let now = self.client.now();
        progress.keep(self.user, self.queue, now)?;
        let on = &mut |progress: &ExportProgress| {
            (self.on)(ExportActivity::Sending(progress.sent, progress.want.len()));
        };
        send(self.client, &mut (&mut *self.user, self.queue, now), &mut progress, on)?;
        Ok(report(rows, &progress))
    }

    fn open(
        &mut self,
        want: Vec<PlaylistEntry>,
        aim: &Aim,
        public: bool,
    ) -> Result<ExportProgress, SpotifyError> {
        let name = if self.queue == "queue" { "segue" } else { self.queue };
        let new = |goal, target, want| ExportProgress::new(name, goal, want, target, public);
        Ok(match aim {
            Aim::New => new(PlaylistGoal::Whole, None, want),
            Aim::Replace(id) => new(PlaylistGoal::Whole, Some(id.clone()), want),
            Aim::Append(id) => match ExportProgress::of(self.user, self.queue)? {
                // Going on with the same one: what is there of this queue is known.
                Some(before) if before.goal == PlaylistGoal::Append && before.target.as_ref() == Some(id) => {
                    ExportProgress::again(before, want)
                }
                _ => new(PlaylistGoal::Append, Some(id.clone()), want),
            },
            Aim::Again => match ExportProgress::of(self.user, self.queue)? {
                Some(before) if self.is_there(&before)? => ExportProgress::again(before, want),
                _ => new(PlaylistGoal::Whole, None, want),
            },
        })
    }

    /// A playlist that its owner has removed can still be written to, where nobody sees it.
    fn is_there(&mut self, before: &ExportProgress) -> Result<bool, SpotifyError> {
        match &before.target {
            Some(id) => Ok(self.client.all()?.iter().any(|playlist| playlist.id == *id)),
            None => Ok(true),
        }
    }
}

/// What goes out.
fn entries(rows: &[MatchRow]) -> Vec<PlaylistEntry> {
    let hit = |row: &MatchRow| row.matched.certain().filter(|hit| !hit.unplayable).map(SpotifyTrack::uri);
    rows.iter()
        .filter_map(|row| Some(PlaylistEntry { key: row.track.key.as_str().to_owned(), uri: hit(row)? }))
        .collect()
}

/// What a person reads when an export stops: what is kept, and where it goes on.
pub fn stopped(error: &SpotifyError, progress: Option<&ExportProgress>) -> String {
    let error = sentence(&error.to_string());
    match progress.filter(|progress| !progress.done && progress.sent > 0) {
        Some(progress) => {
            format!("{error} Queue kept, {} of {} sent.", progress.sent, progress.want.len())
        }
        None => format!("{error} Queue kept."),
    }
}
