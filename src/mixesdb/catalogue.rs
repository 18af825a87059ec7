//! The crawl's store on the catalogue: pages become mixes, and every page's revision is remembered beside them.

use std::collections::{BTreeSet, HashMap};

use super::{
    page::{self, Change, Page},
    site::Site,
    state::State,
    store::{Kept, Store, StoreError},
};
use crate::{
    catalogue::{self, Incoming, Origin, Source, Which, Writer},
    wikitext,
};

/// The note that says where the crawl stands.
const STATE: &str = "wiki";
/// Notes of pages that are no mixes (redirects, the front page): `page 12` with revision and title.
const PAGE: &str = "page ";

/// A catalogue that follows a wiki. Holds the number, revision and title of every known page in memory, some 100 bytes
/// each.
pub struct CatalogueStore<'w> {
    writer: &'w mut Writer,
    revisions: HashMap<u64, (u64, String)>,
    titles: BTreeSet<(String, u64)>,
}

impl<'w> CatalogueStore<'w> {
    /// Reads what the catalogue knows of the wiki's pages.
    pub fn new(writer: &'w mut Writer) -> Result<Self, catalogue::Error> {
        let mut known = Vec::new();
        writer.pages(|id, revision, title| known.push((id, revision, page::key(title))))?;
        writer.notes(PAGE, |name, text| {
            let id = name[PAGE.len()..].parse().ok();
            let page = text.split_once(' ').and_then(|(revision, key)| Some((revision.parse().ok()?, key)));
            known.extend(id.zip(page).map(|(id, (revision, key))| (id, revision, key.to_owned())));
        })?;
        let mut store = Self { writer, revisions: HashMap::new(), titles: BTreeSet::new() };
        for (id, revision, key) in known {
            store.learn(id, revision, key);
        }
        Ok(store)
    }

    fn learn(&mut self, id: u64, revision: u64, key: String) {
        self.forget(id);
        self.titles.insert((key.clone(), id));
        self.revisions.insert(id, (revision, key));
    }

    fn forget(&mut self, id: u64) {
        if let Some((_, key)) = self.revisions.remove(&id) {
            self.titles.remove(&(key, id));
        }
    }

    /// What a page means to the catalogue: changes, and its note where it is no mix.
    fn translate(&self, page: &Page, site: &Site, changes: &mut Vec<catalogue::Change>) -> Option<String> {
        let mix = wikitext::parse(&page.title, &page.text);
        let (is_redirect, is_mix) = (mix.redirect.is_some(), mix.date.is_some() || !mix.entries.is_empty());
        // A page restored to an older revision is as old as it says; the catalogue would take that for old news.
        let went_back = self.revisions.get(&page.page_id).is_some_and(|(known, _)| *known > page.revision);
        if went_back || !(is_redirect || is_mix) {
            changes.push(catalogue::Change::Remove(Which::Page(page.page_id)));
        }
        if is_redirect || is_mix {
            let source = Source {
                page_id: Some(page.page_id),
                revision: Some(page.revision),
                origin: Origin::Wiki,
                url: Some(site.url(&page.title)),
            };
            changes.push(catalogue::Change::Upsert(Incoming { source, mix }));
        }
        (is_redirect || !is_mix).then(|| format!("{} {}", page.revision, page::key(&page.title)))
    }
}

impl Store for CatalogueStore<'_> {
    fn state(&self) -> Result<Option<State>, StoreError> {
        let Some(text) = self.writer.note(STATE)? else { return Ok(None) };
        // A state that another version wrote is no state: revisions are compared, and nothing is fetched twice.
        Ok(serde_json::from_str(&text).inspect_err(|e| tracing::warn!("where the crawl stood: {e}")).ok())
    }

    fn revisions(&self, pages: &[u64]) -> Result<HashMap<u64, u64>, StoreError> {
        Ok(pages.iter().filter_map(|id| Some((*id, self.revisions.get(id)?.0))).collect())
    }

    fn between(&self, from: &str, to: Option<&str>) -> Result<Vec<u64>, StoreError> {
        let from = self.titles.range((from.to_owned(), 0)..);
        Ok(from.take_while(|(key, _)| to.is_none_or(|to| key.as_str() < to)).map(|(_, id)| *id).collect())
    }

    fn titled(&self, title: &str) -> Result<Vec<u64>, StoreError> {
        let key = page::key(title);
        Ok(self.titles.range((key.clone(), 0)..=(key, u64::MAX)).map(|(_, id)| *id).collect())
    }

    fn is_empty(&self) -> Result<bool, StoreError> {
        Ok(self.revisions.is_empty())
    }

    fn keep(&mut self, changes: &[Change], state: &State) -> Result<Kept, StoreError> {
        let mut translated = Vec::with_capacity(changes.len());
        let mut notes: Vec<(String, Option<String>)> = Vec::with_capacity(changes.len() + 1);
        for change in changes {
            let note = match change {
                Change::Page(page) => self.translate(page, &state.site, &mut translated),
                Change::Gone { page_id } => {
                    translated.push(catalogue::Change::Remove(Which::Page(*page_id)));
                    None
                }
            };
            notes.push((format!("{PAGE}{}", change.page_id()), note));
        }
        notes.push((STATE.to_owned(), Some(serde_json::to_string(state)?)));
        let notes: Vec<(&str, Option<&str>)> =
            notes.iter().map(|(name, text)| (name.as_str(), text.as_deref())).collect();
        let applied = self.writer.apply_noting(&translated, &notes)?;
        for change in changes {
            match change {
                Change::Page(page) => self.learn(page.page_id, page.revision, page::key(&page.title)),
                Change::Gone { page_id } => self.forget(*page_id),
            }
        }
        Ok(Kept {
            added: applied.mixes_added,
            changed: applied.mixes_changed,
            removed: applied.mixes_removed,
        })
    }
}

/// What the catalogue remembers of the wiki it follows; `None` where it follows none.
#[must_use]
pub fn followed(catalogue: &catalogue::Catalogue) -> Option<State> {
    serde_json::from_str(&catalogue.note(STATE).ok()??).ok()
}
