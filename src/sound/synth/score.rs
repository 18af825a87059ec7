//! Which sounds fall where in a style's bar.

use super::voices::{air, bass, hat, kick, note, pad, pluck, reese, snare, stab};
use super::{Random, SECONDS, Style, SynthFacts, Tape};

/// Plays a whole record onto the tape.
pub fn play(style: Style, facts: SynthFacts, random: &mut Random, tape: &mut Tape) {
    let score = Score {
        root: i32::from(facts.root),
        third: if facts.minor { 3 } else { 4 },
        step: 15.0 / f64::from(facts.tempo.unwrap_or(60.0)),
        drop: facts.drop.map_or(f64::INFINITY, |drop| drop.as_secs_f64()),
    };
    match style {
        Style::House => house(&score, random, tape),
        Style::Techno => techno(&score, random, tape),
        Style::DubTechno => dub(&score, random, tape),
        Style::DrumAndBass => drum_and_bass(&score, random, tape),
        Style::Electro => electro(&score, random, tape),
        Style::Ambient => ambient(&score, random, tape),
    }
}

struct Score {
    root: i32,
    third: i32,
    /// Seconds of a sixteenth.
    step: f64,
    /// When kick and bass begin.
    drop: f64,
}

impl Score {
    /// Every sixteenth: its time and its number in the record.
    fn steps(&self) -> impl Iterator<Item = (f64, usize)> {
        let step = self.step;
        let count = (f64::from(SECONDS) / step) as usize;
        (0..count).map(move |number| (number as f64 * step, number))
    }

    /// Adds `sound` at the steps of a bar that `pattern` marks with anything but a dot, from `from` seconds on.
    fn bar(&self, tape: &mut Tape, pattern: &[u8], from: f64, sound: &[f32], gain: f32, pan: f32) {
        for (time, number) in self.steps() {
            // A little less than `from`, as bar lines are not exact in binary.
            if pattern[number % pattern.len()] != b'.' && time > from - 0.01 {
                tape.add(time, sound, gain, pan);
            }
        }
    }

    fn chord(&self, octave: i32, steps: &[i32]) -> Vec<f32> {
        steps.iter().map(|step| note(self.root + step, octave)).collect()
    }
}

fn house(score: &Score, random: &mut Random, tape: &mut Tape) {
    score.bar(tape, b"x...", score.drop, &kick(48.0, 0.14), 0.9, 0.0);
    score.bar(tape, b"....x...", 0.0, &snare(190.0, 0.09, random), 0.35, 0.0);
    score.bar(tape, b"..x.", 0.0, &hat(6_500.0, 0.06, random), 0.35, 0.1);
    let bright = random.between(1_800.0, 3_500.0);
    let chord = stab(&score.chord(4, &[0, score.third, 7, 10]), 0.18, bright);
    let other = stab(&score.chord(4, &[5, 5 + score.third, 12, 15]), 0.18, bright);
    let patterns: [&[u8]; 3] = [b"x..x..x...x.....", b"..x..x....x..x..", b"x.....x..x......"];
    let pattern = patterns[random.below(3) as usize];
    let long = [pattern, b"................"].concat();
    let late = [b"................", pattern].concat();
    score.bar(tape, &long, 0.0, &chord, 0.5, -0.2);
    score.bar(tape, &late, 0.0, &other, 0.5, 0.2);
    let low = bass(note(score.root, 2), score.step as f32 * 1.8, 500.0);
    score.bar(tape, b"..x...x...x..xx.", score.drop, &low, 0.6, 0.0);
}

fn techno(score: &Score, random: &mut Random, tape: &mut Tape) {
    score.bar(tape, b"x...", score.drop, &kick(42.0, 0.2), 1.0, 0.0);
    let rumble = bass(note(score.root, 1), score.step as f32 * 1.5, 180.0);
    score.bar(tape, b".xxx", score.drop, &rumble, 0.55, 0.0);
    score.bar(tape, b"..x.", score.drop, &hat(8_000.0, 0.05, random), 0.4, 0.0);
    score.bar(tape, b"xxxx", 0.0, &hat(9_500.0, 0.015, random), 0.2, 0.3);
    let hertz = note(score.root, 3);
    let patterns: [&[u8]; 3] = [b"x..x.x..x.x..x..", b"x.x..x.x", b"xx.x.xx.x.x.xx.."];
    let pattern = patterns[random.below(3) as usize];
    let mut lead = Tape::new();
    score.bar(&mut lead, pattern, 0.0, &pluck(hertz, 0.05, random.between(900.0, 2_500.0)), 0.35, 0.0);
    let fifth = pluck(hertz * 1.5, 0.04, 1_500.0);
    score.bar(&mut lead, b"......x.........", 0.0, &fifth, 0.3, 0.4);
    lead.echo(score.step * 3.0, 0.35);
    tape.mix(&lead);
    score.bar(tape, &[&[b'x'][..], &[b'.'; 127]].concat(), 0.0, &air(4_000.0, 6.0, random), 0.25, 0.0);
}

fn dub(score: &Score, random: &mut Random, tape: &mut Tape) {
    let mut chords = Tape::new();
    let sound = stab(&score.chord(3, &[0, score.third, 7, 10, 14]), 0.12, random.between(900.0, 1_600.0));
    let patterns: [&[u8]; 3] = [b"..x.......x.....", b"...x............", b"..x..x.........."];
    let pattern = patterns[random.below(3) as usize];
    score.bar(&mut chords, pattern, 0.0, &sound, 0.7, -0.3);
    chords.echo(score.step * 3.0, 0.62);
    tape.mix(&chords);
    let hiss = air(2_500.0, 8.0, random);
    for number in 0..7 {
        tape.add(f64::from(number) * 4.5, &hiss, 0.18, 0.0);
    }
    score.bar(tape, b"x...", score.drop, &kick(45.0, 0.16), 0.7, 0.0);
    score.bar(tape, b"..x.", score.drop, &hat(7_000.0, 0.03, random), 0.12, 0.2);
    let low = bass(note(score.root, 1), score.step as f32 * 5.0, 150.0);
    score.bar(tape, b"x.......x.x.....", score.drop, &low, 0.6, 0.0);
}

fn drum_and_bass(score: &Score, random: &mut Random, tape: &mut Tape) {
    let breaks: [(&[u8], &[u8]); 3] = [
        (b"x.........x.....", b"....x.......x..."),
        (b"x.x.......x.....", b"....x..x.x..x..."),
        (b"x.....x...x.....", b"....x....x..x..x"),
    ];
    let (kicks, snares) = breaks[random.below(3) as usize];
    let crack = snare(random.between(200.0, 260.0), 0.07, random);
    score.bar(tape, kicks, score.drop, &kick(55.0, 0.1), 0.9, 0.0);
    score.bar(tape, snares, score.drop, &crack, 0.7, 0.0);
    score.bar(tape, b"x.x.xxx.", 0.0, &hat(7_500.0, 0.02, random), 0.3, 0.2);
    score.bar(tape, b"..x..x..", 0.0, &hat(5_500.0, 0.04, random), 0.15, -0.3);
    let edge = random.between(250.0, 700.0);
    for (bar, step) in [0, 0, 3, -2].iter().cycle().take(32).enumerate() {
        let start = bar as f64 * 16.0 * score.step;
        if start > score.drop - 0.01 {
            let growl = reese(note(score.root + step, 2), score.step as f32 * 15.0, edge);
            tape.add(start, &growl, 0.6, 0.0);
        }
    }
    let atmosphere = pad(&score.chord(4, &[0, score.third, 7]), 9.0, 0.6, random);
    for number in 0..4 {
        tape.add(f64::from(number) * 7.5, &atmosphere, 0.25, 0.0);
    }
}

fn electro(score: &Score, random: &mut Random, tape: &mut Tape) {
    let kicks: [&[u8]; 3] = [b"x.....x...x.....", b"x..x..x...x.....", b"x.....x..x....x."];
    score.bar(tape, kicks[random.below(3) as usize], score.drop, &kick(52.0, 0.22), 0.9, 0.0);
    let clap = snare(330.0, 0.05, random);
    score.bar(tape, b"....x.......x...", 0.0, &clap, 0.6, 0.0);
    score.bar(tape, b"x.x.x.x.x.x.xxxx", 0.0, &hat(9_000.0, 0.012, random), 0.3, 0.2);
    let scale = [0, score.third, 7, 10, 12, 7, 5, score.third];
    let melody: Vec<i32> = (0..16).map(|_| scale[random.below(8) as usize]).collect();
    let edge = random.between(1_500.0, 4_000.0);
    let mut lead = Tape::new();
    for (time, number) in score.steps() {
        if number % 4 == 3 {
            continue;
        }
        let hertz = note(score.root + melody[number % 16], 4);
        let pan = if number % 2 == 0 { -0.4 } else { 0.4 };
        lead.add(time, &pluck(hertz, 0.05, edge), 0.3, pan);
    }
    lead.echo(score.step * 2.0, 0.25);
    tape.mix(&lead);
    for (time, number) in score.steps() {
        if number % 2 == 0 && time > score.drop - 0.01 {
            let octave = if number % 8 == 6 { 3 } else { 2 };
            let low = bass(note(score.root, octave), score.step as f32 * 1.2, 900.0);
            tape.add(time, &low, 0.5, 0.0);
        }
    }
}

fn ambient(score: &Score, random: &mut Random, tape: &mut Tape) {
    let bright = random.between(0.3, 1.2);
    let turns: [&[i32]; 4] = [&[0, 7, 14], &[-4, 3, 10], &[5, 12, 19], &[-2, 5, 12]];
    for number in 0..6_usize {
        let chord = turns[(number + random.below(2) as usize) % 4];
        let swell = pad(&score.chord(3, chord), 11.0, bright, random);
        tape.add(number as f64 * 5.0 - if number == 0 { 0.0 } else { 2.0 }, &swell, 0.6, 0.0);
    }
    for number in 0..4 {
        tape.add(f64::from(number) * 7.0, &air(1_200.0, 9.0, random), 0.15, 0.0);
    }
    let mut bells = Tape::new();
    for _ in 0..random.below(10) + 4 {
        let step = [0, score.third, 7, 12, 14][random.below(5) as usize];
        let bell = pluck(note(score.root + step, 5), 0.4, 1_200.0);
        bells.add(f64::from(random.between(1.0, 27.0)), &bell, 0.08, random.between(-0.7, 0.7));
    }
    bells.echo(0.7, 0.6);
    tape.mix(&bells);
}
