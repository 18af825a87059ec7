//! Solving a small positive definite system in `f32`, eight lanes at a time.

use crate::recommend::simd::{Block, LANES, Simd, axpy, blocks, dot};

/// Rows factorised before the rest is brought up to date, so that each row below is read once for four pivots.
const PIVOTS: usize = 4;

/// Solves the `n x n` system in the upper triangle of `a` (lines of `width` blocks) whose right-hand side is column
/// `n`. `a` is destroyed, the first `n` values of `x` are the answer, the others zero.
///
/// The factorisation U'U of the matrix with its extra column turns that column into `U'^-1 b`, which leaves only the
/// back substitution.
#[inline(always)]
pub fn solve_augmented<S: Simd>(
    s: S,
    a: &mut [Block],
    width: usize,
    n: usize,
    inverse_pivots: &mut Vec<f32>,
    x: &mut Vec<f32>,
) {
    inverse_pivots.resize(n, 0.0);
    let mut from = 0;
    while from < n {
        let to = (from + PIVOTS).min(n);
        for p in from..to {
            let (head, below) = a.split_at_mut((p + 1) * width);
            let pivot_line = &mut head[p * width..];
            // The identity inside keeps pivots at or above one; the floor is for what rounding does to huge entries.
            let inverse = 1.0 / pivot_line[p / LANES][p % LANES].max(1e-12).sqrt();
            inverse_pivots[p] = inverse;
            let factor = s.splat(inverse);
            for block in &mut pivot_line[p / LANES..] {
                s.store(s.mul(factor, s.load(block)), block);
            }
            for i in p + 1..to {
                let factor = -pivot_line[i / LANES][i % LANES];
                let line = &mut below[(i - p - 1) * width..(i - p) * width];
                axpy(s, factor, &pivot_line[i / LANES..], &mut line[i / LANES..]);
            }
        }
        if to - from == PIVOTS {
            let (head, below) = a.split_at_mut(to * width);
            update(s, &head[from * width..], &mut below[..(n - to) * width], width, to);
        }
        from = to;
    }
    x.clear();
    x.resize(width * LANES, 0.0);
    x[n] = -1.0;
    for p in (0..n).rev() {
        let known = dot(s, &a[p * width + p / LANES..(p + 1) * width], &blocks(x)[p / LANES..]);
        x[p] = -known * inverse_pivots[p];
    }
    x[n] = 0.0;
}

/// Takes four pivot lines off every line below; the first of them has number `first`.
#[inline(always)]
fn update<S: Simd>(s: S, pivots: &[Block], below: &mut [Block], width: usize, first: usize) {
    let mut lines = pivots.chunks_exact(width);
    let (Some(a), Some(b), Some(c), Some(d)) = (lines.next(), lines.next(), lines.next(), lines.next())
    else {
        return;
    };
    for (i, line) in below.chunks_exact_mut(width).enumerate() {
        let i = first + i;
        let (block, lane) = (i / LANES, i % LANES);
        let factors = [a, b, c, d].map(|pivot| s.splat(-pivot[block][lane]));
        let old = a[block..].iter().zip(&b[block..]).zip(&c[block..]).zip(&d[block..]);
        for (to, (((a, b), c), d)) in line[block..].iter_mut().zip(old) {
            let mut v = s.load(to);
            v = s.fma(factors[0], s.load(a), v);
            v = s.fma(factors[1], s.load(b), v);
            v = s.fma(factors[2], s.load(c), v);
            v = s.fma(factors[3], s.load(d), v);
            s.store(v, to);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recommend::als::dense::Cholesky;
    use crate::recommend::simd::{Work, dispatch, dispatch_scalar};

    struct Solve(usize, Vec<Block>, usize);

    impl Work for Solve {
        type Out = Vec<f32>;

        #[inline(always)]
        fn with<S: Simd>(mut self, s: S) -> Vec<f32> {
            let mut x = Vec::new();
            solve_augmented(s, &mut self.1, self.0, self.2, &mut Vec::new(), &mut x);
            x
        }
    }

    #[test]
    fn agrees_with_f64_for_every_size() {
        for n in 1..40usize {
            let width = (n + 1).div_ceil(LANES);
            let value = |i: usize, j: usize| f64::from(((i * 7 + j * 13) % 11) as u32) / 11.0 - 0.4;
            let mut matrix = vec![0.0; n * n];
            for i in 0..n {
                for j in 0..n {
                    matrix[i * n + j] =
                        (0..9).map(|k| value(i, k) * value(j, k)).sum::<f64>() + f64::from(u8::from(i == j));
                }
            }
            let mut expected: Vec<f64> = (0..n).map(|i| 1.0 + i as f64 / 3.0).collect();
            let mut a = vec![[f32::MAX / 4.0; LANES]; n * width];
            for i in 0..n {
                let line = a[i * width..(i + 1) * width].as_flattened_mut();
                line[i / LANES * LANES..].fill(0.0);
                for j in i..n {
                    line[j] = matrix[i * n + j] as f32;
                }
                line[n] = expected[i] as f32;
            }
            Cholesky::new(&matrix, n).solve(&mut expected);
            for x in [dispatch(Solve(width, a.clone(), n)), dispatch_scalar(Solve(width, a, n))] {
                for (x, e) in x.iter().zip(&expected) {
                    assert!((f64::from(*x) - e).abs() < 1e-4 * (1.0 + e.abs()), "n {n}: {x} and {e}");
                }
            }
        }
    }
}
