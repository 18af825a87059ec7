//! NEON: eight lanes as two registers of four.
//!
//! `unsafe` as in the AVX2 file: [`Neon`] comes from [`Neon::detect`] alone and proves the instructions.
#![allow(unsafe_code)]

use std::arch::aarch64::{
    float32x4_t, vaddq_f32, vaddvq_f32, vaddvq_s32, vdivq_f32, vdupq_n_f32, vdupq_n_s32, vfmaq_f32,
    vfmsq_f32, vget_high_s8, vget_low_s8, vld1q_f32, vld1q_s8, vmaxq_f32, vmull_s8, vmulq_f32, vpadalq_s16,
    vsqrtq_f32, vst1q_f32,
};

use super::{BYTES, Block, LANES, Simd, Work};

/// Proof that this processor has NEON.
#[derive(Clone, Copy, Debug)]
pub struct Neon(());

impl Neon {
    /// The token, where the processor has the instructions.
    pub fn detect() -> Option<Self> {
        std::arch::is_aarch64_feature_detected!("neon").then_some(Self(()))
    }
}

#[target_feature(enable = "neon")]
fn run<W: Work>(token: Neon, work: W) -> W::Out {
    work.with(token)
}

// SAFETY, for every block below: `self` proves the instructions; loads and stores go through references to arrays of
// exactly the bytes they touch.
impl Simd for Neon {
    type V = [float32x4_t; 2];

    #[inline]
    fn run<W: Work>(self, work: W) -> W::Out {
        unsafe { run(self, work) }
    }

    #[inline(always)]
    fn splat(self, x: f32) -> Self::V {
        unsafe { [vdupq_n_f32(x); 2] }
    }

    #[inline(always)]
    fn load(self, from: &Block) -> Self::V {
        unsafe { [vld1q_f32(from.as_ptr()), vld1q_f32(from[4..].as_ptr())] }
    }

    #[inline(always)]
    fn store(self, v: Self::V, to: &mut Block) {
        unsafe {
            vst1q_f32(to.as_mut_ptr(), v[0]);
            vst1q_f32(to[4..].as_mut_ptr(), v[1]);
        }
    }

    #[inline(always)]
    fn mul(self, a: Self::V, b: Self::V) -> Self::V {
        unsafe { [vmulq_f32(a[0], b[0]), vmulq_f32(a[1], b[1])] }
    }

    #[inline(always)]
    fn fma(self, a: Self::V, b: Self::V, c: Self::V) -> Self::V {
        unsafe { [vfmaq_f32(c[0], a[0], b[0]), vfmaq_f32(c[1], a[1], b[1])] }
    }

    #[inline(always)]
    fn fnma(self, a: Self::V, b: Self::V, c: Self::V) -> Self::V {
        unsafe { [vfmsq_f32(c[0], a[0], b[0]), vfmsq_f32(c[1], a[1], b[1])] }
    }

    #[inline(always)]
    fn add(self, a: Self::V, b: Self::V) -> Self::V {
        unsafe { [vaddq_f32(a[0], b[0]), vaddq_f32(a[1], b[1])] }
    }

    #[inline(always)]
    fn div(self, a: Self::V, b: Self::V) -> Self::V {
        unsafe { [vdivq_f32(a[0], b[0]), vdivq_f32(a[1], b[1])] }
    }

    #[inline(always)]
    fn max(self, a: Self::V, b: Self::V) -> Self::V {
        unsafe { [vmaxq_f32(a[0], b[0]), vmaxq_f32(a[1], b[1])] }
    }

    #[inline(always)]
    fn sqrt(self, v: Self::V) -> Self::V {
        unsafe { [vsqrtq_f32(v[0]), vsqrtq_f32(v[1])] }
    }

    #[inline(always)]
    fn sum(self, v: Self::V) -> f32 {
        unsafe { vaddvq_f32(vaddq_f32(v[0], v[1])) }
    }

    #[inline(always)]
    fn transpose(self, rows: [Self::V; LANES]) -> [Self::V; LANES] {
        let mut plain = [[0.0; LANES]; LANES];
        for (row, to) in rows.into_iter().zip(&mut plain) {
            self.store(row, to);
        }
        std::array::from_fn(|i| self.load(&std::array::from_fn(|j| plain[j][i])))
    }

    #[inline(always)]
    fn dot_bytes(self, a: &[[i8; BYTES]], b: &[[i8; BYTES]]) -> i32 {
        unsafe {
            let mut sum = vdupq_n_s32(0);
            for (x, y) in
                a.as_flattened().as_chunks::<16>().0.iter().zip(b.as_flattened().as_chunks::<16>().0)
            {
                let (x, y) = (vld1q_s8(x.as_ptr()), vld1q_s8(y.as_ptr()));
                sum = vpadalq_s16(sum, vmull_s8(vget_low_s8(x), vget_low_s8(y)));
                sum = vpadalq_s16(sum, vmull_s8(vget_high_s8(x), vget_high_s8(y)));
            }
            vaddvq_s32(sum)
        }
    }

    #[inline(always)]
    fn prefetch(self, _: &[Block]) {}
}
