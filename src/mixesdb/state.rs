//! Where the crawl stands. Kept in the catalogue, in the transaction of the pages it speaks of.

use serde::{Deserialize, Serialize};

use super::{answer::Continue, scope::CrawlScope, site::Site};

/// Everything the next update needs to know of the last one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CrawlState {
    /// The wiki this catalogue follows.
    pub site: Site,
    /// The slice that was crawled last.
    pub scope: CrawlScope,
    /// Every change before this time on the server's clock is known, once `walk` is done.
    pub looked: String,
    /// A walk through the wiki's lists that is not at its end yet.
    pub walk: Option<PageWalk>,
    /// Pages that were known under another slice may still have to go.
    #[serde(default)]
    pub leaving: bool,
}

/// A walk through lists of pages: the first fill, or a comparison of revisions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageWalk {
    /// Fetch text with the list, fifty pages at a time, or compare revisions first, five hundred at a time.
    pub how: How,
    /// Which of the slice's categories it is in.
    pub lane: usize,
    /// Where the list goes on.
    pub next: Continue,
    /// The lists are read from their end, newest titles first; walks of earlier programs go upwards.
    #[serde(default)]
    pub down: bool,
    /// Titles before this key (see `page::key`) are done, or from it on where the walk goes down; empty at a list's begin.
    pub done_to: String,
    /// Pages done.
    pub done: u64,
    /// Pages to do, as the wiki counts them.
    pub total: Option<u64>,
}

/// The kinds of walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum How {
    /// Nothing was known at its start.
    Fill,
    /// Something was known, as of the last look: only what is not is fetched.
    Add,
    /// Something was known: pages that the lists no longer have are asked after one by one.
    Compare,
}

impl PageWalk {
    /// A walk at its begin, downwards, of a wiki that counts so many pages.
    pub fn new(how: How, total: Option<u64>) -> Self {
        Self { how, lane: 0, next: Continue::new(), down: true, done_to: String::new(), done: 0, total }
    }

    /// The same walk from its begin.
    #[must_use]
    pub fn again(&self, how: How, down: bool) -> Self {
        Self { down, ..Self::new(how, self.total) }
    }
}
