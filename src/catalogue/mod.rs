//! The three SQLite stores, their migrations and the starter.
//!
//! `catalogue.db` holds what can be fetched again: mixes, their tracklists, tracks, how far the crawl is. One
//! [`Writer`] at a time changes it. `analysed.db` beside it holds hours of listening. `user.db` is precious and every process writes it: see [`User`].

mod aliases;
mod apply;
mod change;
mod cores;
mod counters;
mod crawl;
mod dj_set;
mod djs;
mod embedding;
mod error;
mod few;
mod half;
mod impression;
mod journal;
mod line;
pub mod location;
mod lock;
mod mix_points;
mod mixes;
mod open;
mod own;
mod public_list;
mod read;
mod rekey;
mod renamed;
mod schema;
pub mod starter;
mod styles;
mod tally;
#[cfg(test)]
mod tests;
mod title;
mod tracklist;
mod tracks;
mod user;
mod writer;

pub use aliases::Seen;
pub use change::{Applied, Change, Incoming, MixOrigin, MixSource, Which};
pub use dj_set::{DjSet, SetPlay, name as entry_name, same_records, within_a_day};
pub use embedding::{AnalysedTrack, SecondBest};
pub use error::CatalogueError;
pub use few::{few, few_or_none};
pub use impression::Impression;
pub use journal::{Changes, Lag};
pub use line::MixLine;
pub use lock::WriterLock;
pub use mix_points::MixPoints;
pub use open::{Catalogue, set_aside};
pub use own::set_titles;
pub use public_list::PublicList;
pub use read::{Contents, Counts, MixRecord, TrackRecord};
pub use schema::{all_closed_within, newly_taken_away, taken_away, tell_of_waiting};
pub use title::{normal_title, page_address};
pub use tracklist::Tracklist;
pub use user::{
    Elements, Export, Item, ItemId, LateUser, Mark, Marked, MatchVerdict, OwnPlay, Owned, OwnedSource, Put,
    QueueId, QueueOp, QueuePlace, QueueRow, ServiceMatch, StoredSet, Subject, User, WantedRecord,
    imported_queue,
};
pub use writer::Writer;
