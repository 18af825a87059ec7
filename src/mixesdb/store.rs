//! What the crawl needs of a catalogue.

use std::collections::HashMap;

use super::{page::PageChange, scope::CrawlScope, state::CrawlState};

/// Why a store failed.
pub type StoreError = Box<dyn std::error::Error + Send + Sync>;

/// What a batch did to the catalogue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BatchOutcome {
    /// Mixes that are new.
    pub added: u64,
    /// Mixes that were there and are different now.
    pub changed: u64,
    /// Mixes that are gone.
    pub removed: u64,
}

impl BatchOutcome {
    /// Whether the catalogue is as it was.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

impl std::ops::AddAssign for BatchOutcome {
    fn add_assign(&mut self, more: Self) {
        self.added += more.added;
        self.changed += more.changed;
        self.removed += more.removed;
    }
}

/// Keeps pages and where the crawl stands. Every page that was kept is known, whether it is a mix or not, until it is
/// gone.
pub trait PageStore {
    /// Where the crawl stands; `None` before the first.
    fn state(&self) -> Result<Option<CrawlState>, StoreError>;

    /// The revisions of those of these pages that are known.
    fn revisions(&self, pages: &[u64]) -> Result<HashMap<u64, u64>, StoreError>;

    /// The known pages whose title's key (see `page::key`) is `from` or behind it and before `to`.
    fn between(&self, from: &str, to: Option<&str>) -> Result<Vec<u64>, StoreError>;

    /// The known pages of a title.
    fn titled(&self, title: &str) -> Result<Vec<u64>, StoreError>;

    /// The known pages that are not in the slice, as far as what is stored of them tells.
    fn outside(&mut self, scope: &CrawlScope) -> Result<Vec<u64>, StoreError>;

    /// Whether no page is known.
    fn is_empty(&self) -> Result<bool, StoreError>;

    /// Keeps changes and state, both or neither.
    fn keep(&mut self, changes: &[PageChange], state: &CrawlState) -> Result<BatchOutcome, StoreError>;
}
