//! What people type and paste into the prompt or name as a TRACK, asked of a whole library.

use rstest::rstest;
use tempfile::TempDir;

use super::{
    Library, OwnedIndex, fixture,
    query::SearchAnswer,
    resolve::{self, Unknown},
};
use crate::catalogue::{Change, MixLine, MixOrigin};

const LINES: [&str; 9] = [
    "Burial - Archangel [Hyperdub]",
    "Adam F - Circles [Metalheadz]",
    "Adam F - F-Jam [Section 5]",
    "P!nk - Get The Party Started",
    "مصطفى - ليلة",
    "ลำไย ไหทองคำ - ผู้สาวขาเลาะ",
    "Moderat feat. Кино - Bad 🔥 Kingdom",
    "Plastikman - Spastik (Dubfire Rework)",
    "X - Y",
];

fn library() -> (TempDir, Library) {
    library_of(&[MixLine {
        title: "2007-11-05 - Ann Clue @ Fabric, London".into(),
        tracklist: LINES.map(str::to_owned).to_vec(),
        categories: vec!["Techno".into()],
        audio: Some("https://www.youtube.com/watch?v=aB_3x-9Qwz0".into()),
        ..MixLine::default()
    }])
}

fn library_of(mixes: &[MixLine]) -> (TempDir, Library) {
    let dir = tempfile::tempdir().expect("temporary folder");
    let (paths, settings) = fixture::bare(dir.path());
    let library = Library::open(&paths, &settings).expect("opens");
    let changes: Vec<_> =
        mixes.iter().map(|mix| Change::Upsert(mix.clone().incoming(MixOrigin::Import))).collect();
    library.writer().expect("free").apply(&changes).expect("applied");
    library.publish_names().expect("published");
    (dir, library)
}

#[test]
fn a_long_name_with_an_error_is_a_page_also_where_a_record_has_it_so() {
    let mix = |title: &str, line: &str| MixLine {
        title: title.into(),
        tracklist: vec![line.to_owned()],
        ..MixLine::default()
    };
    let remix = "Sneo - Go (Gabriel Bordy Remix)";
    let (_dir, library) = library_of(&[
        mix("2001 - Gabriel Bordoy - One", "A - One"),
        mix("2002 - Ann Clue - Two", remix),
        mix("2003 - Bob Clue - Three", remix),
    ]);
    let found = library.search(&OwnedIndex::default(), "gabriel bordy", 5, &|| false);
    let found = found.expect("readable").expect("not stopped");
    assert_eq!(found.tracks[0].row.artist, "Sneo");
    assert_eq!(found.pages.first().map(|page| &*page.name), Some("Gabriel Bordoy"), "{found:?}");
}

fn search(query: &str) -> SearchAnswer {
    let (_dir, library) = library();
    let found = library.search(&OwnedIndex::default(), query, 20, &|| false);
    found.expect("readable").expect("not stopped")
}

#[rstest]
#[case::one_letter("y", "Y")]
#[case::arabic("مصطفى ليلة", "ليلة")]
#[case::arabic_with_its_vowels("مُصطفى", "ليلة")]
#[case::thai("ผู้สาว", "ผู้สาวขาเลาะ")]
#[case::emoji("bad 🔥", "Bad 🔥 Kingdom")]
#[case::mixed_scripts("кино kingdom", "Bad 🔥 Kingdom")]
#[case::featuring("Moderat ft. Кино - Bad Kingdom", "Bad 🔥 Kingdom")]
#[case::curly("“burial” ‘archangel’", "Archangel")]
#[case::german("„Burial“ ‚Archangel‘", "Archangel")]
#[case::french("« Burial » ‹ Archangel ›", "Archangel")]
#[case::straight("\"burial\" 'archangel' `", "Archangel")]
#[case::japanese("「burial」『archangel』", "Archangel")]
#[case::a_line("[12:34] 05. Burial - Archangel [Hyperdub]", "Archangel")]
#[case::discogs("https://www.discogs.com/release/1147829-Burial-Archangel", "Archangel")]
#[case::beatport("https://www.beatport.com/track/archangel/1147829", "Archangel")]
#[case::symbols("p!nk", "Get The Party Started")]
#[case::letters_left_out("archngl", "Archangel")]
fn what_is_typed_or_pasted_finds_its_record(#[case] query: &str, #[case] title: &str) {
    let found = search(query);
    assert_eq!(found.tracks.first().map(|hit| &*hit.row.title), Some(title), "{found:?}");
}

#[rstest]
#[case::youtube("https://youtu.be/aB_3x-9Qwz0?t=12")]
#[case::mixesdb("https://www.mixesdb.com/w/2007-11-05_-_Ann_Clue_@_Fabric,_London")]
#[case::old_mixesdb("http://www.mixesdb.com/db/index.php?title=2007-11-05_-_Ann_Clue_%40_Fabric,_London")]
fn an_address_of_a_mix_finds_the_mix(#[case] address: &str) {
    let found = search(address);
    let first = found.pages.first().map(|page| &*page.name);
    assert_eq!(first, Some("2007-11-05 - Ann Clue @ Fabric, London"), "{found:?}");
}

#[rstest]
#[case("?!…,.;:-–—()[]{}<>/\\|'\"")]
#[case("https://www.youtube.com/watch?v=dQw4w9WgXcQ")]
#[case("")]
#[case(" \t\n")]
#[case("\u{202e}\u{200b}\u{feff}\u{0}\u{1b}[31m")]
fn what_names_nothing_finds_nothing(#[case] query: &str) {
    let found = search(query);
    assert!(found.tracks.is_empty() && found.pages.is_empty(), "{found:?}");
}

#[test]
fn ten_kilobytes_are_answered() {
    for piece in ["burial archangel ", "เพลง", "🔥", "\"", "a-", "[12:34] Burial - Archangel [Hyperdub]\n"]
    {
        let _ = search(&piece.repeat(10_240 / piece.len()));
    }
}

#[rstest]
#[case("B2. Burial – Archangel (2007)", false)]
#[case("Track 3: Burial - Archangel (Original Mix) - Hyperdub", false)]
#[case("https://soundcloud.com/hyperdub-records/burial-archangel-1", false)]
#[case("Burial - Archangel (feat. Nobody)", true)]
#[case("A1 Burial - Archangels (2007)", true)]
fn what_stands_around_a_name_is_not_asked_for_and_what_belongs_to_it_is(
    #[case] line: &str,
    #[case] closest: bool,
) {
    let found = search(line);
    assert_eq!(found.tracks.first().map(|hit| &*hit.row.title), Some("Archangel"), "{found:?}");
    assert_eq!(found.closest, closest);
}

#[rstest]
#[case("burial arch", &["Archangel"], &[])]
#[case("burial archangle", &["Archangel"], &["Burial"])]
#[case("burial xylophone", &["Archangel"], &["Burial"])]
#[case("ann clue", &[], &["Ann Clue", "2007-11-05 - Ann Clue @ Fabric, London"])]
#[case("ann cleu", &[], &["Ann Clue", "2007-11-05 - Ann Clue @ Fabric, London"])]
fn no_page_stands_for_a_part_of_the_words(
    #[case] query: &str,
    #[case] titles: &[&str],
    #[case] pages: &[&str],
) {
    let found = search(query);
    assert_eq!(found.tracks.iter().map(|hit| &*hit.row.title).collect::<Vec<_>>(), titles);
    assert_eq!(found.pages.iter().map(|page| &*page.name).collect::<Vec<_>>(), pages);
}

/// Who stands before a title made it.
#[test]
fn the_name_of_a_version_in_front_of_the_title_is_another_artist() {
    let unknown = resolved("dubfire spastik").expect_err("Dubfire has no record of this title");
    assert_eq!(unknown.candidates.first().map(|row| &*row.artist), Some("Plastikman"));
}

fn resolved(words: &str) -> Result<String, Unknown> {
    let (_dir, library) = library();
    let known = resolve::resolve(&library, &OwnedIndex::default(), words).expect("readable");
    known.map(|known| known.seen.name.title)
}

#[rstest]
#[case("Adam F", "segue artist 'Adam F'", &["Circles", "F-Jam"])]
#[case("ann clue", "segue dj 'ann clue'", &[])]
#[case("metalheadz", "segue label 'metalheadz'", &["Circles"])]
#[case("techno", "segue browse --styles 'techno'", &[])]
fn words_that_are_all_of_a_name_are_no_title(#[case] words: &str, #[case] page: &str, #[case] near: &[&str]) {
    let unknown = resolved(words).expect_err("no record");
    assert!(unknown.hint.starts_with(page), "{}", unknown.hint);
    assert_eq!(unknown.candidates.iter().map(|row| &*row.title).collect::<Vec<_>>(), near);
}

#[rstest]
#[case("circles", "Circles")]
#[case("adam f circles", "Circles")]
#[case("Adma F - Circles", "Circles")]
#[case("spastik dubfire", "Spastik")]
#[case("[12:34] 05. Burial - Archangel [Hyperdub]", "Archangel")]
#[case("1. 00:00 Burial – Archangel (Hyperdub, 2007) [HDB 1]", "Archangel")]
#[case("A1 Burial - Archangel", "Archangel")]
#[case("03 Burial - Archangel.mp3", "Archangel")]
#[case("1:02:33\tBurial\tArchangel", "Archangel")]
#[case("Archangel by Burial", "Archangel")]
fn words_that_lead_to_one_record_are_it(#[case] words: &str, #[case] title: &str) {
    assert_eq!(resolved(words).as_deref(), Ok(title));
}
