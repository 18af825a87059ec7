//! Fuzzy search over artist, title, version and label, as fast as typing at a million tracks. Pure: names in, rows out;
//! nothing is read or written here.
//!
//! Rows are numbered by popularity, so that every list of rows is read best first and reading can end when enough is
//! found. A query's words are matched against the vocabulary and the lists of rows intersected; only what survives is
//! scored. See [`SearchIndex::search`] for what matches and what stands before what.

mod address;
mod apart;
mod ask;
mod bits;
mod build;
mod edits;
mod fit;
mod grow;
mod index;
mod lists;
mod loose;
mod marks;
mod matches;
mod narrow;
mod near;
mod pasted;
mod rank;
mod sections;
mod stages;
#[cfg(test)]
mod tests;
mod text;
mod vocabulary;
mod words;

pub use ask::RankedHit;
pub use build::Names;
pub use index::SearchIndex;
pub use marks::Marks;
pub use pasted::{bolder, name_in};
pub use sections::Sections;
pub use text::words;
