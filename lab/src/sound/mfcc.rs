//! Mel-frequency cepstral coefficients: what sounds were told apart by before networks, to compare with.

use std::f32::consts::PI;

use segue::sound::mel::BANDS;

/// Coefficients kept of each frame.
const KEPT: usize = 20;

/// Mean and deviation of each coefficient over a log-mel spectrogram `[n, 96]`, `[40]`.
pub(super) fn summary(log_mel: &[f32]) -> Vec<f32> {
    let basis: Vec<[f32; BANDS]> = (0..KEPT)
        .map(|k| {
            let scale = (if k == 0 { 1.0 } else { 2.0 } / BANDS as f32).sqrt();
            std::array::from_fn(|b| scale * (PI * k as f32 * (b as f32 + 0.5) / BANDS as f32).cos())
        })
        .collect();
    let (mut sums, mut squares, mut frames) = ([0.0_f64; KEPT], [0.0_f64; KEPT], 0.0_f64);
    for frame in log_mel.as_chunks::<BANDS>().0 {
        // Back from log10(1 + 10000 x) to decibels.
        let decibels = frame.map(|v| 10.0 * ((10.0_f32.powf(v) - 1.0) / 10_000.0).max(1e-10).log10());
        for ((sum, square), basis) in sums.iter_mut().zip(&mut squares).zip(&basis) {
            let value: f32 = basis.iter().zip(&decibels).map(|(a, b)| a * b).sum();
            *sum += f64::from(value);
            *square += f64::from(value).powi(2);
        }
        frames += 1.0;
    }
    let frames = frames.max(1.0);
    let means = sums.map(|sum| sum / frames);
    let deviations =
        squares.iter().zip(means).map(|(square, mean)| (square / frames - mean * mean).max(0.0).sqrt());
    means.into_iter().chain(deviations).map(|v| v as f32).collect()
}

/// Z-scored over all clips, then of unit length.
pub(super) fn standardised(mut all: Vec<Vec<f32>>) -> Vec<Vec<f32>> {
    let n = all.len().max(1) as f32;
    for column in 0..2 * KEPT {
        let mean = all.iter().map(|row| row[column]).sum::<f32>() / n;
        let variance = all.iter().map(|row| (row[column] - mean).powi(2)).sum::<f32>() / n;
        let scale = if variance > 1e-12 { variance.sqrt().recip() } else { 0.0 };
        for row in &mut all {
            row[column] = (row[column] - mean) * scale;
        }
    }
    for row in &mut all {
        let length = row.iter().map(|v| v * v).sum::<f32>().sqrt().max(1e-12);
        for value in row.iter_mut() {
            *value /= length;
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flat_spectrum_is_in_the_first_coefficient_alone() {
        let flat = vec![(1.0_f32 + 10_000.0 * 0.01).log10(); 3 * BANDS];
        let found = summary(&flat);
        assert_eq!(found.len(), 2 * KEPT);
        assert!((found[0] + 20.0 * (BANDS as f32).sqrt()).abs() < 0.1, "{}", found[0]);
        assert!(found[1..].iter().all(|v| v.abs() < 1e-2));
    }

    #[test]
    fn standardising_leaves_unit_vectors_and_survives_what_never_changes() {
        let made = |i: usize| (0..2 * KEPT).map(|c| if c == 0 { 5.0 } else { (i * c % 7) as f32 }).collect();
        for row in standardised((0..10).map(made).collect()) {
            assert!((row.iter().map(|v| v * v).sum::<f32>() - 1.0).abs() < 1e-4);
        }
    }
}
