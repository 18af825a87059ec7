use std::{
    sync::{
        Arc,
        mpsc::{Receiver, channel},
    },
    time::Duration,
};

use super::*;
use crate::{
    preview::{
        Chain, ClipBytes, Match, Passage, PreviewProvider, Provider, ProviderMatch, Refusal, Silent, Wanted,
    },
    sound::{
        clip,
        outputs::{Nowhere, OutputChoice, OutputKind},
        player::PlaybackPhase,
        spectrogram::Range,
        structure::{MixPoint, PointKind},
        wav,
    },
    track::Name,
};

/// As long as a busy machine may need.
const PATIENCE: Duration = Duration::from_mins(1);

fn wanted(title: &str) -> Wanted {
    let name = Name { artist: "A".into(), title: title.into(), version: None };
    Wanted { key: name.key(), name, isrc: None }
}

/// Three seconds whose second half is louder.
fn tone() -> Vec<u8> {
    let sample = |n: usize| (if n > 66_150 { 0.5 } else { 0.1 }) * (n as f32 * 0.02).sin();
    wav::encode(&clip::Clip::new((0..132_300).map(sample).collect(), 1, 44_100))
}

/// Seconds of the file that is on disk.
const LONG: f32 = 200.0;

/// Records in memory, good and bad; one whose title is a path is that file.
struct Memory;

impl PreviewProvider for Memory {
    fn provider(&self) -> Provider {
        Provider::Local
    }

    fn find(&self, wanted: &Wanted, _: &(dyn Fn() -> bool + Sync)) -> Result<ProviderMatch, Refusal> {
        let title = wanted.name.title.as_str();
        if title == "nobody" {
            return Err(Refusal::Unknown);
        }
        Ok(ProviderMatch {
            provider: Provider::Local,
            id: title.to_owned(),
            name: wanted.name.clone(),
            grade: if title == "other" { Match::OtherVersion } else { Match::Exact },
            page: None,
            bpm: None,
            seconds: (std::path::Path::new(title).exists() && !title.contains("unstated")).then_some(LONG),
        })
    }

    fn fetch(&self, found: &ProviderMatch, _: &(dyn Fn() -> bool + Sync)) -> Result<ClipBytes, Refusal> {
        if std::path::Path::new(&found.id).exists() {
            return Ok(ClipBytes::File(found.id.clone().into()));
        }
        let bytes = match found.id.as_str() {
            "page" => b"<html><body>404</body></html>".to_vec(),
            "quiet" => wav::encode(&clip::Clip::new(vec![0.0; 44_100], 1, 44_100)),
            "cut" => {
                let mut bytes = tone();
                bytes.truncate(bytes.len() / 2);
                bytes
            }
            _ => tone(),
        };
        Ok(ClipBytes::Bytes(bytes.into()))
    }
}

/// A desk over records in memory, its news, and what was listened to.
fn desk() -> (Desk, Receiver<AudioEvent>, Receiver<String>) {
    desk_with(Box::new(|_, _| None))
}

fn desk_with(points: FindPoints) -> (Desk, Receiver<AudioEvent>, Receiver<String>) {
    let (news, told) = channel();
    let (listened, heard) = channel();
    let parts = DeskParts {
        chain: Chain::new(vec![Box::new(Memory)]),
        passages: None,
        listened: Box::new(move |wanted, _| {
            let _ = listened.send(wanted.name.title.clone());
        }),
        points,
        outlets: Box::new(Nowhere),
        choice: OutputChoice::Auto,
        volume: 1.0,
        levelled: true,
    };
    let tell: OnAudio = Arc::new(move |one| {
        let _ = news.send(one);
    });
    (Desk::start(parts, tell).expect("threads"), told, heard)
}

#[test]
fn a_passage_is_no_record_that_was_listened_to_and_its_server_is_named_where_it_has_none() {
    let (mut desk, told, heard) = desk();
    let passage = Passage {
        address: "http://127.0.0.1:1/mix.mp3".into(),
        at: None,
        djs: String::new(),
        name: Name { artist: "A".into(), title: "B".into(), version: None },
    };
    desk.send(AudioCommand::PlayPassage { token: 1, passage });
    assert_eq!(unheard(&told), CannotPlay::Nobody(Silent(vec![(Provider::Mix, Refusal::Off)])));
    desk.send(play(2, "x"));
    assert_eq!(heard.recv_timeout(PATIENCE).expect("a record"), "x");
}

fn play(token: u64, title: &str) -> AudioCommand {
    let (part, from) = (FilePart::Usual, StartAt::Start);
    AudioCommand::Play { token, wanted: wanted(title), part, from, other: false }
}

/// The next news that `take` takes.
fn next<T>(told: &Receiver<AudioEvent>, take: impl Fn(&AudioEvent) -> Option<T>) -> T {
    loop {
        let one = told.recv_timeout(PATIENCE).expect("news");
        if let Some(found) = take(&one) {
            return found;
        }
    }
}

fn unheard(told: &Receiver<AudioEvent>) -> CannotPlay {
    next(told, |news| match news {
        AudioEvent::Unheard(_, why) => Some(why.clone()),
        AudioEvent::Ready(..) => panic!("{news:?}"),
        _ => None,
    })
}

fn clock(told: &Receiver<AudioEvent>, phase: PlaybackPhase) -> Duration {
    next(told, |news| match news {
        AudioEvent::Clock(clock) if clock.phase == phase => Some(clock.position),
        _ => None,
    })
}

#[test]
fn a_record_is_found_played_drawn_paused_and_ends() {
    let (mut desk, told, heard) = desk();
    desk.send(play(1, "one"));
    let place =
        next(&told, |news| if let AudioEvent::Place(place) = news { Some(place.clone()) } else { None });
    assert_eq!(place.kind, OutputKind::Null);
    let canvas = Canvas { token: 1, width: 20, rows: 8, range: Range::Full };
    desk.send(AudioCommand::Picture(canvas));
    let grid = next(&told, |news| match news {
        AudioEvent::Picture(of, grid) if *of == canvas => Some(grid.clone()),
        _ => None,
    });
    assert_eq!((grid.width, grid.height), (20, 8));
    desk.send(PlayerCommand::Toggle.into());
    let stood = clock(&told, PlaybackPhase::Paused);
    desk.send(PlayerCommand::Seek(Duration::from_millis(2_500)).into());
    desk.send(PlayerCommand::Toggle.into());
    let went = clock(&told, PlaybackPhase::Playing);
    assert!(went >= Duration::from_millis(2_400) && stood < Duration::from_secs(3), "{stood:?} {went:?}");
    assert_eq!(clock(&told, PlaybackPhase::Ended), Duration::from_secs(3));
    assert_eq!(heard.recv_timeout(PATIENCE).as_deref(), Ok("one"));
}

#[test]
fn only_the_newest_wish_plays() {
    let (mut desk, told, _heard) = desk();
    for token in 1..=20 {
        desk.send(play(token, &format!("record {token}")));
    }
    next(&told, |news| matches!(news, AudioEvent::Clock(clock) if clock.token == 20).then_some(()));
    let tokens: Vec<u64> = told
        .try_iter()
        .filter_map(|news| if let AudioEvent::Clock(clock) = news { Some(clock.token) } else { None })
        .collect();
    assert!(tokens.iter().all(|token| *token == 20), "{tokens:?}");
}

#[test]
fn what_cannot_be_heard_says_why() {
    let (mut desk, told, _heard) = desk();
    desk.send(play(1, "nobody"));
    let said = |why| if let CannotPlay::Nobody(silent) = why { silent.why() } else { String::new() };
    assert_eq!(said(unheard(&told)), "no file of yours has it");
    desk.send(play(2, "page"));
    assert!(said(unheard(&told)).contains("not audio"));
    desk.send(play(3, "quiet"));
    assert!(said(unheard(&told)).contains("it is silent"));
    desk.send(play(4, "cut"));
    let ready =
        next(&told, |news| if let AudioEvent::Ready(4, ready) = news { Some(ready.clone()) } else { None });
    assert!(ready.flaw.is_some_and(|flaw| flaw.contains("cut short")));
}

#[test]
fn where_to_mix_is_told_of_what_plays_and_looked_for_no_longer_than_it_does() {
    let point = |title: &str| MixPoint { kind: PointKind::HotCue(0), at: Duration::ZERO, name: title.into() };
    let (left, looking) = channel();
    let (mut desk, told, _heard) = desk_with(Box::new(move |playable, stop| {
        let title = playable.found.name.title.as_str();
        if title != "long" {
            return Some(vec![point(title)]);
        }
        let _ = left.send("looks for it");
        while !stop() {
            std::thread::yield_now();
        }
        let _ = left.send("gives up");
        None
    }));
    desk.send(AudioCommand::Prefetch(vec![wanted("ahead")]));
    desk.send(play(1, "long"));
    assert_eq!(looking.recv_timeout(PATIENCE), Ok("looks for it"));
    desk.send(play(2, "one"));
    let points = next(&told, |news| match news {
        AudioEvent::Points(token, points) => Some((*token, points.clone())),
        _ => None,
    });
    assert_eq!(points, (2, vec![point("one")]));
    assert_eq!(looking.recv_timeout(PATIENCE), Ok("gives up"));
}

#[test]
fn another_version_plays_where_it_is_asked_for() {
    let (mut desk, told, _heard) = desk();
    desk.send(play(1, "other"));
    assert!(matches!(unheard(&told), CannotPlay::Other(..)));
    let (part, from) = (FilePart::Usual, StartAt::Start);
    desk.send(AudioCommand::Play { token: 2, wanted: wanted("other"), part, from, other: true });
    clock(&told, PlaybackPhase::Playing);
}

#[test]
fn what_is_prefetched_is_not_looked_for_again() {
    let (mut desk, told, heard) = desk();
    desk.send(AudioCommand::Prefetch(vec![wanted("one"), wanted("two")]));
    desk.send(play(1, "one"));
    clock(&told, PlaybackPhase::Playing);
    let (part, from) = (FilePart::Usual, StartAt::Drop);
    desk.send(AudioCommand::Play { token: 2, wanted: wanted("two"), part, from, other: false });
    next(&told, |news| matches!(news, AudioEvent::Clock(clock) if clock.token == 2).then_some(()));
    let listened: Vec<_> = (0..2).map(|_| heard.recv_timeout(PATIENCE).expect("listened to")).collect();
    assert_eq!(listened, ["one", "two"]);
    assert!(heard.try_recv().is_err(), "only what plays is listened to");
}

#[test]
fn the_live_view_gets_a_column_with_every_clock() {
    let (mut desk, told, _heard) = desk();
    desk.send(AudioCommand::Live(Some((10, Range::Low))));
    desk.send(play(1, "one"));
    let (range, levels) = next(&told, |news| match news {
        AudioEvent::Clock(clock) => clock.column.clone(),
        _ => None,
    });
    assert_eq!((range, levels.len()), (Range::Low, 10));
}

/// A tone of 200 seconds on disk.
fn long(name: &str) -> (tempfile::TempDir, String) {
    let dir = tempfile::tempdir().expect("folder");
    let path = dir.path().join(name);
    let sound = (0..LONG as usize * 8_000).map(|n| 0.3 * (n as f32 * 0.4).sin()).collect();
    std::fs::write(&path, wav::encode(&clip::Clip::new(sound, 1, 8_000))).expect("written");
    (dir, path.to_str().expect("a name").to_owned())
}

#[test]
fn a_file_of_which_nobody_says_how_long_it_is_has_a_whole_too() {
    let (_dir, path) = long("unstated.wav");
    let (mut desk, told, _heard) = desk();
    let ready = |told: &Receiver<AudioEvent>| {
        next(told, |news| if let AudioEvent::Ready(_, ready) = news { Some(ready.clone()) } else { None })
    };
    desk.send(play(1, &path));
    let part = ready(&told);
    assert_eq!((part.start, part.whole), (Duration::ZERO, Some(Duration::from_secs(200))));
    let (wanted, from, part) = (wanted(&path), StartAt::Start, FilePart::Whole);
    desk.send(AudioCommand::Play { token: 2, wanted, part, from, other: false });
    assert_eq!(ready(&told).length, Duration::from_secs(200));
}

#[test]
fn the_whole_of_a_file_plays_from_any_time_and_is_listened_to_as_its_part_is() {
    let (_dir, path) = long("long.wav");
    let (mut desk, told, heard) = desk();
    let ready = |told: &Receiver<AudioEvent>| {
        next(told, |news| if let AudioEvent::Ready(_, ready) = news { Some(ready.clone()) } else { None })
    };
    let seconds = Duration::from_secs;
    desk.send(play(1, &path));
    let part = ready(&told);
    assert_eq!((part.start, part.length, part.whole), (seconds(60), seconds(60), Some(seconds(200))));
    desk.send(AudioCommand::Live(Some((4, Range::Full))));
    let (wanted, from) = (wanted(&path), StartAt::At(seconds(150)));
    desk.send(AudioCommand::Play { token: 2, wanted, part: FilePart::Whole, from, other: false });
    let whole = ready(&told);
    assert_eq!((whole.start, whole.length, whole.whole), (seconds(0), seconds(200), Some(seconds(200))));
    // What lies around the playhead is decoded.
    next(&told, |news| match news {
        AudioEvent::Clock(PlaybackTime { token: 2, position, column: Some((_, levels)), .. }) => {
            assert!(*position >= seconds(149), "{position:?}");
            levels.iter().any(|level| *level > 100).then_some(())
        }
        _ => None,
    });
    let canvas = Canvas { token: 2, width: 20, rows: 4, range: Range::Full };
    desk.send(AudioCommand::Picture(canvas));
    let grid = next(&told, |news| match news {
        AudioEvent::Picture(of, grid) if *of == canvas => Some(grid.clone()),
        _ => None,
    });
    assert!((0..20).all(|column| (0..4).any(|row| grid.at(column, row) > 200)), "all of it is drawn");
    assert_eq!(heard.recv_timeout(PATIENCE), heard.recv_timeout(PATIENCE));
}
