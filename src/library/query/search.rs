//! What a search answers.

use serde::Serialize;

use super::row::TrackRow;
pub use crate::search::Marks;
use crate::track::MixId;

/// One row of a search's answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SearchHit {
    /// The track.
    #[serde(flatten)]
    pub row: TrackRow,
    /// The same record with its version spelt differently, the most played first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub spellings: Vec<TrackRow>,
    /// The user has it in a folder or collection.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub owned: bool,
    /// Higher is better; comparable within one answer only.
    pub score: f32,
    /// Matched characters, as char offsets into `artist – title (version) label` fields; for the screen.
    #[serde(skip)]
    pub marks: Marks,
}

/// What a page is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PageKind {
    /// Who plays.
    Dj,
    /// Who puts records out.
    Label,
    /// Who makes them.
    Artist,
    /// What mixes are filed under.
    Style,
    /// One mix.
    Mix,
}

impl PageKind {
    /// What stands before a name.
    pub fn word(self) -> &'static str {
        match self {
            Self::Dj => "DJ",
            Self::Label => "label",
            Self::Artist => "artist",
            Self::Style => "style",
            Self::Mix => "mix",
        }
    }
}

/// Something that has a page, found by its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PageHit {
    /// What it is.
    pub kind: PageKind,
    /// By which its page is asked for.
    pub name: String,
    /// In how many mixes it is.
    pub mixes: u32,
    /// How many records it has.
    pub records: u32,
    /// The mix's number.
    #[serde(skip)]
    pub mix: Option<MixId>,
}

impl PageHit {
    /// How many of what its page lists: mixes or records.
    pub fn holds(&self) -> (u32, &'static str) {
        match self.kind {
            PageKind::Dj | PageKind::Style => (self.mixes, "mix"),
            PageKind::Label | PageKind::Artist | PageKind::Mix => (self.records, "record"),
        }
    }
}

/// The answer to a search.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SearchAnswer {
    /// As asked.
    pub query: String,
    /// Nothing matched every word; these are the nearest.
    pub closest: bool,
    /// The best has every word whole or as a beginning.
    #[serde(skip)]
    pub begins: bool,
    /// What has a page and is called so, best first.
    pub pages: Vec<PageHit>,
    /// So many of these, the last ones, are called by a part of the words alone.
    #[serde(skip)]
    pub parts: usize,
    /// How many match, counted up to 10,000.
    pub total: u32,
    /// Counting stopped.
    pub total_is_lower_bound: bool,
    /// The best, best first.
    pub tracks: Vec<SearchHit>,
}
