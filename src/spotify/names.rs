//! What a link to a record leads to: its name, known or asked for.

use super::{SERVICE, SpotifyClient, SpotifyError, SpotifyLink};
use crate::{catalogue::User, track::Name};

/// The record's name; Spotify is asked only where no match was kept.
pub fn name_of(
    user: &User,
    link: &SpotifyLink,
    client: impl FnOnce() -> Result<SpotifyClient, SpotifyError>,
) -> Result<Name, SpotifyError> {
    if let Some(seen) = user.found_as(SERVICE, &link.id)? {
        return Ok(seen.name);
    }
    Ok(client()?.track(&link.id)?.name())
}
