//! Twenty neighbours among 10,000, 100,000 and 1,000,000 vectors: the index as it is shipped, beside looking at every vector and
//! a plain k-d tree over all 64 coordinates, in one run.
//!
//! The vectors are real ones (`points.npy`, of the music that `lab/benches/game_music.sh` fetches), mixed two and two and perturbed;
//! so are the questions.

use std::{hint::black_box, num::NonZero, path::Path, sync::Arc};

use kiddo::{ImmutableKdTree, SquaredEuclidean};
use segue::sound::{
    index::Index,
    npy,
    projection::{DIMENSIONS, Vector},
    space::Space,
};

use super::cpu;

const NEIGHBOURS: usize = 20;
const QUESTIONS: usize = 200;
/// Vectors, and the milliseconds of one question that are at most allowed.
const SIZES: [(usize, Option<f64>); 3] = [(10_000, None), (100_000, Some(2.0)), (1_000_000, Some(12.0))];
/// What each coordinate is moved by after mixing, of its own deviation among the real ones.
const NOISE: f32 = 0.25;

pub(super) fn run() {
    println!("index: the {NEIGHBOURS} nearest of all, CPU ms of one question, mean of {QUESTIONS}");
    println!("  {:>9}  {:24} {:>8}  {:>6}  {:>7}", "vectors", "", "ms", "recall", "at most");
    let real = real();
    for (size, most) in SIZES {
        measure(&real, size, most);
    }
}

fn real() -> Vec<Vector> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/sound/points.npy");
    let points = npy::parse(&std::fs::read(path).unwrap()).unwrap();
    points.values.as_chunks::<DIMENSIONS>().0.to_vec()
}

fn measure(real: &[Vector], size: usize, most: Option<f64>) {
    let mut random = Random(0x5e60_e0d1);
    let spread = deviations(real);
    let vectors: Vec<Vector> = (0..size).map(|_| mixed(real, &spread, &mut random)).collect();
    let questions: Vec<Vector> = (0..QUESTIONS).map(|_| mixed(real, &spread, &mut random)).collect();
    let space = Space { model: "bench".into(), projection: "bench".into() };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let ids: Vec<u32> = (0..size as u32).collect();
    let values = Arc::new(vectors.as_flattened().to_vec());
    let index = Index::new(space, Arc::new(ids), values, &pool).unwrap();
    let (scan, exact) = timed(&questions, |q| rows(&index.nearest_exact(q, NEIGHBOURS, &|_| true)));
    let (own, found) = timed(&questions, |q| rows(&index.nearest(q, NEIGHBOURS, &|_| true)));
    drop(index);
    let axis = |v: &Vector, axis: usize| v[axis];
    let tree = ImmutableKdTree::<f32, DIMENSIONS>::new_from_source(&vectors, axis, |row, _| row as u32);
    let tree = tree.unwrap();
    let count = NonZero::new(NEIGHBOURS).unwrap();
    let (plain, by_tree) = timed(&questions, |q| {
        let near = tree.query(q).nearest_n::<SquaredEuclidean<f32>>(count).execute();
        near.into_iter().map(|near| near.item).collect()
    });
    let line = |name: &str, took: f64, recall: f64, most: Option<f64>| {
        let bar = most.map(|most| format!("{most:.0}")).unwrap_or_default();
        println!("  {size:>9}  {name:24} {:8.3}  {recall:6.4}  {bar:>7}", took * 1e3);
    };
    line("segue", own, recall(&found, &exact), most);
    line("every vector", scan, 1.0, None);
    line("kiddo, all coordinates", plain, recall(&by_tree, &exact), None);
}

fn rows(near: &[segue::sound::index::Near]) -> Vec<u32> {
    near.iter().map(|near| near.id).collect()
}

/// Seconds of one question, and the answers.
fn timed(questions: &[Vector], mut ask: impl FnMut(&Vector) -> Vec<u32>) -> (f64, Vec<Vec<u32>>) {
    // Once before, so that everything is in memory.
    for question in &questions[..questions.len().min(20)] {
        black_box(ask(question));
    }
    let begin = cpu();
    let answers: Vec<Vec<u32>> = questions.iter().map(|question| black_box(ask(question))).collect();
    ((cpu() - begin) / questions.len() as f64, answers)
}

/// The share of the exact neighbours that were found.
fn recall(found: &[Vec<u32>], exact: &[Vec<u32>]) -> f64 {
    let same = |(found, exact): (&Vec<u32>, &Vec<u32>)| found.iter().filter(|id| exact.contains(id)).count();
    let right: usize = found.iter().zip(exact).map(same).sum();
    right as f64 / exact.iter().map(Vec::len).sum::<usize>().max(1) as f64
}

fn deviations(real: &[Vector]) -> Vector {
    let n = real.len() as f32;
    std::array::from_fn(|i| {
        let mean = real.iter().map(|v| v[i]).sum::<f32>() / n;
        (real.iter().map(|v| (v[i] - mean).powi(2)).sum::<f32>() / n).sqrt()
    })
}

/// Between two real vectors, moved a little, of unit length.
fn mixed(real: &[Vector], spread: &Vector, random: &mut Random) -> Vector {
    let (a, b) = (&real[random.below(real.len())], &real[random.below(real.len())]);
    let share = random.uniform();
    // Uniform between -sqrt(3) and sqrt(3) has a deviation of one.
    let mut noise = |i: usize| NOISE * spread[i] * 3.0_f32.sqrt() * (2.0 * random.uniform() - 1.0);
    let mut made: Vector = std::array::from_fn(|i| a[i] * share + b[i] * (1.0 - share) + noise(i));
    let length = made.iter().map(|v| v * v).sum::<f32>().sqrt();
    for value in &mut made {
        *value /= length;
    }
    made
}

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 >> 24
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn uniform(&mut self) -> f32 {
        self.next() as f32 / (1_u64 << 40) as f32
    }
}
