//! Sounds that say where in them one is.

use std::time::Duration;

use segue::sound::clip::Clip;
use segue::sound::feed::Cued;

use super::server::{Frame, RATE};

/// Frames after a start inside a clip that are faded, so that they do not say where they are.
const FADED: usize = RATE / 100;

/// A clip of `seconds` whose every frame holds its own number and the clip's `name` (1 to 100), ready to play.
pub fn numbered(name: i16, seconds: usize) -> Cued {
    Cued::new(numbers(name, seconds)).expect("cued")
}

/// The same before it is made ready.
pub fn numbers(name: i16, seconds: usize) -> Clip {
    let value = |n: i16| f32::from(n) / f32::from(i16::MAX);
    let samples = (0..seconds * RATE).flat_map(|n| {
        let (high, low) = ((n >> 7) as i16 + 1, (n & 127) as i16);
        [value(high), value(name * 128 + low)]
    });
    Clip::new(samples.collect(), 2, RATE as u32)
}

/// Which clip and which of its frames this is; `None` for silence.
pub fn number(frame: &Frame) -> Option<(i16, usize)> {
    let (high, low) = (frame.left, frame.right);
    (high > 0 && low >= 128).then(|| (low / 128, (high as usize - 1) * 128 + (low % 128) as usize))
}

/// A stretch of a clip that was played without a gap.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    pub name: i16,
    /// First and last frame of the clip.
    pub first: usize,
    pub last: usize,
    /// Where in the recording it begins.
    pub at: usize,
}

impl Stretch {
    pub fn len(&self) -> usize {
        self.last - self.first + 1
    }
}

/// What was played, in unbroken stretches; those shorter than a fade are left out.
pub fn stretches(frames: &[Frame]) -> Vec<Stretch> {
    let mut all: Vec<Stretch> = Vec::new();
    for (at, frame) in frames.iter().enumerate() {
        let Some((name, n)) = number(frame) else { continue };
        match all.last_mut() {
            Some(last) if last.name == name && last.last + 1 == n && last.at + last.len() == at => {
                last.last = n;
            }
            _ => all.push(Stretch { name, first: n, last: n, at }),
        }
    }
    all.retain(|stretch| stretch.len() > FADED);
    all
}

/// Time as frames.
pub fn frames(time: Duration) -> usize {
    (time.as_secs_f64() * RATE as f64).round() as usize
}

/// Pearson's correlation of `clip` with what was `heard`, both mono, where it is highest: within 50 ms of the first sound.
pub fn correlation(heard: &[f32], clip: &[f32]) -> f64 {
    let start = |sound: &[f32]| sound.iter().position(|s| s.abs() > 0.01).expect("a sound");
    let reach = RATE / 20;
    let (near, clip) = (start(heard).saturating_sub(reach), &clip[start(clip)..]);
    let at = |lag: usize, length: usize| {
        let there = &heard[(near + lag).min(heard.len())..];
        pearson(&there[..there.len().min(length)], &clip[..clip.len().min(length)])
    };
    let tries = (0..2 * reach).map(|lag| (at(lag, RATE / 10), lag));
    let (_, lag) = tries.max_by(|a, b| a.0.total_cmp(&b.0)).expect("a lag");
    at(lag, clip.len())
}

fn pearson(a: &[f32], b: &[f32]) -> f64 {
    let length = a.len().min(b.len());
    let mean = |x: &[f32]| x[..length].iter().map(|s| f64::from(*s)).sum::<f64>() / length as f64;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (x, y) in a[..length].iter().zip(&b[..length]) {
        let (x, y) = (f64::from(*x) - mean_a, f64::from(*y) - mean_b);
        (ab, aa, bb) = (ab + x * y, aa + x * x, bb + y * y);
    }
    ab / (aa * bb).sqrt()
}
