//! What the user has played before, read again only where it has changed.

use std::sync::Arc;

use super::{lock::lock, open::App, time::now};
use crate::library::{LibraryError, OwnHistory};

/// The sets, what is wanted, the snapshot and the day that the history was read from.
type Version = (u64, (i64, i64), u64, i64);

const SECONDS_A_DAY: i64 = 86_400;

/// The history as last read.
#[derive(Debug, Default)]
pub(super) struct Remembered {
    known: Option<Version>,
    history: Arc<OwnHistory>,
}

impl App {
    /// What the user has played before. Nothing where the store cannot be read: the seeds alone say enough.
    pub(super) fn own_history(&self) -> Arc<OwnHistory> {
        let mut remembered = lock(&self.remembered);
        if let Err(e) = self.remember(&mut remembered) {
            tracing::warn!("own sets are not asked: {e}");
        }
        remembered.history.clone()
    }

    fn remember(&self, remembered: &mut Remembered) -> Result<(), LibraryError> {
        let now = now();
        let user = self.store();
        let generation = self.library.snapshot().generation();
        let version = (user.sets_version()?, user.wanted_version()?, generation, now / SECONDS_A_DAY);
        if remembered.known != Some(version) {
            remembered.history = Arc::new(self.library.own_history(&user, now)?);
            remembered.known = Some(version);
        }
        Ok(())
    }
}
