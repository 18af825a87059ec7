//! Fold-in of a seed and the best 50 of two million tracks, beside `implicit`'s `recommend` with the same factors.

use std::collections::HashSet;

use segue::recommend::{
    Model, ScanQuery, Scoring, Seed,
    als::{FitSettings, fit},
    fold_in,
    interactions::{Interactions, RowWeights},
    top_k,
};

use super::{
    Bench, FULL,
    catalogue::Mixes,
    shared::{
        rows::{Row, Sheet, short},
        time::{Took, median, took},
    },
};

const WANTED: usize = 50;
const ROUNDS: usize = 25;
const TEN: usize = 10;

pub fn best_fifty(sheet: &mut Sheet, bench: &mut Bench) {
    let made = Mixes::made(FULL, 7);
    let plain = RowWeights::NONE;
    let interactions = Interactions::new(&made.plays(), plain).unwrap();
    for factors in [40, 128] {
        let settings = FitSettings {
            factors,
            alpha: 10.0,
            regularisation: 0.1,
            iterations: 2,
            ..FitSettings::default()
        };
        let fitted = fit(&interactions, &settings, None, &bench.pool, &mut |_| {}, &|| false).unwrap();
        let model = Model::new(fitted, &settings, &bench.pool, &|| false).unwrap();
        measure(sheet, bench, &model, factors);
    }
}

fn measure(sheet: &mut Sheet, bench: &mut Bench, model: &Model, factors: usize) {
    let tracks = model.shape.tracks;
    let size = format!("{:.2} M tracks, {factors} factors", tracks as f64 / 1e6);
    if let Some(peer) = &mut bench.peer {
        peer.items(model, factors);
    }
    let ask = |row: u32, scoring| {
        let user = fold_in(model.view(), &[Seed::liked(row)], &|| false);
        let query =
            ScanQuery { user: &user, limit: WANTED, scoring, support: &[], excluded: &|other| other == row };
        top_k(model.view(), &query, &bench.pool, &|| false).unwrap()
    };
    let seeds: Vec<u32> = (0..ROUNDS).map(|round| (round * 70_001 % tracks) as u32).collect();
    ask(seeds[0], Scoring::Dot);
    let (mut own, mut other, mut found) = (Vec::new(), Vec::<Took>::new(), Vec::new());
    for &seed in &seeds {
        let (hits, time) = took(|| ask(seed, Scoring::Dot));
        own.push(time);
        found.push(hits);
        if let Some(peer) = &mut bench.peer {
            other.push(peer.recommend(seed, WANTED));
        }
    }
    let recalls: Vec<f64> = seeds.iter().zip(&found).map(|(&seed, hits)| recall(model, seed, hits)).collect();
    let mean = recalls.iter().sum::<f64>() / recalls.len() as f64;
    let milliseconds = |times: &[Took]| short(median(times.iter().map(|t| t.wall * 1e3).collect()));
    if !other.is_empty() {
        let ratio =
            |what: fn(&Took) -> f64| median(own.iter().zip(&other).map(|(a, b)| what(b) / what(a)).collect());
        let (wall, cpu) = (ratio(|t| t.wall), ratio(|t| t.cpu));
        sheet.row(Row {
            what: format!("fold-in and best {WANTED}"),
            size: size.clone(),
            segue: format!("{} ms, recall {mean:.3}", milliseconds(&own)),
            beside: format!("implicit recommend {} ms", milliseconds(&other)),
            ratio: format!("{} x, CPU {} x", short(wall), short(cpu)),
            bar: "2 x, recall .99".into(),
            met: Some(wall >= 2.0 && mean >= 0.99),
        });
    }
    let ten: Vec<Seed> = (0..TEN).map(|at| Seed::liked((at * 1009 % tracks) as u32)).collect();
    let folds: Vec<f64> =
        (0..200).map(|_| took(|| fold_in(model.view(), &ten, &|| false)).1.wall * 1e3).collect();
    sheet.below("fold-in of ten tracks", &size, median(folds), 1.0, "ms", "");
    let thousand: Vec<Seed> = (0..1000).map(|at| Seed::liked((at * 1009 % tracks) as u32)).collect();
    let folds = (0..50).map(|_| took(|| fold_in(model.view(), &thousand, &|| false)).1.wall * 1e3).collect();
    sheet.below("fold-in of 1,000 likes", &size, median(folds), 20.0, "ms", "");
}

/// How many of the exact best are among the hits.
fn recall(model: &Model, seed: u32, hits: &[segue::recommend::ScoredRow]) -> f64 {
    let user = fold_in(model.view(), &[Seed::liked(seed)], &|| false);
    let stride = model.shape.stride();
    let mut scores: Vec<(f32, u32)> = model
        .items
        .chunks_exact(stride)
        .zip(0..)
        .map(|(item, row)| (item.iter().zip(&user).map(|(a, b)| a * b).sum::<f32>(), row))
        .filter(|(_, row)| *row != seed)
        .collect();
    scores.select_nth_unstable_by(WANTED - 1, |a, b| b.0.total_cmp(&a.0));
    let worst = scores[WANTED - 1].0;
    let found: HashSet<u32> = hits.iter().map(|hit| hit.row).collect();
    // Any of several with the same score will do.
    let sure = scores.iter().take(WANTED).filter(|(score, row)| found.contains(row) || *score <= worst);
    sure.count() as f64 / WANTED as f64
}
