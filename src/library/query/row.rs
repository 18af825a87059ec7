//! A record and a mix as every list shows them.

use serde::Serialize;

use crate::track::{MixId, Name, TrackId, Whose};

/// A track as every list shows it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TrackRow {
    /// The track's number.
    pub id: TrackId,
    /// As most often written.
    pub artist: String,
    /// Without its version.
    pub title: String,
    /// `None` where neutral (Original Mix, Extended, …).
    pub version: Option<String>,
    /// The label most often named.
    pub label: Option<String>,
    /// The release year named in a tracklist, the earliest.
    pub year: Option<u16>,
    /// In how many mixes it is played.
    pub mixes: u32,
    /// By how many DJs.
    pub djs: u32,
}

impl TrackRow {
    /// Artist, title and version.
    pub fn name(&self) -> Name {
        Name { artist: self.artist.clone(), title: self.title.clone(), version: self.version.clone() }
    }

    /// `Artist – Title (Version)`.
    pub fn full_name(&self) -> String {
        let version = self.version.as_ref().map(|v| format!(" ({v})")).unwrap_or_default();
        format!("{} – {}{version}", self.artist, self.title)
    }
}

/// A mix in a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MixRow {
    /// Its number.
    pub id: MixId,
    /// As written: `2001-01-31`, `2001-01`, `2001`, `2026-0X`.
    pub date: Option<String>,
    /// The page's title.
    pub title: String,
    /// The page's address.
    pub url: Option<String>,
    /// Whose it is; for people.
    #[serde(skip)]
    pub whose: Whose,
}
