//! The verdicts of one moment, to count those that a list does not know yet.

use std::collections::{HashMap, HashSet};

use crate::{app::Opinion, track::TrackId, tui::state::queue::UserLists};

/// Verdicts at a time.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    verdicts: HashMap<TrackId, Opinion>,
    artists: HashSet<String>,
}

impl Judged {
    /// Those of now.
    #[must_use]
    pub fn of(mine: &UserLists) -> Self {
        Self { verdicts: mine.verdicts.clone(), artists: mine.artists.clone() }
    }

    /// In how many the two times differ.
    #[must_use]
    pub fn differences(&self, mine: &UserLists) -> usize {
        let changed = mine.verdicts.iter().filter(|(id, v)| self.verdicts.get(id) != Some(v)).count();
        let gone = self.verdicts.keys().filter(|id| !mine.verdicts.contains_key(id)).count();
        changed + gone + self.artists.symmetric_difference(&mine.artists).count()
    }
}
