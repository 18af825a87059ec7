//! Search, and records to begin with.

use std::sync::Arc;

use super::{
    fault::{self, Outcome, Stop},
    open::App,
};
use crate::library::{
    OwnedIndex,
    query::{SearchAnswer, TrackRow},
};

/// Records to begin with: those that most DJs play, each by other artists.
const WELCOME: usize = 5;

impl App {
    /// Five records to begin with.
    pub fn welcome(&self) -> Vec<TrackRow> {
        self.library.snapshot().tables.most_played_by_others(WELCOME)
    }

    /// What the user owns and what was analysed, searchable.
    pub(super) fn mine(&self) -> Outcome<Arc<OwnedIndex>> {
        self.library.mine(&self.store()).map_err(|e| fault::of("What you own cannot be read", &e))
    }

    /// The best hits of what was typed; a link to Spotify and an ISRC find the record they name.
    pub fn search(&self, query: &str, limit: usize, stop: Stop<'_>) -> Outcome<SearchAnswer> {
        let _asking = self.pools.asking();
        let named = self.linked(query, stop)?;
        let words = named.as_deref().unwrap_or(query);
        let mine = self.mine()?;
        let answer = self.library.search(&mine, words, limit, stop);
        let mut answer = answer.map_err(|e| fault::of("Nothing can be searched for", &e))?;
        if let (Some(answer), Some(_)) = (&mut answer, named) {
            query.clone_into(&mut answer.query);
        }
        Ok(answer.unwrap_or_default())
    }
}
