//! ALS beside Python's `implicit`, in one run on the same matrices with the same threads.
//!
//! `cargo bench --bench als` takes the starter's mixes; `-- full` a made-up catalogue of MixesDB's size as well;
//! `-- own` leaves the peer out. The peer runs in a virtual environment that `benches/als_implicit.py` needs and this
//! program makes (`SEGUE_PYTHON` names the Python to make it with). Every round is one iteration of each, one after
//! the other; a row is the median of the rounds' ratios. The losses of both are computed by one function.

#![allow(clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used)]

mod catalogue;
mod peer;
mod time;

use rayon::{ThreadPool, ThreadPoolBuilder};
use segue::recommend::als::{self, Context, Settings, Side, collapse, half_step};
use segue::recommend::interactions::{Csr, Interactions, RowWeights, transposed};
use segue::recommend::mixing::unit;
use segue::recommend::simd::padded;

use catalogue::Mixes;
use peer::Peer;
use time::{Took, median, took};

const THREADS: usize = 2;

/// A matrix, its settings, and what to run on it.
struct Job {
    name: &'static str,
    matrix: Csr,
    alpha: f32,
    regularisation: f32,
    rounds: usize,
    factors: Vec<usize>,
    /// Up to how many factors the peer's exact solver runs; it takes minutes above.
    exact: usize,
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let has = |word: &str| words.iter().any(|w| w == word);
    let pool = ThreadPoolBuilder::new().num_threads(THREADS).build().unwrap();
    let mut peer = if has("own") { None } else { Peer::start(THREADS) };
    println!("{} threads, {}; {}", THREADS, segue::recommend::simd::instructions(), time::machine());
    println!(
        "{:52} {:>9} {:>9} {:>8} {:>8} {:>9}",
        "per iteration", "wall s", "CPU s", "wall x", "CPU x", "loss"
    );
    let mut catalogues = vec![("starter", Mixes::starter(), 9)];
    if has("full") {
        catalogues.push(("full size", Mixes::made(280_000, 7), 5));
    }
    for (name, mixes, rounds) in &catalogues {
        for weak in [false, true] {
            let weights = if weak {
                RowWeights { artist: 0.5, label: 0.2 }
            } else {
                RowWeights { artist: 0.0, label: 0.0 }
            };
            let interactions = Interactions::new(&mixes.plays(), weights).unwrap();
            let matrix = interactions.matrix().clone();
            let defaults = Settings::default();
            let job = Job {
                name: if weak { "with weak rows" } else { "plain" },
                alpha: if weak { defaults.alpha } else { 10.0 },
                regularisation: if weak { defaults.regularisation } else { 0.1 },
                matrix,
                rounds: *rounds,
                factors: if weak { vec![128] } else { vec![40, 64, 128] },
                exact: if *name == "starter" { 128 } else { 40 },
            };
            run(name, &job, &pool, peer.as_mut());
        }
    }
}

fn run(catalogue: &str, job: &Job, pool: &ThreadPool, mut peer: Option<&mut Peer>) {
    let (merged, merging) = took(|| collapse(&job.matrix));
    println!(
        "{catalogue}, {}: {} x {}, {} entries; merged {} columns, {} entries (once a fit: {:.3} s)",
        job.name,
        job.matrix.rows(),
        job.matrix.cols(),
        job.matrix.nnz(),
        merged.multiplicity.len(),
        merged.by_row.nnz(),
        merging.wall,
    );
    if let Some(peer) = peer.as_deref_mut() {
        peer.matrix(&job.matrix, &transposed(&job.matrix), job.alpha);
    }
    for &factors in &job.factors {
        let stride = padded(factors);
        let settings =
            Settings { factors, alpha: job.alpha, regularisation: job.regularisation, ..Settings::default() };
        let context =
            Context { stride, regularisation: job.regularisation, alpha: job.alpha, pool, stop: &|| false };
        let start = |rows: usize, seed| -> Vec<f32> {
            let mut values = vec![0.0; rows * stride];
            for (i, row) in values.chunks_exact_mut(stride).enumerate() {
                for (k, v) in row[..factors].iter_mut().enumerate() {
                    *v = unit(seed, (i * stride + k) as u64) * 0.01;
                }
            }
            values
        };
        let mut x = vec![0.0; job.matrix.rows() * stride];
        let mut y = start(merged.multiplicity.len(), 3);
        let mut solvers: Vec<(&str, Vec<Took>)> = vec![("segue", Vec::new())];
        if let Some(peer) = peer.as_deref_mut() {
            peer.start_fit(factors);
            solvers.push(("implicit CG(3)", Vec::new()));
            if factors <= job.exact {
                solvers.push(("implicit exact", Vec::new()));
            }
        }
        let mut kept: Vec<f32> = Vec::new();
        for round in 0..job.rounds {
            for (solver, times) in &mut solvers {
                let time = match *solver {
                    "segue" => {
                        let mut spent = (x.clone(), y.clone());
                        let ((), time) = took(|| {
                            let mut rows = Side { factors: &mut spent.0, multiplicity: None };
                            let mut items =
                                Side { factors: &mut spent.1, multiplicity: Some(&merged.multiplicity) };
                            half_step(&context, &merged.by_row, &mut items, &mut rows).unwrap();
                            if round + 1 == job.rounds {
                                kept = rows.factors.to_vec();
                            }
                            half_step(&context, &merged.by_column, &mut rows, &mut items).unwrap();
                        });
                        (x, y) = spent;
                        time
                    }
                    // Three rounds of the slow one are enough to see the ratio.
                    "implicit exact" if round >= 3 => continue,
                    solver => peer.as_deref_mut().unwrap().iterate(solver, job.regularisation),
                };
                times.push(time);
            }
        }
        let own_loss = {
            let items: Vec<f32> = merged
                .merged
                .iter()
                .flat_map(|&m| &y[m as usize * stride..(m as usize + 1) * stride])
                .copied()
                .collect();
            als::loss(&job.matrix, &kept, &items, stride, &settings, pool).unwrap()
        };
        let own = solvers[0].1.clone();
        for (solver, times) in &solvers {
            let ratio =
                |of: fn(&Took) -> f64| median(own.iter().zip(times).map(|(a, b)| of(b) / of(a)).collect());
            let loss = match *solver {
                "segue" => own_loss,
                solver => {
                    let (rows, items) = peer.as_deref_mut().unwrap().factors(solver, factors);
                    als::loss(&job.matrix, &rows, &items, stride, &settings, pool).unwrap()
                }
            };
            println!(
                "  f {factors:<4} {solver:43} {:>9.3} {:>9.3} {:>7.2}x {:>7.2}x {:>9.6}",
                median(times.iter().map(|t| t.wall).collect()),
                median(times.iter().map(|t| t.cpu).collect()),
                ratio(|t| t.wall),
                ratio(|t| t.cpu),
                loss / own_loss,
            );
        }
    }
}
