//! When to crawl, refit and publish. One update at a time, by a lock that dies with its process.

mod background;
mod fresh;
mod greet;
mod offers;
mod report;
mod schedule;
mod slice;
mod status;
mod update;

#[cfg(test)]
mod tests;

pub use background::Updater;
pub use greet::greet;
pub use offers::{SliceOffer, offers};
pub use report::UpdateReport;
pub use schedule::{Moment, Schedule};
pub use slice::Slice;
pub use status::{Last, UpdateActivity, UpdaterStatus, roughly};
pub use update::{Order, UpdateError, update};
