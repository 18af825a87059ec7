//! Seeds folded in as one new mix: the row that ALS would give it, in closed form.

use super::als::Cholesky;
use super::model::ModelRef;

/// A seed and how much it counts: 1 is a play; below zero it was rejected, so preference 0 with that confidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seed {
    /// The track's row.
    pub row: u32,
    /// Its weight r.
    pub weight: f32,
}

impl Seed {
    /// A liked track, as strong as a play.
    #[must_use]
    pub fn liked(row: u32) -> Self {
        Self { row, weight: 1.0 }
    }
}

/// The factors of a mix that holds just these seeds, `[stride]`. Seeds that the model does not know are left out.
///
/// With `z = L^-1 y` for each seed, `D = diag(alpha |r|)` and `b = c` for liked, 0 for rejected ones:
/// `(I + D ZZ') w = b`, `x = L^-T Z'w`, in `f64`.
#[must_use]
pub fn fold_in(model: ModelRef<'_>, seeds: &[Seed]) -> Vec<f32> {
    let stride = model.shape.stride();
    let mut whitened: Vec<f64> = Vec::new();
    let mut roots: Vec<f64> = Vec::new();
    let mut right: Vec<f64> = Vec::new();
    for seed in seeds.iter().filter(|s| s.weight.is_finite() && s.weight != 0.0) {
        let Some(item) = model.item(seed.row) else { continue };
        whitened.extend(model.whitening.chunks_exact(stride).enumerate().map(|(i, line)| {
            line[..=i].iter().zip(item).map(|(l, y)| f64::from(*l) * f64::from(*y)).sum::<f64>()
        }));
        let d = f64::from(model.shape.alpha) * f64::from(seed.weight.abs());
        let root = d.sqrt().max(1e-9);
        roots.push(root);
        right.push(if seed.weight > 0.0 { (1.0 + d) / root } else { 0.0 });
    }
    let n = roots.len();
    let z = |i: usize| &whitened[i * stride..(i + 1) * stride];
    let mut system = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..=i {
            let product: f64 = z(i).iter().zip(z(j)).map(|(a, b)| a * b).sum();
            system[i * n + j] = roots[i] * roots[j] * product + f64::from(u8::from(i == j));
            system[j * n + i] = system[i * n + j];
        }
    }
    Cholesky::new(&system, n).solve(&mut right);
    let mut t = vec![0.0; stride];
    for i in 0..n {
        let w = right[i] * roots[i];
        t.iter_mut().zip(z(i)).for_each(|(t, z)| *t += w * z);
    }
    let mut x = vec![0.0; stride];
    for (line, t) in model.whitening.chunks_exact(stride).zip(&t) {
        x.iter_mut().zip(line).for_each(|(x, l)| *x += t * f64::from(*l));
    }
    x.into_iter().map(|x| x as f32).collect()
}
