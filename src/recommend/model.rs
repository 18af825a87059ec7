//! What is kept of a fit for answering: items exact and quantised, and what folding in needs.

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
    /// Factors of the fit.
    pub factors: usize,
    /// Weight of the squared factors.
    pub regularisation: f32,
    /// Confidence is `1 + alpha r`.
    pub alpha: f32,
}

impl ModelShape {
    /// `f32` values of a row, padding included.
    #[must_use]
    pub fn stride(&self) -> usize {
        padded(self.factors)
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
    /// `[stride x stride]`: `L^-1` of `Y'Y + lambda I = LL'`.
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
        let stride = factors.stride;
        let shape = ModelShape {
            tracks: factors.items.len() / stride.max(1),
            factors: factors.factors,
            regularisation: settings.regularisation,
            alpha: settings.alpha,
        };
        let items = factors.items;
        let mut gram = gram(&items, stride, None, pool, stop)?;
        for i in 0..stride {
            gram[i * stride + i] += f64::from(settings.regularisation);
            if gram[i * stride + i] == 0.0 {
                gram[i * stride + i] = 1.0;
            }
        }
        let whitening = Cholesky::new(&gram, stride).inverse_lower().into_iter().map(|x| x as f32).collect();
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
        let shape = ModelShape { tracks: 2, factors: 3, regularisation: 1.0, alpha: 1.0 };
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
