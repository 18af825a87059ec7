//! Search, and records to begin with.

use super::{
    fault::{Outcome, Stop},
    open::App,
};
use crate::library::query::{SearchAnswer, TrackRow};

/// Records to begin with: those that most DJs play, each by other artists.
const WELCOME: usize = 5;

impl App {
    /// Five records to begin with.
    #[must_use]
    pub fn welcome(&self) -> Vec<TrackRow> {
        self.library.snapshot().tables.most_played_by_others(WELCOME)
    }

    /// The best hits of what was typed; a link to Spotify and an ISRC find the record they name.
    pub fn search(&self, query: &str, limit: usize, stop: Stop<'_>) -> Outcome<SearchAnswer> {
        let _asking = self.pools.asking();
        let named = self.linked(query, stop)?;
        let mut answer = self.library.snapshot().search(named.as_deref().unwrap_or(query), limit, stop);
        if let (Some(answer), Some(_)) = (&mut answer, named) {
            query.clone_into(&mut answer.query);
        }
        Ok(answer.unwrap_or_default())
    }
}
