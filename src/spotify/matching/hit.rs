//! A record of Spotify's as it is shown and kept.

use serde::{Deserialize, Serialize};

use crate::{
    spotify::{link::SpotifyLink, wire::Track},
    track::Name,
};

/// A record of Spotify's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpotifyTrack {
    /// Its id.
    pub id: String,
    /// Who made it, as Spotify writes it.
    pub artist: String,
    /// The title with its version, as Spotify writes it.
    pub title: String,
    /// What it is on.
    #[serde(default)]
    pub album: Option<String>,
    /// When that came out.
    #[serde(default)]
    pub year: Option<u16>,
    /// Its length in milliseconds.
    #[serde(default)]
    pub duration_ms: Option<u32>,
    /// The recording's number.
    #[serde(default)]
    pub isrc: Option<String>,
    /// Half a minute of it, where an older app still gets one.
    #[serde(default)]
    pub preview_url: Option<String>,
    /// It does not play where the user lives.
    #[serde(default)]
    pub unplayable: bool,
}

impl SpotifyTrack {
    /// From an answer; none for what has no id.
    pub fn of(track: &Track) -> Option<Self> {
        let id = track.id.clone().filter(|id| !id.is_empty())?;
        let album = track.album.as_ref();
        let year = album.and_then(|album| album.release_date.as_deref()?.get(..4)?.parse().ok());
        Some(Self {
            id,
            artist: track.credit(),
            title: track.name.clone(),
            album: album.map(|album| album.name.clone()).filter(|name| !name.is_empty()),
            year,
            duration_ms: track.duration_ms,
            isrc: track.isrc().map(str::to_owned),
            preview_url: track.preview_url.clone().filter(|address| !address.is_empty()),
            unplayable: track.is_playable == Some(false),
        })
    }

    /// Artists and title taken apart.
    pub fn name(&self) -> Name {
        Name::parse(&self.artist, &self.title)
    }

    /// What it is added by.
    pub fn uri(&self) -> String {
        SpotifyLink::track(&self.id).uri()
    }

    /// Its page.
    pub fn address(&self) -> String {
        SpotifyLink::track(&self.id).address()
    }
}
