//! The columns as the search index wants them.

use super::{
    segment::{Segment, SegmentError},
    tables::{NONE, Tables},
};
use crate::{
    search::{Names, Sections},
    slab::Slab,
};

impl Names for Tables {
    fn len(&self) -> usize {
        self.n_tracks()
    }
    fn artist(&self, row: u32) -> &str {
        self.artist.get(row)
    }
    fn title(&self, row: u32) -> &str {
        self.title.get(row)
    }
    fn version(&self, row: u32) -> &str {
        self.version.get(row)
    }
    fn label(&self, row: u32) -> &str {
        self.label
            .get(row as usize)
            .filter(|label| **label != NONE)
            .map_or("", |label| self.labels.get(*label))
    }
    fn work(&self, row: u32) -> u32 {
        Self::at(&self.work, row)
    }
    fn djs(&self, row: u32) -> u32 {
        self.witnesses.get(row as usize).copied().unwrap_or(0)
    }
    fn mixes(&self, row: u32) -> u32 {
        self.mixes.get(row as usize).copied().unwrap_or(0)
    }
}

impl Sections for Segment {
    type Error = SegmentError;

    fn slab<T: bytemuck::Pod>(&self, name: &str) -> Result<Slab<T>, SegmentError> {
        self.slab(name)
    }
}
