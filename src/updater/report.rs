//! What an update did.

use serde::Serialize;

use crate::library::FitReport;

/// What an update did.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct UpdateReport {
    /// Mixes that are new.
    pub mixes_added: u64,
    /// Mixes that are different.
    pub mixes_changed: u64,
    /// Mixes that are gone.
    pub mixes_removed: u64,
    /// Requests to the API, robots.txt apart.
    pub requests: u64,
    /// The fit; `None` where the model was as new as the mixes.
    pub refit: Option<FitReport>,
    /// The snapshot's generation.
    pub generation: u64,
    /// Things a person may want to know.
    #[serde(skip)]
    pub notes: Vec<String>,
}
