//! The immutable snapshot that every question is answered from.

pub mod build;
pub mod columns;
mod copies;
pub mod kept;
mod names;
pub mod paged;
pub mod roots;
pub mod segment;
pub mod store;
pub mod tables;
mod tally;

use std::sync::{Arc, OnceLock};

use self::{
    kept::same_names,
    paged::PageIndex,
    segment::{Segment, SegmentError},
    store::Held,
    tables::Tables,
};
use super::{
    graph::Adjacency,
    model::Fitted,
    own::{self, OwnSets},
    read,
};
use crate::{
    catalogue::{self, Catalogue},
    recommend::graph::Graph,
    search::SearchIndex,
};

/// Names, plays, search index and model; never changed, swapped whole.
#[derive(Debug, Default)]
pub struct Snapshot {
    /// Names and plays.
    pub tables: Tables,
    /// The search index.
    pub search: SearchIndex,
    /// What has a page, by name.
    pub pages: PageIndex,
    /// The fitted model; `None` before the first fit.
    pub model: Option<Fitted>,
    adjacency: Arc<OnceLock<Adjacency>>,
    /// As the models are taught, with the user's own sets, without, with them alone.
    taught: Arc<[OnceLock<Option<Adjacency>>; 3]>,
    held: Option<Held>,
}

/// Names and plays.
pub const TABLES: &str = "tables.seg";
/// The search index.
pub const SEARCH: &str = "search.seg";
/// What has a page, by name.
pub const PAGES: &str = "pages.seg";
/// The fitted model.
pub const MODEL: &str = "model.seg";

/// Which state of which catalogue names are of. A catalogue that was begun anew or brought back counts its generations as the one
/// before did, and has another history.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NamesVersion {
    /// The catalogue's generation.
    pub generation: u64,
    /// The stamp by chance that the catalogue gave it; 0 before the first change.
    pub history: i64,
}

impl Snapshot {
    /// A snapshot in memory.
    pub fn new(tables: Tables) -> Self {
        let (search, pages) = (SearchIndex::build(&tables), PageIndex::new(&tables));
        Self { tables, search, pages, ..Self::default() }
    }

    /// A snapshot in memory of all that a catalogue holds.
    pub fn of(catalogue: &Catalogue) -> Result<Self, catalogue::CatalogueError> {
        Ok(Self::new(read::tables(catalogue, None)?))
    }

    /// A snapshot in memory that takes over what `earlier` found out about the names that both have; it is what
    /// [`Snapshot::new`] makes of the tables.
    pub fn following(tables: Tables, earlier: &Self) -> Self {
        let old = &earlier.tables;
        if earlier.search.len() != old.n_tracks() || old.n_tracks() < tables.n_tracks() / 2 {
            return Self::new(tables);
        }
        let search = SearchIndex::grow(&tables, &earlier.search, &same_names(&tables, old));
        let pages = PageIndex::following(&tables, old, &earlier.pages);
        Self { tables, search, pages, ..Self::default() }
    }

    /// Opens a published one. A model that cannot be read is left out: it is fitted again, names and plays serve.
    pub fn open(held: Held) -> Result<Self, SegmentError> {
        let tables = Tables::from_segment(&Segment::open(&held.path.join(TABLES))?)?;
        let index = Segment::open(&held.path.join(SEARCH))?;
        let search = SearchIndex::from_sections(&index).map_err(|e| index.unusable(e.to_string()))?;
        if search.len() != tables.n_tracks() {
            return Err(index.unusable("it is of other tracks".into()));
        }
        let paged = Segment::open(&held.path.join(PAGES))?;
        let pages = PageIndex::from_segment(&paged)?;
        for segment in [&index, &paged] {
            if segment.meta() != tables.meta {
                return Err(segment.unusable("it is of another state of the catalogue".into()));
            }
        }
        let model = held.path.join(MODEL);
        let segment = Segment::open_if_there(&model);
        let model = match segment.and_then(|segment| segment.as_ref().map(Fitted::from_segment).transpose()) {
            Ok(model) => model,
            Err(e) => {
                tracing::warn!("{e}; it will be fitted again");
                None
            }
        };
        Ok(Self { tables, search, pages, model, held: Some(held), ..Self::default() })
    }

    /// Checks every checksum of the files it is read from; reads them whole, so for the background.
    pub fn verify(&self) -> Result<(), SegmentError> {
        self.verify_names()?;
        self.verify_model()
    }

    /// Checks those of the model.
    pub fn verify_model(&self) -> Result<(), SegmentError> {
        self.verify_files(&[MODEL])
    }

    /// Checks those of names and search.
    pub fn verify_names(&self) -> Result<(), SegmentError> {
        self.verify_files(&[TABLES, SEARCH, PAGES])
    }

    fn verify_files(&self, names: &[&str]) -> Result<(), SegmentError> {
        let Some(held) = &self.held else { return Ok(()) };
        for name in names {
            if let Some(segment) = Segment::open_if_there(&held.path.join(name))? {
                segment.verify()?;
            }
        }
        Ok(())
    }

    /// Asks the system to have in memory soon what a search reads; may wait for the disk, so for a thread of its own.
    /// Measured need: from a disk that was not asked before, a search of a million tracks takes 95 to 170 ms, and a
    /// screen that has just come up is about to be typed into.
    pub fn read_ahead(&self) {
        let Some(held) = &self.held else { return };
        for name in [SEARCH, PAGES, TABLES] {
            if let Ok(segment) = Segment::open(&held.path.join(name)) {
                segment.read_ahead();
            }
        }
    }

    /// The catalogue's generation that names and plays are of.
    pub fn generation(&self) -> u64 {
        self.tables.meta.generation
    }

    /// Which fit answers: another number for another, 0 for none.
    pub fn fit_number(&self) -> u64 {
        self.model.as_ref().map_or(0, |model| model.at.max(1))
    }

    /// The state of the catalogue that names and plays are of.
    pub fn names_version(&self) -> NamesVersion {
        let history = self.tables.roots.stamp.first().copied().unwrap_or(0);
        NamesVersion { generation: self.generation(), history }
    }

    /// The folder it is read from; `None` in memory.
    pub fn held(&self) -> Option<&Held> {
        self.held.as_ref()
    }

    /// The plays as the walk and the transitions learn from them; made when they are first asked for.
    pub fn taught(&self, own: OwnSets) -> Graph<'_> {
        let taught = self.taught[own as usize].get_or_init(|| {
            own::taught(&self.tables, own).map(|mixes| Adjacency::of(mixes, self.tables.n_tracks()))
        });
        taught.as_ref().map_or_else(|| self.graph(), |taught| taught.graph(&self.tables))
    }

    /// The plays of all mixes; made when they are first asked for.
    pub fn graph(&self) -> Graph<'_> {
        self.adjacency.get_or_init(|| Adjacency::new(&self.tables)).graph(&self.tables)
    }

    /// How many mixes the model has not seen; at least one where its generation is older.
    pub fn mixes_behind(&self) -> u64 {
        self.model.as_ref().map_or(0, |model| {
            let more = (self.tables.n_mixes() as u64).abs_diff(model.mixes);
            if model.meta.generation == self.generation() { 0 } else { more.max(1) }
        })
    }

    /// The same names and plays with another model, in memory.
    #[must_use]
    pub fn with_model(&self, model: Option<Fitted>) -> Self {
        let (tables, search, pages) = (self.tables.clone(), self.search.clone(), self.pages.clone());
        let (adjacency, taught) = (self.adjacency.clone(), self.taught.clone());
        Self { tables, search, pages, model, adjacency, taught, held: None }
    }
}
