//! To another sample rate, with rubato.

use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Async, Fft, FixedAsync, FixedSync, Resampler, SincInterpolationParameters, WindowFunction};

use super::clip::Clip;

/// Why a clip could not be brought to another rate.
#[derive(Debug, thiserror::Error)]
#[error("cannot resample from {from} Hz to {to} Hz: {cause}")]
pub struct ResampleError {
    from: u32,
    to: u32,
    cause: String,
}

/// Input frames in one step; at least one FFT block of the usual pairs (441, 147, 160 … frames).
const CHUNK: usize = 4096;
/// Above this block length the FFT would be larger than a sinc table is dear.
const LONGEST_BLOCK: u32 = 8192;

/// `clip` at `rate` Hz, as long as before (rounded up to whole frames); unchanged where the rate is right already.
pub fn to_rate(clip: Clip, rate: u32) -> Result<Clip, ResampleError> {
    if clip.rate == rate || clip.is_empty() {
        let rate = if clip.is_empty() { rate } else { clip.rate };
        return Ok(Clip { rate, ..clip });
    }
    let failed = |cause: String| ResampleError { from: clip.rate, to: rate, cause };
    let channels = usize::from(clip.channels);
    let frames = clip.frames();
    let input =
        InterleavedSlice::new(&clip.samples, channels, frames).map_err(|error| failed(error.to_string()))?;
    let mut resampler = resampler(clip.rate, rate, channels).map_err(failed)?;
    let output = resampler.process_all(&input, frames, None).map_err(|error| failed(error.to_string()))?;
    Ok(Clip::new(output.take_data(), clip.channels, rate))
}

/// Brings sound that comes in pieces to another rate, without a seam between them.
pub struct Resampling {
    inner: Box<dyn Resampler<f32>>,
    rates: (u32, u32),
    channels: usize,
    /// Input that does not fill a step yet, interleaved.
    waiting: Vec<f32>,
    /// Frames of the output that come before the first of the input.
    late: usize,
}

impl Resampling {
    /// Between two rates, Hz.
    pub fn new(from: u32, to: u32, channels: u16) -> Result<Self, ResampleError> {
        let channels = usize::from(channels);
        let inner = resampler(from, to, channels).map_err(|cause| ResampleError { from, to, cause })?;
        let late = inner.output_delay();
        Ok(Self { inner, rates: (from, to), channels, waiting: Vec::new(), late })
    }

    /// What comes out, interleaved, once these interleaved samples have come in.
    pub fn push(&mut self, samples: &[f32]) -> Result<Vec<f32>, ResampleError> {
        self.waiting.extend(samples);
        let mut out = Vec::new();
        loop {
            let frames = self.inner.input_frames_next();
            let step = frames * self.channels;
            if self.waiting.len() < step {
                break;
            }
            out.extend(self.step(frames)?);
            self.waiting.drain(..step);
        }
        let late = self.late.min(out.len() / self.channels);
        self.late -= late;
        out.drain(..late * self.channels);
        Ok(out)
    }

    /// What is still inside, and silence behind it.
    pub fn finish(&mut self) -> Result<Vec<f32>, ResampleError> {
        let delay = self.inner.output_delay() as f64 / self.inner.resample_ratio();
        let frames = delay.ceil() as usize + self.inner.input_frames_max();
        self.push(&vec![0.0; frames * self.channels])
    }

    fn step(&mut self, frames: usize) -> Result<Vec<f32>, ResampleError> {
        let (from, to) = self.rates;
        let failed = |cause: String| ResampleError { from, to, cause };
        let input = InterleavedSlice::new(&self.waiting[..frames * self.channels], self.channels, frames);
        let input = input.map_err(|error| failed(error.to_string()))?;
        let output = self.inner.process(&input, None).map_err(|error| failed(error.to_string()))?;
        Ok(output.take_data())
    }
}

fn resampler(from: u32, to: u32, channels: usize) -> Result<Box<dyn Resampler<f32>>, String> {
    if from == 0 || to == 0 {
        return Err("a rate of zero".to_owned());
    }
    let common = gcd(from, to);
    if from / common <= LONGEST_BLOCK && to / common <= LONGEST_BLOCK {
        let (from, to) = (from as usize, to as usize);
        let window = WindowFunction::BlackmanHarris2;
        let fft = Fft::new_custom(from, to, CHUNK, 1, channels, window, FixedSync::Both);
        return fft.map(|fft| Box::new(fft) as Box<dyn Resampler<f32>>).map_err(|error| error.to_string());
    }
    let parameters = SincInterpolationParameters::new(128, WindowFunction::BlackmanHarris2);
    let ratio = f64::from(to) / f64::from(from);
    Async::new_sinc(ratio, 1.0, &parameters, CHUNK, channels, FixedAsync::Input)
        .map(|sinc| Box::new(sinc) as Box<dyn Resampler<f32>>)
        .map_err(|error| error.to_string())
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use std::f32::consts::TAU;

    use super::*;

    fn sine(rate: u32, hertz: f32, seconds: f32) -> Clip {
        let frames = (rate as f32 * seconds) as usize;
        let samples = (0..frames).map(|n| 0.5 * (TAU * hertz * n as f32 / rate as f32).sin()).collect();
        Clip::new(samples, 1, rate)
    }

    /// The largest difference away from the ends, where a filter has no neighbours.
    fn difference(a: &Clip, b: &Clip) -> f32 {
        let inner = 400..a.frames().min(b.frames()) - 400;
        a.samples[inner.clone()]
            .iter()
            .zip(&b.samples[inner])
            .fold(0.0, |worst, (a, b)| f32::max(worst, (a - b).abs()))
    }

    #[test]
    fn a_tone_stays_the_same_tone_at_usual_and_odd_rates() {
        // The sinc of the odd rate rounds its delay to a whole frame: 0.39 rad of the tone at most.
        for (from, to, tolerance) in
            [(44_100, 16_000, 0.003), (44_100, 48_000, 0.003), (48_000, 44_100, 0.003), (44_099, 16_000, 0.2)]
        {
            let out = to_rate(sine(from, 1000.0, 0.5), to).expect("resampled");
            let worst = difference(&out, &sine(to, 1000.0, 0.5));
            assert!(worst < tolerance, "{from} to {to}: off by {worst}");
            assert!((out.seconds() - 0.5).abs() < 0.001, "{from} to {to}: {}", out.seconds());
        }
    }

    #[test]
    fn pieces_come_out_as_the_whole_does() {
        for (from, to) in [(48_000, 44_100), (22_050, 44_100), (96_000, 44_100)] {
            let tone = sine(from, 1_000.0, 0.7);
            let whole = to_rate(tone.clone(), to).expect("resampled");
            let mut pieces = Resampling::new(from, to, 1).expect("resampler");
            let mut samples = Vec::new();
            for piece in tone.samples.chunks(999) {
                samples.extend(pieces.push(piece).expect("resampled"));
            }
            samples.extend(pieces.finish().expect("the rest"));
            let worst = difference(&whole, &Clip::new(samples.clone(), 1, to));
            assert!(worst < 1e-4 && samples.len() >= whole.frames(), "{from} to {to}: off by {worst}");
        }
    }

    #[test]
    fn what_the_new_rate_cannot_hold_is_filtered_out() {
        let out = to_rate(sine(44_100, 12_000.0, 0.5), 16_000).expect("resampled");
        assert!(out.cut_peak() < 0.001, "alias of {}", out.cut_peak());
    }

    #[test]
    fn channels_stay_apart_and_short_clips_survive() {
        let left = sine(44_100, 440.0, 0.2);
        let samples = left.samples.iter().flat_map(|s| [*s, 0.0]).collect();
        let out = to_rate(Clip::new(samples, 2, 44_100), 48_000).expect("resampled");
        assert_eq!(out.channels, 2);
        assert!(out.samples.iter().skip(1).step_by(2).all(|s| *s == 0.0));
        for frames in [1, 2, 100] {
            let tiny = Clip::new(vec![0.1; frames], 1, 44_100);
            assert!(!to_rate(tiny, 16_000).expect("resampled").is_empty());
        }
    }

    impl Clip {
        fn cut_peak(&self) -> f32 {
            let inner = &self.samples[400..self.samples.len() - 400];
            inner.iter().fold(0.0, |peak, s| peak.max(s.abs()))
        }
    }
}
