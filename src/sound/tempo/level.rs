//! Which of the repeating levels is the beat.

use super::{
    onset::FRAMES,
    period::{MULTIPLES, Repetition, VIEWS},
};

/// How much repetition at each of [`MULTIPLES`] of a candidate speaks for it, by view: fitted by softmax regression on 1,100
/// made-up loops of 60 to 190 beats per minute, regularised. Most of it is what one would expect: the bass
/// drum repeats with the beat, hats with two, snares with four.
const WEIGHTS: [[f32; MULTIPLES.len()]; VIEWS] = [
    [-2.29, -0.85, -2.68, -3.12, -0.65, 8.16, 4.45, 3.95, 2.60, -6.67],
    [-0.04, -5.54, -1.18, -1.01, -0.43, 1.26, 2.81, -2.64, 0.26, 16.51],
    [7.46, 4.01, 0.14, -1.70, -5.15, -0.78, -2.18, 8.47, -1.73, -5.72],
    [0.65, -1.88, -5.42, -2.31, -1.24, -0.13, -0.48, 5.07, -0.96, 8.47],
    [0.70, 1.31, 3.76, -2.46, -5.45, 0.07, 4.09, 2.98, -1.09, 4.22],
];
/// Of the candidate's octaves from 120 beats per minute, their square and cube.
const USUAL: [f32; 3] = [5.05, -1.62, -0.52];

/// Higher is likelier; comparable among the candidates of one clip.
pub(super) fn score(repetition: &Repetition, beat: f32) -> f32 {
    let heard: f32 = WEIGHTS
        .iter()
        .enumerate()
        .flat_map(|(view, weights)| weights.iter().zip(MULTIPLES).map(move |(w, m)| (view, w, m)))
        .map(|(view, weight, multiple)| weight * repetition.near(view, beat * multiple))
        .sum();
    let octaves = (60.0 * FRAMES / beat / 120.0).log2();
    heard + USUAL[0] * octaves + USUAL[1] * octaves.powi(2) + USUAL[2] * octaves.powi(3)
}
