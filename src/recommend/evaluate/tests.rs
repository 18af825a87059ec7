use rayon::ThreadPoolBuilder;

use super::*;
use crate::recommend::als::Settings;
use crate::recommend::interactions::{NONE, Plays};
use crate::recommend::lists::ListsBuf;
use crate::recommend::mixing::Rng;

/// Mixes of twelve scenes; every DJ stays in one, every artist has four tracks.
struct Made {
    mixes: ListsBuf,
    artists: ListsBuf,
    labels: Vec<u32>,
    djs: ListsBuf,
    dates: Vec<u32>,
}

impl Made {
    fn new(seed: u64) -> Self {
        let mut rng = Rng::new(seed);
        let (mut mixes, mut djs, mut dates) = (ListsBuf::default(), ListsBuf::default(), Vec::new());
        for i in 0..400u32 {
            let dj = rng.below(60) as u32;
            let base = (dj % 12) * 60;
            let mix: Vec<u32> = (0..14).map(|_| base + rng.below(60) as u32).collect();
            mixes.push(&mix);
            djs.push(&[dj]);
            dates.push(20_000_101 + i);
        }
        let artists = (0..720u32).map(|t| [t / 4]).collect();
        let labels = (0..720).map(|t| if t % 3 == 0 { NONE } else { t / 30 }).collect();
        Self { mixes, artists, labels, djs, dates }
    }

    fn corpus(&self) -> Corpus<'_> {
        let plays = Plays {
            tracks: 720,
            mixes: self.mixes.view(),
            artists: self.artists.view(),
            labels: &self.labels,
            dates: &self.dates,
        };
        Corpus { plays, djs: self.djs.view() }
    }
}

fn pool() -> ThreadPool {
    ThreadPoolBuilder::new().num_threads(2).build().expect("pool")
}

fn all(corpus: &Corpus<'_>) -> Vec<u32> {
    (0..corpus.plays.mixes.len() as u32).collect()
}

fn options(split: Split) -> Options {
    let als = Settings { factors: 16, regularisation: 5.0, iterations: 4, ..Settings::default() };
    Options {
        split,
        seed: 3,
        seeds: vec![1, 5],
        tuning: Tuning { als, ..Tuning::default() },
        permuted: false,
        controls: None,
    }
}

fn run(options: &Options) -> Report {
    let made = Made::new(1);
    let corpus = made.corpus();
    let held = hold_out(&corpus, &all(&corpus), options.split, options.seed);
    evaluate(&corpus, &held, options, &pool(), &mut |_| {}, &|| false).expect("evaluates")
}

fn recall(report: &Report, model: &str, seeds: usize) -> Measure {
    report
        .results
        .iter()
        .find(|r| r.model == model && r.seeds == seeds)
        .expect("in the table")
        .measures
        .recall
}

#[test]
fn models_that_look_at_the_seeds_beat_popularity_and_permuted_plays_bring_them_down_to_it() {
    let plain = run(&options(Split::Random));
    for model in
        ["item-knn-cosine", "item-knn-bm25", "co-occurrence", "ease", "walk", "played", "next", "blend"]
    {
        assert!(recall(&plain, model, 5).value > 2.0 * recall(&plain, "popularity", 5).value, "{model}");
    }
    for against in plain.blend_against_best() {
        assert!(against.more.low <= against.more.value && against.more.value <= against.more.high);
        assert!(against.more.high > 0.0 && against.best != "popularity", "{against:?}");
    }
    let permuted = run(&Options { permuted: true, ..options(Split::Random) });
    for row in &permuted.results {
        let chance = recall(&permuted, "popularity", if row.seeds == 2 { 1 } else { row.seeds });
        // Twenty of 720 tracks at random hit 3 % of answers.
        let most = chance.high.max(0.03);
        assert!(row.measures.recall.low <= most, "{} leaks: {:?}", row.model, row.measures.recall);
    }
}

#[test]
fn what_is_left_out_of_the_lists_shows_in_two_rows_more() {
    let made = Made::new(1);
    let corpus = made.corpus();
    let run = |controls: Controls| {
        let held = hold_out(&corpus, &all(&corpus), Split::Random, 3);
        let options = Options { controls: Some(controls), ..options(Split::Random) };
        evaluate(&corpus, &held, &options, &pool(), &mut |_| {}, &|| false).expect("evaluates")
    };
    let none = run(Controls { allowed: vec![false; 720], ..Controls::default() });
    assert!(recall(&none, "blend, as asked", 5).value.abs() < 1e-9, "nothing may be answered");
    assert!(recall(&none, "blend", 5).value > 0.0);
    let same = run(Controls::default());
    assert_eq!(recall(&same, "blend, as asked", 5), recall(&same, "blend", 5));
    let dialled = run(Controls { rarity: 0.2, ..Controls::default() });
    assert_eq!(recall(&dialled, "played, as asked", 1), recall(&dialled, "played, rarity 0.2", 1));
    let few = run(Controls { per_artist: Some(2), ..Controls::default() });
    assert_eq!(recall(&few, "blend, as asked", 1), recall(&few, "blend, 2 an artist", 1));
}

#[test]
fn the_report_has_the_agreed_shape() {
    let report = run(&options(Split::Dj));
    let json = serde_json::to_value(&report).expect("serialises");
    let keys = |v: &serde_json::Value| {
        let mut keys: Vec<String> = v.as_object().expect("object").keys().cloned().collect();
        keys.sort();
        keys
    };
    assert_eq!(keys(&json), ["protocol", "results", "skipped"]);
    assert_eq!(keys(&json["protocol"]), ["dropped_duplicates", "seed", "split", "test_mixes", "train_mixes"]);
    let measures = [
        "coverage",
        "hit",
        "model",
        "mrr",
        "n",
        "ndcg@20",
        "next_hit",
        "own_artist",
        "recall@20",
        "recall_1",
        "recall_2_3",
        "recall_4",
        "seeds",
        "split",
    ];
    assert_eq!(keys(&json["results"][0]), measures);
    assert_eq!(keys(&json["results"][0]["recall@20"]), ["high", "low", "value"]);
    assert_eq!(json["protocol"]["split"], "dj");
}

#[test]
fn every_split_holds_out_a_tenth_and_a_held_out_dj_is_unknown() {
    let made = Made::new(2);
    let corpus = made.corpus();
    for split in [Split::Random, Split::Dj, Split::Time] {
        let held = hold_out(&corpus, &all(&corpus), split, 7);
        assert_eq!(held.train.len() + held.test.len(), 400);
        assert!((40..=60).contains(&held.test.len()), "{split:?}: {}", held.test.len());
        assert!(held.test.iter().all(|m| !held.train.contains(m)));
        assert_eq!(held, hold_out(&corpus, &all(&corpus), split, 7), "the same seed, the same split");
    }
    let held = hold_out(&corpus, &all(&corpus), Split::Dj, 7);
    let of = |m: &u32| corpus.djs.get(*m as usize)[0];
    assert!(held.test.iter().all(|m| !held.train.iter().any(|t| of(t) == of(m))));
    assert_ne!(held, hold_out(&corpus, &all(&corpus), Split::Dj, 8));
    let held = hold_out(&corpus, &all(&corpus), Split::Time, 7);
    assert!(held.test.iter().all(|&m| m >= 360), "the latest by date");
}

#[test]
fn a_copy_of_a_training_mix_is_no_case_and_unknown_tracks_are_no_answers() {
    let mixes: ListsBuf = [vec![0, 1, 2, 3, 4], vec![5, 6, 7], vec![4, 3, 2, 1, 9], vec![5, 0, 8, 6, 5, 3]]
        .into_iter()
        .collect();
    let plays = Plays { tracks: 10, mixes: mixes.view(), ..Plays::default() };
    let corpus = Corpus { plays, ..Corpus::default() };
    let training = Training::new(&corpus, &[0, 1]);
    let (cases, dropped) = cases(&corpus, &training, &[2, 3]);
    assert_eq!(dropped, 1);
    let rows: Vec<u32> = [5, 0, 6, 3].iter().map(|&t: &usize| training.known[t]).collect();
    assert_eq!(cases, [Case { mix: 3, tracks: rows }]);
    assert_eq!(training.known[8], NONE);
}

#[test]
fn evaluating_stops_when_told_to_and_an_empty_corpus_gives_an_empty_table() {
    let made = Made::new(1);
    let corpus = made.corpus();
    let held = hold_out(&corpus, &all(&corpus), Split::Random, 1);
    let stopped = evaluate(&corpus, &held, &options(Split::Random), &pool(), &mut |_| {}, &|| true);
    assert_eq!(stopped, Err(FitError::Stopped));
    let nothing = evaluate(
        &Corpus::default(),
        &Held::default(),
        &options(Split::Random),
        &pool(),
        &mut |_| {},
        &|| false,
    );
    assert!(nothing.expect("an empty table").results.iter().all(|row| row.n == 0));
}
