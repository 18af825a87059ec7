//! Where the beats of a whole recording lie, where it has one tempo from end to end.

use std::f32::consts::TAU;

use super::onset::{BANDS, FRAMES};

/// An estimated tempo may be off by this share over a whole recording.
const OFF: f32 = 0.003;
/// How much of the beats of single stretches has to be left in all of them together: less where the tempo moves.
const COHERENT: f32 = 0.7;
/// Of all that begins, this share has to lie in stretches that keep the tempo …
const HELD: f32 = 0.7;
/// … which do where they are begun on its beats this much as well as those that keep it best.
const AS_WELL: f32 = 0.4;
const STRETCH: usize = 10 * FRAMES as usize;
/// Parts of a beat that its phase is told by.
const PARTS: usize = 24;

/// Beats at `first + n * beat`, in onset frames.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::sound) struct BeatGrid {
    first: f32,
    beat: f32,
}

impl BeatGrid {
    /// `None` where the onsets do not keep this tempo, or one a hair beside it, to the end.
    pub(in crate::sound) fn of(bands: &[Vec<f32>; BANDS], bpm: f32) -> Option<Self> {
        let onset = |i: usize| 2.0 * bands[0][i] + bands[1..].iter().map(|band| band[i]).sum::<f32>();
        let onsets: Vec<f32> = (0..bands[0].len()).map(onset).collect();
        let around = 60.0 * FRAMES / bpm;
        // Between two that are tried, the last beat moves by less than a frame.
        let step = (around / onsets.len().max(1) as f32 * around).max(1e-4);
        let steps = (OFF * around / step).ceil() as i32;
        let tried = (-steps..=steps).map(|n| around + n as f32 * step);
        let (together, beat) =
            tried.map(|beat| (begun(&onsets, 0, beat), beat)).max_by(|a, b| a.0.total_cmp(&b.0))?;
        let parts = onsets.chunks_exact(STRETCH).enumerate();
        let stretches: Vec<Stretch> = parts.map(|(n, part)| Stretch::of(part, n * STRETCH, beat)).collect();
        let alone: f32 = stretches.iter().map(|stretch| stretch.on_beats).sum();
        let keeps = alone > 0.0 && together > COHERENT * alone && is_held(stretches);
        keeps.then(|| Self { first: phase(&bands[0], beat), beat })
    }

    pub(in crate::sound) fn at(self, beat: usize) -> f32 {
        self.first + beat as f32 * self.beat
    }

    /// How many whole beats so many frames hold.
    pub(in crate::sound) fn beats(self, frames: usize) -> usize {
        ((frames as f32 - self.first) / self.beat).max(0.0) as usize
    }
}

/// Some seconds of onsets.
struct Stretch {
    /// How strongly beats are begun in it.
    on_beats: f32,
    /// All that begins.
    all: f32,
}

impl Stretch {
    fn of(onsets: &[f32], from: usize, beat: f32) -> Self {
        Self { on_beats: begun(onsets, from, beat), all: onsets.iter().map(|onset| onset.max(0.0)).sum() }
    }

    /// How much of what begins does so on beats, on eighths and on sixteenths: 3 at most.
    fn share(&self) -> f32 {
        // Onsets are less than nothing where less begins than around.
        if self.all > 0.0 { (self.on_beats / self.all).min(3.0) } else { 0.0 }
    }
}

/// Whether most of what begins does so at the tempo: not half of a recording at another one.
fn is_held(mut stretches: Vec<Stretch>) -> bool {
    stretches.sort_by(|a, b| a.share().total_cmp(&b.share()));
    let best = stretches.get(stretches.len() * 9 / 10).map_or(0.0, Stretch::share);
    let keep = stretches.iter().filter(|stretch| stretch.share() >= AS_WELL * best);
    let (held, all) = (
        keep.map(|stretch| stretch.all).sum::<f32>(),
        stretches.iter().map(|stretch| stretch.all).sum::<f32>(),
    );
    held >= HELD * all
}

/// How strongly beats, eighths and sixteenths are begun, all together: the onsets, each turned by its place in them. Kicks on the beat
/// and hats between may leave nothing of the beat itself.
fn begun(onsets: &[f32], from: usize, beat: f32) -> f32 {
    let turned = |parts: f32| {
        onsets.iter().enumerate().fold((0.0_f32, 0.0_f32), |(re, im), (at, onset)| {
            let (sin, cos) = (TAU * ((at + from) as f32 * parts / beat).fract()).sin_cos();
            (re + onset * cos, im + onset * sin)
        })
    };
    [1.0, 2.0, 4.0].into_iter().map(turned).map(|(re, im)| re.hypot(im)).sum()
}

/// Where in a beat most begins, in frames, of the low end: hats and chords lie between beats as often as on them.
fn phase(onsets: &[f32], beat: f32) -> f32 {
    let mut parts = [0.0_f32; PARTS];
    for (at, onset) in onsets.iter().enumerate() {
        parts[((at as f32 / beat).fract() * PARTS as f32) as usize % PARTS] += onset.max(0.0);
    }
    let near =
        |part: usize| parts[part] + 0.5 * (parts[(part + 1) % PARTS] + parts[(part + PARTS - 1) % PARTS]);
    let most = (0..PARTS).max_by(|a, b| near(*a).total_cmp(&near(*b))).unwrap_or(0);
    beat * (most as f32 + 0.5) / PARTS as f32
}
