//! AVX2 with FMA.
//!
//! `unsafe` here and nowhere above: calling an instruction that the processor may lack. [`Avx2`] has a private field
//! and comes from [`Avx2::detect`] alone, so a value of it proves AVX2 and FMA. Measured need: the plain build
//! (SSE2) takes 4 to 5 times as long for a half-step.
// The cast is to the type of an unaligned load.
#![allow(unsafe_code, clippy::cast_ptr_alignment)]

use std::arch::x86_64::{
    __m256, __m256i, _MM_HINT_T0, _mm_add_epi32, _mm_add_ps, _mm_add_ss, _mm_cvtsi128_si32, _mm_cvtss_f32,
    _mm_movehl_ps, _mm_prefetch, _mm_shuffle_epi32, _mm_shuffle_ps, _mm256_abs_epi8, _mm256_add_epi32,
    _mm256_add_ps, _mm256_castps256_ps128, _mm256_castsi256_si128, _mm256_div_ps, _mm256_extractf128_ps,
    _mm256_extracti128_si256, _mm256_fmadd_ps, _mm256_fnmadd_ps, _mm256_hadd_ps, _mm256_loadu_ps,
    _mm256_loadu_si256, _mm256_madd_epi16, _mm256_maddubs_epi16, _mm256_max_ps, _mm256_mul_ps,
    _mm256_permute2f128_ps, _mm256_set1_epi16, _mm256_set1_ps, _mm256_setzero_si256, _mm256_shuffle_ps,
    _mm256_sign_epi8, _mm256_sqrt_ps, _mm256_storeu_ps, _mm256_unpackhi_ps, _mm256_unpacklo_ps,
};

use super::{BYTES, Block, LANES, Simd, Work};

/// Proof that this processor has AVX2 and FMA.
#[derive(Clone, Copy, Debug)]
pub struct Avx2(());

impl Avx2 {
    /// The token, where the processor has the instructions.
    pub fn detect() -> Option<Self> {
        (is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma")).then_some(Self(()))
    }
}

#[target_feature(enable = "avx2,fma")]
fn run<W: Work>(token: Avx2, work: W) -> W::Out {
    work.with(token)
}

// SAFETY, for every block below: `self` proves the instructions; loads and stores are unaligned ones through
// references to arrays of exactly the bytes they touch.
impl Simd for Avx2 {
    type V = __m256;

    #[inline]
    fn run<W: Work>(self, work: W) -> W::Out {
        unsafe { run(self, work) }
    }

    #[inline(always)]
    fn splat(self, x: f32) -> __m256 {
        unsafe { _mm256_set1_ps(x) }
    }

    #[inline(always)]
    fn load(self, from: &Block) -> __m256 {
        unsafe { _mm256_loadu_ps(from.as_ptr()) }
    }

    #[inline(always)]
    fn store(self, v: __m256, to: &mut Block) {
        unsafe { _mm256_storeu_ps(to.as_mut_ptr(), v) }
    }

    #[inline(always)]
    fn mul(self, a: __m256, b: __m256) -> __m256 {
        unsafe { _mm256_mul_ps(a, b) }
    }

    #[inline(always)]
    fn fma(self, a: __m256, b: __m256, c: __m256) -> __m256 {
        unsafe { _mm256_fmadd_ps(a, b, c) }
    }

    #[inline(always)]
    fn fnma(self, a: __m256, b: __m256, c: __m256) -> __m256 {
        unsafe { _mm256_fnmadd_ps(a, b, c) }
    }

    #[inline(always)]
    fn add(self, a: __m256, b: __m256) -> __m256 {
        unsafe { _mm256_add_ps(a, b) }
    }

    #[inline(always)]
    fn div(self, a: __m256, b: __m256) -> __m256 {
        unsafe { _mm256_div_ps(a, b) }
    }

    #[inline(always)]
    fn max(self, a: __m256, b: __m256) -> __m256 {
        unsafe { _mm256_max_ps(a, b) }
    }

    #[inline(always)]
    fn sqrt(self, v: __m256) -> __m256 {
        unsafe { _mm256_sqrt_ps(v) }
    }

    #[inline(always)]
    fn sum_each(self, r: [__m256; LANES]) -> __m256 {
        unsafe {
            let (ab, cd) = (_mm256_hadd_ps(r[0], r[1]), _mm256_hadd_ps(r[2], r[3]));
            let (ef, gh) = (_mm256_hadd_ps(r[4], r[5]), _mm256_hadd_ps(r[6], r[7]));
            let (first, second) = (_mm256_hadd_ps(ab, cd), _mm256_hadd_ps(ef, gh));
            let low = _mm256_permute2f128_ps(first, second, 0x20);
            let high = _mm256_permute2f128_ps(first, second, 0x31);
            _mm256_add_ps(low, high)
        }
    }

    #[inline(always)]
    fn sum(self, v: __m256) -> f32 {
        unsafe {
            let four = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
            let two = _mm_add_ps(four, _mm_movehl_ps(four, four));
            _mm_cvtss_f32(_mm_add_ss(two, _mm_shuffle_ps(two, two, 1)))
        }
    }

    #[inline(always)]
    fn transpose(self, r: [__m256; LANES]) -> [__m256; LANES] {
        unsafe {
            let pairs: [__m256; 8] = [
                _mm256_unpacklo_ps(r[0], r[1]),
                _mm256_unpackhi_ps(r[0], r[1]),
                _mm256_unpacklo_ps(r[2], r[3]),
                _mm256_unpackhi_ps(r[2], r[3]),
                _mm256_unpacklo_ps(r[4], r[5]),
                _mm256_unpackhi_ps(r[4], r[5]),
                _mm256_unpacklo_ps(r[6], r[7]),
                _mm256_unpackhi_ps(r[6], r[7]),
            ];
            let [a, b, c, d, e, f, g, h] = pairs;
            let quads = [
                _mm256_shuffle_ps(a, c, 0x44),
                _mm256_shuffle_ps(a, c, 0xEE),
                _mm256_shuffle_ps(b, d, 0x44),
                _mm256_shuffle_ps(b, d, 0xEE),
                _mm256_shuffle_ps(e, g, 0x44),
                _mm256_shuffle_ps(e, g, 0xEE),
                _mm256_shuffle_ps(f, h, 0x44),
                _mm256_shuffle_ps(f, h, 0xEE),
            ];
            let [a, b, c, d, e, f, g, h] = quads;
            [
                _mm256_permute2f128_ps(a, e, 0x20),
                _mm256_permute2f128_ps(b, f, 0x20),
                _mm256_permute2f128_ps(c, g, 0x20),
                _mm256_permute2f128_ps(d, h, 0x20),
                _mm256_permute2f128_ps(a, e, 0x31),
                _mm256_permute2f128_ps(b, f, 0x31),
                _mm256_permute2f128_ps(c, g, 0x31),
                _mm256_permute2f128_ps(d, h, 0x31),
            ]
        }
    }

    #[inline(always)]
    fn dot_bytes(self, a: &[[i8; BYTES]], b: &[[i8; BYTES]]) -> i32 {
        unsafe {
            let ones = _mm256_set1_epi16(1);
            let mut sum = _mm256_setzero_si256();
            for (x, y) in a.iter().zip(b) {
                let x = _mm256_loadu_si256(x.as_ptr().cast::<__m256i>());
                let y = _mm256_loadu_si256(y.as_ptr().cast::<__m256i>());
                // |x| * (y with x's sign): the instruction wants one unsigned side. Quantised values stay within
                // ±127, so neither the sign nor the 16-bit pair sum (2 * 127 * 127) overflows.
                let pairs = _mm256_maddubs_epi16(_mm256_abs_epi8(x), _mm256_sign_epi8(y, x));
                sum = _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, ones));
            }
            let four = _mm_add_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
            let two = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0x4E));
            _mm_cvtsi128_si32(_mm_add_epi32(two, _mm_shuffle_epi32(two, 0xB1)))
        }
    }

    #[inline(always)]
    fn prefetch(self, row: &[Block]) {
        // A cache line holds two blocks; the last one is asked for as well, because rows may straddle lines.
        for block in row.iter().step_by(2).chain(row.last()) {
            unsafe { _mm_prefetch::<_MM_HINT_T0>(block.as_ptr().cast()) }
        }
    }
}
