//! The short-time spectra of a whole clip, in fine bands.

use super::bands::{Range, power};
use super::{Grid, level};
use crate::sound::{clip::Clip, stft::Stft};

/// Window length, samples: 93 ms at 44.1 kHz, 11 Hz between bins.
const WINDOW: usize = 4096;
/// Samples between windows: each sample lies in four, so that no short sound falls between two.
const HOP: usize = 1024;
/// Bands of the fine grid: 14 an octave.
const BANDS: usize = 128;
/// Power that stands for silence, -120 dB.
const FLOOR: f32 = 1e-12;
/// A clip quieter than this, dB, is drawn as dark as it is.
const QUIETEST: f32 = -60.0;

/// Rows kept of a long file, 31 MB at 44.1 kHz: two minutes are kept as they are, of more the loudest of each few windows.
const MOST: usize = 5_200;

/// Band levels of a clip over time, in dB.
#[derive(Clone, Debug)]
pub struct Spectra {
    /// `times` rows of bins' power, as far as the range reaches: kept so that each range is exact.
    bins: Vec<f32>,
    kept: usize,
    times: usize,
    bin_hertz: f32,
    /// Between two rows.
    hop: f64,
    /// The strongest bin, dB.
    loudest: f32,
}

/// The spectra of sound that comes in pieces.
pub struct SpectraBuilder {
    stft: Stft,
    rate: u32,
    kept: usize,
    bins: Vec<f32>,
    /// Windows in a row.
    pooled: usize,
    /// Samples still needed, the first of them of number `first`.
    samples: Vec<f32>,
    first: usize,
    /// The window that comes next.
    next: usize,
}

impl SpectraBuilder {
    /// Of a file of about so many seconds, at its own rate, Hz.
    pub fn new(rate: u32, seconds: f64) -> Self {
        let windows = (seconds * f64::from(rate)) as usize / HOP;
        let mut builder = Self::pooling(rate, windows.div_ceil(MOST).max(1));
        // Its room is taken once: growing would hold it twice.
        builder.bins.reserve((windows / builder.pooled + 2) * builder.kept);
        builder
    }

    fn pooling(rate: u32, pooled: usize) -> Self {
        let highest = Range::Full.hertz().1;
        let kept = ((highest / bin_hertz(rate)) as usize + 2).min(WINDOW / 2 + 1);
        let (bins, samples) = (Vec::new(), Vec::new());
        Self { stft: Stft::new(WINDOW), rate, kept, bins, pooled, samples, first: 0, next: 0 }
    }

    /// Takes the next samples, of one channel.
    pub fn push(&mut self, mono: &[f32]) {
        self.samples.extend_from_slice(mono);
        let received = self.first + self.samples.len();
        if let Some(middle) = received.checked_sub(WINDOW / 2) {
            self.look(middle / HOP + 1);
        }
    }

    /// The spectra of all that came.
    pub fn finish(mut self) -> Spectra {
        let frames = self.first + self.samples.len();
        self.look(frames.div_ceil(HOP).max(1));
        let loudest = 10.0 * self.bins.iter().copied().fold(FLOOR, f32::max).log10();
        Spectra {
            kept: self.kept,
            times: self.bins.len() / self.kept,
            bins: self.bins,
            bin_hertz: bin_hertz(self.rate),
            hop: (HOP * self.pooled) as f64 / f64::from(self.rate),
            loudest,
        }
    }

    /// Looks at the windows up to this one, and forgets the samples that no later one needs.
    fn look(&mut self, windows: usize) {
        let mut spectrum = self.stft.of(&self.samples);
        // Power of a full-scale sine is 1 (0 dB).
        let scale = (4.0 / WINDOW as f32).powi(2);
        for window in self.next..windows {
            let column = spectrum.around(window * HOP - self.first).iter();
            let powers = column.take(self.kept).map(|bin| bin.norm_sqr() * scale);
            if window.is_multiple_of(self.pooled) {
                self.bins.extend(powers);
            } else {
                let row = self.bins.len() - self.kept;
                for (bin, power) in self.bins[row..].iter_mut().zip(powers) {
                    *bin = bin.max(power);
                }
            }
        }
        self.next = self.next.max(windows);
        let needed = (self.next * HOP).saturating_sub(WINDOW / 2);
        let over = needed.saturating_sub(self.first).min(self.samples.len());
        self.samples.drain(..over);
        self.first += over;
    }
}

fn bin_hertz(rate: u32) -> f32 {
    rate as f32 / WINDOW as f32
}

impl Spectra {
    /// About 30 ms for 30 s.
    pub fn of(clip: &Clip) -> Self {
        let mut builder = SpectraBuilder::pooling(clip.rate, 1);
        builder.push(&clip.mono().samples);
        builder.finish()
    }

    /// The picture at a size: the loudest moment of each column counts, so that a short sound is not lost. The loudest cell is 255, but in a range that
    /// holds next to nothing of the clip.
    pub fn grid(&self, width: usize, height: usize, range: Range) -> Grid {
        let mut grid = Grid::new(width, height);
        if width == 0 || height == 0 {
            return grid;
        }
        let fine = self.fine(range, height);
        let decibels = pool(&fine, self.times, fine.len() / self.times, width, height);
        // A part of the spectrum where there is nothing stays dark.
        let top = decibels.iter().copied().fold((self.loudest - 30.0).max(QUIETEST), f32::max);
        for (cell, decibels) in grid.levels.iter_mut().zip(decibels) {
            *cell = level(decibels, top);
        }
        grid
    }

    /// Power below `hertz` at each hop, and the seconds between hops.
    pub(super) fn below(&self, hertz: f32) -> (Vec<f32>, f64) {
        let count = ((hertz / self.bin_hertz) as usize).clamp(1, self.kept);
        let low = self.bins.chunks_exact(self.kept).map(|bins| bins[..count].iter().sum());
        (low.collect(), self.hop)
    }

    /// dB in a whole number of bands a row, low bands first.
    fn fine(&self, range: Range, height: usize) -> Vec<f32> {
        let count = BANDS.div_ceil(height) * height;
        let edges = range.edges(count);
        let mut fine = Vec::with_capacity(self.times * count);
        for bins in self.bins.chunks_exact(self.kept) {
            let bands = edges.windows(2).map(|edge| power(bins, self.bin_hertz, edge[0], edge[1]));
            fine.extend(bands.map(|power| 10.0 * power.max(FLOOR).log10()));
        }
        fine
    }
}

/// The maximum over each cell's times and bands; row 0 is the highest.
fn pool(fine: &[f32], times: usize, bands: usize, width: usize, height: usize) -> Vec<f32> {
    let mut out = vec![-120.0_f32; width * height];
    let per_row = (bands / height).max(1);
    for column in 0..width {
        let from = column * times / width;
        let to = ((column + 1) * times).div_ceil(width).clamp(from + 1, times.max(from + 1));
        for time in from..to.min(times) {
            for (band, decibels) in fine[time * bands..(time + 1) * bands].iter().enumerate() {
                let row = height - 1 - (band / per_row).min(height - 1);
                let cell = &mut out[row * width + column];
                *cell = cell.max(*decibels);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::*;

    fn tone(hertz: f64, from: f64, to: f64) -> Clip {
        let sample = |n: usize| {
            let time = n as f64 / 44_100.0;
            let on = (from..to).contains(&time);
            if on { (0.5 * (TAU * hertz * time).sin()) as f32 } else { 0.0 }
        };
        Clip::new((0..44_100 * 4).map(sample).collect(), 1, 44_100)
    }

    fn loudest(grid: &Grid) -> (usize, usize) {
        let at = (0..grid.levels.len()).max_by_key(|at| grid.levels[*at]).expect("cells");
        (at % grid.width, at / grid.width)
    }

    #[test]
    fn a_tone_stands_in_its_row_at_its_time() {
        for (hertz, row) in [(40.0, 9), (500.0, 5), (12_000.0, 0)] {
            let grid = Spectra::of(&tone(hertz, 2.0, 3.0)).grid(8, 10, Range::Full);
            let (column, found) = loudest(&grid);
            assert_eq!(found, row, "{hertz} Hz");
            assert!((4..6).contains(&column), "{hertz} Hz in column {column}");
            assert_eq!(grid.at(column, row), 255);
            assert!(grid.at(1, row) < 10, "silent before");
        }
    }

    #[test]
    fn a_long_file_in_pieces_looks_like_the_whole_and_is_held_in_little_room() {
        let clip = tone(500.0, 2.0, 3.0);
        let whole = Spectra::of(&clip);
        for (seconds, share) in [(4.0, 1), (4_000.0, 20)] {
            let mut builder = SpectraBuilder::new(44_100, seconds);
            clip.samples.chunks(7_777).for_each(|piece| builder.push(piece));
            let pieces = builder.finish();
            assert!(pieces.bins.len() * share <= whole.bins.len());
            let (grid, expected) = (pieces.grid(5, 10, Range::Full), whole.grid(5, 10, Range::Full));
            assert_eq!(loudest(&grid).1, loudest(&expected).1);
            assert!(seconds > 4.0 || grid == expected);
        }
    }

    #[test]
    fn a_click_is_not_lost_in_a_narrow_picture() {
        let mut clip = tone(1.0, 9.0, 9.0);
        clip.samples[100_000..100_010].fill(1.0);
        let grid = Spectra::of(&clip).grid(4, 6, Range::Full);
        assert_eq!(loudest(&grid).0, 2);
        assert_eq!(grid.at(0, 0), 0);
    }

    #[test]
    fn a_range_shows_its_part_only() {
        let spectra = Spectra::of(&tone(5_000.0, 0.0, 4.0));
        let low = spectra.grid(4, 4, Range::Low);
        let high = spectra.grid(4, 4, Range::High);
        assert!(loudest(&high).1 < 3);
        // (The tone's abrupt ends splash into every band.)
        assert!((0..4).all(|row| low.at(1, row) < 80 && low.at(2, row) < 80), "{low:?}");
    }

    #[test]
    fn any_size_and_any_clip_gives_a_picture() {
        for clip in [Clip::new(vec![], 1, 44_100), Clip::new(vec![0.1; 10], 2, 8_000)] {
            let spectra = Spectra::of(&clip);
            for (width, height) in [(0, 5), (5, 0), (1, 1), (300, 200)] {
                assert_eq!(spectra.grid(width, height, Range::Full).levels.len(), width * height);
            }
        }
    }

    #[test]
    fn silence_is_dark() {
        let grid = Spectra::of(&Clip::new(vec![0.0; 44_100], 1, 44_100)).grid(10, 10, Range::Full);
        assert!(grid.levels.iter().all(|level| *level == 0));
    }
}
