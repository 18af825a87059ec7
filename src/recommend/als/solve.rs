//! One row of a half-step: exact, by the size of its system.
//!
//! With the other side whitened (`z = L^-1 y`, `G = LL'`), entries u, `D = diag(d)`, `d = k (c - 1)`, `b = k c`:
//!
//! ```text
//! x = L^-T Z_u' w,     (I + D Z_u Z_u') w = b
//! ```
//!
//! an `n x n` system instead of `f x f` (push-through identity), symmetrised with `sqrt(D)`. Above about 0.8 f entries
//! the `f x f` form `(I + Z'DZ) t = Z'b`, `x = L^-T t` is the smaller one.

use super::batch::Batch;
use super::cholesky::solve_augmented;
use super::fixed::{Fixed, LEAST_ROOT, SMALL_D, weighted_sum};
use crate::recommend::simd::{Block, LANES, Simd, axpy, blocks_mut, dot, scale_into, syrk_upper};

/// Gathered rows worked on at once in the `f x f` form.
const PANEL: usize = 128;
/// Scratch memory of one worker.
#[derive(Default)]
pub struct SolverScratch {
    /// For rows solved eight at a time.
    pub(super) batch: Batch,
    /// Lengths and places of a chunk's rows.
    pub(super) alone: Vec<u32>,
    pub(super) together: Vec<(u32, u32)>,
    roots: Vec<f32>,
    weights: Vec<f32>,
    gathered: Vec<Block>,
    system: Vec<Block>,
    inverse_pivots: Vec<f32>,
    answer: Vec<f32>,
}

/// Solves one row into `out`: the whitened answer, or the answer itself where the fixed side is projected. Returns the
/// row's part of the loss, `sum b (1 - x.y)`, which at the minimum is all of it but the fixed side's regularisation.
#[inline(always)]
pub fn solve_row<S: Simd>(
    s: S,
    fixed: &Fixed<'_>,
    entries: &[u32],
    values: &[f32],
    work: &mut SolverScratch,
    out: &mut [Block],
    stop: &dyn Fn() -> bool,
) -> f64 {
    match entries.len() {
        0 => {
            out.fill([0.0; LANES]);
            0.0
        }
        1 => {
            let z = fixed.z(entries[0]);
            let (d, b) = fixed.confidence(entries[0], values[0]);
            let square = dot(s, z, z);
            let w = b / (1.0 + d * square);
            scale_into(s, w, fixed.summand(entries[0]), out);
            f64::from(b) * f64::from(1.0 - w * square)
        }
        n if n * 5 <= fixed.width * LANES * 4 => by_entries(s, fixed, entries, values, work, out),
        _ => by_factors(s, fixed, entries, values, work, out, stop),
    }
}

/// The `n x n` form.
#[inline(always)]
fn by_entries<S: Simd>(
    s: S,
    fixed: &Fixed<'_>,
    entries: &[u32],
    values: &[f32],
    work: &mut SolverScratch,
    out: &mut [Block],
) -> f64 {
    let n = entries.len();
    // One column more than entries: the right-hand side rides along in the factorisation.
    let width = (n + 1).div_ceil(LANES);
    let stride = width * LANES;
    work.roots.clear();
    work.roots.resize(stride, 0.0);
    for ((root, &row), &r) in work.roots.iter_mut().zip(entries).zip(values) {
        *root = fixed.confidence(row, r).0.sqrt().max(LEAST_ROOT);
    }
    gather_transposed(s, fixed, entries, &work.roots, width, &mut work.gathered);
    work.system.resize(stride * width, [0.0; LANES]);
    let system = &mut work.system[..stride * width];
    syrk_upper(s, &work.gathered, width, system, false);
    for (i, ((&row, &r), &root)) in entries.iter().zip(values).zip(&work.roots).enumerate() {
        let line = system[i * width..(i + 1) * width].as_flattened_mut();
        line[i] += 1.0;
        line[n] = fixed.confidence(row, r).1 / root;
    }
    solve_augmented(s, system, width, n, &mut work.inverse_pivots, &mut work.answer);
    work.weights.clear();
    work.weights.extend(work.answer.iter().zip(&work.roots).take(n).map(|(v, root)| v * root));

    weighted_sum(s, fixed, entries, |i| work.weights[i], out);
    let mut whitened: Option<Vec<Block>> = None;
    let mut loss = 0.0;
    for ((&row, &r), &w) in entries.iter().zip(values).zip(&work.weights) {
        let (d, b) = fixed.confidence(row, r);
        let missing = if d > SMALL_D {
            // 1 - (b - w) / d, where b - d is the multiplicity.
            (w - (b - d)) / d
        } else {
            let t = whitened.get_or_insert_with(|| whitened_answer(s, fixed, entries, &work.weights));
            1.0 - dot(s, t, fixed.z(row))
        };
        loss += f64::from(b) * f64::from(missing);
    }
    loss
}

#[cold]
#[inline(always)]
fn whitened_answer<S: Simd>(s: S, fixed: &Fixed<'_>, entries: &[u32], weights: &[f32]) -> Vec<Block> {
    let mut t = vec![[0.0; LANES]; fixed.width];
    for (&row, &w) in entries.iter().zip(weights) {
        axpy(s, w, fixed.z(row), &mut t);
    }
    t
}

/// Rows of `Z_u` scaled by the roots, transposed: factor k is a line of `width` blocks.
#[inline(always)]
fn gather_transposed<S: Simd>(
    s: S,
    fixed: &Fixed<'_>,
    entries: &[u32],
    roots: &[f32],
    width: usize,
    to: &mut Vec<Block>,
) {
    let lines = fixed.width * LANES;
    to.resize(lines * width, [0.0; LANES]);
    for (at, eight) in entries.chunks(LANES).enumerate() {
        let rows: [&[Block]; LANES] =
            std::array::from_fn(|i| eight.get(i).map_or(&[][..], |&row| fixed.z(row)));
        for k in 0..fixed.width {
            let scaled = std::array::from_fn(|i| match rows[i].get(k) {
                Some(block) => s.mul(s.splat(roots[at * LANES + i]), s.load(block)),
                None => s.splat(0.0),
            });
            for (i, line) in s.transpose(scaled).into_iter().enumerate() {
                s.store(line, &mut to[(k * LANES + i) * width + at]);
            }
        }
    }
    // The column block of the right-hand side alone, where the entries fill theirs exactly.
    for at in entries.len().div_ceil(LANES)..width {
        for k in 0..lines {
            to[k * width + at] = [0.0; LANES];
        }
    }
}

/// The `f x f` form. Each gathered row `sqrt(d) z` carries `b / sqrt(d)` in an extra column, so one product gives both
/// `Z'DZ` and `Z'b`.
#[inline(always)]
fn by_factors<S: Simd>(
    s: S,
    fixed: &Fixed<'_>,
    entries: &[u32],
    values: &[f32],
    work: &mut SolverScratch,
    out: &mut [Block],
    stop: &dyn Fn() -> bool,
) -> f64 {
    let f = fixed.width * LANES;
    let width = fixed.width + 1;
    let lines = width * LANES;
    work.system.resize(lines * width, [0.0; LANES]);
    let system = &mut work.system[..lines * width];
    work.gathered.resize(PANEL * width, [0.0; LANES]);
    let mut total = 0.0;
    for (p, panel) in entries.chunks(PANEL).enumerate() {
        if stop() {
            return 0.0;
        }
        for ((line, &row), &r) in work.gathered.chunks_exact_mut(width).zip(panel).zip(&values[p * PANEL..]) {
            let (d, b) = fixed.confidence(row, r);
            let root = d.sqrt().max(LEAST_ROOT);
            let (z, rhs) = line.split_at_mut(fixed.width);
            scale_into(s, root, fixed.z(row), z);
            rhs[0] = [0.0; LANES];
            rhs[0][0] = b / root;
            total += f64::from(b);
        }
        syrk_upper(s, &work.gathered[..panel.len() * width], width, system, p > 0);
    }
    let mut rhs = vec![0.0; f];
    for (i, rhs) in rhs.iter_mut().enumerate() {
        let line = system[i * width..(i + 1) * width].as_flattened_mut();
        line[i] += 1.0;
        *rhs = line[f];
    }
    solve_augmented(s, system, width, f, &mut work.inverse_pivots, &mut work.answer);
    let t = &work.answer[..f];
    let met: f64 = t.iter().zip(&rhs).map(|(t, r)| f64::from(*t) * f64::from(*r)).sum();
    if fixed.projected.is_some() {
        out.fill([0.0; LANES]);
        for (line, &t) in fixed.inverse.chunks_exact(fixed.width).zip(t) {
            axpy(s, t, line, out);
        }
    } else {
        for (to, from) in out.iter_mut().zip(blocks_mut(&mut work.answer)) {
            *to = *from;
        }
    }
    total - met
}
