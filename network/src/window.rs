//! Windows of a row of values by weights: a product of matrices, of which the first one's rows may overlap.

/// Channels side by side.
const LANES: usize = 16;
/// Windows side by side.
const AT_ONCE: usize = 6;
/// Values of a window at a time: their weights stay in the first cache.
const PART: usize = 256;

/// Weights and bias of a layer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Windows {
    /// Block of channels, place in the window, channel.
    blocks: Vec<[f32; LANES]>,
    bias: Vec<f32>,
    /// Values of one window.
    length: usize,
}

impl Windows {
    /// From `[channels, length]` weights and the bias of each channel.
    pub(crate) fn new(weights: &[f32], bias: Vec<f32>) -> Self {
        let length = weights.len() / bias.len().max(1);
        let mut blocks = vec![[0.0; LANES]; bias.len().div_ceil(LANES) * length];
        for (channel, weights) in weights.chunks_exact(length.max(1)).enumerate() {
            for (at, &weight) in weights.iter().enumerate() {
                blocks[channel / LANES * length + at][channel % LANES] = weight;
            }
        }
        Self { blocks, bias, length }
    }

    /// Values of one window.
    pub(crate) fn length(&self) -> usize {
        self.length
    }

    /// How many values come out of one window.
    pub(crate) fn channels(&self) -> usize {
        self.bias.len()
    }

    /// `[windows, channels]`: windows begin `stride` values apart, as many as fit into `values`.
    pub(crate) fn run(&self, values: &[f32], stride: usize) -> Vec<f32> {
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("fma") {
            // SAFETY: the processor has both, as was just asked.
            #[allow(unsafe_code)]
            return unsafe { self.run_avx2(values, stride) };
        }
        self.run_with(values, stride, plain)
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,fma")]
    fn run_avx2(&self, values: &[f32], stride: usize) -> Vec<f32> {
        self.run_with(values, stride, |windows, weights| avx2_sums(windows, weights))
    }

    #[inline(always)]
    #[allow(clippy::inline_always, reason = "compiled for the instruction set of its caller")]
    fn run_with(
        &self,
        values: &[f32],
        stride: usize,
        sums: impl Fn([&[f32]; AT_ONCE], &[[f32; LANES]]) -> [[f32; LANES]; AT_ONCE],
    ) -> Vec<f32> {
        let windows = (values.len() + stride - self.length) / stride;
        let mut out: Vec<f32> = self.bias.iter().copied().cycle().take(windows * self.channels()).collect();
        for (block, weights) in self.blocks.chunks_exact(self.length).enumerate() {
            let channels = block * LANES..self.channels().min((block + 1) * LANES);
            for (part, weights) in weights.chunks(PART).enumerate() {
                for first in (0..windows).step_by(AT_ONCE) {
                    // Behind the last window it is summed once more, for nobody.
                    let start = |n: usize| (first + n).min(windows - 1) * stride + part * PART;
                    let found = sums(std::array::from_fn(|n| &values[start(n)..][..weights.len()]), weights);
                    for (window, found) in (first..windows).zip(found) {
                        let out = &mut out[window * self.channels()..][channels.clone()];
                        for (out, found) in out.iter_mut().zip(found) {
                            *out += found;
                        }
                    }
                }
            }
        }
        out
    }
}

/// Six windows by sixteen channels.
fn plain(windows: [&[f32]; AT_ONCE], weights: &[[f32; LANES]]) -> [[f32; LANES]; AT_ONCE] {
    let mut sums = [[0.0_f32; LANES]; AT_ONCE];
    let [a, b, c, d, e, f] = windows;
    for ((((((weights, a), b), c), d), e), f) in weights.iter().zip(a).zip(b).zip(c).zip(d).zip(e).zip(f) {
        for (sums, value) in sums.iter_mut().zip([*a, *b, *c, *d, *e, *f]) {
            for (sum, &weight) in sums.iter_mut().zip(weights) {
                *sum = super::rows::fused(weight, value, *sum);
            }
        }
    }
    sums
}

/// As [`plain`], twelve registers of sums.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn avx2_sums(windows: [&[f32]; AT_ONCE], weights: &[[f32; LANES]]) -> [[f32; LANES]; AT_ONCE] {
    use std::arch::x86_64::{
        __m256, _mm256_fmadd_ps, _mm256_loadu_ps, _mm256_set1_ps, _mm256_setzero_ps, _mm256_storeu_ps,
    };
    let mut sums: [[__m256; 2]; AT_ONCE] = [[_mm256_setzero_ps(); 2]; AT_ONCE];
    let [a, b, c, d, e, f] = windows;
    for ((((((weights, a), b), c), d), e), f) in weights.iter().zip(a).zip(b).zip(c).zip(d).zip(e).zip(f) {
        // SAFETY: both halves of sixteen floats are there to be read.
        #[allow(unsafe_code)]
        let (low, high) =
            unsafe { (_mm256_loadu_ps(weights.as_ptr()), _mm256_loadu_ps(weights.as_ptr().add(8))) };
        for (sums, value) in sums.iter_mut().zip([a, b, c, d, e, f]) {
            let value = _mm256_set1_ps(*value);
            sums[0] = _mm256_fmadd_ps(low, value, sums[0]);
            sums[1] = _mm256_fmadd_ps(high, value, sums[1]);
        }
    }
    let mut out = [[0.0; LANES]; AT_ONCE];
    for (out, sums) in out.iter_mut().zip(sums) {
        // SAFETY: sixteen floats are there to be written.
        #[allow(unsafe_code)]
        unsafe {
            _mm256_storeu_ps(out.as_mut_ptr(), sums[0]);
            _mm256_storeu_ps(out.as_mut_ptr().add(8), sums[1]);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::tests::noise;

    #[test]
    fn every_shape_gives_what_the_definition_gives() {
        for (length, channels, stride, windows) in
            [(1, 1, 1, 1), (7, 20, 3, 13), (600, 16, 64, 6), (257, 50, 257, 1)]
        {
            let (weights, bias) = (noise(channels * length, 3), noise(channels, 5));
            let values = noise((windows - 1) * stride + length, 7);
            let layer = Windows::new(&weights, bias.clone());
            for found in [layer.run(&values, stride), layer.run_with(&values, stride, plain)] {
                assert_eq!(found.len(), windows * channels);
                for (at, &found) in found.iter().enumerate() {
                    let (window, channel) = (at / channels, at % channels);
                    let pairs = values[window * stride..].iter().zip(&weights[channel * length..][..length]);
                    let sum: f64 = pairs.map(|(&a, &b)| f64::from(a) * f64::from(b)).sum();
                    let far = (f64::from(found) - sum - f64::from(bias[channel])).abs();
                    assert!(far < 1e-4, "{length} {channels}: {far}");
                }
            }
        }
    }
}
