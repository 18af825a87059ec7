//! The answers of the Web API as far as they are needed. Development Mode leaves fields out, so nearly none is required.

use serde::{Deserialize, Deserializer};

use crate::track::Name;

/// Rows of a page of a playlist or of the saved tracks.
pub const ROWS: u32 = 50;

/// A record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Track {
    /// Its id; none for a file on somebody's disk.
    #[serde(default)]
    pub id: Option<String>,
    /// Its URI.
    #[serde(default)]
    pub uri: String,
    /// The title with its version.
    #[serde(default)]
    pub name: String,
    /// Who made it.
    #[serde(default)]
    pub artists: Vec<NamedObject>,
    /// Where it is from.
    #[serde(default)]
    pub album: Option<Album>,
    /// Its length.
    #[serde(default)]
    pub duration_ms: Option<u32>,
    /// Numbers of it elsewhere.
    #[serde(default)]
    pub external_ids: Option<ExternalIds>,
    /// Half a minute of it; apps made since late 2024 get none.
    #[serde(default)]
    pub preview_url: Option<String>,
    /// Whether it plays where the user lives, where that is said.
    #[serde(default)]
    pub is_playable: Option<bool>,
    /// A file on somebody's disk.
    #[serde(default)]
    pub is_local: bool,
    /// What was asked for, where another record stands in for it.
    #[serde(default)]
    pub linked_from: Option<LinkedFrom>,
}

/// A name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct NamedObject {
    /// As written.
    #[serde(default)]
    pub name: String,
}

/// A release.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Album {
    /// Its title.
    #[serde(default)]
    pub name: String,
    /// When it came out: `2004-02-02`, `2004`.
    #[serde(default)]
    pub release_date: Option<String>,
}

/// Numbers elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct ExternalIds {
    /// The recording's.
    #[serde(default)]
    pub isrc: Option<String>,
}

/// What a record stands in for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct LinkedFrom {
    /// Its URI.
    #[serde(default)]
    pub uri: String,
}

impl Track {
    /// Artists and title as one reads them.
    pub fn name(&self) -> Name {
        Name::parse(&self.credit(), &self.name)
    }

    /// All artists.
    pub fn credit(&self) -> String {
        self.artists.iter().map(|artist| artist.name.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// The recording's number.
    pub fn isrc(&self) -> Option<&str> {
        self.external_ids.as_ref()?.isrc.as_deref().filter(|isrc| !isrc.is_empty())
    }

    /// The URI it was added by.
    pub fn added_as(&self) -> &str {
        self.linked_from
            .as_ref()
            .map(|from| from.uri.as_str())
            .filter(|uri| !uri.is_empty())
            .unwrap_or(&self.uri)
    }
}

/// A part of a list.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct PagingObject<T> {
    /// The rows; some are null.
    #[serde(default = "Vec::new")]
    pub items: Vec<Option<T>>,
    /// The address of the next part.
    #[serde(default)]
    pub next: Option<String>,
}

impl<T> PagingObject<T> {
    /// Whether nothing comes after it: all pages before the last are full.
    pub fn is_last(&self) -> bool {
        self.next.is_none() || self.items.len() < ROWS as usize
    }
}

/// A search's answer.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct SearchResponse {
    /// Records.
    #[serde(default)]
    pub tracks: PagingObject<Track>,
}

/// A row of a playlist or of the saved tracks: the record stands under `item`, or `track` as it did before.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct PlaylistTrackObject {
    #[serde(default, deserialize_with = "track_or_nothing")]
    item: Option<Track>,
    #[serde(default, deserialize_with = "track_or_nothing")]
    track: Option<Track>,
}

impl PlaylistTrackObject {
    /// The record; none where it is gone or something else.
    pub fn track(self) -> Option<Track> {
        self.item.or(self.track)
    }
}

/// Episodes and whatever else may stand there have a shape of their own.
fn track_or_nothing<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Track>, D::Error> {
    Ok(serde_json::from_value(serde_json::Value::deserialize(from)?).ok())
}

/// A playlist. Its rows are asked for by themselves: a new playlist's answer may have none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct PlaylistObject {
    /// Its id.
    pub id: String,
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// What it says of itself.
    #[serde(default)]
    pub description: Option<String>,
    /// Whose it is.
    #[serde(default)]
    pub owner: Option<UserObject>,
}

/// A user.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct UserObject {
    /// The id.
    #[serde(default)]
    pub id: String,
    /// As shown.
    #[serde(default)]
    pub display_name: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_track_without_external_ids_is_a_track() {
        let track: Track = serde_json::from_str(r#"{"id":"x","uri":"spotify:track:x","name":"Song - B Remix","artists":[{"name":"A"},{"name":"B"}]}"#).unwrap();
        assert_eq!(track.isrc(), None);
        assert_eq!(track.name(), Name::parse("A, B", "Song (B Remix)"));
    }

    #[test]
    fn a_row_is_read_in_its_old_and_its_new_shape() {
        let read =
            |text: &str| serde_json::from_str::<PlaylistTrackObject>(text).unwrap().track().map(|t| t.uri);
        assert_eq!(read(r#"{"item":{"uri":"a"}}"#).as_deref(), Some("a"));
        assert_eq!(read(r#"{"track":{"uri":"b"}}"#).as_deref(), Some("b"));
        assert_eq!(read(r#"{"track":true,"item":{"uri":"c"}}"#).as_deref(), Some("c"));
        assert_eq!(read(r#"{"item":null}"#), None);
    }

    #[test]
    fn a_playlist_needs_no_rows() {
        let playlist: PlaylistObject = serde_json::from_str(r#"{"id":"p","name":"n"}"#).unwrap();
        assert_eq!(playlist.id, "p");
    }
}
