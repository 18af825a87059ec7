use rayon::{ThreadPool, ThreadPoolBuilder};

use super::*;
use crate::chance::{Rng, unit};
use crate::recommend::interactions::{Csr, Interactions, NONE, transposed};

fn pool(threads: usize) -> ThreadPool {
    ThreadPoolBuilder::new().num_threads(threads).build().expect("pool")
}

/// Random mixes over `tracks`, some empty, popular tracks at the front, the tail played once.
fn random_matrix(rows: usize, tracks: usize, most: usize, seed: u64) -> Csr {
    let mut rng = Rng::new(seed);
    let (mut starts, mut indices, mut values) = (vec![0u32], vec![], vec![]);
    for _ in 0..rows {
        let n = rng.below(most + 1);
        let mut row: Vec<u32> = (0..n)
            .map(|_| if rng.below(2) == 0 { rng.below(tracks) } else { rng.below(tracks / 10 + 1) } as u32)
            .collect();
        row.sort_unstable();
        row.dedup();
        values.extend(row.iter().map(|_| [1.0f32, 0.5, 0.1][rng.below(3)]));
        indices.extend(row);
        starts.push(indices.len() as u32);
    }
    Csr::new((rows, tracks), starts, indices, values)
}

fn small(seed: u64) -> Interactions {
    Interactions::from_matrix(random_matrix(120, 400, 30, seed))
}

fn settings(factors: usize) -> FitSettings {
    FitSettings {
        factors,
        regularisation: 2.0,
        alpha: 10.0,
        iterations: 4,
        seed: 0,
        ..FitSettings::default()
    }
}

fn quiet(interactions: &Interactions, settings: &FitSettings, threads: usize) -> Factors {
    fit(interactions, settings, None, &pool(threads), &mut |_| {}, &|| false).expect("fits")
}

/// The row's system in f64, as the paper has it: `(Y'Y + Y'(C - I)Y + lambda I) x = Y'Cp`.
fn reference(fixed: &[f32], f: usize, stride: usize, entries: &[(usize, f32)], s: &FitSettings) -> Vec<f64> {
    let rows = fixed.len() / stride;
    let y = |i: usize, k: usize| f64::from(fixed[i * stride + k]);
    let mut a = vec![0.0; f * f];
    let mut b = vec![0.0; f];
    for i in 0..rows {
        let r = entries.iter().find(|(e, _)| *e == i).map(|(_, r)| f64::from(*r));
        let c = 1.0 + f64::from(s.alpha) * r.unwrap_or(0.0);
        for p in 0..f {
            for q in 0..f {
                a[p * f + q] += c * y(i, p) * y(i, q);
            }
            b[p] += r.map_or(0.0, |_| c * y(i, p));
        }
    }
    for p in 0..f {
        a[p * f + p] += f64::from(s.regularisation);
    }
    Cholesky::new(&a, f).solve(&mut b);
    b
}

#[test]
fn a_half_step_is_within_1e_5_of_an_f64_solve_whatever_the_number_of_plays() {
    for (f, alpha, free_rows_scale) in
        [(20, 10.0, 1), (40, 40.0, 1), (40, 40.0, 9), (12, 0.0, 9), (33, 1.0, 1)]
    {
        let s = FitSettings { alpha, ..settings(f) };
        let stride = crate::recommend::simd::padded(f);
        let fixed_rows = 600;
        let mut fixed = vec![0.0; fixed_rows * stride];
        for (i, row) in fixed.chunks_exact_mut(stride).enumerate() {
            for (k, v) in row[..f].iter_mut().enumerate() {
                *v = (unit(5, (i * stride + k) as u64) - 0.5) * 0.6;
            }
        }
        // Rows of 0, 1, 2, … f + 50 plays, in `free_rows_scale` copies so that either side may be the larger one.
        let mut rng = Rng::new(9);
        let (mut starts, mut indices, mut values) = (vec![0u32], vec![], vec![]);
        for n in (0..=f + 50).cycle().take((f + 51) * free_rows_scale) {
            let mut all: Vec<u32> = (0..fixed_rows as u32).collect();
            rng.shuffle(&mut all);
            all.truncate(n);
            all.sort_unstable();
            values.extend(all.iter().map(|_| [1.0f32, 0.5, 0.1][rng.below(3)]));
            indices.extend(all);
            starts.push(indices.len() as u32);
        }
        let rows = starts.len() - 1;
        let matrix = Csr::new((rows, fixed_rows), starts, indices, values);
        let mut x = vec![f32::NAN; rows * stride];
        let context = HalfStepContext {
            stride,
            regularisation: s.regularisation,
            alpha,
            pool: &pool(2),
            stop: &|| false,
        };
        let mut spent = fixed.clone();
        let reported = half_step(
            &context,
            &matrix,
            &mut Side { factors: &mut spent, multiplicity: None },
            &mut Side { factors: &mut x, multiplicity: None },
        )
        .expect("not stopped");
        for (u, row) in matrix.outer_iterator().enumerate() {
            let entries: Vec<(usize, f32)> = row.iter().map(|(i, r)| (i, *r)).collect();
            let exact = reference(&fixed, f, stride, &entries, &s);
            let size = exact.iter().map(|v| v * v).sum::<f64>().sqrt();
            for k in 0..stride {
                let expected = exact.get(k).copied().unwrap_or(0.0);
                let error = (f64::from(x[u * stride + k]) - expected).abs();
                assert!(
                    error <= 1e-5 * size.max(1.0),
                    "f {f} alpha {alpha} plays {}: {error}",
                    entries.len()
                );
            }
        }
        let exact = loss(&matrix, &x, &fixed, stride, &s, &pool(2)).expect("not stopped");
        assert!((reported - exact).abs() < 1e-5 * exact, "f {f} alpha {alpha}: {reported} and {exact}");
    }
}

#[test]
fn the_loss_is_exact_and_falls_at_every_half_step() {
    for f in [1, 8, 20, 130] {
        let interactions = small(1);
        let s = settings(f);
        let factors = quiet(&interactions, &s, 2);
        assert_eq!(factors.loss.len(), 7);
        for pair in factors.loss.windows(2) {
            assert!(pair[1] <= pair[0] * (1.0 + 1e-7), "f {f}: {:?}", factors.loss);
        }
        let exact = loss(interactions.matrix(), &factors.rows, &factors.items, factors.stride, &s, &pool(2))
            .expect("loss");
        let last = factors.loss[6];
        assert!((last - exact).abs() < 1e-5 * exact, "f {f}: {last} and {exact}");
    }
}

#[test]
fn the_result_does_not_depend_on_the_number_of_threads() {
    let interactions = Interactions::from_matrix(random_matrix(700, 3000, 60, 3));
    let s = settings(24);
    let one = quiet(&interactions, &s, 1);
    for threads in [2, 3] {
        let other = quiet(&interactions, &s, threads);
        assert!(one.items.iter().zip(&other.items).all(|(a, b)| a.to_bits() == b.to_bits()));
        assert_eq!(one, other);
    }
    assert_ne!(one, quiet(&interactions, &FitSettings { seed: 1, ..s }, 1), "the seed matters");
}

#[test]
fn merging_identical_columns_changes_nothing() {
    let interactions = small(4);
    let s = settings(16);
    let fitted = quiet(&interactions, &s, 2);
    let matrix = interactions.matrix();
    let (plain, columns) = (matrix, transposed(matrix));
    let pool = pool(2);
    let context = HalfStepContext {
        stride: 16,
        regularisation: s.regularisation,
        alpha: s.alpha,
        pool: &pool,
        stop: &|| false,
    };
    // The same alternation without merging, from the state after the first items half-step.
    let first = fit(&interactions, &FitSettings { iterations: 1, ..s }, None, &pool, &mut |_| {}, &|| false);
    let mut y = first.expect("fits").items;
    let mut x = vec![0.0; plain.rows() * 16];
    for _ in 1..s.iterations {
        let mut fixed = Side { factors: &mut y, multiplicity: None };
        half_step(&context, plain, &mut fixed, &mut Side { factors: &mut x, multiplicity: None })
            .expect("rows");
        let mut fixed = Side { factors: &mut x, multiplicity: None };
        half_step(&context, &columns, &mut fixed, &mut Side { factors: &mut y, multiplicity: None })
            .expect("items");
    }
    assert!(collapse(matrix).multiplicity.len() < matrix.cols(), "there is something to merge");
    for (a, b) in fitted.items.iter().zip(&y) {
        assert!((a - b).abs() < 1e-4, "{a} and {b}");
    }
}

#[test]
fn a_warm_start_goes_on_where_the_last_fit_stood() {
    let old = random_matrix(110, 400, 30, 6);
    let more = random_matrix(12, 420, 30, 7);
    let (mut starts, mut indices, mut values) =
        (old.indptr().raw_storage().to_vec(), old.indices().to_vec(), old.data().to_vec());
    for row in more.outer_iterator() {
        indices.extend(row.indices());
        values.extend(row.data());
        starts.push(indices.len() as u32);
    }
    let both = Interactions::from_matrix(Csr::new((122, 420), starts, indices, values));
    let s = FitSettings { iterations: 12, ..settings(16) };
    let before = quiet(&Interactions::from_matrix(old), &s, 2);
    let cold = quiet(&both, &s, 2);
    // Old rows in another order and new ones among them.
    let map: Vec<u32> = (0..420).map(|t| if t < 400 { t } else { NONE }).collect();
    let warm = Warm { items: &before.items, stride: before.stride, at: 0, old: &map };
    let one = FitSettings { iterations: 1, ..s };
    let warmed = fit(&both, &one, Some(warm), &pool(2), &mut |_| {}, &|| false).expect("fits");
    let (cold, warm) = (cold.loss.last().copied().unwrap_or(0.0), warmed.loss.last().copied().unwrap_or(0.0));
    assert!(warm < cold * 1.02, "one warm iteration {warm}, twelve cold ones {cold}");
}

#[test]
fn odd_inputs_give_finite_factors() {
    let empty_rows = Csr::new((3, 4), vec![0, 0, 2, 2], vec![1, 3], vec![1.0, 1.0]);
    let cases = [
        ("nothing at all", Csr::new((0, 0), vec![0], vec![], vec![])),
        ("no rows", Csr::new((0, 5), vec![0], vec![], vec![])),
        ("no plays", Csr::new((3, 5), vec![0, 0, 0, 0], vec![], vec![])),
        ("empty rows and columns", empty_rows.clone()),
    ];
    for (what, matrix) in cases {
        let interactions = Interactions::from_matrix(matrix);
        let factors = quiet(&interactions, &settings(8), 2);
        assert_eq!(factors.items.len(), interactions.tracks() * 8, "{what}");
        assert!(factors.items.iter().chain(&factors.rows).all(|v| v.is_finite()), "{what}");
    }
    // More factors than rows and no regularisation: the Gram matrix is singular.
    let s = FitSettings { regularisation: 0.0, ..settings(30) };
    let factors = quiet(&Interactions::from_matrix(empty_rows), &s, 2);
    assert!(factors.items.iter().chain(&factors.rows).all(|v| v.is_finite()), "singular");
}

#[test]
fn what_cannot_be_fitted_is_refused() {
    let bad = Interactions::from_matrix(Csr::new((1, 2), vec![0, 1], vec![1], vec![f32::NAN]));
    let refused = fit(&bad, &settings(8), None, &pool(1), &mut |_| {}, &|| false);
    assert_eq!(refused, Err(FitError::Value));
    for s in [
        FitSettings { factors: 0, ..settings(8) },
        FitSettings { alpha: f32::INFINITY, ..settings(8) },
        FitSettings { regularisation: -1.0, ..settings(8) },
        FitSettings { iterations: 0, ..settings(8) },
    ] {
        let refused = fit(&small(1), &s, None, &pool(1), &mut |_| {}, &|| false);
        assert!(matches!(refused, Err(FitError::Setting(_))), "{s:?}");
    }
}

#[test]
fn stopping_ends_the_fit_and_progress_counts_half_steps() {
    let stopped = fit(&small(1), &settings(8), None, &pool(2), &mut |_| {}, &|| true);
    assert_eq!(stopped, Err(FitError::Stopped));
    let mut seen = Vec::new();
    fit(&small(1), &settings(8), None, &pool(2), &mut |p| seen.push((p.done, p.of)), &|| false)
        .expect("fits");
    assert_eq!(seen, (1..=7).map(|i| (i, 7)).collect::<Vec<_>>());
}
