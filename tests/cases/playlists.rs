//! Playlists: of the same name, with entries that point nowhere, nested without end.

use crate::{Mine, case, made};

#[test]
fn playlists_of_one_name_stay_apart() {
    let mut mine = Mine::new();
    let file = case("21-rb-same-playlist-name/same.xml");
    let report = mine.import(&file).expect("there");
    let again = mine.import(&file).expect("there");
    assert_eq!(report.queues, ["2023 / Friday", "2024 / Friday", "2024 / Friday (2)", "Friday"]);
    assert_eq!(again.queues, report.queues);
    let queues = report.queues.iter().map(|name| mine.queue(name).join("; ")).collect::<Vec<_>>();
    assert_eq!(queues, ["Oda Kern – T1", "Oda Kern – T2", "Oda Kern – T3", "Oda Kern – T1; Oda Kern – T2"]);
    assert_eq!(mine.0.queues().expect("there").len(), 4);
}

#[test]
fn playlists_of_two_files_of_one_name_stay_apart() {
    let mut mine = Mine::new();
    for _ in 0..2 {
        for (folder, queue) in [("a", "playlist"), ("b", "playlist (2)")] {
            let file = case(&format!("21-rb-same-playlist-name/{folder}/playlist.m3u8"));
            assert_eq!(mine.import(&file).expect("there").queues, [queue]);
        }
    }
    assert_eq!(mine.queue("playlist"), ["Oda Kern – One"]);
    assert_eq!(mine.queue("playlist (2)"), ["Lumen Vale – Two"]);
}

#[test]
fn entries_that_point_nowhere_are_counted_and_named() {
    let (mine, report) = Mine::of(&case("collections/08/rb.xml"));
    let reasons: Vec<&str> = report.skipped.iter().map(|skipped| skipped.reason.as_str()).collect();
    assert!(reasons[0].contains("“Gone”: 2 of 2 entries"), "{reasons:?}");
    assert!(reasons[1].contains("“Half”: 1 of 2 entries"), "{reasons:?}");
    assert_eq!(
        (report.queues, mine.queue("Half")),
        (vec!["Half".to_owned()], vec!["Bad Company – The Nine".to_owned()])
    );
}

#[test]
fn folders_nested_without_end_are_left_out_and_said() {
    let dir = tempfile::tempdir().expect("there");
    let depth = 16_000;
    let open = format!("<NODE Type=\"0\" Name=\"{}\">", "f".repeat(20)).repeat(depth);
    let list = "<NODE Type=\"1\" KeyType=\"0\" Name=\"P\"><TRACK Key=\"1\"/></NODE>";
    let text = format!(
        "<DJ_PLAYLISTS><COLLECTION><TRACK TrackID=\"1\" Name=\"One\" Artist=\"A\"/></COLLECTION><PLAYLISTS>{list}{open}{}{}\
         <NODE Type=\"0\" Name=\"ROOT\">{list}</NODE></PLAYLISTS></DJ_PLAYLISTS>",
        list.repeat(1_000),
        "</NODE>".repeat(depth),
    );
    let (mine, report) = Mine::of(&made(&dir, "deep.xml", text));
    assert_eq!(report.skipped.len(), 1, "{report:?}");
    assert!(report.skipped[0].reason.contains("folders deeper than 64"), "{report:?}");
    assert_eq!((mine.names().len(), report.queues.len()), (1, 2));
}
