use std::collections::HashSet;

use rayon::ThreadPoolBuilder;
use segue::library::similar::controls::Controls;

use super::*;

fn pool() -> ThreadPool {
    ThreadPoolBuilder::new().num_threads(2).build().expect("pool")
}

fn options() -> Options {
    let mut settings = Settings::default();
    let fit = &mut settings.segue.recommend;
    (fit.factors, fit.regularisation, fit.iterations) = (16, 5.0, 4);
    settings.baselines.ease.lambda = 20.0;
    Options { seeds: vec![1, 5], starts: 1, settings, ..Options::default() }
}

fn run(split: Split, options: &Options) -> Report {
    let corpus = made::scenes(1);
    let held = hold_out(&corpus, split, 3);
    evaluate(&corpus, split, &held, options, &pool(), &mut |_| {}, &|| false).expect("evaluates")
}

fn row<'r>(report: &'r Report, model: &str, seeds: usize) -> &'r Row {
    report.results.iter().find(|r| r.model == model && r.seeds == seeds).expect("in the table")
}

fn recall(report: &Report, model: &str, seeds: usize) -> Measure {
    row(report, model, seeds).measures.recall
}

#[test]
fn models_that_look_at_the_seeds_beat_popularity_and_permuted_plays_bring_them_down_to_it() {
    let plain = run(Split::Random, &options());
    assert!(plain.skipped.is_empty(), "{:?}", plain.skipped);
    let chance = recall(&plain, "popularity", 5).value;
    for model in MODELS
        .into_iter()
        .filter(|m| !["popularity", "transitions", "original"].contains(m) && !m.ends_with(", you"))
    {
        let seeds = if model.starts_with("between") { 2 } else { 5 };
        assert!(recall(&plain, model, seeds).value > 2.0 * chance, "{model}");
    }
    for (_, against) in plain.in_short() {
        assert!(against.more.low <= against.more.value && against.more.value <= against.more.high);
        assert!(against.times > 0.5 && against.other != "popularity", "{against:?}");
    }
    assert_eq!(row(&plain, "played", 5).less_played, None);
    assert!(row(&plain, "popularity", 5).less_played.expect("beside it").high < 0.0);

    let permuted = run(Split::Random, &Options { permuted: Some(3), ..options() });
    for row in &permuted.results {
        let chance = recall(&permuted, "popularity", if row.seeds == 2 { 1 } else { row.seeds });
        // Twenty of 720 records at random hit 3 % of answers.
        let most = chance.high.max(0.03);
        assert!(row.measures.recall.low <= most, "{} leaks: {:?}", row.model, row.measures.recall);
    }
}

#[test]
fn what_is_left_out_of_the_lists_shows_in_two_rows_more() {
    let models = vec!["played", "blend", "played, rarity 0.2", "blend, 2 an artist"];
    let run = |asked: Asked| {
        run(Split::Random, &Options { controls: Some(asked), models: models.clone(), ..options() })
    };
    let none = Controls { years: Some("1900..1901".parse().expect("years")), ..Controls::default() };
    let none = run(Asked { controls: none, ..Asked::default() });
    assert!(recall(&none, "blend, as asked", 5).value.abs() < 1e-9, "nothing may be answered");
    assert!(recall(&none, "blend", 5).value > 0.0);
    let same = run(Asked::default());
    assert_eq!(recall(&same, "blend, as asked", 5), recall(&same, "blend", 5));
    let dialled = run(Asked { rarity: 0.2, ..Asked::default() });
    assert_eq!(recall(&dialled, "played, as asked", 1), recall(&dialled, "played, rarity 0.2", 1));
    let few = Controls { per_artist: Some(2), ..Controls::default() };
    let few = run(Asked { controls: few, ..Asked::default() });
    assert_eq!(recall(&few, "blend, as asked", 1), recall(&few, "blend, 2 an artist", 1));
}

#[test]
fn the_report_has_the_agreed_shape_and_starts_are_averaged_mix_by_mix() {
    let models = vec!["popularity", "played"];
    let report = run(Split::Reserved, &Options { starts: 2, models: models.clone(), ..options() });
    let json = serde_json::to_value(&report).expect("serialises");
    let keys = |v: &serde_json::Value| {
        let mut keys: Vec<String> = v.as_object().expect("object").keys().cloned().collect();
        keys.sort();
        keys
    };
    assert_eq!(keys(&json), ["protocol", "results", "skipped"]);
    let protocol = ["dropped_duplicates", "split", "splits", "starts", "test_mixes", "train_mixes"];
    assert_eq!(keys(&json["protocol"]), protocol);
    let measures = [
        "any",
        "coverage",
        "hit",
        "less_played",
        "model",
        "mrr",
        "n",
        "ndcg@20",
        "next_hit",
        "own_artist",
        "r_precision",
        "recall@20",
        "recall_1",
        "recall_2_3",
        "recall_4",
        "recall_all@20",
        "recall_new",
        "seeds",
        "split",
    ];
    assert_eq!(keys(&json["results"][0]), measures);
    assert_eq!(keys(&json["results"][0]["recall@20"]), ["high", "low", "value"]);
    assert_eq!(json["protocol"]["split"], "reserved");
    let once = run(Split::Reserved, &Options { models, ..options() });
    assert_eq!(row(&once, "played", 1).n, row(&report, "played", 1).n);
    assert_eq!(recall(&once, "popularity", 1), recall(&report, "popularity", 1), "it has no start");
    assert_ne!(recall(&once, "played", 1), recall(&report, "played", 1));
}

#[test]
fn a_fifth_is_set_aside_by_dj_and_no_draw_for_tuning_touches_it() {
    let corpus = made::scenes(2);
    let [reserved] = &hold_out(&corpus, Split::Reserved, 1)[..] else { panic!("one") };
    assert!((80..=95).contains(&reserved.test.len()), "{}", reserved.test.len());
    let aside: HashSet<u32> = reserved.test.iter().copied().collect();
    let of = |m: &u32| corpus.mixes[*m as usize].djs[0];
    assert!(reserved.test.iter().all(|m| !reserved.train.iter().any(|t| of(t) == of(m))));
    for split in [Split::Random, Split::Dj] {
        for seed in 1..20 {
            let [held] = &hold_out(&corpus, split, seed)[..] else { panic!("one") };
            assert!(held.train.iter().chain(&held.test).all(|mix| !aside.contains(mix)), "{split:?}");
            assert!((30..=40).contains(&held.test.len()), "{split:?}: {}", held.test.len());
            assert_eq!(vec![held.clone()], hold_out(&corpus, split, seed), "the same seed, the same split");
        }
        assert_ne!(hold_out(&corpus, split, 1), hold_out(&corpus, split, 2));
    }
    let parts = hold_out(&corpus, Split::Known, 1);
    let mut asked: Vec<u32> = parts.iter().flat_map(|held| held.test.clone()).collect();
    asked.sort_unstable();
    assert_eq!(asked, reserved.test, "each once");
    assert!(parts.iter().all(|held| held.train.len() + held.test.len() == 400));
}

#[test]
fn every_origin_knows_only_what_came_before() {
    let corpus = made::scenes(2);
    let [reserved] = &hold_out(&corpus, Split::Reserved, 1)[..] else { panic!("one") };
    let origins = hold_out(&corpus, Split::Time, 1);
    assert_eq!(origins.iter().map(|held| held.train.len()).collect::<Vec<_>>(), [200, 240, 280, 320, 360]);
    let date = |m: &u32| corpus.mixes[*m as usize].date;
    for held in &origins {
        let last = held.train.iter().map(date).max();
        assert!(!held.test.is_empty() && held.test.iter().all(|m| Some(date(m)) >= last));
        assert!(held.test.iter().all(|mix| reserved.test.contains(mix)));
    }
}

#[test]
fn evaluating_stops_when_told_to_and_an_empty_corpus_gives_an_empty_table() {
    let corpus = made::scenes(1);
    let held = hold_out(&corpus, Split::Random, 1);
    let stopped = evaluate(&corpus, Split::Random, &held, &options(), &pool(), &mut |_| {}, &|| true);
    assert!(matches!(stopped, Err(EvaluateError::Fit(FitError::Stopped))));
    let (nothing, held) = (made::corpus(&[]), vec![Held::default()]);
    let report = evaluate(&nothing, Split::Files, &held, &options(), &pool(), &mut |_| {}, &|| false);
    assert!(report.expect("an empty table").results.iter().all(|row| row.n == 0));
}

#[test]
fn a_search_keeps_what_is_better_and_knows_what_it_tried() {
    let corpus = made::scenes(1);
    let mut from = options().settings;
    from.baselines.rp3.mix = 0.25;
    let search = Search { from: &from, stages: &[Stage::Rp3, Stage::Cosine], draws: 1 };
    let mut trials = Vec::new();
    let mut tried = |t: &Tried<'_>| trials.push((t.trial.clone(), t.best));
    let chosen = tune(&corpus, &search, &pool(), &|_| None, &mut tried, &|| false).expect("searched");
    let best =
        trials.iter().rev().find(|(trial, best)| *best && trial.key.starts_with("rp3beta")).expect("one");
    assert_eq!(best.0.key, axes::key(Stage::Rp3, &chosen));
    let again = |key: &str| trials.iter().find(|(trial, _)| trial.key == key).map(|(trial, _)| trial.clone());
    let mut done = 0;
    let mut count = |_: &Tried<'_>| done += 1;
    let same = tune(&corpus, &search, &pool(), &again, &mut count, &|| false).expect("remembered");
    assert_eq!((same, done), (chosen, trials.len()));
}
