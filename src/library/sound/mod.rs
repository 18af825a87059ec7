//! What was listened to: every heard record's place among the others, its tags, tempo, key and energy, in memory.

mod facts;
mod fetch;
mod file;
mod genre;
mod heads;
mod keep;
mod like;
mod load;
mod outside;
mod points;
mod refit;

use std::{collections::HashMap, sync::Arc};

pub use facts::SoundFacts;
pub use fetch::NotAnalysed;
pub use genre::Kin;
pub use heads::{Heads, Said};
pub use keep::CANDIDATES;
pub(super) use like::weighted_middle;
pub use outside::Outsider;

use crate::slab::Slab;
use crate::{
    catalogue::AnalysedTrack,
    library::snapshot::NamesVersion,
    sound::{
        index::Index,
        projection::{DIMENSIONS, Projection, Vector},
        space::Space,
    },
    track::{TrackId, TrackKey},
};

/// All that was heard in one space; never changed, adding gives another.
#[derive(Clone)]
pub struct Sounds {
    index: Index,
    /// Those of the file or the last load, ascending, and their facts.
    ids: Slab<u32>,
    facts: Slab<SoundFacts>,
    added: Arc<HashMap<u32, SoundFacts>>,
    outside: Arc<HashMap<u32, Outsider>>,
    made: Made,
}

/// What it was made from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Made {
    /// The count of hearings.
    stamp: u64,
    /// The state of the catalogue by which keys became tracks.
    names: NamesVersion,
}

impl std::fmt::Debug for Sounds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sounds({} records, {} in no mix, {:?})", self.len(), self.outside.len(), self.made)
    }
}

impl Sounds {
    /// Where its vectors lie.
    pub fn space(&self) -> &Space {
        self.index.space()
    }

    /// How many records were heard.
    pub fn len(&self) -> usize {
        self.ids.len() + self.added.keys().filter(|id| self.ids.binary_search(id).is_err()).count()
    }

    /// None was.
    pub fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    /// What was heard of a record.
    pub fn facts(&self, id: TrackId) -> Option<SoundFacts> {
        let stored = || self.ids.binary_search(&id.0).ok().and_then(|at| self.facts.get(at).copied());
        self.added.get(&id.0).copied().or_else(stored)
    }

    /// Whether a record was heard.
    pub fn knows(&self, id: TrackId) -> bool {
        self.added.contains_key(&id.0) || self.ids.binary_search(&id.0).is_ok()
    }

    /// A record's place.
    pub fn vector(&self, id: TrackId) -> Option<Vector> {
        self.knows(id).then(|| self.index.vector(id.0)).flatten()
    }

    /// A record that no mix has, by its number.
    pub fn outsider(&self, id: TrackId) -> Option<&Outsider> {
        self.outside.get(&id.0)
    }

    /// The numbers of all that no mix has, ascending.
    pub fn outside_ids(&self) -> Vec<TrackId> {
        let mut ids: Vec<TrackId> = self.outside.keys().map(|id| TrackId(*id)).collect();
        ids.sort_unstable();
        ids
    }

    /// All that no mix has, with their places, in the order of their numbers.
    pub fn outsiders(&self) -> Vec<(TrackId, &Outsider, Vector)> {
        let all = self.index.vectors().filter_map(|(id, v)| Some((TrackId(id), self.outside.get(&id)?, *v)));
        let mut all: Vec<_> = all.collect();
        all.sort_unstable_by_key(|(id, ..)| *id);
        all
    }

    /// The number of a record that no mix has, by its key.
    pub fn find_outsider(&self, key: &TrackKey) -> Option<TrackId> {
        let mut id = TrackId::outside(key);
        while let Some(outsider) = self.outside.get(&id.0) {
            if outsider.key == *key {
                return Some(id);
            }
            id = id.next_outside();
        }
        None
    }

    /// All that were heard.
    pub fn ids(&self) -> impl Iterator<Item = TrackId> + '_ {
        let more = self.added.keys().filter(|id| self.ids.binary_search(id).is_err());
        self.ids.iter().chain(more).map(|id| TrackId(*id))
    }

    /// The index, for searching it directly.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// The same and more, found at once. What was heard with another network is passed over.
    #[must_use]
    fn with(&self, more: &[(Option<TrackId>, &AnalysedTrack)], projection: &Projection) -> Self {
        let mut outside = self.outside.clone();
        let mut added = HashMap::clone(&self.added);
        let mut vectors = Vec::new();
        for (track, heard) in more.iter().filter(|(_, heard)| heard.model == self.space().model) {
            let id = track.unwrap_or_else(|| outside::enter(Arc::make_mut(&mut outside), &heard.seen));
            let Some(vector) = vector(heard, projection) else { continue };
            vectors.push((id.0, vector));
            added.insert(id.0, SoundFacts::of(heard));
        }
        let index = self.index.with(&self.space().clone(), &vectors).unwrap_or_else(|_| self.index.clone());
        Self { index, added: Arc::new(added), outside, ..self.clone() }
    }
}

/// The vector in the projection's space: as stored, or made from the pools.
fn vector(heard: &AnalysedTrack, projection: &Projection) -> Option<Vector> {
    if heard.projection == projection.version() {
        return heard.vector.as_slice().try_into().ok();
    }
    (!heard.pools.is_empty()).then(|| projection.apply(&heard.pools))
}

/// The values of an index as vectors.
fn flat(vectors: &[Vector]) -> Vec<f32> {
    debug_assert_eq!(size_of::<Vector>(), DIMENSIONS * 4, "no padding");
    bytemuck::cast_slice(vectors).to_vec()
}

#[cfg(test)]
mod tests;
