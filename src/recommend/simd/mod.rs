//! Eight `f32` lanes at a time: one trait, one zero-sized token per instruction set, chosen at run time.
//!
//! A token can only be had from `detect`-like constructors that asked the processor, so holding one proves that its
//! instructions exist; numeric code is written once over [`Simd`] and compiled for each set inside [`Simd::run`].

#[cfg(target_arch = "x86_64")]
mod avx2;
mod kernels;
#[cfg(target_arch = "aarch64")]
mod neon;
mod scalar;

pub use kernels::{axpy, dot, dot_i8, scale_into, syrk_upper};
pub use scalar::Scalar;

/// Eight neighbouring factors.
pub type Block = [f32; LANES];
/// `f32` lanes of one [`Block`]; every row of factors is padded with zeros to a multiple of it.
pub const LANES: usize = 8;
/// Bytes of a quantised row are padded with zeros to a multiple of this.
pub const BYTES: usize = 32;

/// A piece of work compiled once for each instruction set.
pub trait Work {
    /// What it answers.
    type Out;
    /// Does the work with the given instructions. Implementations are `#[inline(always)]`.
    fn with<S: Simd>(self, simd: S) -> Self::Out;
}

/// Arithmetic on eight lanes.
pub trait Simd: Copy + Send + Sync + 'static {
    /// Eight lanes in registers.
    type V: Copy;
    /// Runs `work` in a function compiled for this instruction set, into which everything is inlined.
    fn run<W: Work>(self, work: W) -> W::Out;
    /// `x` in every lane.
    fn splat(self, x: f32) -> Self::V;
    /// Reads a block.
    fn load(self, from: &Block) -> Self::V;
    /// Writes a block.
    fn store(self, v: Self::V, to: &mut Block);
    /// `a * b`.
    fn mul(self, a: Self::V, b: Self::V) -> Self::V;
    /// `a * b + c`, fused where the processor can.
    fn fma(self, a: Self::V, b: Self::V, c: Self::V) -> Self::V;
    /// `c - a * b`, fused where the processor can.
    fn fnma(self, a: Self::V, b: Self::V, c: Self::V) -> Self::V;
    /// `a + b`.
    fn add(self, a: Self::V, b: Self::V) -> Self::V;
    /// `a / b`.
    fn div(self, a: Self::V, b: Self::V) -> Self::V;
    /// The larger of each lane.
    fn max(self, a: Self::V, b: Self::V) -> Self::V;
    /// Square roots.
    fn sqrt(self, v: Self::V) -> Self::V;
    /// Lane i is the sum of the lanes of row i.
    #[inline(always)]
    fn sum_each(self, rows: [Self::V; LANES]) -> Self::V {
        let [a, b, c, d, e, f, g, h] = self.transpose(rows);
        let (low, high) =
            (self.add(self.add(a, b), self.add(c, d)), self.add(self.add(e, f), self.add(g, h)));
        self.add(low, high)
    }
    /// Sum of the lanes.
    fn sum(self, v: Self::V) -> f32;
    /// Transposes eight rows of eight.
    fn transpose(self, rows: [Self::V; LANES]) -> [Self::V; LANES];
    /// Dot product of signed bytes; both slices have the same length.
    fn dot_bytes(self, a: &[[i8; BYTES]], b: &[[i8; BYTES]]) -> i32;
    /// Asks for a row to be brought near; a hint without effect on the result.
    fn prefetch(self, row: &[Block]);
}

/// Runs `work` with the best instructions this processor has.
pub fn dispatch<W: Work>(work: W) -> W::Out {
    #[cfg(target_arch = "x86_64")]
    if let Some(avx2) = avx2::Avx2::detect() {
        return avx2.run(work);
    }
    #[cfg(target_arch = "aarch64")]
    if let Some(neon) = neon::Neon::detect() {
        return neon.run(work);
    }
    Scalar.run(work)
}

/// Runs `work` with plain instructions only, for comparison.
pub fn dispatch_scalar<W: Work>(work: W) -> W::Out {
    Scalar.run(work)
}

/// The instructions that [`dispatch`] uses here, for those who measure.
#[must_use]
pub fn instructions() -> &'static str {
    #[cfg(target_arch = "x86_64")]
    if avx2::Avx2::detect().is_some() {
        return "AVX2, FMA";
    }
    #[cfg(target_arch = "aarch64")]
    if neon::Neon::detect().is_some() {
        return "NEON";
    }
    "scalar"
}

/// `n` rounded up to whole blocks.
#[must_use]
pub fn padded(n: usize) -> usize {
    n.next_multiple_of(LANES)
}

/// A slice of whole blocks. Anything past the last whole block is cut off; callers pad.
#[inline(always)]
#[must_use]
pub fn blocks(values: &[f32]) -> &[Block] {
    values.as_chunks().0
}

/// A mutable slice of whole blocks; see [`blocks`].
#[inline(always)]
#[must_use]
pub fn blocks_mut(values: &mut [f32]) -> &mut [Block] {
    values.as_chunks_mut().0
}

#[cfg(test)]
mod tests;
