//! Which records of the catalogue the user owns.

use super::{Library, LibraryError};
use crate::{catalogue::User, track::TrackId};

/// So many records are looked up before others may ask the catalogue.
const CHUNK: usize = 256;

impl Library {
    /// The tracks that the user's folders and collections hold, ascending.
    pub fn owned(&self, user: &User) -> Result<Vec<TrackId>, LibraryError> {
        let mut owned = Vec::new();
        for chunk in user.owned_tracks()?.chunks(CHUNK) {
            let catalogue = self.catalogue();
            for track in chunk {
                owned.extend(catalogue.resolve(track)?);
            }
        }
        owned.sort_unstable();
        owned.dedup();
        Ok(owned)
    }
}
