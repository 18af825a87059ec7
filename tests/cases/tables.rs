//! Tables: heads, separators, quotes, several artists in a cell, lengths, keys with a mode.

use rstest::rstest;
use segue::{catalogue::MatchVerdict, track::Name};

use crate::{Mine, case, made};

#[rstest]
#[case::preamble("11-csv-preamble-row/preamble.csv")]
#[case::separator("12-csv-sep-line/sep.csv")]
fn a_head_is_found(#[case] file: &str) {
    let (mine, report) = Mine::of(&case(file));
    assert_eq!(mine.names(), ["Lumen Vale – Slow Tide", "Oda Kern – Glass Ferry"]);
    assert!(report.skipped.is_empty(), "{report:?}");
}

#[test]
fn virtualdj_names_the_separator_and_the_version_has_a_column() {
    let (mine, report) = Mine::of(&case("collections/04/vdj.csv"));
    assert_eq!(mine.names(), ["Binary Finary – 1998 (Paul Van Dyk Remix)", "Underworld – Rez"]);
    let first = mine.owned("1998");
    assert_eq!((first.bpm, first.tonic, first.seconds), (Some(137.8), Some(1), Some(612.0)));
    assert!(report.skipped.is_empty(), "{report:?}");
}

#[rstest]
#[case("16-csv-utf16-rekordbox-txt/playlist.txt")]
#[case("16-csv-utf16-rekordbox-txt/playlist_utf8.txt")]
fn a_playlist_that_rekordbox_exports_as_text_is_read(#[case] file: &str) {
    let (mine, report) = Mine::of(&case(file));
    assert_eq!(mine.names(), ["Lumen Vale – Slow Tide", "Ödön Kern – Gläserne Fähre"]);
    let first = mine.owned("Slow Tide");
    assert_eq!((first.bpm, first.tonic, first.seconds), (Some(124.0), Some(21), Some(312.0)));
    assert_eq!(mine.owned("Gläserne").tonic, Some(16), "2m is E minor");
    assert!(report.skipped.is_empty(), "{report:?}");
}

#[test]
fn a_history_of_rekordbox_is_a_table_too() {
    let (mine, report) = Mine::of(&case("collections/01/HISTORY 2024-05-04.txt"));
    assert_eq!(mine.names(), ["Jónsi – Alex – Maré", "Nasty Habits – Shadow Boxing (Om Unit Remix)"]);
    let first = mine.owned("Shadow Boxing");
    assert_eq!((first.bpm, first.tonic, first.seconds), (Some(174.02), Some(21), Some(299.0)));
    assert_eq!(first.location, "/m/one.mp3");
    let second = mine.owned("Maré");
    assert_eq!((second.bpm, second.tonic, second.seconds), (None, Some(18), Some(9636.0)));
    assert!(report.skipped.is_empty(), "{report:?}");
}

#[rstest]
#[case("13-csv-exportify-artists/exportify_new.csv", &["Kora Mbeki & Anna-Lena Fuchs – Night Bus", "Lumen Vale – Slow Tide"])]
#[case("13-csv-exportify-artists/exportify_old.csv", &["Kora Mbeki & Anna-Lena Fuchs – Night Bus"])]
fn several_artists_of_a_cell_are_the_record_s(#[case] file: &str, #[case] names: &[&str]) {
    let (mine, _) = Mine::of(&case(file));
    assert_eq!(mine.names(), names);
}

/// A table of each program and service, with `{}` where its artists stand.
const TABLES: [(&str, &str); 14] = [
    (
        "exportify",
        "Track URI,Track Name,Album Name,Artist Name(s),Duration (ms)\nspotify:track:1,Night Bus,Al,{},301000\n",
    ),
    (
        "exportify old",
        "Track URI,Track Name,Artist URI(s),Artist Name(s)\nspotify:track:1,Night Bus,spotify:artist:1,{}\n",
    ),
    ("soundiiz", "title;artist;album;isrc\nNight Bus;{};;\n"),
    ("soundiiz with commas", "title,artist,album,isrc\nNight Bus,{},,\n"),
    ("tunemymusic", "Track name,Artist name,Album,Playlist name,Type,ISRC\nNight Bus,{},,Fri,Favorite,\n"),
    (
        "shazam",
        "Shazam Library\nIndex,TagTime,Title,Artist,URL,TrackKey\n1,2024-05-04,Night Bus,{},https://x.example,7\n",
    ),
    ("engine", "#,Title,Artist,Album,Length,BPM,Key\n1,Night Bus,{},,5:01,124,8A\n"),
    ("virtualdj", "sep=,\n\"Title\",\"Artist\",\"Remix\",\"Length\"\n\"Night Bus\",{},\"\",\"5:01\"\n"),
    ("serato", "\"name\",\"artist\",\"album\",\"bpm\"\n\"Night Bus\",{},\"\",\"124\"\n"),
    ("lexicon", "title,artist,albumTitle,key,bpm,location\nNight Bus,{},,8A,124,/m/1.mp3\n"),
    ("beatport", "Track Name|Mix Name|Artists|Remixers|Label\nNight Bus||{}||Lab\n"),
    ("rekordbox", "#\tArtwork\tTrack Title\tArtist\tBPM\n1\t\tNight Bus\t{}\t124\n"),
    ("rekordbox in German", "#\tArtwork\tTitel\tInterpret\tBPM\n1\t\tNight Bus\t{}\t124\n"),
    ("spotify in German", "Titel,Künstler(innen)\nNight Bus,{}\n"),
];

#[rstest]
#[case("Kora Mbeki;Anna-Lena Fuchs", "Kora Mbeki & Anna-Lena Fuchs")]
#[case("Kora Mbeki; Anna-Lena Fuchs", "Kora Mbeki & Anna-Lena Fuchs")]
#[case("Kora Mbeki, Anna-Lena Fuchs", "Kora Mbeki & Anna-Lena Fuchs")]
#[case("Kora Mbeki,Anna-Lena Fuchs", "Kora Mbeki & Anna-Lena Fuchs")]
#[case("Tyler\\, The Creator,Kali", "Tyler, The Creator & Kali")]
#[case("Tyler\\, The Creator, Kali", "Tyler, The Creator & Kali")]
#[case("Kali,Tyler\\, The Creator", "Kali & Tyler, The Creator")]
#[case("Tyler\\, The Creator;Kali", "Tyler, The Creator & Kali")]
#[case("Tyler\\, The Creator", "Tyler, The Creator")]
#[case("10,000 Maniacs", "10,000 Maniacs")]
#[case("Earth, Wind & Fire", "Earth, Wind & Fire")]
fn several_artists_of_a_cell_are_told_apart_in_every_table(#[case] cell: &str, #[case] credit: &str) {
    let key = Name::parse(credit, "Night Bus").key();
    let dir = tempfile::tempdir().expect("there");
    for (table, text) in TABLES {
        for cell in [format!("\"{cell}\""), cell.to_owned()] {
            let delimiter = if text.contains('\t') {
                '\t'
            } else if text.contains('|') {
                '|'
            } else if text.contains("title;") {
                ';'
            } else {
                ','
            };
            if !cell.starts_with('"') && cell.contains(delimiter) {
                continue;
            }
            let (mine, report) = Mine::of(&made(&dir, "t.csv", text.replace("{}", &cell)));
            let read = &mine.owned("Night Bus").track;
            assert_eq!(read.key, key, "{table}: {cell} is {}", read.name);
            assert!(report.skipped.is_empty(), "{table}: {report:?}");
        }
    }
}

#[test]
fn exportify_states_keys_artists_and_ids_of_spotify() {
    let (mine, _) = Mine::of(&case("collections/12/exportify.csv"));
    assert_eq!(
        mine.names(),
        [
            "Daft Punk Feat. Pharrell Williams and Nile Rodgers – Get Lucky",
            "Fred Falke, Elohim & Oliver – It's A Memory (Oliver Remix)",
            "Tyler, The Creator & Billie Eilish – Bad Guy",
        ]
    );
    let keys = ["It's A Memory", "Bad Guy", "Get Lucky"].map(|title| mine.owned(title).tonic);
    assert_eq!(keys, [Some(5), Some(19), Some(18)]);
    assert_eq!(mine.owned("Bad Guy").seconds, Some(194.087));
    let found = mine.0.found("spotify", mine.owned("Bad Guy").track.key.as_str()).expect("there");
    assert_eq!(
        (found[0].foreign_id.as_str(), found[0].verdict),
        ("4Km5HrUvYTaSUfiSGPJeQR", MatchVerdict::Matched)
    );
}

#[test]
fn an_empty_artist_is_in_the_title() {
    let (mine, report) = Mine::of(&case("collections/11/tmm.csv"));
    assert_eq!(mine.names(), ["FIFTY FIFTY – Cupid", "Yotto – Radiate"]);
    assert_eq!(report.queues, ["Liked videos"]);
}

#[test]
fn lengths_and_isrcs_are_read_as_soundiiz_writes_them() {
    let (mine, _) = Mine::of(&case("collections/13/soundiiz.csv"));
    assert_eq!(mine.owned("Alice").seconds, Some(225.0));
    assert_eq!(mine.0.owned_by_isrc("USEP41718138").expect("there").len(), 1);
}

#[rstest]
#[case("225s", Some(225.0))]
#[case("225", Some(225.0))]
#[case("3:45", Some(225.0))]
#[case("1:02:03", Some(3723.0))]
#[case("160:36", Some(9636.0))]
#[case("225000", Some(225.0))]
#[case("225000ms", Some(225.0))]
#[case("3m 45s", Some(225.0))]
#[case("PT3M45S", Some(225.0))]
#[case("", None)]
#[case("0", None)]
#[case("soon", None)]
fn a_length_is_read_in_every_notation(#[case] written: &str, #[case] seconds: Option<f32>) {
    let dir = tempfile::tempdir().expect("there");
    let (mine, _) = Mine::of(&made(&dir, "a.csv", format!("Title,Artist,Duration\nOne,A,{written}\n")));
    assert_eq!(mine.owned("One").seconds, seconds);
}

#[test]
fn a_quote_that_nobody_closes_swallows_no_row_and_is_named() {
    let (mine, report) = Mine::of(&case("49-csv-unclosed-quote/u.csv"));
    let names = mine.names();
    assert!(names.contains(&"Act C – Third".into()) && names.contains(&"Act D – Fourth".into()), "{names:?}");
    assert_eq!((report.skipped[0].line, names.len()), (3, 4));
    assert!(report.skipped[0].reason.contains("never closed"), "{report:?}");
    let (mine, report) = Mine::of(&case("49-csv-unclosed-quote/u.txt"));
    assert_eq!((mine.names().len(), report.skipped.len()), (3, 0), "{report:?}");
    assert_eq!(mine.owned("Third 12").bpm, Some(122.0));
}

#[test]
fn rows_may_have_fewer_cells_than_the_head_and_blanks_before_quotes() {
    let dir = tempfile::tempdir().expect("there");
    let text = "Title, Artist, BPM, Key\n \"One, two\", \"A\"\nThree,B,124\nFour,C,125,8A,more\n";
    let (mine, report) = Mine::of(&made(&dir, "a.csv", text));
    assert_eq!(mine.names(), ["A – One, two", "B – Three", "C – Four"]);
    assert!(report.skipped.is_empty(), "{report:?}");
    assert_eq!((mine.owned("Three").bpm, mine.owned("Four").tonic), (Some(124.0), Some(21)));
}
