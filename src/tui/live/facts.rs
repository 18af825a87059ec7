//! Tempo, key and energy, from what the user owns, what shops state and what was heard.

use std::sync::Mutex;

use super::{fault, lock, user};
use crate::{
    catalogue::User,
    library::{Facts, Library, query::TrackRow},
    tui::services::{Outcome, Stop},
};

/// So many rows are looked up before others have their turn at the stores.
const AT_ONCE: usize = 50;

/// Of each row, in their order.
pub(super) fn of(
    library: &Library,
    store: &Mutex<User>,
    rows: &[TrackRow],
    stop: Stop<'_>,
) -> Outcome<Vec<Facts>> {
    let mut facts = Vec::with_capacity(rows.len());
    for chunk in rows.chunks(AT_ONCE) {
        {
            // In the order in which all take them.
            let store = lock(store);
            let catalogue = library.catalogue();
            for row in chunk {
                let found = Facts::of(&catalogue, &store, &user::seen(row).name.key());
                facts.push(found.map_err(|e| fault::of("Tempo and key cannot be read", &e))?);
            }
        }
        if stop() {
            return Err(fault::stopped("facts"));
        }
    }
    Ok(facts)
}

/// Changes whenever something is heard, or the user's collection is read again.
pub(super) fn version(library: &Library, store: &Mutex<User>) -> u64 {
    let heard = library.catalogue().heard_stamp().unwrap_or_default();
    heard + lock(store).owned_version().unwrap_or_default()
}
