//! The settings of the wiki that the catalogue follows, and of when it is asked.

use serde::{Deserialize, Serialize};

/// `[mixesdb]`
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mixesdb {
    /// The address of the wiki's API.
    pub api: String,
    /// An e-mail or a web page of the user, told to the site with each request; without one only loopback is asked.
    pub contact: String,
    /// Styles to fetch, by their categories; none is all.
    pub style: Vec<String>,
    /// Other categories to fetch, such as shows; none is all.
    pub category: Vec<String>,
    /// Years to fetch, `2015..`; empty is all.
    pub years: String,
    /// Least distance of two requests to a wiki on loopback, in seconds. Others are asked every four seconds at most.
    pub min_delay: f64,
    /// The site's operators have agreed to a crawl that its robots.txt forbids.
    pub consent: bool,
}

impl Default for Mixesdb {
    fn default() -> Self {
        Self {
            api: "https://www.mixesdb.com/w/api.php".into(),
            contact: String::new(),
            style: Vec::new(),
            category: Vec::new(),
            years: String::new(),
            min_delay: 0.0,
            consent: false,
        }
    }
}

/// `[update]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Update {
    /// How often the screen asks the wiki for changes, `6h`; empty is never.
    pub every: String,
}
