//! What the user has played before, read again only where it has changed.

use std::sync::Arc;

use crate::{
    catalogue::User,
    library::{Library, LibraryError, OwnHistory},
};

/// The sets, what is wanted, the snapshot and the day that the history was read from.
type Version = (u64, (i64, i64), u64, i64);

const SECONDS_A_DAY: i64 = 86_400;

/// The history as last read.
#[derive(Debug, Default)]
pub(super) struct Remembered {
    known: Option<Version>,
    history: Arc<OwnHistory>,
}

impl Remembered {
    /// What the user has played before `now` (UTC seconds). As last read where the store cannot be: the seeds alone say enough.
    pub(super) fn read(&mut self, library: &Library, user: &User, now: i64) -> Arc<OwnHistory> {
        if let Err(e) = self.refresh(library, user, now) {
            tracing::warn!("own sets are not asked: {e}");
        }
        self.history.clone()
    }

    fn refresh(&mut self, library: &Library, user: &User, now: i64) -> Result<(), LibraryError> {
        let generation = library.snapshot().generation();
        let version = (user.sets_version()?, user.wanted_version()?, generation, now / SECONDS_A_DAY);
        if self.known != Some(version) {
            self.history = Arc::new(library.own_history(user, now)?);
            self.known = Some(version);
        }
        Ok(())
    }
}
