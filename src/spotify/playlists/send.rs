//! Bringing a playlist to what it should be, whatever happens on the way.
//!
//! Nothing is counted as done because it was asked for: after an answer that did not come the playlist is read, and at
//! the end it is read once more. So a track that was added without our hearing of it is not added again.

use std::time::Duration;

use super::{
    ExportProgress, PlaylistGoal,
    plan::{PlanStep, apply, next},
};
use crate::{
    catalogue::User,
    spotify::{CHUNK, SpotifyClient, SpotifyError, wire::PlaylistObject},
};

/// Spotify's playlists as far as an export needs them.
pub trait Playlists {
    /// Makes one.
    fn create(&mut self, name: &str, description: &str, public: bool)
    -> Result<PlaylistObject, SpotifyError>;
    /// The user's own, all of them.
    fn all(&mut self) -> Result<Vec<PlaylistObject>, SpotifyError>;
    /// The URIs of its rows; empty for a row that is gone.
    fn uris(&mut self, id: &str) -> Result<Vec<String>, SpotifyError>;
    /// Does one step.
    fn step(&mut self, id: &str, step: &PlanStep) -> Result<(), SpotifyError>;
    /// Waits.
    fn pause(&self, wait: Duration);
}

/// Where progress is kept.
pub trait Keep {
    /// Keeps it, durably when it returns.
    fn keep(&mut self, progress: &ExportProgress) -> Result<(), SpotifyError>;
}

/// In `user.db`, under a queue's name, at a time.
impl Keep for (&mut User, &str, i64) {
    fn keep(&mut self, progress: &ExportProgress) -> Result<(), SpotifyError> {
        progress.keep(self.0, self.1, self.2)
    }
}

/// Answers that did not come, in a row, before it is given up for now.
const LOST: u32 = 4;
/// Readings that show something else than was sent, before it is given up.
const WRONG: u32 = 6;

/// Sends until reading back shows the queue's tracks, in order, none twice. `on` is told after every step.
pub fn send(
    spotify: &mut dyn Playlists,
    keep: &mut dyn Keep,
    progress: &mut ExportProgress,
    on: &mut dyn FnMut(&ExportProgress),
) -> Result<(), SpotifyError> {
    progress.done = false;
    let (mut lost, mut wrong, mut chunk) = (0, 0, CHUNK);
    loop {
        match round(spotify, keep, progress, on, &mut chunk) {
            Ok(true) => return Ok(()),
            Ok(false) => {
                wrong += 1;
                lost = 0;
                if wrong > WRONG {
                    return Err(SpotifyError::Unsteady {
                        why: format!("{} of {} are there", progress.sent, progress.want.len()),
                    });
                }
                // Spotify may show a change late.
                if wrong > 1 {
                    spotify.pause(Duration::from_secs(1 << (wrong - 2).min(3)));
                }
            }
            Err(error) if error.is_uncertain() && lost + 1 < LOST => {
                tracing::warn!(%error, "what was sent is read back");
                spotify.pause(Duration::from_secs(1 << lost));
                lost += 1;
            }
            Err(error) => return Err(error),
        }
    }
}

/// Reads, sends what is missing, and says whether nothing was.
fn round(
    spotify: &mut dyn Playlists,
    keep: &mut dyn Keep,
    progress: &mut ExportProgress,
    on: &mut dyn FnMut(&ExportProgress),
    chunk: &mut usize,
) -> Result<bool, SpotifyError> {
    let target = target(spotify, keep, progress)?;
    let mut list = spotify.uris(&target)?;
    if progress.goal == PlaylistGoal::Append && progress.new.is_none() {
        let theirs = |uri: &String| list.contains(uri) && !progress.ours.contains(uri);
        progress.new = Some(progress.uris().into_iter().filter(|uri| !theirs(uri)).collect());
        keep.keep(progress)?;
    }
    let mut clean = true;
    loop {
        let desired = desired(progress, &list);
        progress.sent = progress.uris().iter().filter(|uri| list.contains(uri)).count();
        let whole = progress.goal == PlaylistGoal::Whole;
        let Some(step) = next(&list, &desired, whole, *chunk) else { break };
        clean = false;
        keep.keep(progress)?;
        on(progress);
        match spotify.step(&target, &step) {
            Ok(()) => apply(&mut list, &step),
            Err(SpotifyError::Refused { status: 400, why }) => narrow(progress, &step, chunk, &why)?,
            Err(error) => return Err(error),
        }
    }
    progress.done = clean;
    keep.keep(progress)?;
    on(progress);
    Ok(clean)
}

/// One of the tracks is not taken: smaller pieces show which, and that one is left out.
fn narrow(
    progress: &mut ExportProgress,
    step: &PlanStep,
    chunk: &mut usize,
    why: &str,
) -> Result<(), SpotifyError> {
    match step {
        PlanStep::Insert(_, uris) | PlanStep::Replace(uris) if uris.len() > 1 => *chunk = uris.len() / 2,
        PlanStep::Insert(_, uris) | PlanStep::Replace(uris) if uris.len() == 1 => {
            tracing::warn!(uri = uris[0], why, "Spotify does not take it");
            progress.refused.push(uris[0].clone());
            *chunk = CHUNK;
        }
        _ => return Err(SpotifyError::Refused { status: 400, why: why.to_owned() }),
    }
    Ok(())
}

/// What the playlist should hold, given what it holds.
fn desired(progress: &ExportProgress, list: &[String]) -> Vec<String> {
    match &progress.new {
        Some(new) => {
            let before = list.iter().filter(|uri| !new.contains(uri) && !progress.ours.contains(uri));
            let new = new.iter().filter(|uri| !progress.refused.contains(uri));
            before.chain(new).cloned().collect()
        }
        None => progress.uris(),
    }
}

/// The playlist, made where there is none. One that was asked for and never heard of is looked for first.
fn target(
    spotify: &mut dyn Playlists,
    keep: &mut dyn Keep,
    progress: &mut ExportProgress,
) -> Result<String, SpotifyError> {
    if let Some(target) = &progress.target {
        return Ok(target.clone());
    }
    let made = if progress.asked {
        let marked = |playlist: &PlaylistObject| {
            playlist.description.as_deref().is_some_and(|text| text.contains(&progress.mark))
        };
        spotify.all()?.into_iter().find(marked)
    } else {
        None
    };
    let playlist = if let Some(playlist) = made {
        playlist
    } else {
        progress.asked = true;
        keep.keep(progress)?;
        let description = format!("From segue. {}", progress.mark);
        spotify.create(&progress.name, &description, progress.public)?
    };
    progress.target = Some(playlist.id.clone());
    keep.keep(progress)?;
    Ok(playlist.id)
}

impl Playlists for SpotifyClient {
    fn create(
        &mut self,
        name: &str,
        description: &str,
        public: bool,
    ) -> Result<PlaylistObject, SpotifyError> {
        SpotifyClient::create(self, name, description, public)
    }

    fn all(&mut self) -> Result<Vec<PlaylistObject>, SpotifyError> {
        let mut all = Vec::new();
        loop {
            let page = self.playlists(all.len() as u32)?;
            let last = page.is_last();
            all.extend(page.items.into_iter().map(Option::unwrap_or_default));
            if last {
                all.retain(|playlist| !playlist.id.is_empty());
                return Ok(all);
            }
        }
    }

    fn uris(&mut self, id: &str) -> Result<Vec<String>, SpotifyError> {
        let mut uris = Vec::new();
        loop {
            let page = self.items(id, uris.len() as u32)?;
            let last = page.is_last();
            uris.extend(page.items.into_iter().map(|row| {
                let track = row.and_then(crate::spotify::wire::PlaylistTrackObject::track);
                track.map(|track| track.added_as().to_owned()).unwrap_or_default()
            }));
            if last {
                return Ok(uris);
            }
        }
    }

    fn step(&mut self, id: &str, step: &PlanStep) -> Result<(), SpotifyError> {
        match step {
            PlanStep::Replace(uris) => self.replace(id, uris),
            PlanStep::Remove(uris) => self.remove(id, uris),
            PlanStep::Insert(at, uris) => self.add(id, uris, *at),
        }
    }

    fn pause(&self, wait: Duration) {
        SpotifyClient::pause(self, wait);
    }
}
