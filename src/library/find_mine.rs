//! Finding what the user owns and what was analysed, beside what the mixes have.

use std::sync::Arc;

use super::{
    Library, LibraryError,
    mine::{Made, OwnedIndex, Record},
    query::{SearchAnswer, SearchHit, TrackRow},
    unknown_row,
};
use crate::catalogue::User;

/// So many more than are wanted are asked for, as those that a mix has are left out.
const SPARE: usize = 4;

impl Library {
    /// What the user owns and what was analysed; made anew where either has changed.
    pub fn mine(&self, user: &User) -> Result<Arc<OwnedIndex>, LibraryError> {
        let made = Made { owned: user.owned_version()?, analysed: self.catalogue().heard_stamp()? };
        let held = self.mine.load_full();
        if held.made == made {
            return Ok(held);
        }
        let analysed = self.catalogue().heard_records()?;
        let mut mine = OwnedIndex::new(user.owned_tracks()?, analysed);
        mine.made = made;
        let mine = Arc::new(mine);
        self.mine.store(mine.clone());
        Ok(mine)
    }

    /// The best `limit` of mine for what was typed that no mix has. `None`: stopped.
    pub(super) fn search_mine(
        &self,
        mine: &OwnedIndex,
        query: &str,
        limit: usize,
        stop: &dyn Fn() -> bool,
    ) -> Result<Option<SearchAnswer>, LibraryError> {
        let wanted = limit.saturating_mul(SPARE);
        let Some(found) = mine.index.search(query, wanted, mine, stop) else { return Ok(None) };
        let begins = found.hits.first().is_some_and(|hit| hit.begins);
        let mut tracks = Vec::new();
        for hit in found.hits {
            let Record { seen, id, owned } = &mine.records[hit.row as usize];
            if tracks.len() == limit || stop() {
                break;
            }
            let of_a_mix = self.catalogue().resolve(seen)?;
            if of_a_mix.is_none_or(|id| self.snapshot().tables.row_of(id).is_none()) {
                let row = TrackRow { id: *id, ..unknown_row(&seen.name) };
                let (score, marks) = (hit.score, hit.marks);
                tracks.push(SearchHit { row, spellings: Vec::new(), owned: *owned, score, marks });
            }
        }
        let (total, closest) = (tracks.len() as u32, found.closest);
        Ok(Some(SearchAnswer { closest, begins, total, tracks, ..SearchAnswer::default() }))
    }
}
