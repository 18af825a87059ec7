use rayon::ThreadPoolBuilder;

use super::*;
use crate::chance::{Rng, unit};
use crate::recommend::als::{Factors, FitSettings, fit};
use crate::recommend::fold_in::{Seed, fold_in};
use crate::recommend::interactions::{Interactions, Plays, RowWeights};
use crate::recommend::lists::ListsBuf;
use crate::recommend::model::Model;

fn pool(threads: usize) -> ThreadPool {
    ThreadPoolBuilder::new().num_threads(threads).build().expect("pool")
}

fn random_model(tracks: usize, factors: usize) -> Model {
    let stride = crate::recommend::simd::padded(factors);
    let mut items = vec![0.0; tracks * stride];
    for (i, row) in items.chunks_exact_mut(stride).enumerate() {
        let size = unit(1, i as u64) + 0.05;
        for (k, v) in row[..factors].iter_mut().enumerate() {
            *v = (unit(2, (i * stride + k) as u64) - 0.5) * size;
        }
    }
    let factors = Factors { factors, stride, items, ..Factors::default() };
    Model::new(factors, &FitSettings { regularisation: 1.0, ..FitSettings::default() }, &pool(2), &|| false)
        .expect("model")
}

fn brute(model: &Model, query: &ScanQuery<'_>) -> Vec<u32> {
    let mut hits: Vec<ScoredRow> = (0..model.shape.tracks as u32)
        .filter(|&row| !(query.excluded)(row))
        .map(|row| {
            let item = model.view().item(row).expect("row");
            let product: f32 = item.iter().zip(query.user).map(|(a, b)| a * b).sum();
            ScoredRow { row, score: product * query.scoring.factor(model.norms[row as usize]) }
        })
        .collect();
    hits.sort_by(|a, b| order(query.support, a, b));
    hits.iter().take(query.limit).map(|h| h.row).collect()
}

#[test]
fn the_scan_finds_what_an_exact_one_finds_whatever_the_threads() {
    for factors in [5, 40, 128] {
        let model = random_model(40_000, factors);
        for (seed, scoring) in [(3, Scoring::Dot), (77, Scoring::Shrink(0.1)), (1234, Scoring::Shrink(0.0))] {
            let user = fold_in(model.view(), &[Seed::liked(seed)], &|| false);
            let query =
                ScanQuery { user: &user, limit: 50, scoring, support: &[], excluded: &|row| row % 3 == 0 };
            let expected = brute(&model, &query);
            let rows = |threads| -> Vec<u32> {
                let hits = top_k(model.view(), &query, &pool(threads), &|| false).expect("not stopped");
                hits.iter().map(|h| h.row).collect()
            };
            let found = rows(2);
            let recall = expected.iter().filter(|r| found.contains(r)).count();
            assert!(recall >= 49, "{factors} factors, {scoring:?}: {recall} of 50");
            assert_eq!(found, rows(1));
            assert_eq!(found, rows(3));
        }
    }
}

#[test]
fn a_list_is_exactly_as_long_as_asked_where_so_many_are_left() {
    let model = random_model(300, 8);
    let user = fold_in(model.view(), &[Seed::liked(3)], &|| false);
    let pool = pool(2);
    let ask = |limit, excluded: &(dyn Fn(u32) -> bool + Sync)| {
        let query = ScanQuery { user: &user, limit, scoring: Scoring::Dot, support: &[], excluded };
        top_k(model.view(), &query, &pool, &|| false).expect("not stopped").len()
    };
    assert_eq!(ask(200, &|_| false), 200);
    assert_eq!(ask(200, &|row| row < 280), 20);
    assert_eq!(ask(0, &|_| false), 0);
    let query =
        ScanQuery { user: &user, limit: 5, scoring: Scoring::Dot, support: &[], excluded: &|_| false };
    assert!(top_k(model.view(), &query, &pool, &|| true).is_none(), "stopped");
}

#[test]
fn ties_go_by_support_and_then_by_a_key_that_is_not_the_row() {
    let stride = 8;
    let items = vec![1.0; 400 * stride];
    let factors = Factors { factors: 8, stride, items, ..Factors::default() };
    let pool = pool(2);
    let model = Model::new(factors, &FitSettings::default(), &pool, &|| false).expect("model");
    let mut support = vec![1; 400];
    support[17] = 3;
    let user = vec![1.0; stride];
    let query =
        ScanQuery { user: &user, limit: 20, scoring: Scoring::Dot, support: &support, excluded: &|_| false };
    let rows: Vec<u32> =
        top_k(model.view(), &query, &pool, &|| false).expect("hits").iter().map(|h| h.row).collect();
    assert_eq!(rows[0], 17);
    assert!(!rows[1..].is_sorted());
    assert!(rows.iter().any(|&r| r > 200) && rows.iter().any(|&r| r < 200), "{rows:?}");
}

#[test]
fn the_floor_of_all_chunks_only_rises() {
    let floor = Floor::new();
    let mut seen = Vec::new();
    for score in [-3.0, -5.0, f32::NEG_INFINITY, -0.5, 2.0, 1.5] {
        floor.raise(score);
        seen.push(floor.score());
    }
    assert_eq!(seen, [-3.0, -3.0, -3.0, -0.5, 2.0, 2.0]);
}

/// Two scenes that never meet; what is played with a seed comes from its own.
fn scenes() -> (Model, Vec<u32>) {
    let mut rng = Rng::new(5);
    let mixes: ListsBuf = (0..60)
        .map(|i| {
            let base = (i % 2) * 50;
            (0..40).map(|_| base + rng.below(50) as u32).collect::<Vec<_>>()
        })
        .collect();
    let plays = Plays { tracks: 100, mixes: mixes.view(), ..Plays::default() };
    let interactions = Interactions::new(&plays, RowWeights::NONE).expect("rows in range");
    let settings = FitSettings { factors: 2, regularisation: 1.0, ..FitSettings::default() };
    let pool = pool(2);
    let factors = fit(&interactions, &settings, None, &pool, &mut |_| {}, &|| false).expect("fits");
    (Model::new(factors, &settings, &pool, &|| false).expect("model"), interactions.support())
}

#[test]
fn seeds_bring_their_own_scene_and_rejected_ones_push_theirs_away() {
    let (model, support) = scenes();
    let pool = pool(2);
    let ask = |seeds: &[Seed]| -> Vec<u32> {
        let user = fold_in(model.view(), seeds, &|| false);
        let excluded = |row: u32| seeds.iter().any(|s| s.row == row);
        let query = ScanQuery {
            user: &user,
            limit: 20,
            scoring: Scoring::Dot,
            support: &support,
            excluded: &excluded,
        };
        top_k(model.view(), &query, &pool, &|| false).expect("hits").iter().map(|h| h.row).collect()
    };
    let first = ask(&[Seed::liked(3)]);
    assert!(first.iter().all(|&row| row < 50 && row != 3), "{first:?}");
    let both = [Seed::liked(3), Seed::liked(60)];
    assert!(ask(&both).iter().any(|&row| row >= 50));
    // A few rejected rows of the second scene leave the first.
    let rejected: Vec<Seed> = (61..75).map(|row| Seed { row, weight: -1.0 }).collect();
    let count = |rows: Vec<u32>| rows.iter().filter(|&&row| row >= 50).count();
    let with = ask(&[&both[..], &rejected].concat());
    assert!(count(with) < count(ask(&both)));
}

#[test]
fn folding_in_a_known_mix_gives_its_own_factors_and_strange_seeds_are_left_out() {
    let (model, _) = scenes();
    let user = fold_in(model.view(), &[Seed::liked(3), Seed::liked(4)], &|| false);
    let strange = [
        Seed::liked(4_000_000),
        Seed::liked(3),
        Seed { row: 9, weight: f32::NAN },
        Seed::liked(4),
        Seed { row: 8, weight: 0.0 },
    ];
    assert_eq!(user, fold_in(model.view(), &strange, &|| false));
    assert!(fold_in(model.view(), &[], &|| false).iter().all(|v| v.abs() < f32::EPSILON));
    // The definition: (Y'Y + alpha sum yy' + lambda I) x = (1 + alpha) sum y.
    let (stride, confidence) = (model.shape.stride(), 1.0 + f64::from(model.shape.alpha));
    let mut left = vec![0.0f64; stride];
    let mut right = vec![0.0f64; stride];
    for row in 0..model.shape.tracks as u32 {
        let y = model.view().item(row).expect("row");
        let product: f64 = y.iter().zip(&user).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum();
        let seed = row == 3 || row == 4;
        for k in 0..stride {
            left[k] += product * f64::from(y[k]) * if seed { confidence } else { 1.0 };
            right[k] += if seed { confidence * f64::from(y[k]) } else { 0.0 };
        }
    }
    for k in 0..stride {
        left[k] += f64::from(model.shape.regularisation) * f64::from(user[k]);
        assert!((left[k] - right[k]).abs() < 1e-3, "{} and {}", left[k], right[k]);
    }
}
