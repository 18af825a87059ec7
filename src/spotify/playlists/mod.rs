//! A queue as a playlist: what is to be there, what is missing, one step at a time, until reading back shows it.

mod plan;
mod progress;
mod report;
mod send;

pub use plan::{PlanStep, next};
pub use progress::{ExportProgress, PlaylistEntry, PlaylistGoal};
pub use report::{Missing, PlaylistReport, links, report};
pub use send::{Keep, Playlists, send};
