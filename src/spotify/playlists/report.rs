//! What came of an export: so many added, and of each other one why not.

use super::ExportProgress;
use crate::{
    catalogue::Seen,
    spotify::{
        link::{LinkKind, SpotifyLink},
        matching::{MatchRow, Matched},
    },
    track::{Name, Shop},
};

/// A track that did not go out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Which.
    pub track: Seen,
    /// Why.
    pub reason: String,
    /// Where a person can look: name and address.
    pub links: Vec<(&'static str, String)>,
}

/// The outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaylistReport {
    /// The playlist's address, or the file's path.
    pub written: Option<String>,
    /// It was written to a file.
    pub in_file: bool,
    /// Rows of the queue.
    pub wanted: usize,
    /// Those of them that are in it.
    pub added: usize,
    /// The others.
    pub missing: Vec<Missing>,
}

impl PlaylistReport {
    /// `87 of 92 added`; of a file `92 of 92 written`.
    pub fn headline(&self) -> String {
        format!("{} of {} {}", self.added, self.wanted, if self.in_file { "written" } else { "added" })
    }
}

/// Says of every row what became of it.
pub fn report(rows: &[MatchRow], progress: &ExportProgress) -> PlaylistReport {
    let mut missing = Vec::new();
    let mut gone: Vec<&str> = Vec::new();
    let in_playlist = progress.uris();
    for row in rows {
        let uri = row.matched.certain().map(super::super::matching::SpotifyTrack::uri);
        let entry = uri.as_deref().and_then(|uri| progress.want.iter().find(|entry| entry.uri == uri));
        let reason = match (&row.matched, entry) {
            (Matched::Exact(hit) | Matched::Chosen(hit), _) if hit.unplayable => {
                Some("Spotify has it, but not where you live".to_owned())
            }
            (_, Some(entry)) if !in_playlist.contains(&entry.uri) => {
                Some("Spotify does not take it".to_owned())
            }
            (_, Some(entry)) if gone.contains(&entry.uri.as_str()) => {
                Some("the same recording stands in the queue before".to_owned())
            }
            (_, Some(entry)) => {
                gone.push(&entry.uri);
                None
            }
            (Matched::Doubtful(hits), _) => Some(match hits.as_slice() {
                [only] => format!("not sure: only {} is there", only.name()),
                [first, ..] => format!("not sure: {} are near, such as {}", hits.len(), first.name()),
                [] => "not sure".to_owned(),
            }),
            (Matched::LeftOut, _) => Some("left out, as you said".to_owned()),
            _ => Some("Spotify does not have it".to_owned()),
        };
        missing.extend(reason.map(|reason| Missing {
            track: row.track.clone(),
            reason,
            links: links(&row.track.name),
        }));
    }
    let written =
        progress.target.as_ref().map(|id| SpotifyLink { kind: LinkKind::Playlist, id: id.clone() }.address());
    PlaylistReport { written, in_file: false, wanted: rows.len(), added: rows.len() - missing.len(), missing }
}

/// Searches for a record, by name of the shop.
pub fn links(name: &Name) -> Vec<(&'static str, String)> {
    let version = name.version.as_deref().unwrap_or_default();
    let words = format!("{} {} {version}", name.artist, name.title);
    Shop::ALL.iter().map(|shop| (shop.name(), shop.search(words.trim()))).collect()
}
