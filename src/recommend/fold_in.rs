//! Seeds folded in as one new mix: the row that ALS would give it, in closed form.

use std::ops::Range;

use super::als::{Cholesky, StopSignal};
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

/// The factors of a mix that holds just these seeds, `[stride]`. Seeds that the model does not know are left out. Zeros where stopped.
///
/// With `z = L^-1 y` for each seed, `D = diag(alpha |r|)` and `b = c` for liked, 0 for rejected ones: `x = L^-T t`, where
/// `(I + Z'DZ) t = Z'b` over the factors and `t = Z'w`, `(I + D ZZ') w = b` over the seeds say the same. The smaller of the two systems
/// is solved, in `f64`, for each of the model's fits by itself.
#[must_use]
pub fn fold_in(model: ModelRef<'_>, seeds: &[Seed], stop: StopSignal<'_>) -> Vec<f32> {
    let stride = model.shape.stride();
    let t = model.shape.parts().flat_map(|part| {
        let told = Told::new(model, part, seeds);
        if told.roots.len() > told.part.len() { told.over_factors(stop) } else { told.over_seeds() }
    });
    let mut x = vec![0.0; stride];
    for (line, t) in model.whitening.chunks_exact(stride).zip(t) {
        x.iter_mut().zip(line).for_each(|(x, l)| *x += t * f64::from(*l));
    }
    x.into_iter().map(|x| x as f32).collect()
}

/// Seeds taken in between two looks at `stop`.
const SEEDS: usize = 256;

/// The seeds that the model knows, to one of its fits.
struct Told<'a> {
    model: ModelRef<'a>,
    /// Where that fit's factors stand in a row.
    part: Range<usize>,
    /// `[n]`: `y` of each.
    items: Vec<&'a [f32]>,
    /// `[n]`: the root of `alpha |r|`.
    roots: Vec<f64>,
    /// `[n]`: `b` over the root.
    right: Vec<f64>,
}

impl<'a> Told<'a> {
    fn new(model: ModelRef<'a>, part: Range<usize>, seeds: &[Seed]) -> Self {
        let mut told = Self { model, part, items: Vec::new(), roots: Vec::new(), right: Vec::new() };
        for seed in seeds.iter().filter(|s| s.weight.is_finite() && s.weight != 0.0) {
            let Some(item) = model.item(seed.row) else { continue };
            told.items.push(&item[told.part.clone()]);
            let d = f64::from(model.shape.alpha) * f64::from(seed.weight.abs());
            let root = d.sqrt().max(1e-9);
            told.roots.push(root);
            told.right.push(if seed.weight > 0.0 { (1.0 + d) / root } else { 0.0 });
        }
        told
    }

    /// `L^-1 y`.
    fn whitened(&self, y: &[f64]) -> Vec<f64> {
        let stride = self.model.shape.stride();
        let start = self.part.start;
        let line = |i: usize| &self.model.whitening[i * stride + start..=i * stride + i];
        let product = |i: usize| line(i).iter().zip(y).map(|(l, y)| f64::from(*l) * y).sum();
        self.part.clone().map(product).collect()
    }

    /// `t` by the system over the seeds, made symmetric by the roots.
    fn over_seeds(&self) -> Vec<f64> {
        let n = self.roots.len();
        let wide = |item: &&[f32]| item.iter().map(|y| f64::from(*y)).collect::<Vec<_>>();
        let z: Vec<Vec<f64>> = self.items.iter().map(|item| self.whitened(&wide(item))).collect();
        let mut system = vec![0.0; n * n];
        for i in 0..n {
            for j in 0..=i {
                let product: f64 = z[i].iter().zip(&z[j]).map(|(a, b)| a * b).sum();
                system[i * n + j] = self.roots[i] * self.roots[j] * product + f64::from(u8::from(i == j));
                system[j * n + i] = system[i * n + j];
            }
        }
        let mut w = self.right.clone();
        Cholesky::new(&system, n).solve(&mut w);
        let mut t = vec![0.0; self.part.len()];
        for ((z, w), root) in z.iter().zip(w).zip(&self.roots) {
            t.iter_mut().zip(z).for_each(|(t, z)| *t += w * root * z);
        }
        t
    }

    /// `t` by the system over the factors. `Y'DY` is summed up first and whitened once, `L^-1 Y'DY L^-T`: that costs less than whitening
    /// every seed.
    fn over_factors(&self, stop: StopSignal<'_>) -> Vec<f64> {
        let stride = self.part.len();
        let mut sum = vec![0.0; stride * stride];
        let mut right = vec![0.0; stride];
        let mut wide = vec![0.0; stride];
        for (at, item) in self.items.iter().enumerate() {
            if at % SEEDS == 0 && stop() {
                return vec![0.0; stride];
            }
            wide.iter_mut().zip(*item).for_each(|(wide, y)| *wide = f64::from(*y));
            let (root, of_right) = (self.roots[at], self.right[at]);
            right.iter_mut().zip(&wide).for_each(|(r, y)| *r += of_right * root * y);
            for (i, line) in sum.chunks_exact_mut(stride).enumerate() {
                let weight = root * root * wide[i];
                line[..=i].iter_mut().zip(&wide).for_each(|(s, y)| *s += weight * y);
            }
        }
        mirror(&mut sum, stride);
        // Each side once: the lines of `Y'DY` whitened are the columns of `L^-1 Y'DY`.
        let mut half = vec![0.0; stride * stride];
        for (i, line) in sum.chunks_exact(stride).enumerate() {
            for (j, value) in self.whitened(line).into_iter().enumerate() {
                half[j * stride + i] = value;
            }
        }
        let mut system: Vec<f64> = half.chunks_exact(stride).flat_map(|line| self.whitened(line)).collect();
        for i in 0..stride {
            system[i * stride + i] += 1.0;
        }
        let mut t = self.whitened(&right);
        Cholesky::new(&system, stride).solve(&mut t);
        t
    }
}

/// Copies what is below the diagonal above it.
fn mirror(square: &mut [f64], n: usize) {
    for i in 0..n {
        for j in 0..i {
            square[j * n + i] = square[i * n + j];
        }
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

    /// `rows` random items of so many factors.
    fn items(rows: usize, factors: usize, seed: u64) -> Factors {
        let stride = padded(factors);
        let mut rng = Rng::new(seed);
        let mut items = vec![0.0; rows * stride];
        for row in items.chunks_exact_mut(stride) {
            row[..factors].fill_with(|| rng.between(-0.5, 0.5));
        }
        Factors { factors, stride, items, ..Factors::default() }
    }

    #[test]
    fn two_fits_side_by_side_say_what_each_says_alone() {
        let pool = ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
        let settings = FitSettings { regularisation: 2.0, alpha: 10.0, ..FitSettings::default() };
        let model = |starts: &[u64]| {
            let fits = starts.iter().map(|&seed| items(60, 12, seed)).collect();
            Model::of_starts(fits, &settings, &pool, &|| false).expect("a model")
        };
        let alone = [model(&[1]), model(&[2])];
        let both = model(&[1, 2]);
        assert!(both.shape.parts().eq([0..16, 16..32]));
        for seeds in [3, 9, 40] {
            let seeds: Vec<Seed> =
                (0..seeds).map(|row| Seed { row, weight: if row % 5 == 2 { -1.0 } else { 0.7 } }).collect();
            let each = alone.iter().flat_map(|model| fold_in(model.view(), &seeds, &|| false));
            for (a, b) in fold_in(both.view(), &seeds, &|| false).into_iter().zip(each) {
                assert!((a - b).abs() < 1e-4 * b.abs().max(1.0), "{a} and {b}");
            }
        }
    }

    #[test]
    fn more_seeds_than_factors_say_the_same_either_way() {
        let (tracks, factors) = (60, 8);
        let stride = padded(factors);
        let settings = FitSettings { factors, regularisation: 2.0, alpha: 10.0, ..FitSettings::default() };
        let pool = ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
        let model = Model::new(items(tracks, factors, 4), &settings, &pool, &|| false).expect("a model");
        let seeds: Vec<Seed> =
            (0..40).map(|row| Seed { row, weight: if row % 5 == 0 { -1.0 } else { 0.7 } }).collect();
        let told = Told::new(model.view(), 0..stride, &seeds);
        let over_factors = told.over_factors(&|| false);
        let over_seeds = told.over_seeds();
        for (a, b) in over_factors.iter().zip(over_seeds) {
            assert!((a - b).abs() < 1e-9 * a.abs().max(1.0), "{a} and {b}");
        }
        assert!(told.over_factors(&|| true).iter().all(|t| *t == 0.0), "stopped");
    }
}
