//! The crawl's store on the catalogue: pages become mixes, and every page's revision is remembered beside them.

use std::collections::{BTreeSet, HashMap};

use super::{
    page::{self, PageChange, WikiPage},
    scope::CrawlScope,
    site::Site,
    state::CrawlState,
    store::{BatchOutcome, PageStore, StoreError},
};
use crate::{
    catalogue::{self, Incoming, MixOrigin, MixSource, Which, Writer},
    wikitext,
};

/// The note that says where the crawl stands.
const STATE: &str = "wiki";
/// Notes of pages that are no mixes (redirects, the front page): `page 12` with revision and title.
const PAGE: &str = "page ";

/// Where the writer for a batch comes from.
pub enum WriterSource<'w> {
    /// One that is held all the time.
    Held(&'w mut Writer),
    /// One for each batch: others may write between two.
    Borrowed(Box<dyn FnMut() -> Result<Writer, catalogue::CatalogueError> + 'w>),
}

impl WriterSource<'_> {
    fn with<T>(
        &mut self,
        act: impl FnOnce(&mut Writer) -> Result<T, catalogue::CatalogueError>,
    ) -> Result<T, catalogue::CatalogueError> {
        match self {
            Self::Held(writer) => act(writer),
            Self::Borrowed(borrow) => act(&mut borrow()?),
        }
    }
}

impl<'w> From<&'w mut Writer> for WriterSource<'w> {
    fn from(writer: &'w mut Writer) -> Self {
        Self::Held(writer)
    }
}

/// Told after each batch what it changed.
pub type OnKept<'w> = Box<dyn FnMut(BatchOutcome) + 'w>;

/// A catalogue that follows a wiki. Holds the number, revision and title of every known page in memory, some 100 bytes
/// each.
pub struct CatalogueStore<'w> {
    pen: WriterSource<'w>,
    on_kept: OnKept<'w>,
    state: Option<String>,
    known: Known,
    /// The catalogue's generation that `known` is of.
    generation: u64,
}

/// The wiki's pages that a catalogue knows.
#[derive(Default)]
struct Known {
    revisions: HashMap<u64, (u64, String)>,
    titles: BTreeSet<(String, u64)>,
}

impl Known {
    fn read(catalogue: &catalogue::Catalogue) -> Result<Self, catalogue::CatalogueError> {
        let mut pages = Vec::new();
        catalogue.pages(|id, revision, title| pages.push((id, revision, page::key(title))))?;
        catalogue.notes(PAGE, |name, text| {
            let id = name[PAGE.len()..].parse().ok();
            let page = text.split_once(' ').and_then(|(revision, key)| Some((revision.parse().ok()?, key)));
            pages.extend(id.zip(page).map(|(id, (revision, key))| (id, revision, key.to_owned())));
        })?;
        let mut known = Self::default();
        for (id, revision, key) in pages {
            known.learn(id, revision, key);
        }
        Ok(known)
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

    fn note(&mut self, change: &PageChange) {
        match change {
            PageChange::Page(page) => self.learn(page.page_id, page.revision, page::key(&page.title)),
            PageChange::Gone { page_id } => self.forget(*page_id),
        }
    }
}

impl<'w> CatalogueStore<'w> {
    /// Reads what the catalogue knows of the wiki's pages.
    pub fn new(pen: impl Into<WriterSource<'w>>) -> Result<Self, catalogue::CatalogueError> {
        let mut pen = pen.into();
        let (state, known, generation) =
            pen.with(|writer| Ok((writer.note(STATE)?, Known::read(writer)?, writer.generation()?)))?;
        Ok(Self { pen, on_kept: Box::new(|_| {}), state, known, generation })
    }

    /// Has somebody told after each batch that changed something; the writer is free again then.
    #[must_use]
    pub fn telling(mut self, on_kept: OnKept<'w>) -> Self {
        self.on_kept = on_kept;
        self
    }

    /// What a page means to the catalogue: changes, and its note where it is no mix.
    fn translate(
        &self,
        page: &WikiPage,
        site: &Site,
        changes: &mut Vec<catalogue::Change>,
    ) -> Option<String> {
        let mix = wikitext::parse(&page.title, &page.text);
        let (is_redirect, is_mix) = (mix.redirect.is_some(), mix.date.is_some() || !mix.entries.is_empty());
        // A page restored to an older revision is as old as it says; the catalogue would take that for old news.
        let went_back =
            self.known.revisions.get(&page.page_id).is_some_and(|(known, _)| *known > page.revision);
        if went_back || !(is_redirect || is_mix) {
            changes.push(catalogue::Change::Remove(Which::Page(page.page_id)));
        }
        if is_redirect || is_mix {
            let source = MixSource {
                page_id: Some(page.page_id),
                revision: Some(page.revision),
                origin: MixOrigin::Wiki,
                url: Some(site.url(&page.title)),
                foreign_id: None,
            };
            changes.push(catalogue::Change::Upsert(Incoming { source, mix }));
        }
        (is_redirect || !is_mix).then(|| format!("{} {}", page.revision, page::key(&page.title)))
    }
}

impl PageStore for CatalogueStore<'_> {
    fn state(&self) -> Result<Option<CrawlState>, StoreError> {
        let read = |text: &String| {
            // A state that another version wrote is no state: revisions are compared, and nothing is fetched twice.
            serde_json::from_str(text).inspect_err(|e| tracing::warn!("where the crawl stood: {e}")).ok()
        };
        Ok(self.state.as_ref().and_then(read))
    }

    fn revisions(&self, pages: &[u64]) -> Result<HashMap<u64, u64>, StoreError> {
        Ok(pages.iter().filter_map(|id| Some((*id, self.known.revisions.get(id)?.0))).collect())
    }

    fn between(&self, from: &str, to: Option<&str>) -> Result<Vec<u64>, StoreError> {
        let from = self.known.titles.range((from.to_owned(), 0)..);
        Ok(from.take_while(|(key, _)| to.is_none_or(|to| key.as_str() < to)).map(|(_, id)| *id).collect())
    }

    fn titled(&self, title: &str) -> Result<Vec<u64>, StoreError> {
        let key = page::key(title);
        Ok(self.known.titles.range((key.clone(), 0)..=(key, u64::MAX)).map(|(_, id)| *id).collect())
    }

    fn outside(&mut self, scope: &CrawlScope) -> Result<Vec<u64>, StoreError> {
        // Of what is no mix only the title is known.
        let by_title = |(id, (_, key)): (&u64, &(u64, String))| {
            let title = key.replace('_', " ");
            (!scope.is_everything() && !scope.holds(&title, &[])).then_some(*id)
        };
        let mut outside: BTreeSet<u64> = self.known.revisions.iter().filter_map(by_title).collect();
        self.pen.with(|writer| {
            writer.filed_pages(|id, title, categories| {
                if scope.is_everything() || scope.holds(title, categories) {
                    outside.remove(&id);
                } else {
                    outside.insert(id);
                }
            })
        })?;
        Ok(outside.into_iter().collect())
    }

    fn is_empty(&self) -> Result<bool, StoreError> {
        Ok(self.known.revisions.is_empty())
    }

    fn keep(&mut self, changes: &[PageChange], state: &CrawlState) -> Result<BatchOutcome, StoreError> {
        let mut translated = Vec::with_capacity(changes.len());
        let mut notes: Vec<(String, Option<String>)> = Vec::with_capacity(changes.len() + 1);
        for change in changes {
            let note = match change {
                PageChange::Page(page) => self.translate(page, &state.site, &mut translated),
                PageChange::Gone { page_id } => {
                    translated.push(catalogue::Change::Remove(Which::Page(*page_id)));
                    None
                }
            };
            notes.push((format!("{PAGE}{}", change.page_id()), note));
        }
        notes.push((STATE.to_owned(), Some(serde_json::to_string(state)?)));
        let notes: Vec<(&str, Option<&str>)> =
            notes.iter().map(|(name, text)| (name.as_str(), text.as_deref())).collect();
        let known_of = self.generation;
        let (applied, elsewhere) = self.pen.with(|writer| {
            let others_wrote = writer.generation()? != known_of;
            let applied = writer.apply_noting(&translated, &notes)?;
            Ok((applied, if others_wrote { Some(Known::read(writer)?) } else { None }))
        })?;
        self.generation = applied.generation;
        match elsewhere {
            Some(known) => self.known = known,
            None => changes.iter().for_each(|change| self.known.note(change)),
        }
        let kept = BatchOutcome {
            added: applied.mixes_added,
            changed: applied.mixes_changed,
            removed: applied.mixes_removed,
        };
        if !kept.is_nothing() {
            (self.on_kept)(kept);
        }
        Ok(kept)
    }
}

/// What the catalogue remembers of the wiki it follows; `None` where it follows none.
pub fn followed(catalogue: &catalogue::Catalogue) -> Option<CrawlState> {
    serde_json::from_str(&catalogue.note(STATE).ok()??).ok()
}
