//! A polite reader of MixesDB, which is a MediaWiki: fills a catalogue and follows what changes.

mod answer;
mod catalogue;
mod changes;
mod client;
mod clock;
mod crawl;
mod error;
mod etiquette;
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
pub use catalogue::{CatalogueStore, Pen, followed};
pub use client::{Access, Client, OnWait, World};
pub use clock::{Clock, Jitter, SystemClock, system_jitter};
pub use crawl::{Outcome, Progress, update};
pub use error::Error;
pub use etiquette::{LEAST_DELAY, is_loopback};
pub use page::{Change, Page, key};
pub use scope::Scope;
pub use site::{Greeting, Rights, Site, greet};
pub use sizes::{Size, sizes};
pub use state::{How, State, Walk};
pub use store::{Kept, Store, StoreError};
