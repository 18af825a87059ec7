//! What the program answers with, and what it is asked with: data of the rooms below and their own words, without a store, a client or a thread. The
//! doors name these types here.

// The catalogue's records, pages and lists.
pub use crate::library::{
    Follows, MixingFacts, OwnSets, SimilarQuery, Together,
    browse::{Browse, BrowseAnswer, BrowseBy, BrowseRow, StyleCount, StylesAnswer},
    query::{By, Kinship, PageHit, PlayOrder, SearchHit, SimilarAnswer, SimilarRow, TrackPage, TrackRow},
    similar::controls::{Controls, Only},
    sound::Kin,
};

// Sets and what is imported.
pub use crate::{
    catalogue::{DjSet, entry_name},
    import::{Confirm, Encoding, ImportProgress, ImportReport, found::FoundPlace},
};

// A queue that goes out.
pub use crate::{export::Format, spotify::ExportActivity};

// What is fetched and fitted.
pub use crate::{
    recommend::als::FitProgress,
    updater::{Order, Slice, SliceOffer, UpdateActivity, roughly},
};

// What a page's text holds.
pub use crate::wikitext::parse as parse_wikitext;
