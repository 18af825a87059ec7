//! ALS beside Python's `implicit`, in one run on the same matrices with the same threads.
//!
//! `cargo bench --bench als` takes the starter's mixes; `-- sizes` made-up ones of 10,000 to 1,000,000 tracks, `-- full`
//! MixesDB's size (plain, and with the weak rows that ship; `shipped` those alone), `-- new` one per cent new mixes and a whole fit at that
//! size, `-- similar` fold-in and the best 50, `-- tabs` every tab's models; `own` leaves the peer out. The peer runs in a virtual environment that
//! this program makes (`SEGUE_PYTHON` names the Python to make it with). Every round is one iteration of each, one after
//! the other; a ratio is the median of the rounds'. The losses of both are computed by one function.

#![allow(clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used)]

mod catalogue;
mod iterate;
mod new;
mod peer;
#[path = "../shared/mod.rs"]
mod shared;
mod similar;
mod tabs;

use rayon::{ThreadPool, ThreadPoolBuilder};
use segue::chance::unit;
use segue::recommend::{
    als::FitSettings,
    interactions::{Interactions, RowWeights},
};

use catalogue::Mixes;
use iterate::{Bars, Job};
use peer::Peer;
use shared::{THREADS, rows::Sheet};

/// MixesDB whole.
const FULL: usize = 280_000;

fn main() {
    let mut words = shared::words();
    let with_peer = !words.iter().any(|word| word == "own");
    words.retain(|word| word != "own");
    let pool = ThreadPoolBuilder::new().num_threads(THREADS).build().unwrap();
    if let [task] = words.as_slice()
        && task == "whole-fit-alone"
    {
        new::whole_fit_alone();
        return;
    }
    let mut bench = Bench { pool, peer: if with_peer { Peer::start(THREADS) } else { None } };
    if words.is_empty() {
        let mut sheet = bench.sheet(10, "");
        bench.iterations(&mut sheet, "starter", &Mixes::starter(), 9, &[40, 64, 128]);
        sheet.keep();
    }
    for word in &words {
        let mut sheet = bench.sheet(11, word);
        match word.as_str() {
            "sizes" => {
                for (name, mixes) in
                    [("10,000 tracks", 1_400), ("100,000 tracks", 14_000), ("1,000,000 tracks", 140_000)]
                {
                    bench.plain(&mut sheet, name, &Mixes::made(mixes, 7), 5, &[64], &[]);
                }
            }
            "full" => {
                let made = Mixes::made(FULL, 7);
                bench.iterations(&mut sheet, "full size", &made, 5, &[40, 64]);
            }
            "shipped" => bench.shipped(&mut sheet, "full size", &Mixes::made(FULL, 7)),
            "new" => new::one_per_cent(&mut sheet, &bench.pool),
            "similar" => similar::best_fifty(&mut sheet, &mut bench),
            "tabs" => tabs::at_a_million(&mut sheet, &bench),
            other => {
                eprintln!("there is no {other}: sizes, full, shipped, new, similar or tabs");
                continue;
            }
        }
        sheet.keep();
    }
}

/// What all parts work with.
pub struct Bench {
    pool: ThreadPool,
    peer: Option<Peer>,
}

impl Bench {
    fn sheet(&self, place: u32, word: &str) -> Sheet {
        let command = format!("cargo bench --bench als -- {word}");
        let mut sheet = Sheet::begin(place, command.trim_end_matches(" -- "));
        let peer = self.peer.as_ref().map_or("no peer", |peer| &peer.version);
        sheet.versions = format!("{peer}, {THREADS} threads each");
        sheet
    }

    /// The plain matrix, then the one that ships.
    fn iterations(&mut self, sheet: &mut Sheet, name: &str, mixes: &Mixes, rounds: usize, exact: &[usize]) {
        self.plain(sheet, name, mixes, rounds, &[40, 64, 128], exact);
        self.shipped(sheet, name, mixes);
    }

    /// The matrix that ships, with the rows and the factors that ship.
    fn shipped(&mut self, sheet: &mut Sheet, name: &str, mixes: &Mixes) {
        let ships = FitSettings::default();
        let interactions = Interactions::new(&mixes.plays(), ships.row_weights()).unwrap();
        let job = Job {
            name: format!("{name}, weak rows as shipped"),
            matrix: interactions.matrix().clone(),
            alpha: ships.alpha,
            regularisation: ships.regularisation,
            rounds: 5,
            short: name == "starter",
            factors: vec![ships.factors],
            exact: Vec::new(),
            // Asked of the full size; elsewhere the row shows how it grows.
            bars: Bars { wall: (name == "full size").then_some(2.5), ..Bars::default() },
        };
        iterate::run(sheet, &job, self);
    }

    fn plain(
        &mut self,
        sheet: &mut Sheet,
        name: &str,
        mixes: &Mixes,
        rounds: usize,
        factors: &[usize],
        exact: &[usize],
    ) {
        let interactions = Interactions::new(&mixes.plays(), RowWeights::NONE).unwrap();
        let bars = match name {
            "starter" => Bars { wall: Some(10.0), cpu: None, exact: Some(50.0) },
            "full size" => Bars { wall: Some(3.5), cpu: Some(2.6), exact: Some(11.0) },
            _ => Bars::default(),
        };
        let job = Job {
            name: format!("{name}, plain"),
            matrix: interactions.matrix().clone(),
            alpha: 10.0,
            regularisation: 0.1,
            rounds,
            short: name == "starter",
            factors: factors.to_vec(),
            exact: exact.to_vec(),
            bars,
        };
        iterate::run(sheet, &job, self);
    }
}

/// Small random factors, `[rows x stride]`.
pub fn start(rows: usize, stride: usize, factors: usize, seed: u64) -> Vec<f32> {
    let mut values = vec![0.0; rows * stride];
    for (i, row) in values.chunks_exact_mut(stride).enumerate() {
        for (k, v) in row[..factors].iter_mut().enumerate() {
            *v = unit(seed, (i * stride + k) as u64) * 0.01;
        }
    }
    values
}
