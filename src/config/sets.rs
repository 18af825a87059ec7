//! The settings of the user's own sets.

use serde::{Deserialize, Serialize};

/// `[me]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Me {
    /// The name the user plays under; empty where nobody has asked yet.
    pub dj: String,
}

impl Me {
    /// The name; `None` where it is not known.
    pub fn name(&self) -> Option<String> {
        Some(self.dj.trim()).filter(|dj| !dj.is_empty()).map(str::to_owned)
    }

    /// How the user is called in titles.
    pub fn called(&self) -> String {
        self.name().unwrap_or_else(|| "Me".to_owned())
    }
}

/// `[sets]`
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sets {
    /// A record counts as played from so many seconds on.
    pub shortest: f32,
    /// Folders of histories that were imported are looked at while the screen is open, and what is new in them comes in.
    pub follow: bool,
}

impl Default for Sets {
    fn default() -> Self {
        Self { shortest: 30.0, follow: true }
    }
}
