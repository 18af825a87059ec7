//! Which records of the catalogue the user owns.

use super::{Library, LibraryError};
use crate::{catalogue::User, track::TrackId};

/// So many records are looked up before others may ask the catalogue.
const CHUNK: usize = 256;

impl Library {
    /// The tracks that the user's folders and collections hold, ascending; those that no mix has by their numbers outside.
    pub fn owned(&self, user: &User) -> Result<Vec<TrackId>, LibraryError> {
        let mut owned = Vec::new();
        for chunk in user.owned_tracks()?.chunks(CHUNK) {
            let catalogue = self.catalogue();
            let snapshot = self.snapshot();
            for track in chunk {
                let of_a_mix = catalogue.resolve(track)?.filter(|id| snapshot.tables.row_of(*id).is_some());
                owned.push(of_a_mix.unwrap_or_else(|| TrackId::outside(&track.key)));
            }
        }
        owned.sort_unstable();
        owned.dedup();
        Ok(owned)
    }
}
