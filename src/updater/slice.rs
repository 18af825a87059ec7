//! Which part of the wiki is fetched, and keeping that in the settings.

use serde::Serialize;
use toml_edit::{Array, Value};

use crate::config::Settings;

/// A slice of the wiki, as the settings have it; of categories other than styles it has none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Slice {
    /// `[mixesdb] style`; none is all.
    pub styles: Vec<String>,
    /// `[mixesdb] years`; empty is all.
    pub years: String,
}

impl Slice {
    /// What [`config::edit`](crate::config::edit) writes of it.
    pub fn values(&self) -> Vec<(&'static str, &'static str, Value)> {
        let styles: Array = self.styles.iter().collect();
        vec![
            ("mixesdb", "style", styles.into()),
            ("mixesdb", "category", Array::new().into()),
            ("mixesdb", "years", self.years.as_str().into()),
        ]
    }

    /// Sets it from now on.
    pub fn apply(&self, settings: &mut Settings) {
        settings.mixesdb.style.clone_from(&self.styles);
        settings.mixesdb.category.clear();
        settings.mixesdb.years.clone_from(&self.years);
    }
}
