//! A store that keeps pages as they came, so that a test can compare them with the wiki.

use std::collections::{BTreeMap, HashMap};

use crate::mixesdb::{
    BatchOutcome, CrawlScope,
    page::{PageChange, WikiPage, key},
    state::CrawlState,
    store::{PageStore, StoreError},
};

/// A catalogue of plain pages.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory {
    pub(crate) pages: BTreeMap<u64, WikiPage>,
    pub(crate) state: Option<CrawlState>,
    /// How often a page's text came in that was there already.
    pub(crate) repeated: u64,
    /// Fails after so many batches: a full disk.
    pub(crate) batches_left: Option<u32>,
}

impl PageStore for Memory {
    fn state(&self) -> Result<Option<CrawlState>, StoreError> {
        Ok(self.state.clone())
    }

    fn revisions(&self, pages: &[u64]) -> Result<HashMap<u64, u64>, StoreError> {
        Ok(pages.iter().filter_map(|id| Some((*id, self.pages.get(id)?.revision))).collect())
    }

    fn between(&self, from: &str, to: Option<&str>) -> Result<Vec<u64>, StoreError> {
        let within = |page: &&WikiPage| {
            let key = key(&page.title);
            &*key >= from && to.is_none_or(|to| &*key < to)
        };
        Ok(self.pages.values().filter(within).map(|page| page.page_id).collect())
    }

    fn titled(&self, title: &str) -> Result<Vec<u64>, StoreError> {
        Ok(self.pages.values().filter(|page| page.title == title).map(|page| page.page_id).collect())
    }

    fn outside(&mut self, scope: &CrawlScope) -> Result<Vec<u64>, StoreError> {
        let outside = |page: &&WikiPage| {
            let categories = crate::wikitext::parse(&page.title, &page.text).categories;
            !scope.is_everything() && !scope.holds(&page.title, &categories)
        };
        Ok(self.pages.values().filter(outside).map(|page| page.page_id).collect())
    }

    fn is_empty(&self) -> Result<bool, StoreError> {
        Ok(self.pages.is_empty())
    }

    fn keep(&mut self, changes: &[PageChange], state: &CrawlState) -> Result<BatchOutcome, StoreError> {
        match &mut self.batches_left {
            Some(0) => return Err("no space left on device".into()),
            Some(left) => *left -= 1,
            None => {}
        }
        let mut kept = BatchOutcome::default();
        for change in changes {
            match change {
                PageChange::Page(page) => match self.pages.insert(page.page_id, page.clone()) {
                    None => kept.added += 1,
                    Some(before) if before == *page => self.repeated += 1,
                    Some(_) => kept.changed += 1,
                },
                PageChange::Gone { page_id } => {
                    kept.removed += u64::from(self.pages.remove(page_id).is_some());
                }
            }
        }
        self.state = Some(state.clone());
        Ok(kept)
    }
}
