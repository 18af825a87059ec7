//! Files that are cut, empty, endless or without a name of their own, and what is said of them.

use std::path::Path;

use super::{OwnImport, SetOrder, house::House};
use crate::import::{ImportWatch, open_from};

const LIST: &str = "1. A - One\n2. B - Two\n3. C - Three\n";
const SHEET: &str = "FILE \"a.wav\" WAVE\nTRACK 01 AUDIO\nPERFORMER \"A\"\nTITLE \"One\"\nINDEX 01 00:00:00\n\
    TRACK 02 AUDIO\nPERFORMER \"B\"\nTITLE \"Two\"\nINDEX 01 30:00:00\n";

#[test]
fn a_set_without_a_title_is_called_after_its_file() {
    let titles = [
        ("Freitag im Flex.txt", LIST.to_owned(), "Me - Freitag im Flex"),
        ("x.txt", format!("Night at Home\n\n{LIST}"), "Night at Home"),
        ("Rooftop.cue", SHEET.to_owned(), "Me - Rooftop"),
        ("Rooftop.cue", format!("TITLE \"Above All\"\n{SHEET}"), "Me - Above All"),
    ];
    for (name, content, title) in titles {
        let mut house = House::new();
        house.take(name, &content).expect("taken");
        assert_eq!(house.only_set().set.title("Me"), title, "{name}");
    }
}

fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sets").join(name);
    std::fs::read(path).expect("there")
}

#[test]
fn a_file_that_breaks_off_before_anything_whole_is_not_said_to_be_imported() {
    let mut house = House::new();
    for (name, of) in
        [("a.session", "serato/1.session"), ("a.nml", "traktor/history_2024y05m04d_23h53m20s.nml")]
    {
        let whole = fixture(of);
        let said = house.refused(name, &whole[..whole.len().min(120)]);
        assert!(said.ends_with("nothing is imported") && said.contains("breaks off"), "{said}");
        assert!(said.matches("imported").count() == 1 && said.contains("get the file anew"), "{said}");
    }
}

#[test]
fn a_playlist_that_breaks_off_says_so_whatever_it_becomes() {
    let cut = "<playlist><trackList><track><title>A - One</title></track><track><ti";
    for order in [SetOrder::default(), SetOrder { set: true, ..SetOrder::default() }] {
        let mut house = House::new();
        let file = house.file("a.xspf", cut);
        let report = house.import(order, &[file]).expect("taken");
        assert_eq!((report.skipped.len(), report.sets.len() + report.queues.len()), (1, 1), "{report:?}");
        assert!(report.skipped[0].reason.contains("breaks off"), "{report:?}");
    }
}

/// What can be read of a file before its stick is gone.
struct Pulled(std::io::Cursor<Vec<u8>>);

impl std::io::Read for Pulled {
    fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        match self.0.read(to)? {
            0 => Err(std::io::Error::other("the device is gone")),
            read => Ok(read),
        }
    }
}

#[test]
fn a_stick_that_is_pulled_out_while_it_is_read_gives_what_was_read_and_says_so() {
    let nml = fixture("traktor/history_2024y05m04d_23h53m20s.nml");
    let xml = "<DJ_PLAYLISTS><COLLECTION><TRACK Name=\"One\" Artist=\"A\" Location=\"file://localhost/1.mp3\"/>\n<TRA";
    for (name, bytes) in [
        ("1.session", fixture("serato/1.session")[..0x300].to_vec()),
        ("history.nml", nml[..nml.len() - 40].to_vec()),
        ("rekordbox.xml", xml.as_bytes().to_vec()),
        ("list.csv", b"title,artist\nOne,A\nTwo,B\n".to_vec()),
        ("list.m3u8", b"#EXTM3U\n#EXTINF:1,A - One\n/m/1.mp3\n#EXTINF:1,B - ".to_vec()),
        ("list.txt", LIST.as_bytes().to_vec()),
    ] {
        let mut house = House::new();
        let reader = Box::new(Pulled(std::io::Cursor::new(bytes)));
        let opened = open_from(Path::new(name), reader, None, None).expect("of a known form");
        let mut watch = ImportWatch { progress: &mut |_| {}, stop: &|| false };
        let taken = OwnImport::new(SetOrder::default()).take(opened, &mut house.user, 9, &mut watch);
        let report = taken.unwrap_or_else(|e| panic!("{name}: {e}"));
        let records = report.tracks_owned + report.sets.iter().map(|set| set.plays).sum::<u64>();
        assert!(records > 0, "{name}: {report:?}");
        let said = |skipped: &&crate::import::Skipped| {
            skipped.reason.contains("device is gone") && skipped.reason.contains("import it again")
        };
        assert_eq!(report.skipped.iter().filter(said).count(), 1, "{name}: {report:?}");
    }
}

#[test]
fn a_database_that_its_program_holds_is_read_from_a_copy() {
    let mut house = House::new();
    house.file("m.db", fixture("engine/m.db"));
    let path = house.file("hm.db", fixture("engine/hm.db"));
    let held = rusqlite::Connection::open(&path).expect("opened");
    held.execute_batch("BEGIN EXCLUSIVE").expect("held");
    let report = house.import(SetOrder::default(), &[path]).expect("taken");
    assert!(!report.sets.is_empty(), "{report:?}");
}

#[test]
fn a_database_of_another_or_a_newer_program_and_an_encrypted_one_are_named_with_the_way_out() {
    let mut house = House::new();
    let path = house.file("hm.db", "");
    let newer = rusqlite::Connection::open(&path).expect("made");
    newer
        .execute_batch("CREATE TABLE HistoryV9 (id INTEGER); CREATE TABLE TrackV9 (id INTEGER)")
        .expect("made");
    drop(newer);
    let said = house.import(SetOrder::default(), &[path]).expect_err("refused").to_string();
    for words in ["hm.db", "newer version", "export the history"] {
        assert!(said.contains(words), "{said}");
    }
    let said = house.refused("master.db", [0x9c, 0xff, 0x80, 0x01, 0xfe].repeat(800));
    for words in ["master.db", "never opened", "Export Collection"] {
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn a_playlist_of_nothing_but_streams_is_called_so() {
    let mut house = House::new();
    let m3u = "#EXTM3U\n#EXTINF:-1,Radio Example\nhttps://radio.example/live\n";
    let pls = "[playlist]\nFile1=https://radio.example/live\nTitle1=Radio Example\n";
    for (name, content) in [("radio.m3u", m3u), ("radio.pls", pls)] {
        let said = house.refused(name, content);
        assert!(
            said.contains(name) && said.contains("a stream") && said.contains("tracklist as text"),
            "{said}"
        );
    }
}

#[test]
fn zeros_and_blanks_are_not_called_empty() {
    let mut house = House::new();
    assert!(house.refused("a.txt", "").contains("is empty"));
    assert!(house.refused("b.session", [0; 5_000]).contains("nothing but zeros"));
    assert!(house.refused("c.txt", " \n\n \t\n").contains("nothing but blanks"));
}

#[test]
fn endless_names_are_left_out_of_every_form() {
    let long = "x".repeat(1 << 20);
    for (name, content) in [
        ("list.txt", format!("{LIST}4. D - {long}\n")),
        ("sheet.cue", format!("{SHEET}TRACK 03 AUDIO\nPERFORMER \"{long}\"\nTITLE \"x\"\n")),
    ] {
        let mut house = House::new();
        let report = house.take(name, &content).expect("taken");
        assert_eq!(report.sets[0].left_out.len(), 1, "{name}");
        assert!(report.sets[0].left_out[0].reason.contains("more than 1000 letters"), "{name}");
        let sets = house.user.sets().expect("sets");
        assert!(sets[0].set.plays.iter().all(|play| play.entry.raw.len() < 100), "{name}");
    }
    let mut house = House::new();
    let track = |title: &str| format!("{{\"title\":\"{title}\",\"creator\":\"A\"}}");
    let list = format!("{{\"playlist\":{{\"track\":[{},{}]}}}}", track("One"), track(&long));
    let report = house.take("a.jspf", list).expect("taken");
    assert!(report.skipped[0].reason.contains("more than 1000 letters"), "{:?}", report.skipped);
}

#[test]
fn text_that_is_likely_no_western_one_is_said_once_and_taken() {
    let (bytes, _, _) =
        encoding_rs::SHIFT_JIS.encode("1. 東京事変 - 群青日和\n2. 椎名林檎 - 丸ノ内\n3. 電気 - 虹\n");
    let mut house = House::new();
    let report = house.take("a.txt", &bytes).expect("taken");
    let said = report.skipped.iter().filter(|skipped| skipped.reason.contains("--encoding shift_jis"));
    assert_eq!((said.count(), report.sets[0].plays), (1, 3));
}
