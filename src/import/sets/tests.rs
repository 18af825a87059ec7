//! Sets as a whole: the inputs of each program, and what they must give.

use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use super::{SetOrder, house::House};
use crate::{
    catalogue::{OwnedSource, SetPlay, StoredSet},
    import::{ImportError, ImportReport},
    track::Name,
    wikitext::EntryKind,
};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sets").join(name)
}

fn order<'o>() -> SetOrder<'o> {
    let zone = TimeZone::get("Europe/Vienna").expect("a zone that is built in");
    SetOrder { zone, ..SetOrder::default() }
}

fn import(name: &str) -> (House, ImportReport) {
    let mut house = House::new();
    let report = house.import(order(), &[fixture(name)]).expect("imported");
    (house, report)
}

/// Cue, artist and title of each line; -1 and `?` where they are unknown.
fn lines(plays: &[SetPlay]) -> Vec<(i64, String)> {
    let half = |half: &Option<String>| half.clone().unwrap_or_else(|| "?".to_owned());
    let line = |play: &SetPlay| {
        let entry = &play.entry;
        (
            entry.cue.map_or(-1, |cue| cue.0.into()),
            format!("{} - {}", half(&entry.artist), half(&entry.title)),
        )
    };
    plays.iter().map(line).collect()
}

fn expected(lines: &[(i64, &str)]) -> Vec<(i64, String)> {
    lines.iter().map(|(cue, name)| (*cue, (*name).to_owned())).collect()
}

fn reasons(report: &ImportReport) -> Vec<(u64, &str)> {
    report.sets.iter().flat_map(|set| &set.left_out).map(|left| (left.row, left.reason.as_str())).collect()
}

#[test]
fn serato_takes_the_last_entry_of_a_row_and_forgets_what_was_deleted() {
    let (house, report) = import("serato/1.session");
    let set = house.only_set().set;
    assert_eq!((set.date.as_deref(), set.start), (Some("2023-11-14"), Some(1_700_000_000)));
    assert_eq!(lines(&set.plays), expected(&[(0, "Nasty Habits - Shadow Boxing"), (290, "Jónsi - Maré")]));
    let first = &set.plays[0];
    assert_eq!((first.bpm, first.tonic), (Some(174.0), Some(21)), "A minor");
    assert_eq!(first.location.as_deref(), Some("C:\\M\\a.mp3"));
    assert_eq!(reasons(&report), [(102, "Bad Company - The Nine: not played")], "103 is deleted");
    assert_eq!((report.sets[0].plays, report.tracks_owned), (2, 0), "a history makes nothing the user's own");
}

#[test]
fn traktor_counts_past_midnight_and_tells_what_has_no_name() {
    let (house, report) = import("traktor/history_2024y05m04d_23h53m20s.nml");
    let set = house.only_set().set;
    let midnight = TimeZone::get("Europe/Vienna").unwrap();
    let midnight = jiff::civil::date(2024, 5, 4).to_zoned(midnight).unwrap().timestamp().as_second();
    assert_eq!((set.date.as_deref(), set.start), (Some("2024-05-04"), Some(midnight + 86_000)));
    assert_eq!(lines(&set.plays), expected(&[(0, "Digital - Deadline"), (270, "Jónsi - Maré")]));
    let about: Vec<_> = set
        .plays
        .iter()
        .map(|play| (play.bpm.unwrap().round(), play.tonic, play.location.as_deref().unwrap()))
        .collect();
    assert_eq!(
        about,
        [(174.0, Some(21), "/Users/dj/A B/d & e.mp3"), (121.0, Some(10), "D:/M/m.mp3")],
        "A minor and B flat major"
    );
    assert_eq!(
        reasons(&report),
        [(2, "Nobody - Only cued: not played"), (4, "gone at 8:20: no artist is known")]
    );
    assert_eq!(report.tracks_owned, 0);
}

#[test]
fn virtualdj_has_a_set_a_heading_and_midnight_within_it() {
    let (house, report) = import("virtualdj/tracklist.txt");
    let sets = house.user.sets().unwrap();
    let about: Vec<_> = sets
        .iter()
        .map(|stored| {
            let cues: Vec<i64> = lines(&stored.set.plays).into_iter().map(|line| line.0).collect();
            (stored.set.date.as_deref().unwrap(), cues)
        })
        .collect();
    assert_eq!(about, [("2024-05-04", vec![0, 120, 360]), ("2024-05-11", vec![0])]);
    assert_eq!(report.sets.len(), 2, "a short one is kept too");
}

#[test]
fn engine_has_its_own_zone_and_names_what_it_cannot_find() {
    let (house, report) = import("engine/hm.db");
    let set = house.only_set().set;
    assert_eq!((set.date.as_deref(), set.zone.as_deref()), (Some("2024-05-05"), Some("Europe/Vienna")));
    assert_eq!(
        lines(&set.plays),
        expected(&[(0, "Nasty Habits - Shadow Boxing"), (300, "Bad Company - The Nine")])
    );
    assert_eq!(set.plays.iter().map(|play| play.tonic).collect::<Vec<_>>(), [Some(21), Some(0)]);
    assert_eq!(reasons(&report), [(3, "track 99 is in neither database")]);
    let (house, report) = import("engine/m.db");
    assert_eq!(report.tracks_owned, 2, "the collection is the user's");
    let key = Name::parse("Nasty Habits", "Shadow Boxing").key();
    let owned = house.user.owned_by_key(&key).unwrap().remove(0);
    assert_eq!(owned.0, OwnedSource::Engine);
    assert!(owned.1.location.ends_with("/Music/a.mp3"), "{}", owned.1.location);
}

#[test]
fn mixxx_has_histories_playlists_and_a_collection_and_auto_dj_is_neither() {
    let (house, report) = import("mixxx/mixxxdb.sqlite");
    let set = house.only_set().set;
    assert_eq!(set.date.as_deref(), Some("2024-05-04"));
    assert_eq!(
        lines(&set.plays),
        expected(&[(0, "Nasty Habits - Shadow Boxing"), (300, "Bad Company - The Nine")])
    );
    assert_eq!((report.queues.as_slice(), report.tracks_owned), (&["My list".to_owned()][..], 2));
}

#[test]
fn a_videos_description_is_a_list() {
    let mut house = House::new();
    let report = house
        .import(SetOrder { me: Some("DJ Test".into()), ..order() }, &[fixture("text/youtube.txt")])
        .unwrap();
    assert_eq!(report.sets[0].title, "DJ Test - Live @ Robot Heart 2024");
    let StoredSet { set, .. } = house.only_set();
    assert_eq!(set.dj, None, "it is the user's");
    assert_eq!(
        lines(&set.plays),
        expected(&[
            (0, "Nasty Habits - Shadow Boxing"),
            (271, "Bad Company - The Nine"),
            (542, "? - ?"),
            (-1, "Digital - Deadline"),
            (3723, "808 State - Pacific (Justin Robertson Remix)"),
        ])
    );
    assert_eq!(set.plays[1].entry.label.as_deref(), Some("BC Recordings"));
    assert_eq!((set.plays[2].entry.kind, set.plays[3].entry.layered), (EntryKind::Unknown, true));
}

#[test]
fn a_cue_sheet_counts_frames_and_takes_a_file_within_a_track_as_the_tracks_own() {
    let (house, _) = import("text/set.cue");
    let StoredSet { set, .. } = house.only_set();
    assert_eq!((set.date.as_deref(), set.dj.as_deref()), (Some("2024-05-04"), Some("DJ Test")));
    assert_eq!(
        lines(&set.plays),
        expected(&[(0, "El Michels Affair - Villa"), (336, "Sound Ambassador - Anahata")])
    );
    assert_eq!(set.plays[0].location.as_deref(), Some("/m/El Michels Affair - Villa.mp3"));
    assert_eq!(set.plays[1].location, None);
}

#[test]
fn importing_again_updates_and_the_same_night_of_two_programs_is_kept_once() {
    let mut house = House::new();
    let list = |n: usize| {
        let lines: Vec<String> = (0..n).map(|i| format!("0{i}:00 Artist {i} - Title {i}")).collect();
        format!("2024-05-04 - DJ Test - Club\n\n{}\n", lines.join("\n"))
    };
    let tracks = |n: usize| {
        let tracks: Vec<String> =
            (0..n).map(|i| format!("2{}:{:02} : Artist {i} - Title {i}", i / 60, i)).collect();
        format!("VirtualDJ History 2024/05/04\n---\n{}\n", tracks.join("\n"))
    };
    let me = || SetOrder { me: Some("DJ Test".into()), ..order() };
    let text = house.file("list.txt", list(6));
    house.import(me(), std::slice::from_ref(&text)).unwrap();
    std::fs::write(&text, list(8)).unwrap();
    house.import(me(), std::slice::from_ref(&text)).unwrap();
    assert_eq!(house.only_set().set.plays.len(), 8, "the file has grown");
    let history = house.file("tracklist.txt", tracks(8));
    let report = house.import(me(), &[history]).unwrap();
    assert_eq!((report.sets.len(), report.skipped.len()), (0, 1), "{report:?}");
    assert!(report.skipped[0].reason.contains("not kept twice"));
    assert_eq!(house.user.sets().unwrap().len(), 1);
    let bare: Vec<String> = (0..8).map(|i| format!("Artist {i} - Title {i}")).collect();
    let mut other = House::new();
    let bare = other.file("2024-05-04 - DJ Test - Club.txt", bare.join("\n"));
    let history = other.file("tracklist.txt", tracks(8));
    other.import(me(), &[bare, history]).unwrap();
    assert_eq!(other.only_set().set.program, "VirtualDJ", "the one with times");
}

#[test]
fn a_friends_list_is_the_friends_and_another_djs_is_public() {
    let mut house = House::new();
    let friend = || SetOrder { friend: Some("Kora".into()), ..order() };
    house.import(friend(), &[fixture("text/youtube.txt")]).unwrap();
    let set = house.only_set().set;
    assert_eq!((set.friend, set.dj.as_deref()), (true, Some("Kora")));
    let mut house = House::new();
    let report =
        house.import(SetOrder { me: Some("Me".into()), ..order() }, &[fixture("text/youtube.txt")]).unwrap();
    assert_eq!((report.mixes_added, report.sets[0].plays), (1, 4));
    assert!(house.user.sets().unwrap().is_empty());
}

#[test]
fn what_is_read_in_part_is_kept_once_and_the_place_is_named() {
    let whole = std::fs::read(fixture("serato/1.session")).unwrap();
    let mut house = House::new();
    let cut = house.file("cut.session", &whole[..0x300]);
    let report = house.import(order(), &[cut]).unwrap();
    assert_eq!(report.sets[0].plays, 1);
    assert_eq!(
        report.skipped[0].reason,
        "the file breaks off at byte 736; what stands before is imported; get the file anew and import it again"
    );
    house.import(order(), &[fixture("serato/1.session")]).unwrap();
    assert_eq!(house.only_set().set.plays.len(), 2, "the whole file takes the place of its beginning");

    let nml = std::fs::read_to_string(fixture("traktor/history_2024y05m04d_23h53m20s.nml")).unwrap();
    let bad = [nml.split_at(600).0.as_bytes(), b"\xff\xfe", nml.split_at(600).1.as_bytes()].concat();
    let bad = house.file("bad.nml", bad);
    let mut house = House::new();
    assert!(house.import(order(), &[bad]).is_ok_and(|report| report.sets[0].plays >= 1));
}

#[test]
fn a_text_that_is_no_list_says_so_and_a_short_one_asks() {
    let mut house = House::new();
    let prose = house.file("letter.txt", "Dear all,\nthe party was great - thank you!\nSee you soon\n");
    let refused = house.import(order(), &[prose]).unwrap_err();
    assert!(matches!(refused, ImportError::Nothing { .. }), "{refused}");
    let short = house.file("2024-05-04 - DJ Test - Club.txt", "Artist - One\nArtist - Two\n");
    let doubtful = house.import(order(), std::slice::from_ref(&short)).unwrap_err();
    assert!(matches!(doubtful, ImportError::Doubtful { .. }), "{doubtful}");
    assert!(doubtful.hint().contains("--set"));
    house.import(SetOrder { set: true, me: Some("DJ Test".into()), ..order() }, &[short]).unwrap();
    assert_eq!(house.only_set().set.plays.len(), 2);
}

#[test]
fn a_playlist_is_a_queue_and_with_set_a_set() {
    let mut house = House::new();
    let m3u =
        house.file("Friday.m3u8", "#EXTM3U\n#EXTINF:1,A - One\n/m/1.mp3\n#EXTINF:1,A - Two\n/m/2.mp3\n");
    let report = house.import(order(), std::slice::from_ref(&m3u)).unwrap();
    assert_eq!((report.queues.len(), report.sets.len(), report.tracks_owned), (1, 0, 2));
    let mut house = House::new();
    let report = house.import(SetOrder { set: true, ..order() }, &[m3u]).unwrap();
    assert_eq!((report.queues.len(), report.sets.len(), report.tracks_owned), (0, 1, 0));
    assert_eq!(report.sets[0].title, "Me - Friday");
    let bare = house.file("wanted.txt", "A - One\nA - Two\nA - Three\nA - Four\nA - Five\nA - Six\n");
    let report = house.import(order(), &[bare]).unwrap();
    assert_eq!((report.queues.as_slice(), report.sets.len()), (&["wanted".to_owned()][..], 0));
}

#[test]
fn a_history_of_rekordbox_is_a_set_of_the_users_own_records() {
    let mut house = House::new();
    let text = "#\tArtwork\tTrack Title\tArtist\tBPM\tTime\tKey\tLocation\r\n1\t\tShadow Boxing\tNasty Habits\t174.02\t04:59\tAm\t/m/one.mp3\r\n\
                2\t\tMaré\tJónsi – Alex\t0.00\t160:36\t\t/m/two.mp3\r\n";
    let bytes: Vec<u8> =
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let file = house.file("HISTORY 2024-05-04.txt", bytes);
    let report = house.import(order(), &[file]).unwrap();
    assert_eq!((report.tracks_owned, report.queues.len(), report.sets[0].plays), (2, 0, 2));
    assert_eq!(report.sets[0].title, "2024-05-04 - Me - rekordbox");
    assert_eq!(house.only_set().set.plays[0].tonic, Some(21));
}

#[test]
fn a_growing_set_stays_one_and_what_was_taken_out_does_not_come_back_by_itself() {
    let mut house = House::new();
    house.import(order(), &[fixture("serato/1.session")]).unwrap();
    let id = house.only_set().id;
    house.user.remove_set(id, 5).unwrap();
    house.import(SetOrder { followed: true, ..order() }, &[fixture("serato/1.session")]).unwrap();
    assert!(house.user.sets().unwrap().is_empty());
    house.import(order(), &[fixture("serato/1.session")]).unwrap();
    assert_eq!(house.only_set().id, id);
}

#[test]
fn a_file_that_is_larger_than_is_read_is_told_so_and_not_that_it_breaks_off() {
    let (read, cut) = super::beginning(std::io::repeat(b'x'), 16 << 20);
    assert_eq!(read.len(), 16 << 20);
    let found = super::cut_off(super::Found::default(), cut);
    let said = &found.skipped[0];
    assert!(said.reason.starts_with("the file is larger than 16 MiB, and only its beginning"), "{said:?}");
    assert!(said.is_end(), "what is known beyond it stays");
}
