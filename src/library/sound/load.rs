//! From the catalogue's embeddings to an index, by way of the file where that is as new.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::ThreadPool;

use super::{Made, Outsider, SoundFacts, Sounds, file, flat, outside, vector};
use crate::{
    catalogue::{Catalogue, CatalogueError},
    library::snapshot::NamesVersion,
    sound::{ear::Ear, index::Index, projection::Vector, space::Space},
};

/// Fewer are read from the catalogue as fast as from a file.
const FILE_FROM: usize = 500;

impl Sounds {
    /// Nothing heard yet.
    pub fn empty(space: Space) -> Self {
        Self {
            index: Index::empty(space),
            ids: Vec::new().into(),
            facts: Vec::new().into(),
            added: Arc::default(),
            outside: Arc::default(),
            made: Made::default(),
        }
    }

    /// As of this state of the catalogue.
    pub(super) fn is_of(&self, space: &Space, stamp: u64, names: NamesVersion) -> bool {
        self.space() == space && self.made == Made { stamp, names }
    }

    /// Says which state of the catalogue it holds now.
    pub(super) fn at(self, stamp: u64) -> Self {
        Self { made: Made { stamp, ..self.made }, ..self }
    }

    /// Everything the catalogue has heard in the ear's space, or can bring there; from `path` where that file is of the same
    /// state, else read and, where it pays, written there.
    pub(super) fn load(
        catalogue: &Catalogue,
        names: NamesVersion,
        ear: &Ear,
        path: &std::path::Path,
        pool: &ThreadPool,
    ) -> Result<Self, CatalogueError> {
        let made = Made { stamp: catalogue.heard_stamp()?, names };
        match file::read(path, &ear.space(), made, pool) {
            Ok(Some(sounds)) => return Ok(sounds),
            Ok(None) => {}
            Err(e) => tracing::info!("{e}; it is built again"),
        }
        let (read, brought) = Self::read(catalogue, names, ear, pool)?;
        if (brought || read.len() >= FILE_FROM)
            && let Err(e) = file::write(path, &read)
        {
            tracing::warn!("cannot write {}: {e}", path.display());
        }
        Ok(read)
    }

    /// From the catalogue; whether some vectors had to be made from their pools.
    fn read(
        catalogue: &Catalogue,
        names: NamesVersion,
        ear: &Ear,
        pool: &ThreadPool,
    ) -> Result<(Self, bool), CatalogueError> {
        let space = ear.space();
        let mut all: Vec<(u32, Vector, SoundFacts)> = Vec::new();
        let mut outsiders: HashMap<u32, Outsider> = HashMap::new();
        let mut brought = false;
        let stamp = catalogue.heard_places(&space.model, &space.projection, |track, heard| {
            let Some(vector) = vector(&heard, ear.projection()) else { return };
            brought |= heard.projection != space.projection;
            let id = track.unwrap_or_else(|| outside::enter(&mut outsiders, &heard.seen));
            all.push((id.0, vector, SoundFacts::of(&heard)));
        })?;
        // Of two hearings of what is one record now, the one of that very version counts.
        all.sort_by_key(|(id, _, facts)| (*id, !facts.is_exact()));
        all.dedup_by_key(|(id, ..)| *id);
        let ids: Vec<u32> = all.iter().map(|(id, ..)| *id).collect();
        let vectors: Vec<Vector> = all.iter().map(|(_, vector, _)| *vector).collect();
        let facts: Vec<SoundFacts> = all.into_iter().map(|(.., facts)| facts).collect();
        let index = Index::new(space.clone(), Arc::new(ids.clone()), Arc::new(flat(&vectors)), pool)
            .unwrap_or_else(|_| Index::empty(space));
        let sounds = Self {
            index,
            ids: ids.into(),
            facts: facts.into(),
            added: Arc::default(),
            outside: Arc::new(outsiders),
            made: Made { stamp, names },
        };
        Ok((sounds, brought))
    }
}
