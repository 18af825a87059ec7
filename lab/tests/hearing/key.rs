use segue::sound::{
    key::{Mode, MusicalKey, estimate},
    mel::RATE,
    resample, synth,
};
use segue_lab::loops::{self, Loop, Numbers};

#[test]
fn all_24_keys_are_heard_however_they_are_tuned() {
    let songs = loops::in_every_key(4);
    let mut right = 0;
    for made in &songs {
        let found = estimate(&made.render(RATE, 10.0), RATE).expect("notes");
        assert!((found.cents - made.cents).abs() < 4.0, "{found:?} of {made:?}");
        right += usize::from(made.harmony.is_some_and(|(key, _)| found.key == key) && found.is_sure());
    }
    // Ten seconds over four chords leave some songs between two keys.
    assert!(right * 100 >= songs.len() * 92, "{right} of {}", songs.len());
}

#[test]
fn the_demos_records_are_heard_in_their_key_or_its_relative() {
    let (mut near, mut all) = (0, 0);
    for style in synth::Style::ALL {
        let facts = synth::facts(style, 1);
        let key = MusicalKey { tonic: facts.root, mode: if facts.minor { Mode::Minor } else { Mode::Major } };
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
fn what_is_no_music_and_what_is_too_short_has_no_key() {
    // Syllables: a voice that glides up and down.
    let mut numbers = Numbers::new(7);
    let mut speech = vec![0.0_f32; 480_000];
    let (mut at, mut phase) = (0, 0.0_f32);
    while at + 3_200 < speech.len() {
        let from = 110.0 + 60.0 * numbers.draw();
        let glide = 40.0 * numbers.draw();
        for (i, sample) in speech[at..at + 3_200].iter_mut().enumerate() {
            let t = i as f32 / 3_200.0;
            phase += std::f32::consts::TAU * (from + glide * t) / 16_000.0;
            *sample = (1..=8_u8).map(|h| (phase * f32::from(h)).sin() / f32::from(h)).sum::<f32>()
                * 0.3
                * (1.0 - t);
        }
        at += 3_200 + (1_600.0 * (1.0 + numbers.draw())) as usize;
    }
    assert!(estimate(&speech, RATE).is_none_or(|found| !found.is_sure()), "speech");
    let short = loops::in_every_key(2)[1].render(RATE, 8.0);
    assert!(estimate(&short, RATE).is_none_or(|found| !found.is_sure()), "8 s");
}

#[test]
fn samples_that_are_no_numbers_and_odd_rates_do_no_harm() {
    for rate in [1, 8_000, 192_000] {
        for samples in [vec![f32::NAN; 20_000], vec![f32::MAX; 20_000], vec![0.3; 3]] {
            let _ = estimate(&samples, rate);
        }
    }
}
