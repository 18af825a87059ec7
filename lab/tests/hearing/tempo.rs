use segue::sound::{
    analyse::analyse,
    clip::Clip,
    embed::Embedder,
    mel::RATE,
    resample, synth,
    tempo::{Usual, estimate},
};
use segue_lab::loops::{self, Drums, Hats, Loop, Numbers};

const ANY: Usual = Usual::ANY;

fn within_a_percent(found: f32, made: f32) -> bool {
    (found / made - 1.0).abs() < 0.01
}

/// Where half and double time are out of the question: what is usual decides, whatever the drums do.
const PLAIN: std::ops::RangeInclusive<f32> = 100.0..=158.0;

#[test]
fn what_is_sure_of_made_up_loops_is_right_where_half_and_double_are_out_of_the_question() {
    let loops = loops::of_every_tempo(100).into_iter().filter(|made| PLAIN.contains(&made.bpm));
    let (mut all, mut sure, mut right) = (0, 0, 0);
    for made in loops {
        let found = estimate(&made.render(RATE, 20.0), RATE, &ANY).expect("a beat");
        all += 1;
        sure += usize::from(found.is_sure());
        right += usize::from(within_a_percent(found.bpm, made.bpm) && found.is_sure());
    }
    assert_eq!(right, sure, "of {all}");
    assert!(sure * 100 >= all * 80, "{sure} of {all}");
}

#[test]
fn where_half_and_double_are_even_it_is_not_sure_and_a_style_makes_it_so() {
    let made =
        Loop { bpm: 86.0, drums: Drums::Backbeat, hats: Hats::Eighths, ..Loop::default() }.render(RATE, 20.0);
    let alone = estimate(&made, RATE, &ANY).expect("a beat");
    assert!(!alone.is_sure() && alone.other.is_some_and(|other| within_a_percent(other, 172.0)), "{alone:?}");
    let styled = estimate(&made, RATE, &Usual::of_styles(["Hip Hop"])).expect("a beat");
    assert!(within_a_percent(styled.bpm, 86.0) && styled.is_sure(), "{styled:?}");
}

#[test]
fn the_demos_records_are_heard_right() {
    for style in synth::Style::ALL {
        let usual = Usual::of_styles([style.name()]);
        for number in 0..2 {
            let Some(tempo) = synth::facts(style, number).tempo else { continue };
            let clip = resample::to_rate(synth::clip(style, number).mono(), RATE).expect("resampled");
            let found = estimate(&clip.samples, RATE, &usual).expect("a beat");
            assert!(within_a_percent(found.bpm, tempo) && found.is_sure(), "{style:?} {number}: {found:?}");
        }
    }
}

#[test]
fn a_style_decides_between_half_and_double_and_does_not_bend_what_is_clear() {
    let fast =
        Loop { bpm: 172.0, drums: Drums::Break, hats: Hats::Eighths, ..Loop::default() }.render(RATE, 20.0);
    let heard = |samples: &[f32], style: &str| {
        estimate(samples, RATE, &Usual::of_styles([style])).expect("a beat").bpm
    };
    assert!(within_a_percent(heard(&fast, "Drum & Bass"), 172.0));
    assert!(within_a_percent(heard(&fast, "Hip Hop"), 86.0));
    // Hip hop in a mix of house is not pitched up by a third.
    let slow =
        Loop { bpm: 93.0, drums: Drums::Backbeat, hats: Hats::Eighths, ..Loop::default() }.render(RATE, 20.0);
    assert!(within_a_percent(heard(&slow, "House"), 93.0));
}

#[test]
fn the_tempo_is_known_to_a_tenth() {
    let made = Loop { bpm: 127.3, hats: Hats::Eighths, ..Loop::default() };
    let found = estimate(&made.render(RATE, 30.0), RATE, &ANY).expect("a beat");
    assert!((found.bpm - 127.3).abs() < 0.11, "{found:?}");
}

fn unsure(samples: &[f32]) -> bool {
    estimate(samples, RATE, &ANY).is_none_or(|found| !found.is_sure())
}

#[test]
fn what_has_no_beat_has_no_tempo() {
    assert_eq!(estimate(&vec![0.0; 160_000], RATE, &ANY), None);
    assert_eq!(estimate(&vec![0.5; 16_000], RATE, &ANY), None, "a second");
    let mut numbers = Numbers::new(5);
    let noise: Vec<f32> = (0..480_000).map(|_| numbers.draw() * 0.5).collect();
    assert!(unsure(&noise), "noise");
    // Syllables: bursts of a voice at times no metronome knows.
    let mut speech = vec![0.0_f32; 480_000];
    let mut at = 0.0_f32;
    while at < 29.0 {
        let start = (at * 16_000.0) as usize;
        for (i, sample) in speech[start..start + 2_400].iter_mut().enumerate() {
            let t = i as f32 / 16_000.0;
            *sample += (t * 900.0).sin() * (1.0 - t / 0.15) * 0.4;
        }
        at += 0.14 + 0.35 * f32::midpoint(numbers.draw(), 1.0);
    }
    assert!(unsure(&speech), "speech");
    let pad: Vec<f32> = (0..480_000)
        .map(|i| {
            let t = i as f32 / 16_000.0;
            (t * 1_382.0).sin() * (0.3 + 0.2 * (t * 0.4).sin())
        })
        .collect();
    assert!(unsure(&pad), "ambient");
}

#[test]
fn a_tempo_that_changes_is_not_shown_as_one() {
    let mut samples = Loop { bpm: 100.0, ..Loop::default() }.render(RATE, 15.0);
    samples.extend(Loop { bpm: 117.0, ..Loop::default() }.render(RATE, 15.0));
    assert!(unsure(&samples));
}

#[test]
fn rubato_is_not_shown_as_a_tempo() {
    // A player who slows down and hurries, between 70 and 130 beats per minute.
    let mut samples = vec![0.0_f32; 480_000];
    let (mut at, mut phrase) = (0.0_f32, 0.0_f32);
    while at < 29.5 {
        let start = (at * 16_000.0) as usize;
        for (i, sample) in samples[start..start + 4_800].iter_mut().enumerate() {
            let t = i as f32 / 16_000.0;
            *sample += (t * 2_765.0).sin() * (-t * 12.0).exp() * 0.6;
        }
        at += 60.0 / (100.0 + 30.0 * phrase.sin());
        phrase += 0.55;
    }
    assert!(unsure(&samples));
}

#[test]
fn eight_seconds_tell_a_tempo_and_no_fact() {
    let found =
        estimate(&Loop { bpm: 124.0, ..Loop::default() }.render(RATE, 8.0), RATE, &ANY).expect("a beat");
    assert!(within_a_percent(found.bpm, 124.0) && !found.is_sure(), "{found:?}");
}

#[test]
fn samples_that_are_no_numbers_and_odd_rates_do_no_harm() {
    for rate in [100, 8_000, 192_000] {
        for value in [f32::NAN, f32::INFINITY, f32::MAX] {
            let _ = estimate(&vec![value; rate as usize * 5], rate, &ANY);
        }
    }
}

#[test]
fn the_styles_of_a_record_s_mixes_decide_between_half_and_double() {
    let embedder = Embedder::built_in().expect("built in").with_patches(1);
    let made = Loop { bpm: 86.0, drums: Drums::Break, hats: Hats::Eighths, ..Loop::default() };
    let clip = Clip::new(made.render(RATE, 20.0), 1, RATE);
    let bpm = |styles: &[&str]| {
        let styles: Vec<String> = styles.iter().map(|style| (*style).to_owned()).collect();
        analyse(&clip, &embedder, &styles, &|| false).expect("an analysis").tempo.expect("a beat").bpm
    };
    assert!((bpm(&["Hip Hop"]) - 86.0).abs() < 0.5);
    assert!((bpm(&["Radio 1", "Drum & Bass"]) - 172.0).abs() < 1.0);
}
