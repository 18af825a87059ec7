//! Spotify: login, client, matching, playlists.
