use super::*;
use crate::sound::{
    loops::{Drums, Hats, Loop, Numbers},
    mel::RATE,
    resample, synth,
};

/// Chord progressions as degrees, and whether the drums play along.
const SONGS: [([usize; 4], Drums); 4] = [
    ([0, 3, 4, 0], Drums::None),
    ([0, 5, 3, 4], Drums::Backbeat),
    ([0, 0, 3, 4], Drums::FourToTheFloor),
    ([0, 3, 0, 4], Drums::HalfTime),
];

fn keys() -> impl Iterator<Item = Key> {
    (0..12).flat_map(|tonic| [Mode::Major, Mode::Minor].map(|mode| Key { tonic, mode }))
}

#[test]
fn all_24_keys_are_heard_however_they_are_tuned() {
    let (mut right, mut all) = (0, 0);
    for key in keys() {
        for (song, (progression, drums)) in SONGS.into_iter().enumerate() {
            let cents = [-40.0, 40.0, 0.0, 17.0][(song + usize::from(key.tonic)) % 4];
            let harmony = Some((key, progression));
            let bpm = 88.0 + 6.0 * f32::from(key.tonic);
            let made =
                Loop { bpm, drums, harmony, cents, noise: 0.2, hats: Hats::Eighths, ..Loop::default() };
            let found = estimate(&made.render(RATE, 10.0), RATE).expect("notes");
            assert!((found.cents - cents).abs() < 4.0, "{found:?} of {made:?}");
            all += 1;
            right += usize::from(found.key == key && found.is_sure());
        }
    }
    assert!(right * 100 >= all * 95, "{right} of {all}");
}

#[test]
fn the_demos_records_are_heard_in_their_key_or_its_relative() {
    let (mut near, mut all) = (0, 0);
    for style in synth::Style::ALL {
        let facts = synth::facts(style, 1);
        let key = Key { tonic: facts.root, mode: if facts.minor { Mode::Minor } else { Mode::Major } };
        let clip = resample::to_rate(synth::clip(style, 1).mono(), RATE).expect("resampled");
        let found = estimate(&clip.samples, RATE).expect("notes");
        all += 1;
        near += usize::from(found.key == key || found.key == key.relative());
    }
    assert!(near + 1 >= all, "{near} of {all}");
}

#[test]
fn silence_noise_and_drums_alone_have_no_key() {
    assert_eq!(estimate(&vec![0.0; 160_000], RATE), None);
    assert_eq!(estimate(&[], RATE), None);
    let mut numbers = Numbers::new(3);
    let noise: Vec<f32> = (0..160_000).map(|_| numbers.draw() * 0.5).collect();
    assert!(estimate(&noise, RATE).is_none_or(|found| !found.is_sure()));
    let drums = Loop::default().render(RATE, 10.0);
    assert!(estimate(&drums, RATE).is_none_or(|found| !found.is_sure()));
}

#[test]
fn samples_that_are_no_numbers_and_odd_rates_do_no_harm() {
    for rate in [1, 8_000, 192_000] {
        for samples in [vec![f32::NAN; 20_000], vec![f32::MAX; 20_000], vec![0.3; 3]] {
            let _ = estimate(&samples, rate);
        }
    }
}
