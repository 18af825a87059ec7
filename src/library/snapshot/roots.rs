//! What only the next tables are made from: how the names behind a row were spelt, so that rows that stay need no folding again.

use super::{
    columns::Strings,
    segment::{Segment, SegmentError},
};
use crate::slab::Slab;

/// All spellings of one kind of name.
#[derive(Clone, Debug, Default)]
pub struct Spellings {
    /// Spelling → as written.
    pub spelt: Strings,
    /// Spelling → row of the name.
    pub row_of: Slab<u32>,
    /// Row of the name → its key, see [`key`].
    pub keys: Slab<u64>,
}

/// Columns beside those of [`Tables`](super::tables::Tables) that no question reads.
#[derive(Clone, Debug, Default)]
pub struct Roots {
    /// One value: which of the catalogue's histories the generation belongs to
    /// ([`Contents::stamp`](crate::catalogue::Contents::stamp)).
    pub stamp: Slab<i64>,
    /// Work row → the key of what its versions have in common.
    pub works: Slab<u64>,
    /// Artists as credits spell them.
    pub artists: Spellings,
    /// Beside the values of `artists_of`: the spelling.
    pub artist_as: Slab<u32>,
    /// Labels as tracks name them.
    pub labels: Spellings,
    /// Track row → the spelling of its label, or [`NONE`](super::tables::NONE).
    pub label_as: Slab<u32>,
}

/// What a folded name is known by: FNV-1a of it. That two of two million names share one is less likely than one in a million, and
/// would show them as one.
pub fn key(folded: &str) -> u64 {
    folded
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

macro_rules! sections {
    ($visit:ident, $roots:expr) => {
        $visit!("roots.stamp", $roots.stamp);
        $visit!("roots.works", $roots.works);
        $visit!("roots.artist_as", $roots.artist_as);
        $visit!("roots.artists.heap", $roots.artists.spelt.heap);
        $visit!("roots.artists.ends", $roots.artists.spelt.ends);
        $visit!("roots.artists.row_of", $roots.artists.row_of);
        $visit!("roots.artists.keys", $roots.artists.keys);
        $visit!("roots.label_as", $roots.label_as);
        $visit!("roots.labels.heap", $roots.labels.spelt.heap);
        $visit!("roots.labels.ends", $roots.labels.spelt.ends);
        $visit!("roots.labels.row_of", $roots.labels.row_of);
        $visit!("roots.labels.keys", $roots.labels.keys);
    };
}

impl Roots {
    /// Adds name and bytes of every column.
    pub(super) fn add_sections<'a>(&'a self, all: &mut Vec<(&'static str, &'a [u8])>) {
        macro_rules! add {
            ($name:expr, $slab:expr) => {
                all.push(($name, bytemuck::cast_slice(&$slab)))
            };
        }
        sections!(add, self);
    }

    /// Windows into an open file; an error where it has none.
    pub(super) fn from_segment(segment: &Segment) -> Result<Self, SegmentError> {
        let mut roots = Self::default();
        macro_rules! read {
            ($name:expr, $slab:expr) => {
                $slab = segment.slab($name)?
            };
        }
        sections!(read, roots);
        Ok(roots)
    }
}
