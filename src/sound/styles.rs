//! Styles: a softmax classifier on the pools, trained on the styles of the mixes that records are played in.

use ndarray::{Array1, Array2, Axis};
use serde::{Deserialize, Serialize};

/// With fewer labelled records nothing is learned.
pub const FEWEST: usize = 300;
/// A style needs so many records to be one of the genres.
pub const FEWEST_OF_ONE: usize = 20;
/// More genres, the commonest, are not told apart.
pub const MOST_GENRES: usize = 100;
const ROUNDS: usize = 150;
const RATE: f32 = 0.02;
const SHRINK: f32 = 1e-3;
/// One in so many is held out.
const HELD_OUT: u64 = 5;

/// A record with its label.
#[derive(Clone, Copy, Debug)]
pub struct Labelled<'a> {
    /// `[1506]`
    pub pools: &'a [f32],
    /// The genre's number.
    pub genre: usize,
    /// Records of one group (an artist) are held out together.
    pub group: u64,
}

/// How often the genre of held-out records is right.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Accuracy {
    /// The share that is right.
    pub accuracy: f64,
    /// The share of the commonest genre: what saying always that would reach.
    pub baseline: f64,
    /// Lower end of the accuracy's 95 % interval (normal approximation).
    pub low: f64,
    /// Records held out.
    pub held_out: usize,
    /// Records learned from.
    pub learned_from: usize,
}

impl Accuracy {
    /// Better than saying always the commonest.
    pub fn is_worth_it(&self) -> bool {
        self.low > self.baseline
    }
}

/// Why there is no classifier.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StylesError {
    /// Fewer than [`FEWEST`], or fewer than two genres.
    #[error("{found} records with a style are too few, {FEWEST} of two genres are needed")]
    TooFew {
        /// Labelled records.
        found: usize,
    },
    /// Asked to stop.
    #[error("stopped")]
    Stopped,
}

/// The classifier: `softmax(z(pools) · weights + bias)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Styles {
    names: Vec<String>,
    means: Array1<f32>,
    scales: Array1<f32>,
    /// `[1506, genres]`
    weights: Array2<f32>,
    bias: Array1<f32>,
}

impl Styles {
    /// Learns from most of the records and says how well it does on the others, then learns from all.
    pub fn fit(
        names: &[String],
        records: &[Labelled<'_>],
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<(Self, Accuracy), StylesError> {
        let usable: Vec<Labelled<'_>> = records
            .iter()
            .copied()
            .filter(|r| r.genre < names.len() && r.pools.iter().all(|v| v.is_finite()))
            .filter(|r| records.first().is_some_and(|first| r.pools.len() == first.pools.len()))
            .collect();
        let is_held =
            |r: &Labelled<'_>| r.group.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 33 < (1 << 31) / HELD_OUT;
        let (held, known): (Vec<Labelled<'_>>, Vec<Labelled<'_>>) = usable.iter().copied().partition(is_held);
        let genres: std::collections::HashSet<usize> = known.iter().map(|r| r.genre).collect();
        if usable.len() < FEWEST || genres.len() < 2 || held.is_empty() {
            return Err(StylesError::TooFew { found: usable.len() });
        }
        let trial = Self::learn(names, &known, stop)?;
        let right = held.iter().filter(|r| trial.genre(r.pools).0 == r.genre).count() as f64;
        let n = held.len() as f64;
        let accuracy = right / n;
        let commonest =
            (0..names.len()).map(|g| held.iter().filter(|r| r.genre == g).count()).max().unwrap_or(0);
        let judged = Accuracy {
            accuracy,
            baseline: commonest as f64 / n,
            low: accuracy - 1.96 * (accuracy * (1.0 - accuracy) / n).sqrt(),
            held_out: held.len(),
            learned_from: known.len(),
        };
        Ok((Self::learn(names, &usable, stop)?, judged))
    }

    fn learn(
        names: &[String],
        records: &[Labelled<'_>],
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<Self, StylesError> {
        let (n, d, k) = (records.len(), records[0].pools.len(), names.len());
        let mut x = Array2::from_shape_fn((n, d), |(i, j)| records[i].pools[j]);
        let means = x.mean_axis(Axis(0)).unwrap_or_else(|| Array1::zeros(d));
        x -= &means;
        let scales = x.map_axis(Axis(0), |column| {
            let deviation = (column.dot(&column) / n as f32).sqrt();
            if deviation > 1e-6 { deviation.recip() } else { 0.0 }
        });
        x *= &scales;
        let mut weights = Array2::<f32>::zeros((d, k));
        let mut bias = Array1::<f32>::zeros(k);
        // Adam (Kingma and Ba 2015) on the whole batch.
        let (mut first, mut second) = (Array2::<f32>::zeros((d, k)), Array2::<f32>::zeros((d, k)));
        for round in 1..=ROUNDS {
            if stop() {
                return Err(StylesError::Stopped);
            }
            let mut error = x.dot(&weights) + &bias;
            for (mut row, record) in error.outer_iter_mut().zip(records) {
                softmax(row.as_slice_mut().unwrap_or_default());
                row[record.genre] -= 1.0;
            }
            error /= n as f32;
            let slope = x.t().dot(&error) + SHRINK * &weights;
            first = 0.9 * &first + 0.1 * &slope;
            second = 0.999 * &second + 0.001 * slope.mapv(|v| v * v);
            let (one, two) = (1.0 - 0.9_f32.powi(round as i32), 1.0 - 0.999_f32.powi(round as i32));
            ndarray::Zip::from(&mut weights).and(&first).and(&second).for_each(|w, m, v| {
                *w -= RATE * (m / one) / ((v / two).sqrt() + 1e-8);
            });
            bias -= &(error.sum_axis(Axis(0)) * 0.5);
        }
        Ok(Self { names: names.to_vec(), means, scales, weights, bias })
    }

    /// Its numbers, one after the other: means, scales, weights, bias.
    pub fn values(&self) -> Vec<f32> {
        let all = self.means.iter().chain(&self.scales).chain(&self.weights).chain(&self.bias);
        all.copied().collect()
    }

    /// The same from its numbers; `None` where they are too many or too few for the names.
    pub fn from_values(names: Vec<String>, values: &[f32]) -> Option<Self> {
        let k = names.len();
        let d = values.len().checked_sub(k)? / (2 + k);
        if d == 0 || d * (2 + k) + k != values.len() {
            return None;
        }
        let (means, rest) = values.split_at(d);
        let (scales, rest) = rest.split_at(d);
        let (weights, bias) = rest.split_at(d * k);
        Some(Self {
            names,
            means: Array1::from(means.to_vec()),
            scales: Array1::from(scales.to_vec()),
            weights: Array2::from_shape_vec((d, k), weights.to_vec()).ok()?,
            bias: Array1::from(bias.to_vec()),
        })
    }

    /// The genres' names.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The likeliest genre of `[1506]` pools and how sure that is, 0 to 1.
    pub fn genre(&self, pools: &[f32]) -> (usize, f32) {
        let x: Array1<f32> = pools.iter().copied().collect();
        if x.len() != self.means.len() {
            return (0, 0.0);
        }
        let z = (x - &self.means) * &self.scales;
        let mut scores = (z.dot(&self.weights) + &self.bias).to_vec();
        softmax(&mut scores);
        let best = scores.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
        best.map_or((0, 0.0), |(genre, score)| (genre, *score))
    }
}

fn softmax(scores: &mut [f32]) {
    let largest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = (*score - largest).exp();
        sum += *score;
    }
    for score in scores {
        *score /= sum;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Rng;

    fn records(n: usize, told: bool) -> Vec<(Vec<f32>, usize)> {
        let mut rng = Rng::new(5);
        (0..n)
            .map(|i| {
                let genre = i % 3;
                let pools = (0..30)
                    .map(|p| rng.between(-2.0, 2.0) + if told && p % 3 == genre { 1.0 } else { 0.0 } + 7.0)
                    .collect();
                (pools, genre)
            })
            .collect()
    }

    fn fitted(records: &[(Vec<f32>, usize)]) -> Result<(Styles, Accuracy), StylesError> {
        let names = ["House", "Techno", "Ambient"].map(str::to_owned);
        let labelled: Vec<Labelled<'_>> = records
            .iter()
            .enumerate()
            .map(|(i, (pools, genre))| Labelled { pools, genre: *genre, group: i as u64 })
            .collect();
        Styles::fit(&names, &labelled, &|| false)
    }

    #[test]
    fn genres_that_can_be_heard_are_learned() {
        let all = records(600, true);
        let (genres, accuracy) = fitted(&all).expect("learned");
        assert!(accuracy.accuracy > 0.8 && accuracy.is_worth_it(), "{accuracy:?}");
        assert_eq!(accuracy.held_out + accuracy.learned_from, 600);
        let right = all.iter().filter(|(pools, genre)| genres.genre(pools).0 == *genre).count();
        assert!(right > 500, "{right}");
        assert_eq!(genres.names().len(), 3);
        let again = Styles::from_values(genres.names().to_vec(), &genres.values());
        assert_eq!(again.as_ref(), Some(&genres));
        assert_eq!(Styles::from_values(genres.names().to_vec(), &genres.values()[1..]), None);
    }

    #[test]
    fn genres_that_cannot_be_heard_are_not_worth_it() {
        let (_, accuracy) = fitted(&records(600, false)).expect("learned");
        assert!(!accuracy.is_worth_it(), "{accuracy:?}");
    }

    #[test]
    fn too_few_are_refused_and_no_numbers_are_passed_over() {
        assert_eq!(fitted(&records(299, true)).err(), Some(StylesError::TooFew { found: 299 }));
        let mut broken = records(300, true);
        broken[0].0[3] = f32::NAN;
        assert_eq!(fitted(&broken).err(), Some(StylesError::TooFew { found: 299 }));
    }
}
