//! The numeric kernels alone, for processors that are only emulated here: `rustc --test` runs their tests, the program prints how
//! they stand beside the plain code. packaging/test-aarch64 builds both.
#![allow(dead_code, unused_imports)]

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

#[path = "../src/recommend/simd/mod.rs"]
mod simd;

use simd::{
    BYTES, Simd, Work, blocks, blocks_mut, dispatch, dispatch_scalar, dot, dot_i8, instructions, syrk_upper,
};

/// Blocks a row, as with 128 factors.
const WIDTH: usize = 16;

/// A row against another.
struct Dot<'a>(&'a [f32], &'a [f32]);

impl Work for Dot<'_> {
    type Out = f32;

    #[inline(always)]
    fn with<S: Simd>(self, s: S) -> f32 {
        self.0
            .chunks(WIDTH * 8)
            .zip(self.1.chunks(WIDTH * 8))
            .map(|(a, b)| dot(s, blocks(a), blocks(b)))
            .sum()
    }
}

/// Rows to the matrix that a fit solves.
struct Gram<'a>(&'a [f32]);

impl Work for Gram<'_> {
    type Out = f32;

    #[inline(always)]
    fn with<S: Simd>(self, s: S) -> f32 {
        let mut c = vec![0.0; WIDTH * 8 * WIDTH * 8];
        syrk_upper(s, blocks(self.0), WIDTH, blocks_mut(&mut c), false);
        c[0]
    }
}

/// Quantised rows.
struct Bytes<'a>(&'a [[i8; BYTES]], &'a [[i8; BYTES]]);

impl Work for Bytes<'_> {
    type Out = i32;

    #[inline(always)]
    fn with<S: Simd>(self, s: S) -> i32 {
        dot_i8(s, self.0, self.1)
    }
}

/// The shortest of nine runs: what else the machine does only makes one longer.
fn shortest(mut run: impl FnMut()) -> Duration {
    let time = |_| {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    (0..9).map(time).min().unwrap_or_default()
}

fn compare(name: &str, fast: impl FnMut(), plain: impl FnMut()) {
    let (fast, plain) = (shortest(fast), shortest(plain));
    println!(
        "{name:24} {:>8} beside plain code: {:.2}",
        instructions(),
        fast.as_secs_f64() / plain.as_secs_f64()
    );
}

fn main() {
    let a: Vec<f32> = (0..WIDTH * 8 * 512).map(|n| (n % 97) as f32 / 97.0 - 0.5).collect();
    let b: Vec<f32> = a.iter().rev().copied().collect();
    let (p, q): (Vec<i8>, Vec<i8>) = (0..BYTES * 4096).map(|n| ((n % 251) as i8, (n % 127) as i8)).unzip();
    let (p, q) = (p.as_chunks().0, q.as_chunks().0);
    compare(
        "dot product",
        || _ = black_box(dispatch(Dot(&a, &b))),
        || _ = black_box(dispatch_scalar(Dot(&a, &b))),
    );
    compare("M'M", || _ = black_box(dispatch(Gram(&a))), || _ = black_box(dispatch_scalar(Gram(&a))));
    compare(
        "dot product of bytes",
        || _ = black_box(dispatch(Bytes(p, q))),
        || _ = black_box(dispatch_scalar(Bytes(p, q))),
    );
}
