//! The live view: one column at a time, through spectrum-analyzer, that sweeps over the one before.

use std::time::Duration;

use spectrum_analyzer::scaling::divide_by_N;
use spectrum_analyzer::windows::hann_window;
use spectrum_analyzer::{FrequencyLimit, samples_fft_to_spectrum};

use super::bands::{Range, power};
use super::{Grid, level};

/// Samples looked at: 93 ms at 44.1 kHz.
pub const WINDOW: usize = 4096;
/// The level that is full: a little below a full-scale sine, as music has its power spread.
const TOP: f32 = -12.0;

/// The column of the sound around `frame` of interleaved `samples`: `rows` levels, the highest frequency first.
pub fn column(samples: &[f32], channels: u16, rate: u32, frame: u64, rows: usize, range: Range) -> Vec<u8> {
    let width = usize::from(channels.max(1));
    let first = frame as i64 - WINDOW as i64 / 2;
    let mono: Vec<f32> = (0..WINDOW as i64)
        .map(|n| {
            let at = usize::try_from(first + n).ok().and_then(|at| at.checked_mul(width));
            let sound = at.and_then(|at| samples.get(at..at + width));
            sound.map_or(0.0, |sound| sound.iter().sum::<f32>() / width as f32)
        })
        .collect();
    let windowed = hann_window(&mono);
    let Ok(spectrum) = samples_fft_to_spectrum(&windowed, rate, FrequencyLimit::All, Some(&divide_by_N))
    else {
        return vec![0; rows];
    };
    // Twice for the mirrored half, twice for the window's gain: a full-scale sine is 1.
    let bins: Vec<f32> = spectrum.data().iter().map(|(_, value)| (4.0 * value.val()).powi(2)).collect();
    let bin_hertz = rate as f32 / WINDOW as f32;
    let edges = range.edges(rows);
    let bands = edges.windows(2).rev().map(|edge| power(&bins, bin_hertz, edge[0], edge[1]));
    bands.map(|power| level(10.0 * power.max(1e-12).log10(), TOP)).collect()
}

/// A picture that is overwritten from left to right, over and over.
#[derive(Clone, Debug)]
pub struct Sweep {
    grid: Grid,
    step: Duration,
    head: Option<usize>,
    /// When in the clip each column was.
    times: Vec<Option<Duration>>,
}

impl Sweep {
    /// `width` columns of `rows`, a new one every `step`.
    pub fn new(width: usize, rows: usize, step: Duration) -> Self {
        let (grid, step) = (Grid::new(width.max(1), rows), step.max(Duration::from_millis(1)));
        Self { times: vec![None; grid.width], grid, step, head: None }
    }

    /// Which column belongs to `position` in the clip.
    pub fn column_at(&self, position: Duration) -> usize {
        (position.as_micros() / self.step.as_micros()) as usize % self.grid.width
    }

    /// Writes the column of `position`, if it is not the one written last; its number. What is further from there than the picture is
    /// wide, as after a jump, goes.
    pub fn advance(&mut self, position: Duration, column: impl FnOnce(usize) -> Vec<u8>) -> Option<usize> {
        let at = self.column_at(position);
        if self.head == Some(at) {
            return None;
        }
        self.head = Some(at);
        self.forget_far_from(position);
        self.times[at] = Some(position);
        let levels = column(self.grid.height);
        self.grid.set_column(at, &levels);
        Some(at)
    }

    fn forget_far_from(&mut self, position: Duration) {
        let width = self.step * self.grid.width as u32;
        let empty = vec![0; self.grid.height];
        for (at, time) in self.times.iter_mut().enumerate() {
            if time.take_if(|time| time.abs_diff(position) > width).is_some() {
                self.grid.set_column(at, &empty);
            }
        }
    }

    /// What has been swept so far.
    pub fn grid(&self) -> &Grid {
        &self.grid
    }

    /// When in the clip a column was; `None` where nothing was swept yet.
    pub fn time_at(&self, column: usize) -> Option<Duration> {
        *self.times.get(column)?
    }

    /// The time between two columns.
    pub fn step(&self) -> Duration {
        self.step
    }

    /// The column written last.
    pub fn head(&self) -> Option<usize> {
        self.head
    }
}

#[cfg(test)]
mod tests {
    use std::f32::consts::TAU;

    use super::*;

    #[test]
    fn a_tone_lights_its_row() {
        let sine: Vec<f32> =
            (0..44_100).flat_map(|n| [0.4 * (TAU * 500.0 * n as f32 / 44_100.0).sin(); 2]).collect();
        let levels = column(&sine, 2, 44_100, 20_000, 10, Range::Full);
        let loudest = (0..10).max_by_key(|row| levels[*row]).expect("rows");
        assert_eq!(loudest, 5, "{levels:?}");
        assert!(levels[5] > 240 && levels[0] < 20, "{levels:?}");
    }

    #[test]
    fn before_and_behind_the_clip_it_is_dark() {
        let loud = vec![0.5; 1000];
        assert_eq!(column(&loud, 1, 44_100, 1_000_000, 4, Range::Full), [0; 4]);
        assert_eq!(column(&[], 2, 44_100, 0, 4, Range::Full), [0; 4]);
        assert_eq!(column(&vec![f32::NAN; 9000], 1, 44_100, 100, 3, Range::Full), [0; 3]);
    }

    #[test]
    fn only_one_column_changes_at_a_step_and_the_head_comes_round() {
        let mut sweep = Sweep::new(10, 2, Duration::from_millis(100));
        let at = |n: u64| Duration::from_millis(n);
        assert_eq!(sweep.advance(at(250), |rows| vec![7; rows]), Some(2));
        assert_eq!(sweep.advance(at(299), |_| unreachable!("the same column")), None);
        assert_eq!(sweep.advance(at(1_010), |rows| vec![9; rows]), Some(0));
        assert_eq!((sweep.grid().at(2, 1), sweep.grid().at(0, 0), sweep.grid().at(1, 0)), (7, 9, 0));
        assert_eq!(
            (sweep.time_at(2), sweep.time_at(0), sweep.time_at(1)),
            (Some(at(250)), Some(at(1_010)), None)
        );
    }

    #[test]
    fn a_jump_leaves_nothing_of_what_is_far_away() {
        let mut sweep = Sweep::new(10, 1, Duration::from_millis(100));
        let times = |sweep: &Sweep| {
            (0..10).filter_map(|c| sweep.time_at(c)).map(|t| t.as_millis()).collect::<Vec<_>>()
        };
        for n in 0..8 {
            sweep.advance(Duration::from_millis(n * 100), |rows| vec![5; rows]);
        }
        // A little back: what comes stands there already.
        sweep.advance(Duration::from_millis(200), |rows| vec![5; rows]);
        assert_eq!(times(&sweep).len(), 8);
        sweep.advance(Duration::from_mins(1), |rows| vec![9; rows]);
        assert_eq!(times(&sweep), [60_000]);
        assert_eq!((0..10).map(|c| u32::from(sweep.grid().at(c, 0))).sum::<u32>(), 9);
    }
}
