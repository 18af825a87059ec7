//! How the onsets repeat: the autocorrelation of each band.

use realfft::RealFftPlanner;

use super::onset::{BANDS, FRAMES};

/// Longest lag looked at, in frames.
const LAGS: usize = 1_250;
/// Low, middle and high; all.
const VIEWS: usize = 4;
const LOW: usize = 0;
const ALL: usize = 3;

/// How alike the onsets are to themselves a while later.
pub(super) struct Repetition {
    /// By lag in frames, -1 to 1.
    views: [Vec<f32>; VIEWS],
    /// 0 for a view that holds next to nothing of the onsets' power, else 1.
    present: [f32; VIEWS],
}

impl Repetition {
    /// `None` where nothing ever begins.
    pub(super) fn of(bands: &[Vec<f32>; BANDS]) -> Option<Self> {
        let sum = |parts: &[usize]| -> Vec<f32> {
            (0..bands[0].len()).map(|i| parts.iter().map(|&b| bands[b][i]).sum()).collect()
        };
        let views = [sum(&[0]), sum(&[1, 2]), sum(&[3]), sum(&[0, 1, 2, 3])];
        let powers = views.each_ref().map(|v| v.iter().map(|x| x * x).sum::<f32>() / v.len().max(1) as f32);
        let most = powers.iter().copied().fold(0.0, f32::max);
        (most > 1e-6).then(|| Self {
            present: powers.map(|p| (p / most * 20.0).min(1.0)),
            views: views.map(|v| autocorrelation(&v)),
        })
    }

    /// The largest value within 2 % (one to three frames) of a lag.
    fn near(&self, view: usize, lag: f32) -> f32 {
        let reach = (0.02 * lag).clamp(1.0, 3.0);
        let (from, to) = ((lag - reach).floor().max(0.0) as usize, (lag + reach).ceil() as usize);
        let values = self.views[view].get(from..=to).unwrap_or(&[]);
        self.present[view] * values.iter().copied().fold(-1.0, f32::max).max(-0.3)
    }

    /// The beat between two limits at whose multiples everything repeats best, with a slight liking for usual tempi.
    pub(super) fn strongest(&self, shortest: f32, longest: f32) -> Option<f32> {
        let mut best = None;
        let mut beat = shortest;
        while beat < longest {
            let octaves = (60.0 * FRAMES / beat / 120.0).log2();
            let score = self.comb(beat) - 0.05 * octaves * octaves;
            if best.is_none_or(|(most, _)| score > most) {
                best = Some((score, beat));
            }
            beat *= 1.003;
        }
        best.map(|(_, beat)| beat)
    }

    /// The mean of the first eight repeats in the separate views and all.
    fn comb(&self, beat: f32) -> f32 {
        let repeats =
            |view: usize| (1..=8_u8).map(move |k| self.present[view] * self.at(view, beat * f32::from(k)));
        [0, 1, 2, ALL].into_iter().flat_map(repeats).sum::<f32>() / 32.0
    }

    fn at(&self, view: usize, lag: f32) -> f32 {
        let (i, part) = (lag as usize, lag.fract());
        match self.views[view].get(i..i + 2) {
            Some([a, b]) => a * (1.0 - part) + b * part,
            _ => 0.0,
        }
    }

    /// Follows a period's repeats outwards, each twice as far as the last: what is a frame off there is a small part of one
    /// here.
    pub(super) fn refine(&self, mut beat: f32) -> f32 {
        let mut repeats = 1.0_f32;
        while let Some((lag, value)) = self.peak(beat * repeats) {
            if value > 0.05 {
                beat = lag / repeats;
            }
            repeats *= 2.0;
        }
        beat
    }

    /// The highest point of all onsets' repetition around a lag, between frames; `None` beyond the longest lag. Without a
    /// peak the lag itself, and nothing for its height.
    fn peak(&self, lag: f32) -> Option<(f32, f32)> {
        let all = &self.views[ALL];
        let reach = 2.0 + 0.01 * lag.min(200.0);
        let (from, to) = ((lag - reach).max(1.0) as usize, (lag + reach) as usize + 1);
        if to + 1 >= all.len() {
            return None;
        }
        let top = (from..=to).max_by(|&a, &b| all[a].total_cmp(&all[b]))?;
        if top == from || top == to {
            return Some((lag, 0.0));
        }
        let (a, b, c) = (all[top - 1], all[top], all[top + 1]);
        let bend = a - 2.0 * b + c;
        let offset = if bend < 0.0 { (0.5 * (a - c) / bend).clamp(-0.5, 0.5) } else { 0.0 };
        Some((top as f32 + offset, b))
    }

    /// How well the low end repeats after a lag; nothing where there is next to none.
    pub(super) fn of_low_end(&self, lag: f32) -> f32 {
        self.near(LOW, lag)
    }

    /// How well everything repeats after one, two and four bars' worth of beats, as far as the clip goes.
    pub(super) fn clearness(&self, beat: f32) -> f32 {
        let inside =
            [2.0, 4.0, 8.0].into_iter().filter(|beats| beat * beats * 1.2 < self.views[ALL].len() as f32);
        let values: Vec<f32> = inside.map(|beats| self.near(ALL, beat * beats)).collect();
        if values.is_empty() { 0.0 } else { values.iter().sum::<f32>() / values.len() as f32 }
    }

    /// Whether the repetition peaks within 2 % of a multiple of the beat.
    pub(super) fn holds(&self, beat: f32) -> bool {
        let lag = 4.0 * beat;
        let all = &self.views[ALL];
        let (from, to) = ((lag * 0.94) as usize, (lag * 1.06) as usize);
        let Some(around) = all.get(from..=to) else { return true };
        let top = around.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map_or(0, |(i, _)| i + from);
        (top as f32 / lag - 1.0).abs() < 0.02
    }
}

/// By lag, 1 at lag 0.
fn autocorrelation(values: &[f32]) -> Vec<f32> {
    let n = values.len();
    let lags = LAGS.min(n * 3 / 4);
    let size = (n + lags).next_power_of_two();
    let mut planner = RealFftPlanner::<f32>::new();
    let (forward, inverse) = (planner.plan_fft_forward(size), planner.plan_fft_inverse(size));
    let mut padded = values.to_vec();
    padded.resize(size, 0.0);
    let mut spectrum = forward.make_output_vec();
    // The buffers are the plans' own, so their lengths fit.
    let done = forward.process(&mut padded, &mut spectrum).is_ok() && {
        for bin in &mut spectrum {
            *bin = realfft::num_complex::Complex::new(bin.norm_sqr(), 0.0);
        }
        inverse.process(&mut spectrum, &mut padded).is_ok()
    };
    let power = padded[0];
    if !done || power <= 1e-9 {
        return vec![0.0; lags];
    }
    padded.iter().take(lags).enumerate().map(|(lag, sum)| sum / power * n as f32 / (n - lag) as f32).collect()
}
