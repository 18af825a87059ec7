//! Tempo, key and energy, from what the user owns, what shops state and what was analysed.

use super::{
    fault::{self, Outcome, Stop},
    lock::lock,
    open::App,
    seen::seen,
};
use crate::library::{MixingFacts, query::TrackRow};

/// So many rows are looked up before others have their turn at the stores.
const AT_ONCE: usize = 50;

impl App {
    /// Of each row, in their order.
    pub fn facts(&self, rows: &[TrackRow], stop: Stop<'_>) -> Outcome<Vec<MixingFacts>> {
        let range = self.library.tempo_range();
        let mut facts = Vec::with_capacity(rows.len());
        for chunk in rows.chunks(AT_ONCE) {
            let keys: Vec<_> = chunk.iter().map(|row| seen(row).key).collect();
            {
                // In the order in which all take them.
                let store = lock(&self.user);
                let catalogue = self.library.catalogue();
                let found = MixingFacts::of_all(&catalogue, &store, &keys, range);
                facts.extend(found.map_err(|e| fault::of("Tempo and key cannot be read", &e))?);
            }
            if stop() {
                return Err(fault::stopped("facts"));
            }
        }
        Ok(facts)
    }

    /// Changes whenever something is analysed, the user's collection is read again, or the user decides on a tempo.
    pub(super) fn facts_version(&self) -> u64 {
        let analysed = self.library.catalogue().heard_stamp().unwrap_or_default();
        let user = lock(&self.user);
        analysed + user.owned_version().unwrap_or_default() + user.tempo_choices_version().unwrap_or_default()
    }
}
