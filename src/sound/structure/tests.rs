//! Drawn recordings of known structure: what plays in each part is letters (`k` kick, `h` hats, `b` bass, `c` chords, `v` breakbeat).

use std::f32::consts::TAU;

use super::*;

pub(crate) const RATE: u32 = 16_000;

struct Drawn {
    samples: Vec<f32>,
    noise: u32,
}

impl Drawn {
    fn new(seconds: f32) -> Self {
        Self { samples: vec![0.0; (seconds * RATE as f32) as usize], noise: 7 }
    }

    fn noise(&mut self) -> f32 {
        self.noise = self.noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        self.noise as f32 / u32::MAX as f32
    }

    /// A tone, or noise at 0 Hz, that dies away.
    fn hit(&mut self, second: f32, hertz: f32, length: f32, gain: f32) {
        let from = (second * RATE as f32).max(0.0) as usize;
        for i in 0..(6.0 * length * RATE as f32) as usize {
            let time = i as f32 / RATE as f32;
            let wave =
                if hertz > 0.0 { (TAU * hertz * time).sin() } else { [1.0, -1.0][i % 2] * self.noise() };
            if let Some(sample) = self.samples.get_mut(from + i) {
                *sample += gain * wave * (-time / length).exp();
            }
        }
    }

    fn chord(&mut self, second: f32, tones: [f32; 4], length: f32) {
        for hertz in tones {
            self.hit(second, hertz, length, 0.15);
        }
    }

    fn bar(&mut self, at: f32, beat: f32, parts: &str) {
        for quarter in 0..4_u8 {
            let now = at + f32::from(quarter) * beat;
            let off = now + 0.5 * beat;
            for part in parts.chars() {
                match (part, quarter) {
                    ('k', _) => self.hit(now, 52.0, 0.09, 0.8),
                    ('h', _) => self.hit(off, 0.0, 0.02, 0.3),
                    ('b', _) => self.hit(off, 78.0, 0.12, 0.4),
                    ('c', 0) => self.chord(now, [220.0, 277.0, 660.0, 1_760.0], 0.5),
                    ('c', 2) => self.chord(off, [247.0, 330.0, 880.0, 2_200.0], 0.3),
                    ('v', 0) => self.hit(now, 60.0, 0.08, 0.8),
                    ('v', 2) => self.hit(off, 60.0, 0.08, 0.5),
                    ('v', _) => {
                        self.hit(now, 0.0, 0.05, 0.5);
                        self.hit(now, 190.0, 0.06, 0.5);
                    }
                    _ => {}
                }
            }
        }
    }
}

/// Bars of parts after a lead-in in seconds.
pub(crate) fn drawn(bpm: f32, lead_in: f32, parts: &[(usize, &str)]) -> Vec<f32> {
    let beat = 60.0 / bpm;
    let bars: usize = parts.iter().map(|part| part.0).sum();
    let mut drawn = Drawn::new(lead_in + bars as f32 * 4.0 * beat + 1.0);
    let all = parts.iter().flat_map(|(bars, sounds)| std::iter::repeat_n(*sounds, *bars));
    for (bar, sounds) in all.enumerate() {
        drawn.bar(lead_in + bar as f32 * 4.0 * beat, beat, sounds);
    }
    drawn.samples
}

fn points(samples: &[f32]) -> MixPoints {
    let mut builder = OutlineBuilder::new(RATE);
    // Packets of a codec.
    samples.chunks(1_152).for_each(|packet| builder.push(packet, 1));
    of(builder)
}

/// Which bar lines the places are, and how many beats they are beside them at most.
fn bars(found: &MixPoints, bpm: f32, lead_in: f32) -> ([Option<i32>; 3], f32) {
    let places = [found.first_beat, found.intro_end, found.outro];
    let bar = |second: f32| (second - lead_in) * bpm / 240.0;
    let off = |second: f32| 4.0 * (bar(second) - bar(second).round()).abs();
    let most = places.into_iter().flatten().map(off).fold(0.0, f32::max);
    (places.map(|place| place.map(|second| bar(second).round() as i32)), most)
}

pub(crate) const CLUB: &[(usize, &str)] = &[(16, "kh"), (32, "khbc"), (8, "c"), (16, "khbc"), (16, "kh")];

/// Tempo, seconds before the first beat, bars of voices, and the bars of the three points.
type Wanted = (f32, f32, &'static [(usize, &'static str)], [Option<i32>; 3]);

#[test]
fn intro_and_outro_of_drawn_recordings_are_found_on_their_bars() {
    let records: [Wanted; 6] = [
        (124.0, 0.3, CLUB, [Some(0), Some(16), Some(72)]),
        (
            128.0,
            0.0,
            &[(16, "k"), (32, "khbc"), (16, "c"), (32, "khbc"), (16, "k")],
            [Some(0), Some(16), Some(96)],
        ),
        (
            138.0,
            1.7,
            &[(32, "kh"), (16, "khbc"), (16, "c"), (32, "khbc"), (32, "k")],
            [Some(0), Some(32), Some(96)],
        ),
        (
            174.0,
            0.0,
            &[(16, "c"), (16, "v"), (32, "vhc"), (16, "hc"), (32, "vhc"), (16, "v")],
            [Some(16), Some(32), Some(112)],
        ),
        (96.0, 0.9, &[(8, "c"), (24, "khbc"), (4, "h"), (16, "khbc")], [Some(8), Some(8), None]),
        // Twenty seconds of nothing first.
        (124.0, 20.0, CLUB, [Some(0), Some(16), Some(72)]),
    ];
    for (bpm, lead_in, parts, expected) in records {
        let found = points(&drawn(bpm, lead_in, parts));
        let (bars, beside) = bars(&found, bpm, lead_in);
        assert_eq!(bars, expected, "{bpm}: {found:?}");
        assert!(beside < 0.1, "{bpm}: {beside} beats beside the bar");
    }
}

#[test]
fn half_a_bar_of_pickup_moves_no_bar_line() {
    let bpm = 126.0;
    let pickup = 2.0 * 60.0 / bpm;
    let mut samples = drawn(bpm, pickup, CLUB);
    let mut fill = Drawn::new(pickup);
    for eighth in 0..4_u8 {
        fill.hit(f32::from(eighth) * pickup / 4.0, 190.0, 0.05, 0.6);
    }
    samples.iter_mut().zip(&fill.samples).for_each(|(sample, fill)| *sample += fill);
    let found = points(&samples);
    let ([first, intro, outro], _) = bars(&found, bpm, pickup);
    assert_eq!((intro, outro), (Some(16), Some(72)), "{found:?}");
    assert!(first.is_some_and(|bar| (-1..=0).contains(&bar)), "{found:?}");
}

#[test]
fn what_is_in_full_from_end_to_end_has_neither_intro_nor_outro() {
    let found = points(&drawn(128.0, 0.0, &[(64, "khbc")]));
    assert_eq!((found.intro_end, found.outro), (None, None));
    assert!(found.first_beat.is_some_and(|second| second < 0.1), "{found:?}");
}

#[test]
fn without_a_beat_or_with_too_few_there_is_nothing_to_mix_by() {
    let seconds = 120.0;
    let mut tones = Drawn::new(seconds);
    // Long tones that come and go …
    for at in 0..12_u8 {
        tones.hit(f32::from(at) * 9.7, 110.0 * f32::from(at % 5 + 1), 4.0, 0.2);
    }
    assert_eq!(points(&tones.samples), MixPoints::default());
    // … words: bursts of noise at no pace …
    let mut words = Drawn::new(seconds);
    let mut now = 0.0;
    while now < seconds {
        now += 0.12 + 0.35 * words.noise();
        words.hit(now, 0.0, 0.04, 0.3);
    }
    assert_eq!(points(&words.samples), MixPoints::default());
    // … and fifteen bars.
    assert_eq!(points(&drawn(128.0, 0.0, &[(5, "k"), (10, "khbc")])), MixPoints::default());
    for length in [0, 1, 100, RATE as usize, 90 * RATE as usize] {
        assert_eq!(points(&vec![0.0; length]), MixPoints::default());
    }
}

#[test]
fn a_tempo_that_changes_half_way_gives_no_places() {
    let slow = drawn(122.0, 0.0, &[(16, "kh"), (24, "khbc")]);
    for bpm in [124.0, 131.0] {
        let fast = drawn(bpm, 0.0, &[(24, "khbc"), (16, "kh")]);
        assert_eq!(points(&[slow.clone(), fast].concat()), MixPoints::default(), "{bpm}");
    }
}

#[test]
fn a_mix_of_hours_has_none_and_its_outline_is_small() {
    let mut builder = OutlineBuilder::new(RATE);
    let part = drawn(128.0, 0.0, &[(1, "khbc")]);
    let bars = LONGEST as usize * RATE as usize / part.len() + 4;
    (0..bars).for_each(|_| builder.push(&part, 1));
    assert!(builder.held() < 2 << 20, "{} numbers", builder.held());
    assert_eq!(of(builder), MixPoints::default());
}

#[test]
fn rate_and_channels_make_no_difference() {
    let mono = drawn(124.0, 0.3, CLUB);
    let whole = points(&mono);
    // Each sample three times, in two channels.
    let mut builder = OutlineBuilder::new(3 * RATE);
    for packet in mono.chunks(500) {
        let wide: Vec<f32> = packet.iter().flat_map(|sample| [*sample; 6]).collect();
        builder.push(&wide, 2);
    }
    let wide = of(builder);
    let pairs =
        [(whole.first_beat, wide.first_beat), (whole.intro_end, wide.intro_end), (whole.outro, wide.outro)];
    for (one, other) in pairs {
        assert!((one.unwrap() - other.unwrap()).abs() < 0.1, "{whole:?} {wide:?}");
    }
}
