//! Collections as a whole: what other programs write is read, and what we write comes back.

use std::{
    fs,
    path::{Path, PathBuf},
};

use proptest::prelude::*;

use crate::{
    catalogue::{Item, OwnedSource, QueueOp, QueuePlace, Seen, User},
    export::{ExportRecord, Format, NamedQueue, render},
    files::real_path,
    import::{ImportError, ImportReport, ImportWatch, open},
    sound::key::MusicalKey,
    track::Name,
};

fn run(path: &Path, user: &mut User) -> Result<ImportReport, ImportError> {
    open(path, None)?.into_user(user, 1, &mut ImportWatch { progress: &mut |_| {}, stop: &|| false })
}

fn file(dir: &tempfile::TempDir, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
    let path = dir.path().join(name);
    fs::write(&path, text).unwrap();
    path
}

fn queue(user: &User, name: &str) -> Vec<String> {
    user.queue(name).unwrap().iter().map(|item| item.track.name.to_string()).collect()
}

const REKORDBOX: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<DJ_PLAYLISTS Version="1.0.0">
  <PRODUCT Name="rekordbox" Version="7.2.10" Company="AlphaTheta"/>
  <COLLECTION Entries="4">
    <TRACK TrackID="1" Name="Shadow Boxing (Om Unit Remix)" Artist="Nasty Habits" Composer="" Album="A &amp; B &#x2019;12"
      TotalTime="299" AverageBpm="174.02" Tonality="8A" Location="file://localhost/Users/dj/Music/one%20%26.mp3">
      <TEMPO Inizio="0.025" Bpm="174.00" Metro="4/4" Battito="1"/>
      <POSITION_MARK Name="drop" Type="0" Start="31.0" Num="0"/>
    </TRACK>
    <TRACK TrackID="2" Name="The Nine" Artist="Bad Company" Mix="Original Mix" AverageBpm="0.00" Tonality="" Location="file://localhost/C:/Music/nine.wav"/>
    <TRACK TrackID="3" Name="Digital - Deadline" Artist="" AverageBpm="87,5" Tonality="Bbm" Location="file://localhost/x.mp3"/>
    <TRACK TrackID="4" Name="untitled" Artist=""/>
  </COLLECTION>
  <PLAYLISTS>
    <NODE Type="0" Name="ROOT" Count="2">
      <NODE Type="0" Name="Gigs" Count="1">
        <NODE Type="1" Name="Friday" Entries="3" KeyType="0"><TRACK Key="2"/><TRACK Key="1"/><TRACK Key="2"/><TRACK Key="99"/></NODE>
      </NODE>
      <NODE Type="1" Name="By place" Entries="1" KeyType="1"><TRACK Key="file://localhost/x.mp3"/></NODE>
      <NODE Type="1" Name="Empty" Entries="0" KeyType="0"/>
      <NODE Type="1" Name="After" Entries="1" KeyType="0"><TRACK Key="1"/></NODE>
    </NODE>
  </PLAYLISTS>
</DJ_PLAYLISTS>
"#;

#[test]
fn a_rekordbox_collection_gives_what_is_owned_its_tempo_key_and_place_and_queues() {
    let dir = tempfile::tempdir().unwrap();
    let mut user = User::open_in_memory().unwrap();
    let path = file(&dir, "rekordbox.xml", REKORDBOX);
    let report = run(&path, &mut user).unwrap();
    assert_eq!((report.tracks_owned, report.skipped.len(), report.skipped[0].line), (3, 2, 12));
    let pointless = &report.skipped[1].reason;
    assert!(
        pointless.contains("“Gigs / Friday”: 1 of 4 entries") && pointless.ends_with("(99)"),
        "{report:?}"
    );
    assert_eq!(report.queues, ["Gigs / Friday", "By place", "After"]);
    assert_eq!(
        queue(&user, "Gigs / Friday"),
        ["Bad Company – The Nine", "Nasty Habits – Shadow Boxing (Om Unit Remix)", "Bad Company – The Nine"]
    );
    assert_eq!(queue(&user, "By place"), ["Digital – Deadline"]);
    assert_eq!(queue(&user, "After"), ["Nasty Habits – Shadow Boxing (Om Unit Remix)"]);
    let of = |artist, title| user.owned_by_key(&Name::parse(artist, title).key()).unwrap();
    let (source, first) = of("Nasty Habits", "Shadow Boxing (Om Unit Remix)").remove(0);
    assert_eq!(source, OwnedSource::Rekordbox);
    assert_eq!((first.bpm, first.tonic, first.seconds), (Some(174.02), Some(21), Some(299.0)));
    assert_eq!(first.location, "file://localhost/Users/dj/Music/one%20%26.mp3");
    let nine = of("Bad Company", "The Nine").remove(0).1;
    assert_eq!((nine.bpm, nine.tonic), (None, None), "0 and nothing are unknown");
    let deadline = of("Digital", "Deadline").remove(0).1;
    assert_eq!((deadline.bpm, deadline.tonic), (Some(87.5), Some(22)));
}

#[test]
fn the_smallest_file_of_rekordbox_itself_is_read() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/rekordbox_min.xml");
    let mut user = User::open_in_memory().unwrap();
    let report = run(&path, &mut user).unwrap();
    assert_eq!((report.tracks_owned, report.queues), (1, vec!["My Set".to_owned()]));
    let owned = user.owned_by_key(&Name::parse("Artist Name", "Track Title").key()).unwrap().remove(0).1;
    assert_eq!((owned.bpm, owned.tonic), (Some(124.0), Some(21)));
}

#[test]
fn importing_again_changes_nothing_and_never_what_the_user_made() {
    let dir = tempfile::tempdir().unwrap();
    let mut user = User::open_in_memory().unwrap();
    let own = Seen::new(Name::parse("A", "Mine"));
    let insert = |user: &User, track: &Seen| {
        QueueOp::Insert(
            Item { id: user.new_item_id().unwrap(), track: track.clone(), added: 1 },
            QueuePlace::Last,
        )
    };
    let op = insert(&user, &own);
    user.change_queue("After", &[op], 1).unwrap();
    let path = file(&dir, "rekordbox.xml", REKORDBOX);
    for _ in 0..2 {
        assert_eq!(run(&path, &mut user).unwrap().queues, ["Gigs / Friday", "By place", "After (2)"]);
    }
    assert_eq!(user.queues().unwrap().len(), 4);
    assert_eq!(queue(&user, "After"), ["A – Mine"]);

    // A playlist that changed there changes here, unless it was changed here too.
    let op = insert(&user, &own);
    user.change_queue("By place", &[op], 1).unwrap();
    let changed = REKORDBOX.replace(r#"<TRACK Key="99"/>"#, r#"<TRACK Key="3"/>"#).replace(
        r#"<TRACK Key="file://localhost/x.mp3"/>"#,
        r#"<TRACK Key="file://localhost/C:/Music/nine.wav"/>"#,
    );
    fs::write(&path, changed).unwrap();
    assert_eq!(run(&path, &mut user).unwrap().queues, ["Gigs / Friday", "By place (2)", "After (2)"]);
    assert_eq!(queue(&user, "Gigs / Friday").len(), 4);
    assert_eq!(queue(&user, "By place"), ["Digital – Deadline", "A – Mine"]);

    // What left the collection is owned no more.
    fs::write(&path, REKORDBOX.replace(r#"Name="The Nine""#, r#"Name="The Pulse""#)).unwrap();
    run(&path, &mut user).unwrap();
    assert!(user.owned_by_key(&Name::parse("Bad Company", "The Nine").key()).unwrap().is_empty());
}

#[test]
fn a_file_that_breaks_off_is_imported_to_there() {
    let dir = tempfile::tempdir().unwrap();
    for (cut, what) in [("<TRACK TrackID=\"3\"", "between tracks"), ("Mix=\"Orig", "within a track")] {
        let mut user = User::open_in_memory().unwrap();
        let path = file(&dir, "cut.xml", &REKORDBOX[..REKORDBOX.find(cut).unwrap()]);
        let report = run(&path, &mut user).unwrap();
        assert!(report.tracks_owned >= 1 && report.queues.is_empty(), "{what}");
        assert!(report.skipped.last().unwrap().reason.contains("breaks off"), "{what}: {report:?}");
    }
    let path = file(&dir, "empty.xml", "<?xml version=\"1.0\"?><DJ_PLAYLISTS><COLLECTION/></DJ_PLAYLISTS>");
    let empty = run(&path, &mut User::open_in_memory().unwrap()).unwrap_err().to_string();
    assert!(empty.contains("empty.xml: no record is in it"), "{empty}");
}

#[test]
fn an_import_that_is_stopped_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let path = file(&dir, "rekordbox.xml", REKORDBOX);
    let mut user = User::open_in_memory().unwrap();
    let mut watch = ImportWatch { progress: &mut |_| {}, stop: &|| true };
    let stopped = open(&path, None).unwrap().into_user(&mut user, 1, &mut watch);
    assert!(matches!(stopped, Err(ImportError::Stopped { .. })));
    assert!(user.owned_tracks().unwrap().is_empty() && user.queues().unwrap().is_empty());
}

#[test]
fn playlists_of_players_are_read() {
    let dir = tempfile::tempdir().unwrap();
    let mut user = User::open_in_memory().unwrap();
    let text = "\u{feff}#EXTM3U\r\n#EXTINF:299,Nasty Habits - Shadow Boxing\r\nmusic/one.mp3\r\n\
                #EXTINF:-1 tvg-id=\"\",Bad Company - The Nine\r\nC:\\Music\\nine.wav\r\n\r\n\
                # a comment\r\n02. Digital - Deadline.flac\r\n#EXTINF:1,nothing\r\nx.mp3\r\n\
                #EXTINF:-1,Surgeon - Magneze\r\nhttps://radio.example/stream\r\n";
    let path = file(&dir, "Late night.m3u8", text);
    let report = run(&path, &mut user).unwrap();
    assert_eq!((report.tracks_owned, report.queues), (3, vec!["Late night".to_owned()]));
    assert_eq!(report.skipped[0].line, 10);
    assert_eq!(
        queue(&user, "Late night"),
        ["Nasty Habits – Shadow Boxing", "Bad Company – The Nine", "Digital – Deadline", "Surgeon – Magneze"]
    );
    let folder = real_path(dir.path()).unwrap();
    let one = user.owned_by_key(&Name::parse("Nasty Habits", "Shadow Boxing").key()).unwrap().remove(0).1;
    assert_eq!(one.location, folder.join("music/one.mp3").to_str().unwrap());
    let nine = user.owned_by_key(&Name::parse("Bad Company", "The Nine").key()).unwrap().remove(0).1;
    assert_eq!(nine.location, "C:\\Music\\nine.wav");

    // Bare and in Latin-1, as players wrote it long ago.
    let old = file(&dir, "old.m3u", b"/music/J\xf3nsi - Boy Lilikoi.mp3\n");
    run(&old, &mut user).unwrap();
    assert_eq!(queue(&user, "old"), ["Jónsi – Boy Lilikoi"]);
}

#[test]
fn tables_of_other_services_are_read() {
    let dir = tempfile::tempdir().unwrap();
    let mut user = User::open_in_memory().unwrap();
    let tunemymusic = "\u{feff}Track name,Artist name,Album,Playlist name,Type,ISRC,Spotify - id\r\n\
        \"Hello, Goodbye (Extended Mix)\",The Beatles,Magical,\"Rock, old\",Playlist,GBAYE6700023,x\r\n\
        Vogue,Madonna,I'm Breathless,Pop,Playlist,,\r\n,,,,,,\r\nno artist,,,Pop,Playlist,,\r\n\
        Jump,Van Halen,1984,\"Rock, old\",Playlist,,\r\n";
    let report = run(&file(&dir, "t.csv", tunemymusic), &mut user).unwrap();
    assert_eq!((report.tracks_owned, report.queues), (3, vec!["Rock, old".to_owned(), "Pop".to_owned()]));
    assert_eq!((report.skipped.len(), report.skipped[0].line), (1, 5));
    assert_eq!(queue(&user, "Rock, old"), ["The Beatles – Hello, Goodbye", "Van Halen – Jump"]);
    assert_eq!(user.owned_by_isrc("GBAYE6700023").unwrap().len(), 1);

    let soundiiz = "title;artist;album;isrc;addedDate;duration;url\nBoy;Jónsi;;;;4:30;\n";
    run(&file(&dir, "My list.csv", soundiiz), &mut user).unwrap();
    assert_eq!(queue(&user, "My list"), ["Jónsi – Boy"]);
    let boy = user.owned_by_key(&Name::parse("Jónsi", "Boy").key()).unwrap().remove(0).1;
    assert_eq!(boy.seconds, Some(270.0));
    let nothing = file(&dir, "n.csv", "title,album\na,b\n");
    assert!(matches!(run(&nothing, &mut user), Err(ImportError::Nothing { .. })));
}

/// Names as they are and as they should not be.
fn names() -> impl Strategy<Value = Name> {
    let text = "[A-Za-z0-9éøÅ東=+@'\",;:&<>#()\\[\\] -]{1,24}";
    (text, text, proptest::option::of("[A-Za-z&.' ]{1,12} (Remix|Dub|Edit)"))
        .prop_map(|(artist, title, version)| {
            let version = version.map(|v| format!(" ({})", v.trim())).unwrap_or_default();
            Name::parse(&artist, &format!("{title}{version}"))
        })
        .prop_filter("has words", |name| {
            let words = |text: &str| !crate::track::squash(text).is_empty();
            words(&name.artist) && words(&name.title)
        })
}

fn records(names: Vec<Name>) -> Vec<ExportRecord> {
    names
        .into_iter()
        .enumerate()
        .map(|(at, name)| ExportRecord {
            bpm: (at % 2 == 0).then_some(120.25),
            key: MusicalKey::parse("F#m"),
            seconds: Some(200.0),
            file: Some(format!("/music/{at}, {}.mp3", name.title.replace(['/', '\r', '\n'], "_")).into()),
            ..ExportRecord::new(name)
        })
        .collect()
}

/// The keys of the queue that comes back from a file.
fn again(format: Format, title: &str, records: &[ExportRecord]) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    let text = render(format, NamedQueue { title, records });
    let path = file(&dir, &format!("q.{}", format.extension()), text);
    let mut user = User::open_in_memory().unwrap();
    let report = run(&path, &mut user).unwrap();
    assert_eq!(report.skipped, [], "{format:?}");
    let queue = user.queue(&report.queues[0]).unwrap();
    queue.iter().map(|item| item.track.key.as_str().to_owned()).collect()
}

/// Names of which the usual line is another record's.
const AMBIGUOUS: [(&str, &str); 9] = [
    ("Jónsi - Alex", "Maré"),
    ("Jónsi – Alex", "Maré (Live - Solo)"),
    ("Kora", "Night Bus [Hyperdub]"),
    ("Kora", "Night Bus [2001]"),
    ("A - B", "C [Warp]"),
    ("Kora", "One - Two"),
    ("Kora (Live - Solo)", "Three"),
    ("808 State", "Pacific"),
    ("Kora", "Bus (Dub Mix) [Lab]"),
];

#[test]
fn a_text_says_every_record_so_that_it_is_read_as_that_one() {
    let records: Vec<_> =
        AMBIGUOUS.iter().map(|(artist, title)| ExportRecord::new(Name::parse(artist, title))).collect();
    let expected: Vec<_> = records.iter().map(|r| r.name.key().as_str().to_owned()).collect();
    assert_eq!(again(Format::Text, "Friday", &records), expected);
    // One line alone is no list.
    for (two, keys) in records.windows(2).zip(expected.windows(2)) {
        assert_eq!(again(Format::Text, "Friday", two), keys);
    }
}

#[test]
fn a_numbered_text_comes_back_with_its_times() {
    let record = |(artist, title): &(&str, &str)| ExportRecord {
        seconds: Some(200.0),
        ..ExportRecord::new(Name::parse(artist, title))
    };
    let records: Vec<_> = AMBIGUOUS.iter().map(record).collect();
    let text = crate::export::numbered(NamedQueue { title: "x", records: &records });
    let dir = tempfile::tempdir().unwrap();
    let mut user = User::open_in_memory().unwrap();
    let order = crate::import::SetOrder { set: true, ..crate::import::SetOrder::default() };
    let mut watch = ImportWatch { progress: &mut |_| {}, stop: &|| false };
    let opened = open(&file(&dir, "Night.txt", text), None).unwrap();
    crate::import::OwnImport::new(order).take(opened, &mut user, 1, &mut watch).unwrap();
    let plays = user.sets().unwrap().remove(0).set.plays;
    let read: Vec<_> = plays
        .iter()
        .map(|play| (play.entry.cue.unwrap().0, crate::catalogue::entry_name(&play.entry).unwrap().key()))
        .collect();
    let expected: Vec<_> = records.iter().zip(0..).map(|(r, n)| (n * 200, r.name.key())).collect();
    assert_eq!(read, expected);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_queue_comes_back_from_every_format(names in proptest::collection::vec(names(), 1..8)) {
        let records = records(names);
        let expected: Vec<_> = records.iter().map(|r| r.name.key().as_str().to_owned()).collect();
        for format in [Format::Csv, Format::M3u8, Format::Jspf, Format::Rekordbox, Format::Traktor] {
            prop_assert_eq!(again(format, "Friday, \"late\"", &records), expected.clone(), "{:?}", format);
        }
    }

    #[test]
    fn a_queue_without_files_comes_back_too(names in proptest::collection::vec(names(), 1..8)) {
        let records: Vec<_> = names.into_iter().map(ExportRecord::new).collect();
        let expected: Vec<_> = records.iter().map(|r| r.name.key().as_str().to_owned()).collect();
        for format in [Format::Csv, Format::M3u8] {
            prop_assert_eq!(again(format, "Friday", &records), expected.clone(), "{:?}", format);
        }
    }

    #[test]
    fn nothing_that_claims_to_be_a_collection_makes_it_panic(text in "(<DJ_PLAYLISTS|#EXTM3U\n|title,artist\n).{0,200}", tail in proptest::collection::vec(any::<u8>(), 0..100)) {
        let dir = tempfile::tempdir().unwrap();
        let mut bytes = text.into_bytes();
        bytes.extend(tail);
        let _ = open(&file(&dir, "x.xml", bytes), None).map(|opened| {
            let mut user = User::open_in_memory().unwrap();
            opened.into_user(&mut user, 1, &mut ImportWatch { progress: &mut |_| {}, stop: &|| false }).map(drop)
        });
    }
}
