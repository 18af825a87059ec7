//! Eight short rows at once, a lane each: what takes long in a small system is waiting for one number after the other,
//! and eight systems wait no longer than one.
//!
//! The systems are those of [`super::solve`]'s `n x n` form. Line `i` of the lower triangle holds a block a column, lane
//! by lane the eight rows' values; shorter rows are filled up with lines of the identity.
// Indices name lines, columns and lanes at once.
#![allow(clippy::needless_range_loop)]

use super::fixed::{Fixed, LEAST_ROOT, SMALL_D, weighted_sum};
use crate::recommend::simd::{Block, LANES, Simd};

/// The longest row that is solved in a batch: its system stays in the nearest cache.
const LONGEST: usize = 40;
/// Up to so many entries, products are made pair by pair for all eight rows; above, in tiles row by row.
const PAIRS: usize = 3;
/// Lines of a tile, and of a group in the triangle.
const GROUP: usize = 4;

/// A row's entries.
#[derive(Clone, Copy, Debug, Default)]
pub struct BatchRow<'a> {
    /// Rows of the fixed side.
    pub entries: &'a [u32],
    pub values: &'a [f32],
}

/// Scratch memory of one worker.
#[derive(Default)]
pub struct Batch {
    /// `d`, `sqrt(d)` and `b` of entry i, a lane a row.
    d: Vec<Block>,
    roots: Vec<Block>,
    b: Vec<Block>,
    /// The right side, then the answer.
    answer: Vec<Block>,
    inverse_pivots: Vec<Block>,
    lower: Vec<Block>,
    zero: Vec<Block>,
}

/// Whether rows of so many entries are solved in batches.
pub fn takes(entries: usize, width: usize) -> bool {
    (2..=LONGEST).contains(&entries) && entries * 5 <= width * LANES * 4
}

/// Where line `i` of the triangle begins: lines stand in groups of four of the same length.
fn line(i: usize) -> usize {
    let group = i / GROUP;
    8 * group * (group + 1) + i % GROUP * (GROUP * group + GROUP)
}

/// Solves up to eight rows; row `l` goes to `out` at line `places[l]`. `ahead` are the rows that come next. Returns each
/// row's part of the loss, or `None` where a confidence is so near to one that rows have to be solved alone.
#[inline(always)]
pub fn solve_eight<S: Simd>(
    s: S,
    fixed: &Fixed<'_>,
    rows: &[BatchRow<'_>],
    ahead: &[BatchRow<'_>],
    work: &mut Batch,
    places: &[(u32, u32)],
    out: &mut [Block],
) -> Option<Block> {
    let longest = rows.iter().map(|row| row.entries.len()).max().unwrap_or(0);
    let n = longest.next_multiple_of(GROUP);
    work.fill(fixed, rows, n)?;
    let least = s.splat(LEAST_ROOT * LEAST_ROOT);
    for ((root, right), (d, b)) in work.roots.iter_mut().zip(&mut work.answer).zip(work.d.iter().zip(&work.b))
    {
        let v = s.sqrt(s.max(s.load(d), least));
        s.store(v, root);
        s.store(s.div(s.load(b), v), right);
    }
    if longest <= PAIRS {
        work.pairs(s, fixed, rows, ahead, longest);
    } else {
        for lane in 0..rows.len() {
            if let Some(next) = ahead.get(lane) {
                fixed.prefetch(s, next.entries);
            }
            work.tiles(s, fixed, rows[lane].entries, lane);
        }
    }
    work.factorise(s, n);
    work.substitute(s, n);
    let mut loss = s.splat(0.0);
    for ((answer, root), (d, b)) in work.answer.iter_mut().zip(&work.roots).zip(work.d.iter().zip(&work.b)) {
        let (d, b) = (s.load(d), s.load(b));
        let w = s.mul(s.load(answer), s.load(root));
        s.store(w, answer);
        // b (1 - (b - w) / d), where b - d is the multiplicity; nothing where there is no entry.
        let missing = s.div(s.add(w, s.fnma(s.splat(1.0), b, d)), s.max(d, least));
        loss = s.fma(b, missing, loss);
    }
    for (lane, (row, &(_, place))) in rows.iter().zip(places).enumerate() {
        let to = &mut out[place as usize * fixed.width..][..fixed.width];
        weighted_sum(s, fixed, row.entries, |i| work.answer[i][lane], to);
    }
    let mut parts = [0.0; LANES];
    s.store(loss, &mut parts);
    Some(parts)
}

impl Batch {
    fn fill(&mut self, fixed: &Fixed<'_>, rows: &[BatchRow<'_>], n: usize) -> Option<()> {
        for column in [&mut self.d, &mut self.b] {
            column.clear();
            column.resize(n, [0.0; LANES]);
        }
        for column in [&mut self.roots, &mut self.answer, &mut self.inverse_pivots] {
            column.resize(n, [0.0; LANES]);
        }
        for (lane, row) in rows.iter().enumerate() {
            for (i, (&entry, &r)) in row.entries.iter().zip(row.values).enumerate() {
                let (d, b) = fixed.confidence(entry, r);
                if d <= SMALL_D {
                    return None;
                }
                (self.d[i][lane], self.b[i][lane]) = (d, b);
            }
        }
        self.lower.clear();
        self.lower.resize(line(n), [0.0; LANES]);
        self.zero.resize(fixed.width, [0.0; LANES]);
        Some(())
    }

    /// Inner products of all rows' entries, pair by pair.
    #[inline(always)]
    fn pairs<S: Simd>(
        &mut self,
        s: S,
        fixed: &Fixed<'_>,
        rows: &[BatchRow<'_>],
        ahead: &[BatchRow<'_>],
        longest: usize,
    ) {
        for next in ahead {
            fixed.prefetch(s, next.entries);
        }
        let zero: &[Block] = &self.zero;
        let mut z = [[zero; LANES]; PAIRS];
        for (lane, row) in rows.iter().enumerate() {
            for (i, &entry) in row.entries.iter().enumerate() {
                z[i][lane] = fixed.z(entry);
            }
        }
        for i in 0..longest {
            for j in 0..=i {
                let mut sums = [s.splat(0.0); LANES];
                for lane in 0..LANES {
                    for (a, b) in z[i][lane].iter().zip(z[j][lane]) {
                        sums[lane] = s.fma(s.load(a), s.load(b), sums[lane]);
                    }
                }
                s.store(s.sum_each(sums), &mut self.lower[line(i) + j]);
            }
        }
    }

    /// Inner products of one row's entries, four by two at a time.
    #[inline(always)]
    fn tiles<S: Simd>(&mut self, s: S, fixed: &Fixed<'_>, entries: &[u32], lane: usize) {
        let zero: &[Block] = &self.zero;
        let mut z = [zero; LONGEST];
        for (z, &entry) in z.iter_mut().zip(entries) {
            *z = fixed.z(entry);
        }
        let mut products = [0.0; LANES];
        for top in (0..entries.len()).step_by(GROUP) {
            let [a0, a1, a2, a3] = [z[top], z[top + 1], z[top + 2], z[top + 3]];
            for left in (0..top + GROUP).step_by(2) {
                let (b0, b1) = (z[left], z[left + 1]);
                let mut sums = [s.splat(0.0); LANES];
                for (((a0, a1), (a2, a3)), (b0, b1)) in
                    a0.iter().zip(a1).zip(a2.iter().zip(a3)).zip(b0.iter().zip(b1))
                {
                    let (b0, b1) = (s.load(b0), s.load(b1));
                    for (r, a) in [a0, a1, a2, a3].into_iter().enumerate() {
                        let a = s.load(a);
                        sums[2 * r] = s.fma(a, b0, sums[2 * r]);
                        sums[2 * r + 1] = s.fma(a, b1, sums[2 * r + 1]);
                    }
                }
                s.store(s.sum_each(sums), &mut products);
                for r in 0..GROUP {
                    // Above the diagonal too; nobody reads it there.
                    let at = line(top + r) + left;
                    self.lower[at][lane] = products[2 * r];
                    self.lower[at + 1][lane] = products[2 * r + 1];
                }
            }
        }
    }

    /// `I + sqrt(D) Z Z' sqrt(D) = LL'` in place, four lines at a time, two columns at a time; and `L^-1` of the right
    /// side. Pivots are kept inverted.
    #[inline(always)]
    fn factorise<S: Simd>(&mut self, s: S, n: usize) {
        let one = s.splat(1.0);
        for top in (0..n).step_by(GROUP) {
            let length = top + GROUP;
            let (above, rest) = self.lower.split_at_mut(line(top));
            let (g0, rest) = rest.split_at_mut(length);
            let (g1, rest) = rest.split_at_mut(length);
            let (g2, g3) = rest.split_at_mut(length);
            let group = [g0, g1, g2, &mut g3[..length]];
            let roots: [S::V; GROUP] = std::array::from_fn(|r| s.load(&self.roots[top + r]));
            for r in 0..GROUP {
                for j in 0..=top + r {
                    let scale = s.mul(roots[r], s.load(&self.roots[j]));
                    let at = &mut group[r][j];
                    s.store(s.mul(scale, s.load(at)), at);
                }
            }
            for left in (0..top).step_by(2) {
                let (p, q) = (&above[line(left)..][..=left], &above[line(left + 1)..][..=left]);
                let mut sums: [[S::V; 2]; GROUP] =
                    std::array::from_fn(|r| [s.load(&group[r][left]), s.load(&group[r][left + 1])]);
                let [g0, g1, g2, g3] = &group;
                let lines = g0[..left].iter().zip(&g1[..left]).zip(g2[..left].iter().zip(&g3[..left]));
                for (((a0, a1), (a2, a3)), (p, q)) in lines.zip(p.iter().zip(q)) {
                    let (p, q) = (s.load(p), s.load(q));
                    for (r, a) in [a0, a1, a2, a3].into_iter().enumerate() {
                        let a = s.load(a);
                        sums[r] = [s.fnma(a, p, sums[r][0]), s.fnma(a, q, sums[r][1])];
                    }
                }
                let (first, second) =
                    (s.load(&self.inverse_pivots[left]), s.load(&self.inverse_pivots[left + 1]));
                let between = s.load(&q[left]);
                for r in 0..GROUP {
                    let a = s.mul(sums[r][0], first);
                    let b = s.mul(s.fnma(a, between, sums[r][1]), second);
                    s.store(a, &mut group[r][left]);
                    s.store(b, &mut group[r][left + 1]);
                }
            }
            // The four by four on the diagonal.
            for c in 0..GROUP {
                let mut sums: [S::V; GROUP] = std::array::from_fn(|r| s.load(&group[r][top + c]));
                let [g0, g1, g2, g3] = &group;
                let lines =
                    g0[..top + c].iter().zip(&g1[..top + c]).zip(g2[..top + c].iter().zip(&g3[..top + c]));
                for (((a0, a1), (a2, a3)), p) in lines.zip(&group[c][..top + c]) {
                    let p = s.load(p);
                    for (r, a) in [a0, a1, a2, a3].into_iter().enumerate() {
                        sums[r] = s.fnma(s.load(a), p, sums[r]);
                    }
                }
                // The identity inside keeps pivots at or above one; the floor is for what rounding does to huge entries.
                let pivot = s.max(s.add(sums[c], one), s.splat(1e-12));
                let inverse = s.div(one, s.sqrt(pivot));
                s.store(inverse, &mut self.inverse_pivots[top + c]);
                for r in c + 1..GROUP {
                    s.store(s.mul(sums[r], inverse), &mut group[r][top + c]);
                }
            }
            let mut sums: [S::V; GROUP] = std::array::from_fn(|r| s.load(&self.answer[top + r]));
            let [g0, g1, g2, g3] = &group;
            let lines = g0[..top].iter().zip(&g1[..top]).zip(g2[..top].iter().zip(&g3[..top]));
            for (((a0, a1), (a2, a3)), y) in lines.zip(&self.answer[..top]) {
                let y = s.load(y);
                for (r, a) in [a0, a1, a2, a3].into_iter().enumerate() {
                    sums[r] = s.fnma(s.load(a), y, sums[r]);
                }
            }
            for r in 0..GROUP {
                let mut sum = sums[r];
                for k in 0..r {
                    sum = s.fnma(s.load(&group[r][top + k]), sums[k], sum);
                }
                sums[r] = s.mul(sum, s.load(&self.inverse_pivots[top + r]));
                s.store(sums[r], &mut self.answer[top + r]);
            }
        }
    }

    /// `L'^-1` of what stands in the answer.
    #[inline(always)]
    fn substitute<S: Simd>(&mut self, s: S, n: usize) {
        for j in (0..n).rev() {
            let (before, from) = self.answer.split_at_mut(j);
            let v = s.mul(s.load(&from[0]), s.load(&self.inverse_pivots[j]));
            s.store(v, &mut from[0]);
            for (y, l) in before.iter_mut().zip(&self.lower[line(j)..]) {
                s.store(s.fnma(s.load(l), v, s.load(y)), y);
            }
        }
    }
}
