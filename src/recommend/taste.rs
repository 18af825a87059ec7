//! From sound to taste: a ridge regression from a record's sound to its item factors, so that a record nobody has played gets
//! a place among those that are (van den Oord, Dieleman and Schrauwen 2013).

use nalgebra::{Cholesky, DMatrix, Dyn};
use serde::{Deserialize, Serialize};

use crate::chance::{bootstrap, percentile};

/// With fewer records that have both, nothing is learned.
pub const FEWEST: usize = 300;
/// Strengths that are tried.
const RIDGES: [f64; 5] = [0.1, 1.0, 10.0, 100.0, 1_000.0];
const FOLDS: usize = 5;
/// Records between two looks whether to stop: a millisecond or two.
const BLOCK: usize = 512;

/// Turns true when nobody wants the answer any more.
type Stop<'a> = &'a dyn Fn() -> bool;
/// Bootstrap samples behind an interval.
const SAMPLES: usize = 500;

/// Records with a sound and with factors.
#[derive(Clone, Copy)]
pub struct Examples<'a> {
    /// `[n]` sounds, all of one length.
    pub sounds: &'a [&'a [f32]],
    /// `[n]` item factors, all of one length.
    pub factors: &'a [&'a [f32]],
    /// In how many mixes each is.
    pub plays: &'a [u32],
}

/// A mix to be completed: what it is like without one of its records, and which that is.
#[derive(Clone, Debug)]
pub struct Case {
    /// The mix's factors, folded in from its other records.
    pub user: Vec<f32>,
    /// The record that is held out, among the examples.
    pub held: usize,
    /// Other examples of the mix; they are no rivals.
    pub known: Vec<usize>,
}

/// What the regression is worth on records it was not fitted on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    /// Share of rivals that the held-out record is ranked before, by its sound.
    pub taste: f64,
    /// The same by popularity.
    pub popularity: f64,
    /// Lower end of the difference's 95 % interval.
    pub low: f64,
    /// Cases behind it.
    pub cases: usize,
    /// The strength that was best.
    pub ridge: f64,
}

impl Quality {
    /// Beats popularity, and not by chance.
    #[must_use]
    pub fn is_worth_it(&self) -> bool {
        self.low > 0.0
    }
}

/// `factors = [sound, 1] · weights`.
#[derive(Clone, Debug, PartialEq)]
pub struct Taste {
    /// `[sound + 1, factors]`
    weights: DMatrix<f64>,
}

impl Taste {
    /// Fits it on all examples with this strength; `None` without examples or where what comes in is no number.
    #[must_use]
    pub fn fit(examples: Examples<'_>, ridge: f64) -> Option<Self> {
        Sums::of(examples, &|_| true, &|| false)?.solve(ridge)
    }

    /// Its numbers, `[sound + 1, factors]` column by column.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        self.weights.as_slice()
    }

    /// The same from its numbers, for sounds of so many; `None` where they do not fit.
    #[must_use]
    pub fn from_values(sound: usize, values: &[f64]) -> Option<Self> {
        let rows = sound + 1;
        let fits =
            !values.is_empty() && values.len().is_multiple_of(rows) && values.iter().all(|v| v.is_finite());
        fits.then(|| Self { weights: DMatrix::from_column_slice(rows, values.len() / rows, values) })
    }

    /// A listener's factors as a direction among sounds, and what is added: the score of a record is the product with its sound,
    /// and that. One question asks many records. `None` where there are other factors than these.
    #[must_use]
    pub fn direction(&self, user: &[f32]) -> Option<(Vec<f32>, f32)> {
        let last = self.weights.nrows() - 1;
        let row =
            |i: usize| (0..user.len()).map(|j| self.weights[(i, j)] * f64::from(user[j])).sum::<f64>() as f32;
        (user.len() == self.weights.ncols()).then(|| ((0..last).map(row).collect(), row(last)))
    }

    /// The factors a record has by its sound.
    #[must_use]
    pub fn predict(&self, sound: &[f32]) -> Vec<f32> {
        let row = |j: usize| {
            let along = sound.iter().enumerate().map(|(i, v)| f64::from(*v) * self.weights[(i, j)]);
            (along.sum::<f64>() + self.weights[(self.weights.nrows() - 1, j)]) as f32
        };
        (0..self.weights.ncols()).map(row).collect()
    }
}

/// The normal equations of some examples.
struct Sums {
    squares: DMatrix<f64>,
    products: DMatrix<f64>,
}

impl Sums {
    /// `None` without examples, where what comes in is no number, or when stopped.
    fn of(examples: Examples<'_>, takes: &dyn Fn(usize) -> bool, stop: Stop<'_>) -> Option<Self> {
        let (d, f) = (examples.sounds.first()?.len() + 1, examples.factors.first()?.len());
        let taken: Vec<usize> = (0..examples.sounds.len()).filter(|&i| takes(i)).collect();
        let mut sums = Self { squares: DMatrix::zeros(d, d), products: DMatrix::zeros(d, f) };
        for some in taken.chunks(BLOCK) {
            if stop() {
                return None;
            }
            let x = DMatrix::from_fn(some.len(), d, |i, j| {
                examples.sounds[some[i]].get(j).map_or(1.0, |v| f64::from(*v))
            });
            let y = DMatrix::from_fn(some.len(), f, |i, j| f64::from(examples.factors[some[i]][j]));
            sums.squares.gemm_tr(1.0, &x, &x, 1.0);
            sums.products.gemm_tr(1.0, &x, &y, 1.0);
        }
        let sound = sums.squares.iter().chain(sums.products.iter()).all(|v| v.is_finite());
        sound.then_some(sums)
    }

    fn solve(&self, ridge: f64) -> Option<Taste> {
        let mut left = self.squares.clone();
        // The mean is not shrunk.
        for i in 0..left.nrows().saturating_sub(1) {
            left[(i, i)] += ridge;
        }
        let last = left.nrows() - 1;
        left[(last, last)] += 1e-9;
        let cholesky: Cholesky<f64, Dyn> = Cholesky::new(left)?;
        Some(Taste { weights: cholesky.solve(&self.products) })
    }
}

/// Fits on four fifths and asks about the fifth, five times: the best strength, and whether sound completes mixes better than
/// popularity does. `None` where nothing can be learned, or soon after `stop` turns true.
#[must_use]
pub fn judge(examples: Examples<'_>, cases: &[Case], seed: u64, stop: Stop<'_>) -> Option<Quality> {
    let folds: Vec<Sums> =
        (0..FOLDS).map(|fold| Sums::of(examples, &|i| fold_of(i) != fold, stop)).collect::<Option<_>>()?;
    let (ridge, predicted) = RIDGES
        .iter()
        .filter_map(|&ridge| {
            let tastes: Vec<Taste> = folds.iter().map(|sums| sums.solve(ridge)).collect::<Option<_>>()?;
            let n = examples.sounds.len();
            let predict = |i: usize| {
                (!i.is_multiple_of(BLOCK) || !stop()).then(|| tastes[fold_of(i)].predict(examples.sounds[i]))
            };
            let all: Vec<Vec<f32>> = (0..n).map(predict).collect::<Option<_>>()?;
            Some((ridge, all))
        })
        .min_by(|a, b| error(&a.1, examples.factors).total_cmp(&error(&b.1, examples.factors)))?;
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    let ranked: Vec<(f64, f64)> = cases
        .iter()
        .map_while(|case| {
            if stop() {
                return None;
            }
            let rivals = || (0..predicted.len()).filter(|i| *i != case.held && !case.known.contains(i));
            let taste = |i: usize| dot(&case.user, &predicted[i]);
            let plays = |i: usize| examples.plays[i] as f32;
            Some((before(&taste, case.held, rivals()), before(&plays, case.held, rivals())))
        })
        .collect();
    if ranked.is_empty() || stop() {
        return None;
    }
    let mean = |of: &dyn Fn(&(f64, f64)) -> f64| ranked.iter().map(of).sum::<f64>() / ranked.len() as f64;
    let differences: Vec<f64> = ranked.iter().map(|(taste, popularity)| taste - popularity).collect();
    Some(Quality {
        taste: mean(&|r| r.0),
        popularity: mean(&|r| r.1),
        low: low(&differences, seed),
        cases: ranked.len(),
        ridge,
    })
}

fn fold_of(i: usize) -> usize {
    // Neighbours in order of appearance are often of one mix: they go to different folds.
    i % FOLDS
}

fn error(predicted: &[Vec<f32>], factors: &[&[f32]]) -> f64 {
    let one =
        |(p, y): (&Vec<f32>, &&[f32])| p.iter().zip(*y).map(|(p, y)| f64::from(p - y).powi(2)).sum::<f64>();
    predicted.iter().zip(factors).map(one).sum()
}

/// Share of rivals with a smaller score; ties count half.
fn before(score: &dyn Fn(usize) -> f32, held: usize, rivals: impl Iterator<Item = usize>) -> f64 {
    let own = score(held);
    let (sum, count) = rivals.fold((0.0, 0.0), |(sum, count), i| {
        let won = match own.partial_cmp(&score(i)) {
            Some(std::cmp::Ordering::Greater) => 1.0,
            Some(std::cmp::Ordering::Equal) => 0.5,
            _ => 0.0,
        };
        (sum + won, count + 1.0)
    });
    if count > 0.0 { sum / count } else { 0.5 }
}

/// Lower end of the mean's 95 % interval, by bootstrap.
fn low(values: &[f64], seed: u64) -> f64 {
    let mean = |drawn: &[usize]| drawn.iter().map(|&i| values[i]).sum::<f64>() / drawn.len() as f64;
    percentile(&bootstrap(values.len(), SAMPLES, seed, mean), 0.025)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Rng;

    /// Records whose factors follow from their sound, with noise; and mixes of records that lie in one direction.
    struct World {
        sounds: Vec<Vec<f32>>,
        factors: Vec<Vec<f32>>,
        plays: Vec<u32>,
        cases: Vec<Case>,
    }

    fn world(n: usize, told: bool) -> World {
        let mut rng = Rng::new(11);
        let mut normal = move || (0..4).map(|_| rng.between(-0.5, 0.5)).sum::<f32>();
        let map: Vec<Vec<f32>> = (0..6).map(|_| (0..8).map(|_| normal()).collect()).collect();
        let sounds: Vec<Vec<f32>> = (0..n).map(|_| (0..8).map(|_| normal()).collect()).collect();
        let factors: Vec<Vec<f32>> = sounds
            .iter()
            .map(|sound| {
                let along = |row: &Vec<f32>| row.iter().zip(sound).map(|(a, b)| a * b).sum::<f32>();
                map.iter().map(|row| if told { along(row) + 0.1 * normal() } else { normal() }).collect()
            })
            .collect();
        let cases = (0..n)
            .map(|held| Case {
                user: factors[held].iter().map(|v| v + 0.2 * normal()).collect(),
                held,
                known: vec![(held + 1) % n],
            })
            .collect();
        World { plays: (0..n).map(|i| 1 + (i % 3) as u32).collect(), sounds, factors, cases }
    }

    fn judged(world: &World) -> Quality {
        let sounds: Vec<&[f32]> = world.sounds.iter().map(Vec::as_slice).collect();
        let factors: Vec<&[f32]> = world.factors.iter().map(Vec::as_slice).collect();
        let examples = Examples { sounds: &sounds, factors: &factors, plays: &world.plays };
        judge(examples, &world.cases, 1, &|| false).expect("learned")
    }

    #[test]
    fn it_stops_wherever_it_is_told_to() {
        let world = world(2_000, true);
        let sounds: Vec<&[f32]> = world.sounds.iter().map(Vec::as_slice).collect();
        let factors: Vec<&[f32]> = world.factors.iter().map(Vec::as_slice).collect();
        let examples = Examples { sounds: &sounds, factors: &factors, plays: &world.plays };
        let looks = std::cell::Cell::new(0_u32);
        // Stopped at the n-th look it looks once or twice more, at the end.
        let judged = |n: u32| {
            looks.set(0);
            let stop = || {
                looks.set(looks.get() + 1);
                looks.get() >= n
            };
            judge(examples, &world.cases[..50], 1, &stop)
        };
        assert!(judged(u32::MAX).is_some());
        let all = looks.get();
        assert!(all > 50, "{all} looks");
        for n in [1, 5, 21, 30, all - 1, all] {
            assert!(
                judged(n).is_none() && looks.get() <= n + 8,
                "stopped at look {n}, looked {}",
                looks.get()
            );
        }
    }

    #[test]
    fn factors_that_follow_from_the_sound_are_learned_and_beat_popularity() {
        let quality = judged(&world(400, true));
        assert!(quality.taste > 0.85 && quality.is_worth_it(), "{quality:?}");
        assert!((quality.popularity - 0.5).abs() < 0.1 && quality.cases == 400);
    }

    #[test]
    fn factors_that_have_nothing_to_do_with_it_are_not_worth_it() {
        let quality = judged(&world(400, false));
        assert!((quality.taste - 0.5).abs() < 0.1 && !quality.is_worth_it(), "{quality:?}");
    }

    #[test]
    fn a_fit_gives_back_what_is_linear_and_nothing_from_nothing() {
        let (sounds, factors) = ([[0.0_f32], [1.0], [2.0]], [[1.0_f32], [3.0], [5.0]]);
        let (sounds, factors) =
            (sounds.each_ref().map(<[f32; 1]>::as_slice), factors.each_ref().map(<[f32; 1]>::as_slice));
        let taste =
            Taste::fit(Examples { sounds: &sounds, factors: &factors, plays: &[1; 3] }, 1e-9).expect("fits");
        assert!((taste.predict(&[4.0])[0] - 9.0).abs() < 1e-3);
        let (direction, more) = taste.direction(&[2.0]).expect("one factor");
        assert!((direction[0] * 4.0 + more - 18.0).abs() < 1e-3);
        assert_eq!(taste.direction(&[1.0, 1.0]), None);
        assert_eq!(Taste::from_values(1, taste.values()).as_ref(), Some(&taste));
        assert_eq!(Taste::from_values(2, taste.values()), None);
        assert!(Taste::fit(Examples { sounds: &[], factors: &[], plays: &[] }, 1.0).is_none());
        let broken = [[f32::NAN].as_slice()];
        assert!(Taste::fit(Examples { sounds: &broken, factors: &factors[..1], plays: &[1] }, 1.0).is_none());
    }
}
