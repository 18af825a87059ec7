//! What is known is never erased by a file that says less of it.

use rstest::rstest;

use super::*;
use crate::catalogue::Which;

struct Shelf {
    dir: tempfile::TempDir,
    writer: Writer,
    user: User,
}

impl Shelf {
    fn new() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
            writer: Writer::in_memory().unwrap(),
            user: User::open_in_memory().unwrap(),
        }
    }

    fn take(&mut self, name: &str, bytes: impl AsRef<[u8]>) -> Result<ImportReport, ImportError> {
        let path = self.dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let mut watch = ImportWatch { progress: &mut |_| {}, stop: &|| false };
        let opened = open(&path, None)?;
        if opened.is_mixes() {
            opened.into_catalogue(&mut self.writer, &mut watch)
        } else {
            opened.into_user(&mut self.user, 1, &mut watch)
        }
    }

    fn lines(&self, which: &Which) -> usize {
        self.writer.lines_known(which).unwrap().unwrap_or(0)
    }
}

const TITLE: &str = "2024-02-01 - DJ Test - Kept";
const TRACKLIST: &str = "== Tracklist ==\n# [00] Lumen Vale - Slow Tide\n# [04] Oda Kern - Glass Ferry\n# [09] Kora - Kiesel\n[[Category:2024]]\n";

fn export(pages: &str) -> String {
    format!("<mediawiki xmlns=\"http://www.mediawiki.org/xml/export-0.11/\">\n{pages}</mediawiki>\n")
}

fn page(id: u32, title: &str, between: &str, revision: u32, text: &str) -> String {
    format!(
        "<page><title>{title}</title><ns>0</ns><id>{id}</id>{between}<revision><id>{revision}</id>{text}</revision></page>\n"
    )
}

fn text(bytes: usize, text: &str) -> String {
    format!("<text bytes=\"{bytes}\" xml:space=\"preserve\">{text}</text>")
}

/// Pages of a wiki, of which one is known with three lines.
fn known() -> Shelf {
    let mut shelf = Shelf::new();
    let report = shelf.take("full.xml", export(&page(20, TITLE, "", 200, &text(TRACKLIST.len(), TRACKLIST))));
    assert_eq!(report.unwrap().mixes_added, 1);
    assert_eq!(shelf.lines(&Which::Page(20)), 3);
    shelf
}

#[rstest]
#[case::a_stub("<text bytes=\"3120\" sha1=\"x\" location=\"tt:201\" />", "is not in the file")]
#[case::an_older_stub("<text id=\"201\" />", "is not in the file")]
#[case::blanks("<text bytes=\"3120\" xml:space=\"preserve\">  \n </text>", "is not in the file")]
#[case::withheld("<text bytes=\"9\" deleted=\"deleted\" />", "is not in the file")]
#[case::a_part(
    "<text bytes=\"3120\" xml:space=\"preserve\">== Tracklist ==\n# [00] Lumen Vale - Slow Tide</text>",
    "is not whole"
)]
#[case::emptied("<text bytes=\"0\" xml:space=\"preserve\" />", "has no tracklist in the file")]
#[case::no_list(
    "<text bytes=\"12\" xml:space=\"preserve\">Nothing here</text>",
    "has no tracklist in the file"
)]
fn a_page_without_its_text_leaves_what_is_known(#[case] text: &str, #[case] said: &str) {
    let mut shelf = known();
    let other = page(21, "2024-02-02 - DJ Test - Other", "", 202, &self::text(TRACKLIST.len(), TRACKLIST));
    let report = shelf.take("later.xml", export(&(page(20, TITLE, "", 201, text) + &other))).unwrap();
    assert!(report.skipped[0].reason.contains(said), "{report:?}");
    assert_eq!((shelf.lines(&Which::Page(20)), shelf.lines(&Which::Page(21))), (3, 3));
}

#[test]
fn a_page_that_leads_elsewhere_goes_only_where_something_is() {
    let mut shelf = known();
    let target = "2024-02-01 - DJ Test - Renamed";
    let redirect = page(
        20,
        TITLE,
        &format!("<redirect title=\"{target}\" />"),
        201,
        &text(40, &format!("#REDIRECT [[{target}]]")),
    );
    let report = shelf.take("a.xml", export(&redirect)).unwrap();
    assert!(report.skipped[0].reason.contains("which is not in the file"), "{report:?}");
    let stub = page(30, target, "", 300, "<text bytes=\"200\" />");
    shelf.take("b.xml", export(&(redirect.clone() + &stub))).unwrap();
    assert_eq!(shelf.lines(&Which::Page(20)), 3);
    let there = page(30, target, "", 300, &text(TRACKLIST.len(), TRACKLIST));
    shelf.take("c.xml", export(&(redirect + &there))).unwrap();
    assert_eq!((shelf.lines(&Which::Page(20)), shelf.lines(&Which::Page(30))), (0, 3));
    assert_eq!(shelf.lines(&Which::Title(TITLE.to_owned())), 3, "the old title leads there");
}

#[test]
fn a_line_without_a_tracklist_leaves_what_is_known() {
    let mut shelf = Shelf::new();
    let title = || Which::Title(TITLE.to_owned());
    let whole = format!("{{\"title\":\"{TITLE}\",\"tracklist\":[\"A - One\",\"B - Two\"]}}\n");
    let empty = format!("{{\"title\":\"{TITLE}\",\"tracklist\":[]}}\n");
    shelf.take("a.jsonl", format!("{whole}{empty}")).unwrap();
    assert_eq!(shelf.lines(&title()), 2, "in one file");
    let report = shelf.take("b.jsonl", &empty).unwrap();
    assert_eq!((report.mixes_unchanged, report.skipped.len(), shelf.lines(&title())), (1, 1, 2));
    assert!(shelf.take("c.jsonl", &whole[..whole.len() - 9]).is_err());
    assert_eq!(shelf.lines(&title()), 2, "cut in the middle");
    let empty = empty.replace("Kept", "New");
    assert_eq!(shelf.take("d.jsonl", &empty).unwrap().mixes_added, 1, "of what is new nothing is lost");
}

fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sets").join(name);
    std::fs::read(path).unwrap()
}

/// All lines of all mixes.
fn all_lines(writer: &Writer) -> usize {
    writer.contents().unwrap().counts().unwrap().plays as usize
}

#[test]
fn a_release_that_has_lost_its_tracks_leaves_what_is_known() {
    let mut unpacked = String::new();
    let packed = fixture("discogs/discogs_20260101_releases.xml.gz");
    flate2::read::MultiGzDecoder::new(packed.as_slice()).read_to_string(&mut unpacked).unwrap();
    let mut without = unpacked.clone();
    while let Some(start) = without.find("<tracklist>") {
        let end = start + without[start..].find("</tracklist>").unwrap() + "</tracklist>".len();
        without.replace_range(start..end, "<tracklist />");
        without = without.replacen("<tracklist />", "<no-tracklist/>", 1);
    }
    let lines = String::from_utf8(fixture("musicbrainz/release")).unwrap();
    let no_media = lines.replace("\"media\": [", "\"media\": [], \"x\": [");
    let half = |text: &str| {
        let at = text.rfind("title").unwrap();
        text[..at].to_owned()
    };
    for (name, whole, fewer) in
        [("a.xml", &unpacked, [without, half(&unpacked)]), ("release", &lines, [no_media, half(&lines)])]
    {
        let mut shelf = Shelf::new();
        shelf.take(name, whole).unwrap();
        let known = all_lines(&shelf.writer);
        assert!(known > 0, "{name}");
        for fewer in fewer {
            // Nothing but the mixes that are there already is in it, or nothing at all.
            let _ = shelf.take(name, &fewer);
            assert_eq!(all_lines(&shelf.writer), known, "{name}");
        }
    }
}

fn collection(attributes: &str, inner: &str) -> String {
    let track = |n: u32| {
        format!(
            "<TRACK TrackID=\"{n}\" Name=\"Record {n}\" Artist=\"A\" Location=\"file://localhost/m/{n}.mp3\" {attributes}>{inner}</TRACK>\n"
        )
    };
    let keys = [1, 2, 3, 4].map(|n| format!("<TRACK Key=\"{n}\"/>")).concat();
    format!(
        "<DJ_PLAYLISTS Version=\"1.0.0\"><COLLECTION>{}</COLLECTION><PLAYLISTS><NODE Type=\"0\" Name=\"ROOT\">\
         <NODE Name=\"Friday\" Type=\"1\" KeyType=\"0\">{keys}</NODE></NODE></PLAYLISTS></DJ_PLAYLISTS>",
        [1, 2, 3, 4].map(track).concat()
    )
}

#[test]
fn a_collection_that_says_less_takes_no_tempo_key_length_grid_or_cue_away() {
    let grid = "<TEMPO Inizio=\"0.1\" Bpm=\"174.00\"></TEMPO><POSITION_MARK Name=\"A\" Num=\"0\"/>";
    let full = collection("AverageBpm=\"174.00\" Tonality=\"8A\" TotalTime=\"300\"", grid);
    let mut shelf = Shelf::new();
    shelf.take("rekordbox.xml", &full).unwrap();
    let place = "file://localhost/m/2.mp3";
    let known = |user: &User| {
        let (_, owned) = user.owned_at(place).unwrap().remove(0);
        let element =
            user.elements_at(&std::collections::HashSet::from([place])).unwrap().remove(place).unwrap();
        (owned.bpm, owned.tonic, owned.seconds, element.contains(grid))
    };
    let before = known(&shelf.user);
    assert_eq!(before, (Some(174.0), Some(21), Some(300.0), true));
    shelf.take("rekordbox.xml", collection("AverageBpm=\"0.00\" Tonality=\"\" Rating=\"255\"", "")).unwrap();
    assert_eq!(known(&shelf.user), before);
    shelf
        .take("rekordbox.xml", collection("AverageBpm=\"87.00\" Tonality=\"9A\" TotalTime=\"300\"", ""))
        .unwrap();
    assert_eq!(known(&shelf.user).0, Some(87.0), "what is said counts");
}

#[test]
fn a_collection_that_breaks_off_takes_no_record_and_no_row_of_a_queue_away() {
    let full = collection("AverageBpm=\"174.00\"", "<TEMPO/>");
    let all = |user: &User| (user.owned_tracks().unwrap().len(), user.queue("Friday").unwrap().len());
    for at in ["\"Record 3\"", "<PLAYLISTS", "Key=\"3\"/>"] {
        let mut shelf = Shelf::new();
        shelf.take("rekordbox.xml", &full).unwrap();
        let report = shelf.take("rekordbox.xml", &full[..full.find(at).unwrap()]).unwrap();
        assert_eq!(
            report.skipped.iter().filter(|s| s.reason.contains("breaks off")).count(),
            1,
            "{report:?}"
        );
        assert_eq!(all(&shelf.user), (4, 4), "{at}");
        let places = std::collections::HashSet::from(["file://localhost/m/4.mp3"]);
        assert_eq!(shelf.user.elements_at(&places).unwrap().len(), 1, "{at}");
    }
    let mut shelf = Shelf::new();
    shelf.take("rekordbox.xml", &full).unwrap();
    let fewer = full.replace("<TRACK Key=\"4\"/>", "");
    shelf.take("rekordbox.xml", &fewer).unwrap();
    assert_eq!(shelf.user.queue("Friday").unwrap().len(), 3, "a whole file is believed");
}

#[test]
fn a_table_that_says_at_last_where_a_record_lies_keeps_what_it_said_of_it() {
    let mut shelf = Shelf::new();
    shelf.take("list.csv", "Artist,Title,BPM,Key,Time\nA,One,128,8A,300\n").unwrap();
    shelf.take("list.csv", "Artist,Title,File\nA,One,/m/1.mp3\n").unwrap();
    let (_, now) = shelf.user.owned_at("/m/1.mp3").unwrap().remove(0);
    assert_eq!((now.bpm, now.seconds, now.tonic.is_some()), (Some(128.0), Some(300.0), true));
}

#[rstest]
#[case::no_facts("Artist,Title,File\nA,One,/m/1.flac\nB,Two,/m/2.flac\n")]
#[case::no_places("Artist,Title\nA,One\nB,Two\n")]
#[case::no_places_but_tempi("Artist,Title,BPM\nA,One,128\nB,Two,\n")]
fn a_table_with_fewer_columns_takes_no_fact_and_no_place_away(#[case] fewer: &str) {
    let mut shelf = Shelf::new();
    let full = "Artist,Title,File,BPM,Key,Time,ISRC\n\
                A,One,/m/1.flac,128,8A,300,GBAAA0000001\n\
                A,One,/m/1.mp3,128,8A,301,\n\
                B,Two,/m/2.flac,130,9A,200,\n";
    shelf.take("list.csv", full).unwrap();
    let known = |user: &User| {
        let mut all: Vec<_> = ["/m/1.flac", "/m/2.flac"]
            .into_iter()
            .flat_map(|place| user.owned_at(place).unwrap())
            .map(|(_, o)| (o.location, o.bpm, o.tonic, o.seconds, o.isrc))
            .collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        all
    };
    let before = known(&shelf.user);
    assert!(before.len() == 2 && before[0].4.is_some() && before[1].1 == Some(130.0), "{before:?}");
    let report = shelf.take("list.csv", fewer).unwrap();
    assert_eq!(report.tracks_owned, 2);
    assert_eq!(known(&shelf.user), before);
    let other = shelf.user.owned_at("/m/1.mp3").unwrap().len();
    assert_eq!(other, usize::from(!fewer.contains("File")), "a place that the table leaves out is gone");
    let renamed = "Artist,Title,File\nA,One (Club Mix),/m/1.flac\nC,Other,/m/2.flac\n";
    shelf.take("list.csv", renamed).unwrap();
    let now = known(&shelf.user);
    assert_eq!(now[0].1, Some(128.0), "the file is the same, its record is called a little otherwise");
    assert_eq!(now[1].1, None, "another record lies there now");
}

#[test]
fn a_set_of_a_table_with_fewer_columns_keeps_its_tempi_and_lengths() {
    let mut shelf = Shelf::new();
    let of = |columns: usize| {
        let row = |n: u32| format!("Artist {n},Title {n},12{n},{}", 200 + n);
        let rows = std::iter::once("Artist,Title,BPM,Time".to_owned()).chain((0..6).map(row));
        rows.map(|row| row.split(',').take(columns).collect::<Vec<_>>().join(",") + "\n").collect::<String>()
    };
    let take = |shelf: &mut Shelf, text: &str| {
        let path = shelf.dir.path().join("night.csv");
        std::fs::write(&path, text).unwrap();
        let mut watch = ImportWatch { progress: &mut |_| {}, stop: &|| false };
        let mut own = OwnImport::new(SetOrder { set: true, ..SetOrder::default() });
        own.take(open(&path, None).unwrap(), &mut shelf.user, 1, &mut watch).unwrap();
        let sets = shelf.user.sets().unwrap();
        assert_eq!(sets.len(), 1);
        sets[0].set.plays.iter().map(|play| play.bpm).collect::<Vec<_>>()
    };
    let before = take(&mut shelf, &of(4));
    assert_eq!(before[3], Some(123.0));
    assert_eq!(take(&mut shelf, &of(2)), before);
}

#[rstest]
#[case("serato/1.session", "1.session")]
#[case("traktor/history_2024y05m04d_23h53m20s.nml", "history.nml")]
fn a_history_that_breaks_off_takes_no_play_away(#[case] of: &str, #[case] name: &str) {
    let whole = fixture(of);
    let plays = |user: &User| user.sets().unwrap().iter().map(|set| set.set.plays.len()).collect::<Vec<_>>();
    let mut shelf = Shelf::new();
    shelf.take(name, &whole).unwrap();
    let known = plays(&shelf.user);
    for part in 1..20 {
        // Of some nothing is left.
        let _ = shelf.take(name, &whole[..whole.len() * part / 20]);
        assert_eq!(plays(&shelf.user), known, "{part} of 20");
    }
}
