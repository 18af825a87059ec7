//! One per cent new mixes at full size: one warm iteration beside a full refit; and a whole fit as it ships.

use std::process::Command;

use rayon::{ThreadPool, ThreadPoolBuilder};
use segue::recommend::{
    Model,
    als::{self, FitSettings, HalfStepContext, Side, Warm, fit, half_step},
    interactions::{Csr, Interactions, NONE, RowWeights},
    simd::padded,
};

use super::{
    FULL,
    catalogue::Mixes,
    shared::{
        THREADS, process,
        rows::{Row, Sheet, short},
        time::took,
    },
};

/// Settings of the plain matrix, with few enough iterations to be run twice.
fn settings() -> FitSettings {
    FitSettings { factors: 40, alpha: 10.0, regularisation: 0.1, iterations: 10, ..FitSettings::default() }
}

/// The first rows of a matrix.
fn first_rows(matrix: &Csr, rows: usize) -> Csr {
    let starts = matrix.indptr().raw_storage()[..=rows].to_vec();
    let entries = starts[rows] as usize;
    let (indices, values) = (matrix.indices()[..entries].to_vec(), matrix.data()[..entries].to_vec());
    Csr::new((rows, matrix.cols()), starts, indices, values)
}

fn last_rows(matrix: &Csr, from: usize) -> Csr {
    let pointers = matrix.indptr();
    let starts = pointers.raw_storage();
    let begin = starts[from];
    let rows = matrix.rows() - from;
    let entries = begin as usize..;
    let (indices, values) = (matrix.indices()[entries.clone()].to_vec(), matrix.data()[entries].to_vec());
    Csr::new((rows, matrix.cols()), starts[from..].iter().map(|s| s - begin).collect(), indices, values)
}

pub fn one_per_cent(sheet: &mut Sheet, pool: &ThreadPool) {
    let made = Mixes::made(FULL, 7);
    let plain = RowWeights::NONE;
    let all = Interactions::new(&made.plays(), plain).unwrap();
    let matrix = all.matrix().clone();
    let old_rows = FULL - FULL / 100;
    let old = Interactions::from_matrix(first_rows(&matrix, old_rows));
    let settings = settings();
    let before = fit(&old, &settings, None, pool, &mut |_| {}, &|| false).unwrap();
    let (cold, took_cold) = took(|| fit(&all, &settings, None, pool, &mut |_| {}, &|| false).unwrap());
    // Tracks that no old mix has are new.
    let mut rows = vec![NONE; matrix.cols()];
    old.matrix().indices().iter().for_each(|&track| rows[track as usize] = track);
    let warm = Warm { items: &before.items, stride: before.stride, at: 0, old: &rows };
    let once = FitSettings { iterations: 1, ..settings };
    let (warmed, took_warm) = took(|| fit(&all, &once, Some(warm), pool, &mut |_| {}, &|| false).unwrap());
    let last = |loss: &[f64]| loss.last().copied().unwrap();
    let over = last(&warmed.loss) / last(&cold.loss) - 1.0;
    sheet.row(Row {
        what: "1 % new mixes: loss after one warm iteration".into(),
        size: "full size, plain, 40 factors".into(),
        segue: format!("{:+.3} % in {} s", over * 100.0, short(took_warm.wall)),
        beside: format!("a cold fit of {} iterations, {} s", settings.iterations, short(took_cold.wall)),
        ratio: format!(
            "{} x, CPU {} x",
            short(took_cold.wall / took_warm.wall),
            short(took_cold.cpu / took_warm.cpu)
        ),
        bar: "within 0.1 %".into(),
        met: Some(over < 0.001),
    });
    // Fold-in alone: the new mixes given the old tracks, nothing else.
    let stride = padded(settings.factors);
    let new = last_rows(&matrix, old_rows);
    let mut items = before.items;
    let mut x = vec![0.0; new.rows() * stride];
    let context = HalfStepContext {
        stride,
        regularisation: settings.regularisation,
        alpha: settings.alpha,
        pool,
        stop: &|| false,
    };
    let (_, took_fold) = took(|| {
        let mut fixed = Side { factors: &mut items, multiplicity: None };
        half_step(&context, &new, &mut fixed, &mut Side { factors: &mut x, multiplicity: None }).unwrap()
    });
    sheet.below(
        "1 % new mixes: folding them in",
        "full size, plain, 40 factors",
        took_fold.cpu,
        1.0,
        "CPU s",
        "",
    );
    whole_fit(sheet);
}

fn whole_fit(sheet: &mut Sheet) {
    let output = Command::new(std::env::current_exe().unwrap()).arg("whole-fit-alone").output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let figures: Vec<f64> =
        said.lines().last().unwrap_or("").split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let [wall, cpu, peak] = figures[..] else {
        panic!("{said}{}", String::from_utf8_lossy(&output.stderr));
    };
    let size = "full size, weak rows as shipped";
    let more = format!(", {} CPU s, {THREADS} threads", short(cpu));
    sheet.below("a whole fit", size, wall, 90.0, "s", &more);
    sheet.below("a whole fit: most memory", size, peak / 1e3, 2.5, "GB", "");
}

/// Runs in a process of its own, so that its memory can be seen: wall and processor seconds and the most megabytes.
pub fn whole_fit_alone() {
    let pool = ThreadPoolBuilder::new().num_threads(THREADS).build().unwrap();
    let settings = FitSettings::default();
    let weights = settings.row_weights();
    let interactions = {
        let made = Mixes::made(FULL, 7);
        Interactions::new(&made.plays(), weights).unwrap()
    };
    let (model, took) = took(|| {
        let factors = als::fit(&interactions, &settings, None, &pool, &mut |_| {}, &|| false).unwrap();
        Model::new(factors, &settings, &pool, &|| false).unwrap()
    });
    let peak = process::kilobytes(std::process::id(), "VmHWM") / 1e3;
    assert!(!model.items.is_empty());
    println!("{} {} {peak}", took.wall, took.cpu);
}
