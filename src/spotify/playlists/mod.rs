//! A queue as a playlist: what is to be there, what is missing, one step at a time, until reading back shows it.

mod plan;
mod progress;
mod report;
mod send;

pub use plan::{Step, next};
pub use progress::{Entry, Goal, Progress};
pub use report::{Missing, Report, links, report};
pub use send::{Keep, Playlists, send};
