//! What a writer is asked to do, and what it did.

use serde::Serialize;

use crate::{track::Whose, wikitext::Mix};

/// Where a mix comes from. Of the first three, later ones know better; the others have a foreign id and never meet them by title.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MixOrigin {
    /// Shipped with the program.
    Starter,
    /// From a file.
    Import,
    /// From the wiki itself.
    Wiki,
    /// A set of the user's own, kept in `user.db`.
    Own,
    /// A friend's set, kept in `user.db`.
    Friend,
    /// A tracklist found somewhere, or a released mix of open data.
    Public,
}

impl MixOrigin {
    pub(super) fn number(self) -> i64 {
        match self {
            Self::Starter => 0,
            Self::Import => 1,
            Self::Wiki => 2,
            Self::Own => 3,
            Self::Friend => 4,
            Self::Public => 5,
        }
    }

    pub(super) fn from_number(n: i64) -> Self {
        match n {
            0 => Self::Starter,
            1 => Self::Import,
            3 => Self::Own,
            4 => Self::Friend,
            5 => Self::Public,
            _ => Self::Wiki,
        }
    }

    /// Whose such a mix is.
    pub fn whose(self) -> Whose {
        match self {
            Self::Own => Whose::Me,
            Self::Friend => Whose::Friend,
            Self::Starter | Self::Import | Self::Wiki | Self::Public => Whose::World,
        }
    }
}

/// Whose word a mix is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MixSource {
    /// The wiki's page id, where known: the mix's identity.
    pub page_id: Option<u64>,
    /// The wiki's revision id; an older one never replaces a newer. Of several releases that are one mix, the release's rank among them: a
    /// lower one never replaces a higher of another address.
    pub revision: Option<u64>,
    /// Where it comes from.
    pub origin: MixOrigin,
    /// The page's address.
    pub url: Option<String>,
    /// The mix's identity where it is neither a page's nor its title: an own set's, a release's. Such a mix is replaced only
    /// by one with the same.
    pub foreign_id: Option<String>,
}

/// One mix as it comes in.
#[derive(Clone, Debug, PartialEq)]
pub struct Incoming {
    /// Whose word it is.
    pub source: MixSource,
    /// The parsed page.
    pub mix: Mix,
}

/// One page named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// By its page id.
    Page(u64),
    /// By its title.
    Title(String),
    /// By its foreign id.
    Foreign(String),
}

/// One change. Any order of changes that ends with the same pages ends with the same catalogue.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// A page's present text: new, edited, restored, or now a redirect.
    Upsert(Incoming),
    /// A page is gone.
    Remove(Which),
    /// A page has a new title and keeps its identity.
    Move {
        /// The page's id, where known.
        page_id: Option<u64>,
        /// Its title before.
        from: String,
        /// Its title now.
        to: String,
        /// Its address now.
        url: Option<String>,
    },
}

/// What a change set did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Applied {
    /// Mixes that were not there before.
    pub mixes_added: u64,
    /// Mixes whose title, lines or categories are different now.
    pub mixes_changed: u64,
    /// Mixes that were there already, or that a better source has said.
    pub mixes_unchanged: u64,
    /// Mixes that are gone.
    pub mixes_removed: u64,
    /// Tracks nobody had played before.
    pub tracks_added: u64,
    /// The catalogue's generation afterwards.
    pub generation: u64,
}

impl Applied {
    /// Whether the catalogue's contents are different now.
    pub fn changed(&self) -> bool {
        self.mixes_added + self.mixes_changed + self.mixes_removed > 0
    }

    /// Adds what a later change set did.
    pub fn add(&mut self, later: &Self) {
        self.mixes_added += later.mixes_added;
        self.mixes_changed += later.mixes_changed;
        self.mixes_unchanged += later.mixes_unchanged;
        self.mixes_removed += later.mixes_removed;
        self.tracks_added += later.tracks_added;
        self.generation = later.generation;
    }
}
