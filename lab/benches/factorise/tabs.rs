//! What the tabs take at a million tracks: the walk, transitions, and the lists that are made of them; and how soon they can be stopped.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use rayon::ThreadPool;
use segue::config::BlendSettings;
use segue::recommend::{
    Ask, Model, Recommender, ScanQuery, ScoredRow, Scoring, Scratch, Seed,
    als::{FitSettings, StopSignal, fit},
    fold_in,
    graph::GraphBuf,
    interactions::{Interactions, RowWeights},
    next::Direction,
    tabs::{DEPTH, Tabs},
    top_k,
};

use super::{
    Bench,
    catalogue::Mixes,
    shared::{
        rows::{Sheet, short},
        time::{percentile, took},
    },
};

/// About a million tracks.
const MIXES: usize = 140_000;
const SIZE: &str = "1,000,000 tracks";
const ROUNDS: usize = 200;
const STOPS: usize = 40;
const WANTED: usize = 100;

pub fn at_a_million(sheet: &mut Sheet, bench: &Bench) {
    let made = Mixes::made(MIXES, 7);
    let plays = made.plays();
    let settings = FitSettings { iterations: 1, ..FitSettings::default() };
    let interactions = Interactions::new(&plays, RowWeights::NONE).unwrap();
    let fitted = fit(&interactions, &settings, None, &bench.pool, &mut |_| {}, &|| false).unwrap();
    let model = Model::new(fitted, &settings, &bench.pool, &|| false).unwrap();
    let built = GraphBuf::new(plays.tracks, plays.mixes, plays.artists, plays.labels);
    let support: Vec<u32> = built.of_track.view().iter().map(|mixes| mixes.len() as u32).collect();
    let tuning = BlendSettings::default();
    let played = Played { model: &model, pool: &bench.pool };
    let (played_too, sound) = (Some(&played as &dyn Recommender), None);
    let tabs = Tabs {
        graph: &|| built.view(),
        support: &support,
        played: played_too,
        sound,
        tuning: &tuning,
        depth: DEPTH,
    };
    let of_five = |round: usize| -> Vec<Seed> {
        (0..5).map(|at| Seed::liked(((round * 5 + at) * 70_001 % plays.tracks) as u32)).collect()
    };
    let (walk, transitions) = (tabs.walk(), tabs.towards(Direction::After));
    let (next, blend) = (tabs.next(), tabs.blend());
    let models: [(&str, &dyn Recommender); 5] = [
        ("Played with, five seeds", &played),
        ("the walk, five seeds", &walk),
        ("transitions, five seeds", &transitions),
        ("Next, five seeds", &next),
        ("Blend, five seeds", &blend),
    ];
    for (name, model) in models {
        let ask = |round: usize, stop: StopSignal<'_>| {
            let seeds = of_five(round);
            let excluded = |row: u32| seeds.iter().any(|seed| seed.row == row);
            let ask = Ask { seeds: &seeds, limit: WANTED, excluded: &excluded, stop };
            model.recommend(&ask, &mut Scratch::default())
        };
        let times: Vec<f64> = (0..ROUNDS).map(|round| took(|| ask(round, &|| false)).1.wall * 1e3).collect();
        let worst = short(percentile(times.clone(), 1.0));
        sheet.below(name, SIZE, percentile(times, 0.95), 30.0, "ms", &format!(" (95 %), worst {worst} ms"));
        let late: Vec<f64> = (0..STOPS).map(|round| stopped(round, &ask)).collect();
        sheet.below(&format!("{name}: stopped, worst"), SIZE, percentile(late, 1.0), 10.0, "ms", "");
    }
}

/// How many milliseconds after it was told to stop a question ends; it is told at another time in each round.
fn stopped(round: usize, ask: &impl Fn(usize, StopSignal<'_>) -> Vec<ScoredRow>) -> f64 {
    let told = AtomicBool::new(false);
    let begin = Instant::now();
    let after = Duration::from_micros(250 * round as u64);
    ask(round, &|| {
        if begin.elapsed() >= after {
            told.store(true, Ordering::Relaxed);
        }
        told.load(Ordering::Relaxed)
    });
    let late = begin.elapsed().saturating_sub(after).as_secs_f64() * 1e3;
    if told.load(Ordering::Relaxed) { late } else { 0.0 }
}

/// ALS by fold-in, as the library asks it.
struct Played<'a> {
    model: &'a Model,
    pool: &'a ThreadPool,
}

impl Recommender for Played<'_> {
    fn recommend(&self, ask: &Ask<'_>, _: &mut Scratch) -> Vec<ScoredRow> {
        let user = fold_in(self.model.view(), ask.seeds, ask.stop);
        let (scoring, excluded) = (Scoring::Dot, ask.excluded);
        let query = ScanQuery { user: &user, limit: ask.limit, scoring, support: &[], excluded };
        top_k(self.model.view(), &query, self.pool, ask.stop).unwrap_or_default()
    }
}
