//! A mix as one line of JSON: title, address, its lines unparsed.

use serde::{Deserialize, Serialize};

use crate::wikitext;

use super::{Incoming, Origin, Source, normal_title};

/// One line of a file of mixes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MixLine {
    /// The page's title.
    pub title: String,
    /// The page's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The tracklist's lines in order, as they stand on the page.
    pub tracklist: Vec<String>,
}

impl MixLine {
    /// The mix it says.
    #[must_use]
    pub fn incoming(self, origin: Origin) -> Incoming {
        let mix = wikitext::parse_lines(&normal_title(&self.title), &self.tracklist);
        Incoming { source: Source { page_id: None, revision: None, origin, url: self.url }, mix }
    }
}
