//! When to crawl, refit and publish. One update at a time, by a lock that dies with its process.

mod background;
mod schedule;
mod status;
mod update;

#[cfg(test)]
mod tests;

pub use background::Updater;
pub use schedule::{Moment, Schedule, ScheduleError};
pub use status::{Doing, Last, Status};
pub use update::{Order, Report, UpdateError, update};
