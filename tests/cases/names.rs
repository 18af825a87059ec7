//! Names: an empty artist, track numbers, keys in titles, lines of playlists.

use crate::{Mine, case, made};

#[test]
fn a_track_number_is_no_artist() {
    let (mine, _) = Mine::of(&case("collections/06/rb.xml"));
    assert_eq!(
        mine.names(),
        [
            "808 State – Pacific",
            "ABOVE AND BEYOND FT. ALEX VARGAS – All Over The World",
            "ARMIN VAN BUUREN vs ARTY – Nehalennia",
        ]
    );
}

#[test]
fn names_are_in_the_line_the_file_or_its_folders() {
    let (mine, report) = Mine::of(&case("collections/07/cds.m3u8"));
    assert_eq!(
        mine.names(),
        [
            "Blur – Trouble in the Message Centre",
            "Digital – Deadline",
            "Kate Bush – Lily",
            "Surgeon – Magneze",
            "Toshihiko Horiyama – Stage Select",
        ]
    );
    assert!(report.skipped.is_empty(), "{report:?}");
}

#[test]
fn comments_of_a_playlist_are_no_records() {
    let (mine, report) = Mine::of(&case("05-m3u-comments/c.m3u8"));
    assert_eq!(mine.names(), ["Lumen Vale – Slow Tide", "Oda Kern – Glass Ferry"]);
    assert!(report.skipped.is_empty(), "{report:?}");
}

#[test]
fn a_key_that_mixed_in_key_wrote_into_a_title_is_the_key() {
    let dir = tempfile::tempdir().expect("there");
    let text = "Title,Artist\n8A - Spastik,Plastikman\n1m - 126 - Atol,Surgeon\nMinus - 12B,Robert Hood\n4A - Jeff Mills - The Bells,\n";
    let (mine, report) = Mine::of(&made(&dir, "a.csv", text));
    assert_eq!(
        mine.names(),
        ["Jeff Mills – The Bells", "Plastikman – Spastik", "Robert Hood – Minus", "Surgeon – Atol"]
    );
    assert!(report.skipped.is_empty(), "{report:?}");
    let keys = ["Spastik", "Atol", "Minus", "The Bells"].map(|title| mine.owned(title).tonic);
    assert_eq!(keys, [Some(21), Some(21), Some(4), Some(17)]);
}
