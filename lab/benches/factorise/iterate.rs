//! One iteration of each solver in turn.

use segue::recommend::als::{self, FitSettings, HalfStepContext, Side, collapse, half_step};
use segue::recommend::interactions::{Csr, transposed};
use segue::recommend::simd::padded;

use super::shared::rows::{Row, Sheet, short};
use super::shared::time::{Took, median, took};
use super::{Bench, start};

/// A matrix, its settings, and what to run on it.
pub struct Job {
    pub name: String,
    pub matrix: Csr,
    pub alpha: f32,
    pub regularisation: f32,
    pub rounds: usize,
    /// An iteration takes milliseconds: each turn is two, of which the second is timed, as in a fit one follows the other. The
    /// first finds the cores at work still for the solver before, or asleep.
    pub short: bool,
    pub factors: Vec<usize>,
    /// For which of them the peer's exact solver runs; it takes minutes where the matrix is large.
    pub exact: Vec<usize>,
    pub bars: Bars,
}

/// How many times faster than the peer.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bars {
    pub wall: Option<f64>,
    pub cpu: Option<f64>,
    /// Wall time beside its exact solver.
    pub exact: Option<f64>,
}

/// Rounds of the slow solver, the fewest that a row of the table may rest on.
const EXACT_ROUNDS: usize = 5;

const CG: &str = "implicit CG(3)";
const EXACT: &str = "implicit exact";

pub fn run(sheet: &mut Sheet, job: &Job, bench: &mut Bench) {
    let (merged, merging) = took(|| collapse(&job.matrix));
    println!(
        "{}: {} x {}, {} entries; merged {} columns, {} entries (once a fit: {:.3} s)",
        job.name,
        job.matrix.rows(),
        job.matrix.cols(),
        job.matrix.nnz(),
        merged.multiplicity.len(),
        merged.by_row.nnz(),
        merging.wall,
    );
    if let Some(peer) = &mut bench.peer {
        peer.matrix(&job.matrix, &transposed(&job.matrix), job.alpha);
    }
    for &factors in &job.factors {
        let stride = padded(factors);
        let Job { alpha, regularisation, .. } = *job;
        let settings = FitSettings { factors, alpha, regularisation, ..FitSettings::default() };
        let context = HalfStepContext { stride, regularisation, alpha, pool: &bench.pool, stop: &|| false };
        let mut x = start(job.matrix.rows(), stride, factors, 3);
        let mut y = vec![0.0; merged.multiplicity.len() * stride];
        let mut solvers: Vec<(&str, Vec<Took>)> = vec![("segue", Vec::new())];
        if let Some(peer) = &mut bench.peer {
            peer.start_fit(&x, stride, factors);
            solvers.push((CG, Vec::new()));
            if job.exact.contains(&factors) {
                solvers.push((EXACT, Vec::new()));
            }
        }
        let mut kept: Vec<f32> = Vec::new();
        for round in 0..job.rounds {
            for (solver, times) in &mut solvers {
                if *solver == EXACT && round >= EXACT_ROUNDS {
                    continue;
                }
                let mut iterate = || match *solver {
                    "segue" => {
                        let mut rows = Side { factors: &mut x, multiplicity: None };
                        let mut items = Side { factors: &mut y, multiplicity: Some(&merged.multiplicity) };
                        let (_, first) =
                            took(|| half_step(&context, &merged.by_column, &mut rows, &mut items).unwrap());
                        // The second half-step has no more use for the items.
                        if round + 1 == job.rounds {
                            kept = items.factors.to_vec();
                        }
                        let (_, second) =
                            took(|| half_step(&context, &merged.by_row, &mut items, &mut rows).unwrap());
                        Took { wall: first.wall + second.wall, cpu: first.cpu + second.cpu }
                    }
                    solver => bench.peer.as_mut().unwrap().iterate(solver, job.regularisation),
                };
                if job.short {
                    iterate();
                }
                times.push(iterate());
            }
        }
        let items: Vec<f32> = merged
            .merged
            .iter()
            .flat_map(|&m| &kept[m as usize * stride..(m as usize + 1) * stride])
            .copied()
            .collect();
        let loss = |rows: &[f32], items: &[f32]| {
            als::loss(&job.matrix, rows, items, stride, &settings, &bench.pool).unwrap()
        };
        let own_loss = loss(&x, &items);
        drop(items);
        let own = solvers[0].1.clone();
        let of = |times: &[Took], what: fn(&Took) -> f64| median(times.iter().map(what).collect());
        let figure = |times: &[Took]| format!("{} s", short(of(times, |t| t.wall)));
        if solvers.len() == 1 {
            let cpu = short(of(&own, |t| t.cpu));
            println!("  f {factors}: {}, {cpu} CPU s, loss {own_loss:.1}", figure(&own));
        }
        for (solver, times) in &solvers[1..] {
            let ratio = |what: fn(&Took) -> f64| {
                median(own.iter().zip(times).map(|(a, b)| what(b) / what(a)).collect())
            };
            let (rows, items) = bench.peer.as_mut().unwrap().factors(solver, factors);
            let theirs = loss(&rows, &items) / own_loss;
            let (wall, cpu) = (ratio(|t| t.wall), ratio(|t| t.cpu));
            let bars = job.bars;
            let (wall_bar, cpu_bar) = if *solver == CG { (bars.wall, bars.cpu) } else { (bars.exact, None) };
            let bar = |bar: Option<f64>, what| bar.map(|bar| format!("{bar} x {what}"));
            let all = [bar(wall_bar, "wall"), bar(cpu_bar, "CPU")];
            // Both began with the same mixes; the peer's loss may be lower by what rounding does.
            let as_low = theirs > 1.0 - 1e-4;
            sheet.row(Row {
                what: format!("ALS iteration, {factors} factors"),
                size: job.name.clone(),
                segue: figure(&own),
                beside: format!("{solver} {}, its loss {theirs:.5} of ours", figure(times)),
                ratio: format!("{} x, CPU {} x", short(wall), short(cpu)),
                bar: all.into_iter().flatten().collect::<Vec<_>>().join(", "),
                met: wall_bar.map(|bar| wall >= bar && cpu_bar.is_none_or(|bar| cpu >= bar) && as_low),
            });
        }
    }
}
