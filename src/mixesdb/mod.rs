//! A polite reader of MixesDB, which is a MediaWiki: fills a catalogue and follows what changes.

mod answer;
mod catalogue;
mod changes;
mod client;
mod crawl;
mod error;
mod etiquette;
mod jitter;
mod lane;
mod page;
mod robots;
mod scope;
mod site;
mod sizes;
mod state;
mod store;
mod verdict;
mod walk;

#[cfg(test)]
pub(crate) mod fake;
#[cfg(test)]
mod tests;

pub use catalogue::{CatalogueStore, WriterSource, followed};
pub use client::{WikiAccess, WikiClient, WikiWorld};
pub use crawl::{CrawlProgress, update};
pub use error::CrawlError;
pub use etiquette::is_loopback;
pub use scope::CrawlScope;
pub use site::{Greeting, greet};
pub use sizes::{Size, sizes};
pub use store::BatchOutcome;
