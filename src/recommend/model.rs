//! What is kept of a fit for answering: items exact and quantised, and what folding in needs.

use std::ops::Range;

use rayon::{ThreadPool, prelude::*};

use super::als::{Cholesky, Factors, FitError, FitSettings, StopSignal, gram};
use super::simd::{BYTES, LANES, Simd, Work, blocks, dispatch, dot, padded};

/// Rows quantised between two looks at `stop`.
const ROWS: usize = 4096;

/// Sizes and settings of a model; all lengths follow from it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ModelShape {
    /// Tracks.
    pub tracks: usize,
    /// Factors of a fit.
    pub factors: usize,
    /// Random starts, each with factors of its own in every row: what their fits say of a track is added up.
    pub starts: usize,
    /// Weight of the squared factors.
    pub regularisation: f32,
    /// Confidence is `1 + alpha r`.
    pub alpha: f32,
}

impl ModelShape {
    /// `f32` values of a row, padding included.
    #[must_use]
    pub fn stride(&self) -> usize {
        self.starts * padded(self.factors)
    }

    /// Where the factors of each start stand in a row, padding included.
    pub fn parts(&self) -> impl Iterator<Item = Range<usize>> + use<> {
        let width = padded(self.factors);
        (0..self.starts).map(move |at| at * width..(at + 1) * width)
    }

    /// Bytes of a quantised row, padding included.
    #[must_use]
    pub fn byte_stride(&self) -> usize {
        self.stride().next_multiple_of(BYTES)
    }
}

/// A model that owns its arrays.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// Sizes and settings.
    pub shape: ModelShape,
    /// `[tracks x stride]`.
    pub items: Vec<f32>,
    /// `[tracks x byte_stride]`, each row divided by its scale and rounded to -127..=127.
    pub quantised: Vec<i8>,
    /// `[tracks]`: an item is about `scale * quantised`.
    pub scales: Vec<f32>,
    /// `[tracks]`: lengths of the items.
    pub norms: Vec<f32>,
    /// `[stride x stride]`: `L^-1` of `Y'Y + lambda I = LL'`, of each fit by itself.
    pub whitening: Vec<f32>,
}

/// A model whose arrays live elsewhere, say in a mapped file.
#[derive(Clone, Copy, Debug)]
pub struct ModelRef<'a> {
    /// Sizes and settings.
    pub shape: ModelShape,
    /// See [`Model::items`].
    pub items: &'a [f32],
    /// See [`Model::quantised`].
    pub quantised: &'a [i8],
    /// See [`Model::scales`].
    pub scales: &'a [f32],
    /// See [`Model::norms`].
    pub norms: &'a [f32],
    /// See [`Model::whitening`].
    pub whitening: &'a [f32],
}

impl Model {
    /// Takes the items of a fit; `settings` are those of the fit.
    pub fn new(
        factors: Factors,
        settings: &FitSettings,
        pool: &ThreadPool,
        stop: StopSignal<'_>,
    ) -> Result<Self, FitError> {
        Self::of_starts(vec![factors], settings, pool, stop)
    }

    /// Takes the items of fits of the same tracks, with as many factors, from a start each.
    pub fn of_starts(
        fits: Vec<Factors>,
        settings: &FitSettings,
        pool: &ThreadPool,
        stop: StopSignal<'_>,
    ) -> Result<Self, FitError> {
        let tracks = fits.first().map_or(0, |fit| fit.items.len() / fit.stride.max(1));
        let shape = ModelShape {
            tracks,
            factors: fits.first().map_or(0, |fit| fit.factors),
            starts: fits.len(),
            regularisation: settings.regularisation,
            alpha: settings.alpha,
        };
        let stride = shape.stride();
        let whitening = whitening(&fits, &shape, pool, stop)?;
        let items = side_by_side(fits, tracks);
        let (mut scales, mut norms) = (vec![0.0; shape.tracks], vec![0.0; shape.tracks]);
        let bytes = shape.byte_stride();
        let mut quantised = vec![0; shape.tracks * bytes];
        pool.install(|| {
            items
                .par_chunks(ROWS * stride)
                .zip(quantised.par_chunks_mut(ROWS * bytes))
                .zip(scales.par_chunks_mut(ROWS).zip(norms.par_chunks_mut(ROWS)))
                .try_for_each(|((items, quantised), (scales, norms))| {
                    if stop() {
                        return Err(FitError::Stopped);
                    }
                    dispatch(Quantise { items, stride, quantised, bytes, scales, norms });
                    Ok(())
                })
        })?;
        Ok(Self { shape, items, quantised, scales, norms, whitening })
    }

    /// The same model, borrowed.
    #[must_use]
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
}

impl<'a> ModelRef<'a> {
    /// The same model, where every array has the length its shape asks for.
    #[must_use]
    pub fn checked(self) -> Option<Self> {
        let (n, stride) = (self.shape.tracks, self.shape.stride());
        let whole = Some(self.items.len()) == n.checked_mul(stride)
            && Some(self.quantised.len()) == n.checked_mul(self.shape.byte_stride())
            && self.scales.len() == n
            && self.norms.len() == n
            && self.whitening.len() == stride * stride
            && self.shape.factors > 0;
        whole.then_some(self)
    }

    /// The factors of a track.
    #[must_use]
    pub fn item(&self, row: u32) -> Option<&'a [f32]> {
        let stride = self.shape.stride();
        self.items.get(row as usize * stride..(row as usize + 1) * stride)
    }
}

/// `[tracks x stride]`: each track's factors of every fit, one fit behind the other.
fn side_by_side(mut fits: Vec<Factors>, tracks: usize) -> Vec<f32> {
    if fits.len() == 1 {
        return fits.remove(0).items;
    }
    let mut items = Vec::with_capacity(fits.iter().map(|fit| fit.items.len()).sum());
    for track in 0..tracks {
        for fit in &fits {
            items.extend_from_slice(&fit.items[track * fit.stride..][..fit.stride]);
        }
    }
    items
}

/// See [`Model::whitening`]. Zeros between the fits, which know nothing of each other.
fn whitening(
    fits: &[Factors],
    shape: &ModelShape,
    pool: &ThreadPool,
    stop: StopSignal<'_>,
) -> Result<Vec<f32>, FitError> {
    let stride = shape.stride();
    let mut out = vec![0.0; stride * stride];
    for (fit, part) in fits.iter().zip(shape.parts()) {
        let width = part.len();
        let mut gram = gram(&fit.items, width, None, pool, stop)?;
        for i in 0..width {
            gram[i * width + i] += f64::from(shape.regularisation);
            if gram[i * width + i] == 0.0 {
                gram[i * width + i] = 1.0;
            }
        }
        let lower = Cholesky::new(&gram, width).inverse_lower();
        let lines = out.chunks_exact_mut(stride).skip(part.start);
        for (line, lower) in lines.zip(lower.chunks_exact(width)) {
            line[part.clone()].iter_mut().zip(lower).for_each(|(to, l)| *to = *l as f32);
        }
    }
    Ok(out)
}

/// Some rows of items, quantised and measured.
struct Quantise<'a> {
    items: &'a [f32],
    stride: usize,
    quantised: &'a mut [i8],
    bytes: usize,
    scales: &'a mut [f32],
    norms: &'a mut [f32],
}

impl Work for Quantise<'_> {
    type Out = ();

    #[inline(always)]
    fn with<S: Simd>(self, s: S) {
        let rows = self.items.chunks_exact(self.stride).zip(self.quantised.chunks_exact_mut(self.bytes));
        for ((row, to), (scale, norm)) in rows.zip(self.scales.iter_mut().zip(self.norms)) {
            *scale = quantise(row, to);
            *norm = dot(s, blocks(row), blocks(row)).sqrt();
        }
    }
}

/// Quantises a row and returns its scale; bytes past the row are zero.
#[inline(always)]
pub(super) fn quantise(row: &[f32], to: &mut [i8]) -> f32 {
    let (whole, rest) = row.as_chunks::<LANES>();
    let mut largest = [0f32; LANES];
    for block in whole {
        largest.iter_mut().zip(block).for_each(|(m, v)| *m = m.max(v.abs()));
    }
    let largest = largest.iter().chain(rest).fold(0.0f32, |m, v| m.max(v.abs()));
    let scale = largest / 127.0;
    let inverse = if scale > 0.0 { 1.0 / scale } else { 0.0 };
    to.fill(0);
    for (to, v) in to.iter_mut().zip(row) {
        *to = (v * inverse).round().clamp(-127.0, 127.0) as i8;
    }
    scale
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantised_rows_are_within_half_a_step() {
        let row = [0.5, -1.27, 0.003, 0.0];
        let mut bytes = [9i8; 6];
        let scale = quantise(&row, &mut bytes);
        for (v, q) in row.iter().zip(bytes) {
            assert!((v - scale * f32::from(q)).abs() <= scale / 2.0);
        }
        assert_eq!(bytes[1], -127);
        assert_eq!(&bytes[4..], &[0, 0]);
        assert!(quantise(&[0.0; 4], &mut bytes).abs() < f32::EPSILON);
        assert_eq!(bytes, [0; 6]);
    }

    #[test]
    fn arrays_of_the_wrong_length_are_refused() {
        let shape = ModelShape { tracks: 2, factors: 3, starts: 1, regularisation: 1.0, alpha: 1.0 };
        let model = Model {
            shape,
            items: vec![0.0; 16],
            quantised: vec![0; 64],
            scales: vec![0.0; 2],
            norms: vec![0.0; 2],
            whitening: vec![0.0; 64],
        };
        assert!(model.view().checked().is_some());
        assert!(ModelRef { norms: &[0.0], ..model.view() }.checked().is_none());
        assert!(ModelRef { items: &model.items[..8], ..model.view() }.checked().is_none());
    }
}
