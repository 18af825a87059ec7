use std::io::Read;

use super::door::{Stream, join};
use super::*;
use crate::sound::clip::Clip;
use crate::sound::feed::Cued;
use crate::sound::outputs::way::OutputWay;

/// A feed with `seconds` of one value on it.
fn feed(value: f32, seconds: usize) -> Feed {
    let feed = Feed::new();
    let clip = Cued::new(Clip::new(vec![value; seconds * 88_200], 2, RATE)).expect("cued");
    feed.change_and_shut(|deck| deck.load(&clip, 0, false));
    feed
}

/// Reads until a frame that is not silence, and gives it.
fn first_sound(stream: &mut Stream) -> [u8; 4] {
    let mut frame = [0; 4];
    while frame == [0; 4] {
        stream.read_exact(&mut frame).expect("sound");
    }
    frame
}

fn listeners() -> (tempfile::TempDir, Listeners, PathBuf) {
    let dir = tempfile::tempdir().expect("temporary folder");
    let path = dir.path().join("listen.sock");
    (dir, Listeners::new(path.clone()), path)
}

/// Joins, and waits until the program knows of it.
fn joined(listeners: &mut Listeners, path: &Path, count: usize) -> Stream {
    let mut stream = join(path).expect("joined");
    let mut header = [0; 44];
    stream.read_exact(&mut header).expect("a header");
    assert_eq!((&header[..4], &header[36..40]), (&b"RIFF"[..], &b"data"[..]));
    while listeners.hub.as_ref().expect("served").audience().count() < count {
        std::thread::yield_now();
    }
    assert!(listeners.is_promising());
    stream
}

#[cfg(unix)]
#[test]
fn the_socket_is_its_users_alone_and_goes_with_the_program() {
    use std::os::unix::fs::PermissionsExt as _;
    let (_dir, listeners, path) = listeners();
    let mode = std::fs::metadata(&path).expect("bound").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    drop(listeners);
    assert!(!path.exists());
}

#[test]
fn everybody_hears_what_plays_and_one_may_leave() {
    let (_dir, mut listeners, path) = listeners();
    assert!(!listeners.is_there());
    let mut one = joined(&mut listeners, &path, 1);
    let mut two = joined(&mut listeners, &path, 2);
    let mut output = listeners.open().expect("somebody listens");
    output.restart(&feed(0.5, 60)).expect("started");
    for stream in [&mut one, &mut two] {
        assert_eq!(first_sound(stream), [0x00, 0x40, 0x00, 0x40]);
    }
    drop(one);
    let mut second = vec![0; 88_200];
    two.read_exact(&mut second).expect("goes on");
    output.heard(Instant::now()).expect("somebody still listens");
    drop(two);
    let error = loop {
        if let Err(error) = output.heard(Instant::now()) {
            break error;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    assert!(error.title.contains("gone") && error.hint.contains("segue listen"), "{error:?}");
    assert!(!listeners.is_promising());
}

#[test]
fn a_pause_is_silence_and_nothing_of_the_sound_is_lost_over_it() {
    let (_dir, mut listeners, path) = listeners();
    let mut stream = joined(&mut listeners, &path, 1);
    let mut output = listeners.open().expect("somebody listens");
    let ramp = (0..60 * 44_100).flat_map(|n| [((n % 30_000) + 1) as f32 / 32_767.0; 2]).collect();
    let feed = Feed::new();
    let clip = Cued::new(Clip::new(ramp, 2, RATE)).expect("cued");
    feed.change_and_shut(|deck| deck.load(&clip, 0, false));
    output.restart(&feed).expect("started");
    let mut heard = Vec::new();
    let mut read = |heard: &mut Vec<i16>, seconds: f32| {
        let mut bytes = vec![0; (seconds * 44_100.0) as usize * 4];
        stream.read_exact(&mut bytes).expect("sound");
        heard.extend(bytes.as_chunks::<4>().0.iter().map(|frame| i16::from_le_bytes([frame[0], frame[1]])));
    };
    read(&mut heard, 0.3);
    output.pause().expect("paused");
    let paused = output.heard(Instant::now()).expect("heard").time;
    read(&mut heard, 0.5);
    assert_eq!(output.heard(Instant::now()).expect("heard").time, paused);
    output.resume().expect("resumed");
    read(&mut heard, 0.5);
    let sound: Vec<i16> = heard.iter().copied().filter(|sample| *sample != 0).collect();
    assert!(sound.len() < heard.len(), "there was silence");
    let gaps = sound.windows(2).filter(|pair| pair[1] != pair[0] % 30_000 + 1).count();
    assert_eq!(gaps, 0, "every frame came once, in order");
}

#[test]
fn a_second_program_serves_when_the_first_has_gone() {
    let (_dir, first, path) = listeners();
    let mut second = Listeners::new(path.clone());
    let missed = second.missed().expect("it says so");
    assert_eq!(missed.title, "Another segue on this computer has the listeners");
    assert!(missed.hint.contains("Quit it"));
    assert_eq!(second.open().err(), Some(missed));
    drop(first);
    assert!(!second.is_promising(), "it serves, but nobody has come");
    assert_eq!(second.missed(), None);
    joined(&mut second, &path, 1);
}

#[cfg(unix)]
#[test]
fn a_stale_socket_is_taken_over() {
    let dir = tempfile::tempdir().expect("temporary folder");
    let path = dir.path().join("listen.sock");
    drop(std::os::unix::net::UnixListener::bind(&path).expect("bound"));
    let mut listeners = Listeners::new(path.clone());
    joined(&mut listeners, &path, 1);
}

#[cfg(unix)]
#[test]
fn a_folder_that_is_not_there_is_named() {
    let listeners = Listeners::new(PathBuf::from("/nowhere/at/all/listen.sock"));
    let missed = listeners.missed().expect("it says so");
    assert!(missed.title.contains("cannot be served"), "{missed:?}");
    assert!(missed.hint.contains("/nowhere/at/all/listen.sock"), "{missed:?}");
}
