//! A convolution over one picture whose rows are then reduced to their maxima, without writing what lies between.
//!
//! Nearly all of the network's work is here. Elsewhere the picture is copied once for every tap before it is multiplied (im2col), and
//! the whole result written before it is reduced; this multiplies straight from the picture, which stays in the first cache, and keeps
//! six positions by sixteen channels in registers.

/// Channels side by side.
const LANES: usize = 16;
/// Positions side by side.
const AT_ONCE: usize = 6;

/// A convolution's weights in the order they are read in: block of channels, row, column, channel.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Packed {
    blocks: Vec<f32>,
    bias: Vec<f32>,
    height: usize,
    width: usize,
    /// Rows of zeros above the picture.
    above: usize,
}

impl Packed {
    /// From `[channels, height, width]` weights.
    pub(crate) fn new(weights: &[f32], bias: &[f32], height: usize, width: usize, above: usize) -> Self {
        let taps = height * width;
        let mut blocks = vec![0.0; bias.len().div_ceil(LANES) * taps * LANES];
        for (channel, kernel) in weights.chunks_exact(taps.max(1)).enumerate() {
            for (tap, &weight) in kernel.iter().enumerate() {
                blocks[(channel / LANES * taps + tap) * LANES + channel % LANES] = weight;
            }
        }
        Self { blocks, bias: bias.to_vec(), height, width, above }
    }

    /// How many channels come out.
    pub(crate) fn channels(&self) -> usize {
        self.bias.len()
    }

    /// `[channels, rows]` from a `[rows, columns]` picture: for each row the largest of all positions. The picture is at least
    /// six positions wide.
    pub(crate) fn run(&self, picture: &[f32], columns: usize) -> Vec<f32> {
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("fma") {
            // SAFETY: the processor has both, as was just asked.
            #[allow(unsafe_code)]
            return unsafe { self.run_avx2(picture, columns) };
        }
        self.run_with(picture, columns, plain)
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,fma")]
    fn run_avx2(&self, picture: &[f32], columns: usize) -> Vec<f32> {
        self.run_with(picture, columns, |p, c, w, n| avx2_sums(p, c, w, n))
    }

    #[inline(always)]
    #[allow(clippy::inline_always, reason = "compiled for the instruction set of its caller")]
    fn run_with(
        &self,
        picture: &[f32],
        columns: usize,
        sums: impl Fn(&[f32], usize, &[f32], usize) -> [f32; LANES],
    ) -> Vec<f32> {
        let rows = picture.len() / columns.max(1);
        let positions = columns + 1 - self.width;
        let block_size = self.height * self.width * LANES;
        let mut out = vec![0.0; self.channels() * rows];
        for (block, weights) in self.blocks.chunks_exact(block_size.max(1)).enumerate() {
            for row in 0..rows {
                // Taps that lie outside the picture meet zeros: they are left out.
                let first = self.above.saturating_sub(row);
                let end = self.height.min(rows + self.above - row);
                let weights = &weights[first * self.width * LANES..end * self.width * LANES];
                let top = row + first - self.above;
                let picture = &picture[top * columns..(top + end - first) * columns];
                let mut best = [f32::NEG_INFINITY; LANES];
                let mut at = 0;
                while at < positions {
                    // The last six may have been seen in part: a maximum does not mind.
                    let start = at.min(positions - AT_ONCE);
                    let found = sums(&picture[start..], columns, weights, self.width);
                    for (best, found) in best.iter_mut().zip(found) {
                        *best = if found > *best { found } else { *best };
                    }
                    at += AT_ONCE;
                }
                let channels = block * LANES..self.channels().min((block + 1) * LANES);
                for (channel, best) in channels.zip(best) {
                    out[channel * rows + row] = best + self.bias[channel];
                }
            }
        }
        out
    }
}

/// `a * b + c`, fused where every processor of the architecture can.
#[inline(always)]
#[allow(clippy::inline_always, reason = "compiled for the instruction set of its caller")]
pub(crate) fn fused(a: f32, b: f32, c: f32) -> f32 {
    if cfg!(target_arch = "aarch64") { a.mul_add(b, c) } else { a * b + c }
}

/// The largest of six neighbouring positions' sums, for sixteen channels. `weights` is `[rows, width, 16]`.
fn plain(picture: &[f32], columns: usize, weights: &[f32], width: usize) -> [f32; LANES] {
    let mut sums = [[0.0_f32; LANES]; AT_ONCE];
    for (row, weights) in weights.chunks_exact(width * LANES).enumerate() {
        let picture = &picture[row * columns..][..width + AT_ONCE - 1];
        for (column, weights) in weights.as_chunks::<LANES>().0.iter().enumerate() {
            for (sums, value) in sums.iter_mut().zip(&picture[column..column + AT_ONCE]) {
                for (sum, weight) in sums.iter_mut().zip(weights) {
                    *sum = fused(*weight, *value, *sum);
                }
            }
        }
    }
    sums.into_iter().fold([f32::NEG_INFINITY; LANES], |best, sums| {
        std::array::from_fn(|lane| if sums[lane] > best[lane] { sums[lane] } else { best[lane] })
    })
}

/// As [`plain`], twelve registers of sums.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn avx2_sums(picture: &[f32], columns: usize, weights: &[f32], width: usize) -> [f32; LANES] {
    use std::arch::x86_64::{
        __m256, _mm256_fmadd_ps, _mm256_loadu_ps, _mm256_max_ps, _mm256_set1_ps, _mm256_setzero_ps,
        _mm256_storeu_ps,
    };
    let mut sums: [[__m256; 2]; AT_ONCE] = [[_mm256_setzero_ps(); 2]; AT_ONCE];
    for (row, weights) in weights.chunks_exact(width * LANES).enumerate() {
        let picture = &picture[row * columns..][..width + AT_ONCE - 1];
        for (values, weights) in picture.array_windows::<AT_ONCE>().zip(weights.as_chunks::<LANES>().0) {
            // SAFETY: both halves of sixteen floats are there to be read.
            #[allow(unsafe_code)]
            let (low, high) =
                unsafe { (_mm256_loadu_ps(weights.as_ptr()), _mm256_loadu_ps(weights.as_ptr().add(8))) };
            for (sums, &value) in sums.iter_mut().zip(values) {
                let value = _mm256_set1_ps(value);
                sums[0] = _mm256_fmadd_ps(low, value, sums[0]);
                sums[1] = _mm256_fmadd_ps(high, value, sums[1]);
            }
        }
    }
    let best =
        |half: usize| sums[1..].iter().fold(sums[0][half], |best, sums| _mm256_max_ps(best, sums[half]));
    let mut out = [0.0; LANES];
    // SAFETY: sixteen floats are there to be written.
    #[allow(unsafe_code)]
    unsafe {
        _mm256_storeu_ps(out.as_mut_ptr(), best(0));
        _mm256_storeu_ps(out.as_mut_ptr().add(8), best(1));
    }
    out
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Numbers between -.5 and .5 that look random.
    pub(crate) fn noise(n: usize, seed: u64) -> Vec<f32> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f32 / (1 << 24) as f32 - 0.5
        };
        (0..n).map(|_| next()).collect()
    }

    /// As the definition has it.
    fn slowly(
        packed: (&[f32], &[f32]),
        (h, w, above): (usize, usize, usize),
        picture: &[f32],
        columns: usize,
    ) -> Vec<f32> {
        let (weights, bias) = packed;
        let rows = picture.len() / columns;
        let at = |row: isize, column: usize| {
            let inside = row >= 0 && row < rows as isize;
            if inside { f64::from(picture[row as usize * columns + column]) } else { 0.0 }
        };
        let mut out = Vec::new();
        for (channel, bias) in bias.iter().enumerate() {
            for row in 0..rows {
                let sum = |position: usize| -> f64 {
                    let taps = (0..h).flat_map(|y| (0..w).map(move |x| (y, x)));
                    taps.map(|(y, x)| {
                        let weight = f64::from(weights[(channel * h + y) * w + x]);
                        weight * at(row as isize + y as isize - above as isize, position + x)
                    })
                    .sum()
                };
                let best = (0..=columns - w).map(sum).fold(f64::NEG_INFINITY, f64::max);
                out.push((best + f64::from(*bias)) as f32);
            }
        }
        out
    }

    #[test]
    fn every_shape_gives_what_the_definition_gives() {
        let shapes =
            [(7, 38, 3, 96, 20), (7, 67, 3, 96, 3), (32, 1, 15, 96, 17), (1, 1, 0, 6, 16), (3, 4, 1, 9, 1)];
        for (height, width, above, columns, channels) in shapes {
            let rows = 11;
            let picture = noise(rows * columns, 3);
            let (weights, bias) = (noise(channels * height * width, 5), noise(channels, 7));
            let packed = Packed::new(&weights, &bias, height, width, above);
            let expected = slowly((&weights, &bias), (height, width, above), &picture, columns);
            for found in [packed.run(&picture, columns), packed.run_with(&picture, columns, plain)] {
                assert_eq!(found.len(), expected.len());
                let far = found.iter().zip(&expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
                assert!(far < 1e-4, "{height} x {width}: {far}");
            }
        }
    }
}
