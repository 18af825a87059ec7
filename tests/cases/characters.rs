//! Characters and lines: byte order marks, UTF-16 without one, Windows-1252, lines that end in CR, control characters.

use rstest::rstest;

use crate::{Mine, case, made};

#[rstest]
#[case("02-m3u-utf16/utf16le.m3u")]
#[case("02-m3u-utf16/utf16be.m3u8")]
fn utf_16_playlists_are_read(#[case] file: &str) {
    let (mine, report) = Mine::of(&case(file));
    assert_eq!(mine.names(), ["Lumen Vale – Slow Tide", "Ödön Kern – Gläserne Fähre"]);
    assert_eq!((report.tracks_owned, report.skipped.len()), (2, 0));
}

#[test]
fn windows_1252_gives_the_same_names_as_utf_8() {
    let (windows, _) = Mine::of(&case("03-m3u-windows-1252/cp1252.m3u"));
    let (utf_8, _) = Mine::of(&case("03-m3u-windows-1252/utf8.m3u"));
    assert_eq!(windows.names(), utf_8.names());
    assert_eq!(windows.names(), ["Jürgen Öst – Blauer Fluß", "O’Dell & Šára – Don’t Wait… “Please”"]);
    let (latin, _) = Mine::of(&case("03-m3u-windows-1252/latin1.m3u"));
    assert_eq!(latin.names(), ["Jürgen Öst – Größe"]);
    let (old, _) = Mine::of(&case("collections/16/old.m3u"));
    assert_eq!(old.names(), ["D’Angelo – Untitled"]);
}

#[rstest]
#[case("08-cr-only-line-ends/cr.m3u", &["Lumen Vale – Slow Tide", "Oda Kern – Glass Ferry"])]
#[case("08-cr-only-line-ends/cr.csv", &["Lumen Vale – Slow Tide", "Oda Kern – Glass Ferry"])]
#[case("collections/02/set.m3u", &["Adele – Hello", "Jon – Two"])]
fn lines_may_end_in_cr_alone(#[case] file: &str, #[case] names: &[&str]) {
    let (mine, report) = Mine::of(&case(file));
    assert_eq!(mine.names(), names);
    assert_eq!((report.queues.len(), report.skipped.len()), (1, 0));
}

/// The same table in every encoding a program has written one in.
#[test]
fn a_table_reads_the_same_in_every_encoding() {
    let text = "Title\tArtist\r\nGläserne Fähre\tÖdön Kern\r\nDüne – live\tCafé Tunnel\r\n";
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let (windows, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    let files: [Vec<u8>; 7] = [
        text.into(),
        [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat(),
        little.clone(),
        [b"\xff\xfe".as_slice(), &little].concat(),
        big.clone(),
        [b"\xfe\xff".as_slice(), &big].concat(),
        windows.into_owned(),
    ];
    let dir = tempfile::tempdir().expect("there");
    for (number, bytes) in files.iter().enumerate() {
        let (mine, report) = Mine::of(&made(&dir, &format!("{number}.txt"), bytes));
        assert_eq!(
            mine.names(),
            ["Café Tunnel – Düne (live)", "Ödön Kern – Gläserne Fähre"],
            "file {number}"
        );
        assert!(report.skipped.is_empty(), "file {number}: {report:?}");
    }
}

#[test]
fn no_control_character_is_stored() {
    let dir = tempfile::tempdir().expect("there");
    let files = [
        ("a.csv", "Title,Artist,Playlist\nSlow\0 Tide\u{7},Lumen\u{1b}[31m Vale,Fri\u{8}day\n".to_owned()),
        ("a.m3u8", "#EXTM3U\n#EXTINF:1,Lumen\u{1b}[31m Vale - Slow\u{0}Tide\nx.mp3\n".to_owned()),
        (
            "a.xml",
            "<DJ_PLAYLISTS><COLLECTION><TRACK TrackID=\"1\" Name=\"Slow&#7;Tide\" Artist=\"Lumen&#x1b;Vale\"/></COLLECTION>\
             <PLAYLISTS><NODE Type=\"0\" Name=\"ROOT\"><NODE Type=\"1\" KeyType=\"0\" Name=\"a&#10;b&#x9b;c\"><TRACK Key=\"1\"/></NODE></NODE>\
             </PLAYLISTS></DJ_PLAYLISTS>"
                .to_owned(),
        ),
    ];
    for (name, text) in files {
        let (mine, report) = Mine::of(&made(&dir, name, text));
        let shown = [mine.names(), report.queues.clone()].concat();
        assert_eq!((report.tracks_owned, report.queues.len()), (1, 1), "{name}: {report:?}");
        assert!(!shown.iter().any(|text| text.contains(char::is_control)), "{name}: {shown:?}");
    }
}

#[rstest]
#[case("a.m3u8", "#EXTM3U\n")]
#[case("a.m3u8", "#EXTM3U\n# nothing\n")]
#[case("a.csv", "Title,Artist\n")]
#[case("a.xml", "<DJ_PLAYLISTS><COLLECTION Entries=\"0\"/></DJ_PLAYLISTS>")]
#[case("a.txt", " \r\n \r\n")]
#[case("a.csv", "")]
fn a_file_that_holds_nothing_is_an_error(#[case] name: &str, #[case] text: &str) {
    let dir = tempfile::tempdir().expect("there");
    let error = Mine::new().import(&made(&dir, name, text)).expect_err("refused").to_string();
    assert!(error.contains(name) && error.contains("nothing is imported"), "{error}");
}
