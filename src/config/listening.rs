//! The settings of what is listened to in the background.

use serde::{Deserialize, Serialize};

/// `[listening]`
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListeningSettings {
    /// Beside your own records and the seed's candidates, listen to the most played records.
    pub popular: bool,
    /// So many of them a day at most.
    pub per_day: u32,
}

impl Default for ListeningSettings {
    fn default() -> Self {
        Self { popular: false, per_day: 200 }
    }
}
