//! The fitted model as a snapshot keeps it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytemuck::{Pod, Zeroable};

use super::snapshot::segment::{Meta, Segment, SegmentError};
use crate::{
    recommend::{Model, ModelRef, ModelShape},
    slab::Slab,
    track::TrackId,
};

/// A model, the ids its rows stand for, and where it comes from. It may be older than the names beside it.
#[derive(Clone, Debug)]
pub struct Fitted {
    /// The generation it was fitted on and the fingerprint of its settings.
    pub meta: Meta,
    /// Model row → track id, ascending.
    pub ids: Slab<u32>,
    /// Mixes it was fitted on.
    pub mixes: u64,
    /// Iterations of the fit.
    pub iterations: u32,
    /// Seconds since 1970 when it was fitted.
    pub at: u64,
    /// The loss at its end.
    pub loss: f64,
    shape: ModelShape,
    items: Slab<f32>,
    quantised: Slab<i8>,
    scales: Slab<f32>,
    norms: Slab<f32>,
    whitening: Slab<f32>,
}

#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Head {
    tracks: u64,
    factors: u64,
    mixes: u64,
    at: u64,
    loss: f64,
    regularisation: f32,
    alpha: f32,
    iterations: u32,
    /// Zero in models of before there could be two.
    starts: u32,
}

/// What a fit reports about itself.
#[derive(Clone, Copy, Debug)]
pub struct Made {
    /// Where the plays came from, and the settings.
    pub meta: Meta,
    /// Mixes in the matrix.
    pub mixes: u64,
    /// Iterations done.
    pub iterations: u32,
    /// The loss at the end.
    pub loss: f64,
    /// When.
    pub at: SystemTime,
}

impl Fitted {
    /// Takes a fresh model; `ids` are the track ids of its rows.
    pub fn new(model: Model, ids: Slab<u32>, made: &Made) -> Self {
        let at = made.at.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        Self {
            meta: made.meta,
            ids,
            mixes: made.mixes,
            iterations: made.iterations,
            at,
            loss: made.loss,
            shape: model.shape,
            items: model.items.into(),
            quantised: model.quantised.into(),
            scales: model.scales.into(),
            norms: model.norms.into(),
            whitening: model.whitening.into(),
        }
    }

    /// For the recommender.
    pub fn view(&self) -> ModelRef<'_> {
        ModelRef {
            shape: self.shape,
            items: &self.items,
            quantised: &self.quantised,
            scales: &self.scales,
            norms: &self.norms,
            whitening: &self.whitening,
        }
    }

    /// The model's row of a track.
    pub fn row_of(&self, id: TrackId) -> Option<u32> {
        self.ids.binary_search(&id.0).ok().map(|row| row as u32)
    }

    /// The track of a model's row.
    pub fn id_of(&self, row: u32) -> Option<TrackId> {
        self.ids.get(row as usize).copied().map(TrackId)
    }

    /// The time since the fit.
    pub fn age(&self, now: SystemTime) -> Duration {
        now.duration_since(UNIX_EPOCH + Duration::from_secs(self.at)).unwrap_or_default()
    }

    /// The exact item factors, `[tracks x stride]`, for a warm start.
    pub fn items(&self) -> &[f32] {
        &self.items
    }

    /// Takes the exact factors out of memory: a question reads few of them.
    pub fn let_go(&self) {
        self.items.let_go();
    }

    /// `2 x 128 factors, 4500 mixes, 12 iterations`, 2 of them being the starts.
    pub fn describe(&self) -> String {
        let iterations = if self.iterations == 1 { "iteration" } else { "iterations" };
        let starts = if self.shape.starts > 1 { format!("{} x ", self.shape.starts) } else { String::new() };
        format!(
            "{starts}{} factors, {} mixes, {} {iterations}",
            self.shape.factors, self.mixes, self.iterations
        )
    }

    /// Writes it as a snapshot file.
    pub fn write(&self, path: &std::path::Path) -> std::io::Result<()> {
        let head = Head {
            tracks: self.shape.tracks as u64,
            factors: self.shape.factors as u64,
            mixes: self.mixes,
            at: self.at,
            loss: self.loss,
            regularisation: self.shape.regularisation,
            alpha: self.shape.alpha,
            iterations: self.iterations,
            starts: self.shape.starts as u32,
        };
        let sections: [(&str, &[u8]); 7] = [
            ("head", bytemuck::bytes_of(&head)),
            ("ids", bytemuck::cast_slice(&self.ids)),
            ("items", bytemuck::cast_slice(&self.items)),
            ("quantised", bytemuck::cast_slice(&self.quantised)),
            ("scales", bytemuck::cast_slice(&self.scales)),
            ("norms", bytemuck::cast_slice(&self.norms)),
            ("whitening", bytemuck::cast_slice(&self.whitening)),
        ];
        super::snapshot::segment::write(path, self.meta, &sections)
    }

    /// Windows into an open file.
    pub fn from_segment(segment: &Segment) -> Result<Self, SegmentError> {
        let head = segment.slab::<u8>("head")?;
        let head: Head = bytemuck::try_pod_read_unaligned(&head)
            .map_err(|e| segment.unusable(format!("section head: {e}")))?;
        let shape = ModelShape {
            tracks: head.tracks as usize,
            factors: head.factors as usize,
            starts: head.starts.max(1) as usize,
            regularisation: head.regularisation,
            alpha: head.alpha,
        };
        let model = Self {
            meta: segment.meta(),
            ids: segment.slab("ids")?,
            mixes: head.mixes,
            iterations: head.iterations,
            at: head.at,
            loss: head.loss,
            shape,
            items: segment.slab("items")?,
            quantised: segment.slab("quantised")?,
            scales: segment.slab("scales")?,
            norms: segment.slab("norms")?,
            whitening: segment.slab("whitening")?,
        };
        if model.view().checked().is_none() || model.ids.len() != shape.tracks {
            return Err(segment.unusable("its arrays contradict each other".into()));
        }
        Ok(model)
    }
}
