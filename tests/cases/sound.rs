//! Audio of every kind: heard where there is a decoder, else named; tags with several artists.

use rstest::rstest;
use segue::{
    catalogue::User,
    import::{ImportWatch, folder},
    sound::decode::{Limits, decode},
};

use crate::{Mine, case};

fn heard(name: &str) -> Result<f64, String> {
    let clip = decode(case(name).as_path(), &Limits::default()).map_err(|broken| broken.to_string())?;
    Ok(clip.seconds())
}

#[rstest]
#[case("moov_start.m4a")]
#[case("moov_end.m4a")]
#[case("fragmented.m4a")]
#[case("mono.m4a")]
#[case("withvideo.mp4")]
#[case("raw.aac")]
#[case("alac.m4a")]
#[case("flac.oga")]
#[case("v.ogg")]
#[case("o.opus")]
fn sound_in_every_container_is_heard(#[case] name: &str) {
    let seconds = heard(&format!("30-m4a-moov-alac-others/{name}")).expect(name);
    assert!((2.9..3.2).contains(&seconds), "{name}: {seconds}");
}

#[rstest]
#[case("two.mp2", "MP2")]
#[case("w.wma", "WMA")]
fn a_codec_without_a_decoder_is_named(#[case] name: &str, #[case] codec: &str) {
    let said = heard(&format!("30-m4a-moov-alac-others/{name}")).expect_err("refused");
    assert!(said.contains(codec), "{said}");
}

/// 16 bits, one channel, 44,100 Hz: written by hand, as no program here writes AIFF.
#[test]
fn aiff_is_heard() {
    let samples: Vec<u8> = (0..44_100_i64)
        .flat_map(|n| (((n * 440 * 65_536 / 44_100) % 65_536 - 32_768) as i16).to_be_bytes())
        .collect();
    let mut common = vec![0, 1];
    common.extend(44_100_u32.to_be_bytes());
    common.extend([0, 16, 0x40, 0x0e, 0xac, 0x44, 0, 0, 0, 0, 0, 0]);
    let chunk = |id: &[u8], body: &[u8]| [id, &(body.len() as u32).to_be_bytes(), body].concat();
    let sound = chunk(b"SSND", &[&[0; 8], &samples[..]].concat());
    let body = [b"AIFF".as_slice(), &chunk(b"COMM", &common), &sound].concat();
    let clip = decode(&chunk(b"FORM", &body), &Limits::default()).expect("heard");
    assert!((0.99..1.01).contains(&clip.seconds()), "{}", clip.seconds());
}

#[rstest]
#[case("plain.flac", 2.9)]
#[case("id3.flac", 2.9)]
#[case("minblock0.flac", 2.9)]
fn flac_is_heard_behind_tags_and_with_odd_headers(#[case] name: &str, #[case] least: f64) {
    let seconds = heard(&format!("31-flac-id3-minblock/{name}")).expect(name);
    assert!(seconds > least, "{name}: {seconds}");
}

fn scanned(name: &str) -> Mine {
    let mut user = User::open_in_memory().expect("a store");
    let mut watch = ImportWatch { progress: &mut |_| {}, stop: &|| false };
    folder(&case(name), &mut user, 1, &mut watch).expect("read");
    Mine(user)
}

#[test]
fn tags_behind_id3_are_read() {
    let mine = scanned("31-flac-id3-minblock/folder");
    assert_eq!(mine.names().len(), 2);
    let owned = mine.0.owned_tracks().expect("there");
    let facts = owned.iter().map(|seen| mine.0.owned_by_key(&seen.key).expect("there").remove(0).1);
    assert!(facts.into_iter().all(|owned| (owned.bpm, owned.tonic) == (Some(124.0), Some(21))));
}

#[test]
fn every_artist_of_a_file_s_tags_counts() {
    let mine = scanned("52-tags-several-artists/folder");
    let keys: Vec<_> = mine.0.owned_tracks().expect("there");
    assert_eq!(keys.len(), 1, "all four files are one record: {:?}", mine.names());
    let artist = &keys[0].name.artist;
    assert!(artist.contains("Kora Mbeki") && artist.contains("Anna-Lena Fuchs"), "{artist}");
}
