//! A recording beat by beat: how loud each band is, and how strongly each beat is begun.

use super::outline::{BANDS, BEFORE, Outline};
use crate::sound::tempo::{
    self, Usual,
    grid::BeatGrid,
    onset::{self, FRAMES},
};

/// Beats of a bar.
pub(super) const BAR: usize = 4;
/// Decibels below a band's loudest beats that count as its silence.
const DEEP: f32 = 36.0;
/// A beat is strong from this share of the onset of usual strong ones on.
const STRONG: f32 = 0.35;
/// Seconds of the middle by which the tempo is told.
const MIDDLE: usize = 90;

pub(super) struct Beats {
    grid: BeatGrid,
    /// Decibels of each beat, by band.
    levels: Vec<[f32; BANDS]>,
    onsets: Vec<f32>,
}

impl Beats {
    /// `None` where no tempo is kept from end to end.
    pub(super) fn of(outline: &Outline) -> Option<Self> {
        let frames = outline.powers.len();
        let middle = (MIDDLE * FRAMES as usize).min(frames);
        let from = (frames - middle) / 2;
        let bands = outline.onsets.each_ref().map(|band| band[from..from + middle].to_vec());
        let tempo = tempo::of_onsets(&bands, &Usual::ANY)?;
        Some(Self::on(BeatGrid::of(&outline.onsets, tempo.bpm)?, outline))
    }

    fn on(grid: BeatGrid, outline: &Outline) -> Self {
        let Outline { onsets: bands, powers } = outline;
        let count = grid.beats(powers.len());
        let frame = |beat: usize| (grid.at(beat).round() as usize).min(powers.len());
        let level =
            |beat| mean(&powers[frame(beat)..frame(beat + 1)]).map(|power| 10.0 * power.max(1e-12).log10());
        let mut levels: Vec<[f32; BANDS]> = (0..count).map(level).collect();
        lift(&mut levels);
        let near = |at: f32| (at as usize).saturating_sub(4)..(at as usize + 5).min(powers.len());
        // Kicks, and snares where they take turns.
        let drums = |i: usize| bands[0][i] + 0.5 * (bands[1][i] + bands[2][i]);
        let strongest = |beat| near(grid.at(beat)).map(drums).fold(0.0, f32::max);
        Self { grid, levels, onsets: (0..count).map(strongest).collect() }
    }

    pub(super) fn len(&self) -> usize {
        self.levels.len()
    }

    /// When a beat begins, in seconds.
    pub(super) fn second(&self, beat: usize) -> f32 {
        ((self.grid.at(beat) - BEFORE as f32) / onset::FRAMES).max(0.0)
    }

    /// The root of the mean square of the bands' differences, dB, between so many beats from `at` on and as many before.
    pub(super) fn change(&self, at: usize, width: usize) -> f32 {
        let before = self.mean(at.saturating_sub(width), at);
        let behind = self.mean(at, at + width);
        let square: f32 = before.iter().zip(behind).map(|(a, b)| (a - b).powi(2)).sum();
        (square / BANDS as f32).sqrt()
    }

    /// Loudness of some beats, dB, the mean of the bands.
    pub(super) fn fullness(&self, from: usize, to: usize) -> f32 {
        self.mean(from, to).iter().sum::<f32>() / BANDS as f32
    }

    /// The fullest four bars between two beats.
    pub(super) fn fullest(&self, from: usize, to: usize) -> f32 {
        let last = to.saturating_sub(4 * BAR).max(from);
        let parts = (from..=last).step_by(BAR).map(|at| self.fullness(at, (at + 4 * BAR).min(to)));
        parts.fold(f32::NEG_INFINITY, f32::max)
    }

    /// How full a full part is.
    pub(super) fn full(&self) -> f32 {
        quantile((0..self.len()).step_by(4 * BAR).map(|at| self.fullness(at, at + 4 * BAR)).collect(), 0.75)
    }

    /// Which beats are begun nearly as strongly as most of the strong ones.
    pub(super) fn strong(&self) -> Vec<bool> {
        let usual = quantile(self.onsets.clone(), 0.75);
        self.onsets.iter().map(|onset| *onset >= STRONG * usual && *onset > 0.0).collect()
    }

    fn mean(&self, from: usize, to: usize) -> [f32; BANDS] {
        mean(&self.levels[from.min(self.len())..to.min(self.len())])
    }
}

fn mean(rows: &[[f32; BANDS]]) -> [f32; BANDS] {
    let mut sums = [0.0; BANDS];
    for row in rows {
        for (sum, value) in sums.iter_mut().zip(row) {
            *sum += value;
        }
    }
    sums.map(|sum| sum / rows.len().max(1) as f32)
}

/// Lifts what is far below its band's loudest beats: how silent silence is says nothing.
fn lift(levels: &mut [[f32; BANDS]]) {
    for band in 0..BANDS {
        let loud = quantile(levels.iter().map(|row| row[band]).collect(), 0.9);
        for row in levels.iter_mut() {
            row[band] = row[band].max(loud - DEEP);
        }
    }
}

/// The value that a share of all lies below; 0 of none.
fn quantile(mut values: Vec<f32>, share: f32) -> f32 {
    values.sort_by(f32::total_cmp);
    values.get((values.len().saturating_sub(1) as f32 * share) as usize).copied().unwrap_or(0.0)
}
