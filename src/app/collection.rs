//! Which records the user owns.

use crate::{
    catalogue::User,
    library::{Library, LibraryError},
    track::TrackId,
};

/// Which records the user owns: asked of the catalogue anew only where the collection or the catalogue has changed.
#[derive(Debug, Default)]
pub(super) struct Collection {
    known: Option<(u64, u64)>,
    mine: Vec<TrackId>,
}

impl Collection {
    pub(super) fn read(&mut self, library: &Library, user: &User) -> Result<Vec<TrackId>, LibraryError> {
        let now = (user.owned_version()?, library.snapshot().generation());
        if self.known != Some(now) {
            (self.mine, self.known) = (library.owned(user)?, Some(now));
        }
        Ok(self.mine.clone())
    }
}
