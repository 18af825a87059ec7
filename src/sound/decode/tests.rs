use std::f32::consts::TAU;
use std::path::PathBuf;
use std::time::Duration;

use rstest::rstest;

use super::*;
use crate::sound::{resample, wav};

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/audio").join(name)
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(fixture(name)).expect("fixture")
}

/// The tone of the fixtures' left channel, from its first sample.
fn tone(frames: usize, rate: u32) -> Vec<f32> {
    (0..frames).map(|n| 0.5 * (TAU * 440.0 * n as f32 / rate as f32).sin()).collect()
}

fn left(clip: &Clip) -> Vec<f32> {
    let width = usize::from(clip.channels);
    clip.samples.iter().step_by(width).copied().collect()
}

/// The largest difference in the middle of both.
fn off_by(a: &[f32], b: &[f32]) -> f32 {
    let inner = 4_000..a.len().min(b.len()) - 4_000;
    a[inner.clone()].iter().zip(&b[inner]).fold(0.0, |worst, (a, b)| f32::max(worst, (a - b).abs()))
}

/// Phase and length show that lead-in and padding are gone. (The tolerances are the encoders' own: ffmpeg's decoder is off by as much.)
#[rstest]
#[case("tone.mp3", 0.03)]
#[case("tone.m4a", 0.18)]
#[case("tone.flac", 0.001)]
#[case("tone.ogg", 0.06)]
fn every_format_gives_the_same_26460_frames(#[case] name: &str, #[case] tolerance: f32) {
    let clip = decode(&bytes(name), &Limits::default()).expect(name);
    assert_eq!((clip.channels, clip.rate), (2, 44_100));
    assert_eq!(clip.frames(), 26_460);
    let worst = off_by(&left(&clip), &tone(26_460, 44_100));
    assert!(worst < tolerance, "{name} is off by {worst}");
    let from_file = decode(fixture(name).as_path(), &Limits::default()).expect(name);
    assert_eq!(from_file, clip);
}

#[test]
fn a_wav_comes_back_as_it_was() {
    let clip = Clip::new(tone(10_000, 8_000), 1, 8_000);
    let back = decode(&wav::encode(&clip), &Limits::default()).expect("wav");
    assert_eq!((back.channels, back.rate, back.frames()), (1, 8_000, 10_000));
    assert!(off_by(&back.samples, &clip.samples) < 0.0001);
}

#[test]
fn an_mp3_without_a_header_of_its_own_decodes() {
    let clip = decode(&bytes("bare.mp3"), &Limits::default()).expect("mp3");
    assert!(clip.frames() >= 26_460, "{}", clip.frames());
}

#[test]
fn the_network_gets_one_channel_at_16_khz() {
    let whole = decode(&bytes("mono.mp3"), &Limits::default()).expect("mp3");
    let clip = resample::to_rate(whole.mono(), 16_000).expect("another rate");
    assert_eq!((clip.channels, clip.rate), (1, 16_000));
    assert!(off_by(&clip.samples, &tone(9_600, 16_000)) < 0.05);
}

#[rstest]
#[case("tone.mp3")]
#[case("tone.m4a")]
#[case("tone.flac")]
#[case("tone.ogg")]
fn a_window_is_a_part_of_the_whole(#[case] name: &str) {
    let (start, length) = (Duration::from_millis(200), Duration::from_millis(100));
    let whole = decode(&bytes(name), &Limits::default()).expect(name);
    let part = decode(&bytes(name), &Limits::window(start, length)).expect(name);
    assert_eq!(part, whole.cut(start, length));
}

#[test]
fn a_window_deep_in_a_long_file_is_found_by_seeking() {
    let ramp = (0..80_000).map(|n| (n as f32 / 80_000.0) - 0.5).collect();
    let clip = Clip::new(ramp, 1, 8_000);
    let (start, length) = (Duration::from_secs(6), Duration::from_secs(1));
    let part = decode(&wav::encode(&clip), &Limits::window(start, length)).expect("wav");
    let expected = clip.cut(start, length);
    assert_eq!(part.frames(), expected.frames());
    assert!((part.samples[0] - expected.samples[0]).abs() < 0.001);
}

#[rstest]
#[case("tone.mp3")]
#[case("tone.m4a")]
#[case("tone.flac")]
fn a_file_cut_short_gives_its_first_part_and_says_so(#[case] name: &str) {
    let mut data = bytes(name);
    data.truncate(data.len() * 9 / 10);
    let broken = decode(&data, &Limits::default()).expect_err(name);
    // The MP4's index is at its end: nothing is left of it.
    if name == "tone.m4a" {
        assert!(broken.clip.is_none());
        return;
    }
    assert!(
        matches!(broken.cause, DecodeError::Truncated { .. } | DecodeError::Damaged { .. }),
        "{name}: {broken}"
    );
    let clip = broken.clip.expect("the first part");
    assert!(clip.seconds() > 0.1 && clip.seconds() < 0.59, "{}", clip.seconds());
}

/// An Ogg does not say how long it is but in its last page.
#[test]
fn an_ogg_cut_short_plays_to_its_last_whole_page() {
    let mut data = bytes("tone.ogg");
    data.truncate(data.len() * 9 / 10);
    let clip = match decode(&data, &Limits::default()) {
        Ok(clip) => clip,
        Err(broken) => broken.clip.expect("the first part"),
    };
    assert_eq!(clip.frames(), 20_160);
}

#[test]
fn a_hole_in_the_middle_costs_only_the_hole() {
    let mut data = bytes("tone.mp3");
    let middle = data.len() / 2;
    data[middle..middle + 600].fill(0);
    match decode(&data, &Limits::default()) {
        Ok(clip) => assert!(clip.seconds() > 0.4),
        Err(broken) => assert!(broken.clip.expect("the rest").seconds() > 0.4),
    }
}

#[test]
fn what_is_no_audio_is_named() {
    let said = |data: &[u8]| decode(data, &Limits::default()).expect_err("no audio").to_string();
    assert_eq!(said(b"<html>Not found</html>"), "not audio: a web page");
    assert_eq!(said(b"{\"error\":{}}"), "not audio: a JSON answer");
    assert_eq!(said(b""), "not audio: an empty file");
    let none = decode(Path::new("/no/such/file.mp3"), &Limits::default());
    assert!(matches!(none.expect_err("none").cause, DecodeError::Unreadable(_)));
}

#[test]
fn larger_than_the_limit_is_refused_before_it_is_read() {
    let limits = Limits { bytes: 100, ..Limits::default() };
    let refused = decode(fixture("tone.mp3").as_path(), &limits).expect_err("refused");
    assert!(matches!(refused.cause, DecodeError::TooLarge { limit: 100, .. }));
}

#[test]
fn a_lying_extension_does_not_matter() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("really.flac");
    std::fs::copy(fixture("tone.mp3"), &path).expect("copy");
    assert_eq!(decode(path.as_path(), &Limits::default()).expect("mp3").frames(), 26_460);
}

#[test]
fn samples_that_are_no_numbers_become_silence() {
    let mut data = wav::encode(&Clip::new(vec![0.5; 64], 1, 8_000));
    // 32-bit float, and one of the samples is NaN.
    data[20..22].copy_from_slice(&3_u16.to_le_bytes());
    data[32..34].copy_from_slice(&4_u16.to_le_bytes());
    data[34..36].copy_from_slice(&32_u16.to_le_bytes());
    data[44..48].copy_from_slice(&f32::NAN.to_le_bytes());
    if let Ok(clip) = decode(&data, &Limits::default()) {
        assert!(clip.samples.iter().all(|sample| sample.is_finite()));
    }
}

#[test]
fn a_panic_inside_is_caught() {
    assert_eq!(guarded(|| 3), Some(3));
    assert!(guarded(|| assert!(is_guarded(), "marked")).is_some());
    assert!(guarded(|| -> u8 { panic!("inside") }).is_none());
    assert!(!is_guarded());
}

/// This one makes a codec panic: the answer is an error like any other.
#[test]
fn a_file_that_makes_a_codec_panic_is_only_an_error() {
    let broken = decode(&bytes("finds/panic-in-codec"), &Limits::default()).expect_err("broken");
    assert!(matches!(broken.cause, DecodeError::Crashed), "{broken}");
}

#[test]
fn opus_begins_and_ends_where_its_header_says_also_from_its_middle() {
    let file =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/cases/30-m4a-moov-alac-others/o.opus");
    let whole = decode(file.as_path(), &Limits::default()).expect("heard");
    assert_eq!((whole.rate, whole.channels, whole.frames()), (48_000, 2, 3 * 48_000));
    let window = Limits::window(Duration::from_millis(2_200), Duration::from_millis(500));
    let part = decode(file.as_path(), &window).expect("heard");
    assert_eq!(part.frames(), 24_000);
    let same = &left(&whole)[2_200 * 48..][..24_000];
    assert!(off_by(&left(&part), same) < 0.01, "{}", off_by(&left(&part), same));
    assert!(whole.samples.iter().any(|sample| sample.abs() > 0.1));
}

/// 10 s in which each sample says at which tenth of a second it stands.
fn ramp() -> Vec<u8> {
    wav::encode(&Clip::new((0..80_000).map(|n| (n / 800) as f32 / 200.0).collect(), 1, 8_000))
}

#[test]
fn the_middle_is_as_far_from_the_end_as_from_the_beginning() {
    let clip = decode(&ramp(), &Limits::middle(Duration::from_secs(2))).expect("decoded");
    assert_eq!(clip.frames(), 16_000);
    let (first, last) = (clip.samples[400] * 200.0, clip.samples[15_600] * 200.0);
    assert!((first - 40.0).abs() < 0.1 && (last - 59.0).abs() < 0.1, "{first} to {last}");
    let whole = decode(&ramp(), &Limits::middle(Duration::from_secs(20))).expect("decoded");
    assert_eq!(whole.frames(), 80_000);
}

#[test]
fn the_middle_of_what_promises_more_than_it_holds_is_its_beginning() {
    let mut cut = ramp();
    cut.truncate(44 + 2 * 8_000 * 3);
    let clip = match decode(&cut, &Limits::middle(Duration::from_secs(2))) {
        Ok(clip) | Err(Broken { clip: Some(clip), .. }) => clip,
        Err(broken) => panic!("{broken}"),
    };
    assert_eq!(clip.frames(), 16_000);
    assert!(clip.samples[400].abs() < 0.01);
}
