//! The crawl against the wiki in memory.

mod catalogue;
mod faults;
mod fill;
mod follow;
mod newest;
mod polite;

use crate::time::FakeClock;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio_util::sync::CancellationToken;

use super::{
    BatchOutcome, CrawlError, CrawlProgress, CrawlScope, WikiAccess, WikiClient, WikiWorld,
    crawl::CrawlOutcome,
    fake::{Memory, Server, Wiki},
    page::PageChange,
    sizes,
    state::CrawlState,
    store::{PageStore, StoreError},
    update,
};

/// A server and what a crawler of it needs. Both have one clock.
struct Bench {
    clock: FakeClock,
    server: Server,
    access: WikiAccess,
    scope: CrawlScope,
    stop: CancellationToken,
    waits: Arc<Mutex<Vec<(Duration, String)>>>,
}

impl Bench {
    async fn new(mixes: u64) -> Self {
        let clock = FakeClock::default();
        let server = Server::start(Wiki::with_mixes(clock.clone(), mixes)).await;
        let access = WikiAccess {
            api: server.api(),
            contact: String::new(),
            min_delay: Duration::ZERO,
            consent: false,
        };
        let (scope, stop) = (CrawlScope::default(), CancellationToken::new());
        Self { clock, server, access, scope, stop, waits: Arc::default() }
    }

    fn client(&self) -> Result<WikiClient, CrawlError> {
        let world = WikiWorld {
            clock: Arc::new(self.clock.clone()),
            jitter: Box::new(|| 0.0),
            silence: Duration::from_millis(400),
            patience: Duration::from_millis(400),
        };
        let waits = Arc::clone(&self.waits);
        let on_wait =
            Box::new(move |wait, why: &str| waits.lock().expect("waits").push((wait, why.to_owned())));
        WikiClient::new(&self.access, world, self.stop.clone(), on_wait)
    }

    async fn update_full(&self, store: &mut dyn PageStore, full: bool) -> Result<CrawlOutcome, CrawlError> {
        let mut client = self.client()?;
        update(
            &mut client,
            store,
            &self.scope,
            full,
            &mut |_: CrawlProgress| {},
            &mut BatchOutcome::default(),
        )
        .await
    }

    async fn update(&self, store: &mut dyn PageStore) -> Result<CrawlOutcome, CrawlError> {
        self.update_full(store, false).await
    }

    /// The store has the wiki's pages of the slice as they stand, and nothing else.
    fn assert_same(&self, store: &Memory) {
        let wiki = self.server.wiki.lock().expect("wiki");
        let there: Vec<_> = wiki
            .pages
            .iter()
            .filter(|(_, page)| {
                let categories = crate::wikitext::parse(&page.title, &page.text).categories;
                self.scope.is_everything() || self.scope.holds(&page.title, &categories)
            })
            .map(|(id, page)| (*id, page.revision, page.title.clone(), page.text.clone()))
            .collect();
        let here: Vec<_> = store
            .pages
            .values()
            .map(|page| (page.page_id, page.revision, page.title.clone(), page.text.clone()))
            .collect();
        assert_eq!(here, there);
    }

    fn wiki<T>(&self, change: impl FnOnce(&mut Wiki) -> T) -> T {
        change(&mut self.server.wiki.lock().expect("wiki"))
    }

    /// Requests to the API since the last call.
    fn count(&self) -> usize {
        let asked = self.server.asked().len();
        self.server.seen.lock().expect("seen").clear();
        asked
    }
}

const DAY: Duration = Duration::from_hours(24);
