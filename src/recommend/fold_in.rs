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
/// With `z = L^-1 y` for each seed, `D = diag(alpha |r|)` and `b = c` for liked, 0 for rejected ones: `x = L^-T t`, where
/// `(I + Z'DZ) t = Z'b` over the factors and `t = Z'w`, `(I + D ZZ') w = b` over the seeds say the same. The smaller of the two systems
/// is solved, in `f64`.
#[must_use]
pub fn fold_in(model: ModelRef<'_>, seeds: &[Seed]) -> Vec<f32> {
    let stride = model.shape.stride();
    let told = Told::new(model, seeds);
    let t = if told.roots.len() > stride { told.over_factors(stride) } else { told.over_seeds(stride) };
    let mut x = vec![0.0; stride];
    for (line, t) in model.whitening.chunks_exact(stride).zip(&t) {
        x.iter_mut().zip(line).for_each(|(x, l)| *x += t * f64::from(*l));
    }
    x.into_iter().map(|x| x as f32).collect()
}

/// The seeds that the model knows.
struct Told {
    /// `[n x stride]`: `z` of each.
    whitened: Vec<f64>,
    /// `[n]`: the root of `alpha |r|`.
    roots: Vec<f64>,
    /// `[n]`: `b` over the root.
    right: Vec<f64>,
}

impl Told {
    fn new(model: ModelRef<'_>, seeds: &[Seed]) -> Self {
        let stride = model.shape.stride();
        let mut told = Self { whitened: Vec::new(), roots: Vec::new(), right: Vec::new() };
        for seed in seeds.iter().filter(|s| s.weight.is_finite() && s.weight != 0.0) {
            let Some(item) = model.item(seed.row) else { continue };
            told.whitened.extend(model.whitening.chunks_exact(stride).enumerate().map(|(i, line)| {
                line[..=i].iter().zip(item).map(|(l, y)| f64::from(*l) * f64::from(*y)).sum::<f64>()
            }));
            let d = f64::from(model.shape.alpha) * f64::from(seed.weight.abs());
            let root = d.sqrt().max(1e-9);
            told.roots.push(root);
            told.right.push(if seed.weight > 0.0 { (1.0 + d) / root } else { 0.0 });
        }
        told
    }

    /// `t` by the system over the seeds, made symmetric by the roots.
    fn over_seeds(mut self, stride: usize) -> Vec<f64> {
        let n = self.roots.len();
        let z = |i: usize| &self.whitened[i * stride..(i + 1) * stride];
        let mut system = vec![0.0; n * n];
        for i in 0..n {
            for j in 0..=i {
                let product: f64 = z(i).iter().zip(z(j)).map(|(a, b)| a * b).sum();
                system[i * n + j] = self.roots[i] * self.roots[j] * product + f64::from(u8::from(i == j));
                system[j * n + i] = system[i * n + j];
            }
        }
        Cholesky::new(&system, n).solve(&mut self.right);
        let mut t = vec![0.0; stride];
        for i in 0..n {
            let w = self.right[i] * self.roots[i];
            t.iter_mut().zip(z(i)).for_each(|(t, z)| *t += w * z);
        }
        t
    }

    /// `t` by the system over the factors.
    fn over_factors(&self, stride: usize) -> Vec<f64> {
        let mut system = vec![0.0; stride * stride];
        let mut t = vec![0.0; stride];
        for ((z, root), right) in self.whitened.chunks_exact(stride).zip(&self.roots).zip(&self.right) {
            t.iter_mut().zip(z).for_each(|(t, z)| *t += right * root * z);
            for (i, line) in system.chunks_exact_mut(stride).enumerate() {
                let weight = root * root * z[i];
                line[..=i].iter_mut().zip(z).for_each(|(s, z)| *s += weight * z);
            }
        }
        for i in 0..stride {
            system[i * stride + i] += 1.0;
            for j in 0..i {
                system[j * stride + i] = system[i * stride + j];
            }
        }
        Cholesky::new(&system, stride).solve(&mut t);
        t
    }
}

#[cfg(test)]
mod tests {
    use rayon::ThreadPoolBuilder;

    use super::*;
    use crate::{
        chance::Rng,
        recommend::{
            Model,
            als::{Factors, FitSettings},
            simd::padded,
        },
    };

    #[test]
    fn more_seeds_than_factors_say_the_same_either_way() {
        let (tracks, factors) = (60, 8);
        let stride = padded(factors);
        let mut rng = Rng::new(4);
        let mut items = vec![0.0; tracks * stride];
        for row in items.chunks_exact_mut(stride) {
            row[..factors].fill_with(|| rng.between(-0.5, 0.5));
        }
        let settings = FitSettings { factors, regularisation: 2.0, alpha: 10.0, ..FitSettings::default() };
        let pool = ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
        let factors = Factors { factors, stride, items, ..Factors::default() };
        let model = Model::new(factors, &settings, &pool, &|| false).expect("a model");
        let seeds: Vec<Seed> =
            (0..40).map(|row| Seed { row, weight: if row % 5 == 0 { -1.0 } else { 0.7 } }).collect();
        let told = Told::new(model.view(), &seeds);
        let over_factors = told.over_factors(stride);
        let over_seeds = told.over_seeds(stride);
        for (a, b) in over_factors.iter().zip(over_seeds) {
            assert!((a - b).abs() < 1e-9 * a.abs().max(1.0), "{a} and {b}");
        }
    }
}
