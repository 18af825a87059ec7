//! EASE (Steck 2019, "Embarrassingly shallow autoencoders"), through the mixes instead of the tracks.
//!
//! EASE wants `P = (X'X + lambda I)^-1` over tracks and `B = I - P diag(1/P)`. With far fewer mixes than tracks,
//! `lambda P = I - X'K^-1 X` with `K = XX' + lambda I` over mixes. From `K = LL'` and `V = L^-1`:
//! `lambda P_jj = 1 - |V x_j|^2`, and for seeds s the score of j is `x_j' V'V X s / (1 - |V x_j|^2)`.

use nalgebra::DMatrix;

use crate::recommend::als::Stop;
use crate::recommend::graph::Graph;
use crate::recommend::recommender::{Ask, Recommender, Scratch, best_of};
use crate::recommend::scan::Hit;

/// More mixes than this are too many: the matrix over mixes and its factor are dense.
pub const MOST_MIXES: usize = 20_000;
/// Rows factorised at once.
const BLOCK: usize = 128;

/// A fitted EASE.
#[derive(Clone, Debug)]
pub struct Ease<'a> {
    graph: Graph<'a>,
    support: &'a [u32],
    /// `L^-1`, lower triangle.
    inverse: DMatrix<f32>,
    /// `1 / (1 - |V x_j|^2)` of each track.
    scales: Vec<f32>,
}

impl<'a> Ease<'a> {
    /// Fits; `None` where stopped or where there are more than [`MOST_MIXES`] mixes.
    #[must_use]
    pub fn fit(graph: Graph<'a>, support: &'a [u32], lambda: f32, stop: Stop<'_>) -> Option<Self> {
        let mixes = graph.mixes.len();
        if mixes > MOST_MIXES {
            return None;
        }
        let mut k = DMatrix::<f32>::zeros(mixes, mixes);
        for track in graph.of_track.iter() {
            for &u in track {
                for &v in track {
                    k[(u as usize, v as usize)] += 1.0;
                }
            }
        }
        for u in 0..mixes {
            k[(u, u)] += lambda;
        }
        let inverse = inverse_factor(k, stop)?;
        let mut scales = Vec::with_capacity(support.len());
        let mut sum = vec![0f32; mixes];
        for track in graph.of_track.iter() {
            let first = track.iter().min().map_or(mixes, |&u| u as usize);
            sum[first..].fill(0.0);
            for &u in track {
                let column = &inverse.as_slice()[u as usize * mixes + first..(u as usize + 1) * mixes];
                sum[first..].iter_mut().zip(column).for_each(|(s, v)| *s += v);
            }
            let square: f32 = sum[first..].iter().map(|s| s * s).sum();
            scales.push(1.0 / (1.0 - square).max(1e-6));
        }
        Some(Self { graph, support, inverse, scales })
    }
}

impl Ease<'_> {
    /// Column u of the lower triangle from its diagonal down.
    fn column(&self, u: usize) -> &[f32] {
        let mixes = self.inverse.nrows();
        &self.inverse.as_slice()[u * mixes + u..(u + 1) * mixes]
    }
}

impl Recommender for Ease<'_> {
    fn recommend(&self, ask: &Ask<'_>, _: &mut Scratch) -> Vec<Hit> {
        let mixes = self.graph.mixes.len();
        let mut folded = vec![0f32; mixes];
        for seed in ask.seeds.iter().filter(|s| s.weight > 0.0) {
            for &u in self.graph.of_track.get(seed.row as usize) {
                let column = self.column(u as usize);
                folded[u as usize..].iter_mut().zip(column).for_each(|(f, v)| *f += seed.weight * v);
            }
        }
        let answer: Vec<f32> = (0..mixes)
            .map(|u| self.inverse.column(u).iter().zip(&folded).map(|(v, f)| v * f).sum())
            .collect();
        let hits = self.graph.of_track.iter().enumerate().map(|(row, track)| {
            let product: f32 = track.iter().map(|&u| answer[u as usize]).sum();
            Hit { row: row as u32, score: product * self.scales[row] }
        });
        best_of(hits, ask, self.support)
    }
}

/// `L^-1` of `K = LL'`, block by block so that nearly all of it is matrix products.
fn inverse_factor(mut k: DMatrix<f32>, stop: Stop<'_>) -> Option<DMatrix<f32>> {
    let n = k.nrows();
    let mut inverse = DMatrix::<f32>::zeros(n, n);
    let starts: Vec<usize> = (0..n).step_by(BLOCK).collect();
    // L in the lower blocks of `k`, the inverses of its diagonal blocks in `inverse`.
    for &at in &starts {
        if stop() {
            return None;
        }
        let size = BLOCK.min(n - at);
        let end = at + size;
        let lower = k.view((at, at), (size, size)).clone_owned().cholesky()?.l();
        let small = lower.solve_lower_triangular(&DMatrix::identity(size, size))?;
        inverse.view_mut((at, at), (size, size)).copy_from(&small);
        if end < n {
            let panel = k.view((end, at), (n - end, size)) * small.transpose();
            k.view_mut((end, at), (n - end, size)).copy_from(&panel);
            for left in (end..n).step_by(BLOCK) {
                let width = BLOCK.min(n - left);
                let across = panel.rows(left - end, width).transpose();
                k.view_mut((left, left), (n - left, width)).gemm(
                    -1.0,
                    &panel.rows(left - end, n - left),
                    &across,
                    1.0,
                );
            }
        }
    }
    // V_ij = -V_ii (sum over j <= m < i of L_im V_mj), one line of blocks after the other.
    for &at in starts.iter().skip(1) {
        if stop() {
            return None;
        }
        let size = BLOCK.min(n - at);
        let product = k.view((at, 0), (size, at)) * inverse.view((0, 0), (at, at));
        let line = inverse.view((at, at), (size, size)) * product;
        inverse.view_mut((at, 0), (size, at)).copy_from(&-line);
    }
    Some(inverse)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recommend::fold_in::Seed;
    use crate::recommend::graph::GraphBuf;
    use crate::recommend::lists::{Lists, ListsBuf};
    use crate::recommend::mixing::Rng;

    #[test]
    fn the_way_through_mixes_gives_the_weights_of_the_paper() {
        let (mixes, tracks, lambda) = (300, 60, 7.0);
        let mut rng = Rng::new(2);
        let lists: ListsBuf =
            (0..mixes).map(|_| (0..8).map(|_| rng.below(tracks) as u32).collect::<Vec<_>>()).collect();
        let built = GraphBuf::new(tracks, lists.view(), Lists::default(), &[]);
        let support: Vec<u32> = built.of_track.view().iter().map(|l| l.len() as u32).collect();
        let ease = Ease::fit(built.view(), &support, lambda, &|| false).expect("fits");

        let mut x = DMatrix::<f64>::zeros(mixes, tracks);
        for (u, mix) in built.mixes.view().iter().enumerate() {
            for &t in mix {
                x[(u, t as usize)] = 1.0;
            }
        }
        let p = (x.transpose() * &x + DMatrix::identity(tracks, tracks) * f64::from(lambda))
            .try_inverse()
            .expect("positive definite");
        let seeds = [Seed::liked(3), Seed::liked(11)];
        let ask = Ask { seeds: &seeds, limit: 100, excluded: &|row| row == 3 || row == 11 };
        let hits = ease.recommend(&ask, &mut Scratch::default());
        assert!(hits.len() > 10);
        for hit in hits {
            let j = hit.row as usize;
            let exact = -(p[(3, j)] + p[(11, j)]) / p[(j, j)];
            assert!((f64::from(hit.score) - exact).abs() < 1e-4, "{j}: {} and {exact}", hit.score);
        }
        assert!(Ease::fit(built.view(), &support, lambda, &|| true).is_none(), "stopped");
    }
}
