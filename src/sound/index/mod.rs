//! Which tracks sound nearest: a k-d tree over the leading coordinates, ranked again in all of them.
//!
//! The coordinates are principal components, the widest first, so the neighbours in the leading ones are nearly always
//! the neighbours in all; a tree over all 64 would look at every leaf.

mod flat;
mod nearest;
mod tree;

use std::{collections::HashSet, ops::Deref, sync::Arc};

use bytemuck::cast_slice;
use thiserror::Error;

pub use nearest::Near;
use tree::Tree;

use super::{
    projection::{DIMENSIONS, Vector},
    space::Space,
};

/// Below this a scan of all vectors is as fast as the tree, and exact.
pub const TREE_FROM: usize = 50_000;

/// Why vectors do not make an index.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum IndexError {
    /// Not 64 values for every id.
    #[error("{ids} tracks need {} values, there are {values}", ids * DIMENSIONS)]
    Length {
        /// How many tracks.
        ids: usize,
        /// How many values.
        values: usize,
    },
    /// A vector of another network or projection.
    #[error("a vector of {found:?} cannot be compared with those of {expected:?}")]
    OtherSpace {
        /// The index's.
        expected: Space,
        /// The vector's.
        found: Space,
    },
}

/// A read-only array from wherever it is kept: a `Vec`'s memory or a window into a mapped file.
pub type SharedArray<T> = Arc<dyn Deref<Target = [T]> + Send + Sync>;

/// Vectors by track, never changed: adding gives another index that shares what is there.
#[derive(Clone)]
pub struct Index {
    space: Space,
    base: Arc<Base>,
    added: Arc<Added>,
}

/// What was there when the tree was built.
struct Base {
    ids: SharedArray<u32>,
    /// `[n, 64]`
    values: SharedArray<f32>,
    tree: Option<Tree>,
}

/// What came later; searched without a tree. Its ids hide the base's.
#[derive(Clone, Default)]
struct Added {
    ids: Vec<u32>,
    vectors: Vec<Vector>,
    known: HashSet<u32>,
}

impl Base {
    fn vectors(&self) -> &[Vector] {
        self.values.as_chunks().0
    }
}

impl Index {
    /// An index of `ids` and their `[n, 64]` values, in the same order. Vectors with something that is no number are never
    /// found.
    pub fn new(
        space: Space,
        ids: SharedArray<u32>,
        values: SharedArray<f32>,
        pool: &rayon::ThreadPool,
    ) -> Result<Self, IndexError> {
        if ids.len() * DIMENSIONS != values.len() {
            return Err(IndexError::Length { ids: ids.len(), values: values.len() });
        }
        let vectors: &[Vector] = values.as_chunks().0;
        let tree = (ids.len() >= TREE_FROM).then(|| Tree::build(vectors, pool)).flatten();
        Ok(Self { space, base: Arc::new(Base { ids, values, tree }), added: Arc::default() })
    }

    /// An index of nothing.
    pub fn empty(space: Space) -> Self {
        let base = Base { ids: Arc::new(Vec::new()), values: Arc::new(Vec::new()), tree: None };
        Self { space, base: Arc::new(base), added: Arc::default() }
    }

    /// The same with more tracks, found at once. A track that is there already moves to its new place.
    pub fn with(&self, space: &Space, more: &[(u32, Vector)]) -> Result<Self, IndexError> {
        self.accepts(space)?;
        let mut added = Added::clone(&self.added);
        for &(id, vector) in more {
            if !added.known.insert(id)
                && let Some(at) = added.ids.iter().position(|&known| known == id)
            {
                added.vectors[at] = vector;
            } else {
                added.ids.push(id);
                added.vectors.push(vector);
            }
        }
        Ok(Self { space: self.space.clone(), base: self.base.clone(), added: Arc::new(added) })
    }

    /// Refuses another space than its own.
    pub fn accepts(&self, space: &Space) -> Result<(), IndexError> {
        if *space == self.space {
            Ok(())
        } else {
            Err(IndexError::OtherSpace { expected: self.space.clone(), found: space.clone() })
        }
    }

    /// Where its vectors lie.
    pub fn space(&self) -> &Space {
        &self.space
    }

    /// How many tracks it knows.
    pub fn len(&self) -> usize {
        let hidden = self.base.ids.iter().filter(|id| self.added.known.contains(id)).count();
        self.base.ids.len() - hidden + self.added.ids.len()
    }

    /// Knows no track.
    pub fn is_empty(&self) -> bool {
        self.base.ids.is_empty() && self.added.ids.is_empty()
    }

    /// So much was added since the tree was built that building it anew pays; in the background, from
    /// [`Index::sections`].
    pub fn wants_rebuilding(&self) -> bool {
        self.added.ids.len() > (self.base.ids.len() / 8).max(2_000)
    }

    /// Everything it knows as two flat arrays, ids and `[n, 64]` values: what is written to a file and what
    /// [`Index::new`] takes.
    pub fn sections(&self) -> (Vec<u32>, Vec<f32>) {
        let kept =
            self.base.ids.iter().zip(self.base.vectors()).filter(|(id, _)| !self.added.known.contains(id));
        let (mut ids, vectors): (Vec<u32>, Vec<Vector>) = kept.map(|(id, vector)| (*id, *vector)).unzip();
        ids.extend(&self.added.ids);
        let mut values: Vec<f32> = cast_slice(&vectors).to_vec();
        values.extend(cast_slice::<Vector, f32>(&self.added.vectors));
        (ids, values)
    }

    /// Every track it knows with its vector, in no order.
    pub fn vectors(&self) -> impl Iterator<Item = (u32, &Vector)> + '_ {
        let kept = self.base.ids.iter().copied().zip(self.base.vectors());
        let kept = kept.filter(|(id, _)| !self.added.known.contains(id));
        kept.chain(self.added.ids.iter().copied().zip(&self.added.vectors))
    }

    /// The vector of a track it knows; a search through all ids.
    pub fn vector(&self, id: u32) -> Option<Vector> {
        let find = |ids: &[u32], vectors: &[Vector]| ids.iter().position(|&i| i == id).map(|at| vectors[at]);
        find(&self.added.ids, &self.added.vectors).or_else(|| find(&self.base.ids, self.base.vectors()))
    }
}

/// The middle of several seeds, of unit length as every vector is; `None` without seeds, or where they cancel out.
pub fn middle(seeds: &[Vector]) -> Option<Vector> {
    let mut sum = [0.0_f32; DIMENSIONS];
    for seed in seeds {
        for (sum, value) in sum.iter_mut().zip(seed) {
            *sum += value;
        }
    }
    let length = sum.iter().map(|v| v * v).sum::<f32>().sqrt();
    (length > 1e-6 && length.is_finite()).then(|| sum.map(|v| v / length))
}

#[cfg(test)]
mod tests;
