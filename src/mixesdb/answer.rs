//! The shapes of the API's answers (`formatversion=2`), as far as the crawl reads them.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

/// Where a list goes on: parameters to send along with the same question.
pub type Continue = BTreeMap<String, String>;

/// One answer, or several that `continue` joined.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ApiAnswer {
    /// All properties of the pages so far are here.
    pub batchcomplete: bool,
    #[serde(rename = "continue")]
    next: Option<Map<String, Value>>,
    /// The server's time as it began.
    pub curtimestamp: Option<String>,
    /// The answer proper; missing where it is empty.
    pub query: QueryPart,
    /// What was wrong with the question, by module.
    warnings: Map<String, Value>,
}

impl ApiAnswer {
    /// Where the list goes on; `None` at its end.
    pub fn next(&self) -> Option<Continue> {
        let next = self.next.as_ref()?;
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Some(next.iter().map(|(name, value)| (name.clone(), text(value))).collect())
    }

    /// A warning about a parameter whose name ends so.
    pub fn warning_about(&self, parameter: &str) -> Option<String> {
        let texts = self.warnings.values().filter_map(|module| module.get("warnings")?.as_str());
        let names = |text: &&str| {
            let mut words = text.split(|c: char| !c.is_alphanumeric());
            words.any(|word| matches!(word.strip_suffix(parameter), Some("gap" | "gcm" | "")))
        };
        texts.into_iter().find(names).map(str::to_owned)
    }

    /// Takes over what a continuation adds: new pages, and more properties of those there are.
    pub fn join(&mut self, more: ApiAnswer) {
        self.batchcomplete = more.batchcomplete;
        self.next = more.next;
        for page in more.query.pages {
            let same = |known: &&mut ApiPage| known.pageid == page.pageid && known.title == page.title;
            match self.query.pages.iter_mut().find(same) {
                Some(known) => known.join(page),
                None => self.query.pages.push(page),
            }
        }
        self.query.recentchanges.extend(more.query.recentchanges);
        self.query.logevents.extend(more.query.logevents);
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct QueryPart {
    /// Pages asked for or generated.
    pub pages: Vec<ApiPage>,
    /// `list=recentchanges`.
    pub recentchanges: Vec<RecentChange>,
    /// `list=logevents`.
    pub logevents: Vec<LogEvent>,
    /// `siprop=general`.
    pub general: Option<General>,
    /// `siprop=rightsinfo`.
    pub rightsinfo: Option<RightsInfo>,
    /// `siprop=statistics`.
    pub statistics: Option<Statistics>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ApiPage {
    /// 0 where the page does not exist.
    pub pageid: u64,
    /// Namespace; mixes are in 0.
    pub ns: i64,
    /// With spaces, not underscores.
    pub title: String,
    /// It does not exist.
    pub missing: bool,
    /// It cannot exist.
    pub invalid: bool,
    /// `prop=info`: the current revision.
    pub lastrevid: Option<u64>,
    /// `prop=revisions`.
    pub revisions: Vec<Revision>,
    /// `prop=categoryinfo`.
    pub categoryinfo: Option<CategoryInfo>,
}

impl ApiPage {
    fn join(&mut self, more: ApiPage) {
        self.lastrevid = self.lastrevid.or(more.lastrevid);
        self.revisions.extend(more.revisions);
        self.categoryinfo = self.categoryinfo.take().or(more.categoryinfo);
    }
}

/// One revision of a page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Revision {
    /// Its number.
    pub revid: u64,
    /// When it was saved.
    pub timestamp: String,
    /// Its texts.
    pub slots: SlotMap,
}

/// `rvslots=main`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SlotMap {
    /// The page's text.
    pub main: SlotText,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SlotText {
    /// The wikitext.
    pub content: Option<String>,
    /// An administrator has hidden it.
    pub texthidden: bool,
}

/// `prop=categoryinfo`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct CategoryInfo {
    /// Pages in it, without files and subcategories.
    pub pages: u64,
}

/// A row of `list=recentchanges`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RecentChange {
    /// The page; 0 where it is gone.
    pub pageid: u64,
    /// The revision it brought.
    pub revid: u64,
    /// The page's title then.
    pub title: String,
    /// When.
    pub timestamp: String,
}

/// A row of `list=logevents`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct LogEvent {
    /// The namespace of `title`.
    pub ns: i64,
    /// The page's title then.
    pub title: String,
    /// The page of that title now.
    pub pageid: u64,
    /// The page the event was about.
    pub logpage: u64,
    /// `delete`, `move`, `protect`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// Details; `target_ns` and `target_title` of a move, `dest_…` of a merge.
    pub params: Params,
}

/// Details of a log event. Other kinds of events have others, which are ignored.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Params {
    /// A move's new namespace.
    pub target_ns: Option<i64>,
    /// A move's new title.
    pub target_title: Option<String>,
    /// A merge's namespace.
    pub dest_ns: Option<i64>,
    /// A merge's title.
    pub dest_title: Option<String>,
}

/// `siprop=general`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct General {
    /// The wiki's name.
    pub sitename: String,
    /// Its database, the nearest thing to an identity.
    pub wikiid: String,
    /// `https://www.mixesdb.com`.
    pub server: String,
    /// `/w/$1`.
    pub articlepath: String,
    /// `MediaWiki 1.44.0`.
    pub generator: String,
}

/// `siprop=rightsinfo`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RightsInfo {
    /// Where the licence stands.
    pub url: String,
    /// Its name.
    pub text: String,
}

/// `siprop=statistics`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Statistics {
    /// Pages that are no redirects, in the namespaces that count.
    pub articles: u64,
}
