//! Made-up loops of known tempo and key: drums, a bass line and chords, the same for the same seed. What estimates are
//! tested on, and what can be heard where no music may be shipped.

use std::f32::consts::TAU;

use segue::{
    chance::Rng,
    sound::key::{Mode, MusicalKey},
};

/// How the drums go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drums {
    /// A kick on every beat, a clap on the second and fourth.
    FourToTheFloor,
    /// A kick on the first and third beat, a snare on the second and fourth.
    Backbeat,
    /// A kick on the first beat, the snare on the third: it feels half as fast.
    HalfTime,
    /// Kick and snare of a breakbeat.
    Break,
    /// No drums at all.
    None,
}

/// How often the hats sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hats {
    /// Between the beats.
    Offbeat,
    /// Twice a beat.
    Eighths,
    /// Four times a beat.
    Sixteenths,
    /// Never.
    None,
}

/// What the bass and the chords do in each of four bars, as degrees of the scale (0 is the tonic).
pub type Progression = [usize; 4];

/// A loop to render.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Loop {
    /// Beats per minute.
    pub bpm: f32,
    /// Where the second eighth of a beat falls: 0.5 straight, 0.667 a triplet.
    pub swing: f32,
    /// The drums.
    pub drums: Drums,
    /// Whether the kick sounds at all.
    pub kick: bool,
    /// The hats.
    pub hats: Hats,
    /// The bass and the chords; `None` for drums alone.
    pub harmony: Option<(MusicalKey, Progression)>,
    /// How far everything is from 440 Hz.
    pub cents: f32,
    /// How much noise lies under it, 0 to 1.
    pub noise: f32,
    /// Of the noise and of small differences.
    pub seed: u64,
}

impl Default for Loop {
    fn default() -> Self {
        Self {
            bpm: 120.0,
            swing: 0.5,
            drums: Drums::FourToTheFloor,
            kick: true,
            hats: Hats::Offbeat,
            harmony: None,
            cents: 0.0,
            noise: 0.0,
            seed: 1,
        }
    }
}

/// The steps of a bar that a drum sounds on; four steps a beat.
fn kicks(drums: Drums) -> &'static [usize] {
    match drums {
        Drums::FourToTheFloor => &[0, 4, 8, 12],
        Drums::Backbeat => &[0, 8],
        Drums::HalfTime => &[0],
        Drums::Break => &[0, 10],
        Drums::None => &[],
    }
}

fn snares(drums: Drums) -> &'static [usize] {
    match drums {
        Drums::FourToTheFloor | Drums::Backbeat | Drums::Break => &[4, 12],
        Drums::HalfTime => &[8],
        Drums::None => &[],
    }
}

fn hats(hats: Hats) -> &'static [usize] {
    match hats {
        Hats::Offbeat => &[2, 6, 10, 14],
        Hats::Eighths => &[0, 2, 4, 6, 8, 10, 12, 14],
        Hats::Sixteenths => &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
        Hats::None => &[],
    }
}

/// Numbers in -1..1.
pub struct Numbers(Rng);

impl Numbers {
    /// The same numbers for the same seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Rng::new(seed))
    }

    /// The next number.
    pub fn draw(&mut self) -> f32 {
        self.0.between(-1.0, 1.0)
    }
}

impl Loop {
    /// Mono samples, about -0.9 to 0.9 at the loudest.
    #[must_use]
    pub fn render(&self, rate: u32, seconds: f32) -> Vec<f32> {
        let mut out = vec![0.0_f32; (seconds * rate as f32) as usize];
        let mut noise = Numbers::new(self.seed);
        let bars = (seconds * self.bpm / 240.0).ceil() as usize;
        for bar in 0..bars {
            self.drums(&mut out, rate, bar, &mut noise);
            if let Some((key, progression)) = self.harmony {
                self.harmony(&mut out, rate, bar, key, progression[bar % 4]);
            }
        }
        for sample in &mut out {
            *sample += 0.1 * self.noise * noise.draw();
        }
        let peak = out.iter().fold(0.0_f32, |peak, s| peak.max(s.abs()));
        if peak > 0.0 {
            for sample in &mut out {
                *sample *= 0.9 / peak;
            }
        }
        out
    }

    /// The second at which a step of a bar begins.
    fn time(&self, bar: usize, step: usize) -> f32 {
        let (beat, part) = (step / 4, step % 4);
        let within = match part {
            0 => 0.0,
            1 => self.swing / 2.0,
            2 => self.swing,
            _ => f32::midpoint(1.0, self.swing),
        };
        (bar as f32 * 4.0 + beat as f32 + within) * 60.0 / self.bpm
    }

    fn drums(&self, out: &mut [f32], rate: u32, bar: usize, noise: &mut Numbers) {
        if self.kick {
            for &step in kicks(self.drums) {
                kick(out, start(self.time(bar, step), rate, noise.draw()), rate);
            }
        }
        for &step in snares(self.drums) {
            snare(out, start(self.time(bar, step), rate, noise.draw()), rate, noise);
        }
        for &step in hats(self.hats) {
            let accent = if step % 4 == 2 { 0.35 } else { 0.22 };
            hat(out, start(self.time(bar, step), rate, noise.draw()), rate, accent, noise);
        }
    }

    /// A triad held for the bar, and the bass on its root.
    fn harmony(&self, out: &mut [f32], rate: u32, bar: usize, key: MusicalKey, degree: usize) {
        let tuning = (self.cents / 1200.0).exp2();
        let note = |midi: usize| 440.0 * ((midi as f32 - 69.0) / 12.0).exp2() * tuning;
        let length = 240.0 / self.bpm;
        let from = self.time(bar, 0);
        for third in [0, 2, 4] {
            let pitch = 60 + usize::from(key.tonic) % 12 + scale(key.mode, degree + third);
            tone(out, rate, from, length * 0.98, note(pitch), 0.08);
        }
        let root = 36 + usize::from(key.tonic) % 12 + scale(key.mode, degree) % 12;
        for eighth in 0..8 {
            tone(out, rate, self.time(bar, eighth * 2), length / 10.0, note(root), 0.3);
        }
    }
}

/// Semitones of a degree above the tonic.
fn scale(mode: Mode, degree: usize) -> usize {
    let steps = match mode {
        Mode::Major => [0, 2, 4, 5, 7, 9, 11],
        Mode::Minor => [0, 2, 3, 5, 7, 8, 10],
    };
    steps[degree % 7] + 12 * (degree / 7)
}

/// A player is up to 2 ms off.
fn start(seconds: f32, rate: u32, late: f32) -> usize {
    ((seconds + 0.002 * (late + 1.0) / 2.0) * rate as f32) as usize
}

fn kick(out: &mut [f32], start: usize, rate: u32) {
    for (i, sample) in out.iter_mut().skip(start).take(rate as usize / 4).enumerate() {
        let t = i as f32 / rate as f32;
        *sample += 0.8 * (TAU * (48.0 * t + 3.0 * (1.0 - (-t * 40.0).exp()))).sin() * (-t * 14.0).exp();
    }
}

fn snare(out: &mut [f32], start: usize, rate: u32, noise: &mut Numbers) {
    let mut last = 0.0;
    for (i, sample) in out.iter_mut().skip(start).take(rate as usize / 5).enumerate() {
        let t = i as f32 / rate as f32;
        last = 0.6 * last + 0.4 * noise.draw();
        *sample += (0.7 * last + 0.2 * (TAU * 185.0 * t).sin()) * (-t * 22.0).exp();
    }
}

fn hat(out: &mut [f32], start: usize, rate: u32, loud: f32, noise: &mut Numbers) {
    let mut last = 0.0;
    for (i, sample) in out.iter_mut().skip(start).take(rate as usize / 15).enumerate() {
        let t = i as f32 / rate as f32;
        let now = noise.draw();
        *sample += loud * (now - last) * 0.5 * (-t * 70.0).exp();
        last = now;
    }
}

/// Six harmonics, a soft start and end.
fn tone(out: &mut [f32], rate: u32, from: f32, seconds: f32, hz: f32, loud: f32) {
    let first = (from * rate as f32) as usize;
    for (i, sample) in out.iter_mut().skip(first).take((seconds * rate as f32) as usize).enumerate() {
        let t = i as f32 / rate as f32;
        let edge = (t / 0.01).min((seconds - t) / 0.03).clamp(0.0, 1.0);
        let wave: f32 = (1..=6_u8).map(|h| (TAU * hz * f32::from(h) * t).sin() / f32::from(h * h)).sum();
        *sample += loud * edge * wave;
    }
}

/// Loops of 60 to 190 beats per minute, straight and swung, half-time, with and without a kick, with and without harmony: what tempi
/// are measured on. The seed is not one that the estimate's weights were fitted on.
#[must_use]
pub fn of_every_tempo(count: usize) -> Vec<Loop> {
    let mut numbers = Numbers::new(20_261);
    let mut pick = move |n: usize| (f32::midpoint(numbers.draw(), 1.0) * n as f32) as usize % n;
    (0..count)
        .map(|i| {
            let bpm = 60.0 + 130.0 * (i as f32 + 0.37) / count as f32;
            let drums = [
                Drums::FourToTheFloor,
                Drums::Backbeat,
                Drums::HalfTime,
                Drums::FourToTheFloor,
                Drums::Break,
            ][pick(5)];
            let key = MusicalKey { tonic: pick(12) as u8, mode: [Mode::Major, Mode::Minor][pick(2)] };
            Loop {
                bpm,
                swing: [0.5, 0.5, 0.58, 0.667][pick(4)],
                drums,
                kick: pick(4) > 0,
                hats: [Hats::Eighths, Hats::Offbeat, Hats::Eighths][pick(3)],
                harmony: (pick(2) == 0).then_some((key, [0, 5, 3, 4])),
                noise: 0.2,
                seed: i as u64 + 1,
                ..Loop::default()
            }
        })
        .collect()
}

/// Songs in all 24 keys, detuned up to 40 cents: what keys are measured on. `songs` is how many in each key, four at most.
#[must_use]
pub fn in_every_key(songs: usize) -> Vec<Loop> {
    const SONGS: [(Progression, Drums); 4] = [
        ([0, 3, 4, 0], Drums::None),
        ([0, 5, 3, 4], Drums::Backbeat),
        ([0, 0, 3, 4], Drums::FourToTheFloor),
        ([0, 3, 0, 4], Drums::HalfTime),
    ];
    let keys = (0..12).flat_map(|tonic| [Mode::Major, Mode::Minor].map(|mode| MusicalKey { tonic, mode }));
    keys.flat_map(|key| {
        SONGS.into_iter().take(songs).enumerate().map(move |(song, (progression, drums))| Loop {
            bpm: 88.0 + 6.0 * f32::from(key.tonic),
            drums,
            harmony: Some((key, progression)),
            cents: [-40.0, 40.0, 0.0, 17.0][(song + usize::from(key.tonic)) % 4],
            noise: 0.2,
            hats: Hats::Eighths,
            ..Loop::default()
        })
    })
    .collect()
}
