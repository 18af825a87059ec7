//! What Spotify is asked: one function a question.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{
    SpotifyClient, SpotifyError,
    client::Method,
    wire::{PagingObject, PlaylistObject, PlaylistTrackObject, ROWS, SearchResponse, Track, UserObject},
};

/// Rows of a search; Development Mode gives no more.
pub const HITS: u32 = 10;
/// Tracks that one request may add or remove.
pub const CHUNK: usize = 100;

impl SpotifyClient {
    /// Whose login it is.
    pub fn me(&mut self) -> Result<UserObject, SpotifyError> {
        self.get("me", &[])
    }

    /// Records that fit, at most [`HITS`].
    pub fn search(&mut self, query: &str) -> Result<Vec<Track>, SpotifyError> {
        let limit = HITS.to_string();
        let answer: SearchResponse =
            self.get("search", &[("q", query), ("type", "track"), ("limit", &limit)])?;
        Ok(answer.tracks.items.into_iter().flatten().collect())
    }

    /// One record.
    pub fn track(&mut self, id: &str) -> Result<Track, SpotifyError> {
        self.get(&format!("tracks/{id}"), &[])
    }

    /// A new playlist of the user's.
    pub fn create(
        &mut self,
        name: &str,
        description: &str,
        public: bool,
    ) -> Result<PlaylistObject, SpotifyError> {
        let body = json!({ "name": name, "description": description, "public": public });
        self.ask(Method::Post, "me/playlists", &[], &body)
    }

    /// A playlist without its rows.
    pub fn playlist(&mut self, id: &str) -> Result<PlaylistObject, SpotifyError> {
        let fields = "id,name,description,owner(id,display_name)";
        self.get(&format!("playlists/{id}"), &[("fields", fields)])
    }

    /// The user's playlists from `offset` on.
    pub fn playlists(&mut self, offset: u32) -> Result<PagingObject<PlaylistObject>, SpotifyError> {
        self.page("me/playlists", offset)
    }

    /// Rows of a playlist from `offset` on.
    pub fn items(
        &mut self,
        id: &str,
        offset: u32,
    ) -> Result<PagingObject<PlaylistTrackObject>, SpotifyError> {
        self.page(&format!("playlists/{id}/items"), offset)
    }

    /// The saved tracks from `offset` on.
    pub fn saved(&mut self, offset: u32) -> Result<PagingObject<PlaylistTrackObject>, SpotifyError> {
        self.page("me/tracks", offset)
    }

    /// Adds at most [`CHUNK`] tracks at a place.
    pub fn add(&mut self, id: &str, uris: &[String], position: usize) -> Result<(), SpotifyError> {
        let body = json!({ "uris": uris, "position": position });
        self.ask::<Value>(Method::Post, &format!("playlists/{id}/items"), &[], &body).map(drop)
    }

    /// Puts at most [`CHUNK`] tracks in place of all there are.
    pub fn replace(&mut self, id: &str, uris: &[String]) -> Result<(), SpotifyError> {
        let body = json!({ "uris": uris });
        self.ask::<Value>(Method::Put, &format!("playlists/{id}/items"), &[], &body).map(drop)
    }

    /// Removes at most [`CHUNK`] tracks, wherever they stand.
    pub fn remove(&mut self, id: &str, uris: &[String]) -> Result<(), SpotifyError> {
        let items: Vec<Value> = uris.iter().map(|uri| json!({ "uri": uri })).collect();
        let body = json!({ "items": items });
        self.ask::<Value>(Method::Delete, &format!("playlists/{id}/items"), &[], &body).map(drop)
    }

    fn page<T: DeserializeOwned>(
        &mut self,
        path: &str,
        offset: u32,
    ) -> Result<PagingObject<T>, SpotifyError> {
        let (limit, offset) = (ROWS.to_string(), offset.to_string());
        self.get(path, &[("limit", &limit), ("offset", &offset)])
    }

    fn get<T: DeserializeOwned>(&mut self, path: &str, query: &[(&str, &str)]) -> Result<T, SpotifyError> {
        self.ask(Method::Get, path, query, &Value::Null)
    }
}
