//! Where the crawl stands. Kept in the catalogue, in the transaction of the pages it speaks of.

use serde::{Deserialize, Serialize};

use super::{answer::Continue, scope::Scope, site::Site};

/// Everything the next update needs to know of the last one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// The wiki this catalogue follows.
    pub site: Site,
    /// The slice that was crawled last.
    pub scope: Scope,
    /// Every change before this time on the server's clock is known, once `walk` is done.
    pub looked: String,
    /// A walk through the wiki's lists that is not at its end yet.
    pub walk: Option<Walk>,
}

/// A walk through lists of pages: the first fill, or a comparison of revisions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Walk {
    /// Fetch text with the list, fifty pages at a time, or compare revisions first, five hundred at a time.
    pub how: How,
    /// Which of the slice's categories it is in.
    pub lane: usize,
    /// Where the list goes on.
    pub next: Continue,
    /// Pages are read again even where their revision is known: the slice has other categories now.
    pub recheck: bool,
    /// Titles before this key (see `page::key`) are done.
    pub done_to: String,
    /// Pages done.
    pub done: u64,
    /// Pages to do, as the wiki counts them.
    pub total: Option<u64>,
}

/// The two kinds of walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum How {
    /// Nothing was known at its start.
    Fill,
    /// Something was known: pages that the lists no longer have are asked after one by one.
    Compare,
}
