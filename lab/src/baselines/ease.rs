//! EASE (Steck 2019, "Embarrassingly shallow autoencoders"), through the mixes instead of the tracks.
//!
//! EASE wants `P = (X'X + lambda I)^-1` over tracks and `B = I - P diag(1/P)`. With far fewer mixes than tracks,
//! `lambda P = I - X'K^-1 X` with `K = XX' + lambda I` over mixes. From `K = LL'` and `V = L^-1`:
//! `lambda P_jj = 1 - |V x_j|^2`, and for seeds s the score of j is `x_j' V'V X s / (1 - |V x_j|^2)`.

use nalgebra::DMatrix;
use segue::recommend::{
    Ask, Recommender, ScoredRow, Scratch,
    als::StopSignal,
    best_of,
    interactions::{Csr, Interactions, Plays, RowWeights, transposed},
};

/// More rows than this are too many: the matrix over rows and its factor are dense.
pub const MOST_ROWS: usize = 14_000;
/// Rows factorised at once.
const BLOCK: usize = 128;
/// A row of an artist or a label has at least so many records: shorter ones tie too little together for what a row costs here.
const SHORTEST: usize = 5;

/// How it is fitted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EaseSettings {
    /// The regularisation.
    pub lambda: f32,
    /// What a record counts in its artists' rows; 0 leaves them out (rows as side information: Jeunen et al. 2020).
    pub artist: f32,
    /// The same of its label's row.
    pub label: f32,
}

/// A fitted EASE.
#[derive(Clone, Debug)]
pub struct Ease<'a> {
    /// Records x rows.
    by_track: Csr,
    support: &'a [u32],
    /// `L^-1`, lower triangle.
    inverse: DMatrix<f32>,
    /// `1 / (1 - |V x_j|^2)` of each track.
    scales: Vec<f32>,
}

impl<'a> Ease<'a> {
    /// Fits; `None` where stopped or where there are more than [`MOST_ROWS`] rows.
    #[must_use]
    pub fn fit(
        plays: &Plays<'_>,
        support: &'a [u32],
        settings: EaseSettings,
        stop: StopSignal<'_>,
    ) -> Option<Self> {
        let weights = RowWeights { artist: settings.artist, label: settings.label, period: 0.0 };
        let interactions = Interactions::new(plays, weights).ok()?;
        let matrix = long_enough(&interactions);
        let rows = matrix.rows();
        if rows > MOST_ROWS {
            return None;
        }
        let by_track = transposed(&matrix);
        let mut k = DMatrix::<f32>::zeros(rows, rows);
        for track in by_track.outer_iterator() {
            for (u, &x) in track.iter() {
                for (v, &y) in track.iter() {
                    k[(u, v)] += x * y;
                }
            }
        }
        for u in 0..rows {
            k[(u, u)] += settings.lambda;
        }
        let inverse = inverse_factor(k, stop)?;
        let mut scales = Vec::with_capacity(support.len());
        let mut sum = vec![0f32; rows];
        for track in by_track.outer_iterator() {
            let first = track.indices().iter().min().map_or(rows, |&u| u as usize);
            sum[first..].fill(0.0);
            for (u, x) in track.iter() {
                let column = &inverse.as_slice()[u * rows + first..(u + 1) * rows];
                sum[first..].iter_mut().zip(column).for_each(|(s, v)| *s += x * v);
            }
            let square: f32 = sum[first..].iter().map(|s| s * s).sum();
            scales.push(1.0 / (1.0 - square).max(1e-6));
        }
        Some(Self { by_track, support, inverse, scales })
    }
}

/// All mixes, and the weak rows that are long enough.
fn long_enough(interactions: &Interactions) -> Csr {
    let all = interactions.matrix();
    let (mut starts, mut indices, mut values) = (vec![0], Vec::new(), Vec::new());
    for (u, row) in all.outer_iterator().enumerate() {
        if u < interactions.mixes() || row.nnz() >= SHORTEST {
            indices.extend_from_slice(row.indices());
            values.extend_from_slice(row.data());
            starts.push(indices.len() as u32);
        }
    }
    Csr::new((starts.len() - 1, all.cols()), starts, indices, values)
}

impl Ease<'_> {
    /// Column u of the lower triangle from its diagonal down.
    fn column(&self, u: usize) -> &[f32] {
        let rows = self.inverse.nrows();
        &self.inverse.as_slice()[u * rows + u..(u + 1) * rows]
    }
}

impl Recommender for Ease<'_> {
    fn recommend(&self, ask: &Ask<'_>, _: &mut Scratch) -> Vec<ScoredRow> {
        let rows = self.inverse.nrows();
        let mut folded = vec![0f32; rows];
        for seed in ask.seeds.iter().filter(|s| s.weight > 0.0) {
            let Some(track) = self.by_track.outer_view(seed.row as usize) else { continue };
            for (u, x) in track.iter() {
                let column = self.column(u);
                folded[u..].iter_mut().zip(column).for_each(|(f, v)| *f += seed.weight * x * v);
            }
        }
        let answer: Vec<f32> =
            (0..rows).map(|u| self.column(u).iter().zip(&folded[u..]).map(|(v, f)| v * f).sum()).collect();
        let hits = self.by_track.outer_iterator().enumerate().map(|(row, track)| {
            let product: f32 = track.iter().map(|(u, x)| x * answer[u]).sum();
            ScoredRow { row: row as u32, score: product * self.scales[row] }
        });
        best_of(hits, ask, self.support)
    }
}

/// `L^-1` of `K = LL'`, block by block so that nearly all of it is matrix products: nalgebra's own Cholesky goes column by column,
/// which is many times slower with thousands of rows.
fn inverse_factor(mut k: DMatrix<f32>, stop: StopSignal<'_>) -> Option<DMatrix<f32>> {
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
    use segue::{
        chance::Rng,
        recommend::{Seed, lists::ListsBuf},
    };

    use super::*;

    #[test]
    fn the_way_through_mixes_gives_the_weights_of_the_paper() {
        let (mixes, tracks) = (300, 60);
        let mut rng = Rng::new(2);
        let lists: ListsBuf =
            (0..mixes).map(|_| (0..8).map(|_| rng.below(tracks) as u32).collect::<Vec<_>>()).collect();
        let artists: ListsBuf = (0..tracks as u32).map(|track| [track / 6]).collect();
        let plays = Plays { tracks, mixes: lists.view(), artists: artists.view(), ..Plays::default() };
        let settings = EaseSettings { lambda: 7.0, artist: 0.5, label: 0.0 };
        let support = vec![1; tracks];
        let ease = Ease::fit(&plays, &support, settings, &|| false).expect("fits");

        let mut x = DMatrix::<f64>::zeros(mixes + tracks / 6, tracks);
        for (u, mix) in lists.view().iter().enumerate() {
            for &t in mix {
                x[(u, t as usize)] = 1.0;
            }
        }
        for track in 0..tracks {
            x[(mixes + track / 6, track)] = 0.5;
        }
        let p = (x.transpose() * &x + DMatrix::identity(tracks, tracks) * 7.0)
            .try_inverse()
            .expect("positive definite");
        let seeds = [Seed::liked(3), Seed::liked(11)];
        let ask = Ask { seeds: &seeds, limit: 100, excluded: &|row| row == 3 || row == 11, stop: &|| false };
        let hits = ease.recommend(&ask, &mut Scratch::default());
        assert!(hits.len() > 10);
        for hit in hits {
            let j = hit.row as usize;
            let exact = -(p[(3, j)] + p[(11, j)]) / p[(j, j)];
            assert!((f64::from(hit.score) - exact).abs() < 1e-4, "{j}: {} and {exact}", hit.score);
        }
        assert!(Ease::fit(&plays, &support, settings, &|| true).is_none(), "stopped");
    }
}
