//! Music folders with what lies in real ones.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use rstest::rstest;

use super::{Files, Folders, Scan, ScanError, ScanWatch, scan};
use crate::{
    catalogue::{LateUser, Owned, OwnedSource, Seen, User},
    preview::wanted::{ClipBytes, Match, PreviewProvider as _, Refusal, Wanted},
    track::Name,
};

fn fixture(name: &str) -> Vec<u8> {
    fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/audio").join(name))
        .expect("fixture")
}

/// An MP3 with an ID3v2.3 tag of these frames; encoding 0 is Latin 1, 1 is UTF-16.
fn mp3(frames: &[(&str, u8, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (id, encoding, text) in frames {
        body.extend_from_slice(id.as_bytes());
        body.extend_from_slice(&(text.len() as u32 + 1).to_be_bytes());
        body.extend_from_slice(&[0, 0, *encoding]);
        body.extend_from_slice(text);
    }
    let size = body.len() as u32;
    let mut file = b"ID3\x03\0\0".to_vec();
    file.extend([
        (size >> 21) as u8 & 127,
        (size >> 14) as u8 & 127,
        (size >> 7) as u8 & 127,
        size as u8 & 127,
    ]);
    file.extend(body);
    file.extend(fixture("bare.mp3"));
    file
}

fn tagged(artist: &str, title: &str) -> Vec<u8> {
    mp3(&[("TPE1", 0, artist.as_bytes()), ("TIT2", 0, title.as_bytes())])
}

struct Place {
    dir: tempfile::TempDir,
    user: User,
}

impl Place {
    fn new(files: &[(&str, &[u8])]) -> Self {
        let dir = tempfile::tempdir().expect("temporary folder");
        let place = Self { user: User::open(&dir.path().join("user.db")).expect("a store"), dir };
        fs::create_dir(place.music()).expect("made");
        for (name, bytes) in files {
            place.write(name, bytes);
        }
        place
    }

    fn music(&self) -> PathBuf {
        self.dir.path().join("music")
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.music().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, bytes).expect("written");
    }

    fn try_scan(&mut self, folder: &Path) -> Result<Scan, ScanError> {
        scan(folder, &mut self.user, 7, &mut ScanWatch { progress: &mut |_| {}, stop: &|| false })
    }

    fn scan(&mut self) -> Scan {
        let music = self.music();
        self.try_scan(&music).expect("scanned")
    }

    fn owned(&self) -> Vec<Owned> {
        let origin = super::origin(&self.music());
        self.user.owned_of(OwnedSource::Folder, &origin).expect("read")
    }

    fn names(&self) -> Vec<String> {
        self.owned().iter().map(|owned| owned.track.name.to_string()).collect()
    }

    fn files(&self) -> Files {
        Files::new(User::open(self.user.path()).expect("a store"))
    }
}

/// Makes a file look as if it was changed at another time.
fn touch(path: &Path, seconds_ago: u64) {
    let file = fs::File::options().write(true).open(path).expect("there");
    file.set_modified(SystemTime::now() - Duration::from_secs(seconds_ago)).expect("set");
}

fn counts(scan: &Scan) -> [u64; 4] {
    [scan.added, scan.changed, scan.unchanged, scan.removed]
}

#[test]
fn tags_come_first_then_the_file_s_name() {
    let full = mp3(&[
        ("TPE1", 0, b"Plastikman"),
        ("TIT2", 0, b"Spastik (Dubfire Rework)"),
        ("TBPM", 0, b"126"),
        ("TKEY", 0, b"Am"),
        ("TSRC", 0, b"GB-DUW-00-00059"),
    ]);
    let mut place = Place::new(&[
        ("a.mp3", &full),
        ("b/01 - Surgeon - Atol.mp3", &fixture("bare.mp3")),
        ("b/Robert Hood - Minus.flac", &fixture("tone.flac")),
        ("b/cover.jpg", b"no sound"),
        ("b/.hidden.mp3", &full),
        ("c.ogg", &fixture("tone.ogg")),
    ]);
    let scan = place.scan();
    assert_eq!(
        place.names(),
        ["Plastikman – Spastik (Dubfire Rework)", "Surgeon – Atol", "Robert Hood – Minus"]
    );
    let owned = &place.owned()[0];
    assert_eq!(
        (owned.bpm, owned.tonic, owned.isrc.as_deref()),
        (Some(126.0), Some(21), Some("GBDUW0000059"))
    );
    assert!(owned.seconds.is_some_and(|seconds| seconds > 0.1) && owned.modified.is_some());
    assert_eq!(scan.skipped.len(), 1);
    assert!(scan.skipped[0].0.ends_with("c.ogg") && scan.skipped[0].1.contains("no 'Artist - Title'"));
}

#[rstest]
#[case::utf8_marked_as_latin(0, "Röyksopp".as_bytes(), "Röyksopp")]
#[case::latin(0, b"R\xf6yksopp", "Röyksopp")]
#[case::cyrillic_marked_as_latin(0, b"\xca\xe8\xed\xee", "Кино")]
#[case::utf16(1, b"\xff\xfeR\0\xf6\0", "Rö")]
fn tags_in_wrong_encodings_are_mended(#[case] encoding: u8, #[case] bytes: &[u8], #[case] artist: &str) {
    let mut place = Place::new(&[("a.mp3", &mp3(&[("TPE1", encoding, bytes), ("TIT2", 0, b"Eple")]))]);
    place.scan();
    assert_eq!(place.owned()[0].track.name.artist, artist);
}

#[test]
fn files_that_lie_about_what_they_are_are_named_or_read() {
    let mut place = Place::new(&[
        ("Page - One.mp3", b"<!DOCTYPE html><html></html>"),
        ("Nothing - Two.flac", b""),
        ("Zeros - Three.wav", &[0; 4_096]),
        ("Rubbish - Four.ogg", b"this is no music at all, whatever the name of it says"),
        ("Flac - Five.mp3", &fixture("tone.flac")),
        ("Mpeg - Six.wav", &fixture("tone.mp3")),
        ("Cut - Seven.m4a", &fixture("tone.m4a")[..400]),
    ]);
    let scan = place.scan();
    let names = place.names();
    assert!(names.contains(&"Flac – Five".into()) && names.contains(&"Mpeg – Six".into()), "{names:?}");
    let skipped: Vec<&str> = scan.skipped.iter().filter_map(|(path, _)| path.file_stem()?.to_str()).collect();
    assert_eq!(skipped, ["Nothing - Two", "Page - One", "Rubbish - Four", "Zeros - Three"]);
    let why: Vec<&str> = scan.skipped.iter().map(|(_, why)| why.as_str()).collect();
    assert_eq!(why[..2], ["is an empty file, no sound", "is a web page, no sound"]);
}

#[test]
fn damaged_tags_are_no_reason_to_fail() {
    let mut seed = 1_u32;
    let mut random = move || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as usize
    };
    let whole: Vec<Vec<u8>> = vec![
        tagged("Plastikman", "Spastik"),
        fixture("tone.flac"),
        fixture("tone.ogg"),
        fixture("tone.m4a"),
        fixture("tone.mp3"),
    ];
    let mut place = Place::new(&[]);
    for n in 0..300 {
        let mut bytes = whole[n % whole.len()].clone();
        for _ in 0..=random() % 12 {
            let at = random() % bytes.len().min(2_000);
            bytes[at] = random() as u8;
        }
        if n % 7 == 0 {
            bytes.truncate(random() % bytes.len());
        }
        place.write(&format!("Artist - Title {n}.mp3"), &bytes);
    }
    let scan = place.scan();
    assert_eq!(scan.added + scan.skipped.len() as u64, 300);
}

#[test]
fn a_length_that_no_header_states_is_counted() {
    let files = ["vbr-fast.mp3", "vbr-slow.mp3", "vbr.aac"].map(|name| (name, fixture(name)));
    let named = files.each_ref().map(|(name, bytes)| (format!("A - {name}"), bytes));
    let named: Vec<(&str, &[u8])> =
        named.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let mut place = Place::new(&named);
    place.scan();
    for owned in place.owned() {
        let seconds = owned.seconds.expect("told");
        assert!((5.0..5.2).contains(&seconds), "{}: {seconds}", owned.location);
    }
}

#[test]
fn only_what_changed_is_read_again() {
    let mut place = Place::new(&[("a.mp3", &tagged("A", "One")), ("b.mp3", &tagged("B", "Two"))]);
    assert_eq!(counts(&place.scan()), [2, 0, 0, 0]);
    assert_eq!(counts(&place.scan()), [0, 0, 2, 0]);
    place.write("a.mp3", &tagged("A", "One (Dub)"));
    touch(&place.music().join("a.mp3"), 100);
    place.write("c.mp3", &tagged("C", "Three"));
    fs::remove_file(place.music().join("b.mp3")).expect("removed");
    assert_eq!(counts(&place.scan()), [1, 1, 0, 1]);
    assert_eq!(place.names(), ["A – One (Dub)", "C – Three"]);
}

#[test]
fn a_disk_that_is_not_there_is_no_empty_folder() {
    let mut place = Place::new(&[("a.mp3", &tagged("A", "One"))]);
    place.scan();
    let (music, away) = (place.music(), place.dir.path().join("away"));
    fs::rename(&music, &away).expect("moved");
    assert!(matches!(place.try_scan(&music), Err(ScanError::Unreadable { .. })));
    assert_eq!(place.user.owned_tracks().expect("read").len(), 1);
    let wanted = Wanted::new(Name::parse("A", "One"), None);
    let said = place.files().find(&wanted, &|| false).expect_err("not there");
    assert!(matches!(said, Refusal::Unusable(why) if why.ends_with("a.mp3 is not there")));
}

#[test]
fn a_stopped_scan_keeps_what_it_read() {
    let mut place = Place::new(&[("a.mp3", &tagged("A", "One")), ("b.mp3", &tagged("B", "Two"))]);
    let read = std::sync::atomic::AtomicU64::new(0);
    let music = place.music();
    let stopped = scan(
        &music,
        &mut place.user,
        7,
        &mut ScanWatch {
            progress: &mut |n| read.store(n, std::sync::atomic::Ordering::Relaxed),
            stop: &|| read.load(std::sync::atomic::Ordering::Relaxed) > 0,
        },
    );
    assert!(matches!(stopped, Err(ScanError::Stopped)));
    assert_eq!(place.names(), ["A – One"]);
    assert_eq!(counts(&place.scan()), [1, 0, 1, 0]);
}

#[test]
fn a_folder_inside_a_folder_counts_once() {
    let mut place = Place::new(&[("in/a.mp3", &tagged("A", "One"))]);
    let inner = place.music().join("in");
    place.try_scan(&inner).expect("scanned");
    place.scan();
    assert_eq!(place.user.owned_origins(OwnedSource::Folder).expect("read").len(), 1);
    assert_eq!(place.names().len(), 1);
}

#[cfg(unix)]
#[test]
fn a_circle_of_links_ends() {
    let mut place = Place::new(&[("in/a.mp3", &tagged("A", "One"))]);
    std::os::unix::fs::symlink(place.music(), place.music().join("in/up")).expect("linked");
    assert_eq!(counts(&place.scan())[0], 1);
}

#[cfg(unix)]
#[test]
fn links_that_lead_out_of_the_folder_are_named_and_not_followed() {
    use std::os::unix::fs::symlink;
    let mut place = Place::new(&[("in/a.mp3", &tagged("A", "One"))]);
    let music = place.music();
    let outside = music.parent().expect("a folder").join("outside");
    std::fs::create_dir(&outside).expect("made");
    std::fs::copy(music.join("in/a.mp3"), outside.join("b.mp3")).expect("copied");
    symlink(&outside, music.join("away")).expect("linked");
    symlink(outside.join("b.mp3"), music.join("b.mp3")).expect("linked");
    symlink(music.join("in/a.mp3"), music.join("c.mp3")).expect("linked");
    let scan = place.scan();
    assert_eq!(scan.added, 2, "a file, and a link to it inside");
    assert_eq!(scan.skipped.len(), 2, "{:?}", scan.skipped);
    assert!(scan.skipped.iter().all(|(_, why)| why == "leads out of the folder"), "{:?}", scan.skipped);
}

#[test]
fn a_record_is_found_by_the_rules_of_what_is_the_same() {
    let mut place = Place::new(&[
        ("a.mp3", &tagged("Armin van Buuren", "Heading Up High (feat. Kensington) (Extended Mix)")),
        ("b.mp3", &tagged("Plastikman", "Spastik (Dubfire Rework)")),
        ("c.mp3", &tagged("Plastikman", "Spastik")),
        ("d.mp3", &tagged("Somebody Else", "Atol")),
    ]);
    place.scan();
    let files = place.files();
    let find = |artist: &str, title: &str| {
        let found = files.find(&Wanted::new(Name::parse(artist, title), None), &|| false);
        found.map(|found| (found.id.chars().rev().nth(4).unwrap_or_default(), found.grade))
    };
    assert_eq!(find("Armin van Buuren Feat. Kensington", "Heading Up High"), Ok(('a', Match::Exact)));
    assert_eq!(find("Plastikman", "Spastik (Original Mix)"), Ok(('c', Match::Exact)));
    assert_eq!(find("Plastikman", "Spastik (Dubfire Rework)"), Ok(('b', Match::Exact)));
    assert_eq!(find("Plastikman", "Spastik (Live)"), Ok(('c', Match::OtherVersion)));
    assert_eq!(find("Surgeon", "Atol"), Err(Refusal::Unknown));
}

#[test]
fn a_collection_s_file_is_played_from_where_it_says() {
    let mut place = Place::new(&[("A & B [x].mp3", &tagged("A", "One"))]);
    let path = place.music().join("A & B [x].mp3");
    let url = format!(
        "file://localhost{}",
        path.to_string_lossy().replace(' ', "%20").replace('[', "%5B").replace(']', "%5d")
    );
    let track = Seen::new(Name::parse("A", "One"));
    let owned = Owned {
        track: track.clone(),
        location: url,
        isrc: None,
        bpm: Some(124.0),
        tonic: None,
        seconds: Some(0.6),
        modified: None,
        at: 1,
    };
    place.user.replace_owned(OwnedSource::Rekordbox, "c.xml", &[owned]).expect("kept");
    let files = place.files();
    let found =
        files.find(&Wanted { key: track.key, name: track.name, isrc: None }, &|| false).expect("found");
    assert_eq!((found.bpm, found.grade), (Some(124.0), Match::Exact));
    assert_eq!(files.fetch(&found, &|| false), Ok(ClipBytes::File(path)));
}

#[test]
fn a_watched_folder_is_read_again_when_something_changes() {
    let place = Place::new(&[("a.mp3", &tagged("A", "One"))]);
    let user = LateUser::at(place.user.path());
    let folders =
        Folders::start(vec![place.music(), place.dir.path().join("not there")], user).expect("a thread");
    let wait_for = |names: &[&str]| {
        for _ in 0..1_500 {
            if place.names() == names {
                return true;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        false
    };
    assert!(wait_for(&["A – One"]));
    // Other systems look every ten minutes.
    if cfg!(target_os = "linux") {
        place.write("b.mp3", &tagged("B", "Two"));
        assert!(wait_for(&["A – One", "B – Two"]));
        fs::remove_file(place.music().join("a.mp3")).expect("removed");
        assert!(wait_for(&["B – Two"]));
    }
    assert_eq!(folders.reading(), None);
}

#[test]
fn utf_16_without_a_mark_and_windows_quotes_are_read() {
    let utf_16 =
        |text: &str, unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
    let (little, big) = (utf_16("Kora Mbeki", u16::to_le_bytes), utf_16("Night Bus", u16::to_be_bytes));
    let cyrillic = utf_16("Группа крови", u16::to_le_bytes);
    let mut place = Place::new(&[
        ("1.mp3", &mp3(&[("TPE1", 1, &little), ("TIT2", 1, &big)])),
        ("2.mp3", &mp3(&[("TPE1", 0, b"O\x92Dell"), ("TIT2", 0, b"Don\x92t \x96 Stop")])),
        ("3.mp3", &mp3(&[("TPE1", 0, b"A"), ("TIT2", 1, &cyrillic)])),
    ]);
    place.scan();
    let mut names: Vec<String> =
        place.user.owned_tracks().expect("there").iter().map(|seen| seen.name.to_string()).collect();
    names.sort();
    assert_eq!(names, ["A – Группа крови", "Kora Mbeki – Night Bus", "O’Dell – Don’t – Stop"]);
}

#[test]
fn the_genres_of_a_tag_are_told_one_by_one() {
    let with = |genre: &str| mp3(&[("TPE1", 0, b"A"), ("TIT2", 0, b"B"), ("TCON", 0, genre.as_bytes())]);
    let place = Place::new(&[
        ("two.mp3", &with("Hip-Hop/Rap; Dub")),
        ("one.mp3", &with("Drum & Bass")),
        ("none.mp3", &tagged("A", "B")),
        ("text.mp3", b"no sound"),
    ]);
    let of = |name: &str| super::genres(&place.music().join(name));
    assert_eq!(of("two.mp3"), ["Hip-Hop", "Rap", "Dub"]);
    assert_eq!(of("one.mp3"), ["Drum & Bass"]);
    assert!(of("none.mp3").is_empty() && of("text.mp3").is_empty() && of("missing.mp3").is_empty());
}
