//! The plain instructions every processor has, and what the others are tested against.

use super::{BYTES, Block, LANES, Simd, Work};

/// Plain Rust, eight lanes as an array.
#[derive(Clone, Copy, Debug)]
pub struct Scalar;

impl Simd for Scalar {
    type V = Block;

    #[inline]
    fn run<W: Work>(self, work: W) -> W::Out {
        work.with(self)
    }

    #[inline(always)]
    fn splat(self, x: f32) -> Block {
        [x; LANES]
    }

    #[inline(always)]
    fn load(self, from: &Block) -> Block {
        *from
    }

    #[inline(always)]
    fn store(self, v: Block, to: &mut Block) {
        *to = v;
    }

    #[inline(always)]
    fn mul(self, a: Block, b: Block) -> Block {
        std::array::from_fn(|i| a[i] * b[i])
    }

    #[inline(always)]
    fn fma(self, a: Block, b: Block, c: Block) -> Block {
        // Not `mul_add`: without the instruction that is a library call per lane.
        std::array::from_fn(|i| a[i] * b[i] + c[i])
    }

    #[inline(always)]
    fn fnma(self, a: Block, b: Block, c: Block) -> Block {
        std::array::from_fn(|i| c[i] - a[i] * b[i])
    }

    #[inline(always)]
    fn add(self, a: Block, b: Block) -> Block {
        std::array::from_fn(|i| a[i] + b[i])
    }

    #[inline(always)]
    fn div(self, a: Block, b: Block) -> Block {
        std::array::from_fn(|i| a[i] / b[i])
    }

    #[inline(always)]
    fn max(self, a: Block, b: Block) -> Block {
        std::array::from_fn(|i| if a[i] > b[i] { a[i] } else { b[i] })
    }

    #[inline(always)]
    fn sqrt(self, v: Block) -> Block {
        v.map(f32::sqrt)
    }

    #[inline(always)]
    fn sum(self, v: Block) -> f32 {
        ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]))
    }

    #[inline(always)]
    fn transpose(self, rows: [Block; LANES]) -> [Block; LANES] {
        std::array::from_fn(|i| std::array::from_fn(|j| rows[j][i]))
    }

    #[inline(always)]
    fn dot_bytes(self, a: &[[i8; BYTES]], b: &[[i8; BYTES]]) -> i32 {
        let pairs = a.as_flattened().iter().zip(b.as_flattened());
        pairs.map(|(&x, &y)| i32::from(x) * i32::from(y)).sum()
    }

    #[inline(always)]
    fn prefetch(self, _: &[Block]) {}
}
