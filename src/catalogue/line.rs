//! A mix as one line of JSON: title, address, categories, where it is heard, its lines unparsed.

use serde::{Deserialize, Serialize};

use crate::wikitext;

use super::{
    Incoming, MixOrigin, MixSource,
    few::{few, few_or_none},
    normal_title,
};

/// One line of a file of mixes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MixLine {
    /// The page's title.
    pub title: String,
    /// The page's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The page's categories without their prefix: artists, show, place, styles.
    #[serde(default, deserialize_with = "few_or_none::<_, _, 1_000>", skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    /// Where the mix itself is heard; no web address is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audio: Option<String>,
    /// The tracklist's lines in order, as they stand on the page.
    #[serde(deserialize_with = "few::<_, _, 20_000>")]
    pub tracklist: Vec<String>,
}

impl MixLine {
    /// The mix it says.
    pub fn incoming(self, origin: MixOrigin) -> Incoming {
        let title = normal_title(&self.title);
        let categories = self.categories.iter().map(|name| name.replace('_', " ").trim().to_owned());
        let categories = categories.filter(|name| !name.is_empty()).collect();
        let mut mix = wikitext::parse_lines(&title, &self.tracklist).filed_under(categories);
        let audio = self.audio.as_deref().and_then(wikitext::web_address);
        mix.audio = audio.map(str::to_owned).into_iter().collect();
        let source = MixSource { page_id: None, revision: None, origin, url: self.url, foreign_id: None };
        Incoming { source, mix }
    }
}
