//! One update: finish the walk that is under way, then follow what changed since.

use std::{collections::HashMap, time::Duration};

use super::{
    answer::Continue,
    client::WikiClient,
    error::CrawlError,
    page::{self, PageChange},
    scope::CrawlScope,
    site,
    state::{CrawlState, How, PageWalk},
    store::{BatchOutcome, PageStore},
};
use crate::wikitext;

/// A question names at most this many pages (the API's limit for everybody).
const PAGES_A_REQUEST: usize = 50;
/// Titles in one address stay below this many bytes, so that no server finds it too long.
const LONGEST_TITLES: usize = 4_000;
/// So many pages of another slice go in one transaction.
const LEAVING_AT_ONCE: usize = 2_000;
/// A wiki that forgets while it is walked is walked again this often.
const WALKS: u32 = 3;

/// What the crawl is doing.
#[derive(Clone, Debug, PartialEq)]
pub enum CrawlProgress {
    Asking,
    /// Fetching pages.
    Fetching {
        /// Pages done.
        done: u64,
        /// Pages to do, where known.
        total: Option<u64>,
        /// The month whose mixes were fetched last, `2024-03`, where that is known.
        at: Option<String>,
    },
    /// Staying away for a while.
    Waiting {
        /// How long.
        wait: Duration,
        why: String,
    },
}

/// What an update did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CrawlOutcome {
    /// Changes to the catalogue.
    pub kept: BatchOutcome,
    /// Things a person may want to know: a category that has no pages, …
    pub notes: Vec<String>,
}

/// An update under way.
pub(super) struct Crawl<'a> {
    pub(super) client: &'a mut WikiClient,
    pub(super) store: &'a mut dyn PageStore,
    pub(super) state: CrawlState,
    pub(super) on: &'a mut dyn FnMut(CrawlProgress),
    pub(super) kept: BatchOutcome,
}

/// Brings `store` to what the wiki holds of `scope`. `full` compares every page's revision. What was fetched stays,
/// whatever happens; the next update goes on from there. `kept` counts what was stored, also when this fails.
pub async fn update(
    client: &mut WikiClient,
    store: &mut dyn PageStore,
    scope: &CrawlScope,
    full: bool,
    on: &mut dyn FnMut(CrawlProgress),
    kept: &mut BatchOutcome,
) -> Result<CrawlOutcome, CrawlError> {
    on(CrawlProgress::Asking);
    client.read_robots().await?;
    let look = site::look(client, scope).await?;
    let (known, empty) =
        (store.state().map_err(CrawlError::Store)?, store.is_empty().map_err(CrawlError::Store)?);
    let walk = |how| Some(PageWalk::new(if empty { How::Fill } else { how }, look.total));
    let state = match known {
        Some(known) if !known.site.is_same_wiki(&look.site) => {
            let (ours, theirs) = (known.site.name, look.site.name);
            return Err(CrawlError::OtherWiki { ours, api: client.api().to_string(), theirs });
        }
        // A server's clock that went back would hide what was changed since: then revisions are compared.
        Some(known)
            if known.scope == *scope && (known.walk.is_some() || !(full || look.now < known.looked)) =>
        {
            CrawlState { site: look.site, ..known }
        }
        // What is known is followed from where it was; a comparison that was under way has to be made whole.
        Some(known) if !(full || look.now < known.looked) => {
            let comparing = known.walk.is_some_and(|walk| walk.how == How::Compare);
            let how = if comparing { How::Compare } else { How::Add };
            let (site, scope, looked) = (look.site, scope.clone(), known.looked);
            CrawlState { site, scope, looked, walk: walk(how), leaving: true }
        }
        known => CrawlState {
            site: look.site,
            scope: scope.clone(),
            looked: look.now,
            walk: walk(How::Compare),
            leaving: known.is_some_and(|known| known.leaving || known.scope != *scope),
        },
    };
    let mut crawl = Crawl { client, store, state, on, kept: BatchOutcome::default() };
    let done = crawl.run().await;
    *kept = crawl.kept;
    done?;
    let notes = look.empty.into_iter().map(|name| format!("The wiki has no pages in {name}.")).collect();
    Ok(CrawlOutcome { kept: crawl.kept, notes })
}

impl Crawl<'_> {
    async fn run(&mut self) -> Result<(), CrawlError> {
        self.leave()?;
        for _ in 0..WALKS {
            self.walk().await?;
            let Some(now) = self.follow().await? else { return Ok(()) };
            tracing::info!(
                since = self.state.looked,
                "the wiki no longer remembers that far: comparing revisions"
            );
            self.state.looked = now;
            let empty = self.store.is_empty().map_err(CrawlError::Store)?;
            self.state.walk = Some(PageWalk::new(if empty { How::Fill } else { How::Compare }, None));
        }
        Err(CrawlError::Api {
            code: "forgetful".into(),
            info: "the wiki forgets its changes while they are read".into(),
        })
    }

    /// Lets go of the pages that another slice had and this one has not; nobody need be asked about them.
    fn leave(&mut self) -> Result<(), CrawlError> {
        if !self.state.leaving {
            return Ok(());
        }
        let outside = self.store.outside(&self.state.scope).map_err(CrawlError::Store)?;
        for pages in outside.chunks(LEAVING_AT_ONCE) {
            self.keep(pages.iter().map(|page_id| PageChange::Gone { page_id: *page_id }).collect())?;
        }
        self.state.leaving = false;
        self.keep(Vec::new())
    }

    /// Fetches pages by number and keeps them as they stand now. `state` is kept along, as it is.
    pub(super) async fn fetch(&mut self, pages: &[u64]) -> Result<(), CrawlError> {
        for chunk in pages.chunks(PAGES_A_REQUEST) {
            let ids = chunk.iter().map(u64::to_string).collect::<Vec<_>>().join("|");
            self.fetch_by("pageids", &ids).await?;
        }
        Ok(())
    }

    /// The same by title; titles without a page are passed over.
    pub(super) async fn fetch_titles(&mut self, titles: &[String]) -> Result<(), CrawlError> {
        let mut chunk: Vec<&str> = Vec::new();
        for title in titles {
            let length: usize = chunk.iter().map(|t| t.len() + 1).sum();
            if chunk.len() == PAGES_A_REQUEST || (length + title.len() > LONGEST_TITLES && !chunk.is_empty())
            {
                self.fetch_by("titles", &chunk.join("|")).await?;
                chunk.clear();
            }
            chunk.push(title);
        }
        if chunk.is_empty() { Ok(()) } else { self.fetch_by("titles", &chunk.join("|")).await }
    }

    async fn fetch_by(&mut self, by: &str, pages: &str) -> Result<(), CrawlError> {
        let params =
            [("prop", "revisions"), ("rvprop", "ids|timestamp|content"), ("rvslots", "main"), (by, pages)];
        let answer = self.client.ask_batch(&params, &Continue::new()).await?;
        let changes = answer.query.pages.into_iter().filter_map(page::read).collect();
        self.keep(changes)
    }

    /// Keeps what is new of these changes, with the state.
    pub(super) fn keep(&mut self, changes: Vec<PageChange>) -> Result<(), CrawlError> {
        let ids: Vec<u64> = changes.iter().map(PageChange::page_id).collect();
        let known = self.revisions(&ids)?;
        let scope = &self.state.scope;
        let news: Vec<PageChange> =
            changes.into_iter().filter_map(|change| news(change, scope, &known)).collect();
        self.kept += self.store.keep(&news, &self.state).map_err(CrawlError::Store)?;
        Ok(())
    }

    pub(super) fn revisions(&self, pages: &[u64]) -> Result<HashMap<u64, u64>, CrawlError> {
        self.store.revisions(pages).map_err(CrawlError::Store)
    }
}

/// What a change means to a catalogue of `scope` that knows these revisions; `None` where nothing.
fn news(change: PageChange, scope: &CrawlScope, known: &HashMap<u64, u64>) -> Option<PageChange> {
    let page_id = change.page_id();
    let revision = known.get(&page_id);
    let held = match &change {
        PageChange::Gone { .. } => false,
        PageChange::Page(_) if scope.is_everything() => true,
        PageChange::Page(page) => {
            scope.holds(&page.title, &wikitext::parse(&page.title, &page.text).categories)
        }
    };
    match change {
        PageChange::Page(page) if held => {
            (revision != Some(&page.revision)).then_some(PageChange::Page(page))
        }
        _ => revision.map(|_| PageChange::Gone { page_id }),
    }
}
