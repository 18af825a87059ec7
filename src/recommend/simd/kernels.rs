//! The few inner loops everything else is made of.
// Indices name rows of a tile and lines of a matrix at once.
#![allow(clippy::needless_range_loop)]

use super::{BYTES, Block, LANES, Simd};

/// Dot product of two rows.
#[inline(always)]
pub fn dot<S: Simd>(s: S, a: &[Block], b: &[Block]) -> f32 {
    let mut even = s.splat(0.0);
    let mut odd = s.splat(0.0);
    let (a2, a1) = a.as_chunks::<2>();
    let (b2, b1) = b.as_chunks::<2>();
    for (x, y) in a2.iter().zip(b2) {
        even = s.fma(s.load(&x[0]), s.load(&y[0]), even);
        odd = s.fma(s.load(&x[1]), s.load(&y[1]), odd);
    }
    for (x, y) in a1.iter().zip(b1) {
        even = s.fma(s.load(x), s.load(y), even);
    }
    s.sum(even) + s.sum(odd)
}

/// `y += a x`.
#[inline(always)]
pub fn axpy<S: Simd>(s: S, a: f32, x: &[Block], y: &mut [Block]) {
    let a = s.splat(a);
    for (x, y) in x.iter().zip(y) {
        s.store(s.fma(a, s.load(x), s.load(y)), y);
    }
}

/// `y = a x`.
#[inline(always)]
pub fn scale_into<S: Simd>(s: S, a: f32, x: &[Block], y: &mut [Block]) {
    let a = s.splat(a);
    for (x, y) in x.iter().zip(y) {
        s.store(s.mul(a, s.load(x)), y);
    }
}

/// Dot product of two quantised rows of the same length.
#[inline(always)]
pub fn dot_i8<S: Simd>(s: S, a: &[[i8; BYTES]], b: &[[i8; BYTES]]) -> i32 {
    s.dot_bytes(a, b)
}

/// Upper block triangle of `C = M'M`, or `C += M'M` with `add`.
///
/// `m` holds `k` rows of `width` blocks; `c` is square, `width * 8` rows of `width` blocks. Blocks below the diagonal
/// block are left alone.
#[inline(always)]
pub fn syrk_upper<S: Simd>(s: S, m: &[Block], width: usize, c: &mut [Block], add: bool) {
    for top in 0..width {
        let mut left = top;
        while left + 1 < width {
            tile_pair(s, m, width, top, left, 0, c, add);
            tile_pair(s, m, width, top, left, 4, c, add);
            left += 2;
        }
        if left < width {
            tile(s, m, width, top, left, c, add);
        }
    }
}

/// Eight rows by one block of `C`: eight accumulators.
#[inline(always)]
fn tile<S: Simd>(s: S, m: &[Block], width: usize, top: usize, left: usize, c: &mut [Block], add: bool) {
    let mut sums = [s.splat(0.0); LANES];
    if add {
        for r in 0..LANES {
            sums[r] = s.load(&c[(top * LANES + r) * width + left]);
        }
    }
    for row in m.chunks_exact(width) {
        let (a, b) = (&row[top], s.load(&row[left]));
        for r in 0..LANES {
            sums[r] = s.fma(s.splat(a[r]), b, sums[r]);
        }
    }
    for r in 0..LANES {
        s.store(sums[r], &mut c[(top * LANES + r) * width + left]);
    }
}

/// Four rows (from `half`) by two blocks of `C`: eight accumulators and six loads for eight multiplications, which
/// keeps both multipliers of a core busy within the sixteen registers of AVX2.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
fn tile_pair<S: Simd>(
    s: S,
    m: &[Block],
    width: usize,
    top: usize,
    left: usize,
    half: usize,
    c: &mut [Block],
    add: bool,
) {
    let mut sums = [[s.splat(0.0); 2]; 4];
    if add {
        for r in 0..4 {
            let at = (top * LANES + half + r) * width + left;
            sums[r] = [s.load(&c[at]), s.load(&c[at + 1])];
        }
    }
    for row in m.chunks_exact(width) {
        let a = &row[top];
        let (b0, b1) = (s.load(&row[left]), s.load(&row[left + 1]));
        for r in 0..4 {
            let x = s.splat(a[half + r]);
            sums[r] = [s.fma(x, b0, sums[r][0]), s.fma(x, b1, sums[r][1])];
        }
    }
    for r in 0..4 {
        let at = (top * LANES + half + r) * width + left;
        s.store(sums[r][0], &mut c[at]);
        s.store(sums[r][1], &mut c[at + 1]);
    }
}
