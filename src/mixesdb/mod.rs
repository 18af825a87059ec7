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

pub use answer::Continue;
pub use catalogue::{CatalogueStore, WriterSource, followed};
pub use client::{OnWait, WikiAccess, WikiClient, WikiWorld};
pub use crawl::{CrawlOutcome, CrawlProgress, update};
pub use error::CrawlError;
pub use etiquette::{LEAST_DELAY, is_loopback};
pub use jitter::{Jitter, system_jitter};
pub use page::{PageChange, WikiPage, key};
pub use scope::CrawlScope;
pub use site::{Greeting, Rights, Site, greet};
pub use sizes::{Size, sizes};
pub use state::{CrawlState, How, PageWalk};
pub use store::{BatchOutcome, PageStore, StoreError};
