//! What the library answers: the rows and pages that the screen shows and `--json` prints.

mod pages;
mod row;
mod search;
mod similar;

pub use pages::{
    ArtistPage, CountedRow, DatedRow, DjPage, EntryRow, LabelPage, MixPage, NewMix, News, PlayRow, TrackPage,
};
pub use row::{MixRow, TrackRow};
pub use search::{Marks, PageHit, PageKind, SearchAnswer, SearchHit};
pub use similar::{
    By, Evidence, Kinship, ListeningCounts, PlayOrder, SimilarAnswer, SimilarRow, StraightAfter, Why, YOU,
};
